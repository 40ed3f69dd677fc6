"""Reports as rows: the board of a round, a unit's reports, the units, the reviewer's queue."""

from collections.abc import Iterator
from dataclasses import dataclass

from q3plan.lib.dates import ONE_DAY
from q3plan.lib.export import DAY, MOMENT, NUMBER, SHORT, TEXT, WIDE, YEAR
from reports.exports.sending import word, yes
from reports.review.queue import Line, Queue

BOARD = {
    "Đơn vị": (WIDE, lambda row: row.report.unit_name),
    "Loại đơn vị": (TEXT, lambda row: row.unit.get_kind_display()),
    "Năm": (YEAR, lambda row: row.report.round.year),
    "Trạng thái": (TEXT, lambda row: word(row.state)),
    "Đúng hạn": (TEXT, lambda row: word(row.punctuality)),
    "Số ngày trễ": (NUMBER, lambda row: row.punctuality.days_late or None),
    "Nộp đến hết ngày": (DAY, lambda row: row.due_before - ONE_DAY),
    "Được gia hạn": (SHORT, lambda row: yes(row.is_extended)),
    "Gửi lần đầu": (MOMENT, lambda row: row.report.first_submitted_at),
}

# Of a ``UnitReport``: the same, and the receipt that its page shows.
UNIT_REPORTS = {
    **{
        heading: (column, lambda item, getter=getter: getter(item.row))
        for heading, (column, getter) in BOARD.items()
    },
    "Mã biên nhận": (TEXT, lambda item: item.receipt_code),
}

GROUPS = {
    "units": "Phòng ban, đơn vị",
    "wards": "Phường",
    "former": "Đã kết thúc hoạt động",
}


@dataclass(frozen=True)
class UnitRow:
    group: str
    line: object


def unit_rows(groups) -> Iterator[UnitRow]:
    """The lines of ``unit_groups``, one after another."""
    return (UnitRow(GROUPS[group.kind], line) for group in groups for line in group.lines)


def _board(name):
    return lambda row: word(getattr(row.line.report, name)) if row.line.report else ""


UNITS = {
    "Nhóm": (TEXT, lambda row: row.group),
    "Đơn vị": (WIDE, lambda row: row.line.unit.name),
    "Tên ngắn": (TEXT, lambda row: row.line.unit.short_name),
    "Số chỉ tiêu": (NUMBER, lambda row: row.line.targets),
    "Số nhiệm vụ": (NUMBER, lambda row: row.line.tasks),
    "Báo cáo": (TEXT, _board("state")),
    "Đúng hạn": (TEXT, _board("punctuality")),
}

HEAPS = {
    "waiting": "Chờ thẩm định",
    "elsewhere": "Cơ quan khác thẩm định",
    "with_unit": "Chờ đơn vị sửa và gửi lại",
    "accepted": "Đã duyệt",
    "not_sent": "Chưa gửi",
}


@dataclass(frozen=True)
class QueueRow:
    heap: str
    line: Line


def queue_rows(queue: Queue) -> Iterator[QueueRow]:
    """Every report of the year, heap by heap in the order of the page."""
    return (QueueRow(words, line) for name, words in HEAPS.items() for line in getattr(queue, name))


QUEUE = {
    "Nhóm": (TEXT, lambda row: row.heap),
    "Đơn vị": (WIDE, lambda row: row.line.report.unit_name),
    "Trạng thái": (TEXT, lambda row: word(row.line.state)),
    "Gửi lúc": (MOMENT, lambda row: row.line.report.submitted_at),
    "Gửi lại": (SHORT, lambda row: yes(row.line.is_repeated)),
    "Thời hạn": (TEXT, lambda row: word(row.line.punctuality)),
    "Gia hạn đến hết": (DAY, lambda row: row.line.extended_until),
    "Gửi lại đến hết": (DAY, lambda row: row.line.last_on),
    "Số ngày quá hạn gửi lại": (NUMBER, lambda row: row.line.days_over or None),
    "Số cảnh báo": (NUMBER, lambda row: len(row.line.flags) or None),
    "Duyệt lúc": (MOMENT, lambda row: row.line.report.accepted_at),
}
