"""The filing board as a workbook: units, groups and ages, years side by side."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from q3plan.lib import dates
from q3plan.lib.sheets_out import dress, print_on_a4, put_number, put_text, row_points

HEAD = "DCE6F2"
EXCUSED = "Được miễn báo cáo (không tính vào tỷ lệ)"
ENDED = "Kết thúc trước hạn nộp (không tính vào tỷ lệ)"
AGE_HEADINGS = ("Số ngày trễ", "Còn thiếu", "Đã gửi trễ", "Đơn vị còn thiếu")
DATE, MOMENT, COUNT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0"
TALLY_COLUMNS = (
    ("Phải báo cáo", "expected"),
    ("Đã gửi", "sent"),
    ("Đúng hạn", "on_time"),
    ("Gửi trễ", "sent_late"),
    ("Quá hạn, còn thiếu", "awaited"),
    ("Đã duyệt", "accepted"),
    ("Được miễn", "excused"),
    ("Kết thúc trước hạn, không tính", "ended"),
)


def filing_workbook(filing, rows, form, *, sees_contacts) -> bytes:
    """``rows`` pass the filter of ``form``; the other sheets show the whole round."""
    book = Workbook()
    _units(book.active, filing, rows, form, sees_contacts)
    _groups(book.create_sheet("Tổng hợp"), filing)
    _years(book.create_sheet("Qua các năm"), filing)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _sheet(sheet, filing, title, headings, widths):
    """Title, moment and headings; returns the first free row."""
    year, moment = filing.round.year, dates.local(filing.at)
    marks = " – Số liệu minh họa" if filing.round.is_illustrative else ""
    for at, (text, bold) in enumerate(((title, True), (_moment(moment) + marks, False)), 1):
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(headings))
        put_text(sheet.cell(at, 1), text, bold=bold, italic=not bold, align="center", border=False)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        put_text(sheet.cell(4, column), heading, bold=True, fill=HEAD, align="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[4].height = row_points(zip(headings, widths, strict=True))
    sheet.freeze_panes = "A5"
    print_on_a4(sheet, left=f"Tình hình nộp báo cáo năm {year}", heading_rows="4:4")
    return 5


def _moment(moment):
    return f"Tính đến {moment:%H:%M} ngày {moment:%d/%m/%Y}"


def _units(sheet, filing, rows, form, sees_contacts):
    sheet.title = "Đơn vị"
    headings = ["TT", "Đơn vị", "Nhóm", "Trạng thái", "Hạn nộp (trước ngày)", "Gửi lần đầu"]
    headings += ["Đúng hạn", "Số ngày trễ"]
    widths = [5, 32, 15, 19, 11, 16, 23, 7]
    if sees_contacts:
        headings += ["Công văn đôn đốc", "Liên hệ gần nhất"]
        widths += [9, 30]
    title = f"TÌNH HÌNH NỘP BÁO CÁO NĂM {filing.round.year}"
    at = _sheet(sheet, filing, title, headings, widths)
    if form.is_narrowed:
        chosen = [str(dict(field.field.choices)[field.value()]) for field in form if field.value()]
        sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=len(headings))
        put_text(sheet.cell(3, 1), f"Lọc: {', '.join(chosen)}", italic=True, border=False)
    for number, row in enumerate(rows, 1):
        _unit_row(sheet, at, number, row, widths, sees_contacts)
        at += 1
    apart = [(row, row.report.excuse_reason) for row in filing.excused]
    at = _apart(sheet, at, EXCUSED, apart, len(widths))
    apart = [(row, str(row.board.state.label)) for row in filing.ended]
    _apart(sheet, at, ENDED, apart, len(widths))


def _apart(sheet, at, heading, rows, width):
    """Units that no rate counts, each with a word about it; the next free line."""
    if rows:
        at += 1
        put_text(sheet.cell(at, 2), heading, bold=True, border=False)
    for row, words in rows:
        at += 1
        put_text(sheet.cell(at, 2), row.report.unit_name)
        put_text(sheet.cell(at, 3), row.unit.get_kind_display())
        sheet.merge_cells(start_row=at, end_row=at, start_column=4, end_column=width)
        put_text(sheet.cell(at, 4), words)
    return at


def _unit_row(sheet, at, number, row, widths, sees_contacts):
    sent = row.report.first_submitted_at
    texts = {2: row.report.unit_name, 3: row.unit.get_kind_display(), 4: str(row.board.state.label)}
    texts[7] = row.board.punctuality.label
    call = row.contact.last_call
    if sees_contacts:
        texts[10] = f"{dates.day_text(call.at)}, {call.spoken_to}: {call.note}" if call else ""
    put_number(sheet.cell(at, 1), number, COUNT, align="center")
    for column, text in texts.items():
        put_text(sheet.cell(at, column), text)
    put_number(sheet.cell(at, 5), row.board.due_before, DATE, align="center")
    moment = dates.local(sent).replace(tzinfo=None) if sent else None
    put_number(sheet.cell(at, 6), moment, MOMENT, align="center")
    put_number(sheet.cell(at, 8), row.days_late or None, COUNT, align="right")
    if sees_contacts:
        put_number(sheet.cell(at, 9), row.contact.letters or None, COUNT, align="right")
    fitted = [(text, widths[column - 1]) for column, text in texts.items()]
    sheet.row_dimensions[at].height = row_points(fitted)


def _tally_row(sheet, at, name, tally, *, bold=False):
    put_text(sheet.cell(at, 1), name, bold=bold)
    for column, (_heading, field) in enumerate(TALLY_COLUMNS, 2):
        put_number(sheet.cell(at, column), getattr(tally, field), COUNT, align="right", bold=bold)


def _groups(sheet, filing):
    headings = ["Nhóm đơn vị", *(heading for heading, _field in TALLY_COLUMNS)]
    title = f"TỔNG HỢP THEO NHÓM ĐƠN VỊ NĂM {filing.round.year}"
    at = _sheet(sheet, filing, title, headings, [30] + [13] * len(TALLY_COLUMNS))
    for name, tally in (*filing.kinds, ("Tổng cộng", filing.total)):
        _tally_row(sheet, at, name, tally, bold=tally is filing.total)
        at += 1
    at += 1
    for column, heading in enumerate(AGE_HEADINGS, 1):
        put_text(sheet.cell(at, column), heading, bold=True, fill=HEAD, align="center")
    sheet.merge_cells(start_row=at, end_row=at, start_column=4, end_column=len(headings))
    for age in filing.ages:
        at += 1
        put_text(sheet.cell(at, 1), age.label)
        put_number(sheet.cell(at, 2), len(age.awaited), COUNT, align="right")
        put_number(sheet.cell(at, 3), len(age.sent), COUNT, align="right")
        sheet.merge_cells(start_row=at, end_row=at, start_column=4, end_column=len(headings))
        names = ", ".join(row.report.unit_short_name for row in age.awaited)
        put_text(sheet.cell(at, 4), names)
        sheet.row_dimensions[at].height = row_points([(names, 13 * (len(headings) - 3))])


def _years(sheet, filing):
    headings = ["", *(f"Năm {year}" for year in filing.years)]
    title = "TÌNH HÌNH NỘP BÁO CÁO QUA CÁC NĂM"
    at = _sheet(sheet, filing, title, headings, [38] + [24] * len(filing.years))
    for heading, field in TALLY_COLUMNS:
        put_text(sheet.cell(at, 1), heading, bold=True)
        for column, tally in enumerate(filing.by_year, 2):
            put_number(
                sheet.cell(at, column), getattr(tally, field), COUNT, align="right", bold=True
            )
        at += 1
    for name, tallies in filing.kinds_by_year:
        put_text(sheet.cell(at, 1), f"Đúng hạn/phải báo cáo: {name}")
        for column, tally in enumerate(tallies, 2):
            words = f"{tally.on_time}/{tally.expected}" if tally.expected else ""
            put_text(sheet.cell(at, column), words, align="right")
        at += 1
    for unit in filing.history:
        put_text(sheet.cell(at, 1), unit.unit.name)
        for column, row in enumerate(unit.cells, 2):
            if row is None:
                dress(sheet.cell(at, column))
                continue
            words = "Được miễn" if row.report.is_excused else row.board.punctuality.label
            put_text(sheet.cell(at, column), words)
        at += 1
