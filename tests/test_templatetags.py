"""The template helpers of ``{% load vi %}``."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from q3plan.lib.icons import letter
from targets.progress import Flag, Rule, YearStatus, year_result


def render(source, **context):
    return Template("{% load vi %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "source", "text"),
    [
        (Decimal("92.500000"), "{{ x|decimal }}", "92,5"),
        (Decimal("1234.5"), "{{ x|decimal:1 }}", "1.234,5"),
        (Decimal("-2"), "{{ x|decimal:1 }}", "−2,0"),
        (Decimal(0), "{{ x|decimal:1 }}", "0,0"),
        (None, "{{ x|decimal:1 }}", "–"),
        ("", "{{ x|decimal }}", "–"),
        ("abc", "{{ x|decimal }}", "–"),
        (3, "{{ x|decimal }}", "3"),
        (Decimal("1234.50"), "{{ x|number_input }}", "1234,5"),
        (None, "{{ x|number_input }}", ""),
    ],
)
def test_figures(value, source, text):
    assert render(source, x=value) == text


def test_years_and_keys_are_not_grouped():
    assert render("{{ year }} {{ pk }}", year=2025, pk=12345) == "2025 12345"


def test_days_and_moments_are_local():
    moment = datetime(2027, 11, 9, 17, 2, tzinfo=UTC)
    source = "{{ x|vdate }} {{ x|vdatetime }} {{ x|vtime }} {{ x|weekday }}"
    assert render(source, x=moment) == "10/11/2027 10/11/2027 00:02 00:02 thứ Tư"
    day = date(2027, 11, 10)
    assert render("{{ x|vdate }}", x=day) == "10/11/2027"
    assert render("{{ x|due_words }}", x=day) == "trước ngày 10/11/2027 (đến hết 09/11/2027)"
    assert render(source + "{{ x|due_words }}", x=None).strip() == ""


def test_an_icon_is_hidden_from_screen_readers():
    html = render('{% icon "check-lg" %}')
    assert html == f'<i class="icon" aria-hidden="true">{letter("check-lg")}</i>'


def test_a_lamp_has_colour_shape_and_word():
    html = render("{% lamp x %}", x=YearStatus.MISSED)
    assert html.startswith('<span class="lamp lamp-red"><i class="icon"')
    assert letter("x-circle-fill") in html
    assert "Không đạt" in html
    assert "lamp-amber" in render("{% lamp x %}", x=Flag.WATCH)
    assert "style=" not in html


def test_a_result_is_a_lamp_with_its_flags():
    rule = Rule("LT", "HOLD", Decimal(3))
    result = year_result(rule, year=2027, value=Decimal("2.9"), previous_value=Decimal("2.5"))
    html = render("{% lamp x %}", x=result)
    assert "lamp-amber" in html
    assert "Đạt, cần theo dõi" in html


def test_no_status_is_no_lamp():
    assert render("{% lamp x %}", x=None) == ""


def test_words_are_escaped():
    class Sly:
        tone, shape, label = "red", "circle", "<b>"

    assert "&lt;b&gt;" in render("{% lamp x %}", x=Sly())
