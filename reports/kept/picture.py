"""Everything that the dashboards show of one plan, read at once and kept while nothing changes.

A picture is of a plan and a day, never of a person: what a person may see is picked from it for
each request.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from assignments.models import Assignment
from assignments.permissions import Powers, visible_units
from q3plan.lib import dates
from reports.dashboards.board import Board, BoardRow, in_order, row_of, seen_by
from reports.dashboards.ledger import Ledger
from reports.dashboards.sector_overview import led_in_sectors
from reports.dashboards.task_standing import TaskStanding, newest_ratings, standings_of_tasks
from reports.kept.joining import (
    annual_targets_by_year,
    answerable_of,
    filings_of,
    observations_by_year,
    reports_by_id,
    targets_with_readings,
)
from reports.kept.parts import EVERYTHING
from reports.kept.recent import Recent
from reports.models import Report, Round
from targets.models import Plan, Task

# Pages of one plan under different filters, some 150 KB each.
MOST_VIEWS = 12
MOST_READERS = 64


@dataclass(frozen=True)
class Picture:
    """``ledger`` holds every target of the plan; ``reports`` those of each round, by its id.

    ``assignments`` of targets and tasks on the day come with their units; ``updates`` are the
    accepted ratings of tasks. ``views`` are pages drawn from it, each under a key that holds all
    that it shows besides: the filters and what the board shows to such a reader. ``readers`` are
    boards by the powers that they were drawn for.
    """

    plan: Plan
    on: date
    ledger: Ledger
    reports: dict[int, list[Report]]
    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]
    updates: tuple
    sectors_of_targets: dict[int, int]
    worked_out: dict = field(default_factory=dict, compare=False, repr=False)
    readers: Recent = field(default_factory=lambda: Recent(MOST_READERS), compare=False, repr=False)
    views: Recent = field(default_factory=lambda: Recent(MOST_VIEWS), compare=False, repr=False)

    def ledger_for(self, powers: Powers) -> Ledger:
        """The targets that ``visible_targets`` gives the person."""
        if self.plan.pk in powers.sees_plans:
            return self.ledger
        assigned = {row.target_id for row in self.assignments if row.unit_id in powers.units}
        seen = tuple(target for target in self.ledger.targets if target.pk in assigned)
        return replace(self.ledger, targets=seen)

    def board_for(self, powers: Powers, round: Round, *, at: datetime) -> Board:
        """The round's board as ``reporting_board`` gives it to the person; one query for some."""
        if round.plan_id not in powers.receives | powers.chairs:
            return Board(round, at, self._seen(powers, round, *_reach_asked(powers, round)))
        # All of their powers that a row asks for; the object itself may be lazy and hold a request.
        held = (powers.units, powers.receives, powers.coordinates, powers.chairs)
        rows = self.readers.get(
            (round.pk, powers.user_id, *held),
            lambda: self._seen(powers, round, *self._reach(powers, round)),
        )
        return Board(round, at, rows)

    def _rows(self, round) -> list[BoardRow]:
        key = ("board", round.pk)
        if key not in self.worked_out:
            reports = self.reports.get(round.pk, ())
            self.worked_out[key] = in_order(row_of(r, at=self.ledger.at) for r in reports)
        return self.worked_out[key]

    def _seen(self, powers, round, openable, visitable):
        return tuple(seen_by(powers, row, openable, visitable) for row in self._rows(round))

    def _reach(self, powers, round):
        """Ids of the reports that the person may open and of the units whose page they may see.

        For recipients and chairs, to whom the rows themselves tell it: the rules of
        ``Report.visible_to`` and ``visible_units`` once more, which saves them a query on every
        page. A test compares both for everybody.
        """
        rows, plan = self._rows(round), round.plan_id
        openable = {
            report.pk
            for report in (row.report for row in rows)
            if report.unit_id in powers.units
            or (report.behalf_by_id == powers.user_id and plan in powers.coordinates)
            or (report.first_submitted_at is not None and plan in powers.receives)
            or (report.state == Report.State.ACCEPTED and plan in powers.chairs)
        }
        units = {row.unit for row in rows}
        return openable, {unit.pk for unit in units if unit.kind != unit.Kind.OUTSIDE}

    def task_standings(self, *, until: int | None = None) -> list[TaskStanding]:
        """All counted tasks in plan order, rated up to the round of a year."""
        key = ("tasks", until)
        if key not in self.worked_out:
            tasks = [task for task in self.tasks if task.kind != Task.Kind.OBLIGATION]
            rated = (row for row in self.updates if until is None or row.report.round.year <= until)
            assigned = [row for row in self.assignments if row.task_id]
            found = standings_of_tasks(tasks, assigned, newest_ratings(rated))
            self.worked_out[key] = found
        return self.worked_out[key]

    def units_by_sector(self) -> dict[int, set[int]]:
        """Ids of the units that lead in each sector; see ``sector_overview``."""
        leading = [row for row in self.assignments if row.role == Assignment.Role.LEAD]
        sectors = self.sectors_of_targets
        tasks = {task.pk: task for task in self.tasks}
        return led_in_sectors(
            [(r.unit_id, sectors[r.target_id]) for r in leading if r.target_id in sectors],
            [
                (r.unit_id, tasks[r.task_id].sector_id, tasks[r.task_id].kind)
                for r in leading
                if r.task_id
            ],
        )


def _reach_asked(powers, round):
    reports = Report.objects.filter(round=round)
    may_open = Exists(reports.visible_to(powers).filter(pk=OuterRef("pk")))
    may_visit = Exists(visible_units(powers).filter(pk=OuterRef("unit")))
    rows = reports.annotate(may_open=may_open, may_visit=may_visit)
    found = list(rows.values_list("pk", "unit_id", "may_open", "may_visit"))
    return (
        {report for report, _unit, opens, _visits in found if opens},
        {unit for _report, unit, _opens, visits in found if visits},
    )


def take_picture(plan: Plan, *, at: datetime) -> Picture:
    """The picture of a plan on the day of ``at``: one query."""
    on = dates.as_day(at)
    rows = EVERYTHING.read(plan.pk, on=on)
    units = {unit.pk: unit for unit in rows["units"]}
    targets = targets_with_readings(plan, rows)
    reports = reports_by_id(plan, rows, units)
    by_unit = sorted(rows["assignments"], key=lambda r: (units[r.unit_id].order, r.unit_id))
    for row in by_unit:
        row.unit = units[row.unit_id]
    sectors = {sector.pk: sector for sector in rows["sectors"]}
    for task in rows["tasks"]:
        task.plan, task.sector = plan, sectors[task.sector_id]
    for row in rows["updates"]:
        row.report = reports[row.report_id]
    ledger = Ledger(
        at=at,
        targets=targets,
        observations=observations_by_year(rows),
        annual_targets=annual_targets_by_year(rows),
        answerable=answerable_of(targets, by_unit),
        filings=filings_of(rows, reports, at),
    )
    by_round = defaultdict(list)
    for report in reports.values():
        by_round[report.round_id].append(report)
    return Picture(
        plan=plan,
        on=on,
        ledger=ledger,
        reports=by_round,
        tasks=tuple(sorted(rows["tasks"], key=lambda task: task.order)),
        assignments=tuple(by_unit),
        updates=tuple(rows["updates"]),
        sectors_of_targets={target.pk: target.sector_id for target in rows["targets"]},
    )
