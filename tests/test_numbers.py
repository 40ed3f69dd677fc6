"""Figures as people type and paste them (traps T9–T19), and as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.numbers import (
    AmbiguousNumber,
    NegativeNotAllowed,
    NotANumber,
    NumberProblem,
    TooManyDigits,
    WrongUnit,
    cut,
    format_change,
    format_decimal,
    input_text,
    parse_decimal,
    round_half_up,
)

D = Decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("92,5", "92.5"),
        ("92.5", "92.5"),
        ("0,875", "0.875"),
        ("0.875", "0.875"),
        (",5", "0.5"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1.234.567,891", "1234567.891"),
        ("357.519,7", "357519.7"),
        ("149,740", "149.74"),
        ("92 125", "92125"),
        ("1 234 567,5", "1234567.5"),
        ("007", "7"),
        ("100", "100"),
        ("+5", "5"),
        ("0", "0"),
        ("-0", "0"),
    ],
)
def test_a_clear_figure_is_read(typed, value):
    assert parse_decimal(typed, allow_negative=True) == D(value)


@pytest.mark.parametrize("typed", ["0", "0,0", "-0", "0 %"])
def test_zero_is_a_figure_everywhere_and_has_no_sign(typed):
    assert str(parse_decimal(typed)) in {"0", "0.0"}


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0", "\n", "\ufeff", None])
def test_blank_is_none_and_never_zero(blank):
    assert parse_decimal(blank) is None


@pytest.mark.parametrize(
    "typed",
    [
        "92,5%",
        "92,5 %",
        "\u00a092,5\u00a0",
        "92,5\u202f%",
        "92,5\r\n",
        "\t92,5",
        "９２，５",
        "92,5 giường",
        "92,5 tỷ đồng",
        "92,5 bác sĩ",
        "92,5 giường/10.000 dân",
        "92\u200b,5",
    ],
)
def test_noise_around_a_figure_is_dropped(typed):
    assert parse_decimal(typed) == D("92.5")


@pytest.mark.parametrize("minus", "-−–‐‑－")
def test_every_minus_is_a_minus(minus):
    assert parse_decimal(f"{minus}2,5", allow_negative=True) == D("-2.5")
    with pytest.raises(NegativeNotAllowed):
        parse_decimal(f"{minus}2,5")


def test_a_lone_dot_before_three_digits_is_asked_about():
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("92.125")
    assert caught.value.readings == (D(92125), D("92.125"))
    assert caught.value.message.startswith("Anh/chị nhập 92.125 – là 92 125 hay 92,125?")
    for reading in caught.value.readings:
        assert parse_decimal(input_text(reading)) == reading
    assert parse_decimal("92 125") == 92125


def test_the_plausible_reading_is_offered_first_and_never_taken():
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("92.125 %", plausible_range=(D(0), D(100)))
    assert caught.value.readings == (D("92.125"), D(92125))
    assert "là 92,125 hay 92 125?" in caught.value.message
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("149.740", plausible_range=(D(1000), None))
    assert caught.value.readings == (D(149740), D("149.74"))


@pytest.mark.parametrize("ends", [("92.125", None), (None, "92.125"), ("92.125", "92.125")])
def test_the_ends_of_the_plausible_range_are_plausible(ends):
    low, high = (end and D(end) for end in ends)
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("92.125", plausible_range=(low, high))
    first = D(92125) if high is None else D("92.125")
    assert caught.value.readings[0] == first


def test_a_negative_ambiguous_figure_keeps_its_sign():
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal("-1.234", allow_negative=True)
    assert caught.value.readings == (D(-1234), D("-1.234"))


@pytest.mark.parametrize("typed", ["1,234.5", "1,234,567", "1,234,567.8"])
def test_english_separators_get_a_clear_message(typed):
    with pytest.raises(NotANumber, match="kiểu tiếng Anh"):
        parse_decimal(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "1e5",
        "1E-5",
        "1_000",
        "0x10",
        "92,5,1",
        "92..5",
        "92,",
        "92.",
        ".",
        "%",
        "--5",
        "5-",
        "10/11",
        "12\n13",
        "92 5",
        "0.123.456",
        "1.23.456",
        "٩٢",
        "10²",
        "½",
        "=1+1",
        "92,5 xyz",
        "(5)",
    ],
)
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(NotANumber) as caught:
        parse_decimal(typed, allow_negative=True)
    assert "không phải là số" in caught.value.message


def test_a_message_quotes_the_figure_and_only_the_beginning_of_a_long_text():
    for typed, shown in (("12a", "“12a”"), ("x" * 40, f"“{'x' * 40}”"), ("x" * 41, "x…”")):
        with pytest.raises(NotANumber) as caught:
            parse_decimal(typed)
        assert shown in caught.value.message


def test_too_many_digits_are_refused():
    assert parse_decimal("9" * 14) == D("9" * 14)
    for typed in ("9" * 15, "9" * 21, "1" * 5000, "0,1234567"):
        with pytest.raises(TooManyDigits, match="14" if "," not in typed else "6"):
            parse_decimal(typed)
    assert parse_decimal("0,1000000000") == D("0.1")


def test_another_scale_than_the_field_is_refused():
    assert parse_decimal("5 tỷ", unit="tỷ đồng") == 5
    with pytest.raises(WrongUnit, match="tỷ đồng"):
        parse_decimal("5 triệu", unit="tỷ đồng")
    with pytest.raises(WrongUnit):
        parse_decimal("5 tỷ đồng", unit="%")
    with pytest.raises(WrongUnit, match="người"):
        parse_decimal("75%", unit="người")
    assert parse_decimal("75 %", unit="%/năm") == parse_decimal("75 người", unit="người") == 75


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,- %đtỷ\u00a0", max_size=30))
def test_any_text_is_a_figure_or_a_problem_for_people(typed):
    try:
        value = parse_decimal(typed, allow_negative=True)
    except NumberProblem as problem:
        assert problem.message
    else:
        assert value is None or value.is_finite()


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=6))
def test_an_input_box_gives_back_what_it_was_given(value):
    assert parse_decimal(input_text(value), allow_negative=True) == value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (D("1234.5"), 1, "1.234,5"),
        (D("1234567.891"), 2, "1.234.567,89"),
        (D("92.500000"), None, "92,5"),
        (D("42.000000"), None, "42"),
        (D("42"), 1, "42,0"),
        (D("2.25"), 1, "2,3"),
        (D("-2.25"), 1, "−2,3"),
        (D("-0.04"), 1, "0,0"),
        (D("1E+3"), None, "1.000"),
        (D("0"), None, "0"),
        (2025, None, "2.025"),
        (None, 1, "–"),
        (D("NaN"), 1, "–"),
    ],
)
def test_figures_are_printed_the_vietnamese_way(value, decimals, text):
    assert format_decimal(value, decimals) == text


def test_floats_are_refused():
    with pytest.raises(TypeError):
        format_decimal(0.1)


def test_input_text_has_no_groups():
    assert input_text(D("1234567.500000")) == "1234567,5"
    assert input_text(D("-2.5")) == "-2,5"
    assert input_text(D(0)) == "0"
    assert input_text(None) == ""


def test_two_percentages_differ_by_points():
    assert format_change(D(77), D(75), is_percentage=True) == "+2,0 điểm %"
    assert format_change(D("74.5"), D(75), is_percentage=True) == "−0,5 điểm %"
    assert format_change(D(44), D(42), is_percentage=False, decimals=0, unit="giường") == (
        "+2 giường"
    )
    assert format_change(D(75), None, is_percentage=True) == "–"
    assert format_change(D("75.5"), D(75), is_percentage=True) == "+0,5 điểm %"
    assert format_change(None, D(75), is_percentage=True) == "–"
    assert format_change(D(75), D(75), is_percentage=True) == "0,0 điểm %"


def test_cutting_goes_down_and_rounding_goes_half_up():
    assert cut(D("94.96"), 1) == D("94.9")
    assert cut(D("-0.04"), 1) == D("-0.1")
    assert round_half_up(D("0.25"), 1) == D("0.3")


@pytest.mark.parametrize("typed, value", [("196.500", 196500), ("1.000", 1000), ("760", 760)])
def test_counted_things_have_one_reading(typed, value):
    assert parse_decimal(typed, is_count=True) == value


def test_a_fraction_of_a_counted_thing_is_refused():
    with pytest.raises(NumberProblem, match="số nguyên"):
        parse_decimal("760,5", is_count=True)
