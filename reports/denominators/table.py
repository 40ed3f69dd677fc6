"""The shared table as its page shows it: series × year × vintage."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.models import DenominatorSeries, DenominatorValue, Target
from targets.progress import Vintage

# What a yearly report asks for: this year's two and last year's final.
COLUMNS = (Vintage.YTD, Vintage.ESTIMATE, Vintage.FINAL)


@dataclass(frozen=True)
class Cell:
    year: int
    vintage: Vintage
    row: DenominatorValue | None

    @property
    def short_label(self) -> str:
        return {
            Vintage.YTD: _("10 tháng"),
            Vintage.ESTIMATE: _("Ước"),
            Vintage.FINAL: _("Chính thức"),
        }[self.vintage]

    @property
    def slug(self) -> str:
        return self.vintage.value.lower()


@dataclass(frozen=True)
class Line:
    year: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    series: DenominatorSeries
    targets: tuple[Target, ...]
    lines: tuple[Line, ...]


def read_table(plan) -> list[Section]:
    """Four queries for any number of series and years."""
    held = {}
    values = DenominatorValue.objects.current().filter(series__plan=plan)
    for row in values.select_related("set_by"):
        held[row.series_id, row.year, Vintage(row.vintage)] = row
    targets = defaultdict(list)
    for target in Target.objects.filter(plan=plan, denominator_series__isnull=False):
        targets[target.denominator_series_id].append(target)
    years = _years(plan, held)
    return [
        Section(series, tuple(targets[series.pk]), tuple(_line(series, y, held) for y in years))
        for series in DenominatorSeries.objects.filter(plan=plan)
    ]


def _years(plan, held):
    """Every year of a round and the year before it, newest first."""
    rounds = list(plan.rounds.values_list("year", flat=True))
    known = {*rounds, *(year - 1 for year in rounds), *(year for _s, year, _v in held)}
    return sorted(known, reverse=True)


def _line(series, year, held):
    return Line(year, tuple(Cell(year, v, held.get((series.pk, year, v))) for v in COLUMNS))
