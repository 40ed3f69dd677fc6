"""Values given to units that nobody there took note of yet, for the reminders of any day."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from assignments.models import Assignment, Unit
from q3plan.lib.dates import as_day
from reports.models import Acknowledgement, Notice, NoticeKind
from targets.models import AnnualTarget

ANNOUNCED = "annual-targets"


@dataclass(frozen=True)
class Unnoted:
    """One value and a unit that answers for it in a span of days; ``told_on`` it heard of it."""

    annual: AnnualTarget
    unit: Unit
    valid_from: date
    valid_to: date | None
    told_on: date

    def waits_on(self, on: date) -> bool:
        """Years that are over are not asked about."""
        is_theirs = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return is_theirs and self.told_on <= on and self.annual.year >= on.year


def announcing_key(rows, unit) -> str:
    """The cause of the notice that tells a unit of these values of one decision."""
    return f"{ANNOUNCED}:{min(row.pk for row in rows)}:{unit.pk}"


def read_unnoted() -> list[Unnoted]:
    """Four queries."""
    rows = AnnualTarget.objects.filter(replaced_on__isnull=True)
    held = defaultdict(list)
    for row in rows.select_related("target__plan", "decision").order_by("pk"):
        held[row.target_id].append(row)
    if not held:
        return []
    noted = set(Acknowledgement.objects.values_list("annual_target_id", "unit_id"))
    told = _announcements()
    answering = Assignment.objects.filter(target__in=held).select_related("unit")
    answering = answering.filter(Q(role=Assignment.Role.LEAD) | Q(provides=True))
    return [
        Unnoted(row, one.unit, one.valid_from, one.valid_to, _told_on(row, told[one.unit_id]))
        for one in answering.order_by("unit__order", "unit_id", "pk")
        for row in held[one.target_id]
        if (row.pk, one.unit_id) not in noted
    ]


def _announcements():
    """Unit id → [(id of the first value told of, day)], ascending."""
    found = defaultdict(set)
    notices = Notice.objects.filter(kind=NoticeKind.ANNUAL_TARGETS, key__startswith=f"{ANNOUNCED}:")
    for key, at in notices.values_list("key", "at"):
        _name, row, unit = key.split(":")
        found[int(unit)].add((int(row), as_day(at)))
    return defaultdict(list, {unit: sorted(rows) for unit, rows in found.items()})


def _told_on(row, announcements):
    """A decision's values are numbered together: the last announcement up to this one told it."""
    before = bisect_right(announcements, row.pk, key=lambda told: told[0])
    return announcements[before - 1][1] if before else row.decision.decided_on
