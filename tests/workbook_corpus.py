"""Workbooks made by hand: what other programs write, what breaks, and what means harm.

Every function returns the bytes of a file. ``book`` is the common mould: a correct package whose
parts can be replaced, added or left out.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from xml.sax.saxutils import quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHEET_PART = b"xl/worksheets/sheet1.xml"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


# --- zips ---


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """A zip of (name, text or bytes); the same name may come twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def local_header(data, part=SHEET_PART):
    return re.search(rb"PK\x03\x04.{26}" + re.escape(part), data, re.DOTALL).start()


def patched(data, *, central=None, local=None, part=SHEET_PART):
    """The zip with fields overwritten in one entry's ``central`` and ``local`` header."""
    data = bytearray(data)
    places = {"flags": (8, 6), "method": (10, 8), "crc": (16, 14), "packed": (20, 18)}
    places |= {"size": (24, 22), "offset": (42, None)}
    formats = {"flags": "<H", "method": "<H"}
    central_at, local_at = data.rindex(part) - 46, local_header(data, part)
    for changes, at, side in ((central, central_at, 0), (local, local_at, 1)):
        for field, value in (changes or {}).items():
            struct.pack_into(formats.get(field, "<L"), data, at + places[field][side], value)
    return bytes(data)


def with_flag_of_encryption():
    return patched(book(), central={"flags": 1}, local={"flags": 1})


def with_entries_on_top_of_each_other():
    """Fifield's quoted overlap in small: two entries share the same packed bytes."""
    data = book()
    place = local_header(data)
    return patched(data, central={"offset": place}, part=b"xl/workbook.xml")


def with_false_size(size):
    return patched(book(), central={"size": size}, local={"size": size})


def with_more_than_told():
    """Unpacks to a megabyte where both headers tell of 100 bytes."""
    data = book(sheet(ROW) + " " * 1_000_000)
    return patched(data, central={"size": 100}, local={"size": 100})


def with_headers_that_differ():
    return patched(book(), local={"size": 7})


def with_false_checksum():
    return patched(book(), central={"crc": 1}, local={"crc": 1})


def with_unknown_method():
    return patched(book(), central={"method": 14}, local={"method": 14})


def with_two_names_for_one_entry():
    data = bytearray(book())
    at = local_header(data) + 30
    data[at : at + 2] = b"xk"
    return bytes(data)


def with_count_of_entries(count):
    data = bytearray(book())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<2H", data, end + 8, count, count)
    return bytes(data)


def with_huge_directory():
    data = bytearray(book())
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 0xFFFFFFF0)
    return bytes(data)


def with_something_behind_the_end():
    return book() + b"more"


def with_broken_stream():
    data = bytearray(book())
    at = local_header(data) + 30 + len(SHEET_PART)
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def streamed():
    """Sizes follow the data, as programs write that do not seek (Google, several libraries)."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(sheet(ROW)).items():
            archive.writestr(name, content)
    return bytes(pipe.data)


def with_zip64_fields():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(sheet(ROW)).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content.encode())
    return file.getvalue()


# --- packages ---


def sheet(rows="", *, before="", after="", namespace=MAIN):
    return (
        f'{XML_HEAD}<worksheet xmlns="{namespace}" xmlns:r="{RELATIONS}">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def relations(*entries):
    """Relations of (id, kind, target) or (id, kind, target, "External")."""
    lines = "".join(
        f'<Relationship Id="{entry[0]}" Type="{RELATIONS}/{entry[1]}" Target="{entry[2]}"'
        + (f' TargetMode="{entry[3]}"/>' if len(entry) > 3 else "/>")
        for entry in entries
    )
    return f'{XML_HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{lines}</Relationships>'


def content_types(book_type=f"{SPREADSHEET_TYPE}.sheet.main+xml", more=""):
    return (
        f'{XML_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book_type}"/>{more}</Types>'
    )


def workbook(sheets, before="", namespace=MAIN):
    """Workbook part of (name, relation id, state)."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{relation}" state="{state}"/>'
        for number, (name, relation, state) in enumerate(sheets, 1)
    )
    return (
        f'{XML_HEAD}<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">'
        f"{before}<sheets>{listed}</sheets></workbook>"
    )


def styles(*formats):
    """Style 0 is General, style n the nth of ``formats``: a built-in number or a code."""
    codes = "".join(
        f'<numFmt numFmtId="{170 + place}" formatCode={quoteattr(code)}/>'
        for place, code in enumerate(formats)
        if isinstance(code, str)
    )
    places = "".join(
        f'<xf numFmtId="{170 + place if isinstance(code, str) else code}"/>'
        for place, code in enumerate(formats)
    )
    return (
        f'{XML_HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="9">{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{places}</cellXfs></styleSheet>'
    )


def strings(*items):
    """Table of shared texts; an item is the inside of its <si>."""
    listed = "".join(f"<si>{item}</si>" for item in items)
    return f'{XML_HEAD}<sst xmlns="{MAIN}">{listed}</sst>'


def parts_of(*sheets, formats=(), texts=(), names=None, states=None, date_1904=False):
    count = len(sheets)
    names = names or [f"Trang {number}" for number in range(1, count + 1)]
    states = states or ["visible"] * count
    listed = [(names[at], f"rId{at + 1}", states[at]) for at in range(count)]
    places = [(f"rId{at + 1}", "worksheet", f"worksheets/sheet{at + 1}.xml") for at in range(count)]
    around = [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
    flags = '<workbookPr date1904="1"/>' if date_1904 else ""
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(listed, flags),
        "xl/_rels/workbook.xml.rels": relations(*places, *around),
        "xl/styles.xml": styles(*formats),
        "xl/sharedStrings.xml": strings(*texts),
    }
    return parts | {
        f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets, 1)
    }


def book(*sheets, changed=None, more=(), without=(), method=zipfile.ZIP_DEFLATED, **around):
    """A workbook of sheet parts; ``changed`` replaces or adds parts, ``more`` may repeat names."""
    parts = parts_of(*(sheets or [sheet(ROW)]), **around) | (changed or {})
    kept = [(name, content) for name, content in parts.items() if name not in without]
    return zipped([*kept, *more], method)


def rows(*lines):
    """<row>s of the given insides, numbered from 1."""
    return "".join(f'<row r="{at}">{line}</row>' for at, line in enumerate(lines, 1))


# --- files of other programs ---


def old_container(*streams):
    """What the beginning and the directory of an OLE container look like."""
    names = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1016 + names


def ods():
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", "<office:document-content/>"),
        ]
    )


def docx():
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        [
            ("[Content_Types].xml", content_types(kind)),
            ("_rels/.rels", relations(("rId1", "officeDocument", "word/document.xml"))),
            ("word/document.xml", "<document/>"),
        ]
    )


def xlsb():
    return zipped([("[Content_Types].xml", content_types()), ("xl/workbook.bin", b"\x83\x01")])


# --- too much ---


def with_cells(count, cell="<c><v>1</v></c>", per_row=500):
    """A sheet of ``count`` equal cells that stand where they come."""
    line = f"<row>{cell * per_row}</row>"
    return book(sheet(line * (count // per_row)))


def deep(levels):
    return book(sheet(ROW, after="<a>" * levels + "</a>" * levels))


def bomb(megabytes, name="xl/worksheets/sheet1.xml", filler=b" "):
    """A few kilobytes that unpack to many megabytes of one character behind a correct sheet."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = sheet(ROW).encode()
    body = packer.compress(head)
    size, crc = len(head), zlib.crc32(head)
    block = filler * (1024 * 1024)
    for _ in range(megabytes):
        body += packer.compress(block)
        size, crc = size + len(block), zlib.crc32(block, crc)
    body += packer.flush()
    return _with_packed_part(name, body, size, crc)


def _with_packed_part(name, body, size, crc):
    """The mould with one part that is packed already, its headers telling what they are given."""
    data = book(changed={name: "?"}, method=zipfile.ZIP_STORED)
    raw = name.encode()
    local_at = local_header(data, raw)
    body_at = local_at + 30 + len(raw)
    data = data[:body_at] + body + data[body_at + 1 :]
    grown = len(body) - 1
    told = {"method": 8, "crc": crc, "packed": len(body), "size": size}
    data = bytearray(patched(data, central=told, local=told, part=raw))
    end = data.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<L", data, end + 16)[0] + grown
    struct.pack_into("<L", data, end + 16, directory)
    at = directory
    while data[at : at + 4] == b"PK\x01\x02":
        name_length, extra, comment = struct.unpack_from("<3H", data, at + 28)
        offset = struct.unpack_from("<L", data, at + 42)[0]
        if offset > local_at:
            struct.pack_into("<L", data, at + 42, offset + grown)
        at += 46 + name_length + extra + comment
    return bytes(data)
