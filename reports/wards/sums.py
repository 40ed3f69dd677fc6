"""Terms of wards added up: numerators to numerators, denominators to denominators (trap T25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from q3plan.lib.numbers import figure_text, format_decimal


@dataclass(frozen=True)
class Part:
    """Both terms of a ratio and what they give; ``value`` None where it cannot be kept."""

    numerator: Decimal
    denominator: Decimal
    value: Decimal | None


def part_of(target, numerator: Decimal | None, denominator: Decimal | None) -> Part | None:
    """The part that two terms make; None unless both are there: blank is never 0."""
    if numerator is None or not denominator:
        return None
    return Part(numerator, denominator, target.ratio_of(numerator, denominator))


def sum_of(target, parts: Iterable[Part]) -> Part | None:
    """The whole of some parts, its value from the summed terms; None for no part at all."""
    parts = list(parts)
    if not parts:
        return None
    return part_of(
        target,
        sum((part.numerator for part in parts), Decimal(0)),
        sum((part.denominator for part in parts), Decimal(0)),
    )


@dataclass(frozen=True)
class Cells:
    """A part as the cells of a table; "–" for what is not there."""

    numerator: str
    denominator: str
    rate: str


def cells_of(target, part: Part | None) -> Cells:
    terms = (part.numerator, part.denominator) if part else (None, None)
    return Cells(*map(format_decimal, terms), rate_words(target, part.value if part else None))


def rate_words(target, value: Decimal | None) -> str:
    """A rate as it stands in documents too: 99,98 is not 100,0; no unit."""
    return figure_text(value, target.decimals, is_computed=True)


def rate_with_unit(target, value: Decimal | None) -> str:
    """ "99,4%", "36,0 giường/10.000 dân"; "–" for none."""
    unit = target.unit_of_measure
    if value is None:
        return rate_words(target, value)
    return f"{rate_words(target, value)}{'' if unit.startswith('%') else ' '}{unit}"
