"""The cells of one sheet, written out row by row while the XML streams by.

Nothing of a sheet is believed: neither its <dimension> (WPS writes it too small) nor that rows
and cells are where they say. What cannot be placed is refused, never dropped.
"""

import re

from . import limits
from .limits import Refused
from .strings import TextGatherer
from .xmlpart import parse

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_LOCAL = ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t", "rPh", "mergeCell", "col")
_TAGS = {f"{space} {name}": name for space in MAIN for name in _LOCAL}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"([1-9][0-9]{0,6})(?:\.0+)?")
_COLUMN = re.compile(r"[1-9][0-9]{0,5}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_NUMBER_LENGTH = 400
_TRUE, _FALSE = {"1", "true"}, {"0", "false"}
_NOT_FINITE = {"NaN", "INF", "-INF"}


class Budget:
    """What all sheets of a workbook may hold together."""

    def __init__(self):
        self.cells = self.filled = self.merged = 0

    def add_cell(self):
        self.cells += 1
        if self.cells > limits.CELLS_WITH_EMPTY:
            raise Refused("too_many_empty_cells")

    def add_filled(self):
        self.filled += 1
        if self.filled > limits.CELLS:
            raise Refused("too_many_cells")

    def add_merged(self, area, sheet, reference):
        self.merged += area
        if self.merged > limits.MERGED_AREA:
            raise Refused("merged_too_large", sheet=sheet, reference=reference)


class SheetReader:
    """Handlers of one worksheet part; ``write`` takes [row, [[column, kind, raw, format, …]]]."""

    def __init__(self, name, strings, formats, budget, write):
        self.name = name
        self.strings = strings
        self.formats = formats
        self.budget = budget
        self.write = write
        self.merged = []
        self.hidden_columns = set()
        self.columns = {}
        self.rows = set()
        self.inline = TextGatherer()
        self.tag = self.row = self.column = self.capture = None
        self.last_row = self.last_column = self.length = 0
        self.in_data = self.in_inline = False
        self.starts = {
            "row": self.start_row,
            "c": self.start_cell,
            "mergeCell": self.merge,
            "col": self.column_width,
        }

    def read(self, archive, part):
        parse(archive, part, start=self.start, end=self.end, text=self.text)

    # --- events ---

    def start(self, name, attributes):
        tag = _TAGS.get(name)
        if self.tag is None and tag != "worksheet":
            raise self.damaged()
        self.tag = tag or ""
        if tag in self.starts:
            self.starts[tag](attributes)
        elif tag == "sheetData":
            self.in_data = True
        elif self.column is None:
            return
        elif self.in_inline:
            self.inline.start(tag)
        elif tag == "v" or tag == "f":
            self.capture, self.length = [], 0
        elif tag == "is":
            self.in_inline = True

    def end(self, name):
        tag = _TAGS.get(name)
        if tag is None:
            return
        if tag == "c":
            self.end_cell()
        elif tag == "row":
            self.end_row()
        elif tag == "sheetData":
            self.in_data = False
        elif self.in_inline:
            if tag == "is":
                self.in_inline = False
                self.value = self.inline.joined()
            else:
                self.inline.end(tag)
        elif self.capture is not None:
            if tag == "v":
                self.value = "".join(self.capture)
            elif tag == "f":
                self.formula = "".join(self.capture)[: limits.FORMULA_LENGTH]
            self.capture = None

    def text(self, data):
        if self.capture is not None:
            self.length += len(data)
            if self.length > limits.TEXT_LENGTH:
                raise Refused("text_too_long", **self.place())
            self.capture.append(data)
        elif self.in_inline:
            self.inline.text(data)

    # --- rows and cells ---

    def start_row(self, attributes):
        if self.row is not None or not self.in_data:
            raise self.damaged()
        self.row = self.last_row + 1
        if "r" in attributes:
            told = _ROW.fullmatch(attributes["r"])
            if not told:
                raise Refused("impossible_row", sheet=self.name, row=attributes["r"][:20])
            self.row = int(told[1])
        if self.row > limits.LAST_ROW:
            raise Refused("impossible_row", sheet=self.name, row=self.row)
        self.last_row, self.last_column = self.row, 0
        self.cells = {}

    def end_row(self):
        if self.cells:
            if self.row in self.rows:
                raise Refused("row_twice", sheet=self.name, row=self.row)
            self.rows.add(self.row)
            self.write([self.row, list(self.cells.values())])
        self.row = None

    def start_cell(self, attributes):
        if self.row is None or self.column is not None:
            raise self.damaged()
        self.budget.add_cell()
        reference = attributes.get("r")
        self.column = self.column_of(reference) if reference else self.last_column + 1
        if self.column > limits.LAST_COLUMN:
            raise Refused("impossible_cell", sheet=self.name, reference=(reference or "")[:20])
        self.last_column = self.column
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.value = self.formula = None
        self.inline.clear()

    def column_of(self, reference):
        told = _REFERENCE.fullmatch(reference)
        if not told or int(told[2]) != self.row:
            raise Refused("impossible_cell", sheet=self.name, reference=reference[:20])
        letters = told[1]
        if letters not in self.columns:
            self.columns[letters] = column_number(letters)
        return self.columns[letters]

    def end_cell(self):
        kind, raw = self.content()
        if kind:
            if self.row > limits.ROWS or self.column > limits.COLUMNS:
                raise Refused("far_cell", **self.place())
            if self.column in self.cells:
                raise Refused("cell_twice", **self.place())
            self.budget.add_filled()
            cell = [self.column, kind, raw, self.format_place()]
            if self.formula is not None:
                cell.append(f"={self.formula or '…'}")
            self.cells[self.column] = cell
        self.column = None

    def content(self):
        """(n, t, b, e, d, or w for a formula that nobody calculated; text), or (None, None)."""
        kind, value = self.kind, self.value
        if self.formula is not None and (value is None or (value == "" and kind != "str")):
            return "w", ""
        if value is None or (value == "" and self.formula is None):
            return None, None
        if kind == "n":
            return self.number(value.strip())
        if kind == "s":
            return self.shared(value.strip())
        if kind in {"str", "inlineStr"}:
            return self.checked_text(value)
        if kind == "b" and value in _TRUE | _FALSE:
            return "b", "1" if value in _TRUE else "0"
        if kind in {"e", "d"} and len(value) < 40:
            return kind, value
        raise self.damaged()

    def number(self, value):
        if value in _NOT_FINITE:
            return "e", "#NUM!"
        if len(value) > _NUMBER_LENGTH or not _NUMBER.fullmatch(value):
            raise Refused("number_damaged", **self.place())
        return "n", value

    def shared(self, value):
        if not value.isascii() or not value.isdigit() or len(value) > 7:
            raise self.damaged()
        if int(value) >= len(self.strings):
            raise self.damaged()
        text = self.strings[int(value)]
        return self.checked_text(text) if text or self.formula is not None else (None, None)

    def checked_text(self, text):
        if len(text) > limits.TEXT_LENGTH:
            raise Refused("text_too_long", **self.place())
        return "t", text

    def format_place(self):
        style = self.style
        known = style.isascii() and style.isdigit() and len(style) < 7
        return self.formats[int(style)] if known and int(style) < len(self.formats) else 0

    # --- around the cells ---

    def merge(self, attributes):
        reference = attributes.get("ref", "")
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) > 2 or not all(ends):
            raise Refused("merge_damaged", sheet=self.name, reference=reference[:40])
        rows = sorted(int(end[2]) for end in ends)
        columns = sorted(column_number(end[1]) for end in ends)
        box = (rows[0], columns[0], rows[-1], columns[-1])
        if box[2] > limits.LAST_ROW or box[3] > limits.LAST_COLUMN:
            raise Refused("merge_damaged", sheet=self.name, reference=reference[:40])
        area = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
        self.budget.add_merged(area, self.name, reference)
        self.merged.append(box)

    def column_width(self, attributes):
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (_COLUMN.fullmatch(first) and _COLUMN.fullmatch(last)):
            return
        if attributes.get("hidden") in _TRUE or attributes.get("width") == "0":
            self.hidden_columns.update(range(int(first), min(int(last), limits.COLUMNS) + 1))

    def place(self):
        return {"sheet": self.name, "reference": f"{column_letters(self.column)}{self.row}"}

    def damaged(self):
        return Refused("sheet_damaged", sheet=self.name)


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
