"""What a target asks for, and the yardstick that one year's value is held against."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from q3plan.lib.numbers import format_decimal, round_half_up
from q3plan.lib.words import gettext as _
from targets.progress.words import Comparator, Mode, Vintage, YearStatus


class YardstickOrigin(TextChoices):
    ANNUAL = "ANNUAL", gettext_lazy("chỉ tiêu giao của năm")
    PLAN = "PLAN", gettext_lazy("mức của kế hoạch")
    PREVIOUS = "PREVIOUS", gettext_lazy("kết quả năm trước")


@dataclass(frozen=True)
class Point:
    """A value of one year, for instance the baseline."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Step:
    """One line of the working that a lamp opens."""

    label: str
    text: str


@dataclass(frozen=True)
class Tolerances:
    """When a result is close: points for percentages, a share of T for other units (§5.4)."""

    watch_points: Decimal = Decimal("0.5")
    near_points: Decimal = Decimal("1")
    relative: Decimal = Decimal("0.05")


@dataclass(frozen=True)
class Rule:
    """The governing reading of a target. Growth rates and shares are in percent (12 = 12 %).

    ``value`` is T (the low end of BETWEEN, the middle of ABOUT, None for BETTER).
    ``higher_is_better`` is needed for BETTER, and for EQ, BETWEEN or ABOUT whose good side is not
    the usual one (up, but down for "= 0"); GE, GT, LE and LT carry it themselves.
    """

    comparator: Comparator
    mode: Mode
    value: Decimal | None = None
    upper: Decimal | None = None
    tolerance: Decimal | None = None
    start_year: int | None = None
    horizon_year: int | None = None
    is_point: bool = False
    is_percentage: bool = True
    decimals: int = 1
    higher_is_better: bool | None = None

    def __post_init__(self):
        # Rows of the database carry plain strings.
        object.__setattr__(self, "comparator", Comparator(self.comparator))
        object.__setattr__(self, "mode", Mode(self.mode))

    @property
    def rises(self) -> bool:
        if self.comparator in {Comparator.GE, Comparator.GT}:
            return True
        if self.comparator in {Comparator.LE, Comparator.LT}:
            return False
        if self.higher_is_better is not None:
            return self.higher_is_better
        return not (self.comparator == Comparator.EQ and self.value == 0)

    @property
    def goal(self) -> Decimal | None:
        """Where the line to the horizon ends: the nearer end of a range, None for BETTER."""
        if self.comparator == Comparator.BETWEEN and not self.rises:
            return self.upper
        return self.value

    def improvement(self, new: Decimal, old: Decimal) -> Decimal:
        """Positive when ``new`` is better than ``old``, for rising and falling targets alike."""
        return new - old if self.rises else old - new

    def number(self, value: Decimal | None, digits: int | None = None) -> str:
        """The number with its "%"; ``digits`` None shows all that the value has."""
        suffix = "%" if self.is_percentage and value is not None else ""
        return format_decimal(value, digits) + suffix


@dataclass(frozen=True)
class Yardstick:
    """One bar: ``low``..``high`` is the good zone, None an open end."""

    rule: Rule
    origin: YardstickOrigin
    comparator: Comparator
    value: Decimal
    low: Decimal | None
    high: Decimal | None

    def verdict(self, x: Decimal) -> YearStatus:
        """EXCEEDED, MET or MISSED, judged on the unrounded value."""
        rule = self.rule
        if self.comparator == Comparator.BETWEEN:
            end = self.high if rule.rises else self.low
            if rule.improvement(x, end) > 0:
                return YearStatus.EXCEEDED
        if not self._holds(x):
            return YearStatus.MISSED
        reported = [round_half_up(value, rule.decimals) for value in (x, self.value)]
        is_better = rule.improvement(*reported) > 0
        return YearStatus.EXCEEDED if rule.is_point and is_better else YearStatus.MET

    def _holds(self, x):
        match self.comparator:
            case Comparator.GT:
                return x > self.value
            case Comparator.LT:
                return x < self.value
            case Comparator.EQ:
                return x == self.value
        return (self.low is None or x >= self.low) and (self.high is None or x <= self.high)

    def margin(self, x: Decimal) -> Decimal:
        """Distance from the bar: positive on the good side, negative when short of it."""
        if self.comparator == Comparator.EQ:
            return -abs(x - self.value)
        nearer_end = self.low if self.rule.rises else self.high
        return self.rule.improvement(x, self.value if nearer_end is None else nearer_end)

    def is_impossible(self, x: Decimal) -> bool:
        """Beyond a natural end: a share above 100 % where = 100 is asked, a count below 0."""
        rule = self.rule
        if rule.comparator != Comparator.EQ:
            return False
        if rule.rises:
            return rule.is_percentage and rule.value == 100 and x > 100
        return rule.value == 0 and x < 0

    @property
    def words(self) -> str:
        """ "trên 75%", "từ 10% trở lên", "từ 88% đến 90%"."""
        number = self.rule.number
        match self.comparator:
            case Comparator.GE:
                return _("từ %(value)s trở lên") % {"value": number(self.value)}
            case Comparator.BETWEEN:
                ends = {"low": number(self.low), "high": number(self.high)}
                return _("từ %(low)s đến %(high)s") % ends
        return f"{self.comparator.label} {number(self.value)}"


def plan_yardstick(rule: Rule) -> Yardstick | None:
    """The bar that the plan's own value sets; None for BETTER and for ABOUT without tolerance."""
    comparator, value = rule.comparator, rule.value
    if value is None:
        return None
    if comparator == Comparator.ABOUT:
        if rule.tolerance is None:
            return None
        low, high = value - rule.tolerance, value + rule.tolerance
        return Yardstick(rule, YardstickOrigin.PLAN, Comparator.BETWEEN, value, low, high)
    if comparator == Comparator.BETWEEN:
        return Yardstick(rule, YardstickOrigin.PLAN, comparator, rule.goal, value, rule.upper)
    return _one_sided(rule, YardstickOrigin.PLAN, comparator, value)


def annual_yardstick(rule: Rule, value: Decimal) -> Yardstick:
    """The bar of a decided annual target.

    On the way to "= 100", or to a range, an annual value is a step: at least that much.
    """
    comparator = rule.comparator
    is_final_value = comparator == Comparator.EQ and value == rule.value
    if comparator in _TWO_SIDED and not is_final_value:
        comparator = Comparator.GE if rule.rises else Comparator.LE
    return _one_sided(rule, YardstickOrigin.ANNUAL, comparator, value)


_TWO_SIDED = {Comparator.EQ, Comparator.BETWEEN, Comparator.ABOUT, Comparator.BETTER}


def previous_yardstick(rule: Rule, previous: Decimal) -> Yardstick:
    """The bar of "tăng dần", "giảm dần": strictly better than last year."""
    comparator = Comparator.GT if rule.rises else Comparator.LT
    return _one_sided(rule, YardstickOrigin.PREVIOUS, comparator, previous)


def _one_sided(rule, origin, comparator, value):
    low, high = (value, None) if rule.rises else (None, value)
    return Yardstick(rule, origin, comparator, value, low, high)


def meets_goal(rule: Rule, value: Decimal) -> bool:
    """Whether a value already satisfies the plan's own T."""
    bar = plan_yardstick(rule)
    return bar is not None and bar.verdict(value) != YearStatus.MISSED


def effective_rule(rule: Rule, baseline: Point | None) -> Rule:
    """REACH whose baseline already meets T is a HOLD from the baseline year (§5.5)."""
    if rule.mode == Mode.REACH and baseline and meets_goal(rule, baseline.value):
        return replace(rule, mode=Mode.HOLD, start_year=baseline.year)
    return rule


def digits_to_show(rule: Rule, value: Decimal, *, bars=(), beside=()) -> int:
    """The target's digits, and more where they would mislead.

    Rounding may not change the verdict of one of ``bars``, nor make ``value`` look like another
    number ``beside`` it.
    """
    digits, own_digits = rule.decimals, max(0, -value.normalize().as_tuple().exponent)
    others = [other for other in beside if other != value]
    while digits < own_digits:
        shown = round_half_up(value, digits)
        is_true = all(bar.verdict(shown) == bar.verdict(value) for bar in bars)
        if is_true and shown not in [round_half_up(other, digits) for other in others]:
            break
        digits += 1
    return digits


def best_vintage(values: Mapping[Vintage, Decimal | None]) -> tuple[Vintage, Decimal] | None:
    """The accepted value that counts: FINAL, PRELIMINARY, then ESTIMATE; YTD and blanks never."""
    for vintage in (Vintage.FINAL, Vintage.PRELIMINARY, Vintage.ESTIMATE):
        if values.get(vintage) is not None:
            return vintage, values[vintage]
    return None


def is_possible(value: Decimal, floor: Decimal | None, ceiling: Decimal | None) -> bool:
    """Whether a value can exist at all (a share above 100 cannot); open ends are None."""
    return (floor is None or value >= floor) and (ceiling is None or value <= ceiling)
