"""The worksheet of a year as a workbook: known things locked, values and notes open.

Hidden in it: a mark (whose plan and year), a key for each row and column, and for each row the
version and the fingerprints of the texts that it was written with.
"""

from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from q3plan.lib import sheets_out as out
from q3plan.lib.text import fold
from reports.annual.sheet import Sheet, SheetRow
from reports.entry.fields import fingerprint

PREFIX = "q3plan-annual"
HEAD_FILL, INPUT_FILL, KNOWN_FILL = "DCE6F4", "FFF8DC", "FFFFFF"
KEY_ROW, TITLE_ROW, HINT_ROW, HEAD_ROW = 1, 2, 3, 4
FIRST_ROW = HEAD_ROW + 1
NUMBER_FORMAT = "#,##0.0#####"


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    width: float
    is_number: bool = False


HIDDEN = (
    Column("@version", "", 4),
    Column("@value-base", "", 4),
    Column("@note-base", "", 4),
)


def columns_of(year) -> tuple[Column, ...]:
    return (
        *HIDDEN,
        Column("@code", "Mã", 8),
        Column("@name", "Chỉ tiêu", 34),
        Column("@unit", "Đơn vị tính", 14),
        Column("@plan", "Mức của Kế hoạch, mốc năm nay", 24),
        Column("@final", "Chính thức gần nhất", 15),
        Column("@estimate", f"Ước thực hiện {year - 1}", 13),
        Column("@annual", f"Giao năm {year - 1}", 11),
        Column("@proposal", f"Đơn vị đề xuất {year}", 26),
        Column("@path", "Theo lộ trình", 11),
        Column("value", f"Dự kiến giao {year}", 13, is_number=True),
        Column("note", "Căn cứ, ghi chú", 36),
        Column("@given", f"Đã giao {year}", 22),
        Column("@check", "Kiểm tra với lộ trình", 46),
    )


def mark_of(plan, year) -> str:
    return f"{PREFIX}|{plan.slug}|{year}"


def file_name(plan, year) -> str:
    return f"Chỉ tiêu giao năm {year} - {plan.number}.xlsx"


def sheet_workbook(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    page.title = f"Chỉ tiêu giao {sheet.year}"
    columns = columns_of(sheet.year)
    _write_head(page, sheet, columns)
    for number, row in enumerate(sheet.rows, FIRST_ROW):
        _write_row(page, number, row, columns)
    _arrange(page, sheet, columns)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_head(page, sheet, columns):
    plain = {"border": False, "wrap": False}
    out.put_text(page.cell(KEY_ROW, 1), mark_of(sheet.plan, sheet.year), **plain)
    first = len(HIDDEN) + 2
    title = f"Chỉ tiêu giao năm {sheet.year} – Kế hoạch {sheet.plan.number}"
    if sheet.is_illustrative:
        title += " (số liệu minh họa)"
    out.put_text(page.cell(TITLE_ROW, first), title, bold=True, size=14, **plain)
    hint = "Chỉ nhập vào hai cột màu vàng, rồi tải tệp lên trang Chỉ tiêu giao năm."
    out.put_text(page.cell(HINT_ROW, first), hint, italic=True, **plain)
    look = {"bold": True, "align": "center", "vertical": "center", "fill": HEAD_FILL}
    for place, column in enumerate(columns, 2):
        out.put_text(page.cell(KEY_ROW, place), column.key, **plain)
        out.put_text(page.cell(HEAD_ROW, place), column.heading, **look)
        page.column_dimensions[get_column_letter(place)].width = column.width
    shown = [(column.heading, column.width * 0.85) for column in columns if column.heading]
    page.row_dimensions[HEAD_ROW].height = out.row_points(shown, least=2)


def _write_row(page, number, row: SheetRow, columns):
    texts = _texts(row)
    out.put_text(page.cell(number, 1), row.anchor, border=False, wrap=False)
    for place, column in enumerate(columns, 2):
        cell = page.cell(number, place)
        if column.key == "value":
            look = {"align": "right", "fill": INPUT_FILL, "locked": False}
            if row.value is None:
                out.put_text(cell, "", **look)
                cell.number_format = NUMBER_FORMAT
            else:
                out.put_number(cell, row.value.normalize() + 0, NUMBER_FORMAT, **look)
        elif column.key == "note":
            out.put_text(cell, row.box.note, fill=INPUT_FILL, locked=False)
            cell.number_format = "@"
        else:
            out.put_text(cell, texts[column.key], fill=KNOWN_FILL, bold=column.key == "@code")
    fitted = [(texts.get(column.key, row.box.note), column.width) for column in columns[3:]]
    page.row_dimensions[number].height = out.row_points(fitted, least=2)


def _texts(row):
    given = row.in_force
    return {
        "@version": str(row.box.version),
        "@value-base": fingerprint(row.box.text),
        "@note-base": fingerprint(row.box.note),
        "@code": row.target.code,
        "@name": row.target.name,
        "@unit": row.target.unit_of_measure,
        "@plan": row.now.yardstick_text,
        "@final": f"{row.last_final.display} ({row.last_final.year})" if row.last_final else "",
        "@estimate": _estimate(row),
        "@annual": row.text(row.now.annual_target.value) if row.now.annual_target else "",
        "@proposal": "\n".join(
            f"{text} ({one.unit})" + (f": {one.reason}" if one.reason else "")
            for one, text in row.proposal_rows
        ),
        "@path": row.straight_text,
        "@given": f"{row.in_force_text} ({given.decision.number})" if given else "",
        "@check": row.check.text if row.check else "",
    }


def _estimate(row):
    if row.estimate is None:
        return ""
    return row.estimate_text if row.estimate_is_accepted else f"{row.estimate_text} (chưa duyệt)"


def _arrange(page, sheet, columns):
    page.row_dimensions[KEY_ROW].hidden = True
    for place in range(1, len(HIDDEN) + 2):
        page.column_dimensions[get_column_letter(place)].hidden = True
    page.freeze_panes = f"{get_column_letter(len(HIDDEN) + 4)}{FIRST_ROW}"
    last = get_column_letter(len(columns) + 1)
    first = get_column_letter(len(HIDDEN) + 2)
    page.print_area = f"{first}{TITLE_ROW}:{last}{FIRST_ROW + len(sheet.rows) - 1}"
    left = f"Chỉ tiêu giao năm {sheet.year}"
    out.print_on_a4(page, left=left, heading_rows=f"{HEAD_ROW}:{HEAD_ROW}")
    out.lock(page)


def is_same_mark(text, plan, year) -> bool:
    return fold(str(text)) == fold(mark_of(plan, year))
