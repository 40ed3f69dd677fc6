"""Figures take their denominator from the shared table as long as the unit may still write."""

from q3plan.lib.numbers import input_text
from targets.models import DenominatorValue

from .items import Figure, TargetEntry


def take_shared(report):
    """Put the table's current values under the report's open figures; returns changed entries.

    A share whose numerator no longer fits is kept as typed text, to be asked about, for the
    database refuses it. Locked items stay as they were accepted.
    """
    entries = report.entries.filter(
        scope=TargetEntry.Scope.WHOLE, target__denominator_series__isnull=False
    ).select_related("target")
    table = _table(report)
    changed = []
    for entry in entries.prefetch_related("figures"):
        if report.item_is_locked(entry):
            continue
        moved = [
            figure
            for figure in entry.figures.all()
            if _take(
                entry,
                figure,
                table.get((entry.target.denominator_series_id, figure.year, figure.vintage)),
            )
        ]
        if moved:
            Figure.objects.bulk_update(
                moved, ["shared_denominator", "numerator", "denominator", "value"]
            )
            entry.version += 1
            entry.save(update_fields=["version", "unparsed"])
            changed.append(entry)
    return changed


def _table(report):
    rows = DenominatorValue.objects.current().filter(series__plan=report.round.plan_id)
    return {(row.series_id, row.year, row.vintage): row for row in rows}


def _take(entry, figure, row):
    """Whether the figure changed. Without a row a formerly shared denominator is the unit's."""
    if figure.shared_denominator_id == (row.pk if row else None):
        return False
    figure.shared_denominator = row
    if row is None:
        return True
    figure.denominator = row.value
    name = f"{figure.name}_denominator"
    entry.unparsed.pop(name, None)
    if figure.numerator is None:
        return True
    if entry.target.is_share and figure.numerator > row.value:
        entry.unparsed[f"{figure.name}_numerator"] = input_text(figure.numerator)
        figure.numerator = figure.value = None
        return True
    figure.value = entry.target.ratio_of(figure.numerator, row.value)
    return True
