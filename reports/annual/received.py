"""What units were given for a year, and which of them took note."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from assignments.models import Assignment, Unit
from reports.annual.announcing import led_by, value_words
from reports.models import Acknowledgement
from targets.models import AnnualTarget, Plan


@dataclass(frozen=True)
class Receipt:
    """One value and one unit that answers for it; ``taken`` None while it is not acknowledged."""

    annual: AnnualTarget
    unit: Unit
    taken: Acknowledgement | None

    @property
    def words(self) -> str:
        return value_words(self.annual)

    @property
    def box(self) -> str:
        return f"note-{self.unit.pk}-{self.annual.pk}"


@dataclass(frozen=True)
class OfUnit:
    """The receipts of a unit; ``before`` are values that a later decision replaced."""

    unit: Unit
    receipts: tuple[Receipt, ...]
    before: tuple[tuple[AnnualTarget, str], ...]

    @property
    def open(self) -> tuple[Receipt, ...]:
        return tuple(row for row in self.receipts if row.taken is None)


def given_in(plan: Plan, year: int):
    rows = AnnualTarget.objects.filter(target__plan=plan, year=year)
    return rows.select_related("target", "decision").order_by("target__order", "pk")


def read_receipts(plan: Plan, year: int, *, on: date) -> list[Receipt]:
    """Every value in force with each unit that answers for it: three queries."""
    rows = list(given_in(plan, year).filter(replaced_on__isnull=True))
    answering = led_by([row.target_id for row in rows], on)
    taken = {
        (one.annual_target_id, one.unit_id): one
        for one in Acknowledgement.objects.filter(annual_target__in=rows).select_related("by")
    }
    return [
        Receipt(row, unit, taken.get((row.pk, unit.pk)))
        for row in rows
        for unit in answering[row.target_id]
    ]


def read_units(plan: Plan, year: int, units, *, on: date) -> list[OfUnit]:
    """What each of these units (ids) was given, in the order of the plan's units."""
    receipts, before = defaultdict(list), defaultdict(list)
    for row in read_receipts(plan, year, on=on):
        if row.unit.pk in units:
            receipts[row.unit].append(row)
    led = {row.annual.target_id: unit for unit, rows in receipts.items() for row in rows}
    for row in given_in(plan, year).filter(replaced_on__isnull=False, target__in=led):
        for unit, rows in receipts.items():
            if any(one.annual.target_id == row.target_id for one in rows):
                before[unit].append((row, value_words(row)))
    return [
        OfUnit(unit, tuple(receipts[unit]), tuple(before[unit]))
        for unit in sorted(receipts, key=lambda unit: (unit.order, unit.pk))
    ]


def waiting_years(units, *, on: date) -> dict[tuple[int, int], int]:
    """{(plan id, year): values} that these units (ids) were given and did not take note of yet.

    Years that are over are not asked about; the newest comes first; one query.
    """
    given = AnnualTarget.objects.filter(replaced_on__isnull=True, year__gte=on.year)
    taken = Acknowledgement.objects.filter(annual_target=OuterRef("value"), unit=OuterRef("unit"))
    rows = Assignment.objects.active(on).filter(unit__in=units, target__annual_targets__in=given)
    rows = rows.filter(Q(role=Assignment.Role.LEAD) | Q(provides=True))
    rows = rows.annotate(value=F("target__annual_targets")).filter(~Exists(taken))
    rows = rows.values_list("target__plan", "target__annual_targets__year", "value").distinct()
    waiting = Counter((plan, year) for plan, year, _value in rows)
    return dict(sorted(waiting.items(), key=lambda row: (-row[0][1], row[0][0])))


@transaction.atomic
def acknowledge(receipts: list[Receipt], *, notes: dict[int, str], by, at: datetime) -> int:
    """Take note of each; ``notes`` by annual target. Returns how many were not noted before."""
    new = 0
    for row in receipts:
        words = {"at": at, "by": by, "note": notes.get(row.annual.pk, "")}
        _taken, is_new = Acknowledgement.objects.get_or_create(
            annual_target=row.annual, unit=row.unit, defaults=words
        )
        new += is_new
    return new
