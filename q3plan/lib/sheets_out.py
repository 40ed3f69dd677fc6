"""Cells of the workbooks that we write: what a person typed never becomes a formula.

Every export goes through ``put_text``: openpyxl takes a text that starts with "=" for a formula,
and a spreadsheet does the same with "+", "-", "@" once a person edits the cell.
"""

import re
from decimal import Decimal
from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from q3plan.lib.text import strip_controls

FONT_NAME = "Times New Roman"
FONT_SIZE = 12
LINE_POINTS = 16
MAX_ROW_POINTS = 409
MAX_CELL_CHARACTERS = 32_767
# Neither XML 1.0 nor a spreadsheet knows these.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# "_x0041_" is an escape in this file format: a typed one must be escaped itself.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RISKY = ("=", "+", "-", "@", "\t", "\r")

_THIN = Side(style="thin", color="8A97A8")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def safe_text(text) -> str:
    """The text without what a cell cannot hold; line breaks stay."""
    text = str(text).replace("\r\n", "\n")
    kept = _ILLEGAL.sub("", strip_controls(text))
    return _ESCAPE.sub("_x005F_", kept)[:MAX_CELL_CHARACTERS]


def put_text(cell, text, **style):
    """Write ``text`` as text, whatever it starts with. Blank text leaves the cell empty."""
    shown = safe_text(text)
    dress(cell, **style)
    if not shown:
        return cell
    cell.value = shown
    cell.data_type = "s"
    if starts_like_formula(text):
        cell.quotePrefix = True
    return cell


def starts_like_formula(text) -> bool:
    """Whether a spreadsheet would calculate this text once a person edits the cell."""
    text = str(text)
    shown = _ILLEGAL.sub("", strip_controls(text))
    return text.startswith(_RISKY) or shown.lstrip().startswith(_RISKY)


def put_number(cell, value: Decimal, number_format, **style):
    """Write a figure as a number; the format says how many digits are seen."""
    dress(cell, **style)
    cell.value = value
    cell.number_format = number_format
    return cell


def put_formula(cell, formula, number_format, **style):
    """Write a formula of ours. Never give it anything that a person typed."""
    dress(cell, **style)
    cell.value = formula
    cell.number_format = number_format
    return cell


def dress(
    cell,
    *,
    fill="",
    bold=False,
    italic=False,
    size=FONT_SIZE,
    color="17212E",
    align="left",
    vertical="top",
    wrap=True,
    locked=True,
    border=True,
):
    cell.font = Font(name=FONT_NAME, size=size, bold=bold, italic=italic, color=color)
    cell.alignment = Alignment(horizontal=align, vertical=vertical, wrap_text=wrap)
    cell.protection = Protection(locked=locked)
    if border:
        cell.border = BORDER
    if fill:
        cell.fill = PatternFill("solid", start_color=fill, end_color=fill)


def lines_of(text, width) -> int:
    """How many lines a text takes in a column ``width`` characters wide (an estimate)."""
    room = max(width * 1.15, 1)
    return sum(max(1, ceil(len(line) / room)) for line in str(text).split("\n"))


def row_points(texts_and_widths, *, least=1) -> float:
    """Height that shows every wrapped text: a written file has no automatic heights."""
    lines = max([least, *(lines_of(text, width) for text, width in texts_and_widths)])
    return min(lines * LINE_POINTS + 4, MAX_ROW_POINTS)


def print_on_a4(sheet, *, left, heading_rows=""):
    """A4 landscape, as wide as the paper, headings on every page, ``left`` and page in the foot."""
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    if heading_rows:
        sheet.print_title_rows = heading_rows
    footer = sheet.oddFooter
    for part, text in ((footer.left, left.replace("&", "&&")), (footer.right, "Trang &P/&N")):
        part.font, part.size, part.text = f"{FONT_NAME},Regular", 10, text


def lock(sheet):
    """Guard against slips, not against people: no password; widths, heights, looks stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.formatCells = False
    guard.sort = guard.autoFilter = False
