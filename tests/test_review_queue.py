"""The queue: who opens it, what comes first, and what each heap says."""

from datetime import date

import pytest
from django.urls import reverse

from assignments.models import Office, Portfolio
from assignments.permissions import powers_of
from reports.dashboards.report_state import shown_state
from reports.models import Report, ReportEvent
from reports.review.rights import reviews
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db
URL = reverse("review_queue")


@pytest.fixture
def scene():
    return ReviewScene()


def lines(client, heap, year=""):
    queue = client.get(URL, {"nam": year} if year else {}).context["queue"]
    return [line.report.unit for line in getattr(queue, heap)]


def test_anonymous_is_asked_to_log_in():
    assert client_of(None).get(URL).status_code == 302


def test_unit_stranger_and_leader_are_refused(scene):
    chair = make.PortfolioFactory(
        plan=scene.plan, sector=None, position=Portfolio.Position.CHAIR
    ).user
    for user in (scene.head, make.UserFactory(), chair):
        assert client_of(user).get(URL).status_code == 403


def test_queue_accepts_no_post(scene):
    assert client_of(scene.coordinator).post(URL).status_code == 405


def test_coordinator_sees_flagged_reports_first_then_by_arrival(scene):
    scene.send(make.at(2027, 11, 1))
    late = ReviewScene(plan=scene.plan)
    late.send(make.at(2027, 11, 20))
    second = ReviewScene(plan=scene.plan)
    second.send(make.at(2027, 11, 2))
    units = lines(client_of(scene.coordinator), "waiting")
    assert units == [late.report.unit, scene.report.unit, second.report.unit]


def test_a_draft_is_among_the_not_sent_with_its_state_and_no_more(scene):
    make.fill(scene.report, value="31.7").touch(by=scene.head, at=NOW)
    for user in (scene.coordinator, scene.recipient):
        response = client_of(user).get(URL)
        assert [line.state for line in response.context["queue"].not_sent] == [State.DRAFT]
        assert str(State.DRAFT.label) in text_of(response)
        assert "31,7" not in text_of(response)


def test_report_sent_again_is_marked(scene):
    scene.send().send_back().send()
    assert "gửi lại</span>" in text_of(client_of(scene.coordinator).get(URL))


def test_returned_report_shows_its_day_and_how_long_it_is_over(scene):
    scene.send(make.at(2027, 10, 20))
    scene.send_back(make.at(2027, 10, 25), resubmit_by=date(2027, 10, 30))
    response = client_of(scene.coordinator).get(URL)
    assert "30/10/2027" in text_of(response)
    assert "quá 4 ngày" in text_of(response)
    assert response.context["queue"].overdue_with_unit == 1


def test_returned_report_that_lies_with_the_head_still_reads_returned(scene):
    scene.send().send_back()
    scene.report.hand_over(by=scene.head, at=NOW)
    assert shown_state(scene.report) == State.RETURNED
    assert lines(client_of(scene.coordinator), "with_unit") == [scene.report.unit]


def test_coordinating_units_own_report_waits_for_the_second_recipient(scene):
    office = Office.objects.get(unit=scene.coordinator.memberships.get().unit)
    own = ReviewScene(plan=scene.plan, unit=office.unit)
    Report.objects.filter(pk=own.report.pk).update(reviewing_office=Office.Kind.SECOND_RECIPIENT)
    own.send()
    scene.send()
    assert lines(client_of(scene.coordinator), "waiting") == [scene.report.unit]
    assert lines(client_of(scene.coordinator), "elsewhere") == [office.unit]
    assert lines(client_of(scene.recipient), "waiting") == [office.unit]
    assert lines(client_of(scene.recipient), "elsewhere") == [scene.report.unit]


def test_year_filter_is_in_the_address_and_junk_falls_back(scene):
    earlier = ReviewScene(plan=scene.plan, year=2026)
    earlier.send(make.at(2026, 11, 1)).accept()
    client = client_of(scene.coordinator)
    assert lines(client, "accepted", "2026") == [earlier.report.unit]
    for junk in ("", "20x6", "²⁰²⁶", "9999", "2026'", "-1"):
        assert client.get(URL, {"nam": junk}).context["queue"].year == 2027


def test_empty_queue_says_what_comes_next():
    plan = make.PlanFactory()
    assert "Chưa có kỳ báo cáo nào" in text_of(client_of(make.coordinator(plan)).get(URL))


def test_one_rule_decides_who_reviews(scene):
    scene.send()
    for user in (scene.head, scene.coordinator, scene.recipient):
        powers = powers_of(user, on=NOW.date())
        listed = Report.objects.reviewable_by(powers).filter(pk=scene.report.pk).exists()
        assert reviews(powers, scene.report) == listed


def test_queue_costs_the_same_for_many_reports(scene, django_assert_max_num_queries):
    client = client_of(scene.coordinator)
    for _count in range(4):
        ReviewScene(plan=scene.plan).send()
        ReviewScene(plan=scene.plan).send().send_back()
    with django_assert_max_num_queries(20):
        assert client.get(URL).status_code == 200
    assert ReportEvent.objects.count() > 8
