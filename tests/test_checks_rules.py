"""Every soft check with a case that asks and one that does not; blank is never 0."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks import rules
from reports.checks.asking import question_about_text, questions_about
from reports.checks.kinds import CHECKS, Kind
from reports.checks.likeness import likeness
from reports.checks.sentences import fill, has_stray_brace, unknown_words
from targets.progress import Point
from tests.check_cases import FALLING, FULL, HOLD, REACH, D, facts, number, series

PAST = series(y2023="80", y2024="81", y2025="83", y2026="84")
LONG = "Đã tổ chức ba đợt kiểm tra liên ngành và xử lý hết các trường hợp vi phạm trên địa bàn."


@dataclass
class Row:
    kind: str
    limit: Decimal | None = None
    sentence: str = "?"


def texts(about, kind, limit=None):
    check = CHECKS[kind]
    return [q.text for q in questions_about(about, [Row(kind, limit, str(check.sentence))])]


# -- change ----------------------------------------------------------------------------------


def test_a_change_beyond_every_change_on_record_is_asked_about():
    [text] = texts(facts("90", accepted=PAST), Kind.CHANGE, D(1))
    assert "thay đổi 6,0 điểm %" in text
    assert "từ trước đến nay nhiều nhất 2,0 điểm %" in text
    assert texts(facts("86", accepted=PAST), Kind.CHANGE, D(1)) == []


def test_the_limit_stretches_and_narrows_what_is_usual():
    assert texts(facts("87", accepted=PAST), Kind.CHANGE, D("1.5")) == []
    assert texts(facts("85.5", accepted=PAST), Kind.CHANGE, D("0.5"))


@pytest.mark.parametrize("value", ["2.0", "4.0"])
def test_a_falling_target_is_asked_about_a_leap_either_way(value):
    known = series(y2024="3.1", y2025="3.0", y2026="2.9")
    assert texts(facts(value, rule=FALLING, accepted=known), Kind.CHANGE, D(1))


def test_without_a_record_the_usual_threshold_asks():
    one_year = series(y2026="84")
    assert texts(facts("88.9", accepted=one_year), Kind.CHANGE) == []
    [text] = texts(facts("89.1", accepted=one_year), Kind.CHANGE)
    assert "ngưỡng hỏi 5,0 điểm %" in text
    beds = facts("48", rule=REACH, accepted=series(y2026="36"))
    assert "ngưỡng hỏi 7,2" in texts(beds, Kind.CHANGE)[0]


def test_the_final_figure_given_now_counts_as_last_years_value():
    assert texts(facts("82", final="91", accepted=PAST), Kind.CHANGE)


def test_what_cannot_be_seen_as_reported_is_not_asked_about():
    flat = series(y2024="100", y2025="100", y2026="100")
    assert texts(facts("99.96", rule=FULL, accepted=flat), Kind.CHANGE) == []
    assert texts(facts("99.9", rule=FULL, accepted=flat), Kind.CHANGE)


def test_a_blank_is_no_zero():
    for kind, check in CHECKS.items():
        if check.find:
            assert texts(facts(None, accepted=PAST), kind) == [], kind
            assert texts(facts("80"), kind) == [], kind


def test_zero_is_a_value():
    assert texts(facts("0", accepted=PAST), Kind.CHANGE)
    assert texts(facts("0", accepted=series(y2026="0")), Kind.SAME_VALUE)


def test_a_share_short_of_one_hundred_is_never_called_one_hundred():
    almost = facts("97", final="99.96", rule=FULL, accepted=series(y2025="99.9", y2024="99.9"))
    assert "so với năm 2026 (99,96%)" in texts(almost, Kind.CHANGE)[0]


# -- same value, yardstick, evidence ---------------------------------------------------------


def test_last_years_very_value_is_asked_about_unless_exactly_that_is_wanted():
    assert "bằng đúng số năm 2026" in texts(facts("84", accepted=PAST), Kind.SAME_VALUE)[0]
    assert texts(facts("84.01", accepted=PAST), Kind.SAME_VALUE) == []
    assert texts(facts("100", final="100", rule=FULL), Kind.SAME_VALUE) == []


def test_the_yardsticks_value_year_after_year_is_asked_about():
    met = {"annual": series(y2026="38", y2027="39"), "rule": REACH}
    [text] = texts(facts("39.04", final="37.96", **met), Kind.AT_YARDSTICK, D(2))
    assert "2 năm liền" in text and "39,0" in text
    assert texts(facts("39.04", final="37.2", **met), Kind.AT_YARDSTICK, D(2)) == []
    assert texts(facts("39.04", final="37.2", **met), Kind.AT_YARDSTICK, D(1))


def test_before_the_horizon_a_target_without_annual_value_has_no_yardstick():
    assert texts(facts("42", final="42", rule=REACH), Kind.AT_YARDSTICK, D(1)) == []


def test_keeping_one_hundred_percent_every_year_is_what_is_wanted():
    assert texts(facts("100", final="100", rule=FULL), Kind.AT_YARDSTICK, D(2)) == []


def test_a_full_share_asks_for_evidence_once():
    full = {"rule": FULL, "ceiling": D(100), "final": "100"}
    assert len(texts(facts("100", **full), Kind.FULL_WITHOUT_EVIDENCE)) == 1
    assert texts(facts("100", **full, has_evidence=True), Kind.FULL_WITHOUT_EVIDENCE) == []
    assert "Số chính thức" in texts(facts("99.9", **full), Kind.FULL_WITHOUT_EVIDENCE)[0]
    assert texts(facts("100"), Kind.FULL_WITHOUT_EVIDENCE) == []


# -- terms -----------------------------------------------------------------------------------


def test_a_growth_base_must_be_last_years_value():
    known = {"is_growth": True, "terms": {2026: (D(1000), D(900))}}
    good = number("ESTIMATE", "9", "1090", "1000")
    bad = number("ESTIMATE", "10.1", "1090", "990")
    assert "990" in texts(facts(None, bad, **known), Kind.TERMS)[0]
    assert texts(facts(None, good, **known), Kind.TERMS) == []
    revised = number("FINAL", "12", "1010", "900", year=2026)
    assert "1.010" in texts(facts(None, good, revised, **known), Kind.TERMS)[0]


def test_a_base_that_leaps_is_asked_about_unless_the_shared_table_gave_it():
    known = {"terms": {2026: (D(1), D(200_000))}}
    leap = number("ESTIMATE", "9", "1", "20000")
    assert "90,0%" in texts(facts(None, leap, **known), Kind.TERMS, D(20))[0]
    near = number("ESTIMATE", "9", "1", "190000")
    assert texts(facts(None, near, **known), Kind.TERMS, D(20)) == []
    shared = number("ESTIMATE", "9", "1", "20000", shared=True)
    assert texts(facts(None, shared, **known), Kind.TERMS, D(20)) == []


def test_terms_that_give_another_value_are_asked_about():
    def ratio(top, bottom):
        return top / bottom * 100

    unlike = number("ESTIMATE", "95", "90", "100")
    [text] = texts(facts(None, unlike, ratio_of=ratio), Kind.TERMS)
    assert "90,0%" in text and "95,0%" in text
    alike = number("ESTIMATE", "90.04", "90", "100")
    assert texts(facts(None, alike, ratio_of=ratio), Kind.TERMS) == []


# -- pair ------------------------------------------------------------------------------------


def pair(one, other, limit="0.1"):
    about = facts(other, twin=facts(one), explanation="")
    return texts(about, Kind.PAIR_SUM, D(limit))


def test_a_pair_that_does_not_add_up_to_100_is_asked_about_with_an_allowed_note():
    assert "99,70%" in pair("75.7", "24")[0]
    assert pair("75.04", "24.98") == []
    assert pair("75.7", "24", limit="0.5") == []
    answered = facts("24", twin=facts("75.7", explanation="Phần còn lại là nông nghiệp."))
    [question] = questions_about(answered, [Row(Kind.PAIR_SUM, D("0.1"))])
    assert question.is_answered and not question.must_be_answered


def test_half_a_pair_is_not_asked_about():
    assert texts(facts("24", twin=facts(None)), Kind.PAIR_SUM) == []
    assert texts(facts("24"), Kind.PAIR_SUM) == []


@given(st.decimals(0, 100, places=4), st.integers(0, 3))
def test_two_parts_of_a_whole_are_never_called_impossible(part, decimals):
    assert rules.excess_of_pair(part, 100 - part, decimals) is None


@given(st.decimals(0, 100, places=4), st.decimals("0.06", 50, places=4))
def test_more_than_the_whole_as_reported_is_impossible(part, more):
    assert rules.excess_of_pair(part, 100 - part + more, 1) > 100


# -- ten months, path ------------------------------------------------------------------------


def test_ten_months_above_the_whole_year_are_asked_about_term_by_term():
    labels = {"numerator_label": "Khối lượng (tấn)", "denominator_label": "Thu gom (tấn)"}
    year = number("ESTIMATE", "100", "64100", "64100")
    more = number("YTD", "98", "53400", "65000")
    [text] = texts(facts(None, year, more, **labels), Kind.YTD_ABOVE_ESTIMATE)
    assert text.startswith("Thu gom (tấn)") and "65.000" in text
    less = number("YTD", "100", "53400", "53400")
    assert texts(facts(None, year, less, **labels), Kind.YTD_ABOVE_ESTIMATE) == []
    typed = facts("5", number("YTD", "6"))
    assert texts(typed, Kind.YTD_ABOVE_ESTIMATE)


def test_an_estimate_far_from_the_path_is_asked_about_on_both_sides():
    known = {"rule": REACH, "baseline": Point(2024, D(30))}
    for value, side in (("32", "kém hơn"), ("40", "tốt hơn")):
        [text] = texts(facts(value, **known), Kind.OFF_PATH, D(8))
        assert f"{side} mốc tiến độ (36,0) 4,0" in text
    assert texts(facts("34", **known), Kind.OFF_PATH, D(8)) == []
    decided = known | {"annual": series(y2027="33")}
    assert texts(facts("32", **decided), Kind.OFF_PATH, D(8)) == []


def test_where_no_line_can_be_drawn_nothing_is_off_it():
    assert texts(facts("10", rule=REACH), Kind.OFF_PATH, D(1)) == []
    assert texts(facts("10", rule=HOLD), Kind.OFF_PATH, D(1)) == []


# -- explanations, order, limits -------------------------------------------------------------


def test_any_explanation_answers_a_question():
    asked = questions_about(facts("84", accepted=PAST), [Row(Kind.SAME_VALUE)])
    assert [q.must_be_answered for q in asked] == [True]
    answered = facts("84", accepted=PAST, explanation="Đã đếm lại.")
    assert not questions_about(answered, [Row(Kind.SAME_VALUE)])[0].must_be_answered
    blank = facts("84", accepted=PAST, explanation="  \n")
    assert questions_about(blank, [Row(Kind.SAME_VALUE)])[0].must_be_answered


def test_the_weightiest_question_comes_first_whatever_the_order_of_the_rules():
    about = facts("100", rule=FULL, ceiling=D(100), accepted=series(y2026="90"))
    rows = [Row(Kind.FULL_WITHOUT_EVIDENCE), Row(Kind.CHANGE)]
    kinds = [question.kind for question in questions_about(about, rows)]
    assert kinds == [Kind.CHANGE, Kind.FULL_WITHOUT_EVIDENCE]


@given(
    value=st.none() | st.decimals(-1000, 1000, places=3),
    previous=st.none() | st.decimals(-1000, 1000, places=3),
    rule=st.sampled_from([HOLD, FALLING, REACH, FULL]),
)
def test_no_check_ever_fails_on_a_figure(value, previous, rule):
    past = {} if previous is None else {2025: D(80), 2026: previous}
    one = number("ESTIMATE", value, value and abs(value), 7)
    about = facts(
        None, one, rule=rule, accepted=past, ceiling=D(100), baseline=Point(2024, D(70)),
        terms={2026: (previous, previous)}, ratio_of=lambda top, bottom: top / bottom,
        annual={2027: D(75)}, twin=facts(previous),
    )  # fmt: skip
    for kind, check in CHECKS.items():
        for text in texts(about, kind):
            assert not unknown_words(text, []), (kind, text)
            assert not has_stray_brace(text)
        if check.find:
            assert isinstance(questions_about(about, [Row(kind)]), list)


def test_every_default_sentence_uses_only_words_that_its_check_gives():
    for kind, check in CHECKS.items():
        assert not unknown_words(str(check.sentence), check.samples), kind
        assert not has_stray_brace(fill(str(check.sentence), check.samples)), kind


# -- texts -----------------------------------------------------------------------------------


def test_a_text_nearly_last_years_is_noted_whatever_its_case_and_year():
    rule = Row(Kind.SAME_TEXT, D("0.9"), "{what} giống năm {last_year} ({likeness}%)")
    now, last = LONG.upper() + " Năm 2027.", LONG + " Năm 2026."
    question = question_about_text(rule, 2027, "Kết quả", now, last)
    assert question.text == "Kết quả giống năm 2026 (100%)"
    assert not question.must_be_answered
    assert question_about_text(rule, 2027, "Kết quả", LONG, "Xử lý 12 vụ. " * 9) is None
    assert question_about_text(rule, 2027, "Kết quả", "Không.", "Không.") is None
    assert question_about_text(None, 2027, "Kết quả", LONG, LONG) is None


def test_new_figures_in_a_short_text_make_it_new():
    last = "Đã kiểm tra 120 cơ sở và xử phạt 14 cơ sở với số tiền 86 triệu đồng."
    now = "Đã kiểm tra 131 cơ sở và xử phạt 9 cơ sở với số tiền 52 triệu đồng."
    assert likeness(now, last) < D("0.7")


@given(st.text(min_size=40), st.text(min_size=40))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


# -- sentences -------------------------------------------------------------------------------


def test_a_sentence_is_filled_without_reaching_into_objects():
    assert fill("{year} {lạ} {year.__class__}", {"year": "2027"}) == "2027 {lạ} {year.__class__}"
    assert unknown_words("{year} {lạ}", ["year"]) == ["lạ"]
    assert has_stray_brace("đến {năm") and not has_stray_brace("{năm}")
