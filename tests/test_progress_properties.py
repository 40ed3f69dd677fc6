"""What must hold for any figure, for rising and falling targets alike."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from targets.progress import (
    PaceStatus,
    Point,
    Rule,
    YearStatus,
    display_value,
    largest_remainder,
    pace,
    severity,
    year_result,
)

D = Decimal
figures = st.decimals(min_value=0, max_value=100, places=2)
rates = st.decimals(min_value=-20, max_value=30, places=1)
bounds = st.sampled_from(["GE", "GT", "LE", "LT"])
MIRROR = {"GE": "LE", "GT": "LT", "LE": "GE", "LT": "GT"}
YEAR_RANK = [YearStatus.MISSED, YearStatus.MET, YearStatus.EXCEEDED]


@st.composite
def rules(draw, mode="HOLD"):
    comparator = draw(st.sampled_from(["GE", "GT", "LE", "LT", "BETWEEN", "ABOUT", "EQ"]))
    rises = draw(st.booleans())
    value = D(100 if rises else 0) if comparator == "EQ" else draw(figures)
    return Rule(
        comparator,
        mode,
        value,
        upper=value + draw(figures),
        tolerance=draw(st.decimals(min_value=0, max_value=5, places=1)),
        horizon_year=2030,
        is_point=comparator in {"GE", "LE"} and draw(st.booleans()),
        is_percentage=draw(st.booleans()) or comparator == "EQ",
        higher_is_better=rises,
        decimals=draw(st.integers(0, 2)),
    )


def _better_first(rule, one, other):
    return (one, other) if rule.improvement(one, other) >= 0 else (other, one)


@given(rules(), figures, figures, st.none() | figures, st.none() | figures)
def test_better_never_lowers_a_year_result(rule, one, other, previous, annual):
    better, worse = _better_first(rule, one, other)
    known = {"year": 2027, "previous_value": previous, "annual_target": annual}
    high, low = (year_result(rule, value=value, **known) for value in (better, worse))
    assert YEAR_RANK.index(high.status) >= YEAR_RANK.index(low.status)
    assert severity(high) >= severity(low)


@given(rules("REACH"), figures, figures, st.none() | figures, st.none() | figures)
def test_better_never_lowers_a_pace(rule, one, other, baseline, annual):
    better, worse = _better_first(rule, one, other)
    known = {
        "year": 2027,
        "baseline": None if baseline is None else Point(2024, baseline),
        "annual_targets": {} if annual is None else {2027: annual},
    }
    high, low = (pace(rule, value=value, **known) for value in (better, worse))
    if high.status and low.status:
        assert high.status.rank <= low.status.rank


@given(bounds, st.lists(rates, min_size=1, max_size=6), rates, rates)
def test_better_never_lowers_an_average(comparator, before, one, other):
    rule = Rule(comparator, "AVERAGE", D(5), start_year=2021, horizon_year=2030)
    better, worse = _better_first(rule, one, other)
    year = 2021 + len(before)

    def at(last):
        series = dict(zip(range(2021, year + 1), [*before, last], strict=True))
        return pace(rule, year=year, value=last, series=series).status.rank

    assert at(better) <= at(worse)


@given(rules(), st.decimals(min_value=0, max_value=100, places=5), st.none() | figures)
def test_what_is_shown_never_contradicts_the_lamp(rule, value, annual):
    result = year_result(rule, year=2027, value=value, annual_target=annual)
    shown = display_value(value, rule, result=result)
    reread = D(shown.replace(".", "").replace(",", ".").replace("−", "-"))
    again = year_result(rule, year=2027, value=reread, annual_target=annual)
    assert again.status == result.status


@given(rules("REACH"), figures, figures)
def test_the_percent_shown_never_contradicts_the_pace(rule, value, baseline):
    found = pace(rule, year=2027, value=value, baseline=Point(2024, baseline))
    if found.percent and found.status in {PaceStatus.BEHIND, PaceStatus.AT_RISK}:
        shown = D(found.percent.replace(",", "."))
        low, high = (60, 95) if found.status == PaceStatus.BEHIND else (0, 60)
        assert low <= shown < high
    if found.status == PaceStatus.WORSENING:
        assert found.percent.startswith("−")


@given(rules("HOLD") | rules("REACH"), st.integers(2024, 2046), st.none() | figures)
def test_blank_is_never_zero(rule, year, annual):
    result = year_result(rule, year=year, value=None, annual_target=annual)
    assert result.status == YearStatus.NO_DATA
    found = pace(rule, year=year, value=None, baseline=Point(2024, D(50)))
    assert found.status is None
    assert display_value(None, rule) == "–"


@given(bounds, figures, figures, figures, figures, st.booleans())
def test_rising_and_falling_targets_are_mirror_images(comparator, goal, value, base, last, point):
    """Turning every figure upside down turns the comparator and nothing else."""

    def lamps(sign, name):
        rule = Rule(name, "REACH", sign * goal, horizon_year=2030, is_point=point)
        baseline = Point(2024, sign * base)
        found = pace(rule, year=2027, value=sign * value, baseline=baseline)
        result = year_result(
            rule, year=2030, value=sign * value, previous_value=sign * last, baseline=baseline
        )
        return found.status, found.ratio, result.status, result.flags, result.shortfall

    assert lamps(1, comparator) == lamps(-1, MIRROR[comparator])


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_shares_add_up_to_one_hundred(counts):
    assert sum(largest_remainder(counts)) == (100 if any(counts) else 0)
