"""The rules of progress: each case of the definition (§5.9), then what it leaves open."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from q3plan.lib.dates import LOCAL
from targets.progress import (
    Flag,
    NoDataReason,
    PaceStatus,
    Point,
    ReportingStatus,
    Rule,
    Vintage,
    YardstickOrigin,
    YearStatus,
    best_vintage,
    display_value,
    expected_line,
    flipped,
    is_possible,
    no_data_reason,
    pace,
    reporting_status,
    year_result,
)

D = Decimal
BEDS = Rule("GE", "REACH", D(42), horizon_year=2030, is_point=True, is_percentage=False)
BEDS_BASELINE = Point(2024, D(30))
UNEMPLOYMENT = Rule("LT", "HOLD", D(3))
SERVICES = Rule("GT", "HOLD", D(75))
STANDARD = Rule("EQ", "HOLD", D(100))
WATER = Rule("GT", "REACH", D(95), horizon_year=2030)
INSURANCE = Rule("GE", "REACH", D(89), horizon_year=2030)
INSURANCE_ABOUT = Rule("ABOUT", "REACH", D(89), tolerance=D(1), horizon_year=2030)
GROWTH = Rule("GE", "HOLD", D(10))
AVERAGE = Rule("GE", "AVERAGE", D(10), start_year=2021, horizon_year=2030)
INCIDENTS = Rule("EQ", "HOLD", D(0), is_percentage=False, decimals=0)
CLASSROOMS = Rule(
    "GE", "HOLD", D(300), start_year=2030, horizon_year=2045, is_percentage=False, decimals=0
)


def judge(rule, value, year=2027, **known):
    return year_result(rule, year=year, value=None if value is None else D(value), **known)


# The table of §5.9


@pytest.mark.parametrize(
    ("value", "status", "ratio"),
    [
        ("36.0", PaceStatus.ON_TRACK, "1"),
        ("35.6", PaceStatus.BEHIND, "0.9333"),
        ("33", PaceStatus.AT_RISK, "0.5"),
        ("29", PaceStatus.WORSENING, "-0.1667"),
        ("42", PaceStatus.ACHIEVED_EARLY, None),
    ],
)
def test_beds_without_annual_target_have_a_pace_and_no_year_result(value, status, ratio):
    found = pace(BEDS, year=2027, value=D(value), baseline=BEDS_BASELINE)
    assert found.status == status
    assert ratio is None or found.ratio.quantize(D("1e-4")) == D(ratio)
    if ratio is not None:
        assert (found.expected, found.expected_is_reference) == (36, True)
    result = judge(BEDS, value, baseline=BEDS_BASELINE)
    assert result.status == YearStatus.NOT_ASSESSABLE
    assert "2027" in result.reason


@pytest.mark.parametrize(
    ("value", "status", "flags"),
    [
        ("36.9", YearStatus.MISSED, (Flag.NEAR_MISS,)),
        ("37", YearStatus.MET, ()),
        ("37.1", YearStatus.EXCEEDED, ()),
    ],
)
def test_beds_are_judged_by_the_annual_target(value, status, flags):
    result = judge(BEDS, value, annual_target=D(37), baseline=BEDS_BASELINE)
    assert (result.status, result.flags) == (status, flags)
    assert (result.yardstick, result.yardstick_origin) == (37, YardstickOrigin.ANNUAL)


@pytest.mark.parametrize(
    ("value", "previous", "status", "flags"),
    [
        ("2.4", None, YearStatus.MET, ()),
        ("2.9", "2.5", YearStatus.MET, (Flag.WATCH,)),
        ("2.9", "2.95", YearStatus.MET, ()),
        ("3.0", None, YearStatus.MISSED, (Flag.NEAR_MISS,)),
        ("3.3", None, YearStatus.MISSED, (Flag.NEAR_MISS,)),
        ("4.5", None, YearStatus.MISSED, ()),
    ],
)
def test_below_three_is_strict(value, previous, status, flags):
    result = judge(UNEMPLOYMENT, value, previous_value=previous and D(previous))
    assert (result.status, result.flags) == (status, flags)


def test_above_75_is_strict_and_shows_the_digit_that_decides():
    missed, met = judge(SERVICES, "75.0"), judge(SERVICES, "75.04")
    assert (missed.status, missed.flags) == (YearStatus.MISSED, (Flag.NEAR_MISS,))
    assert met.status == YearStatus.MET
    assert display_value(D("75.04"), SERVICES, result=met) == "75,04"
    assert display_value(D("75.0"), SERVICES, result=missed) == "75,0"
    assert display_value(D("74.96"), SERVICES) == "75,0"  # 75,0 is itself a miss


def test_one_hundred_per_cent_is_never_rounded_into():
    missed = judge(STANDARD, "99.96")
    assert (missed.status, missed.flags) == (YearStatus.MISSED, (Flag.NEAR_MISS,))
    assert display_value(D("99.96"), STANDARD, result=missed) == "99,96"
    assert display_value(D("99.9996"), STANDARD) == "99,9996"
    assert judge(STANDARD, "100").status == YearStatus.MET
    assert not is_possible(D("100.2"), D(0), D(100))
    assert is_possible(D("100.3"), D(0), None)  # completion of a plan may pass 100
    assert judge(STANDARD, "100.2").status == YearStatus.NOT_ASSESSABLE


def test_a_baseline_that_meets_the_target_makes_it_a_hold():
    baseline = Point(2024, D(96))
    result = judge(WATER, "95.0", baseline=baseline)
    assert (result.status, result.flags) == (YearStatus.MISSED, (Flag.NEAR_MISS,))
    found = pace(WATER, year=2027, value=D(95), baseline=baseline)
    assert found.status is None
    assert found.reason


def test_from_89_and_about_89_differ():
    result = judge(INSURANCE, "88.2", year=2030)
    assert (result.status, result.flags) == (YearStatus.MISSED, (Flag.NEAR_MISS,))
    assert judge(INSURANCE_ABOUT, "88.2", year=2030).status == YearStatus.MET
    assert judge(INSURANCE_ABOUT, "87.9", year=2030).status == YearStatus.MISSED
    assert judge(INSURANCE_ABOUT, "90.1", year=2030).status == YearStatus.EXCEEDED


def test_about_without_a_decided_tolerance_is_not_judged():
    vague = Rule("ABOUT", "HOLD", D(89))
    result = judge(vague, "89")
    assert result.status == YearStatus.NOT_ASSESSABLE
    assert "khoảng" in result.reason


@pytest.mark.parametrize(
    ("value", "status"),
    [("5", PaceStatus.ON_TRACK), ("6", PaceStatus.BEHIND), ("11", PaceStatus.WORSENING)],
)
def test_a_falling_target_has_the_same_pace(value, status):
    rule = Rule("EQ", "REACH", D(0), horizon_year=2030, is_percentage=False)
    found = pace(rule, year=2027, value=D(value), baseline=Point(2024, D(10)))
    assert (found.status, found.expected) == (status, 5)
    if value == "6":
        assert found.ratio == D("0.8")


def test_zero_annual_targets_give_no_percent():
    rule = Rule("GE", "REACH", D(18713), horizon_year=2030, is_percentage=False, decimals=0)
    annual = {2026: D(0), 2027: D(0), 2028: D(0), 2029: D(18713)}
    found = pace(rule, year=2026, value=D(0), annual_targets=annual)
    assert (found.status, found.ratio, found.percent) == (PaceStatus.ON_TRACK, None, "")
    assert not found.expected_is_reference
    assert judge(rule, "0", year=2026, annual_target=D(0)).status == YearStatus.MET
    with_baseline = pace(
        rule, year=2026, value=D(0), annual_targets=annual, baseline=Point(2025, D(0))
    )
    assert (with_baseline.status, with_baseline.ratio) == (PaceStatus.ON_TRACK, None)


def test_average_growth_is_compound():
    series = {2021: D(12), 2022: D(8), 2023: D(9)}
    found = pace(AVERAGE, year=2023, value=D(9), series=series)
    assert found.average.quantize(D("0.01")) == D("9.65")
    assert found.ratio.quantize(D("0.001")) == D("0.965")
    assert found.status == PaceStatus.ON_TRACK
    assert found.required_rate.quantize(D("0.01")) == D("10.15")
    assert any("r = 10,15%" in step.text for step in found.steps)


def test_average_growth_of_trap_t20():
    rates = [D("-5"), D(12), D("13.5"), D(10), D(11)]
    series = dict(zip(range(2021, 2026), rates, strict=True))
    found = pace(AVERAGE, year=2025, value=D(11), series=series)
    assert found.average.quantize(D("0.01")) == D("8.08")


def test_average_with_a_missing_year_has_no_pace():
    found = pace(AVERAGE, year=2023, value=D(9), series={2021: D(12), 2022: None, 2023: D(9)})
    assert found.status is None
    assert "2022" in found.reason


def test_a_needed_rate_above_the_best_on_record_is_a_risk():
    rule = Rule("GE", "AVERAGE", D(10), start_year=2026, horizon_year=2030)
    series = dict.fromkeys(range(2026, 2030), D("9.6"))
    found = pace(rule, year=2029, value=D("9.6"), series=series)
    assert found.ratio >= D("0.95")
    assert found.required_rate > D("9.6")
    assert found.status == PaceStatus.AT_RISK


def test_the_average_and_not_the_last_year_is_judged_at_the_horizon():
    rule = Rule("GE", "AVERAGE", D(10), start_year=2029, horizon_year=2030)
    series = {2029: D(20), 2030: D(5)}
    assert judge(rule, "5", year=2030, series=series).status == YearStatus.MET
    missing = judge(rule, "5", year=2030, series={2030: D(5)})
    assert missing.status == YearStatus.NOT_ASSESSABLE
    assert "2029" in missing.reason
    exactly = judge(rule, "10", year=2030, series={2029: D(10), 2030: D(10)})
    assert exactly.status == YearStatus.MET


def test_a_final_value_that_flips_the_estimate_is_noticed():
    estimate = judge(GROWTH, "9.00", vintage=Vintage.ESTIMATE)
    final = judge(GROWTH, "10.27", vintage=Vintage.FINAL)
    assert (estimate.status, estimate.flags) == (YearStatus.MISSED, (Flag.NEAR_MISS,))
    assert display_value(estimate.value, GROWTH, result=estimate) == "9,0 (ước)"
    assert final.status == YearStatus.MET
    assert flipped(estimate, final)
    assert not flipped(final, final)
    assert not flipped(judge(GROWTH, None), final)


def test_no_incident_is_met_and_blank_is_no_data():
    assert judge(INCIDENTS, "0").status == YearStatus.MET
    assert judge(INCIDENTS, "1").status == YearStatus.MISSED
    assert judge(INCIDENTS, None).status == YearStatus.NO_DATA


@pytest.mark.parametrize("value", ["0", "299", "350", None])
def test_a_target_of_2030_has_not_started_and_keeps_its_value(value):
    result = judge(CLASSROOMS, value)
    assert result.status == YearStatus.NOT_STARTED
    assert result.value == (value and D(value))
    assert "2030" in result.reason


def test_a_late_unit_is_not_a_failing_target():
    at = datetime(2027, 11, 12, 8, tzinfo=LOCAL)
    status = reporting_status(at=at, due_before=date(2027, 11, 10))
    assert status == ReportingStatus.OVERDUE
    result = judge(UNEMPLOYMENT, None, no_data_reason=no_data_reason(status))
    assert (result.status, result.reason) == (YearStatus.NO_DATA, "quá hạn")
    assert result.tone == "grey"


# What the table leaves open


def test_reporting_status_follows_the_report_and_the_clock():
    def status(moment, **known):
        at = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
        return reporting_status(at=at, due_before=date(2027, 11, 10), **known)

    assert status("2027-10-01T00:00") == ReportingStatus.NOT_DUE
    assert status("2027-10-27T00:00") == ReportingStatus.DUE_SOON
    assert status("2027-11-09T23:59:59.999999") == ReportingStatus.DUE_SOON
    assert status("2027-11-10T00:00") == ReportingStatus.OVERDUE
    extended = {"extension_until": date(2027, 11, 15)}
    assert status("2027-11-15T23:59:59", **extended) == ReportingStatus.DUE_SOON
    assert status("2027-11-16T00:00", **extended) == ReportingStatus.OVERDUE
    assert status("2027-11-12T00:00", is_sent=True) == ReportingStatus.SENT
    assert status("2027-11-12T00:00", is_sent=True, is_returned=True) == ReportingStatus.RETURNED
    assert status("2027-11-12T00:00", is_sent=True, is_accepted=True) == ReportingStatus.ACCEPTED
    assert {no_data_reason(each) for each in ReportingStatus} == set(NoDataReason)


def test_ten_months_are_never_held_against_a_year():
    assert judge(UNEMPLOYMENT, "2", vintage=Vintage.YTD).status == YearStatus.NOT_ASSESSABLE
    assert best_vintage({Vintage.YTD: D(2)}) is None


def test_the_best_vintage_counts():
    values = {Vintage.YTD: D(1), Vintage.ESTIMATE: D(0), Vintage.PRELIMINARY: None}
    assert best_vintage(values) == (Vintage.ESTIMATE, D(0))
    assert best_vintage({**values, "FINAL": D(3)}) == (Vintage.FINAL, D(3))
    ranks = [vintage.rank for vintage in Vintage]
    assert ranks == sorted(ranks)


def test_a_territory_break_is_not_judged():
    result = judge(UNEMPLOYMENT, "2", territory_break=True)
    assert result.status == YearStatus.NOT_ASSESSABLE
    assert result.reason


def test_better_than_last_year():
    rule = Rule("BETTER", "HOLD", higher_is_better=False)
    assert judge(rule, "4", previous_value=D(5)).status == YearStatus.MET
    assert judge(rule, "5", previous_value=D(5)).status == YearStatus.MISSED
    assert judge(rule, "4").status == YearStatus.NOT_ASSESSABLE
    assert judge(rule, "4", annual_target=D(4)).status == YearStatus.MET


def test_a_range_is_exceeded_beyond_its_good_end():
    rule = Rule("BETWEEN", "HOLD", D(40), upper=D(45))
    verdicts = [judge(rule, value).status for value in ("39.9", "40", "45", "45.04")]
    assert verdicts == ["MISSED", "MET", "MET", "EXCEEDED"]
    assert display_value(D("45.04"), rule) == "45,04"
    falling = Rule("BETWEEN", "HOLD", D(40), upper=D(45), higher_is_better=False)
    assert judge(falling, "39.9").status == YearStatus.EXCEEDED
    assert judge(falling, "45.1").status == YearStatus.MISSED


def test_an_annual_step_towards_one_hundred_may_be_passed():
    rule = Rule("EQ", "REACH", D(100), horizon_year=2030)
    assert judge(rule, "80", annual_target=D(70)).status == YearStatus.MET
    assert judge(rule, "69", annual_target=D(70)).status == YearStatus.MISSED


def test_other_units_are_near_within_five_per_cent_of_the_target():
    assert judge(BEDS, "39.9", year=2030).flags == (Flag.NEAR_MISS,)
    assert judge(BEDS, "39.8", year=2030).flags == ()


def test_the_line_runs_through_decided_annual_targets():
    line = expected_line(BEDS, BEDS_BASELINE, {2026: D(34)})
    assert [(point.year, point.value) for point in line] == [
        (2024, 30),
        (2025, 32),
        (2026, 34),
        (2027, 36),
        (2028, 38),
        (2029, 40),
        (2030, 42),
    ]
    assert [point.year for point in line if point.is_decided] == [2026, 2030]
    assert expected_line(BEDS) == ()


def test_without_baseline_and_annual_targets_only_the_gap_is_known():
    found = pace(BEDS, year=2027, value=D(33))
    assert (found.status, found.expected, found.gap) == (None, None, 9)
    assert found.reason


def test_half_a_unit_of_the_last_digit_is_on_track():
    kept = pace(BEDS, year=2025, value=D("31.95"), baseline=BEDS_BASELINE)
    assert kept.status == PaceStatus.ON_TRACK
    flat = Rule("GE", "REACH", D(42), horizon_year=2030)
    same = {"annual_targets": {2025: D(30)}, "baseline": BEDS_BASELINE}
    assert pace(flat, year=2025, value=D("29.9"), **same).status == PaceStatus.BEHIND


def test_an_annual_target_below_the_baseline_never_praises_a_fall():
    lowered = {"annual_targets": {2025: D(28)}, "baseline": BEDS_BASELINE}
    for value in ("27", "10"):
        found = pace(BEDS, year=2025, value=D(value), **lowered)
        assert (found.status, found.ratio) == (PaceStatus.BEHIND, None)


def test_pace_ends_at_the_horizon():
    for year in (2030, 2031):
        assert pace(BEDS, year=year, value=D(1), baseline=BEDS_BASELINE).status is None


def test_p_is_cut_and_not_rounded():
    rule = Rule("GE", "REACH", D(100), horizon_year=2030)
    line = {"baseline": Point(2024, D(0)), "annual_targets": {2027: D(100)}}
    found = pace(rule, year=2027, value=D("94.96"), **line)
    assert (found.status, found.percent) == (PaceStatus.BEHIND, "94,9")
    worse = pace(rule, year=2027, value=D("-0.01"), **line)
    assert (worse.status, worse.percent) == (PaceStatus.WORSENING, "−0,1")
