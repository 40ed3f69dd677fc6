"""The list of rounds and the button that opens the next one."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Round
from tests import factories as make
from tests.review_scene import ReviewScene, client_of, text_of

pytestmark = pytest.mark.django_db
URL = reverse("round_list")


@pytest.fixture
def scene():
    return ReviewScene()


def test_anonymous_is_asked_to_log_in():
    assert client_of(None).get(URL).status_code == 302


def test_everyone_but_the_coordinating_unit_is_refused(scene):
    for user in (scene.head, scene.recipient, make.UserFactory()):
        assert client_of(user).get(URL).status_code == 403
        assert client_of(user).post(URL, {"year": 2028}).status_code == 403
    assert not Round.objects.filter(year=2028).exists()


def test_rounds_show_dates_in_words_and_counts(scene):
    scene.send(make.at(2027, 11, 12))
    ReviewScene(plan=scene.plan)
    response = client_of(scene.coordinator).get(URL)
    assert "trước ngày 10/11/2027 (đến hết 09/11/2027)" in text_of(response)
    [line] = response.context["lines"]
    assert (line.total, line.waiting, line.not_sent, line.late) == (2, 1, 1, 1)


def test_next_round_opens_once_with_its_reports(scene):
    client = client_of(scene.coordinator)
    assert "Mở kỳ năm 2028" in text_of(client.get(URL))
    assert client.post(URL, {"year": 2028}).status_code == 302
    opened = Round.objects.get(year=2028)
    assert [report.unit for report in opened.reports.all()] == [scene.report.unit]
    assert "đã mở từ trước" in text_of(client.post(URL, {"year": 2028}, follow=True))
    assert Round.objects.filter(year=2028).count() == 1
    assert opened.reports.count() == 1


@given(year=st.text(max_size=12) | st.integers().map(str) | st.just("2030"))
def test_no_year_is_a_server_error_and_none_is_skipped(year):
    scene = ReviewScene()
    response = client_of(scene.coordinator).post(URL, {"year": year})
    assert response.status_code == (302 if year.strip() in {"2027", "2028"} else 400)
    assert Round.objects.filter(plan=scene.plan).count() <= 2


def test_list_costs_the_same_for_many_rounds(scene, django_assert_max_num_queries):
    client = client_of(scene.coordinator)
    for year in (2024, 2025, 2026):
        ReviewScene(plan=scene.plan, year=year).send()
        ReviewScene(plan=scene.plan, year=year)
    with django_assert_max_num_queries(13):
        assert client.get(URL).status_code == 200
