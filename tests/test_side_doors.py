"""Side doors: a post by the wrong person changes nothing, and nobody else ever reads a draft."""

import re
from datetime import timedelta
from itertools import cycle
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from assignments.models import Membership, Portfolio
from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.models import Report
from reports.review.page import Action, item_stamp
from tests import factories as make
from tests.test_permission_walk import our_patterns

pytestmark = pytest.mark.django_db
State = Report.State
ONE_DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


class District:
    """A report in every state, the coordinating unit's and the second recipient's own reports,
    and everybody who has no business with them."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.coordinator = make.coordinator(self.plan)
        self.recipient = make.second_recipient(self.plan)
        self.reports = {state: self.report(state) for state in State}
        office = self.coordinator.memberships.get().unit
        self.offices_own = self.report(State.SUBMITTED, office, "SECOND_RECIPIENT")
        self.recipients_own = self.report(State.SUBMITTED, self.recipient.memberships.get().unit)
        self.people = self.strangers()

    @property
    def all(self):
        return [*self.reports.values(), self.offices_own, self.recipients_own]

    def report(self, state, unit=None, office="COORDINATING"):
        report = make.report_with_items(plan=self.plan, unit=unit)
        Report.objects.filter(pk=report.pk).update(reviewing_office=office)
        report = Report.objects.get(pk=report.pk)
        report.staff, report.head = make.member(report.unit), make.head(report.unit)
        bring(report, state, by=self.coordinator)
        return report

    def strangers(self):
        """People by name. Memberships "over", "to come" and "disabled" are in every unit."""
        today, plan = clock.today(), self.plan
        sector = self.reports[State.DRAFT].entries.get().target.sector
        people = {
            "another unit's reporter": make.member(make.UnitFactory()),
            "another unit's head": make.head(make.UnitFactory()),
            "vice-chair": make.PortfolioFactory(plan=plan, sector=sector).user,
            "chair": make.PortfolioFactory(
                plan=plan, sector=None, position=Portfolio.Position.CHAIR
            ).user,
            "administrator": make.UserFactory(is_staff=True, is_superuser=True),
            "nobody": make.UserFactory(),
            "over": make.UserFactory(),
            "to come": make.UserFactory(),
            "disabled": make.UserFactory(),
        }
        units = {report.unit for report in self.all}
        for unit in units:
            role = {"unit": unit, "role": Membership.Role.HEAD}
            yesterday, tomorrow = today - ONE_DAY, today + ONE_DAY
            make.MembershipFactory(user=people["over"], valid_to=yesterday, **role)
            make.MembershipFactory(user=people["to come"], valid_from=tomorrow, **role)
            make.MembershipFactory(user=people["disabled"], **role)
        return people


def bring(report, state, *, by):
    at = clock.now()
    if state == State.NOT_STARTED:
        return
    make.fill(report)
    report.touch(by=report.staff, at=at)
    if state == State.DRAFT:
        return
    report.hand_over(by=report.staff, at=at)
    if state == State.WITH_HEAD:
        return
    report.submit(by=report.head, at=at)
    if state == State.RETURNED:
        report.send_back(by=by, at=at, reason="Thiếu nguồn.", resubmit_by=clock.today())
    if state in {State.ACCEPTED, State.REOPENED}:
        report.accept(by=by, at=at)
    if state == State.REOPENED:
        report.reopen(by=by, at=at, reason="Sửa số.", until=clock.today())


@pytest.fixture
def district():
    return District()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def rows():
    """Every row of ours, by table."""
    labels = ("targets", "assignments", "reports", "accounts")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    # ``last_login`` and sessions change with a login; nothing else may.
    return {
        model: list(model.objects.order_by("pk").values()) for model in models if model is not User
    }


def address(name, report):
    return reverse(name, kwargs={"year": report.round.year, "unit": report.unit.code})


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


def test_a_unit_does_not_review_and_does_not_touch_the_plan(district):
    before = rows()
    for report in district.reports.values():
        for user in (report.staff, report.head):
            client = client_of(user)
            posts = [*plan_posts(district), *review_posts(report)]
            assert set(tried(client, posts)) == {403}
    assert rows() == before


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

MARK, NUMBER = "dấu-bản-nháp", "31.4159"
SHOWN_NUMBERS = ("31,4159", "31.4159", "31,42")


def write_drafts(district):
    """Marks every text and number of what units are writing, also after a sending."""
    drafts = [
        district.reports[state]
        for state in (State.DRAFT, State.WITH_HEAD, State.RETURNED, State.REOPENED)
    ]
    again = district.report(State.RETURNED)
    mark(again)
    again.hand_over(by=again.staff, at=clock.now())
    given_back = district.report(State.WITH_HEAD)
    given_back.give_back(by=given_back.head, at=clock.now(), note=MARK)
    for report in (*drafts, given_back):
        mark(report, unread="" if report.state == State.WITH_HEAD else MARK)
    return [*drafts, again, given_back]


def mark(report, *, unread=""):
    entry = report.entries.get()
    entry.source = entry.explanation = MARK
    entry.unparsed = {"ytd_numerator": unread} if unread else {}
    entry.proposal = NUMBER
    entry.save()
    entry.figures.update(value=NUMBER)
    words = dict.fromkeys(("result", "difficulties", "proposals"), MARK)
    report.updates.update(**words)
    words = dict.fromkeys(("overview", "difficulties", "proposals", "next_year"), MARK)
    type(report.assessment).objects.filter(report=report).update(**words)


def crawl(client, start):
    """(address, text) of every page that links lead to from these ones.

    Of the admin's pages one of each kind.
    """
    waiting, seen = list(start), set()
    while waiting:
        path = waiting.pop()
        is_admin = path.startswith("/quan-tri/")
        kind = re.sub(r"\d+", "n", path) if is_admin else path
        if kind in seen or path.startswith("/static/") or (is_admin and "?" in path):
            continue
        seen.add(kind)
        response = client.get(path)
        text = response.content.decode()
        yield path, text
        if response.status_code in {301, 302}:
            waiting.append(response.url)
        waiting += re.findall(r'href="(/[^"#]*)', text)


def every_address(district, drafts):
    """Of all reports, units, targets and sectors that have to do with the drafts."""
    for pattern in our_patterns():
        wanted = set(pattern.pattern.regex.groupindex)
        for report in drafts:
            target = report.entries.get().target
            known = {
                "year": report.round.year,
                "unit": report.unit.code,
                "code": target.slug if "target" in pattern.name else report.unit.code,
                "slug": target.sector.slug,
            }
            if wanted <= set(known):
                yield reverse(pattern.name, kwargs={name: known[name] for name in wanted})


def test_nobody_else_reads_a_draft(district):
    drafts = write_drafts(district)
    # Every address of three of them; links lead to the others.
    start = sorted(set(every_address(district, drafts[::2])) - {reverse("account_logout")})
    people = {
        "coordinator": district.coordinator,
        "recipient": district.recipient,
        **{name: district.people[name] for name in ("vice-chair", "chair", "administrator")},
        "another unit's head": district.people["another unit's head"],
        "to come": district.people["to come"],
    }
    for name, user in people.items():
        client, visited = client_of(user), set()
        for path, text in crawl(client, start):
            visited.add(path)
            assert MARK not in text, (name, path)
            assert not any(number in text for number in SHOWN_NUMBERS), (name, path)
        assert visited >= set(start)
    fragments = [client_of(district.coordinator).get(path, headers=HTMX) for path in start]
    assert not any(MARK in fragment.content.decode() for fragment in fragments)


def test_the_unit_itself_reads_its_draft(district):
    """So that the marks of the walk above are where they would be seen."""
    [report, *_others] = write_drafts(district)
    text = client_of(report.head).get(address("report_check", report)).content.decode()
    assert MARK in text
    assert SHOWN_NUMBERS[0] in text


def test_steps_inside_the_unit_do_not_show_outside(district):
    """Sent once, returned, and now with the head: others see that it is back with the unit."""
    report = district.report(State.RETURNED)
    report.hand_over(by=report.staff, at=clock.now())
    for user in (district.coordinator, district.recipient):
        client = client_of(user)
        for name in ("report_detail", "report_history", "report_receipt", "review_report"):
            text = client.get(address(name, report)).content.decode()
            assert str(State.WITH_HEAD.label) not in text, name
            assert "Trình lãnh đạo" not in text, name


def test_a_round_that_is_not_open_yet_is_not_written(district):
    """The coordinating unit may make next year's reports early; nobody fills them before time."""
    draft = district.reports[State.DRAFT]
    round_ = make.RoundFactory(plan=district.plan, year=2028)
    early = make.ReportFactory(
        round=round_,
        unit=draft.unit,
        items=[make.AssignmentFactory(unit=draft.unit, task=make.TaskFactory(plan=district.plan))],
    )
    head, before = client_of(draft.head), rows()
    for name in ("report_detail", "report_tasks", "report_assessment", "report_check"):
        assert head.get(address(name, early)).status_code == 404
    data = {"danh-gia-chung-overview": "Sớm", "danh-gia-chung-version": "1", "action": "later"}
    assert head.post(address("report_assessment", early), data).status_code == 404
    assert (
        head.post(address("report_check", early), {"action": "submit", "version": 1}).status_code
        == 404
    )
    assert rows() == before
