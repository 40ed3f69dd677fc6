"""One task through the years: what the review accepted of what its units reported."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assignments.permissions import Powers
from reports.dashboards.task_standing import Rating
from reports.models import Report, ReviewState, TaskUpdate
from targets.models import Task, TaskYardstick
from targets.progress import YearStatus


@dataclass(frozen=True)
class TaskLine:
    """What one unit reported in a year; its words are for those who may open the report."""

    report: Report
    update: TaskUpdate
    is_open: bool
    yardstick: TaskYardstick | None

    @property
    def rating(self) -> Rating | None:
        """The reviewer's where the review decided otherwise than the unit."""
        found = self.update.reviewer_rating or self.update.rating
        return Rating(found) if found else None

    @property
    def own_rating(self) -> Rating | None:
        """The unit's, where it is not the one that counts."""
        own = self.update.rating
        return Rating(own) if own and own != self.rating else None

    @property
    def achieved(self) -> str:
        """ "1.250 tỷ đồng": the result against what a higher level gave; "" without either."""
        if self.yardstick is None or self.update.achieved is None:
            return ""
        return self.yardstick.number(self.update.achieved)

    @property
    def verdict(self) -> YearStatus | None:
        return self.yardstick.verdict(self.update.achieved) if self.achieved else None


@dataclass(frozen=True)
class TaskYear:
    """A year's accepted lines in the order of the units; ``yardstick`` as it stands now."""

    year: int
    yardstick: TaskYardstick | None
    lines: tuple[TaskLine, ...]


def task_history(task: Task, *, powers: Powers, on: date) -> tuple[TaskYear, ...]:
    """Newest year first; years without an accepted result are left out. Four queries."""
    updates = task.updates.filter(review_state=ReviewState.ACCEPTED)
    of_task = Report.objects.filter(pk__in=updates.values("report"), round__opens_on__lte=on)
    openable = frozenset(of_task.visible_to(powers).values_list("pk", flat=True))
    reports = of_task.with_owner(on=on).select_related("unit", "round")
    by_report = {update.report_id: update for update in updates}
    held = task.yardsticks.filter(replaced_on__isnull=True).select_related("decision")
    yardsticks = {row.year: row for row in held}
    newest_first = sorted(reports, key=lambda row: (-row.year, row.unit.order, row.unit_id))
    return tuple(
        TaskYear(
            year,
            yardsticks.get(year),
            tuple(
                TaskLine(row, by_report[row.pk], row.pk in openable, yardsticks.get(year))
                for row in rows
            ),
        )
        for year, rows in groupby(newest_first, key=lambda row: row.year)
    )
