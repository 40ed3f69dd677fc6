"""How one year of a target is judged: rows of the ledger given to the rules of progress.

With a ``vintage`` the year is judged by that kind of figure alone; other years keep their best.
"""

from decimal import Decimal

from q3plan.lib.words import gettext as _
from reports.dashboards.ledger import Ledger
from reports.models import Observation
from targets.models import Plan, Reading, Target
from targets.progress import (
    Mode,
    NoDataReason,
    Pace,
    Point,
    Rule,
    Step,
    Tolerances,
    Vintage,
    YearResult,
    effective_rule,
    pace,
    year_result,
)
from targets.progress.rule import annual_yardstick, plan_yardstick


def governing_reading(target) -> Reading:
    """The reading that governs; StopIteration where a target has none (such are not judged)."""
    return next(reading for reading in target.readings.all() if reading.is_governing)


def rule_of_reading(reading: Reading, target: Target | None = None) -> Rule:
    target = target or reading.target
    return Rule(
        comparator=reading.comparator,
        mode=reading.mode,
        value=reading.value,
        upper=reading.upper,
        tolerance=reading.tolerance,
        start_year=reading.start_year,
        horizon_year=reading.horizon_year,
        is_point=reading.is_point,
        is_percentage=target.is_percentage,
        decimals=target.decimals,
    )


def rule_of(target: Target) -> Rule:
    """The rule of the governing reading."""
    return rule_of_reading(governing_reading(target), target)


def tolerances_of(plan: Plan) -> Tolerances:
    # A plan that was just made still holds its defaults as they are written.
    kept = (plan.watch_points, plan.near_points, plan.relative_tolerance)
    return Tolerances(*map(Decimal, kept))


def baseline_of(target: Target) -> Point | None:
    if target.baseline_year is None:
        return None
    return Point(target.baseline_year, target.baseline_value)


def yardstick_words(ledger, target, year, rule, governing) -> str:
    """What the year is held against, or what is asked by the horizon where the year has none."""
    annual = ledger.annual(target).get(year)
    if annual:
        return annual_yardstick(rule, annual.value).words
    effective = effective_rule(rule, baseline_of(target))
    started = effective.start_year is None or year >= effective.start_year
    due = effective.horizon_year is not None and year >= effective.horizon_year
    bar = plan_yardstick(effective)
    if bar and started and (effective.mode == Mode.HOLD or due):
        return bar.words
    words = bar.words if bar else governing.wording
    if effective.mode == Mode.HOLD and not started:
        return _("%(words)s, từ năm %(year)s") % {"words": words, "year": effective.start_year}
    if effective.horizon_year is None:
        return words
    return _("%(words)s vào năm %(year)s") % {"words": words, "year": effective.horizon_year}


def held_of(
    ledger: Ledger, target: Target, year: int, vintage: Vintage | None = None
) -> Observation | None:
    """The accepted observation that the year is judged by."""
    if vintage is None:
        return ledger.best(target, year)
    return ledger.of_vintage(target, year, vintage)


def why_blank(
    ledger: Ledger, target: Target, year: int, vintage: Vintage | None = None
) -> NoDataReason | None:
    """Why the year has nothing to be judged by; a report may have come without this kind."""
    return ledger.why_blank(target, year) if vintage is None else None


def result_of(ledger, target, year, rule, vintage=None) -> YearResult:
    """The year result under one rule."""
    held = held_of(ledger, target, year, vintage)
    reason = None if held else why_blank(ledger, target, year, vintage)
    rates = _rates(ledger, target, year, rule, vintage)
    return _result(ledger, target, year, rule, held, rates, reason)


def judge(ledger, target, year, rule, observation) -> YearResult:
    """As ``result_of``, of any one observation (None for none) among the best of other years."""
    reason = None if observation else ledger.why_blank(target, year)
    rates = _rates(ledger, target, year, rule)
    return _result(ledger, target, year, rule, observation, rates, reason)


def _result(ledger, target, year, rule, observation, rates, reason):
    previous = ledger.best(target, year - 1)
    annual = ledger.annual(target).get(year)
    return year_result(
        rule,
        year=year,
        value=observation.value if observation else None,
        annual_target=annual.value if annual else None,
        previous_value=previous.value if previous else None,
        baseline=baseline_of(target),
        series=rates,
        tolerances=tolerances_of(target.plan),
        vintage=observation.vintage if observation else None,
        no_data_reason=reason,
    )


def pace_of(ledger, target, year, rule, vintage=None) -> Pace:
    """The pace towards the horizon under one rule."""
    held = held_of(ledger, target, year, vintage)
    if held and held.vintage == Vintage.YTD:
        reason = _("Số thực hiện 10 tháng không so với mốc của cả năm.")
        return Pace(reason=reason, steps=(Step(_("Kết luận"), reason),))
    return pace(
        rule,
        year=year,
        value=held.value if held else None,
        baseline=baseline_of(target),
        annual_targets={known: row.value for known, row in ledger.annual(target).items()},
        series=_rates(ledger, target, year, rule, vintage),
    )


def _rates(ledger, target, year, rule, vintage=None):
    """The values of the years up to this one; averages alone are made of them."""
    if rule.mode != Mode.AVERAGE:
        return {}
    best = ledger.best_by_year(target)
    rates = {known: row.value for known, row in best.items() if known < year}
    held = held_of(ledger, target, year, vintage)
    return rates | ({year: held.value} if held else {})
