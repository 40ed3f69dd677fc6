"""Every address × every role × own, foreign and unknown things, with and without htmx.

A URL that is missing from ``EXPECTED`` fails the walk: whoever adds a page says who may open it.
"""

import re
from dataclasses import dataclass, field, replace

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assignments.models import Portfolio, Unit
from assignments.permissions import powers_of
from q3plan.lib import clock
from reports.chasing.drafting import draft_letter
from reports.compiling.assemble import assemble_round
from reports.consolidations.content import read_material
from reports.consolidations.making import freeze
from reports.models import CheckRule, Consolidation, Letter, Report, WardBreakdown
from targets.models import DenominatorSeries
from tests import factories as make
from tests.built_once import built_once
from tests.evidence_files import add_evidence

pytestmark = pytest.mark.django_db

LOGIN = 302
ROLES = (
    "anonymous",
    "nobody",
    "reporter",
    "head",
    "coordinator",
    "recipient",
    "vice_chair",
    "chair",
    "administrator",
)
OPEN = dict.fromkeys(ROLES, 200)
EVERYONE = {**OPEN, "anonymous": LOGIN}


def only(*roles, denied=403, **others):
    """200 for these roles, ``denied`` for all others, a login for the anonymous."""
    return (
        {role: 200 if role in roles else denied for role in ROLES} | others | {"anonymous": LOGIN}
    )


@dataclass(frozen=True)
class Page:
    """Who gets what: ``own`` of unit A (sector of the vice-chair), ``foreign`` of unit B.

    ``on`` names the arguments: a report, unit, target or sector; None for pages without any.
    ``also`` are arguments that name no thing, the ending of a file.
    """

    own: dict
    foreign: dict = field(default_factory=dict)
    on: str = ""
    unknown: dict = field(default_factory=lambda: only(denied=404))
    also: dict = field(default_factory=dict)


UNIT = ("reporter", "head")
OFFICES = ("coordinator", "recipient")
LEADERS = ("vice_chair", "chair")
HIDDEN = only(denied=404)
REDIRECTED = dict.fromkeys(ROLES, 302)
WRITING = Page(only(*UNIT, denied=404), HIDDEN, on="report")
EVIDENCE = Page(only(*UNIT, denied=404), HIDDEN, on="file")
OF_SECTOR = Page(
    only(*OFFICES, *LEADERS, denied=404), only(*OFFICES, "chair", denied=404), on="sector"
)
CHASED = Page(only("coordinator"), only("coordinator"), "report", only(coordinator=404))
OF_LETTER = replace(CHASED, on="letter")
CSV = {"kind": "csv"}
IN_PLAN = only(*UNIT, *OFFICES, *LEADERS)
OF_TARGET = Page(
    only(*UNIT, *OFFICES, *LEADERS, denied=404),
    only(*OFFICES, *LEADERS, denied=404),
    on="target",
    also=CSV,
)
CONSOLIDATED = Page(
    only(*OFFICES, *LEADERS),
    only(*OFFICES, *LEADERS),
    "year",
    only(**dict.fromkeys((*OFFICES, *LEADERS), 404)),
)
COMPILED_BY_OFFICE = Page(
    only("coordinator"), only("coordinator"), "compiled year", CONSOLIDATED.unknown
)
EXPECTED = {
    "home": Page(REDIRECTED),
    "my_work": Page(EVERYONE),
    "report_detail": WRITING,
    "report_history": WRITING,
    "report_receipt": WRITING,
    "report_docx": WRITING,
    "report_targets": WRITING,
    "report_tasks": WRITING,
    "report_assessment": WRITING,
    "report_check": WRITING,
    "report_evidence": WRITING,
    "evidence_download": EVIDENCE,
    "evidence_view": EVIDENCE,
    "evidence_page": replace(EVIDENCE, on="page of file"),
    "report_workbook": WRITING,
    "report_upload": WRITING,
    "report_compare": WRITING,
    "report_print": WRITING,
    "report_on_behalf": Page(
        only("coordinator"), only("coordinator"), "report", only(coordinator=404)
    ),
    "extend_reports": Page(only("coordinator"), only("coordinator"), "year", only(coordinator=404)),
    "review_side_by_side": Page(
        only(*OFFICES), only(*OFFICES), "report", only(coordinator=404, recipient=404)
    ),
    "review_queue": Page(only(*OFFICES)),
    "review_report": Page(
        only(*OFFICES), only(*OFFICES), "report", only(coordinator=404, recipient=404)
    ),
    "filing_board": Page(only(*OFFICES, *LEADERS)),
    "filing_xlsx": Page(only(*OFFICES, *LEADERS)),
    "letter_list": Page(only("coordinator"), only("coordinator"), "year", only(coordinator=404)),
    "letter_detail": OF_LETTER,
    "letter_docx": OF_LETTER,
    "call_log": CHASED,
    "excuse_report": CHASED,
    "round_list": Page(only("coordinator")),
    "check_rules": Page(only("coordinator")),
    "check_rule": Page(only("coordinator"), only("coordinator"), "rule", only(coordinator=404)),
    "denominators": Page(only(*UNIT, *OFFICES, *LEADERS)),
    "denominator_value": Page(
        only("coordinator"), only("coordinator"), "series", only(coordinator=404)
    ),
    "ward_breakdown": Page(only("coordinator"), only("coordinator"), "year", only(coordinator=404)),
    "ward_sum": replace(WRITING, on="target of report"),
    "dashboard": Page(only(*OFFICES, *LEADERS)),
    "plan_list": Page(only(*OFFICES, *LEADERS)),
    "consolidated_index": Page(only(coordinator=302, recipient=302, vice_chair=302, chair=302)),
    "consolidated_table": CONSOLIDATED,
    "consolidated_xlsx": CONSOLIDATED,
    "compiled_report": CONSOLIDATED,
    "compiled_head": COMPILED_BY_OFFICE,
    "paragraph_add": COMPILED_BY_OFFICE,
    "paragraph_edit": replace(CONSOLIDATED, on="passage"),
    "consolidated_docx": replace(CONSOLIDATED, on="compiled year"),
    "consolidation_finish": COMPILED_BY_OFFICE,
    "consolidation_list": CONSOLIDATED,
    "consolidation_detail": replace(CONSOLIDATED, on="consolidation"),
    "consolidation_file": replace(CONSOLIDATED, on="consolidation", also={"kind": "docx"}),
    "consolidation_compare": Page(only(*OFFICES, *LEADERS)),
    "leader_summary": Page(only(*OFFICES, *LEADERS)),
    "task_list": Page(only(*UNIT, *OFFICES, *LEADERS)),
    "target_list": Page(only(*UNIT, *OFFICES, *LEADERS)),
    "target_detail": Page(
        only(*UNIT, *OFFICES, *LEADERS, denied=404),
        only(*OFFICES, *LEADERS, denied=404),
        on="target",
    ),
    "target_chart_html": replace(OF_TARGET, also={}),
    "target_provider": Page(
        only("coordinator"), only("coordinator"), "target", only(coordinator=404)
    ),
    "sector_list": Page(only(*OFFICES, "chair", vice_chair=302)),
    "sector_detail": OF_SECTOR,
    "unit_list": Page(only(*OFFICES, *LEADERS, reporter=302, head=302)),
    "unit_detail": Page(
        only(*UNIT, *OFFICES, *LEADERS, denied=404), only(*OFFICES, "chair", denied=404), on="unit"
    ),
    "plan_detail": Page(EVERYONE),
    "score_export": Page(only(*OFFICES, *LEADERS), also=CSV),
    "board_export": Page(only(*OFFICES, *LEADERS), also=CSV),
    "target_export": Page(IN_PLAN, also=CSV),
    "series_export": OF_TARGET,
    "ward_parts_export": replace(OF_TARGET, on="target of wards"),
    "task_export": Page(IN_PLAN, also=CSV),
    "unit_export": Page(IN_PLAN, also=CSV),
    "unit_reports_export": Page(
        only(*UNIT, *OFFICES, *LEADERS, denied=404),
        only(*OFFICES, "chair", denied=404),
        on="unit",
        also=CSV,
    ),
    "own_reports_export": Page(EVERYONE, also=CSV),
    "queue_export": Page(only(*OFFICES), also=CSV),
    "letter_export": Page(
        only("coordinator"), only("coordinator"), "year", only(coordinator=404), CSV
    ),
    "call_export": Page(
        only("coordinator"), only("coordinator"), "year", only(coordinator=404), CSV
    ),
    "denominator_export": Page(IN_PLAN, also=CSV),
    "ward_export": Page(
        only("coordinator"), only("coordinator"), "year", only(coordinator=404), also=CSV
    ),
    "observations": Page(IN_PLAN),
    "observation_export": Page(IN_PLAN, also=CSV),
    "account_login": Page({**REDIRECTED, "anonymous": 200}),
    "account_sign_in_again": Page(dict.fromkeys(ROLES, 405)),
    "account_session": Page({**dict.fromkeys(ROLES, 204), "anonymous": LOGIN}),
    "account_logout": Page({**EVERYONE, "anonymous": 302}),
    "account_inactive": Page(OPEN),
    "account_reauthenticate": Page(EVERYONE),
    "account_change_password": Page(EVERYONE),
    "account_reset_password": Page({**OPEN}),
    "account_reset_password_done": Page(OPEN),
    "account_reset_password_from_key_done": Page(OPEN),
    "account_reset_password_from_key": Page(OPEN, on="key"),
}


ASK_FOR_LOGIN = {name for name in EXPECTED if not name.startswith("account_")} | {
    "account_change_password",
    "account_reauthenticate",
    "account_session",
}


def our_patterns(resolver=None):
    """Every named pattern of Q3Plan itself; Django admin has a test of its own below."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from our_patterns(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


class World:
    """Two units with a target and a task each, in two sectors; drafts in the round of 2027."""

    def __init__(self):
        plan = self.plan = make.PlanFactory()
        self.coordinator = make.coordinator(plan)
        self.recipient = make.second_recipient(plan)
        self.own = make.report_with_items(plan=plan, kind=Unit.Kind.DEPARTMENT)
        self.foreign = make.report_with_items(plan=plan)
        self.reporter = make.member(self.own.unit)
        self.head = make.head(self.own.unit)
        self.target = self.own.entries.get().target
        self.foreign_target = self.foreign.entries.get().target
        task = self.own.updates.get().task
        task.sector = self.target.sector
        task.save()
        self.vice_chair = make.PortfolioFactory(plan=plan, sector=self.target.sector).user
        self.chair = make.PortfolioFactory(
            plan=plan, sector=None, position=Portfolio.Position.CHAIR
        ).user
        self.administrator = make.UserFactory(is_staff=True, is_superuser=True)
        self.nobody = make.UserFactory()
        self.sessions = {role: self.begun(role) for role in ROLES if role != "anonymous"}
        self.found = {}

    def begun(self, role):
        client = Client()
        client.force_login(getattr(self, role))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def arguments(self, page, whose):
        """Looked for once a test: what is asked for is the same for every role."""
        if (page.on, whose) not in self.found:
            self.found[page.on, whose] = self.thing(page, whose)
        return {**self.found[page.on, whose], **page.also}

    def thing(self, page, whose):
        if not page.on:
            return {}
        if page.on == "key":
            return {"uidb36": "1", "key": "khong-co"}
        if whose == "unknown":
            return {
                "report": {"year": 2027, "unit": "khong-co"},
                "year": {"year": 1999},
                "unit": {"code": "khong-co"},
                "target": {"code": "ct-999"},
                "target of wards": {"code": "ct-999"},
                "sector": {"slug": "khong-co"},
                "file": {"pk": 999_999},
                "page of file": {"pk": 999_999, "number": 1},
                "target of report": {"year": 2027, "unit": self.own.unit.code, "code": "ct-999"},
                "rule": {"pk": 999_999},
                "series": {"series": "khong-co", "year": 2027, "vintage": "estimate"},
                "letter": {"year": 2027, "pk": 999_999},
                "compiled year": {"year": 1999},
                "passage": {"year": 2027, "pk": 999_999},
                "consolidation": {"year": 2027, "sequence": 9},
            }[page.on]
        report = getattr(self, whose)
        if page.on in ("file", "page of file"):
            number = {"number": 1} if page.on == "page of file" else {}
            return {"pk": self.file(report).pk, **number}
        target = self.target if whose == "own" else self.foreign_target
        if page.on == "target of report":
            now = {"marked_at": clock.now()}
            WardBreakdown.objects.get_or_create(round=report.round, target=target, defaults=now)
            return {"year": 2027, "unit": report.unit.code, "code": target.slug}
        if page.on == "target of wards":
            now = {"marked_at": clock.now()}
            WardBreakdown.objects.get_or_create(round=report.round, target=target, defaults=now)
            return {"code": target.slug}
        if page.on == "letter":
            letter = Letter.objects.first() or draft_letter(
                report.round, [], reply_by=None, by=self.coordinator, at=clock.now()
            )
            return {"year": 2027, "pk": letter.pk}
        if page.on in ("compiled year", "passage"):
            compiled, _done = assemble_round(report.round, by=self.coordinator, at=clock.now())
            passage = {"pk": compiled.paragraphs.first().pk} if page.on == "passage" else {}
            return {"year": 2027, **passage}
        if page.on == "consolidation":
            return {"year": 2027, "sequence": self.frozen(report.round).sequence}
        if page.on == "rule":
            rule = {"plan": self.plan, "target": target, "kind": "CHANGE", "sentence": "Vì sao?"}
            return {"pk": CheckRule.objects.get_or_create(**rule)[0].pk}
        if page.on == "series":
            DenominatorSeries.objects.get_or_create(plan=self.plan, code="dan-so")
            return {"series": "dan-so", "year": 2027, "vintage": "estimate"}
        return {
            "report": {"year": 2027, "unit": report.unit.code},
            "year": {"year": 2027},
            "unit": {"code": report.unit.code},
            "target": {"code": target.slug},
            "sector": {"slug": target.sector.slug},
        }[page.on]

    def frozen(self, round):
        """The consolidated report of the round, frozen once."""
        if made := Consolidation.objects.first():
            return made
        at, by = clock.now(), self.coordinator
        powers = powers_of(by, on=clock.today())
        compiled, _done = assemble_round(round, by=by, at=at)
        material = read_material(compiled, powers=powers, at=at)
        return freeze(material, powers=powers, by=by, at=at, note="")

    def file(self, report):
        """A picture behind the draft of ``report``."""
        return report.evidence.first() or add_evidence(report, by=make.member(report.unit))

    def send(self, report, *, accept=False):
        make.fill(report)
        now = clock.now()
        head = make.head(report.unit)
        report.touch(by=head, at=now)
        report.submit(by=head, at=now)
        if accept:
            report.accept(by=self.coordinator, at=now)

    def login(self, client, role):
        """A session that was begun once: another client's cookie would be the same."""
        client.cookies.clear()
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]


kept, world = built_once(World)


def test_every_address_is_in_the_table():
    assert {pattern.name for pattern in our_patterns()} == set(EXPECTED)


def visits(name):
    """(whose, statuses by role) of every thing that the page can be asked for."""
    page = EXPECTED[name]
    if page.on in ("", "key"):
        return [("own", page.own)]
    return [("own", page.own), ("foreign", page.foreign), ("unknown", page.unknown)]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_role_gets_what_the_table_says(name, world, client):
    wrong = []
    for role in ROLES:
        world.login(client, role)
        for whose, statuses in visits(name):
            url = reverse(name, kwargs=world.arguments(EXPECTED[name], whose))
            page = client.get(url).status_code
            fragment = client.get(url, headers={"HX-Request": "true"}).status_code
            expired = role == "anonymous" and statuses[role] == LOGIN and name in ASK_FOR_LOGIN
            if (page, fragment) != (statuses[role], 401 if expired else statuses[role]):
                wrong.append((role, whose, url, page, fragment, "expected", statuses[role]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_role_writes_where_it_may_not_read(name, world, client):
    """A post to a page that the role cannot open is refused before anything is done."""
    before = list(Report.objects.order_by("pk").values_list("state", "version"))
    for role in ROLES:
        world.login(client, role)
        for whose, statuses in visits(name):
            if statuses[role] in {403, 404}:
                url = reverse(name, kwargs=world.arguments(EXPECTED[name], whose))
                status = client.post(url, {"action": "submit"}).status_code
                assert status in {403, 404, 405}, (role, whose, url)
    assert list(Report.objects.order_by("pk").values_list("state", "version")) == before


SENT = {"reporter": 200, "head": 200, "coordinator": 200, "recipient": 200}
ACCEPTED = SENT | {"vice_chair": 200, "chair": 200}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("accept", [False, True])
def test_a_report_opens_to_recipients_when_sent_and_to_leaders_when_accepted(
    accept, role, world, client
):
    world.send(world.own, accept=accept)
    world.login(client, role)
    opened = ACCEPTED if accept else SENT
    expected = LOGIN if role == "anonymous" else opened.get(role, 404)
    for name in (
        "report_detail",
        "report_history",
        "report_receipt",
        "report_docx",
        "report_compare",
        "report_print",
    ):
        url = reverse(name, kwargs={"year": 2027, "unit": world.own.unit.code})
        assert client.get(url).status_code == expected, (name, role)


def test_a_vice_chair_does_not_open_accepted_reports_of_other_sectors(world, client):
    world.send(world.foreign, accept=True)
    world.login(client, "vice_chair")
    url = reverse("report_detail", kwargs={"year": 2027, "unit": world.foreign.unit.code})
    assert client.get(url).status_code == 404
    world.login(client, "chair")
    assert client.get(url).status_code == 200


def test_foreign_and_unknown_give_the_same_body(world, client):
    """Nobody learns from a page that something exists which they may not see."""
    world.login(client, "reporter")
    for name in ("report_detail", "report_targets", "target_detail", "unit_detail"):
        page = EXPECTED[name]
        bodies = [
            client.get(reverse(name, kwargs=world.arguments(page, whose))).content.decode()
            for whose in ("foreign", "unknown")
        ]
        assert without_tokens(bodies[0]) == without_tokens(bodies[1])


def without_tokens(body):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


def test_django_admin_is_for_administrators_only(world, client):
    for role in ROLES:
        world.login(client, role)
        expected = 200 if role == "administrator" else 302 if role == "anonymous" else 403
        assert client.get(reverse("admin:index")).status_code == expected, role


def test_django_admin_holds_no_report_content(world, client):
    held = {model._meta.label_lower for model in admin.site._registry}
    assert not held & {
        "reports.report",
        "reports.targetentry",
        "reports.figure",
        "reports.taskupdate",
        "reports.assessment",
        "reports.submission",
        "reports.reportevent",
    }
