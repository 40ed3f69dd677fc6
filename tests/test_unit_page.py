"""Đơn vị: who may open a unit's page and what it tells of reports, figures and people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Assignment, Succession, Unit
from reports.models import TaskUpdate
from targets.progress import ReportingStatus
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of, text_of

pytestmark = pytest.mark.django_db
URL = reverse("unit_list")


@pytest.fixture
def scene():
    return ReviewScene()


def path(unit):
    return reverse("unit_detail", args=[unit.code])


def see(user, unit):
    return client_of(user).get(path(unit))


def chair_of(plan):
    return make.PortfolioFactory(plan=plan, sector=None, position="CHAIR").user


def vice_chair_of(scene):
    return make.PortfolioFactory(plan=scene.plan, sector=scene.entry.target.sector).user


def test_anonymous_is_asked_to_log_in(scene):
    assert client_of(None).get(URL).status_code == 302
    assert see(None, scene.report.unit).status_code == 302


def test_stranger_and_administrator_are_refused(scene):
    for user in (make.UserFactory(), make.UserFactory(is_staff=True, is_superuser=True)):
        assert client_of(user).get(URL).status_code == 403
        assert see(user, scene.report.unit).status_code == 404


def test_pages_accept_no_post(scene):
    assert client_of(scene.coordinator).post(URL).status_code == 405
    assert client_of(scene.coordinator).post(path(scene.report.unit)).status_code == 405


def test_unit_opens_its_own_page_only(scene):
    other = ReviewScene(plan=scene.plan)
    staff = make.member(scene.report.unit)
    assert see(staff, scene.report.unit).status_code == 200
    assert see(staff, other.report.unit).status_code == 404
    assert client_of(staff).get(reverse("unit_detail", args=["khong-co"])).status_code == 404


def test_unit_staff_go_straight_to_their_unit(scene):
    response = client_of(scene.head).get(URL)
    assert response.status_code == 302
    assert response.url == path(scene.report.unit)


def test_vice_chair_opens_the_units_of_own_sectors_only(scene):
    other = ReviewScene(plan=scene.plan)
    leader = vice_chair_of(scene)
    assert see(leader, scene.report.unit).status_code == 200
    assert see(leader, other.report.unit).status_code == 404
    groups = client_of(leader).get(URL).context["groups"]
    assert [line.unit for group in groups for line in group.lines] == [scene.report.unit]


def test_outside_body_has_no_page(scene):
    outside = make.UnitFactory(kind=Unit.Kind.OUTSIDE)
    assert see(scene.coordinator, outside).status_code == 404
    assert see(make.member(outside), outside).status_code == 404
    assert client_of(make.member(outside)).get(URL).status_code == 200


def test_list_is_grouped_in_natural_order(scene):
    for name in ("Phường 10", "Phường 2"):
        make.UnitFactory(name=name, kind=Unit.Kind.WARD)
    gone = make.UnitFactory(valid_to="2026-12-31")
    groups = client_of(scene.coordinator).get(URL).context["groups"]
    assert [group.kind for group in groups] == ["units", "wards", "former"]
    assert [line.unit.name for line in groups[1].lines] == ["Phường 2", "Phường 10"]
    assert [line.unit for line in groups[2].lines] == [gone]


def test_list_shows_the_state_of_the_current_round(scene):
    scene.send()
    groups = client_of(chair_of(scene.plan)).get(URL).context["groups"]
    lines = {line.unit: line for group in groups for line in group.lines}
    line = lines[scene.report.unit]
    assert line.report.status == ReportingStatus.SENT
    assert (line.targets, line.tasks) == (1, 1)


def test_content_of_a_draft_is_seen_by_nobody_but_the_unit(scene):
    make.fill(scene.report, value="31.75").touch(by=scene.head, at=NOW)
    for user in (scene.coordinator, chair_of(scene.plan), vice_chair_of(scene)):
        response = see(user, scene.report.unit)
        assert "31,75" not in text_of(response)
        assert not response.context["row"].reports[0].row.may_open


def test_report_and_receipt_open_to_whoever_may_read_it(scene):
    scene.send()
    report = scene.report
    receipt = report.submissions.get().receipt_code
    link = reverse("report_detail", args=[report.round.year, report.unit.code])
    for user, opens in (
        (scene.head, True),
        (scene.coordinator, True),
        (vice_chair_of(scene), False),
    ):
        html = text_of(see(user, report.unit))
        assert (receipt in html) is opens
        assert (f'href="{link}"' in html) is opens


def test_reports_of_all_years_newest_first_without_those_to_come(scene):
    unit = scene.report.unit
    for year in (2026, 2028):
        make.ReportFactory(round=make.RoundFactory(plan=scene.plan, year=year), unit=unit)
    rows = see(scene.head, unit).context["row"].reports
    assert [item.row.report.round.year for item in rows] == [2027, 2026]


def test_own_rating_and_part_in_each_task(scene):
    scene.send().accept()
    joint = make.AssignmentFactory(
        unit=scene.report.unit,
        task=make.TaskFactory(plan=scene.plan),
        role=Assignment.Role.COOPERATE,
        provides=False,
    )
    tasks = see(scene.head, scene.report.unit).context["row"].tasks
    assert [item.own and item.own.rating for item in tasks] == [
        TaskUpdate.Rating.STANDING_WITH_RESULT,
        None,
    ]
    assert tasks[1].assignment == joint


def test_rating_of_a_joint_lead_is_not_taken_for_ones_own(scene):
    scene.send().accept()
    partner = make.AssignmentFactory(task=scene.update.task).unit
    (task,) = see(make.member(partner), partner).context["row"].tasks
    assert task.own is None


def test_people_are_named_to_the_unit_and_the_recipients(scene):
    name = scene.head.full_name
    for user, sees in (
        (scene.head, True),
        (scene.coordinator, True),
        (scene.recipient, True),
        (vice_chair_of(scene), False),
        (chair_of(scene.plan), False),
    ):
        body = text_of(see(user, scene.report.unit)).partition("<main")[2]
        assert (name in body) is sees


def test_page_names_predecessors(scene):
    former = make.UnitFactory(name="Phòng Cũ", valid_to="2026-12-31")
    Succession.objects.create(
        predecessor=former,
        successor=scene.report.unit,
        effective_on="2027-01-01",
        document="Quyết định số 1",
    )
    text = text_of(see(scene.head, scene.report.unit))
    assert "Kế thừa từ Phòng Cũ từ ngày 01/01/2027 (Quyết định số 1)." in text


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_number_of_queries_does_not_grow(scene, client):
    client.force_login(scene.coordinator)
    unit = scene.report.unit
    scene.send().accept()
    before = {address: queries_of(client, address) for address in (URL, path(unit))}
    for year in (2024, 2025, 2026):
        ReviewScene(plan=scene.plan)
        opened = make.RoundFactory(plan=scene.plan, year=year)
        task = make.TaskFactory(plan=scene.plan)
        item = make.AssignmentFactory(unit=unit, task=task)
        make.ReportFactory(round=opened, unit=unit, items=[item])
    assert {address: queries_of(client, address) for address in before} == before
    assert before[URL] <= 16
    assert before[path(unit)] <= 30
