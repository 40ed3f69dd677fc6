"""Everything that a prepared reorganisation would do, read before a row is written.

The preview shows it and carrying out does it: both read the same.
"""

from dataclasses import dataclass
from datetime import datetime

from assignments.models import Reorganisation, Unit
from reports.models import Amendment, DirectiveUnit, Report
from reports.reorganising import conflicts
from reports.reorganising.duties import Duties, read_duties
from reports.reorganising.filings import (
    ReportMove,
    amendments_of,
    directives_of,
    read_reports,
)
from reports.reorganising.lines import Lines, read_lines
from reports.reorganising.people import MemberMove, OfficeMove, read_members, read_offices
from targets.models import Target


@dataclass(frozen=True)
class Intended:
    """``found`` tells what stands against it (``blocks``) and what a person should know first."""

    lines: Lines
    duties: Duties
    members: tuple[MemberMove, ...]
    offices: tuple[OfficeMove, ...]
    reports: tuple[ReportMove, ...]
    directives: tuple[DirectiveUnit, ...]
    amendments: tuple[Amendment, ...]
    broken: tuple[Target, ...]
    found: tuple[conflicts.Conflict, ...] = ()

    @property
    def reorganisation(self) -> Reorganisation:
        return self.lines.reorganisation

    @property
    def blocking(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.found if one.blocks)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.found if not one.blocks)

    def plans(self) -> dict[int, int]:
        """{plan: first year whose totals it can change}."""
        year = self.reorganisation.effective_on.year
        years = [(move.report.round.plan_id, move.report.round.year) for move in self.reports]
        years += [((row.target or row.task).plan_id, year) for row, _heir in self.duties.rows]
        years += [(target.plan_id, year) for target in self.broken]
        plans = {}
        for plan, of_change in years:
            plans[plan] = min(of_change, plans.get(plan, of_change))
        return plans


def read_intended(reorganisation: Reorganisation, *, at: datetime, locked=False) -> Intended:
    """About 25 queries, however many units there are; ``locked`` holds what is read till the end.

    A new row that points at a held unit waits too: nothing slips in between.
    """
    lines = read_lines(reorganisation)
    if locked:
        _hold(lines)
        lines = read_lines(reorganisation)
    intended = Intended(
        lines=lines,
        duties=read_duties(lines),
        members=read_members(lines),
        offices=read_offices(lines),
        reports=read_reports(lines),
        directives=tuple(directives_of(lines.unit_ids)),
        amendments=tuple(amendments_of(lines.unit_ids)),
        broken=tuple(reorganisation.break_targets.order_by("order")),
    )
    found = tuple(conflicts.find(intended, at=at))
    return Intended(**{**vars(intended), "found": found})


def _hold(lines):
    """Rows in one order, units before reports, as a report's own steps never hold a unit."""
    units = {*lines.unit_ids, *(heir.unit_id for heir in lines.heirs if heir.unit_id)}
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk"))
    owned = Report.objects.owned_by(lines.unit_ids, on=lines.reorganisation.effective_on)
    ids = sorted(owned.exclude(state=Report.State.ACCEPTED).values_list("pk", flat=True))
    list(Report.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
