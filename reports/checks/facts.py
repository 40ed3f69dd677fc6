"""What the checks look at: one target's figures of a year with everything known before.

No database here: the same facts come from typed texts, from stored rows and from what was sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from targets.progress import Point, Rule, Vintage


@dataclass(frozen=True)
class Number:
    """One figure; blank is None, never 0. ``is_shared``: the denominator is not the unit's."""

    year: int
    vintage: Vintage
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_shared: bool = False


@dataclass(frozen=True)
class Facts:
    """``accepted``, ``terms`` and ``annual`` are of the years by year; values are unrounded.

    ``ratio_of`` gives the value of two terms; ``twin`` is the other share of the same whole.
    """

    code: str
    year: int
    rule: Rule
    figures: tuple[Number, ...] = ()
    explanation: str = ""
    is_growth: bool = False
    numerator_label: str = ""
    denominator_label: str = ""
    ceiling: Decimal | None = None
    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    terms: Mapping[int, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    annual: Mapping[int, Decimal] = field(default_factory=dict)
    baseline: Point | None = None
    has_evidence: bool = False
    ratio_of: Callable[[Decimal, Decimal], Decimal | None] | None = None
    twin: "Facts | None" = None

    def figure(self, year: int, vintage: Vintage) -> Number:
        """The figure asked for, or an empty one."""
        held = (one for one in self.figures if (one.year, one.vintage) == (year, vintage))
        return next(held, Number(year, vintage))

    @property
    def ytd(self) -> Number:
        return self.figure(self.year, Vintage.YTD)

    @property
    def estimate(self) -> Number:
        return self.figure(self.year, Vintage.ESTIMATE)

    @property
    def final(self) -> Number:
        return self.figure(self.year - 1, Vintage.FINAL)

    @property
    def past(self) -> dict[int, Decimal]:
        """Values of the years before, last year's final as it is given now."""
        known = {year: value for year, value in self.accepted.items() if year < self.year}
        if self.final.value is not None:
            known[self.year - 1] = self.final.value
        return known

    @property
    def previous(self) -> Decimal | None:
        return self.past.get(self.year - 1)

    @property
    def previous_terms(self) -> tuple[Decimal | None, Decimal | None]:
        """Last year's terms: those given now, each where it is there, else the accepted ones."""
        top, bottom = self.terms.get(self.year - 1, (None, None))
        final = self.final
        return (
            top if final.numerator is None else final.numerator,
            bottom if final.denominator is None else final.denominator,
        )
