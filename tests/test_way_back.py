"""From a page that several roles read, everyone returns to where they came from."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.review_scene import ReviewScene, client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return ReviewScene().send()


@pytest.mark.parametrize("page", ["report_compare", "report_print"])
def test_officer_returns_to_the_review_and_the_unit_to_its_report(page, scene):
    address = [2027, scene.report.unit.code]
    for person, home in (
        (scene.coordinator, "review_report"),
        (scene.recipient, "review_report"),
        (scene.head, "report_detail"),
    ):
        text = text_of(client_of(person).get(reverse(page, args=address)))
        assert f'class="page-back" href="{reverse(home, args=address)}"' in text


@pytest.mark.parametrize("page", ["review_side_by_side", "report_on_behalf"])
def test_steps_of_a_review_lead_back_to_it(page, scene):
    address = [2027, scene.report.unit.code]
    text = text_of(client_of(scene.coordinator).get(reverse(page, args=address)))
    assert f'class="page-back" href="{scene.path}"' in text


def test_officer_reaches_scan_print_and_document_from_the_review(scene):
    text = text_of(client_of(scene.coordinator).get(scene.path))
    for page in ("review_side_by_side", "report_print", "report_docx"):
        assert reverse(page, args=[2027, scene.report.unit.code]) in text


def test_a_year_counts_only_what_the_officer_decides_on(scene):
    own = make.report_with_items(plan=scene.plan, unit=scene.coordinator.memberships.get().unit)
    head, now = make.head(own.unit), make.at(2027, 11, 3)
    make.fill(own).touch(by=head, at=now)
    own.submit(by=head, at=now)
    make.RoundFactory(plan=scene.plan, year=2026)
    text = text_of(client_of(scene.coordinator).get(reverse("review_queue")))
    assert "(1 chờ)" in text
