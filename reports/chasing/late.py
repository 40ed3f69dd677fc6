"""Which reports are late, by how much, and what of them is missing, in words for a letter.

Only what was asked is told: what a unit has written of it so far is its own.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from q3plan.lib import dates
from reports.filing.reading import FilingRow, read_filing
from reports.models import Report, TargetEntry, TaskUpdate


@dataclass(frozen=True)
class Late:
    """A late report: ``due_before`` is exclusive, ``missing`` one line."""

    row: FilingRow
    due_before: date
    days_late: int
    missing: str

    @property
    def report(self) -> Report:
        return self.row.report

    @property
    def unit(self):
        return self.row.unit

    @property
    def stated(self) -> tuple[date, int, str]:
        return self.due_before, self.days_late, self.missing


def late_reports(round, *, at, powers) -> list[Late]:
    """The late reports of a round, longest first; one's own unit is not asked by itself."""
    filing = read_filing(round, at=at, powers=powers)
    rows = [row for row in filing.awaited if not row.is_own]
    asked = _asked(row.report.pk for row in rows)
    late = [
        Late(row, _due_before(row), row.days_late, _missing(row, asked[row.report.pk]))
        for row in rows
    ]
    return sorted(late, key=lambda one: (-one.days_late, one.unit.order, one.unit.pk))


def _due_before(row):
    """The day that makes it late: of the round, an extension, or the time given to send again."""
    if row.board.punctuality.after_return:
        return row.report.resubmit_by + dates.ONE_DAY
    return row.board.due_before


def _asked(reports):
    """Report id → the report with its items."""
    entries = TargetEntry.objects.select_related("target").order_by("target__order")
    updates = TaskUpdate.objects.select_related("task").order_by("task__order")
    found = Report.objects.filter(pk__in=list(reports)).select_related("assessment")
    found = found.prefetch_related(Prefetch("entries", entries), Prefetch("updates", updates))
    return {report.pk: report for report in found}


def _missing(row, report):
    entries, updates = list(report.entries.all()), list(report.updates.all())
    if not row.is_sent:
        return f"Chưa gửi báo cáo ({_counted(entries, updates)})"
    entries = [item for item in entries if item.is_returned]
    updates = [item for item in updates if item.is_returned]
    parts = [item.code for item in (*entries, *updates)]
    parts += ["đánh giá chung"] if report.assessment.is_returned else []
    codes = ", ".join(parts)
    return f"Chưa gửi lại báo cáo được đề nghị sửa: {codes}" if codes else "Chưa gửi lại báo cáo"


def _counted(entries, updates):
    """ "3 chỉ tiêu: CT-06, CT-07, CT-08; 12 nhiệm vụ"."""
    parts = []
    if entries:
        parts.append(f"{len(entries)} chỉ tiêu: {', '.join(item.code for item in entries)}")
    if updates:
        parts.append(f"{len(updates)} nhiệm vụ")
    return "; ".join([*parts, "đánh giá chung"])
