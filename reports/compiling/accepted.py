"""Everything accepted in a round that its consolidated report is made of: never a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from q3plan.lib.dates import as_day
from reports.compiling.corrections import Correction, corrections_of
from reports.compiling.directives import read_directives
from reports.dashboards.report_state import punctuality_of
from reports.dashboards.standing import TargetStanding, standings
from reports.models import (
    Assessment,
    Directive,
    Report,
    ReviewState,
    Round,
    TargetEntry,
    TaskUpdate,
)
from targets.models import AnnualTarget, Target, TaskYardstick

Rating = TaskUpdate.Rating


@dataclass(frozen=True)
class Filed:
    """One report of the round as counted in the introduction."""

    report: Report
    is_sent: bool
    is_on_time: bool


@dataclass(frozen=True)
class Accepted:
    """Rows come in the order in which the report prints them: units, then tasks of the plan.

    ``entries`` maps a target to its accepted whole-district entry, with report and unit;
    ``yardsticks`` a task to what a higher level gave for it in the year. ``decided`` is what a
    decision already gave for the year after the round's.
    """

    round: Round
    filed: tuple[Filed, ...]
    standings: tuple[TargetStanding, ...]
    entries: Mapping[int, TargetEntry]
    updates: tuple[TaskUpdate, ...]
    yardsticks: Mapping[int, TaskYardstick]
    assessments: tuple[Assessment, ...]
    decided: tuple[AnnualTarget, ...]
    corrections: tuple[Correction, ...]
    directives: tuple[Directive, ...]
    at: datetime

    @property
    def plan(self):
        return self.round.plan


def read_accepted(round: Round, *, at: datetime) -> Accepted:
    """What stands accepted at the aware moment ``at``: a fixed number of queries.

    Items are read by their own review, as the dashboards do: an accepted item is locked until its
    report is opened again, and then it waits for review like everything in that report.
    """
    targets = Target.objects.filter(plan=round.plan_id)
    rows = tuple(standings(targets, year=round.year, at=at))
    return Accepted(
        round=round,
        filed=_filed(round, at),
        standings=rows,
        entries=_entries(round),
        updates=tuple(_accepted(TaskUpdate, round).select_related("task__clause")),
        yardsticks={
            row.task_id: row
            for row in TaskYardstick.objects.in_force(round.year).filter(task__plan=round.plan_id)
        },
        assessments=tuple(_accepted(Assessment, round)),
        decided=_decided(round, rows),
        corrections=tuple(corrections_of(round, rows)),
        directives=read_directives(round, at=at),
        at=at,
    )


def rating_of(update: TaskUpdate) -> Rating | None:
    """The reviewing office's rating where it gave one, else the unit's."""
    found = update.reviewer_rating or update.rating
    return Rating(found) if found else None


def _accepted(model, round):
    by_unit = ("report__unit__order", "report__unit__code")
    by_task = ("task__order",) if model is TaskUpdate else ()
    rows = model.objects.filter(
        report__round=round,
        report__first_submitted_at__isnull=False,
        review_state=ReviewState.ACCEPTED,
    )
    return rows.select_related("report__unit").order_by(*by_unit, *by_task)


def _entries(round):
    whole = _accepted(TargetEntry, round).filter(scope=TargetEntry.Scope.WHOLE)
    return {row.target_id: row for row in whole.select_related("target").order_by("target__order")}


def _decided(round, standings):
    """In the order of the plan, each with the target of its standing, whose readings are known."""
    targets = {row.target.pk: row.target for row in standings}
    rows = AnnualTarget.objects.filter(target__in=targets, year=round.year + 1)
    rows = rows.filter(replaced_on__isnull=True).select_related("decision")
    found = list(rows.order_by("target__order"))
    for row in found:
        row.target = targets[row.target_id]
    return tuple(found)


def _filed(round, at):
    reports = round.reports.select_related("unit", "round").prefetch_related("extensions")
    reports = reports.with_owner(on=as_day(at))
    return tuple(
        Filed(
            report,
            is_sent=report.first_submitted_at is not None,
            is_on_time=punctuality_of(report, at=at, due_before=report.due_before()).is_on_time,
        )
        for report in reports.order_by("unit__order", "unit__code")
    )
