"""How one year of a target is judged: rows of the ledger given to the rules of progress.

With a ``vintage`` the year is judged by that kind of figure alone; other years keep their best.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from q3plan.lib.words import gettext as _
from reports.dashboards.ledger import Ledger
from reports.models import Observation
from targets.models import Plan, Reading, SeriesBreak, Target
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


def governing_reading(target: Target, year: int) -> Reading:
    """The reading that the year is judged by; LookupError where the target has none.

    It is the one that governs on the year's last day, so that what was decided later changes no
    verdict of an earlier year.
    """
    reading = target.reading_in(year)
    if reading is None:
        raise LookupError(target.code)
    return reading


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


def rule_of(target: Target, year: int) -> Rule:
    """The rule of the reading that governs in the year."""
    return rule_of_reading(governing_reading(target, year), target)


def rules_of(target: Target) -> Callable[[int], Rule]:
    """``rule_of`` for many years of one target: the rule of each reading is made once."""
    made = {}

    def rule(year):
        reading = governing_reading(target, year)
        if reading.pk not in made:
            made[reading.pk] = rule_of_reading(reading, target)
        return made[reading.pk]

    return rule


def tolerances_of(plan: Plan) -> Tolerances:
    # A plan that was just made still holds its defaults as they are written.
    kept = (plan.watch_points, plan.near_points, plan.relative_tolerance)
    return Tolerances(*map(Decimal, kept))


def baseline_of(target: Target, year: int) -> Point | None:
    """Where the way to the horizon begins, as the year's values are measured.

    Behind a break of the series that is the value restated for it, or nothing to compare with.
    """
    if target.baseline_year is None:
        return None
    broken = target.break_in(year)
    if broken is None or target.baseline_year >= broken.first_year:
        return Point(target.baseline_year, target.baseline_value)
    return restated_point(broken)


def restated_point(broken: SeriesBreak) -> Point | None:
    """The year before the break on the new footing."""
    if broken.restated_value is None:
        return None
    return Point(broken.first_year - 1, broken.restated_value)


def begins_series(target: Target, year: int) -> SeriesBreak | None:
    """The break that separates the year from the one before it."""
    broken = target.break_in(year)
    return broken if broken and broken.first_year == year else None


def comparable_with(target: Target, year: int, previous: Decimal | None) -> Decimal | None:
    """Last year's value as this year's is measured; ``previous`` is the one on record."""
    broken = begins_series(target, year)
    return broken.restated_value if broken else previous


def comparable(target: Target, year: int, by_year: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Values (or annual targets) by year, without those from before a break of the series."""
    broken = target.break_in(year)
    if broken is None:
        return dict(by_year)
    known = {other: value for other, value in by_year.items() if other >= broken.first_year}
    point = restated_point(broken)
    return known | ({point.year: point.value} if point else {})


def since_break(target: Target, year: int, annual: Mapping) -> dict[int, Decimal]:
    """Decided values by year that the way of the year leads over; ``annual`` holds their rows."""
    broken = target.break_in(year)
    first = broken.first_year if broken else 0
    return {known: row.value for known, row in annual.items() if known >= first}


def yardstick_words(ledger, target, year, rule, governing) -> str:
    """What the year is held against, or what is asked by the horizon where the year has none."""
    annual = ledger.annual(target).get(year)
    if annual:
        return annual_yardstick(rule, annual.value).words
    effective = effective_rule(rule, baseline_of(target, year))
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
    before = comparable_with(target, year, previous.value if previous else None)
    annual = ledger.annual(target).get(year)
    return year_result(
        rule,
        year=year,
        value=observation.value if observation else None,
        annual_target=annual.value if annual else None,
        previous_value=before,
        baseline=baseline_of(target, year),
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
        baseline=baseline_of(target, year),
        annual_targets=since_break(target, year, ledger.annual(target)),
        series=_rates(ledger, target, year, rule, vintage),
    )


def _rates(ledger, target, year, rule, vintage=None):
    """The values of the years up to this one; averages alone are made of them."""
    if rule.mode != Mode.AVERAGE:
        return {}
    best = ledger.best_by_year(target)
    rates = {known: row.value for known, row in best.items() if known < year}
    held = held_of(ledger, target, year, vintage)
    return comparable(target, year, rates) | ({year: held.value} if held else {})
