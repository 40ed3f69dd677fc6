"""Accepted values that a reopened report replaced or added to, for its history."""

from dataclasses import dataclass
from datetime import datetime

from q3plan.lib.numbers import figure_text
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
    unit = row.target.unit_of_measure
    before, after = _texts(old, row)
    return Correction(
        target=row.target,
        year=row.year,
        vintage=Vintage(row.vintage),
        old=f"{before} {unit}" if before else "",
        new=f"{after} {unit}",
        at=row.accepted_at,
        by=row.accepted_by.full_name if row.accepted_by else "",
        reason=row.reason,
    )


def _texts(old, new):
    """Both values as elsewhere; with all digits where a small correction would not be seen."""
    rows = [row for row in (old, new) if row]
    texts = [_text(row, is_computed=row.numerator is not None) for row in rows]
    if len(rows) == 2 and texts[0] == texts[1]:
        texts = [_text(row, is_computed=False) for row in rows]
    return texts if old else ["", *texts]


def _text(row, *, is_computed):
    return figure_text(row.value, row.target.decimals, is_computed=is_computed)
