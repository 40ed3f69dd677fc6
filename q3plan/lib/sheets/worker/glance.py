"""A quick look over a sheet before it is parsed cell by cell.

Half a million good cells in front of one at XFD1048576 would take the parser two seconds. This
finds what lies far out as programs write it; the parser still finds it in any other spelling.
"""

import re

from . import limits
from .grid import column_letters, column_number
from .limits import Refused
from .xmlpart import utf8_chunks

# A cell with content, in a row of five digits or more or in a column behind ZZ.
_FAR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{5,7}|[A-Z]{3}[0-9]{1,7})"[^<>]*(?<!/)><(?:v>[^<]|f\b|is>)'
)
# The first cell with content of such a row, where cells stand without references.
_FAR_ROW = re.compile(
    rb'<row r="([0-9]{5,7})"[^<>]*>((?:<c(?: [^<>]*)?/>)*<c(?: [^<>]*)?(?<!/)>)<(?:v>[^<]|f\b|is>)'
)
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<row r="([0-9]{8,20})"')
_CARRY = 256


def glance_over(archive, part, sheet):
    carry = b""
    for chunk in utf8_chunks(archive.chunks(part), part):
        text = carry + chunk
        for found in _FAR_CELL.finditer(text):
            check_cell(found[1].decode(), sheet)
        for found in _FAR_ROW.finditer(text):
            if b' r="' not in found[2]:
                column = column_letters(found[2].count(b"<c"))
                check_cell(f"{column}{found[1].decode()}", sheet)
        for found in _MERGE.finditer(text):
            check_merge(*(group.decode() for group in found.groups()), sheet)
        if found := _ROW.search(text):
            raise Refused("impossible_row", sheet=sheet, row=found[1].decode())
        carry = text[-_CARRY:]


def check_cell(reference, sheet):
    letters = reference.rstrip("0123456789")
    row, column = int(reference[len(letters) :]), column_number(letters)
    if row > limits.LAST_ROW or column > limits.LAST_COLUMN:
        raise Refused("impossible_cell", sheet=sheet, reference=reference)
    if row > limits.ROWS or column > limits.COLUMNS:
        raise Refused("far_cell", sheet=sheet, reference=reference)


def check_merge(left, top, right, bottom, sheet):
    height = abs(int(bottom) - int(top)) + 1
    width = abs(column_number(right) - column_number(left)) + 1
    if height * width > limits.MERGED_AREA:
        reference = f"{left}{top}:{right}{bottom}"
        raise Refused("merged_too_large", sheet=sheet, reference=reference)
