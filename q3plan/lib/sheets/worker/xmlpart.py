"""One part of the workbook as XML: two encodings, no declarations of types, no endless tags."""

import codecs
import re
from xml.parsers import expat

from . import limits
from .limits import Refused

_PROLOG_BYTES = 1024
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([^"']*)["']""")
# <!DOCTYPE, <!ENTITY and their like; comments and CDATA sections are what else starts so.
_TYPE_DECLARATION = re.compile(rb"<!(?!-|\[)")
_CARRY = 2


def utf8_chunks(chunks, name):
    """The part's text as UTF-8, refused when it is in another encoding or declares types."""
    chunks = iter(chunks)
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _PROLOG_BYTES:
            break
    carry = b""
    for text in _decoded(head, chunks, name):
        seen = carry + text
        # A mark at the very end is judged with the next chunk.
        if _TYPE_DECLARATION.search(seen[:-1] if seen.endswith(b"<!") else seen):
            raise Refused("doctype", name=name[:80])
        carry = seen[-_CARRY:]
        yield text


def _decoded(head, chunks, name):
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # An UTF-32 mark starts like the UTF-16 one: its zeros are refused by the parser.
        decoder = codecs.getincrementaldecoder("utf-16")()
        accepted = {"utf-16"}

        def decode(data, final=False):
            return decoder.decode(data, final).encode()
    else:
        head = head.removeprefix(codecs.BOM_UTF8)
        accepted = {"utf-8", "us-ascii"}

        def decode(data, final=False):
            return data

    try:
        head = decode(head)
        _check_prolog(head, accepted, name)
        yield head
        for chunk in chunks:
            yield decode(chunk)
        yield decode(b"", True)
    except UnicodeError as problem:
        raise Refused("xml_encoding", name=name[:80]) from problem


def _check_prolog(head, accepted, name):
    if not head.lstrip().startswith(b"<") or b"\0" in head:
        raise Refused("xml_encoding", name=name[:80])
    declaration = _DECLARATION.match(head)
    declared = declaration and _ENCODING.search(declaration[0])
    if declared and declared[1].decode("ascii", "replace").lower() not in accepted:
        raise Refused("xml_encoding", name=name[:80])


def parse(archive, name, *, start, end=None, text=None):
    """Feed a part to the handlers. Names come as "namespace local"."""
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_args):
        raise Refused("doctype", name=name[:80])

    # The search above finds them; the parser itself is the second wall.
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    fed = 0
    try:
        for chunk in utf8_chunks(archive.chunks(name), name):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > limits.TOKEN_BYTES:
                raise Refused("too_complex")
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        if problem.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from problem
        raise Refused("xml_damaged", name=name[:80]) from problem


def local_name(name):
    return name.rpartition(" ")[2]
