"""The consolidated table as an .xlsx: the table, native charts, tasks, the reporting board.

What it says is Vietnamese whatever the language of the screen.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assignments.permissions import Powers
from q3plan.lib import dates
from q3plan.lib import sheets_out as out
from q3plan.lib.numbers import NONE_SIGN, round_half_up
from reports.dashboards.board import Board
from reports.dashboards.filters import ScoreFilter

from . import charts, lists
from .cells import Cell, Column
from .package import packed
from .table import Row, Table

TABLE_SHEET = "Biểu tổng hợp"
SIZE, SMALL = 10, 9
HEAD_FILL, GROUP_FILL = "DCE6F4", "EEF2F8"
TITLE_ROW, HEAD_ROW = 2, 6
SIGN_ROW = HEAD_ROW + 2
FIRST_ROW = SIGN_ROW + 1
# Letters of ten points are narrower and lower than the twelve that ``sheets_out`` reckons with.
NARROWER, NARROWEST, LOWER = 1.15, 1.3, 0.78
# As wide as the paper a page holds some 880 points; up to a tenth more is made to fit, as a second
# page with nothing but a remark or two would be a poor one.
ONE_PAGE_POINTS, LINE_POINTS = 970, 15
# Commas and dots as in Vietnam, in programs that heed the language of a format.
VIETNAMESE = "[$-42A]"


@dataclass
class Written:
    """The first sheet as it was written: where each cell stands, what its formulas give."""

    sheet: Worksheet
    letters: dict[str, str]
    places: dict[tuple[int, str], str] = field(default_factory=dict)
    results: dict[str, Decimal | str] = field(default_factory=dict)

    def place(self, row: Row, key: str) -> str:
        """The coordinate of a target's cell: "G12"."""
        return self.places[row.target.pk, key]


def file_name(table: Table) -> str:
    return f"Biểu tổng hợp chỉ tiêu năm {table.year} (số liệu đến {_day(table)}).xlsx"


def _day(table):
    return dates.local(table.at).strftime("%d-%m-%Y")


def consolidated_workbook(
    table: Table, board: Board, chosen: ScoreFilter, *, powers: Powers
) -> bytes:
    """The file; ``chosen`` are the filters in force, told on every sheet that they narrow."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = table.title, "Q3Plan"
    written = write_table(book.create_sheet(TABLE_SHEET), table, chosen)
    results = {TABLE_SHEET: written.results}
    sheet = book.create_sheet(charts.SHEET)
    results[charts.SHEET] = charts.write_charts(sheet, table, written)
    lists.write_tasks(book.create_sheet(lists.TASKS), table, chosen, powers)
    lists.write_board(book.create_sheet(lists.BOARD), table, chosen, board)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.active
    return packed(book, results, at=table.at)


def write_table(sheet, table, chosen) -> Written:
    letters = {
        column.key: get_column_letter(number) for number, column in enumerate(table.columns, 1)
    }
    written = Written(sheet, letters)
    for column in table.columns:
        sheet.column_dimensions[letters[column.key]].width = column.width
    _title(sheet, table, chosen)
    _headings(sheet, table)
    row = FIRST_ROW
    for group in table.groups:
        _group(sheet, row, group, len(table.columns))
        row += 1
        for line in group.rows:
            _line(written, row, line)
            row += 1
    if not table.rows:
        _across(sheet, row, "Không có chỉ tiêu nào khớp với bộ lọc.", len(table.columns))
    _footnotes(sheet, row + 1, table)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    out.print_on_a4(sheet, left=table.title, heading_rows=f"{HEAD_ROW}:{SIGN_ROW}")
    if _points(sheet) <= ONE_PAGE_POINTS:
        sheet.page_setup.fitToHeight = 1
    last = get_column_letter(len(table.columns))
    sheet.print_area = f"A1:{last}{max(row + len(table.footnotes), row)}"
    return written


def _points(sheet):
    rows = range(1, sheet.max_row + 1)
    return sum(sheet.row_dimensions[row].height or LINE_POINTS for row in rows)


def _across(sheet, row, text, last, **style):
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    plain = {"border": False, "vertical": "center", "size": SIZE + 1}
    return out.put_text(sheet.cell(row, 1), text, **plain | style)


def _title(sheet, table, chosen):
    last, plan = len(table.columns), table.plan
    named = plan.place.casefold() in plan.issuer.casefold()
    issuer = plan.issuer if named else f"{plan.issuer} {plan.place}"
    issued = dates.document_short_date(plan.issued_on)
    known = dates.local(table.at).strftime("%H:%M ngày %d/%m/%Y")
    _across(sheet, 1, issuer.upper(), last, bold=True)
    _across(sheet, TITLE_ROW, table.title.upper(), last, bold=True, align="center", size=14)
    words = f"(Theo Kế hoạch số {plan.number} ngày {issued})"
    _across(sheet, 3, words, last, italic=True, align="center")
    shown = f"Chỉ gồm số liệu đã duyệt, tính đến {known}."
    if chosen.is_narrowed:
        shown += f" Đã lọc: {chosen.words}."
    _across(sheet, 4, shown, last, align="center")
    unit = "Đơn vị tính: ghi tại từng chỉ tiêu"
    _across(sheet, 5, unit, last, italic=True, align="right", size=SIZE)
    sheet.row_dimensions[TITLE_ROW].height = 24


def _headings(sheet, table):
    look = {"bold": True, "align": "center", "vertical": "center", "fill": HEAD_FILL}
    compared = [n for n, column in enumerate(table.columns, 1) if column.kind == "comparison"]
    for number, column in enumerate(table.columns, 1):
        upper, lower = (sheet.cell(row, number) for row in (HEAD_ROW, HEAD_ROW + 1))
        for cell in (upper, lower):
            out.dress(cell, size=SIZE, **look)
        if number in compared:
            out.put_text(lower, column.heading, size=SIZE, **look)
        else:
            out.put_text(upper, column.heading, size=SIZE, **look)
            sheet.merge_cells(
                start_row=HEAD_ROW, end_row=HEAD_ROW + 1, start_column=number, end_column=number
            )
        sign = sheet.cell(SIGN_ROW, number)
        out.put_text(sign, column.sign, size=SMALL, italic=True, align="center", wrap=False)
    out.put_text(sheet.cell(HEAD_ROW, compared[0]), "So sánh", size=SIZE, **look)
    sheet.merge_cells(
        start_row=HEAD_ROW, end_row=HEAD_ROW, start_column=compared[0], end_column=compared[-1]
    )
    sheet.row_dimensions[HEAD_ROW].height = 16
    sheet.row_dimensions[HEAD_ROW + 1].height = 44


def _group(sheet, row, group, last):
    # Not merged: the name runs over the empty cells, and the frozen columns stay usable.
    look = {"bold": True, "fill": GROUP_FILL, "size": SIZE, "vertical": "center", "wrap": False}
    out.put_text(sheet.cell(row, 1), group.numeral, align="center", **look)
    out.put_text(sheet.cell(row, 2), group.name, **look)
    for number in range(3, last + 1):
        out.dress(sheet.cell(row, number), **look)
    sheet.row_dimensions[row].height = 18


def _line(written, row, line):
    texts = []
    for column, content in line.pairs:
        place = f"{written.letters[column.key]}{row}"
        written.places[line.target.pk, column.key] = place
        room = NARROWEST if column.key == "notes" else NARROWER
        texts.append((content.text, column.width * room))
    for column, content in line.pairs:
        _put(written, row, line, column, content)
    written.sheet.row_dimensions[row].height = out.row_points(texts) * LOWER


def _put(written, row, line, column, content):
    cell = written.sheet[f"{written.letters[column.key]}{row}"]
    if column.kind == "comparison" and content.value is None and not content.is_blank:
        out.put_text(cell, content.text, **_look("center"))
    elif column.kind == "comparison":
        shape = number_format(content, decimals=line.target.decimals, column=column, row=line)
        out.put_formula(cell, _formula(written, line, column, content), shape, **_look("right"))
        is_blank = content.value is None
        written.results[cell.coordinate] = NONE_SIGN if is_blank else content.value
    elif content.value is not None:
        out.put_number(
            cell, content.value.normalize() + 0, number_format(content), **_look("right")
        )
    elif column.key == "number":
        out.put_number(cell, int(content.text), "0", **_look("center"))
    elif column.is_number:
        out.put_text(cell, content.text, **_look("right" if content.is_blank else "center"))
    else:
        align = "center" if column.key in ("unit", "verdict") else "left"
        small = {"size": SMALL} if column.key == "notes" else {}
        out.put_text(cell, content.text, **_look(align) | small)


def _look(align):
    return {"align": align, "size": SIZE, "vertical": "center"}


def number_format(
    content: Cell, *, decimals=0, column: Column | None = None, row: Row | None = None
) -> str:
    """The format under which a spreadsheet prints the value as ``content.text`` does.

    A comparison that is blank now gets the format it will have once somebody fills the figures.
    """
    digits, suffix, is_signed = content.digits, content.suffix, content.is_signed
    if row is not None and content.value is None:
        is_signed = row.target.is_percentage
        digits, suffix = (decimals, " điểm %") if is_signed else (1, "%")
    number = "#,##0" + (f".{'0' * digits}" if digits else "")
    mark = " ◇" if content.is_illustrative else ""
    tail = f'"{suffix}{mark}"' if suffix or mark else ""
    rounds_away = content.value is not None and not round_half_up(content.value, digits)
    minus = "" if rounds_away else '"−"'
    plus = '"+"' if is_signed else ""
    signs = (plus, minus, "")
    return ";".join(f"{VIETNAMESE}{sign}{number}{tail}" for sign in signs)


def _formula(written, line, column, content):
    """The comparison as a reader of a spreadsheet would write it, blank where there is none."""
    left, right = (written.place(line, key) for key in column.compares)
    is_percentage = line.target.is_percentage
    digits = content.digits
    if content.value is None:
        digits = line.target.decimals if is_percentage else 1
    known = f"ISNUMBER({left}),ISNUMBER({right})"
    if is_percentage:
        # The inner ROUND takes back what binary subtraction adds: 92.1-92.05 is 0.05.
        return f'=IF(AND({known}),ROUND(ROUND({left}-{right},6),{digits}),"{NONE_SIGN}")'
    ratio = f"ROUND({left}/{right}*100,{digits})"
    return f'=IF(AND({known}),IF({right}>0,{ratio},"{NONE_SIGN}"),"{NONE_SIGN}")'


def _footnotes(sheet, row, table):
    last = len(table.columns)
    for number, note in enumerate(table.footnotes):
        _across(sheet, row + number, note, last, italic=True, size=SMALL)
