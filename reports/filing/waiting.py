"""Reviews that take too long: the reviewing office is chased like a late unit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assignments.models import Office, Unit
from q3plan.lib import dates
from reports.models import Report

# Calendar days after which a report has waited long enough for its review.
OVER_DAYS = 7


def reviews_waiting(plan, *, at: datetime, over_days: int = OVER_DAYS):
    """Sent reports of a plan that have waited for review ``over_days`` or longer, oldest first."""
    first_good = dates.as_day(at) - timedelta(days=over_days) + dates.ONE_DAY
    return (
        Report.objects.filter(round__plan=plan, submitted_at__lt=dates.cutoff(first_good))
        .waiting_for_review()
        .select_related("round__plan", "unit")
    )


@dataclass(frozen=True)
class Waiting:
    """One report, how long it has waited, and the unit whose turn it is."""

    report: Report
    days: int
    reviewer: Unit | None


def waiting_lines(plan, *, at: datetime, over_days: int = OVER_DAYS) -> list[Waiting]:
    """The same with who reviews each; two queries."""
    today = dates.as_day(at)
    offices = Office.objects.active(today).filter(plan=plan).select_related("unit")
    reviewers = {office.kind: office.unit for office in offices}
    return [
        Waiting(
            report,
            days=(today - dates.as_day(report.submitted_at)).days,
            reviewer=reviewers.get(report.reviewing_office),
        )
        for report in reviews_waiting(plan, at=at, over_days=over_days)
    ]
