"""The package around the sheets: what may be in it, and where its parts are."""

import posixpath
from collections import namedtuple
from urllib.parse import unquote

from . import limits
from .limits import Refused
from .xmlpart import local_name, parse, utf8_chunks

# Parts by folder or name, content types and relationship types that mean danger. Each of the
# three is looked at, because a prepared file can lie in the other two.
_FORBIDDEN_PARTS = (
    ("vbaproject", "macros"),
    ("/macrosheets/", "macros"),
    ("/dialogsheets/", "macros"),
    ("/externallinks/", "external_links"),
    ("/connections.xml", "connections"),
    ("/querytables/", "connections"),
    ("/embeddings/", "embedded"),
    ("/activex/", "activex"),
)
_FORBIDDEN_TYPES = (
    ("macroenabled", "macros"),
    ("vbaproject", "macros"),
    ("macrosheet", "macros"),
    ("dialogsheet", "macros"),
    ("externallink", "external_links"),
    ("connections+xml", "connections"),
    ("querytable+xml", "connections"),
    ("oleobject", "embedded"),
    ("activex", "activex"),
)
_FORBIDDEN_RELATIONS = {
    "vbaproject": "macros",
    "xlmacrosheet": "macros",
    "xlintlmacrosheet": "macros",
    "dialogsheet": "macros",
    "externallink": "external_links",
    "externallinkpath": "external_links",
    "attachedtemplate": "external_links",
    "connections": "connections",
    "querytable": "connections",
    "oleobject": "embedded",
    "package": "embedded",
    "control": "activex",
    "activexcontrolbinary": "activex",
}
_XML_ENDINGS = (".xml", ".rels", ".vml", ".xhtml", ".svg")
_CONTENT_TYPES = "[content_types].xml"


Relation = namedtuple("Relation", "kind target")


def check_names(archive):
    for name in archive.entries:
        for mark, code in _FORBIDDEN_PARTS:
            if mark in f"/{name.lower()}":
                raise Refused(code)


def check_contents(archive):
    """Unpack everything once, so that sizes, checksums, encodings and declarations are known."""
    unpacked = markups = filled = cells = 0
    for name in archive.entries:
        is_xml = name.lower().endswith(_XML_ENDINGS)
        is_sheet = name.lower().startswith("xl/worksheets/")
        chunks = archive.chunks(name)
        for chunk in utf8_chunks(chunks, name) if is_xml else chunks:
            unpacked += len(chunk)
            markups += chunk.count(b"<") if is_xml else 0
            if unpacked > limits.UNPACKED_BYTES:
                raise Refused("too_large_unpacked")
            if markups > limits.MARKUPS:
                raise Refused("too_complex")
            # A rough count saves the parser the work; it counts again, to the cell.
            if is_sheet:
                filled += chunk.count(b"</v>") + chunk.count(b"</is>")
                cells += chunk.count(b"<c ") + chunk.count(b"<c>")
            if filled > limits.CELLS:
                raise Refused("too_many_cells")
            if cells > limits.CELLS_WITH_EMPTY:
                raise Refused("too_many_empty_cells")


def part_named(archive, wanted):
    """The part's own spelling of its name, which Office compares without regard to case."""
    if archive.has(wanted):
        return wanted
    for name in archive.entries:
        if name.lower() == wanted.lower():
            return name
    return None


def check_content_types(archive):
    types = {}
    name = part_named(archive, _CONTENT_TYPES)
    endings = {posixpath.splitext(entry)[1].lstrip(".").lower() for entry in archive.entries}

    def start(tag, attributes):
        content_type = attributes.get("ContentType", "").lower()
        # A default for an ending that no part has says nothing about this file.
        if local_name(tag) == "Default" and attributes.get("Extension", "").lower() not in endings:
            return
        for mark, code in _FORBIDDEN_TYPES:
            if mark in content_type:
                raise Refused(code)
        if local_name(tag) == "Override":
            types[attributes.get("PartName", "").lower().lstrip("/")] = content_type

    parse(archive, name, start=start)
    return types


def relations(archive, source):
    """Relations of a part ("" is the package) by id."""
    folder, _, file_name = source.rpartition("/")
    name = part_named(archive, posixpath.join(folder, "_rels", f"{file_name}.rels"))
    return _read_relations(archive, name, folder) if name else {}


def check_relations(archive):
    for name in archive.entries:
        if name.lower().endswith(".rels"):
            _read_relations(archive, name, posixpath.dirname(posixpath.dirname(name)))


def _read_relations(archive, name, folder):
    found = {}

    def start(tag, attributes):
        if local_name(tag) != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        if kind in _FORBIDDEN_RELATIONS:
            raise Refused(_FORBIDDEN_RELATIONS[kind])
        target = attributes.get("Target", "")
        if attributes.get("TargetMode", "").lower() == "external":
            if kind != "hyperlink":
                raise Refused("external_links")
            return
        found[attributes.get("Id", "")] = Relation(kind, _resolved(folder, target))

    parse(archive, name, start=start)
    return found


def _resolved(folder, target):
    path = unquote(target)
    joined = path if path.startswith("/") else posixpath.join("/", folder, path)
    return posixpath.normpath(joined).lstrip("/")


def workbook_part(archive, content_types):
    for relation in relations(archive, "").values():
        if relation.kind == "officedocument":
            name = part_named(archive, relation.target)
            kind = content_types.get(relation.target.lower(), "")
            if "wordprocessingml" in kind:
                raise Refused("word")
            if "presentationml" in kind:
                raise Refused("powerpoint")
            if name:
                return name
    raise Refused("no_workbook")
