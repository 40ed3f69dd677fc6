"""Compound averages of yearly growth rates in percent (trap T20: never the arithmetic mean)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

_PRECISION = 60
# Roots are irrational; at twelve digits an exact average of 10 is 10 again, not 9.99….
_EXACT_ENOUGH = Decimal("1e-12")


def missing_years(series: Mapping[int, Decimal | None], start: int, end: int) -> list[int]:
    """Years of ``start``..``end`` (inclusive) without a rate."""
    return [year for year in range(start, end + 1) if series.get(year) is None]


def compound_average(rates: Sequence[Decimal]) -> Decimal | None:
    """(Π(1 + gᵢ))^(1/n) − 1 in percent; None without rates or when a rate is −100 % or less."""
    if not rates or any(rate <= -100 for rate in rates):
        return None
    with localcontext(prec=_PRECISION):
        return _rate(_product(rates), len(rates))


def required_rate(rates: Sequence[Decimal], goal: Decimal, years: int) -> Decimal | None:
    """The yearly rate still needed over the rest so that all ``years`` average ``goal``."""
    left = years - len(rates)
    if left <= 0 or goal <= -100 or any(rate <= -100 for rate in rates):
        return None
    with localcontext(prec=_PRECISION):
        return _rate((1 + goal / 100) ** years / _product(rates), left)


def _product(rates):
    product = Decimal(1)
    for rate in rates:
        product *= 1 + rate / 100
    return product


def _rate(factor, years):
    root = factor ** (Decimal(1) / years)
    return ((root - 1) * 100).quantize(_EXACT_ENOUGH)
