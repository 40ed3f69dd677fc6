"""The child's whole life: limit itself, read the file on standard input, write lines, end.

Standard output is a file. Its first line describes the workbook, then comes for each sheet one
object, its rows as arrays and one object that ends it. Exit code 3 means that the only line names
the reason of a refusal.
"""

import contextlib
import json
import os
import resource
import signal

from . import limits
from .archive import Archive
from .glance import glance_over
from .grid import MAIN, Budget, SheetReader
from .identify import check_kind, check_zip_kind
from .limits import Refused
from .package import (
    check_content_types,
    check_contents,
    check_names,
    check_relations,
    part_named,
    relations,
    workbook_part,
)
from .strings import shared_strings
from .styles import number_formats
from .xmlpart import parse

REFUSED = 3
_SHEET_NAME_LENGTH = 100
_RELATION_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)


def main():
    limit_self()
    try:
        read(0, os.fstat(0).st_size, Output(1))
        return 0
    except Refused as refusal:
        line = {"code": refusal.code, "params": refusal.params}
    except MemoryError:
        line = {"code": "too_complex"}
    except Exception as problem:
        line = {"code": "unreadable", "detail": type(problem).__name__ + str(problem)[:200]}
    os.ftruncate(1, 0)
    os.pwrite(1, json.dumps(line).encode(), 0)
    return REFUSED


def limit_self():
    """Walls that hold whatever the code above does; a system without one has the others."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.OUTPUT_BYTES + limits.MB),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Output:
    def __init__(self, fd):
        self.fd = fd
        self.size = 0
        self.lines = []
        self.waiting = 0

    def write(self, value):
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self.size += len(line) + 1
        if self.size > limits.OUTPUT_BYTES:
            raise Refused("too_much_text")
        self.lines.append(line)
        self.waiting += len(line)
        if self.waiting > limits.MB:
            self.flush()

    def flush(self):
        data = memoryview(b"".join(line + b"\n" for line in self.lines))
        while data:
            data = data[os.write(self.fd, data) :]
        self.lines, self.waiting = [], 0


def read(fd, size, out):
    check_kind(fd, size)
    archive = Archive(fd, size)
    check_zip_kind(archive)
    check_names(archive)
    check_contents(archive)
    content_types = check_content_types(archive)
    check_relations(archive)
    book = workbook_part(archive, content_types)
    parts = relations(archive, book)
    sheets, date_1904 = listed_sheets(archive, book)
    placed = list(worksheets(archive, sheets, parts))
    for name, _is_hidden, part in placed:
        glance_over(archive, part, name)
    formats, styles = number_formats(archive, part_of_kind(archive, parts, "styles"))
    strings = shared_strings(archive, part_of_kind(archive, parts, "sharedstrings"))
    out.write({"formats": formats, "date_1904": date_1904})
    budget = Budget()
    for name, is_hidden, part in placed:
        out.write({"sheet": name, "is_hidden": is_hidden})
        reader = SheetReader(name, strings, styles, budget, out.write)
        reader.read(archive, part)
        out.write({"merged": reader.merged, "hidden_columns": sorted(reader.hidden_columns)})
    out.flush()


def part_of_kind(archive, parts, kind):
    for relation in parts.values():
        if relation.kind == kind:
            return part_named(archive, relation.target)
    return None


def listed_sheets(archive, book):
    """([(name, is_hidden, relation id)], whether days are counted from 1904)."""
    sheets, flags = [], {}

    def start(tag, attributes):
        space, _, local = tag.rpartition(" ")
        if space not in MAIN:
            return
        if local == "workbookPr":
            flags["1904"] = attributes.get("date1904") in {"1", "true"}
        elif local == "sheet":
            relation = next((attributes[key] for key in _RELATION_IDS if key in attributes), "")
            name = attributes.get("name", "")[:_SHEET_NAME_LENGTH]
            sheets.append((name, attributes.get("state", "visible") != "visible", relation))
        if len(sheets) > limits.SHEETS:
            raise Refused("too_many_sheets")

    parse(archive, book, start=start)
    return sheets, flags.get("1904", False)


def worksheets(archive, sheets, parts):
    """(name, is_hidden, part) of the sheets with cells; a sheet that is a chart has none."""
    seen = set()
    for name, is_hidden, relation_id in sheets:
        relation = parts.get(relation_id)
        if relation and relation.kind == "chartsheet":
            continue
        is_sheet = relation is not None and relation.kind == "worksheet"
        part = part_named(archive, relation.target) if is_sheet else None
        if part is None or {part, ("name", name.lower())} & seen:
            raise Refused("sheet_damaged", sheet=name)
        seen |= {part, ("name", name.lower())}
        yield name, is_hidden, part
    if not seen:
        raise Refused("no_sheets")
