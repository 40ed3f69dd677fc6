"""Lĩnh vực: a leader's own sectors, red first, accepted figures and reporting states only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Assignment, Portfolio, Unit
from reports.dashboards.task_standing import task_standings
from reports.models import TaskUpdate
from targets.models import Task
from targets.progress import ReportingStatus
from tests import factories as make
from tests.review_scene import ReviewScene, client_of, text_of
from tests.test_standing import observe

pytestmark = pytest.mark.django_db
URL = reverse("sector_list")
Rating = TaskUpdate.Rating


class Sectors:
    """One plan with two sectors, each with one unit that answers for a target and a task."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.own, self.foreign = (make.SectorFactory(plan=self.plan) for _ in range(2))
        self.round = make.RoundFactory(plan=self.plan)
        self.report = self.add_report(self.own)
        self.foreign_report = self.add_report(self.foreign)
        self.leader = self.lead(self.own)

    def add_report(self, sector):
        unit = make.UnitFactory()
        items = [
            make.AssignmentFactory(
                unit=unit, target=make.TargetFactory(plan=self.plan, sector=sector)
            ),
            make.AssignmentFactory(unit=unit, task=make.TaskFactory(plan=self.plan, sector=sector)),
        ]
        return make.ReportFactory(round=self.round, unit=unit, items=items)

    def lead(self, sector, user=None):
        user = user or make.UserFactory()
        return make.PortfolioFactory(user=user, plan=self.plan, sector=sector).user

    def chair(self):
        return make.PortfolioFactory(
            plan=self.plan, sector=None, position=Portfolio.Position.CHAIR
        ).user

    def path(self, sector=None):
        return reverse("sector_detail", args=[(sector or self.own).slug])

    def see(self, user=None, sector=None):
        return client_of(user or self.leader).get(self.path(sector))


@pytest.fixture
def scene():
    return Sectors()


def test_anonymous_is_asked_to_log_in(scene):
    assert client_of(None).get(URL).status_code == 302
    assert client_of(None).get(scene.path()).status_code == 302


def test_unit_stranger_and_administrator_are_refused(scene):
    for user in (
        make.head(scene.report.unit),
        make.UserFactory(),
        make.UserFactory(is_staff=True, is_superuser=True),
    ):
        assert client_of(user).get(URL).status_code == 403
        assert client_of(user).get(scene.path()).status_code == 404


def test_pages_accept_no_post(scene):
    assert client_of(scene.leader).post(URL).status_code == 405
    assert client_of(scene.leader).post(scene.path()).status_code == 405


def test_vice_chair_gets_a_foreign_sector_like_an_unknown_one(scene):
    foreign = scene.see(sector=scene.foreign)
    unknown = client_of(scene.leader).get(reverse("sector_detail", args=["khong-co"]))
    assert foreign.status_code == unknown.status_code == 404


def test_vice_chair_with_one_sector_goes_straight_to_it(scene):
    response = client_of(scene.leader).get(URL)
    assert response.status_code == 302
    assert response.url == scene.path()


def test_vice_chair_with_two_sectors_chooses(scene):
    scene.lead(scene.foreign, scene.leader)
    rows = client_of(scene.leader).get(URL).context["rows"]
    assert [row.sector for row in rows] == [scene.own, scene.foreign]


def test_portfolio_that_has_ended_opens_nothing(scene):
    Portfolio.objects.filter(user=scene.leader).update(valid_to="2027-11-02")
    assert client_of(scene.leader).get(URL).status_code == 403
    assert scene.see().status_code == 404


def test_chair_and_recipients_see_every_sector(scene):
    for user in (
        scene.chair(),
        make.coordinator(scene.plan),
        make.second_recipient(scene.plan),
    ):
        assert len(client_of(user).get(URL).context["rows"]) == 2
        assert scene.see(user, scene.foreign).status_code == 200


def test_sector_shows_its_own_targets_tasks_and_units_only(scene):
    row = scene.see().context["row"]
    assert [item.target.sector for item in row.targets] == [scene.own]
    assert [item.task.sector for item in row.tasks] == [scene.own]
    assert [item.unit for item in row.units] == [scene.report.unit]


def test_red_targets_come_first(scene):
    green, red = (
        make.TargetFactory(plan=scene.plan, sector=scene.own, reading__horizon_year=2027)
        for _ in range(2)
    )
    observe(green, 2027, 45)
    observe(red, 2027, 30)
    row = scene.see().context["row"]
    assert [item.target for item in row.targets][:2] == [red, green]
    assert (row.red_targets, row.urgent_targets) == (1, 1)


def test_draft_figure_and_rating_never_show(scene):
    make.fill(scene.report, value="31.75")
    scene.report.updates.update(rating=Rating.OVERDUE)
    scene.report.touch(by=make.head(scene.report.unit), at=make.at(2027, 11, 2))
    response = scene.see()
    assert "31,75" not in text_of(response)
    assert str(Rating.OVERDUE.label) not in text_of(response)
    assert response.context["row"].troubled_tasks == ()


def test_sent_figure_shows_once_it_is_accepted():
    scene = ReviewScene().send(value="31.75")
    sector = scene.entry.target.sector
    leader = make.PortfolioFactory(plan=scene.plan, sector=sector).user
    path = reverse("sector_detail", args=[sector.slug])
    assert "31,75" not in text_of(client_of(leader).get(path))
    scene.accept()
    row = client_of(leader).get(path).context["row"]
    assert str(row.targets[0].value).rstrip("0") == "31.75"
    assert row.units[0].status == ReportingStatus.ACCEPTED


def test_accepted_trouble_is_listed_and_the_reviewers_rating_counts(scene):
    scene.report.updates.update(
        rating=Rating.STANDING_WITH_RESULT, reviewer_rating=Rating.OVERDUE, review_state="ACCEPTED"
    )
    row = scene.see().context["row"]
    assert [item.worst.rating for item in row.troubled_tasks] == [Rating.OVERDUE]
    assert [(item.rating, item.count) for item in row.task_counts] == [(Rating.OVERDUE, 1)]


def test_not_to_have_begun_before_the_first_year_is_no_trouble(scene):
    task = scene.report.updates.get().task
    scene.report.updates.update(rating=Rating.NOT_STARTED, review_state="ACCEPTED")
    for start_year, troubled in ((None, 1), (2027, 1), (2030, 0)):
        task.start_year = start_year
        task.save()
        assert len(scene.see().context["row"].troubled_tasks) == troubled


def test_newest_accepted_rating_counts(scene):
    update = scene.report.updates.get()
    before = make.ReportFactory(
        round=make.RoundFactory(plan=scene.plan, year=2026), unit=scene.report.unit
    )
    before.updates.create(task=update.task, rating=Rating.OVERDUE, review_state="ACCEPTED")
    on = make.at(2027, 11, 3).date()
    (row,) = task_standings([update.task], on=on)
    assert (row.worst.rating, row.worst.year) == (Rating.OVERDUE, 2026)
    scene.report.updates.update(rating=Rating.DONE_ON_TIME, review_state="ACCEPTED")
    (row,) = task_standings([update.task], on=on)
    assert (row.worst.rating, row.worst.year) == (Rating.DONE_ON_TIME, 2027)


def test_late_units_come_first(scene):
    late = scene.add_report(scene.own)
    make.fill(late)
    late.touch(by=make.head(late.unit), at=make.at(2027, 11, 1))
    late.round.due_before = "2027-11-01"
    late.round.data_cutoff_on = "2027-10-31"
    late.round.save()
    on_time = scene.report
    make.fill(on_time)
    on_time.touch(by=make.head(on_time.unit), at=make.at(2027, 10, 20))
    on_time.submit(by=on_time.unit.memberships.get().user, at=make.at(2027, 10, 20))
    row = scene.see().context["row"]
    assert [item.unit for item in row.units] == [late.unit, on_time.unit]
    assert row.late_units == 1
    assert "Quá hạn 3 ngày, chưa gửi" in text_of(scene.see())


def test_wards_are_followed_where_their_obligation_stands(scene):
    ward = make.UnitFactory(kind=Unit.Kind.WARD)
    obligation = make.TaskFactory(plan=scene.plan, sector=scene.own, kind=Task.Kind.OBLIGATION)
    for unit in (ward, scene.foreign_report.unit):
        make.AssignmentFactory(unit=unit, task=obligation)
    make.ReportFactory(round=scene.round, unit=ward)
    units = {item.unit for item in scene.see().context["row"].units}
    assert units == {scene.report.unit, ward}


def test_cooperating_unit_is_not_listed(scene):
    helper = make.UnitFactory()
    make.AssignmentFactory(
        unit=helper,
        task=scene.report.updates.get().task,
        role=Assignment.Role.COOPERATE,
        provides=False,
    )
    make.ReportFactory(round=scene.round, unit=helper)
    assert [item.unit for item in scene.see().context["row"].units] == [scene.report.unit]


def test_deadline_is_counted_down(scene):
    text = text_of(scene.see())
    assert "Còn 6 ngày" in text
    assert "trước ngày 10/11/2027 (đến hết 09/11/2027)" in text


def test_before_the_first_round_the_page_stands(scene):
    empty = make.PlanFactory(issued_on="2027-01-01")
    sector = make.SectorFactory(plan=empty)
    leader = make.PortfolioFactory(plan=empty, sector=sector).user
    response = client_of(leader).get(reverse("sector_detail", args=[sector.slug]))
    assert response.status_code == 200
    assert response.context["row"].units == ()


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_number_of_queries_does_not_grow(scene, client):
    client.force_login(scene.chair())
    before = {path: queries_of(client, path) for path in (URL, scene.path())}
    for _ in range(3):
        scene.add_report(scene.own)
        scene.add_report(make.SectorFactory(plan=scene.plan))
    assert {path: queries_of(client, path) for path in before} == before
    assert max(before.values()) <= 26


def test_a_verdict_that_a_later_figure_changed_is_told_to_its_own_leader_only(scene):
    for report in (scene.report, scene.foreign_report):
        report.record(
            "VERDICT_FLIPPED",
            at=make.at(2027, 11, 2),
            by=None,
            subject=str(report.entries.get().target),
            text="Năm 2026: từ Không đạt thành Đạt.",
        )
    page = text_of(scene.see())
    assert page.count("từ Không đạt thành Đạt") == 1
    assert "02/11/2027" in page
