"""What a workbook holds, as values that rules can use: Decimal, text, truth, dates. No float."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from enum import Enum
from functools import lru_cache

from q3plan.lib.sheets.worker.grid import column_letters
from q3plan.lib.sheets.worker.styles import is_date, is_percent
from q3plan.lib.text import nfc, strip_controls

# Excel keeps binary numbers and shows 15 digits: 0.30000000000000004 was 0.3 to the person.
_FIFTEEN_DIGITS = Context(prec=15)
_LARGEST_EXPONENT = 308
_PLAIN_EXPONENT = 30
# Excel writes characters that XML cannot hold, and a typed "_x0041_", as _xHHHH_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_466
# 1900 was no leap year, but the first spreadsheets thought so.
_PHANTOM_DAY = 60
_OUT_OF_RANGE = "########"
_ROWS_KEPT = 64


class Kind(Enum):
    NUMBER = "NUMBER"
    TEXT = "TEXT"
    BOOL = "BOOL"
    DATE = "DATE"
    ERROR = "ERROR"
    FORMULA_WITHOUT_VALUE = "FORMULA_WITHOUT_VALUE"
    EMPTY = "EMPTY"


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` by kind: Decimal, str, bool, date/datetime/time, the error's text; else None.

    A percentage is as stored: 0.75 where the sheet shows 75%. ``formula`` starts with "=".
    """

    row: int
    column: int
    kind: Kind = Kind.EMPTY
    value: Decimal | str | bool | date | time | None = None
    number_format: str = "General"
    formula: str = ""

    @property
    def coordinate(self):
        return f"{column_letters(self.column)}{self.row}"

    @property
    def is_percent(self):
        return is_percent(self.number_format)


class Cells(Mapping):
    """(row, column) → Cell, without the empty ones. Rows stay packed until they are asked for.

    Half a million Cell objects would take more memory than an upload may cost.
    """

    def __init__(self, rows, formats, date_1904):
        self._rows = rows
        self._formats = formats
        self._epoch = _EPOCH_1904 if date_1904 else _EPOCH_1900
        self._count = sum(len(packed_cells(line)) for line in rows.values())
        self._row = lru_cache(maxsize=_ROWS_KEPT)(self._unpacked)

    def __getitem__(self, place):
        row, column = place
        return self._row(row)[column]

    def __iter__(self):
        for row in sorted(self._rows):
            for column in sorted(self._row(row)):
                yield row, column

    def __len__(self):
        return self._count

    def _unpacked(self, row):
        packed = packed_cells(self._rows[row]) if row in self._rows else ()
        return {one[0]: self._cell(row, *one) for one in packed}

    def _cell(self, row, column, mark, raw, place, formula=""):
        number_format = self._formats[place]
        kind, value = _value(mark, raw, number_format, self._epoch)
        return Cell(row, column, kind, value, number_format, clean(formula))


@dataclass(frozen=True, slots=True)
class Sheet:
    """``merged``: (first row, first column, last row, last column); only the first cell counts."""

    name: str
    is_hidden: bool
    cells: Cells
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_columns: frozenset[int]
    max_row: int
    max_col: int

    def cell(self, row, column):
        """The cell there, an EMPTY one where there is nothing."""
        return self.cells.get((row, column)) or Cell(row, column)


@dataclass(frozen=True, slots=True)
class Workbook:
    sheets: tuple[Sheet, ...]


def packed_cells(line):
    return json.loads(line)[1]


def clean(text):
    """Text as stored elsewhere: escapes undone, one kind of line break, no controls, NFC."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return nfc(strip_controls(text))


def decimal_of(raw):
    """The number as the person saw it, or None where Excel itself could not hold it."""
    number = _FIFTEEN_DIGITS.create_decimal(raw).normalize(_FIFTEEN_DIGITS)
    exponent = number.adjusted()
    if number and exponent > _LARGEST_EXPONENT:
        return None
    # 1E+2 is 100; very large and very small ones keep their exponent.
    return Decimal(f"{number:f}") if abs(exponent) <= _PLAIN_EXPONENT else number


def _value(mark, raw, number_format, epoch):
    if mark == "n":
        number = decimal_of(raw)
        if number is None:
            return Kind.ERROR, "#NUM!"
        return _moment(number, epoch) if is_date(number_format) else (Kind.NUMBER, number)
    if mark == "t":
        return Kind.TEXT, clean(raw)
    if mark == "b":
        return Kind.BOOL, raw == "1"
    if mark == "d":
        return _iso_moment(raw)
    if mark == "w":
        return Kind.FORMULA_WITHOUT_VALUE, None
    return Kind.ERROR, clean(raw)


def _moment(serial, epoch):
    """Days since the epoch as a date; with hours a datetime; below one day a time."""
    if not 0 <= serial < _LAST_SERIAL:
        return Kind.ERROR, _OUT_OF_RANGE
    if epoch == _EPOCH_1900 and 1 <= serial < _PHANTOM_DAY:
        serial += 1
    seconds = int((serial * 86_400).to_integral_value())
    moment = epoch + timedelta(seconds=seconds)
    if seconds < 86_400 and seconds:
        return Kind.DATE, moment.time()
    return Kind.DATE, moment.date() if moment.time() == time() else moment


def _iso_moment(raw):
    for kind in (date, datetime, time):
        try:
            moment = kind.fromisoformat(raw.strip())
        except ValueError:
            continue
        return Kind.DATE, moment.replace(tzinfo=None) if kind is datetime else moment
    return Kind.ERROR, clean(raw)
