"""Side doors: a post by the wrong person changes nothing."""

from datetime import timedelta
from itertools import cycle
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import Membership
from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.models import Report
from reports.review.page import Action, item_stamp
from tests.built_once import built_once
from tests.district import District, State, address, client_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ONE_DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


kept, district = built_once(District)


def unit_posts(report):
    """(address, data) of everything that a unit can post, valid but for the person."""
    report = Report.objects.get(pk=report.pk)
    items = {
        "report_targets": (report.entries.get(), "source"),
        "report_tasks": (report.updates.get(), "result"),
        "report_assessment": (report.assessment, "overview"),
    }
    for name, (item, field) in items.items():
        data = {f"{item.anchor}-{field}": "Sửa trộm", f"{item.anchor}-version": item.version}
        yield address(name, report), data | {"action": "later"}
    for action in ("hand_over", "submit", "give_back"):
        data = {"action": action, "version": report.version, "note": "Sửa lại."}
        yield address("report_check", report), data


def review_posts(report):
    report = Report.objects.get(pk=report.pk)
    day = (clock.today() + 20 * ONE_DAY).strftime("%d/%m/%Y")
    for action in Action:
        item = report.entries.get()
        yield (
            address("review_report", report),
            {
                "action": action.value,
                "version": report.version,
                "item": item.anchor,
                "stamp": item_stamp(item),
                "reason": "Sửa trộm",
                "until": day,
                "resubmit_by": day,
            },
        )


def plan_posts(district):
    target = district.reports[State.DRAFT].entries.get().target
    unit = district.reports[State.RETURNED].unit
    yield (
        reverse("target_provider", kwargs={"code": target.slug}),
        {
            "unit": unit.code,
            "valid_from": clock.today().strftime("%d/%m/%Y"),
            "document": "215/QĐ-UBND",
        },
    )
    yield reverse("round_list"), {"year": "2028"}


def tried(client, posts):
    """Statuses of these posts, every second one as htmx sends it."""
    found = []
    for (path, data), headers in zip(posts, cycle(({}, HTMX)), strict=False):
        data = {"idempotency_key": str(uuid4())} | data
        found.append(client.post(path, data, headers=headers).status_code)
    return found


@pytest.mark.one_database
def test_strangers_change_nothing(district):
    clients = {name: client_of(user) for name, user in district.people.items()}
    User.objects.filter(pk=district.people["disabled"].pk).update(is_active=False)
    before = rows()
    states = (State.DRAFT, State.WITH_HEAD, State.SUBMITTED, State.ACCEPTED)
    reports = [*(district.reports[state] for state in states), district.offices_own]
    for name, client in {**clients, "anonymous": Client()}.items():
        statuses = tried(client, plan_posts(district))
        for report in reports:
            statuses += tried(client, [*unit_posts(report), *review_posts(report)])
        refused = {401, 302} if name in {"disabled", "anonymous"} else {403, 404}
        assert set(statuses) <= refused, (name, statuses)
        assert rows() == before, name


@pytest.mark.one_database
def test_a_unit_does_not_review_and_does_not_touch_the_plan(district):
    before = rows()
    for report in district.reports.values():
        for user in (report.staff, report.head):
            client = client_of(user)
            posts = [*plan_posts(district), *review_posts(report)]
            assert set(tried(client, posts)) == {403}
    assert rows() == before


@pytest.mark.one_database
def test_each_office_leaves_the_others_reports_and_all_drafts_alone(district):
    before = rows()
    coordinator, recipient = client_of(district.coordinator), client_of(district.recipient)
    for report in district.reports.values():
        assert set(tried(coordinator, unit_posts(report))) == {404}
        assert set(tried(recipient, unit_posts(report))) == {404}
        assert set(tried(recipient, review_posts(report))) == {403}
    # Nobody reviews their own unit, whichever office is the reviewer.
    assert set(tried(coordinator, review_posts(district.offices_own))) == {403}
    assert set(tried(recipient, review_posts(district.recipients_own))) == {403}
    assert set(tried(recipient, plan_posts(district))) == {403}
    # Not theirs to decide: what has not come, and what is with the unit.
    held = (State.NOT_STARTED, State.DRAFT, State.WITH_HEAD, State.RETURNED)
    for state in held:
        for path, data in review_posts(district.reports[state]):
            if data["action"] != Action.EXTEND:
                assert coordinator.post(path, data).status_code in {400, 409}
    assert rows() == before


def test_head_and_staff_keep_to_their_own_step(district):
    before = rows()
    for state in (State.DRAFT, State.WITH_HEAD, State.RETURNED, State.REOPENED):
        report = district.reports[state]
        path, version = address("report_check", report), report.version
        for user, actions in (
            (report.staff, ("submit", "give_back")),
            (report.head, ("hand_over",)),
        ):
            for action in actions:
                for headers in ({}, HTMX):
                    data = {"action": action, "version": version, "note": "x"}
                    answer = client_of(user).post(path, data, headers=headers)
                    assert answer.status_code == 403, (state, action)
    for state in (State.WITH_HEAD, State.SUBMITTED, State.ACCEPTED):
        report = district.reports[state]
        for user in (report.staff, report.head):
            posts = [post for post in unit_posts(report) if post[1]["action"] == "later"]
            assert set(tried(client_of(user), posts)) == {409}
    assert rows() == before


def test_the_same_posts_by_the_right_people_do_their_work(district):
    """So that the walks above are refused for the person and for nothing else."""
    draft, sent = district.reports[State.DRAFT], district.reports[State.SUBMITTED]
    waiting = district.reports[State.WITH_HEAD]
    sections = [post for post in unit_posts(draft) if post[1]["action"] == "later"]
    assert set(tried(client_of(draft.staff), sections)) <= {200, 302}
    assert draft.updates.get().result == "Sửa trộm"
    submit = [post for post in unit_posts(waiting) if post[1]["action"] == "submit"]
    assert tried(client_of(waiting.head), submit) == [302]
    coordinator = client_of(district.coordinator)
    assert tried(coordinator, plan_posts(district)) == [302, 302]
    for report, client in (
        (sent, coordinator),
        (district.recipients_own, coordinator),
        (district.offices_own, client_of(district.recipient)),
    ):
        returned = [p for p in review_posts(report) if p[1]["action"] == Action.RETURN_ITEM]
        assert tried(client, returned) == [302]
        assert report.entries.get().review_reason == "Sửa trộm"


def test_a_session_ends_with_the_account_and_powers_with_the_membership(district):
    report = district.reports[State.DRAFT]
    client, path = client_of(report.staff), address("report_targets", report)
    assert client.get(path).status_code == 200
    Membership.objects.filter(user=report.staff).update(valid_to=clock.today() - ONE_DAY)
    assert client.get(path).status_code == 404
    User.objects.filter(pk=report.staff.pk).update(is_active=False)
    assert client.get("/ke-hoach/").status_code == 302


# -- drafts ----------------------------------------------------------------------------------------
