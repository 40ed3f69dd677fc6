"""What a leader needs to know of a sector: its targets, tasks and units, most urgent first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assignments.models import Assignment
from assignments.permissions import visible_targets
from q3plan.lib import dates
from reports.dashboards.board import BoardRow, board_rows
from reports.dashboards.standing import TargetStanding, by_severity, standings
from reports.dashboards.task_standing import (
    RatingCount,
    TaskStanding,
    rating_counts,
    task_standings,
)
from reports.models import Report, ReportEvent, Round
from targets.models import Sector, Target, Task
from targets.progress import ReportingStatus

_ATTENTION = {"red", "amber"}
_DONE = {ReportingStatus.SENT, ReportingStatus.ACCEPTED}


@dataclass(frozen=True)
class Flip:
    """A later vintage changed a verdict; ``text`` says from what to what (domain rule 5.2)."""

    target: Target
    text: str
    at: datetime


@dataclass(frozen=True)
class SectorOverview:
    """One sector in the round ``opened`` (None before the first). Drafts are not in here.

    ``targets`` are red first, ``units`` late first, ``tasks`` troubled first, ``flips`` newest
    first.
    """

    sector: Sector
    opened: Round | None
    targets: tuple[TargetStanding, ...]
    tasks: tuple[TaskStanding, ...]
    units: tuple[BoardRow, ...]
    flips: tuple[Flip, ...]

    @property
    def urgent_targets(self) -> int:
        return sum(row.tone in _ATTENTION for row in self.targets)

    @property
    def red_targets(self) -> int:
        return sum(row.tone == "red" for row in self.targets)

    @property
    def troubled_tasks(self) -> tuple[TaskStanding, ...]:
        return tuple(row for row in self.tasks if row.is_troubled)

    @property
    def task_counts(self) -> tuple[RatingCount, ...]:
        return rating_counts(self.tasks)

    @property
    def late_units(self) -> int:
        """Units past the deadline that have not sent, or that sent after it."""
        return sum(row.is_late for row in self.units)

    @property
    def waiting_units(self) -> int:
        """Units whose report is still to come."""
        return sum(row.status not in _DONE for row in self.units)

    @property
    def is_illustrative(self) -> bool:
        return any(known.is_illustrative for row in self.targets for known in row.series)


def sector_overviews(
    sectors: Iterable[Sector], *, powers, plan, at: datetime
) -> list[SectorOverview]:
    """One overview per sector of ``plan``; the number of queries does not grow with them."""
    sectors = list(sectors)
    on = dates.as_day(at)
    opened = Round.objects.filter(plan=plan).latest_opened(on)
    seen = visible_targets(powers).filter(sector__in=sectors)
    rows = by_severity(standings(seen, year=opened.year if opened else on.year, at=at))
    tasks = Task.objects.counted().filter(sector__in=sectors).order_by("order")
    troubled_first = sorted(task_standings(tasks, on=on), key=lambda row: row.urgency)
    members = units_by_sector(plan, on)
    wanted = set().union(*(members[sector.pk] for sector in sectors))
    board = _board(opened, wanted, powers, at)
    flips = _flips(opened, [row.target for row in rows])
    return [
        SectorOverview(
            sector=sector,
            opened=opened,
            targets=tuple(row for row in rows if row.target.sector_id == sector.pk),
            tasks=tuple(row for row in troubled_first if row.task.sector_id == sector.pk),
            units=tuple(row for row in board if row.unit.pk in members[sector.pk]),
            flips=tuple(flip for flip in flips if flip.target.sector_id == sector.pk),
        )
        for sector in sectors
    ]


def _board(opened, units, powers, at):
    if opened is None:
        return []
    reports = Report.objects.filter(round=opened, unit__in=units)
    openable = frozenset(reports.visible_to(powers).values_list("pk", flat=True))
    return board_rows(reports, powers=powers, at=at, openable=openable)


def _flips(opened, targets):
    """Verdicts that accepted figures changed in this round, or since it opened in an older one."""
    if opened is None:
        return []
    named = {str(target)[:250]: target for target in targets}
    since = dates.cutoff(opened.opens_on)
    events = ReportEvent.objects.filter(
        Q(report__round=opened) | Q(report__round__plan=opened.plan_id, at__gte=since),
        kind=ReportEvent.Kind.VERDICT_FLIPPED,
        subject__in=named,
    )
    return [Flip(named[row.subject], row.text, row.at) for row in events.order_by("-pk")]


def units_by_sector(plan, on):
    """Ids of the units that lead in each sector.

    III.15 binds every unit; a unit that leads something of its own is followed there, so that its
    obligations count only for units that have nothing else, which are the wards.
    """
    leading = Assignment.objects.active(on).leading()
    of_targets = leading.filter(target__plan=plan).values_list("unit", "target__sector")
    of_tasks = leading.filter(task__plan=plan).values_list("unit", "task__sector", "task__kind")
    return led_in_sectors(of_targets, of_tasks)


def led_in_sectors(of_targets, of_tasks):
    """The same from (unit, sector) of targets and (unit, sector, kind) of tasks that units lead."""
    own, common = defaultdict(set), defaultdict(set)
    for unit, sector in of_targets:
        own[sector].add(unit)
    for unit, sector, kind in of_tasks:
        (common if kind == Task.Kind.OBLIGATION else own)[sector].add(unit)
    followed = set().union(*own.values())
    return defaultdict(
        set, {sector: own[sector] | (common[sector] - followed) for sector in {*own, *common}}
    )
