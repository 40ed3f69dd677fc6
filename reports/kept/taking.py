"""Takes a picture of a plan, out of the one before it as far as the rows are still the same.

Most changes are a figure or a step of a report. What the rest of a plan is (``BASE``: targets,
tasks, units …) then stays as it is, with the very instances; of figures and reports those groups
are read anew whose text is another (``Together``), and what was worked out of the rows of a target
stays with it as long as all of them do. Nothing is changed in place: the picture before is still in
the hands of others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from assignments.models import Assignment, Unit
from q3plan.lib import dates
from reports.dashboards.ledger import Answerable, Filing, Ledger, filing_of
from reports.kept.joining import (
    Group,
    answerable_of,
    by_year_and_vintage,
    joined_assignments,
    joined_reports,
    targets_with_readings,
    tasks_with_versions,
    with_decisions,
)
from reports.kept.parts import EVERYTHING
from reports.kept.together import Texts
from reports.models import Round
from targets.models import Decision, Plan, Target, Task

BASE = (
    *("sectors", "targets", "readings", "governing_spans", "breaks", "decisions"),
    *("tasks", "task_versions", "assignments", "units", "rounds"),
)


@dataclass(frozen=True)
class Base:
    """What a plan is made of on a day, in the order of the plan; assignments have their units."""

    plan: Plan
    units: Mapping[int, Unit]
    rounds: Mapping[int, Round]
    decisions: Mapping[int, Decision]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]
    sectors_of_targets: Mapping[int, int]

    @cached_property
    def answerable(self) -> Mapping[int, Answerable]:
        return answerable_of(self.targets, self.assignments)


@dataclass(frozen=True)
class Source:
    """The rows of a picture; two sources share every group of them that reads the same.

    ``reports`` and ``updates`` have what they belong to; reports are by round. ``asked`` holds
    the ids of the reports that bring a target's figure.
    """

    state: tuple
    texts: Mapping[str, Texts]
    base: Base
    observations: Mapping[int, Mapping]
    annual_targets: Mapping[int, Mapping]
    reports: Mapping[int, Group]
    asked: Mapping[int, tuple[int, ...]]
    filings: Mapping[int, Mapping[int, Filing]]
    updates: Group
    worked_out: dict = field(default_factory=dict)

    def ledger(self, at: datetime) -> Ledger:
        return Ledger(
            at=at,
            targets=self.base.targets,
            observations=self.observations,
            annual_targets=self.annual_targets,
            answerable=self.base.answerable,
            filings=self.filings,
            worked_out=self.worked_out,
        )


NOTHING = Source((), {name: {} for name in EVERYTHING.names}, None, {}, {}, {}, {}, {}, Group())


def read_source(plan: Plan, *, at: datetime, before: Source = NOTHING) -> Source:
    """The rows of a plan on the day of ``at``: one query."""
    on = dates.as_day(at)
    texts = EVERYTHING.texts(plan.pk, on=on)
    row = tuple(getattr(plan, field.attname) for field in plan._meta.concrete_fields)
    state = (on, row, *(texts[name] for name in (*BASE, "extensions", "handovers")))
    if before.state != state:
        before = NOTHING
    base = before.base or _base(plan, texts)

    def kept(name: str, held: Mapping, make: Callable):
        """``make`` of the rows of each group of the part, or what is held of the same ones."""
        old = before.texts[name]
        return {
            group: held[group] if old.get(group) == text else make(EVERYTHING.rows(name, text))
            for group, text in texts[name].items()
        }

    observations = kept("observations", before.observations, by_year_and_vintage)
    annual = kept("annual_targets", before.annual_targets, with_decisions(base.decisions))
    extensions = EVERYTHING.all_rows("extensions", texts["extensions"])
    handovers = EVERYTHING.all_rows("handovers", texts["handovers"])
    join = joined_reports(base.rounds, base.units, extensions, handovers)
    reports = kept("reports", before.reports, join)
    asked = kept("entries", before.asked, _asked)
    is_same = texts["reports"] == before.texts["reports"]
    filings = before.filings if is_same else {}
    if not is_same or asked != before.asked:
        filings = _filings(asked, reports, before, at)
    is_same = is_same and texts["updates"] == before.texts["updates"]
    found = Source(
        state=state,
        texts=texts,
        base=base,
        observations=observations,
        annual_targets=annual,
        reports=reports,
        asked=asked,
        filings=filings,
        updates=before.updates if is_same else _updates(texts, reports),
    )
    found.worked_out.update(_still_true(before, found))
    return found


def _base(plan, texts):
    rows = {name: EVERYTHING.all_rows(name, texts[name]) for name in BASE}
    units = {unit.pk: unit for unit in rows["units"]}
    for held in rows["rounds"]:
        held.plan = plan
    return Base(
        plan=plan,
        units=units,
        rounds={held.pk: held for held in rows["rounds"]},
        decisions={held.pk: held for held in rows["decisions"]},
        targets=targets_with_readings(plan, rows),
        tasks=tasks_with_versions(plan, rows),
        assignments=joined_assignments(rows["assignments"], units),
        sectors_of_targets={target.pk: target.sector_id for target in rows["targets"]},
    )


def _asked(entries):
    return tuple(row.report_id for row in sorted(entries, key=lambda row: row.pk))


def _by_id(reports):
    return {report.pk: report for rows in reports.values() for report in rows}


def _filings(asked, reports, before, at):
    """By target and year; the mapping of a target is the old one where every filing in it is."""
    by_id = _by_id(reports)
    old = {f.report.pk: f for held in before.filings.values() for f in held.values()}
    made = {}

    def filing(pk):
        report = by_id[pk]
        if pk not in made:
            is_same = pk in old and old[pk].report is report
            made[pk] = old[pk] if is_same else filing_of(report, extended=report.extended, at=at)
        return made[pk]

    found = {}
    for target, ids in asked.items():
        now = {by_id[pk].round.year: filing(pk) for pk in ids if pk in by_id}
        was = before.filings.get(target, {})
        is_same = len(now) == len(was) and all(was.get(y) is f for y, f in now.items())
        found[target] = was if is_same else now
    return found


def _updates(texts, reports):
    by_id = _by_id(reports)
    rows = EVERYTHING.all_rows("updates", texts["updates"])
    for row in rows:
        row.report = by_id.get(row.report_id)
    return Group(row for row in rows if row.report)


def _still_true(before, now):
    """What was worked out of a target's rows, where all of them are the same as before."""
    sides = [
        (getattr(before, name), getattr(now, name))
        for name in ("observations", "annual_targets", "filings")
    ]
    return {
        target: made
        for target, made in list(before.worked_out.items())
        if all(was.get(target) is has.get(target) for was, has in sides)
    }
