"""Everything that the dashboards show of one plan, read at once and kept while nothing changes.

A picture is of a plan and a day, never of a person: what a person may see is picked from it for
each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef

from assignments.models import Assignment
from assignments.permissions import Powers, visible_units
from reports.dashboards.board import Board, BoardRow, in_order, row_of, seen_by
from reports.dashboards.ledger import Ledger
from reports.dashboards.sector_overview import led_in_sectors
from reports.dashboards.task_standing import TaskStanding, newest_ratings, standings_of_tasks
from reports.kept.joining import Group
from reports.kept.recent import Recent
from reports.kept.taking import NOTHING, Source, read_source
from reports.models import Report, Round
from targets.models import Plan, Task

# Pages of one plan under different filters, some 150 KB each.
MOST_VIEWS = 12
MOST_PARTS = 10 * MOST_VIEWS
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
    source: Source
    ledger: Ledger
    worked_out: dict = field(default_factory=dict, compare=False, repr=False)
    readers: Recent = field(default_factory=lambda: Recent(MOST_READERS), compare=False, repr=False)
    views: Recent = field(default_factory=lambda: Recent(MOST_VIEWS), compare=False, repr=False)
    parts: Recent = field(default_factory=lambda: Recent(MOST_PARTS), compare=False, repr=False)

    @property
    def reports(self) -> Mapping[int, Group]:
        return self.source.reports

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.source.base.tasks

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        return self.source.base.assignments

    @property
    def updates(self) -> Group:
        return self.source.updates

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
        held += (powers.inherited,)
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
        inherited = powers.units | powers.inherited
        openable = {
            report.pk
            for report in (row.report for row in rows)
            if report.is_answered_by(powers)
            or (report.first_submitted_at is not None and report.unit_id in inherited)
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
        sectors = self.source.base.sectors_of_targets
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


def take_picture(plan: Plan, *, at: datetime, before: Picture | None = None) -> Picture:
    """The picture of a plan on the day of ``at``: one query. ``before`` is an older one of it."""
    source = read_source(plan, at=at, before=before.source if before else NOTHING)
    picture = Picture(plan, source, source.ledger(at))
    if before and source.base is before.source.base:
        picture = replace(picture, parts=before.parts)
        picture.worked_out.update(_still_true(before, picture))
    return picture


def _still_true(before, now):
    """What was worked out of reports and ratings that are the same as before."""
    for key, made in list(before.worked_out.items()):
        kind, pk = key
        if kind == "board":
            is_same = now.reports.get(pk) is before.reports.get(pk)
        else:
            is_same = now.updates is before.updates
        if is_same:
            yield key, made
