"""Vietnamese text and order (traps T42–T47)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.ordering import natural_key, person_key
from q3plan.lib.text import (
    clean,
    fix_lookalikes,
    fold,
    looks_legacy_encoded,
    nfc,
    same_name,
    strip_controls,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thành ủy", "Thành uỷ"),
        ("hòa", "hoà"),
        ("Quận ỦY", "quan uy"),
        ("Đội", "doi"),
        ("Ðội", "Ɖội"),
        ("Xuân  Hòa", "xuân\u00a0hoà"),
        ("Võ Thị Sáu", unicodedata.normalize("NFD", "VÕ THỊ SÁU")),
    ],
)
def test_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_folding_is_plain_ascii_for_vietnamese():
    assert fold("Phường Đắk Ứng Đỗ Ưu Ỷ") == "phuong dak ung do uu y"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Văn hóa – Thông tin", "Phòng Văn hóa - Thông tin"),
        ("Phòng Tài chính—Kế hoạch", "phòng tài chính ‑ kế hoạch"),
    ],
)
def test_dash_variants_name_the_same_unit(one, other):
    assert same_name(one, other)
    assert not same_name(one, "Phòng Y tế")


def test_input_becomes_nfc():
    composed = "Ủy ban Quận 3"
    assert nfc(unicodedata.normalize("NFD", composed)) == composed
    assert clean(f"  {unicodedata.normalize('NFD', composed)}\u00a0") == composed


def test_lookalike_d_becomes_the_vietnamese_letter():
    assert fix_lookalikes("Ðội Ɖội Đội ðội") == "Đội Đội Đội đội"


def test_controls_are_stripped_and_line_breaks_kept():
    assert strip_controls("a\x00b\x07c\r\nd\re\tf\u200b\u202e\ufeff\ud800") == "abc\nd\ne\tf"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once


@pytest.mark.parametrize(
    "text",
    [
        "Daân soá vaøo thôøi ñieåm 01/04/2009",
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "§éc lËp - Tù do - H¹nh phóc",
        "daân taâm",  # two telling pairs are enough
    ],
)
def test_legacy_fonts_are_noticed(text):
    assert looks_legacy_encoded(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dân số vào thời điểm 01/04/2009",
        "Ban Chỉ huy Quân sự Quận 3 tuân thủ, luân phiên, hoà giải, thuỷ",
        "Độc lập - Tự do - Hạnh phúc",
        "Noël",
        "Diện tích 4,92 km², 25 m²/người; Điều 5 § 2",
        "",
    ],
)
def test_real_text_is_not_taken_for_a_legacy_font(text):
    assert not looks_legacy_encoded(text)


def test_the_printed_plan_is_not_taken_for_a_legacy_font(settings):
    plan = settings.BASE_DIR / "fixtures" / "plan-57-KH-UBND.txt"
    assert not looks_legacy_encoded(plan.read_text(encoding="utf-8"))


def test_wards_stand_in_number_order():
    names = ["Phường 10", "Phường 2", "Phường Võ Thị Sáu", "Phường 1", "Phường 02"]
    assert sorted(names, key=natural_key) == [
        "Phường 1",
        "Phường 02",
        "Phường 2",
        "Phường 10",
        "Phường Võ Thị Sáu",
    ]


def test_letters_stand_in_vietnamese_order():
    letters = ["đ", "a", "ơ", "â", "ư", "d", "ô", "ă", "u", "e", "o", "ê"]
    expected = ["a", "ă", "â", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư"]
    assert sorted(letters, key=natural_key) == expected
    units = ["Văn phòng", "Đội Quản lý", "Dân số", "Ủy ban", "Phòng"]
    assert sorted(units, key=natural_key) == [
        "Dân số",
        "Đội Quản lý",
        "Phòng",
        "Ủy ban",
        "Văn phòng",
    ]


def test_tones_stand_in_vietnamese_order():
    tones = ["mạ", "má", "mã", "mả", "mà", "ma"]
    assert sorted(tones, key=natural_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["mạ a", "ma b"], key=natural_key) == ["mạ a", "ma b"]
    # The first tone decides.
    for earlier, later in (("mà mạ", "mả ma"), ("mả mạ", "mã ma"), ("mã mạ", "má ma")):
        assert natural_key(earlier) < natural_key(later)
    assert natural_key("má mạ") < natural_key("mạ ma")


def test_dash_variants_stand_together():
    names = ["Tài chính – Kế hoạch B", "Tài chính - Kế hoạch A"]
    assert sorted(names, key=natural_key)[0].endswith("A")


def test_people_stand_by_given_name():
    people = ["Trần Văn Bình", "Nguyễn Thị An", "Lê Đức", "Đỗ Văn An", ""]
    assert sorted(people, key=person_key) == [
        "",
        "Đỗ Văn An",
        "Nguyễn Thị An",
        "Trần Văn Bình",
        "Lê Đức",
    ]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_texts_can_be_ordered(texts):
    backwards = list(reversed(texts))
    assert sorted(backwards, key=natural_key) == sorted(texts, key=natural_key)
    sorted(texts, key=person_key)
