"""A new value of the shared table and the reports that take it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from reports.models import Figure, Report, TargetEntry
from reports.models.shared_denominators import take_shared
from targets.models import DenominatorValue
from targets.progress import Vintage


@dataclass(frozen=True)
class Taken:
    """``changed`` reports took the new value; ``kept`` ones were sent before and keep theirs."""

    changed: int
    kept: int


@transaction.atomic
def set_value(series, year, vintage, *, value, source, as_of, by, at, on, is_illustrative) -> Taken:
    """Put the value into the table, then under every report that the unit may still change."""
    DenominatorValue.put(
        series,
        year,
        vintage,
        value=value,
        source=source,
        as_of=as_of,
        by=by,
        at=at,
        is_illustrative=is_illustrative,
    )
    changed = kept = 0
    for report in _reports_asking(series, year, vintage):
        if not (report.is_editable(on=on) or report.state == Report.State.WITH_HEAD):
            kept += _holds_another(report, series, year, vintage, value)
        elif take_shared(report):
            # A head who looks at the older figures must not send the newer unseen.
            Report.objects.filter(pk=report.pk).update(version=F("version") + 1)
            changed += 1
    return Taken(changed, kept)


def _reports_asking(series, year, vintage):
    """Reports of the round that asks for this figure, locked in one fixed order."""
    asked_in = year + (vintage in {Vintage.FINAL, Vintage.PRELIMINARY})
    ids = Report.objects.filter(
        round__plan=series.plan_id, round__year=asked_in, entries__target__denominator_series=series
    ).values("pk")
    reports = Report.objects.select_for_update(of=("self",)).select_related("round")
    return reports.filter(pk__in=ids).order_by("pk")


def _holds_another(report, series, year, vintage, value):
    """Whether what this report sent stands on another number."""
    held = Figure.objects.filter(
        entry__report=report,
        entry__scope=TargetEntry.Scope.WHOLE,
        entry__target__denominator_series=series,
        year=year,
        vintage=vintage,
        denominator__isnull=False,
    )
    return held.exclude(denominator=value).exists()
