"""The soft checks: pure functions from facts and a limit to what should be asked about.

A finding refuses nothing: a strange figure may be right, and the unit's explanation stands beside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal, round_half_up
from reports.checks.facts import Facts
from reports.models.completeness import figure_label
from targets.progress import Comparator, Mode, Vintage, effective_rule
from targets.progress.horizon import expected_value
from targets.progress.rule import annual_yardstick, digits_to_show, plan_yardstick

FEWEST_CHANGES_ON_RECORD = 2
# Where too few years are known, what people agreed to call a large difference.
USUAL_POINTS = Decimal(5)
USUAL_SHARE = Decimal("0.2")


@dataclass(frozen=True)
class Finding:
    """What a check found at the figure of a vintage; ``words`` fill the rule's sentence."""

    vintage: Vintage
    words: Mapping[str, str]


def change(facts: Facts, limit: Decimal) -> Iterator[Finding]:
    """A change beyond ``limit`` times every change on record."""
    value, previous, past = facts.estimate.value, facts.previous, facts.past
    if None in (value, previous):
        return
    changes = [abs(past[year] - past[year - 1]) for year in past if year - 1 in past]
    moved = abs(value - previous)
    has_record = len(changes) >= FEWEST_CHANGES_ON_RECORD
    most = max(changes) * limit if has_record else _usual_change(facts, previous)
    # What the reader cannot see in the figures is not asked about.
    if moved <= most or not round_half_up(moved, facts.rule.decimals):
        return
    words = _("từ trước đến nay nhiều nhất %(most)s") if has_record else _("ngưỡng hỏi %(most)s")
    shown = max(changes) if has_record else most
    digits = _digits_apart(facts, moved, shown)
    yield Finding(
        Vintage.ESTIMATE,
        {
            **_years(facts),
            "value": _value(facts, value),
            "previous": _value(facts, previous),
            "change": _difference(facts, moved, digits),
            "record": words % {"most": _difference(facts, shown, digits)},
        },
    )


def _usual_change(facts, previous):
    return USUAL_POINTS if facts.rule.is_percentage else abs(previous) * USUAL_SHARE


def same_value(facts: Facts, limit=None) -> Iterator[Finding]:
    """The very value of last year, where not exactly that is asked every year."""
    value = facts.estimate.value
    if value is not None and value == facts.previous and not _asks_one_value(facts):
        yield Finding(Vintage.ESTIMATE, {**_years(facts), "value": _value(facts, value)})


def at_yardstick(facts: Facts, limit: Decimal) -> Iterator[Finding]:
    """As reported, the value is the yardstick's own in ``limit`` years in a row."""
    if facts.rule.comparator == Comparator.EQ:
        return  # "duy trì 100%": the same value every year is what is wanted
    series = facts.past | {facts.year: facts.estimate.value}
    years = 0
    while _sits_on_the_bar(facts, facts.year - years, series.get(facts.year - years)):
        years += 1
    if years >= limit:
        bar = _yardstick(facts, facts.year)
        yield Finding(
            Vintage.ESTIMATE,
            {**_years(facts), "years": str(years), "yardstick": _value(facts, bar)},
        )


def _sits_on_the_bar(facts, year, value):
    bar = _yardstick(facts, year)
    if None in (value, bar):
        return False
    digits = facts.rule.decimals
    return round_half_up(value, digits) == round_half_up(bar, digits)


def _yardstick(facts, year):
    """The decided value of a year, else the plan's own where it holds for that year."""
    if year in facts.annual:
        return annual_yardstick(facts.rule, facts.annual[year]).value
    rule = effective_rule(facts.rule, facts.baseline)
    has_begun = rule.start_year is None or year >= rule.start_year
    is_asked = rule.mode == Mode.HOLD or (rule.horizon_year and year >= rule.horizon_year)
    bar = plan_yardstick(rule)
    return bar.value if bar and has_begun and is_asked else None


def _asks_one_value(facts):
    """ "Duy trì 100 %": reaching exactly that, every year, is what is wanted."""
    return facts.rule.comparator == Comparator.EQ and facts.estimate.value == facts.rule.value


def full_without_evidence(facts: Facts, limit=None) -> Iterator[Finding]:
    """A full share with nothing attached; asked once, at the weightier figure."""
    if facts.has_evidence or facts.ceiling is None:
        return
    for figure in (facts.estimate, facts.final):
        if figure.value is not None and figure.value == facts.ceiling:
            words = {"what": figure_label(figure), "value": format_decimal(figure.value)}
            yield Finding(figure.vintage, {**_years(facts), **words})
            return


def terms(facts: Facts, limit: Decimal) -> Iterator[Finding]:
    """Terms that do not give the value; a growth base other than last year's; a base that leaps.

    ``limit`` is the largest usual change of the base, in percent.
    """
    yield from _unlike_their_value(facts)
    base = facts.estimate.denominator
    numerator, denominator = facts.previous_terms
    if not base:
        return
    if facts.is_growth:
        if numerator and base != numerator:
            words = {"base": format_decimal(base), "last": format_decimal(numerator)}
            detail = _(
                "mẫu số là %(base)s trong khi giá trị năm %(last_year)s đã báo cáo là %(last)s"
            ) % {**_years(facts), **words}
            yield _terms_finding(facts, detail, Vintage.ESTIMATE)
        return
    if facts.estimate.is_shared or not denominator:
        return
    moved = abs(base - denominator) / denominator * 100
    if moved > limit:
        detail = _("mẫu số %(base)s khác mẫu số năm %(last_year)s (%(last)s) đến %(moved)s%%") % {
            **_years(facts),
            "base": format_decimal(base),
            "last": format_decimal(denominator),
            "moved": format_decimal(moved, 1),
        }
        yield _terms_finding(facts, detail, Vintage.ESTIMATE)


def _unlike_their_value(facts):
    digits = facts.rule.decimals
    for figure in facts.figures:
        if facts.ratio_of is None or None in (figure.value, figure.numerator):
            continue
        if not figure.denominator:
            continue
        given = facts.ratio_of(figure.numerator, figure.denominator)
        if given is None or round_half_up(given, digits) == round_half_up(figure.value, digits):
            continue
        detail = _("tử số và mẫu số cho kết quả %(given)s, không phải %(value)s") % {
            "given": _value(facts, given),
            "value": _value(facts, figure.value),
        }
        yield _terms_finding(facts, detail, figure.vintage)


def _terms_finding(facts, detail, vintage):
    what = figure_label(facts.figure(facts.year - (vintage == Vintage.FINAL), vintage))
    return Finding(vintage, {**_years(facts), "what": what, "detail": detail})


def pair_sum(facts: Facts, limit: Decimal) -> Iterator[Finding]:
    """Two shares of one whole that are more than ``limit`` points away from 100 together."""
    for figure in facts.figures if facts.twin else ():
        other = facts.twin.figure(figure.year, figure.vintage)
        if None in (figure.value, other.value):
            continue
        total = figure.value + other.value
        if abs(total - 100) > limit:
            yield Finding(
                figure.vintage,
                {
                    **_years(facts),
                    "what": figure_label(figure),
                    "one": facts.twin.code,
                    "other": facts.code,
                    "total": format_decimal(total, facts.rule.decimals + 1),
                },
            )


def ytd_above_estimate(facts: Facts, limit=None) -> Iterator[Finding]:
    """Ten months hold more than the whole year: for terms that grow from month to month."""
    ytd, estimate = facts.ytd, facts.estimate
    if ytd.numerator is None and estimate.numerator is None:
        pairs = [(_("Số liệu"), ytd.value, estimate.value)]
    else:
        pairs = [
            (facts.numerator_label, ytd.numerator, estimate.numerator),
            (facts.denominator_label, ytd.denominator, estimate.denominator),
        ]
    for label, ten_months, year in pairs:
        if None not in (ten_months, year) and ten_months > year:
            words = {
                "what": label,
                "ytd": format_decimal(ten_months),
                "estimate": format_decimal(year),
            }
            yield Finding(Vintage.ESTIMATE, {**_years(facts), **words})
            return


def off_path(facts: Facts, limit: Decimal) -> Iterator[Finding]:
    """Farther from the path than ``limit`` points, or percent of it for other units.

    Both sides are asked about: a leap ahead is as strange as a fall behind.
    """
    value, rule = facts.estimate.value, effective_rule(facts.rule, facts.baseline)
    if value is None or rule.mode != Mode.REACH or rule.horizon_year is None:
        return
    if facts.year >= rule.horizon_year:
        return
    expected, _is_reference = expected_value(rule, facts.year, facts.baseline, facts.annual)
    if expected is None:
        return
    gap = abs(value - expected)
    most = limit if rule.is_percentage else abs(expected) * limit / 100
    if gap > most:
        yield Finding(
            Vintage.ESTIMATE,
            {
                **_years(facts),
                "value": _value(facts, value),
                "expected": _value(facts, expected),
                "gap": _difference(facts, gap, rule.decimals),
                "side": _("tốt hơn") if rule.improvement(value, expected) > 0 else _("kém hơn"),
                "horizon": str(rule.horizon_year),
            },
        )


def _years(facts):
    return {"year": str(facts.year), "last_year": str(facts.year - 1)}


def _value(facts, value):
    """As reported, with its "%"; more digits where rounding would tell another verdict."""
    bar = plan_yardstick(facts.rule)
    digits = digits_to_show(facts.rule, value, bars=[bar] if bar else [])
    return facts.rule.number(value, digits)


def _digits_apart(facts, one, other):
    """The target's digits; one more where two different numbers would read the same."""
    digits = facts.rule.decimals
    return digits + (round_half_up(one, digits) == round_half_up(other, digits))


def _difference(facts, moved, digits):
    unit = f" {_('điểm %')}" if facts.rule.is_percentage else ""
    return f"{format_decimal(moved, digits)}{unit}"


def excess_of_pair(one: Decimal, other: Decimal, decimals: int) -> Decimal | None:
    """The sum of two shares of one whole when it is impossible as reported; None when it can be.

    The sum is rounded, never its parts: 75,05 and 24,95 are exactly 100.
    """
    total = round_half_up(one + other, decimals)
    return total if total > 100 else None
