"""Who may see a report, who reviews it, and what opening a round makes."""

from datetime import date, timedelta

import pytest

from assignments.permissions import powers_of
from reports.models import (
    Figure,
    Report,
    ReportEvent,
    Round,
)
from tests import factories
from tests.report_scene import NOON, TODAY, Scene, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def powers(user):
    return powers_of(user, on=TODAY)


def sees(user):
    return Report.objects.visible_to(powers(user)).exists()


SENT = {State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.REOPENED}


@pytest.mark.parametrize("state", list(State))
def test_visible_to_each_role(scene, state):
    report = scene.bring(state)
    plan, sector = scene.plan, scene.update.task.sector
    vice_chair, position = factories.PortfolioFactory, {"plan": plan}
    chair = vice_chair(position="CHAIR", sector=None, **position).user
    administrator = factories.UserFactory(is_staff=True, is_superuser=True)
    assert report.state == state
    assert {
        "staff": sees(scene.staff),
        "head": sees(scene.head),
        "coordinator": sees(scene.reviewer),
        "second recipient": sees(factories.second_recipient(plan)),
        "vice-chair of the sector": sees(vice_chair(sector=sector, **position).user),
        "vice-chair of another": sees(vice_chair(**position).user),
        "chair": sees(chair),
        "another unit": sees(factories.head(factories.UnitFactory())),
        "nobody": sees(factories.UserFactory()),
        "administrator": sees(administrator),
    } == {
        "staff": True,
        "head": True,
        "coordinator": state in SENT,
        "second recipient": state in SENT,
        "vice-chair of the sector": state == State.ACCEPTED,
        "vice-chair of another": False,
        "chair": state == State.ACCEPTED,
        "another unit": False,
        "nobody": False,
        "administrator": False,
    }


def test_a_former_member_sees_nothing_any_more(scene):
    scene.report.unit.memberships.filter(user=scene.staff).update(
        valid_to=TODAY - timedelta(days=1)
    )
    assert not sees(scene.staff)


def reviews(user):
    return set(Report.objects.reviewable_by(powers(user)))


def test_nobody_reviews_their_own_unit(scene):
    report = scene.bring(State.SUBMITTED)
    office = scene.reviewer.memberships.get().unit
    own = factories.report_with_items(plan=scene.plan, unit=office)
    Report.objects.filter(pk=own.pk).update(reviewing_office="SECOND_RECIPIENT")
    own = factories.fill(Report.objects.get(pk=own.pk))
    own.touch(by=scene.reviewer, at=NOON)
    own.submit(by=factories.head(office), at=NOON)
    recipient = factories.second_recipient(scene.plan)
    assert reviews(scene.reviewer) == {report}
    assert reviews(recipient) == {own}
    assert reviews(scene.head) == reviews(factories.UserFactory()) == set()
    factories.MembershipFactory(user=scene.reviewer, unit=report.unit)
    assert reviews(scene.reviewer) == set()


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.WITH_HEAD])
def test_nothing_unsent_is_reviewable(scene, state):
    scene.bring(state)
    assert reviews(scene.reviewer) == set()


def test_the_queue_is_in_order_of_arrival(scene):
    first = scene.bring(State.SUBMITTED)
    second = factories.fill(factories.report_with_items(plan=scene.plan))
    second.touch(by=factories.member(second.unit), at=NOON)
    second.submit(by=factories.head(second.unit), at=NOON - timedelta(hours=1))
    assert list(Report.objects.waiting_for_review()) == [second, first]


# -- opening a round -------------------------------------------------------------------------------


def test_open_makes_a_report_for_every_providing_unit_once():
    plan = factories.PlanFactory()
    office = factories.OfficeFactory(plan=plan)
    task = factories.TaskFactory(plan=plan)
    target = factories.TargetFactory(plan=plan, is_share=True)
    unit = factories.UnitFactory()
    factories.AssignmentFactory(unit=office.unit, task=task)
    factories.AssignmentFactory(unit=unit, target=target)
    factories.AssignmentFactory(unit=factories.UnitFactory(), task=task, provides=False)
    factories.AssignmentFactory(unit=factories.UnitFactory(), task=task, valid_to=date(2027, 9, 30))
    opened, created = Round.open(plan, 2027, at=NOON)
    assert (created, opened.due_before) == (2, date(2027, 11, 10))
    assert {report.unit: report.reviewing_office for report in opened.reports.all()} == {
        office.unit: "SECOND_RECIPIENT",
        unit: "COORDINATING",
    }
    asked = Figure.objects.values_list("year", "vintage", "value", "is_share")
    assert set(asked) == {
        (2027, "YTD", None, True),
        (2027, "ESTIMATE", None, True),
        (2026, "FINAL", None, True),
    }
    assert Round.open(plan, 2027, at=NOON) == (opened, 0)
    assert ReportEvent.objects.filter(kind="OPENED").count() == 2


def test_the_days_of_a_round_follow_from_the_deadline_of_its_plan():
    plan = factories.PlanFactory(deadline_month=1, deadline_day=1)
    opened, _created = Round.open(plan, 2028, at=NOON)
    days = (opened.opens_on, opened.data_cutoff_on, opened.due_before)
    assert days == (date(2027, 12, 1), date(2027, 12, 31), date(2028, 1, 1))
