"""What readers see: figures beside lamps, urgency, counts, words and shapes (§5.6)."""

from decimal import Decimal

import pytest

from q3plan.lib.icons import ICONS
from targets.progress import (
    Comparator,
    Flag,
    Mode,
    PaceStatus,
    Point,
    ReportingStatus,
    Rule,
    YearStatus,
    coverage_words,
    display_value,
    largest_remainder,
    overall_tone,
    pace,
    severity,
    tally,
    year_result,
)

D = Decimal
BEDS = Rule("GE", "REACH", D(42), horizon_year=2030, is_point=True, is_percentage=False)
BEDS_BASELINE = Point(2024, D(30))
UNEMPLOYMENT = Rule("LT", "HOLD", D(3))
SERVICES = Rule("GT", "HOLD", D(75))


def judge(rule, value, year=2027, **known):
    return year_result(rule, year=year, value=None if value is None else D(value), **known)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("75.04", "75,04"),
        ("75.0004", "75,0004"),
        ("75.06", "75,1"),
        ("74.96", "75,0"),
        ("76", "76,0"),
    ],
)
def test_digits_grow_until_the_figure_agrees_with_its_lamp(value, shown):
    assert display_value(D(value), Rule("GT", "HOLD", D(75))) == shown


def test_red_is_ordered_missed_then_worsening_then_at_risk():
    line = {"year": 2027, "baseline": Point(2024, D(30))}
    worsening, at_risk, behind = (
        pace(BEDS, value=D(value), **line) for value in ("29", "33", "35")
    )
    missed, met = judge(UNEMPLOYMENT, "5"), judge(UNEMPLOYMENT, "1")
    watched = judge(UNEMPLOYMENT, "2.9", previous_value=D(2))
    keys = [
        severity(missed),
        *(severity(None, lamp) for lamp in (worsening, at_risk, behind)),
        *(severity(lamp) for lamp in (watched, met)),
        severity(None),
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_counts_leave_nothing_out():
    assert largest_remainder([1, 1, 1]) == [34, 33, 33]
    assert largest_remainder([2, 1]) == [67, 33]
    assert largest_remainder([0, 0]) == [0, 0]
    rows = tally(YearStatus, [("pair", YearStatus.MET), ("pair", None), (None, None)])
    assert sum(row.count for row in rows) == 1
    assert {row.status for row in rows} == set(YearStatus)
    assert coverage_words(9, 13) == "9 trên 13 chỉ tiêu có số liệu đã duyệt"


def test_red_comes_first():
    missed, met = judge(SERVICES, "70"), judge(SERVICES, "80")
    watched = judge(SERVICES, "75.2", previous_value=D(76))
    empty = judge(SERVICES, None)
    at_risk = pace(BEDS, year=2027, value=D(33), baseline=BEDS_BASELINE)
    ordered = sorted([empty, met, watched, missed], key=severity)
    assert ordered == [missed, watched, met, empty]
    assert overall_tone(met, at_risk) == "red"
    assert overall_tone(watched) == "amber"
    assert overall_tone(None) == overall_tone(empty) == "grey"
    assert watched.tone == "amber"
    assert watched.label == "Đạt, cần theo dõi"


def test_a_pair_counts_once_and_percentages_add_up():
    items = [
        ("pair", YearStatus.MET),
        ("pair", YearStatus.MISSED),
        (None, YearStatus.MET),
        (None, YearStatus.NO_DATA),
    ]
    counts = {row.status: (row.count, row.percent) for row in tally(YearStatus, items)}
    assert counts["MISSED"] == (1, 34)
    assert counts["MET"] == (1, 33)
    assert counts["NO_DATA"] == (1, 33)
    assert counts["EXCEEDED"] == (0, 0)
    assert next(iter(counts)) == YearStatus.MISSED


def test_every_status_has_a_word_a_tone_and_a_shape_of_the_font():
    for kind in (YearStatus, PaceStatus, Flag, ReportingStatus):
        for status in kind:
            assert str(status.label)
            assert status.tone in {"red", "amber", "green", "grey", "blue"}
            assert status.shape in ICONS
    for kind in (YearStatus, PaceStatus):
        assert len({status.shape for status in kind}) == len(kind)


def test_the_working_names_figure_yardstick_and_vintage():
    result = judge(UNEMPLOYMENT, "3.3", vintage="ESTIMATE")
    texts = [step.text for step in result.steps]
    assert texts[0] == "3,3% (ước) – năm 2027"
    assert texts[1] == "dưới 3% – mức của kế hoạch"
    assert "còn thiếu 0,3 điểm %" in texts[2]


def test_the_words_that_models_store():
    assert Comparator.values == ["GE", "GT", "LE", "LT", "EQ", "BETWEEN", "ABOUT", "BETTER"]
    assert Mode.values == ["REACH", "HOLD", "AVERAGE"]
