"""A unit's part in the plan: its targets, tasks, reports over the years and people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assignments.models import Assignment, Lineage, Membership, Succession, Unit
from q3plan.lib import dates
from q3plan.lib.ordering import person_key
from reports.dashboards.board import BoardRow, board_rows
from reports.dashboards.standing import TargetStanding, standings
from reports.dashboards.task_standing import AcceptedRating, TaskStanding, task_standings
from reports.models import Report, Round, Submission
from targets.models import Plan, Target, Task


@dataclass(frozen=True)
class UnitTarget:
    standing: TargetStanding
    assignment: Assignment


@dataclass(frozen=True)
class UnitTask:
    """A task with this unit's part in it and the newest accepted rating of this unit."""

    standing: TaskStanding
    assignment: Assignment
    own: AcceptedRating | None


@dataclass(frozen=True)
class UnitReport:
    """A report as the person may know it; ``receipt_code`` only where its content is open."""

    row: BoardRow
    receipt_code: str


@dataclass(frozen=True)
class UnitOverview:
    """``inherited`` are reports of the units before it; ``earlier`` tells what those came from."""

    unit: Unit
    year: int
    targets: tuple[UnitTarget, ...]
    tasks: tuple[UnitTask, ...]
    reports: tuple[UnitReport, ...]
    people: tuple[Membership, ...]
    inherited: tuple[UnitReport, ...]
    predecessors: tuple[Succession, ...]
    earlier: tuple[Succession, ...]
    successors: tuple[Succession, ...]

    @property
    def is_illustrative(self) -> bool:
        return any(k.is_illustrative for row in self.targets for k in row.standing.series)


def unit_overview(unit: Unit, *, powers, plan: Plan, at: datetime) -> UnitOverview:
    """All of a unit's page; a fixed number of queries.

    People are named only to the unit itself and to the plan's two recipients.
    """
    on = dates.as_day(at)
    opened = Round.objects.filter(plan=plan).latest_opened(on)
    year = opened.year if opened else on.year
    assigned = Assignment.objects.active(on).filter(unit=unit)
    by_target = {row.target_id: row for row in assigned.filter(target__plan=plan)}
    by_task = {row.task_id: row for row in assigned.filter(task__plan=plan)}
    ancestors = set(Lineage.objects.filter(unit=unit).values_list("ancestor_id", flat=True))
    lines = _lines({unit.pk, *ancestors})
    shows_people = unit.pk in powers.units or bool(powers.receives)
    return UnitOverview(
        unit=unit,
        year=year,
        targets=tuple(
            UnitTarget(row, by_target[row.target.pk])
            for row in standings(Target.objects.filter(pk__in=by_target), year=year, at=at)
        ),
        tasks=tuple(
            UnitTask(row, by_task[row.task.pk], _rating_of(unit, row))
            for row in task_standings(
                Task.objects.filter(pk__in=by_task).order_by("plan_id", "order"), on=on
            )
        ),
        reports=_reports([unit.pk], powers, plan, at),
        inherited=_reports(ancestors, powers, plan, at, only_open=True) if ancestors else (),
        people=_people(unit, on) if shows_people else (),
        predecessors=tuple(line for line in lines if line.successor_id == unit.pk),
        earlier=tuple(
            line
            for line in lines
            if line.successor_id in ancestors and line.predecessor_id in ancestors
        ),
        successors=tuple(line for line in lines if line.predecessor_id == unit.pk),
    )


def _lines(units):
    """Successions from and to these units, in the order of time."""
    rows = Succession.objects.filter(Q(successor__in=units) | Q(predecessor__in=units))
    rows = rows.select_related("predecessor", "successor")
    return tuple(rows.order_by("effective_on", "predecessor__order", "successor__order", "pk"))


def _rating_of(unit, standing):
    return next((row for row in standing.ratings if row.unit.pk == unit.pk), None)


def _reports(units, powers, plan, at, only_open=False):
    """Of some units (ids), newest first; ``only_open`` leaves out what the person may not read."""
    reports = Report.objects.filter(
        unit__in=units, round__plan=plan, round__opens_on__lte=dates.as_day(at)
    )
    openable = frozenset(reports.visible_to(powers).values_list("pk", flat=True))
    shown = reports.filter(pk__in=openable) if only_open else reports
    rows = board_rows(shown, powers=powers, at=at, openable=openable)
    sendings = Submission.objects.filter(report__in=openable).order_by("sequence")
    codes = dict(sendings.values_list("report_id", "receipt_code"))
    newest_first = sorted(rows, key=lambda row: (-row.report.round.year, row.unit.order))
    return tuple(UnitReport(row, codes.get(row.report.pk, "")) for row in newest_first)


def _people(unit, on):
    rows = Membership.objects.active(on).filter(unit=unit, user__is_active=True)
    rows = rows.select_related("user")
    return tuple(sorted(rows, key=lambda row: (row.role, person_key(row.user.full_name))))


@dataclass(frozen=True)
class UnitLine:
    """A unit in the list; ``report`` is that of the round opened last, if one is expected."""

    unit: Unit
    targets: int
    tasks: int
    report: BoardRow | None


@dataclass(frozen=True)
class UnitGroup:
    """``is_former`` groups the units that have ceased to exist."""

    kind: str
    lines: tuple[UnitLine, ...]


def unit_groups(units: Iterable[Unit], *, powers, plan: Plan, opened: Round | None, at: datetime):
    """Departments and units, then wards, then former units, each in natural order."""
    on = dates.as_day(at)
    units = units.in_natural_order()
    assigned = Assignment.objects.active(on).filter(unit__in=units)
    targets = Counter(assigned.filter(target__plan=plan).values_list("unit_id", flat=True))
    counted = assigned.filter(task__plan=plan).exclude(task__kind=Task.Kind.OBLIGATION)
    tasks = Counter(counted.values_list("unit_id", flat=True))
    reports = Report.objects.filter(round=opened, unit__in=units) if opened else []
    rows = board_rows(reports, powers=powers, at=at) if opened else ()
    board = {row.unit.pk: row for row in rows}
    groups = {"units": [], "wards": [], "former": []}
    for unit in units:
        line = UnitLine(unit, targets[unit.pk], tasks[unit.pk], board.get(unit.pk))
        groups[_group(unit, on)].append(line)
    return [UnitGroup(kind, tuple(lines)) for kind, lines in groups.items() if lines]


def _group(unit, on):
    if unit.valid_to and unit.valid_to < on:
        return "former"
    return "wards" if unit.kind == Unit.Kind.WARD else "units"
