"""What giving a value for one year means for the way to the horizon: pure rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.progress import Point, Rule, Setting, check_setting, straight_value

D = Decimal
FORTY_TWO = Rule("GE", "REACH", D(42), horizon_year=2030, is_point=True, is_percentage=False)
FALLING = Rule("LE", "REACH", D(3), horizon_year=2030)
HUNDRED = Rule("EQ", "HOLD", D(100))
values = st.decimals(min_value=-500, max_value=500, places=2)


def check(rule, value, *, last=None, year=2027, **known):
    point = Point(year - 1, D(last)) if last is not None else None
    return check_setting(rule, year=year, value=D(value), last=point, **known)


def test_a_value_that_leads_short_of_the_horizon_says_by_how_much_and_what_later_years_need():
    # 36,3 → 37 is 0,7 a year: 37 + 3 × 0,7 = 39,1 in 2030.
    found = check(FORTY_TWO, "37", last="36.3")
    assert found.status == Setting.SHORT
    assert (found.horizon, found.at_horizon, found.shortfall) == (2030, D("39.1"), D("2.9"))
    assert "đến năm 2030 còn thiếu 2,9 so với mức phải đạt (42)" in found.text
    assert "mỗi năm sau đó phải tăng thêm 1,7" in found.text


@pytest.mark.parametrize(
    ("rule", "value", "last", "status"),
    [
        (FORTY_TWO, "38", "36.3", Setting.ON_PATH),
        (FORTY_TWO, "36", "36.3", Setting.BACKWARDS),
        (FORTY_TWO, "42", "36.3", Setting.REACHED),
        (FORTY_TWO, "43", None, Setting.REACHED),
        (FORTY_TWO, "40", None, Setting.SHORT),
        (FALLING, "4.8", "5.2", Setting.SHORT),
        (FALLING, "4.6", "5.2", Setting.ON_PATH),
        (FALLING, "5.5", "5.2", Setting.BACKWARDS),
        (FALLING, "2.9", "5.2", Setting.REACHED),
        (Rule("LT", "HOLD", D(3)), "3", "2.6", Setting.AS_PLANNED),
        (Rule("LT", "HOLD", D(3)), "3.1", "2.6", Setting.BELOW_PLAN),
        (Rule("GT", "HOLD", D(75)), "74.9", "76", Setting.BELOW_PLAN),
        (HUNDRED, "99.9", "100", Setting.BELOW_PLAN),
        (HUNDRED, "100", "100", Setting.AS_PLANNED),
        (HUNDRED, "101", "100", Setting.BEYOND),
        (Rule("EQ", "HOLD", D(0)), "0", None, Setting.AS_PLANNED),
        (Rule("EQ", "HOLD", D(0)), "1", None, Setting.BELOW_PLAN),
        (Rule("BETWEEN", "HOLD", D(88), upper=D(90)), "89", None, Setting.AS_PLANNED),
        (Rule("BETWEEN", "HOLD", D(88), upper=D(90)), "91", None, Setting.BEYOND),
        (Rule("BETWEEN", "HOLD", D(88), upper=D(90)), "87", None, Setting.BELOW_PLAN),
        (Rule("ABOUT", "HOLD", D(89), tolerance=D(1)), "88", None, Setting.AS_PLANNED),
        (Rule("ABOUT", "REACH", D(89), tolerance=D(1), horizon_year=2030), "91", "87", "BEYOND"),
        (Rule("BETTER", "HOLD", higher_is_better=True), "5", "4", Setting.AS_PLANNED),
        (Rule("BETTER", "HOLD", higher_is_better=False), "5", "4", Setting.BACKWARDS),
        (Rule("BETTER", "HOLD", higher_is_better=True), "5", None, Setting.NO_PATH),
        (Rule("GE", "REACH", D(42)), "40", "36", Setting.NO_PATH),
        # It holds from 2030 on: what is given before is a step on the way there.
        (Rule("GE", "HOLD", D(300), start_year=2030), "290", "280", Setting.ON_PATH),
        (Rule("GE", "HOLD", D(300), start_year=2030), "281", "280", Setting.SHORT),
        # In the year of the horizon T itself binds.
        (Rule("GE", "REACH", D(42), horizon_year=2027), "41", "40", Setting.BELOW_PLAN),
    ],
)
def test_every_kind_of_target_is_checked_by_what_the_plan_asks_of_the_year(
    rule, value, last, status
):
    found = check(rule, value, last=last)
    assert found.status == status
    assert found.text and found.label and found.tone and found.shape


def test_a_baseline_that_meets_the_goal_makes_it_bind_every_year():
    rule = Rule("GT", "REACH", D(95), horizon_year=2030)
    found = check(rule, "94", last="96", baseline=Point(2024, D(96)))
    assert found.status == Setting.BELOW_PLAN


def test_an_average_is_checked_by_the_mean_and_needs_every_year():
    rule = Rule("GE", "AVERAGE", D(10), start_year=2025, horizon_year=2030)
    rates = {2025: D(9), 2026: D(10)}
    assert check(rule, "8", series=rates).status == Setting.SHORT
    assert check(rule, "11", series=rates).status == Setting.ON_PATH
    found = check(rule, "11", series={2025: D(9)})
    assert found.status == Setting.NO_PATH and "2026" in found.text


def path(rises, last, gap, years):
    """A rule whose goal lies ``gap`` ahead of ``last``, and the good direction as ±1."""
    sign = 1 if rises else -1
    comparator = "GE" if rises else "LE"
    goal = last + sign * gap
    return Rule(comparator, "REACH", goal, horizon_year=2026 + years, decimals=2), sign


gaps = st.decimals(min_value="0.01", max_value=500, places=2)


@given(st.booleans(), values, gaps, st.integers(2, 20))
def test_the_straight_value_is_always_enough_in_both_directions(rises, last, gap, years):
    rule, sign = path(rises, last, gap, years)
    value = straight_value(rule, year=2027, last=Point(2026, last))
    assert sign * (value - last) > 0
    found = check(rule, value, last=last)
    assert found.status in {Setting.ON_PATH, Setting.REACHED}
    assert found.shortfall is None


@given(st.booleans(), values, gaps, st.integers(2, 20), gaps)
def test_a_worse_value_lacks_exactly_what_the_later_years_must_bring_more(
    rises, last, gap, years, worse
):
    rule, sign = path(rises, last, gap, years)
    exact = last + sign * gap / years
    value = exact - sign * worse
    found = check_setting(rule, year=2027, value=value, last=Point(2026, last))
    assert found.status in {Setting.SHORT, Setting.BACKWARDS}
    assert (found.status == Setting.BACKWARDS) == (sign * (value - last) < 0)
    # One step of less, taken every year: the gap grows with the number of years.
    assert abs(found.shortfall - worse * years) < D("1e-15")
    reached = value + sign * found.needed * (years - 1)
    assert abs(reached - rule.value) < D("1e-15")


@given(st.booleans(), values, gaps, st.integers(2, 20), gaps, gaps)
def test_a_better_value_never_lacks_more_than_a_worse_one(rises, last, gap, years, one, other):
    rule, sign = path(rises, last, gap, years)
    low, high = sorted((one, other))
    lacks = [
        check_setting(rule, year=2027, value=last + sign * step, last=Point(2026, last)).shortfall
        or D(0)
        for step in (low, high)
    ]
    assert lacks[1] <= lacks[0]


@given(values, gaps, st.integers(2, 20), values)
def test_rising_and_falling_targets_are_mirror_images(last, gap, years, value):
    up, _sign = path(True, last, gap, years)
    down, _sign = path(False, -last, gap, years)
    risen = check_setting(up, year=2027, value=value, last=Point(2026, last))
    fallen = check_setting(down, year=2027, value=-value, last=Point(2026, -last))
    assert risen.status == fallen.status
    assert (risen.shortfall, risen.needed) == (fallen.shortfall, fallen.needed)


def test_what_is_reached_already_is_kept_and_what_binds_is_the_plans_value():
    assert straight_value(FORTY_TWO, year=2028, last=Point(2027, D(43))) == 43
    assert straight_value(HUNDRED, year=2028, last=Point(2027, D(98))) == 100
    assert straight_value(Rule("BETTER", "HOLD"), year=2028) is None
    assert straight_value(FORTY_TWO, year=2028) is None


def test_without_a_value_the_way_starts_at_the_baseline():
    found = straight_value(FORTY_TWO, year=2027, baseline=Point(2024, D(30)))
    assert found == 36
