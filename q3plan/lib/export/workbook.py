"""The same list as an .xlsx, written row by row to a temporary file."""

import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from q3plan.lib import sheets_out as out
from q3plan.lib.numbers import format_decimal

from .formats import Format
from .sheet import Sheet

MAX_ROWS = 1_048_576  # of one sheet, headings included
CUT_MARK = " … (đã cắt; xem đủ trong tệp .csv)"
HEADING_FILL = "DCE6F1"
SIZE = 11


def xlsx_file(sheet: Sheet):
    """An open temporary file at its start; closing it removes it.

    Rows beyond what one sheet holds go on the next; a text beyond what one cell holds is cut and
    says so. Memory does not grow with the rows.
    """
    book = Workbook(write_only=True)
    held = tempfile.TemporaryFile()  # noqa: SIM115 (it outlives this call)
    try:
        parts = _write_rows(book, sheet)
        _write_about(book, sheet, parts)
        book.save(held)
    except BaseException:
        held.close()
        _discard(book)
        raise
    held.seek(0)
    return held


def _write_rows(book, sheet):
    parts = [_Part(book, sheet, 1)]
    for row in sheet.rows:
        if parts[-1].is_full:
            parts[-1].finish()
            parts.append(_Part(book, sheet, len(parts) + 1))
        parts[-1].add(sheet.values(row))
    parts[-1].finish()
    return parts


@dataclass
class _Part:
    """One worksheet of data. A cell object is written at once and used again for the next row."""

    book: Workbook
    sheet: Sheet
    number: int
    rows: int = 0
    cut: int = 0
    cells: dict = field(default_factory=dict)

    def __post_init__(self):
        name = "Dữ liệu" if self.number == 1 else f"Dữ liệu ({self.number})"
        self.page = self.book.create_sheet(name)
        self.formats = self.sheet.formats
        for position, column in enumerate(self.formats, 1):
            self.page.column_dimensions[get_column_letter(position)].width = column.width
        self.page.freeze_panes = "A2"
        out.print_on_a4(self.page, left=self.sheet.title, heading_rows="1:1")
        headings = self.sheet.headings
        pairs = [(text, column.width) for text, column in zip(headings, self.formats, strict=True)]
        self._append([self._heading(text) for text in headings], out.row_points(pairs))

    @property
    def is_full(self):
        return self.rows + 1 >= MAX_ROWS

    def _heading(self, text):
        style = {"bold": True, "align": "center", "vertical": "center", "size": SIZE}
        return out.put_text(WriteOnlyCell(self.page), text, fill=HEADING_FILL, **style)

    def add(self, values):
        made, texts = [], []
        for position, (column, value) in enumerate(zip(self.formats, values, strict=True)):
            held, number_format = column.cell(value)
            if isinstance(held, str):
                held = self._fitting(held)
                texts.append((held, column.width))
            made.append(self._cell(position, column, held, number_format))
        self.rows += 1
        self._append(made, out.row_points(texts))

    def _append(self, cells, points):
        row = self.rows + 1
        self.page.row_dimensions[row].height = points
        self.page.append(cells)
        del self.page.row_dimensions[row]

    def _fitting(self, text):
        if len(text) <= out.MAX_CELL_CHARACTERS:
            return text
        self.cut += 1
        return text[: out.MAX_CELL_CHARACTERS - len(CUT_MARK)] + CUT_MARK

    def _cell(self, position, column: Format, held, number_format):
        is_text = isinstance(held, str)
        shown, risky = _as_text(held) if is_text else (held, False)
        key = position, number_format, risky
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = WriteOnlyCell(self.page)
            out.dress(cell, align=column.align, size=SIZE)
            if column.align == "right":  # a figure does not touch the words beside it
                cell.alignment = Alignment(horizontal="right", vertical="top", indent=1)
            cell.number_format, cell.quotePrefix = number_format, risky
        cell.value = shown
        if is_text:
            cell.data_type = "s"  # never a formula, whatever it starts with
        return cell

    def finish(self):
        last = get_column_letter(len(self.formats))
        self.page.auto_filter.ref = f"A1:{last}{self.rows + 1}"
        self.page.close()


@lru_cache(maxsize=2048)
def _as_text(text):
    """The text as a cell holds it, and whether a spreadsheet would take it for a formula."""
    return out.safe_text(text), out.starts_like_formula(text)


def _write_about(book, sheet, parts):
    page = book.create_sheet("Thông tin")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 90
    out.print_on_a4(page, left=sheet.title)
    counted = ("Số dòng", format_decimal(sum(part.rows for part in parts)))
    lines = [("Nội dung", sheet.title), *sheet.facts, counted, *_limits(parts)]
    for row, (label, text) in enumerate(lines, 1):
        page.row_dimensions[row].height = out.row_points([(label, 22), (text, 90)])
        label_cell = out.put_text(WriteOnlyCell(page), label, bold=True, size=SIZE)
        page.append([label_cell, out.put_text(WriteOnlyCell(page), text, size=SIZE)])
    page.close()


def _limits(parts):
    if len(parts) > 1:
        rows = format_decimal(MAX_ROWS)
        yield (
            "Lưu ý",
            f"Một trang tính chứa tối đa {rows} dòng nên dữ liệu chia {len(parts)} trang.",
        )
    if cut := sum(part.cut for part in parts):
        most = format_decimal(out.MAX_CELL_CHARACTERS)
        yield "Lưu ý", f"{cut} ô dài hơn {most} ký tự đã bị cắt; tệp .csv có đủ nội dung."


def _discard(book):
    """openpyxl leaves its parts on disk when writing stops half-way."""
    for page in book.worksheets:
        if not page.closed:
            page.close()
        if Path(page._writer.out).exists():
            page._writer.cleanup()
