"""Writing a plan, or an empty form for one, as an .xlsx file."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assignments.plan_files.rows import rows_of
from assignments.plan_files.sheets import HEADER, SHEETS, Holds
from q3plan.lib.sheets_out import dress, put_number, put_text, row_points

HEAD, ASKED, YES = "DCE6F2", "FFF4D6", "Có"
GUIDE = "Hướng dẫn"
FIRST_ROW = 2
ROOM_FOR_MORE = 500


def write_plan(data: dict | None) -> bytes:
    """The workbook of a plan's dict; with None the empty form."""
    book = Workbook()
    _guide(book.active)
    _header(book.create_sheet(HEADER.title), rows_of(data, HEADER)[0] if data else {})
    for sheet in SHEETS:
        _rows(book.create_sheet(sheet.title), sheet, rows_of(data, sheet) if data else [])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _guide(sheet):
    sheet.title = GUIDE
    for column, width in zip("ABCD", (24, 34, 34, 70), strict=True):
        sheet.column_dimensions[column].width = width
    lines = (
        "Tệp này chứa trọn một kế hoạch: điều khoản, chỉ tiêu, nhiệm vụ, đơn vị và phân công.",
        "Điền các trang theo thứ tự; không đổi tên trang, không đổi dòng tiêu đề.",
        "Cột tô vàng là bắt buộc. Khi nhập, hệ thống kiểm tra cả tệp, cho xem trước rồi mới ghi; "
        "còn một lỗi thì không ghi gì.",
    )
    for at, line in enumerate(("TỆP KẾ HOẠCH", *lines), 1):
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=4)
        put_text(sheet.cell(at, 1), line, bold=at == 1, border=False)
    at = len(lines) + 3
    for column, heading in enumerate(("Trang", "Cột", "Điền", "Ghi chú"), 1):
        put_text(sheet.cell(at, column), heading, bold=True, fill=HEAD)
    for part in (HEADER, *SHEETS):
        at += 1
        put_text(sheet.cell(at, 1), part.title, bold=True)
        put_text(sheet.cell(at, 2), part.about)
        sheet.merge_cells(start_row=at, end_row=at, start_column=2, end_column=4)
        for column in part.columns:
            at += 1
            asked = "bắt buộc; " if column.is_required else ""
            put_text(sheet.cell(at, 2), column.heading)
            put_text(sheet.cell(at, 3), asked + column.holds.value)
            said = "; ".join(label for _value, label in column.choices) or column.hint
            put_text(sheet.cell(at, 4), said)
            sheet.row_dimensions[at].height = row_points([(said, 70)])


def _header(sheet, row):
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    put_text(sheet.cell(1, 1), "Mục", bold=True, fill=HEAD)
    put_text(sheet.cell(1, 2), "Nội dung", bold=True, fill=HEAD)
    for at, column in enumerate(HEADER.columns, FIRST_ROW):
        put_text(sheet.cell(at, 1), column.heading, fill=ASKED if column.is_required else "")
        _put(sheet.cell(at, 2), column, row.get(column.key, column.default))
    sheet.freeze_panes = "B2"


def _rows(sheet, part, rows):
    for at, column in enumerate(part.columns, 1):
        fill = ASKED if column.is_required else HEAD
        put_text(sheet.cell(1, at), column.heading, bold=True, fill=fill, align="center")
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        _offer_choices(sheet, column, get_column_letter(at), len(rows))
    widths = [column.width for column in part.columns]
    headings = [column.heading for column in part.columns]
    sheet.row_dimensions[1].height = row_points(zip(headings, widths, strict=True))
    for number, row in enumerate(rows, FIRST_ROW):
        for at, column in enumerate(part.columns, 1):
            _put(sheet.cell(number, at), column, row.get(column.key))
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)


def _offer_choices(sheet, column, letter, count):
    labels = [label for _value, label in column.choices]
    if column.holds is Holds.FLAG:
        labels = [YES]
    # A list in a cell's rule is one text of at most 255 characters, split at commas.
    said = ",".join(labels)
    if not labels or len(said) > 250 or any("," in label for label in labels):
        return
    rule = DataValidation("list", formula1=f'"{said}"', allow_blank=True)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + count + ROOM_FOR_MORE}")
    sheet.add_data_validation(rule)


def _put(cell, column, value):
    if value is None or value == "" or value == []:
        dress(cell)
    elif column.holds is Holds.NUMBER:
        put_number(cell, Decimal(value), "General")
    elif column.holds is Holds.WHOLE:
        put_number(cell, value, "0")
    elif column.holds is Holds.DATE:
        put_number(cell, date.fromisoformat(value), "dd/mm/yyyy")
    elif column.holds is Holds.FLAG:
        put_text(cell, YES if value else "")
    elif column.holds is Holds.CHOICE:
        put_text(cell, dict(column.choices)[value])
    elif column.holds is Holds.LIST:
        put_text(cell, "; ".join(value))
    else:
        put_text(cell, value)
