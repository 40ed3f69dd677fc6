"""Exact bounds of the rules of progress: where one more hundredth changes a lamp."""

from datetime import datetime
from decimal import Decimal

import pytest

from q3plan.lib.dates import LOCAL
from q3plan.lib.icons import ICONS
from targets.progress import (
    Comparator,
    Flag,
    Mode,
    Pace,
    PaceStatus,
    Point,
    ReportingStatus,
    Rule,
    Tolerances,
    YardstickOrigin,
    YearStatus,
    compound_average,
    effective_rule,
    expected_line,
    is_possible,
    meets_goal,
    pace,
    reporting_status,
    required_rate,
    year_result,
)

D = Decimal
BEDS = Rule("GE", "REACH", D(42), horizon_year=2030, is_point=True, is_percentage=False)
COVERAGE = Rule("GT", "REACH", D(95), horizon_year=2030)
UNEMPLOYMENT = Rule("LT", "HOLD", D(3), decimals=2)
STANDARD = Rule("EQ", "HOLD", D(100))
POLICE = Rule("EQ", "REACH", D(100), horizon_year=2030)
NONE_LEFT = Rule("EQ", "REACH", D(0), horizon_year=2030, is_percentage=False, decimals=0)
AVERAGE = Rule("GE", "AVERAGE", D(10), start_year=2021, horizon_year=2030)
FALLING_RANGE = Rule(
    "BETWEEN", "REACH", D(40), upper=D(45), horizon_year=2030, higher_is_better=False
)


def judge(rule, value, year=2027, **known):
    return year_result(rule, year=year, value=D(value), **known)


def texts(lamp):
    return " | ".join(f"{step.label}: {step.text}" for step in lamp.steps)


# Year result


@pytest.mark.parametrize(
    ("comparator", "value", "holds"),
    [
        ("GE", "9.999999", False),
        ("GE", "10", True),
        ("GT", "10", False),
        ("GT", "10.000001", True),
        ("LE", "10", True),
        ("LE", "10.000001", False),
        ("LT", "10", False),
        ("LT", "9.999999", True),
    ],
)
def test_bounds_are_judged_on_the_unrounded_value(comparator, value, holds):
    status = judge(Rule(comparator, "HOLD", D(10)), value).status
    assert status == (YearStatus.MET if holds else YearStatus.MISSED)


@pytest.mark.parametrize(
    ("value", "previous", "is_watched"),
    [
        ("2.5", "2.4", True),  # the margin is exactly w
        ("2.49", "2.4", False),
        ("2.5", "2.5", False),  # not worse than last year
        ("2.5", None, False),
    ],
)
def test_to_watch_at_half_a_point_and_worse_than_last_year(value, previous, is_watched):
    result = judge(UNEMPLOYMENT, value, previous_value=previous and D(previous))
    assert (Flag.WATCH in result.flags) == is_watched
    assert (result.tone, result.shape) == (
        ("amber", Flag.WATCH.shape) if is_watched else ("green", YearStatus.MET.shape)
    )
    assert ("Cần theo dõi" in texts(result)) == is_watched


@pytest.mark.parametrize(("value", "is_near"), [("4", True), ("4.01", False)])
def test_near_is_one_point_and_says_how_much_lacks(value, is_near):
    result = judge(UNEMPLOYMENT, value)
    assert (result.flags == (Flag.NEAR_MISS,)) == is_near
    assert ("Sát ngưỡng" in texts(result)) == is_near
    assert (result.margin, result.shortfall) == (None, D(value) - 3)
    assert result.label == ("Không đạt, sát ngưỡng" if is_near else "Không đạt")


def test_margin_and_shortfall_are_never_negative():
    assert (judge(UNEMPLOYMENT, "2").margin, judge(UNEMPLOYMENT, "2").shortfall) == (1, None)
    assert judge(STANDARD, "99.96").shortfall == D("0.04")
    about = Rule("ABOUT", "HOLD", D(89), tolerance=D(1))
    assert (judge(about, "88.2").margin, judge(about, "87").shortfall) == (D("0.2"), 1)
    assert judge(FALLING_RANGE, "46", year=2030).shortfall == 1


def test_tolerances_are_those_of_the_plan():
    strict = Tolerances(watch_points=D("0.1"), near_points=D("0.2"), relative=D("0.01"))
    assert judge(UNEMPLOYMENT, "3.3", tolerances=strict).flags == ()
    assert judge(UNEMPLOYMENT, "2.6", previous_value=D(2), tolerances=strict).flags == ()
    assert judge(BEDS, "41.58", year=2030, tolerances=strict).flags == (Flag.NEAR_MISS,)
    assert judge(BEDS, "41.57", year=2030, tolerances=strict).flags == ()


def test_near_to_an_annual_target_is_five_per_cent_of_the_plans_own_value():
    near = {"annual_target": D(20)}  # 5 % of 42 is 2.1, of 20 it would be 1
    assert judge(BEDS, "17.9", **near).flags == (Flag.NEAR_MISS,)
    assert judge(BEDS, "17.8", **near).flags == ()
    better = Rule("BETTER", "HOLD", higher_is_better=True, is_percentage=False)
    assert judge(better, "19", previous_value=D(20)).flags == (Flag.NEAR_MISS,)
    assert judge(better, "18.9", previous_value=D(20)).flags == ()


def test_an_annual_target_keeps_the_plans_comparator():
    for value, status in (("95.5", YearStatus.MISSED), ("95.6", YearStatus.MET)):
        result = judge(COVERAGE, value, annual_target=D("95.5"))
        assert (result.status, result.yardstick_origin) == (status, YardstickOrigin.ANNUAL)
    lowered = Rule("LT", "HOLD", D(3), decimals=2)
    assert judge(lowered, "2.5", annual_target=D("2.5")).status == YearStatus.MISSED


def test_an_annual_step_of_an_exact_target_is_a_bound_on_its_good_side():
    assert judge(NONE_LEFT, "4", annual_target=D(5)).status == YearStatus.MET
    assert judge(NONE_LEFT, "6", annual_target=D(5)).status == YearStatus.MISSED
    assert judge(POLICE, "99", annual_target=D(100)).bar.comparator == Comparator.EQ
    assert judge(POLICE, "80", annual_target=D(70)).bar.comparator == Comparator.GE


def test_what_cannot_be_is_not_judged_against_any_yardstick():
    for annual in (None, D(70), D(100)):
        known = {"year": 2030, "annual_target": annual}
        assert judge(POLICE, "100.2", **known).status == YearStatus.NOT_ASSESSABLE
        assert judge(POLICE, "100", **known).status == YearStatus.MET
        assert judge(NONE_LEFT, "-1", **known).status == YearStatus.NOT_ASSESSABLE
    assert judge(NONE_LEFT, "1", year=2030).status == YearStatus.MISSED
    ends = {"floor": D(0), "ceiling": D(100)}
    assert [is_possible(D(x), **ends) for x in ("-0.1", "0", "100", "100.1")] == [
        *(False, True, True, False)
    ]
    assert is_possible(D("-4.88"), None, None)  # growth may be negative
    assert not is_possible(D(-1), D(0), None)


def test_a_target_is_judged_from_its_first_year_on():
    classrooms = Rule("GE", "HOLD", D(300), start_year=2030, is_percentage=False)
    assert judge(classrooms, "300", year=2029).status == YearStatus.NOT_STARTED
    assert judge(classrooms, "300", year=2030).status == YearStatus.MET
    assert judge(BEDS, "42", year=2029).status == YearStatus.NOT_ASSESSABLE
    assert judge(BEDS, "42", year=2030).status == YearStatus.MET
    assert judge(BEDS, "41", year=2031).status == YearStatus.MISSED


def test_a_point_is_exceeded_at_the_reported_precision_only():
    assert judge(BEDS, "42.04", year=2030).status == YearStatus.MET
    assert judge(BEDS, "42.05", year=2030).status == YearStatus.EXCEEDED
    assert judge(Rule("GE", "HOLD", D(10)), "12").status == YearStatus.MET


def test_a_baseline_makes_a_hold_from_its_own_year():
    assert effective_rule(COVERAGE, Point(2024, D(96))).start_year == 2024
    assert effective_rule(COVERAGE, Point(2024, D(95))) == COVERAGE
    assert effective_rule(COVERAGE, None) == COVERAGE
    assert judge(COVERAGE, "96", year=2023, baseline=Point(2024, D(96))).status == "NOT_STARTED"
    assert not meets_goal(Rule("BETTER", "REACH", higher_is_better=True), D(5))


def test_what_is_not_judged_still_shows_its_figure_first():
    result = judge(BEDS, "36", baseline=Point(2024, D(30)))
    assert [step.label for step in result.steps] == ["Số liệu", "Kết luận"]
    blank = year_result(BEDS, year=2027, value=None)
    assert [step.label for step in blank.steps] == ["Kết luận"]


# Pace


def beds(value, **known):
    """E is 30.1, because the annual target says so, and B is 30."""
    line = {"baseline": Point(2024, D(30)), "annual_targets": {2027: D("30.1")}}
    return pace(BEDS, year=2027, value=D(value), **(line | known))


def test_half_a_unit_of_the_last_digit_is_forgiven_and_no_more():
    assert (beds("30.05").status, beds("30.05").ratio) == (PaceStatus.ON_TRACK, D("0.5"))
    assert beds("30.04").status == PaceStatus.AT_RISK


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("95", PaceStatus.ON_TRACK),
        ("94.99", PaceStatus.BEHIND),
        ("60", PaceStatus.BEHIND),
        ("59.99", PaceStatus.AT_RISK),
        ("0", PaceStatus.AT_RISK),
        ("-0.01", PaceStatus.WORSENING),
    ],
)
@pytest.mark.parametrize("rises", [True, False])
def test_cuts_of_p_for_rising_and_falling_targets(value, status, rises):
    sign = 1 if rises else -1
    rule = Rule("GE" if rises else "LE", "REACH", D(200) * sign, horizon_year=2030)
    line = {"baseline": Point(2024, D(0)), "annual_targets": {2027: D(100) * sign}}
    found = pace(rule, year=2027, value=D(value) * sign, **line)
    assert found.status == status
    assert found.ratio == D(value) / 100


def test_an_expected_value_equal_to_the_baseline_gives_no_p():
    flat = {"annual_targets": {2027: D(30)}}
    assert (beds("29", **flat).status, beds("29", **flat).ratio) == (PaceStatus.BEHIND, None)
    assert beds("30", **flat).status == PaceStatus.ON_TRACK
    assert beds("29", baseline=None).status == PaceStatus.BEHIND


def test_the_line_of_a_range_ends_at_its_nearer_end():
    line = expected_line(FALLING_RANGE, Point(2027, D(51)))
    assert [(point.year, point.value) for point in line] == [
        *((2027, 51), (2028, 49), (2029, 47), (2030, 45))
    ]
    assert expected_line(Rule("GE", "HOLD", D(42), horizon_year=2030), Point(2027, D(30))) == ()
    assert expected_line(Rule("BETTER", "REACH", horizon_year=2030), Point(2027, D(1))) == ()


def test_a_line_through_decided_values_only_begins_with_the_first():
    annual = {2026: D(34), 2028: D(38)}
    early = pace(BEDS, year=2025, value=D(33), annual_targets=annual)
    assert (early.status, early.expected) == (None, None)
    between = pace(BEDS, year=2027, value=D(36), annual_targets=annual)
    assert (between.expected, between.expected_is_reference) == (36, True)
    assert "tham khảo" in texts(between)
    decided = pace(BEDS, year=2028, value=D(36), annual_targets=annual)
    assert (decided.expected, decided.expected_is_reference) == (38, False)
    assert "tham khảo" not in texts(decided)


def test_there_is_no_pace_before_the_start_and_without_a_horizon():
    later = Rule("GE", "REACH", D(42), start_year=2026, horizon_year=2030)
    line = {"baseline": Point(2024, D(30))}
    assert pace(later, year=2025, value=D(31), **line).status is None
    assert pace(later, year=2026, value=D(40), **line).status == PaceStatus.ON_TRACK
    endless = Rule("GE", "REACH", D(42))
    assert pace(endless, year=2027, value=D(41), **line).status is None


def test_a_pace_that_is_unknown_is_grey_and_says_so():
    unknown = Pace(reason="Chưa có số gốc.")
    assert (unknown.label, unknown.tone, unknown.percent) == ("Chưa xác định tiến độ", "grey", "")
    assert unknown.shape in ICONS
    known = pace(BEDS, year=2027, value=D(33), baseline=Point(2024, D(30)))
    assert (known.label, known.tone) == ("Nguy cơ không đạt", "red")
    assert (known.shape, known.percent) == (PaceStatus.AT_RISK.shape, "50,0")


# Averages


def average(*rates, rule=AVERAGE):
    series = dict(enumerate(map(D, rates), rule.start_year))
    return pace(rule, year=max(series), value=D(rates[-1]), series=series)


def test_cuts_of_an_average():
    for rate, status in (
        ("9.5", "ON_TRACK"),
        ("9.4", "BEHIND"),
        ("6", "BEHIND"),
        ("5.9", "AT_RISK"),
    ):
        # A better year before the span keeps the needed rate within what was seen.
        series = {2020: D(30), **dict.fromkeys((2021, 2022), D(rate))}
        found = pace(AVERAGE, year=2022, value=D(rate), series=series)
        assert (found.status, found.ratio) == (status, D(rate) / 10), rate
    assert average("-1").status == PaceStatus.WORSENING
    assert average("10").ratio == 1


def test_an_average_shows_its_working():
    shown = texts(average(12, 8, 9))
    for words in ("12", "a = (Π(1 + g))^(1/3) − 1 = 9,65%", "P = a / T = 96,5%", "r = 10,15%"):
        assert words in shown
    assert average(12, 8, 9).gap == 10 - average(12, 8, 9).average


def test_a_falling_average_is_turned_round():
    rule = Rule("LE", "AVERAGE", D(2), start_year=2026, horizon_year=2030)
    better, worse = average(1, rule=rule), average(4, rule=rule)
    assert (better.status, worse.status) == (PaceStatus.ON_TRACK, PaceStatus.AT_RISK)
    assert worse.ratio == D("0.5")
    assert average(-1, rule=rule).ratio is None


def test_a_needed_rate_equal_to_the_best_is_within_reach():
    rule = Rule("GE", "AVERAGE", D(10), start_year=2026, horizon_year=2029)
    steady = average(10, 10, 10, rule=rule)
    assert (steady.required_rate, steady.status) == (10, PaceStatus.ON_TRACK)


def test_growth_needs_rates_above_minus_one_hundred():
    assert compound_average([]) is None
    assert compound_average([D(5), D(-100)]) is None
    assert compound_average([D(-99)]) == -99
    assert required_rate([D(10)], D(10), 1) is None
    assert required_rate([D(-100)], D(10), 2) is None
    assert required_rate([D(10)], D(-100), 2) is None
    assert required_rate([D(21)], D(10), 2) == 0
    assert average(-100).status is None


# Other


def test_due_soon_begins_fourteen_days_before():
    def status(moment):
        at = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
        return reporting_status(at=at, due_before=datetime(2027, 11, 10).date())

    assert status("2027-10-26T23:59:59.999999") == ReportingStatus.NOT_DUE
    assert status("2027-10-27T00:00") == ReportingStatus.DUE_SOON


def test_a_rule_takes_the_plain_words_of_a_row():
    assert (UNEMPLOYMENT.comparator, UNEMPLOYMENT.mode) == (Comparator.LT, Mode.HOLD)
    assert [UNEMPLOYMENT.number(x) for x in (D("2.5"), None)] == ["2,5%", "–"]
    assert BEDS.number(D(42)) == "42"
    assert not UNEMPLOYMENT.rises and not NONE_LEFT.rises and POLICE.rises
