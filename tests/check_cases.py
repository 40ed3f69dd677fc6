"""What the tests of the checks share: facts of an invented target, and rules with a short text."""

from decimal import Decimal

from reports.checks.facts import Facts, Number
from targets.progress import Comparator, Mode, Rule, Vintage

D = Decimal
HOLD = Rule(Comparator.GE, Mode.HOLD, D(75))
FALLING = Rule(Comparator.LT, Mode.HOLD, D(3), decimals=2)
REACH = Rule(
    Comparator.GE, Mode.REACH, D(42), start_year=2025, horizon_year=2030, is_percentage=False
)
FULL = Rule(Comparator.EQ, Mode.HOLD, D(100))


def number(vintage, value=None, numerator=None, denominator=None, *, year=2027, shared=False):
    given = [None if one is None else D(one) for one in (value, numerator, denominator)]
    return Number(year, Vintage(vintage), *given, shared)


def facts(estimate=None, *others, rule=HOLD, final=None, **known):
    """Facts of 2027; ``estimate`` and ``final`` (of 2026) are values, ``others`` figures."""
    figures = [*others]
    if estimate is not None:
        figures.append(number("ESTIMATE", estimate))
    if final is not None:
        figures.append(number("FINAL", final, year=2026))
    return Facts(code="CT-01", year=2027, rule=rule, figures=tuple(figures), **known)


def series(**values):
    """``series(y2025="83")`` → {2025: Decimal("83")}."""
    return {int(name[1:]): D(value) for name, value in values.items()}
