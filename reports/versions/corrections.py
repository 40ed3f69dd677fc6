"""Accepted values that a reopened report replaced or added to, for its history."""

from dataclasses import dataclass
from datetime import datetime

from q3plan.lib.numbers import format_decimal
from reports.models import Observation
from targets.models import Target
from targets.progress import Vintage


@dataclass(frozen=True)
class Correction:
    """``old`` is "" where a later vintage came beside the earlier one."""

    target: Target
    year: int
    vintage: Vintage
    old: str
    new: str
    at: datetime
    by: str
    reason: str


def corrections_of(report) -> list[Correction]:
    """Newest first; two queries."""
    corrected = Observation.objects.filter(report=report).exclude(reason="")
    rows = list(corrected.select_related("target", "accepted_by").order_by("-accepted_at", "-pk"))
    before = _replaced(rows)
    return [_correction(row, before.get(_key(row, row.accepted_at))) for row in rows]


def _key(row, moment):
    return row.target_id, row.year, row.vintage, moment


def _replaced(rows):
    """What each of these rows replaced, by target, year, vintage and moment."""
    targets = {row.target_id for row in rows}
    old = Observation.objects.filter(target__in=targets, replaced_at__isnull=False)
    return {_key(row, row.replaced_at): row for row in old}


def _correction(row, old):
    def shown(value):
        places = max(row.target.decimals, min(row.target.decimals + 1, _places(value)))
        return f"{format_decimal(value, places)} {row.target.unit_of_measure}"

    return Correction(
        target=row.target,
        year=row.year,
        vintage=Vintage(row.vintage),
        old=shown(old.value) if old else "",
        new=shown(row.value),
        at=row.accepted_at,
        by=row.accepted_by.full_name if row.accepted_by else "",
        reason=row.reason,
    )


def _places(value):
    return max(0, -value.normalize().as_tuple().exponent)
