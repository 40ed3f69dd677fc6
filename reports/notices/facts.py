"""What reminders are made of, read in a fixed number of queries and judged for any day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from assignments.models import Membership, Office, Portfolio, Unit
from q3plan.accounts.models import User
from reports.annual.unnoted import Unnoted, read_unnoted
from reports.models import DirectiveUnit, Report, ReportHandover, TargetEntry, TaskUpdate


@dataclass(frozen=True)
class Held:
    """A dated fact about a person: what they are (``role``) and of what (``of``)."""

    user: User
    role: str
    of: int | None
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Cast:
    """Who works where and leads what, on any day. Inactive people are left out."""

    members: dict[int, list[Held]]
    offices: dict[tuple[int, str], list[tuple[int, date, date | None]]]
    sectors: dict[int, list[Held]]
    chairs: dict[int, list[Held]]

    def people(self, unit: int, on: date, *roles: str) -> list[User]:
        held = [one for one in self.members.get(unit, ()) if one.holds(on)]
        return _users(one for one in held if not roles or one.role in roles)

    def office(self, plan: int, kind: str, on: date) -> list[User]:
        units = [
            unit
            for unit, first, last in self.offices.get((plan, kind), ())
            if first <= on and (last is None or on <= last)
        ]
        return [person for unit in units for person in self.people(unit, on)]

    def leaders(self, plan: int, sectors, on: date) -> list[User]:
        """The vice-chairs of these sectors; the chair where nobody holds any of them."""
        held = [one for sector in sectors for one in self.sectors.get(sector, ())]
        return _users(one for one in held if one.holds(on)) or self.chair(plan, on)

    def chair(self, plan: int, on: date) -> list[User]:
        return _users(one for one in self.chairs.get(plan, ()) if one.holds(on))


def _users(held):
    return list({one.user.pk: one.user for one in held}.values())


@dataclass(frozen=True)
class Facts:
    """Open reports and directives with everybody who may hear of them."""

    reports: list[Report]
    handovers: dict[int, list[ReportHandover]]
    sectors_of: dict[int, set[int]]
    directives: list[DirectiveUnit]
    cast: Cast
    # Names of the units that hold or held an office.
    units: dict[int, str]
    # What units were given for a year and did not take note of.
    unnoted: list[Unnoted]

    def owner(self, report: Report, on: date) -> Unit:
        """The same rule as ``Report.owner_on``, without a query."""
        come = [row for row in self.handovers.get(report.pk, ()) if row.from_on <= on]
        return max(come, key=lambda row: row.from_on).unit if come else report.unit


def read_facts() -> Facts:
    reports = list(_unfinished())
    ids = [report.pk for report in reports]
    handovers = defaultdict(list)
    for row in ReportHandover.objects.filter(report__in=ids).select_related("unit"):
        handovers[row.report_id].append(row)
    names = dict(Unit.objects.filter(offices__isnull=False).values_list("pk", "name"))
    return Facts(
        reports,
        handovers,
        _sectors_of(ids),
        list(_directives()),
        read_cast(),
        names,
        read_unnoted(),
    )


def _unfinished():
    """Reports that somebody must still write, send, sign or review."""
    accepted = Q(state=Report.State.ACCEPTED)
    nobody = Q(excused_at__isnull=False) | Q(unit_dissolved=True, first_submitted_at__isnull=True)
    return (
        Report.objects.exclude(accepted | nobody)
        .select_related("round__plan", "unit", "handed_over_by")
        .prefetch_related("extensions")
        .order_by("round__year", "unit__order", "pk")
    )


def _sectors_of(reports):
    """Report id → sectors of what is asked in it; a ward's part of a target is not its sector's."""
    found = defaultdict(set)
    entries = TargetEntry.objects.filter(report__in=reports, scope=TargetEntry.Scope.WHOLE)
    updates = TaskUpdate.objects.filter(report__in=reports)
    for report, sector in (
        *entries.values_list("report_id", "target__sector_id"),
        *updates.values_list("report_id", "task__sector_id"),
    ):
        if sector:
            found[report].add(sector)
    return found


def _directives():
    """Answers that units owe."""
    return (
        DirectiveUnit.objects.filter(answered_at__isnull=True, directive__closed_at__isnull=True)
        .select_related("directive__plan", "directive__created_by", "unit")
        .order_by("pk")
    )


def read_cast() -> Cast:
    members, sectors, chairs = defaultdict(list), defaultdict(list), defaultdict(list)
    active = Q(user__is_active=True)
    for row in Membership.objects.filter(active).select_related("user").order_by("user"):
        members[row.unit_id].append(
            Held(row.user, row.role, row.unit_id, row.valid_from, row.valid_to)
        )
    for row in Portfolio.objects.filter(active).select_related("user").order_by("user"):
        held = Held(row.user, row.position, row.sector_id, row.valid_from, row.valid_to)
        if row.position == Portfolio.Position.CHAIR:
            chairs[row.plan_id].append(held)
        else:
            sectors[row.sector_id].append(held)
    offices = defaultdict(list)
    for plan, kind, *span in Office.objects.values_list(
        "plan_id", "kind", "unit_id", "valid_from", "valid_to"
    ):
        offices[plan, kind].append(tuple(span))
    return Cast(members, offices, sectors, chairs)
