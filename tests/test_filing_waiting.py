"""Reviews that take too long are named like late units, with whose turn it is."""

from datetime import timedelta

import pytest

from assignments.models import Office
from reports.filing.waiting import OVER_DAYS, reviews_waiting, waiting_lines
from reports.models import Report
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = ReviewScene()
    scene.send()
    return scene


def waiting(scene, days):
    return list(reviews_waiting(scene.plan, at=NOW + timedelta(days=days)))


def test_report_is_named_from_the_seventh_day_on_until_it_is_reviewed(scene):
    assert waiting(scene, OVER_DAYS - 1) == []
    assert waiting(scene, OVER_DAYS) == [scene.report]
    scene.report.accept(by=scene.coordinator, at=NOW)
    assert waiting(scene, OVER_DAYS) == []


def test_days_are_counted_from_the_last_sending(scene):
    due = {"reason": "Thiếu nguồn.", "resubmit_by": NOW.date() + timedelta(days=9)}
    scene.report.send_back(by=scene.coordinator, at=NOW, **due)
    assert waiting(scene, OVER_DAYS) == []
    scene.report.submit(by=scene.head, at=NOW + timedelta(days=5))
    assert waiting(scene, OVER_DAYS) == []
    assert waiting(scene, OVER_DAYS + 5) == [scene.report]


def test_board_names_who_reviews_whose_report(scene, settings):
    office = Office.objects.get(plan=scene.plan) if scene.coordinator else None
    settings.FROZEN_CLOCK = NOW + timedelta(days=9)
    page = text_of(client_of(scene.recipient).get("/tinh-hinh-nop/"))
    assert "1 báo cáo chờ thẩm định quá 7 ngày" in page
    assert f"{office.unit.name} thẩm định" in page
    assert "đã chờ 9 ngày" in page


def test_office_that_reviews_the_coordinating_units_report_is_named(scene):
    unit = scene.coordinator.memberships.get().unit
    own = make.report_with_items(plan=scene.plan, unit=unit)
    kind = Office.Kind.SECOND_RECIPIENT
    Report.objects.filter(pk=own.pk).update(reviewing_office=kind)
    make.fill(own)
    own.refresh_from_db()
    head = make.head(unit)
    own.touch(by=head, at=NOW)
    own.submit(by=head, at=NOW)
    second = scene.recipient.memberships.get().unit
    lines = waiting_lines(scene.plan, at=NOW + timedelta(days=8))
    assert {line.reviewer for line in lines} == {unit, second}
    assert next(line for line in lines if line.report == own).reviewer == second
