"""The wards' accepted parts on the page of a target: ranked bars with their table."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assignments.models import Unit
from q3plan.lib.numbers import format_decimal
from reports.charts.drawing import Drawing, drawing
from reports.charts.ranked_bars import Bar, RankedBars, Reference
from reports.models import Round, WardBreakdown
from reports.wards.reading import Breakdown, WardLine, read_breakdowns
from reports.wards.sums import Cells, cells_of, rate_with_unit


@dataclass(frozen=True)
class Panel:
    """``rows`` are the wards whose parts the reader may see, those with a value ranked first."""

    breakdown: Breakdown
    standing: object
    rows: tuple[WardLine, ...]
    is_illustrative: bool

    @property
    def total(self):
        return self.breakdown.accepted

    @property
    def bars(self) -> tuple[WardLine, ...]:
        return tuple(row for row in self.rows if row.accepted)

    @property
    def without(self) -> tuple[WardLine, ...]:
        return tuple(row for row in self.rows if not row.accepted)

    @property
    def cells(self) -> Cells:
        return cells_of(self.breakdown.target, self.total.part)

    @property
    def official_cells(self) -> Cells:
        """The target's own figure; its rate as readers know it, with its vintage."""
        row = self.standing.observation
        terms = (row.numerator, row.denominator) if row else (None, None)
        return Cells(*map(format_decimal, terms), self.standing.display)

    @property
    def trend(self) -> str:
        """ "10/10 phường: cao nhất Phường 9 (99,9%), thấp nhất Phường 4 (98,7%)"."""
        words = {"coverage": self.total.coverage}
        if len(self.bars) < 2:
            return _("%(coverage)s phường có số liệu đã duyệt") % words
        first, last = self.bars[0], self.bars[-1]
        words |= {"high": self._named(first), "low": self._named(last)}
        return _("%(coverage)s phường: cao nhất %(high)s, thấp nhất %(low)s") % words

    def _named(self, row):
        return f"{row.unit.short_name} ({self._rate(row)})"

    def _rate(self, row):
        return rate_with_unit(self.breakdown.target, row.accepted.value)

    @cached_property
    def chart(self) -> RankedBars:
        target, year = self.breakdown.target, self.breakdown.year
        official = self.standing.value
        named = "; ".join(f"{row.unit.short_name}: {self._rate(row)}" for row in self.bars)
        whole = ""
        if official is not None:
            whole = _("Toàn quận %(value)s") % {"value": self.standing.display_with_unit}
        return RankedBars(
            key=f"phuong-{target.slug}",
            title=self.trend,
            description=f"{named}. {whole}.".replace(". .", "."),
            note=_("Đơn vị: %(unit)s. Số ước năm %(year)s đã duyệt của từng phường.")
            % {"unit": target.unit_of_measure, "year": year},
            bars=tuple(
                Bar(
                    label=row.unit.short_name,
                    value=row.accepted.value,
                    text=self._rate(row),
                    is_below=official is not None and row.accepted.value < official,
                )
                for row in self.bars
            ),
            reference=Reference(official, whole) if official is not None else None,
        )

    @cached_property
    def drawing(self) -> Drawing:
        return drawing(self.chart, is_illustrative=self.is_illustrative, has_table=False)


def round_of(target, year) -> Round | None:
    """The round of a year; ``asks_wards`` tells whether wards bring this target in it."""
    marks = WardBreakdown.objects.filter(round=OuterRef("pk"), target=target)
    rounds = Round.objects.filter(plan=target.plan_id, year=year)
    return rounds.annotate(asks_wards=Exists(marks)).first()


def ward_panel(round, target, standing, powers) -> Panel | None:
    """The panel of a ``round_of``; None where wards are not asked: at most five queries.

    Whoever may open the target's page sees every ward, for the wards are parts of its figure; only
    a person of wards and nothing else sees their own row and the sum.
    """
    if round is None or not round.asks_wards:
        return None
    breakdown = read_breakdowns(round, [target])[target.pk]
    lines = breakdown.lines
    if not (powers.receives or powers.leads) and _is_of_wards_only(powers):
        lines = [line for line in lines if line.unit.pk in powers.units]
    # Values first, the highest on top; wards without one keep their natural order.
    ranked = sorted(lines, key=_rank)
    return Panel(breakdown, standing, tuple(ranked), round.is_illustrative)


def _rank(line):
    return (line.accepted is None, -line.accepted.value if line.accepted else 0)


def _is_of_wards_only(powers):
    return not Unit.objects.filter(pk__in=powers.units).exclude(kind=Unit.Kind.WARD).exists()
