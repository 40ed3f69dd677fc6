"""The workbook of a plan as a declaration: sheets, columns, what a cell may hold.

The same declaration writes the file, reads it and explains it (sheet “Hướng dẫn”). Texts are
Vietnamese whatever the language of the interface.
"""

from dataclasses import dataclass
from enum import Enum

from assignments.models import Assignment, Office, Unit
from targets.models import Clause, Target, Task
from targets.progress import Comparator, Mode


class Holds(Enum):
    TEXT = "văn bản"
    CODE = "mã, viết như ở trang khác"
    LIST = "nhiều mã, cách nhau bằng dấu chấm phẩy"
    WHOLE = "số nguyên"
    NUMBER = "số"
    DATE = "ngày"
    FLAG = "Có hoặc để trống"
    CHOICE = "một trong các giá trị liệt kê"


@dataclass(frozen=True)
class Column:
    """``key`` is the name in the plan's dict, with a dot for the part of a row within it."""

    key: str
    heading: str
    holds: Holds = Holds.TEXT
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    width: int = 18
    default: object = None

    @property
    def blank(self):
        """What an empty cell means."""
        if self.default is not None:
            return self.default
        if self.holds is Holds.LIST:
            return []
        if self.holds is Holds.FLAG:
            return False
        return "" if self.holds is Holds.TEXT else None


@dataclass(frozen=True)
class PlanSheet:
    section: str
    title: str
    about: str
    columns: tuple[Column, ...]


def _choices(enum):
    return tuple((value, str(label)) for value, label in enum.choices)


def _code(key, heading, **more):
    return Column(key, heading, Holds.CODE, **more)


def _text(key, heading, **more):
    return Column(key, heading, **more)


def _whole(key, heading, **more):
    return Column(key, heading, Holds.WHOLE, **more)


def _number(key, heading, **more):
    return Column(key, heading, Holds.NUMBER, **more)


def _day(key, heading, **more):
    return Column(key, heading, Holds.DATE, **more)


def _flag(key, heading, **more):
    return Column(key, heading, Holds.FLAG, **more)


def _choice(key, heading, enum, **more):
    return Column(key, heading, Holds.CHOICE, True, _choices(enum), **more)


def _letterhead(prefix):
    return (
        _text(f"{prefix}superior", "Cơ quan chủ quản", width=30),
        _text(f"{prefix}agency", "Tên cơ quan trên văn bản", width=30),
        _text(f"{prefix}symbol", "Ký hiệu văn bản"),
        _text(f"{prefix}place", "Địa danh trên văn bản"),
        _text(f"{prefix}authority", "Quyền hạn ký (KT., TM.)"),
        _text(f"{prefix}signer_title", "Chức vụ ký văn bản"),
        _text(f"{prefix}signer_name", "Người ký văn bản"),
        _text(f"{prefix}recipients", "Nơi nhận (mỗi nơi một dòng)", width=40),
        _text(f"{prefix}archive", "Lưu"),
    )


# Read downwards: one row a field, heading in A, value in B.
HEADER = PlanSheet(
    "plan",
    "Kế hoạch",
    "Phần đầu và phần ký của kế hoạch; mỗi dòng một mục.",
    (
        _code("slug", "Mã kế hoạch", is_required=True, hint="chữ thường không dấu, số, gạch nối"),
        _text("number", "Số, ký hiệu", is_required=True),
        _text("title", "Trích yếu", is_required=True),
        _text("issuer", "Cơ quan ban hành", is_required=True),
        _text("place", "Địa danh", is_required=True),
        _day("issued_on", "Ngày ban hành", is_required=True),
        _text("signer_title", "Chức vụ người ký", is_required=True),
        _text("signer_name", "Người ký", is_required=True),
        _text("proposed_by", "Theo đề nghị của"),
        _whole("horizon_year", "Năm đích", is_required=True),
        _whole("vision_year", "Tầm nhìn đến năm", is_required=True),
        _whole("deadline_month", "Hạn nộp hằng năm: tháng", default=11),
        _whole("deadline_day", "Hạn nộp hằng năm: trước ngày", default=10),
        _number("watch_points", "Biên cần theo dõi (điểm %)", default="0.5"),
        _number("near_points", "Biên sát ngưỡng (điểm %)", default="1"),
        _number("relative_tolerance", "Biên tương đối cho đơn vị khác", default="0.05"),
        _code("carries_out", "Triển khai kế hoạch mã", hint="mã của kế hoạch cấp trên đã có"),
        *_letterhead("letterhead."),
    ),
)

SHEETS = (
    PlanSheet(
        "clauses",
        "Điều khoản",
        "Nguyên văn, theo thứ tự in; mọi trích dẫn ở các trang sau phải có trong đây.",
        (
            _code("reference", "Số tham chiếu", is_required=True, hint="II.2.4"),
            _code("parent", "Thuộc"),
            _choice("kind", "Loại", Clause.Kind),
            _whole("order", "Thứ tự", is_required=True, width=8),
            _text("text", "Nguyên văn", is_required=True, width=90),
            _text("corrected_text", "Văn bản đã hiệu đính", width=50),
            _text("correction_note", "Ghi chú hiệu đính", width=40),
        ),
    ),
    PlanSheet(
        "cited_documents",
        "Văn bản viện dẫn",
        "Văn bản mà kế hoạch nhắc tới.",
        (
            _text("number", "Số, ký hiệu"),
            _text("title", "Tên văn bản", is_required=True, width=60),
            _text("issuer", "Cơ quan ban hành", width=30),
            _day("issued_on", "Ngày ban hành"),
            Column("citations", "Nhắc tại điều khoản", Holds.LIST, hint="0.1; III.1.1"),
            _text("remark", "Ghi chú", width=40),
        ),
    ),
    PlanSheet(
        "sectors",
        "Lĩnh vực",
        "Lĩnh vực mà mỗi Phó Chủ tịch theo dõi.",
        (
            _code("slug", "Mã", is_required=True),
            _text("name", "Tên", is_required=True, width=40),
            _whole("order", "Thứ tự", default=0, width=8),
        ),
    ),
    PlanSheet(
        "units",
        "Đơn vị",
        "Đơn vị được nhắc tới. Đơn vị đã có trong hệ thống (cùng mã) được giữ nguyên.",
        (
            _code("code", "Mã", is_required=True),
            _choice("kind", "Loại", Unit.Kind),
            _text("name", "Tên đầy đủ", is_required=True, width=40),
            _text("short_name", "Tên gọn", is_required=True, width=24),
            _whole("order", "Thứ tự", default=100, width=8),
            _flag("staff_may_submit", "Chuyên viên được gửi thẳng"),
            _day("valid_from", "Từ ngày", is_required=True),
            _day("valid_to", "Đến hết ngày"),
            *_letterhead("letterhead."),
        ),
    ),
    PlanSheet(
        "offices",
        "Cơ quan đầu mối",
        "Đơn vị tổng hợp và nơi nhận thứ hai; bỏ trống ngày là từ ngày ban hành.",
        (
            _code("unit", "Mã đơn vị", is_required=True),
            _choice("kind", "Vai trò", Office.Kind, width=28),
            _day("valid_from", "Từ ngày"),
            _day("valid_to", "Đến hết ngày"),
        ),
    ),
    PlanSheet(
        "denominator_series",
        "Mẫu số dùng chung",
        "Dân số, số hộ … dùng chung cho nhiều chỉ tiêu.",
        (
            _code("code", "Mã", is_required=True),
            _text("name", "Tên", is_required=True, width=30),
            _text("unit_of_measure", "Đơn vị tính", is_required=True),
            _text("definition", "Định nghĩa", width=60),
            _whole("order", "Thứ tự", default=100, width=8),
        ),
    ),
    PlanSheet(
        "targets",
        "Chỉ tiêu",
        "Mỗi dòng một chỉ tiêu định lượng; cách ghi ở trang sau.",
        (
            _code("code", "Mã", is_required=True, hint="CT-01"),
            _text("name", "Tên chỉ tiêu", is_required=True, width=50),
            _whole("order", "Thứ tự", is_required=True, width=8),
            _code("sector", "Mã lĩnh vực", is_required=True),
            _text("unit_of_measure", "Đơn vị tính", is_required=True),
            _flag("is_percentage", "Tính bằng phần trăm"),
            _whole("decimals", "Số chữ số thập phân", default=1),
            _choice("formula", "Cách tính", Target.Formula, width=28),
            _whole("multiplier", "Hệ số nhân", default=100),
            _text("numerator_label", "Tử số", width=36),
            _text("denominator_label", "Mẫu số", width=36),
            _code("denominator_series", "Mã mẫu số dùng chung"),
            _flag("terms_required", "Bắt buộc có tử số, mẫu số"),
            _flag("is_share", "Tử số không vượt mẫu số"),
            _number("floor", "Giá trị nhỏ nhất"),
            _number("ceiling", "Giá trị lớn nhất"),
            _whole("baseline_year", "Năm gốc"),
            _number("baseline_value", "Giá trị năm gốc"),
            _code("pair", "Mã chỉ tiêu đi cặp"),
            _text("definition", "Định nghĩa, phương pháp tính", width=60),
            _text("definition_source", "Nguồn của định nghĩa", width=40),
            _text("note", "Lưu ý", width=40),
        ),
    ),
    PlanSheet(
        "readings",
        "Cách ghi",
        "Mỗi chỗ kế hoạch nêu một chỉ tiêu; mỗi chỉ tiêu đúng một dòng “Áp dụng”.",
        (
            _code("target", "Mã chỉ tiêu", is_required=True),
            _code("clause", "Điều khoản", is_required=True),
            _text("quote", "Trích nguyên văn", is_required=True, width=60),
            _text("wording", "Cụm từ ràng buộc", is_required=True, width=30),
            _choice("comparator", "Phép so sánh", Comparator),
            _choice("mode", "Cách áp dụng", Mode, width=28),
            _number("value", "Giá trị"),
            _number("upper", "Cận trên"),
            _number("tolerance", "Dung sai"),
            _flag("is_point", "Nêu giá trị điểm"),
            _whole("start_year", "Từ năm", width=8),
            _whole("horizon_year", "Đến năm", width=8),
            _flag("is_governing", "Áp dụng"),
            _text("note", "Khác biệt", width=40),
        ),
    ),
    PlanSheet(
        "tasks",
        "Nhiệm vụ",
        "Nhiệm vụ, giải pháp và trách nhiệm chung.",
        (
            _code("code", "Mã", is_required=True),
            _code("clause", "Điều khoản", is_required=True),
            _text("title", "Tên ngắn", is_required=True, width=40),
            _text("quote", "Trích nguyên văn", is_required=True, width=70),
            _whole("order", "Thứ tự", is_required=True, width=8),
            _choice("kind", "Loại", Task.Kind),
            _code("sector", "Mã lĩnh vực", is_required=True),
            _whole("start_year", "Từ năm", width=8),
            _whole("end_year", "Đến năm", width=8),
            _text("period_text", "Thời hạn như trong kế hoạch", width=30),
            _text("cooperation_text", "Phối hợp như trong kế hoạch", width=40),
            _text("monitored", "Nội dung có thể đo đếm", width=40),
            _flag("is_sensitive", "Có thể chạm bí mật nhà nước"),
        ),
    ),
    PlanSheet(
        "assignments",
        "Phân công",
        "Đơn vị nào chủ trì, phối hợp; mỗi dòng một chỉ tiêu hoặc một nhiệm vụ.",
        (
            _code("unit", "Mã đơn vị", is_required=True),
            _code("target", "Mã chỉ tiêu"),
            _code("task", "Mã nhiệm vụ"),
            _choice("role", "Vai trò", Assignment.Role),
            _flag("provides", "Cung cấp số liệu, kết quả"),
            _day("valid_from", "Từ ngày", hint="bỏ trống: từ ngày ban hành"),
            _day("valid_to", "Đến hết ngày"),
            _text("note", "Ghi chú", width=40),
        ),
    ),
)
