"""What the providing unit's own estimate says beside the sum of the wards."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_change, format_decimal
from reports.models import Figure
from reports.wards.reading import Breakdown, marked_targets, read_breakdowns
from reports.wards.sums import Cells, cells_of, rate_with_unit
from targets.progress import Vintage


@dataclass(frozen=True)
class Difference:
    """One line: the wards' sum, the unit's own number, own minus sum; "–" where one lacks."""

    label: str
    summed: str
    own: str
    gap: str


@dataclass(frozen=True)
class Comparison:
    """``figure`` is the estimate in the unit's own draft, blank or not."""

    breakdown: Breakdown
    figure: Figure
    url: str = ""

    @property
    def total(self):
        return self.breakdown.sent

    @property
    def target(self):
        return self.breakdown.target

    @property
    def is_same(self) -> bool:
        """Whether the unit's own terms already are the sum."""
        part, figure = self.total.part, self.figure
        if part is None or part.numerator != figure.numerator:
            return False
        return bool(figure.shared_denominator_id) or part.denominator == figure.denominator

    @property
    def cells(self) -> Cells:
        return cells_of(self.target, self.total.part)

    @property
    def sum_text(self) -> str:
        part = self.total.part
        return rate_with_unit(self.target, part.value) if part else format_decimal(None)

    @property
    def terms_text(self) -> str:
        return f"{self.cells.numerator}/{self.cells.denominator}"

    @property
    def rate_gap(self) -> str:
        part = self.total.part
        return self._rate_gap(part.value) if part else format_decimal(None)

    def _rate_gap(self, value):
        """One digit more than the target's, or a gap of a few people would read as none."""
        return format_change(
            self.figure.value,
            value,
            is_percentage=self.target.is_percentage,
            decimals=self.target.decimals + 1,
        )

    @property
    def differences(self) -> tuple[Difference, ...]:
        part, figure, target = self.total.part, self.figure, self.target
        return (
            _terms(target.numerator_label, part and part.numerator, figure.numerator),
            _terms(target.denominator_label, part and part.denominator, figure.denominator),
            Difference(
                _("Kết quả (%(unit)s)") % {"unit": target.unit_of_measure},
                self.sum_text,
                rate_with_unit(target, figure.value),
                self.rate_gap,
            ),
        )


def _terms(label, summed: Decimal | None, own: Decimal | None):
    gap = None if summed is None or own is None else own - summed
    sign = "+" if gap and gap > 0 else ""
    return Difference(
        label, format_decimal(summed), format_decimal(own), f"{sign}{format_decimal(gap)}"
    )


def comparisons(report, entries, *, url_of) -> dict[int, Comparison]:
    """By target id, for the entries whose target the wards are asked for in this round.

    One query where none is marked, five more otherwise. ``entries`` carry target and figures.
    """
    own = {entry.target_id: entry for entry in entries if entry.scope == entry.Scope.WHOLE}
    marked = [target for target in marked_targets(report.round) if target.pk in own] if own else []
    found = {}
    for pk, breakdown in read_breakdowns(report.round, marked).items():
        figure = next((f for f in own[pk].figures.all() if _is_asked(f, report)), None)
        if figure is not None:
            found[pk] = Comparison(breakdown, figure, url_of(own[pk].target))
    return found


def _is_asked(figure, report):
    return (figure.year, figure.vintage) == (report.round.year, Vintage.ESTIMATE)
