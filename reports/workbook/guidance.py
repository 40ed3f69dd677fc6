"""The sheet that tells how the workbook is filled and sent back; it also holds the lists of words
that cells may be chosen from."""

from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib import sheets_out as out
from reports.entry.fields import Kind

from .declaration import mark_of


def write_guidance(sheet, report, sheets, countdown):
    """Writes the sheet; returns ``choices → "'Hướng dẫn'!$B$20:$B$28"``."""
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 34, 96
    out.put_text(sheet["A1"], mark_of(report, "guide"), border=False, wrap=False)
    title = _("Hướng dẫn – Báo cáo năm %(year)s") % {"year": report.year}
    out.put_text(sheet["B2"], title, size=16, bold=True, color="0C2A52", border=False, wrap=False)
    row = 4
    for name, text in _lines(report, sheets, countdown):
        _write_line(sheet, row, name, text)
        row += 1
    lists = {}
    for label, choices in _choices(sheets).items():
        row = _write_list(sheet, row + 1, label, choices, lists)
    sheet.print_area = f"B2:C{row}"
    out.print_on_a4(sheet, left=f"{report.unit.name} – {title}")
    out.lock(sheet)
    return lists


def _lines(report, sheets, countdown):
    names = ", ".join(f"“{plan.name}”" for plan in sheets)
    plan = report.round.plan
    cutoff = dates.day_text(report.round.data_cutoff_on)
    yield _("Đơn vị"), report.unit.name
    yield (
        _("Thực hiện"),
        _("Kế hoạch %(number)s: %(title)s")
        % {
            "number": plan.number,
            "title": plan.title,
        },
    )
    if countdown:
        yield _("Thời hạn"), countdown
    yield _("Chốt số liệu"), _("Số liệu đến hết ngày %(day)s.") % {"day": cutoff}
    yield _("Các trang cần điền"), names
    yield (
        _("Màu ô"),
        _(
            "Vàng: ô để nhập. Trắng: nội dung đã biết. Xám: không cần nhập, đã duyệt hoặc tự tính. "
            "Trang được khóa để tránh sửa nhầm; không có mật khẩu."
        ),
    )
    yield (
        _("Nhập số"),
        _(
            "Gõ số theo cách máy tính đang dùng, thường là dấu phẩy cho phần thập phân: 92,5. "
            "Không gõ chữ trong ô số. Để trống nghĩa là chưa có số liệu; số 0 nghĩa là bằng không. "
            "Ô có đơn vị % nhập 75 (hoặc 75%), không nhập 0,75."
        ),
    )
    yield (
        _("Sắp xếp, xóa, chèn dòng"),
        _(
            "Được phép: hệ thống nhận từng dòng theo mã ẩn. Dòng bị xóa thì nội dung đang lưu giữ "
            "nguyên; dòng chèn thêm không được đọc. Không xóa hoặc sửa dòng 1 và cột A (đang ẩn)."
        ),
    )
    yield (
        _("Tải lên biểu mẫu"),
        _(
            "Lưu tệp (.xlsx), mở báo cáo trên hệ thống, chọn “Tải lên biểu mẫu”. Hệ thống cho xem "
            "trước từng ô sẽ thay đổi và chỉ rõ ô cần sửa; anh/chị xác nhận thì mới lưu. Có thể "
            "điền một phần trong tệp, một phần trên hệ thống, và tải lên nhiều lần."
        ),
    )
    yield (
        _("Nhiều người cùng làm"),
        _(
            "Ô không sửa trong tệp thì không ghi đè nội dung mới hơn trên hệ thống. Ô mà hai người "
            "cùng sửa khác nhau: hệ thống hỏi giữ nội dung nào."
        ),
    )
    yield (
        _("Gửi báo cáo"),
        _("Tải lên chỉ lưu bản soạn. Sau đó mở “Kiểm tra và gửi” để gửi báo cáo."),
    )


def _write_line(sheet, row, name, text):
    out.put_text(sheet.cell(row, 2), name, bold=True)
    out.put_text(sheet.cell(row, 3), text)
    sheet.row_dimensions[row].height = out.row_points([(name, 34), (text, 96)])


def _choices(sheets):
    """``label → choices`` of every field that is chosen from a list."""
    return {
        content.field.label: content.field.choices
        for plan in sheets
        for content in plan.inputs.values()
        if content.field.kind is Kind.CHOICE
    }


def _write_list(sheet, row, label, choices, lists):
    """Each list once, the words in column B. Returns the last row."""
    out.put_text(sheet.cell(row, 2), _("Các mức “%s”") % label, bold=True, border=False)
    first = row + 1
    for number, (_value, words) in enumerate(choices, first):
        out.put_text(sheet.cell(number, 2), words)
    last = row + len(choices)
    lists[choices] = f"'{sheet.title}'!$B${first}:$B${last}"
    return last
