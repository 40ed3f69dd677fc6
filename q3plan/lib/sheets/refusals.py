"""Why a workbook is not read: for each reason a sentence that says what to do about it."""

from django.utils.translation import gettext_lazy as _

from q3plan.lib.sheets.worker import limits


class SheetRefused(Exception):
    """``message`` is for the person who uploaded; ``code`` names the reason."""

    def __init__(self, message, code=""):
        self.message = message
        self.code = code
        super().__init__(message)


_SAVE_AS = _(
    "Anh/chị mở tệp bằng Excel, LibreOffice hoặc WPS, chọn “Lưu thành” (Save As), loại tệp "
    "“Excel Workbook (.xlsx)”, rồi tải tệp mới lên."
)
_DAMAGED = _(
    "Anh/chị mở tệp bằng Excel hoặc LibreOffice, lưu thành một tệp .xlsx mới rồi tải lên; nếu "
    "không mở được, xin tải lại biểu mẫu và nhập lại."
)
_MB = limits.MB

# (what is wrong, what to do)
MESSAGES = {
    # another kind of file
    "empty_file": (_("Tệp rỗng, không có nội dung."), _("Xin chọn lại đúng tệp .xlsx.")),
    "too_large": (
        _("Tệp lớn hơn %(limit)s MB."),
        _("Anh/chị bỏ hình ảnh và các trang tính không thuộc biểu mẫu rồi tải lại."),
    ),
    "old_xls": (_("Đây là tệp Excel đời cũ (.xls), hệ thống chỉ đọc tệp .xlsx."), _SAVE_AS),
    "old_office": (_("Đây là tệp Office đời cũ, không phải sổ tính .xlsx."), _SAVE_AS),
    "encrypted": (
        _("Tệp được đặt mật khẩu nên hệ thống không đọc được."),
        _(
            "Anh/chị mở tệp, vào Tệp → Thông tin → Bảo vệ sổ tính → Mã hóa bằng mật khẩu, xóa "
            "mật khẩu, lưu rồi tải lại."
        ),
    ),
    "xlsb": (_("Đây là sổ tính Excel dạng nhị phân (.xlsb)."), _SAVE_AS),
    "ods": (_("Đây là bảng tính OpenDocument (.ods)."), _SAVE_AS),
    "xml_2003": (_("Đây là tệp XML, không phải sổ tính .xlsx."), _SAVE_AS),
    "html": (_("Đây là trang web (HTML) mang tên tệp Excel."), _SAVE_AS),
    "csv": (_("Đây là tệp văn bản (CSV) mang tên tệp Excel."), _SAVE_AS),
    "word": (_("Đây là tệp Word, không phải sổ tính."), _("Xin chọn tệp biểu mẫu .xlsx.")),
    "powerpoint": (
        _("Đây là tệp PowerPoint, không phải sổ tính."),
        _("Xin chọn tệp biểu mẫu .xlsx."),
    ),
    "pdf": (
        _("Đây là tệp PDF, không phải sổ tính."),
        _("Xin chọn tệp biểu mẫu .xlsx; bản PDF có thể đính kèm làm minh chứng."),
    ),
    "picture": (
        _("Đây là tệp hình ảnh, không phải sổ tính."),
        _("Xin chọn tệp biểu mẫu .xlsx; hình ảnh có thể đính kèm làm minh chứng."),
    ),
    "other_archive": (
        _("Đây là tệp nén (RAR, 7z, gz), không phải sổ tính."),
        _("Anh/chị giải nén rồi tải tệp .xlsx bên trong lên."),
    ),
    "other_zip": (
        _("Đây là tệp nén ZIP, không phải sổ tính .xlsx."),
        _("Nếu sổ tính nằm trong tệp nén, anh/chị giải nén rồi tải tệp .xlsx bên trong lên."),
    ),
    "not_a_workbook": (_("Tệp không phải sổ tính .xlsx."), _SAVE_AS),
    "no_workbook": (_("Trong tệp không có sổ tính nào."), _SAVE_AS),
    # what may not be in a workbook
    "macros": (
        _("Tệp chứa macro (chương trình), hệ thống không nhận vì lý do an toàn."),
        _(
            "Anh/chị chọn “Lưu thành” (Save As), loại tệp “Excel Workbook (.xlsx)” – không phải "
            "“Macro-Enabled” – rồi tải tệp mới lên."
        ),
    ),
    "external_links": (
        _("Tệp có liên kết tới tệp khác hoặc nguồn bên ngoài."),
        _(
            "Anh/chị mở tệp bằng Excel, vào Dữ liệu → Sửa liên kết (Edit Links) → Ngắt liên kết "
            "(Break Link), lưu rồi tải lại."
        ),
    ),
    "connections": (
        _("Tệp có kết nối dữ liệu tới nguồn bên ngoài."),
        _(
            "Anh/chị mở tệp bằng Excel, vào Dữ liệu → Truy vấn và kết nối (Queries & "
            "Connections), xóa các kết nối, lưu rồi tải lại."
        ),
    ),
    "embedded": (
        _("Tệp có đối tượng nhúng (OLE), ví dụ một tệp Word hay PDF dán vào trang tính."),
        _("Anh/chị xóa đối tượng đó, lưu rồi tải lại; tệp ấy có thể đính kèm làm minh chứng."),
    ),
    "activex": (
        _("Tệp có điều khiển ActiveX (nút bấm, hộp chọn)."),
        _("Anh/chị xóa các điều khiển đó, lưu rồi tải lại."),
    ),
    "doctype": (
        _("Phần “%(name)s” của tệp chứa khai báo DOCTYPE mà sổ tính bình thường không có."),
        _DAMAGED,
    ),
    # too much
    "too_large_unpacked": (
        _("Nội dung tệp sau khi giải nén lớn hơn %(limit)s MB."),
        _("Anh/chị xóa các trang tính và hình ảnh không thuộc biểu mẫu rồi tải lại."),
    ),
    "part_too_large": (
        _("Một phần của tệp sau khi giải nén lớn hơn %(limit)s MB."),
        _("Anh/chị xóa các trang tính và hình ảnh không thuộc biểu mẫu rồi tải lại."),
    ),
    "too_many_parts": (
        _("Tệp gồm quá nhiều phần (hơn %(limit)s)."),
        _("Anh/chị xóa hình ảnh và các trang tính không thuộc biểu mẫu rồi tải lại."),
    ),
    "too_many_sheets": (
        _("Sổ tính có hơn %(limit)s trang tính."),
        _("Anh/chị xóa các trang tính không thuộc biểu mẫu rồi tải lại."),
    ),
    "too_many_cells": (
        _("Sổ tính có hơn %(limit)s ô có nội dung."),
        _("Anh/chị xóa các trang tính không thuộc biểu mẫu rồi tải lại."),
    ),
    "too_many_empty_cells": (
        _("Sổ tính có hơn %(limit)s ô, phần lớn là ô trống được định dạng."),
        _("Anh/chị chọn các dòng và cột trống ngoài biểu mẫu, xóa hẳn (Delete) rồi tải lại."),
    ),
    "too_much_text": (
        _("Sổ tính chứa quá nhiều chữ."),
        _("Anh/chị xóa các trang tính không thuộc biểu mẫu rồi tải lại."),
    ),
    "too_complex": (
        _("Sổ tính quá phức tạp nên hệ thống không đọc được trong giới hạn an toàn."),
        _("Anh/chị tải lại biểu mẫu, chép số liệu vào (dán giá trị – Paste Values) rồi tải lên."),
    ),
    "busy": (
        _("Hệ thống đang bận đọc các tệp khác."),
        _("Tệp chưa được đọc, xin anh/chị thử lại sau ít phút."),
    ),
    # the grid
    "far_cell": (
        _("%(sheet)s!%(reference)s: có nội dung ngoài phạm vi %(rows)s dòng × %(columns)s cột."),
        _("Anh/chị xóa nội dung ô này (cùng các dòng, cột thừa) rồi tải lại."),
    ),
    "impossible_row": (
        _("Trang “%(sheet)s”: số dòng “%(row)s” không thể có trong sổ tính."),
        _DAMAGED,
    ),
    "impossible_cell": (
        _("Trang “%(sheet)s”: tọa độ ô “%(reference)s” không hợp lệ."),
        _DAMAGED,
    ),
    "row_twice": (_("Trang “%(sheet)s”: dòng %(row)s xuất hiện hai lần."), _DAMAGED),
    "cell_twice": (_("%(sheet)s!%(reference)s: ô xuất hiện hai lần."), _DAMAGED),
    "number_damaged": (
        _("%(sheet)s!%(reference)s: ô được lưu là số nhưng không phải số."),
        _("Anh/chị nhập lại ô này, lưu rồi tải lại."),
    ),
    "text_too_long": (
        _("%(sheet)s!%(reference)s: ô chứa quá nhiều chữ."),
        _("Anh/chị rút gọn nội dung ô này rồi tải lại."),
    ),
    "merged_too_large": (
        _("Trang “%(sheet)s”: vùng gộp ô %(reference)s quá lớn."),
        _("Anh/chị bỏ gộp ô (Unmerge Cells) ở vùng này rồi tải lại."),
    ),
    "merge_damaged": (
        _("Trang “%(sheet)s”: vùng gộp ô “%(reference)s” không hợp lệ."),
        _("Anh/chị bỏ gộp ô (Unmerge Cells) ở vùng này rồi tải lại."),
    ),
    # damage
    "truncated": (
        _("Tệp bị cắt cụt, có thể do tải xuống hoặc gửi qua thư chưa trọn."),
        _("Xin chép hoặc tải lại tệp gốc rồi tải lên."),
    ),
    "zip_damaged": (_("Tệp bị hỏng: cấu trúc nén không đọc được."), _DAMAGED),
    "zip_lies": (_("Tệp bị hỏng: phần mô tả và nội dung nén không khớp nhau."), _DAMAGED),
    "zip_method": (_("Tệp được nén theo cách mà sổ tính không dùng."), _DAMAGED),
    "duplicate_part": (_("Tệp bị hỏng: phần “%(name)s” xuất hiện hai lần."), _DAMAGED),
    "unsafe_name": (_("Tệp chứa phần có tên không hợp lệ (“%(name)s”)."), _DAMAGED),
    "xml_encoding": (
        _("Phần “%(name)s” của tệp dùng bảng mã không được phép (chỉ nhận UTF-8, UTF-16)."),
        _DAMAGED,
    ),
    "xml_damaged": (_("Tệp bị hỏng: phần “%(name)s” không đọc được."), _DAMAGED),
    "sheet_damaged": (_("Trang “%(sheet)s” bị hỏng, không đọc được."), _DAMAGED),
    "no_sheets": (_("Sổ tính không có trang tính nào chứa ô."), _("Xin chọn đúng tệp biểu mẫu.")),
    "unreadable": (_("Hệ thống không đọc được tệp này."), _DAMAGED),
}

_LIMITS = {
    "too_large": limits.FILE_BYTES // _MB,
    "too_large_unpacked": limits.UNPACKED_BYTES // _MB,
    "part_too_large": limits.PART_BYTES // _MB,
    "too_many_parts": limits.ENTRIES,
    "too_many_sheets": limits.SHEETS,
    "too_many_cells": limits.CELLS,
    "too_many_empty_cells": limits.CELLS_WITH_EMPTY,
}


def _grouped(number):
    return f"{number:,}".replace(",", ".")


def refusal(code, params=()):
    """The exception for a reason of the worker; an unknown reason reads as "unreadable"."""
    code = code if code in MESSAGES else "unreadable"
    values = {
        "limit": _grouped(_LIMITS.get(code, 0)),
        "rows": _grouped(limits.ROWS),
        "columns": limits.COLUMNS,
        **dict.fromkeys(("sheet", "reference", "row", "name"), "?"),
        **dict(params),
    }
    wrong, advice = MESSAGES[code]
    return SheetRefused(f"{wrong % values} {advice}", code)
