"""Every address × every role × own, foreign and unknown things, with and without htmx.

A URL that is missing from ``EXPECTED`` fails the walk: whoever adds a page says who may open it.
"""

import re
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assignments.models import Portfolio, Reorganisation, Unit
from assignments.permissions import powers_of
from q3plan import urls
from q3plan.lib import clock
from reports.chasing.drafting import draft_letter
from reports.compiling.assemble import assemble_round
from reports.consolidations.content import read_material
from reports.consolidations.making import freeze
from reports.directives.files import store_attachments
from reports.models import (
    Amendment,
    CheckRule,
    Consolidation,
    Directive,
    Letter,
    Report,
    WardBreakdown,
)
from targets.models import DenominatorSeries
from tests import factories as make
from tests.built_once import built_once
from tests.evidence_files import add_evidence, pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.long]

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
FOR_AND_AGAINST = ({200, 302}, {403, 404})
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
OF_DIRECTIVE = Page(
    only(*UNIT, *OFFICES, *LEADERS, denied=404), only(*OFFICES, "chair", denied=404), "directive"
)
POSTED = Page(only(denied=405), only(denied=405), "directive", only(denied=405))
OF_AMENDMENT = replace(OF_DIRECTIVE, on="amendment")
LEADERS_NAMED = only("chair", "administrator")
COMPILED_BY_OFFICE = Page(
    only("coordinator"), only("coordinator"), "compiled year", CONSOLIDATED.unknown
)
ANNUAL = Page(
    only("coordinator", "chair"),
    only("coordinator", "chair"),
    "year",
    only(coordinator=404, chair=404),
)
PREPARED = only("coordinator", "administrator")
OF_REORGANISATION = Page(
    PREPARED, PREPARED, "reorganisation", only(coordinator=404, administrator=404)
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
    "notice_list": Page(EVERYONE),
    "notice_open": Page(only(denied=405), also={"pk": 1}),
    "notice_preferences": Page(EVERYONE),
    "calendar_address": Page(only(denied=405)),
    "calendar_feed": Page(dict.fromkeys(ROLES, 404), also={"token": "khong-co"}),
    "reminder_board": Page(only("coordinator")),
    "reminder_sample": Page(only("coordinator"), also={"kind": "report-late"}),
    "reminder_letter": Page(only("coordinator"), also={"kind": "report-late"}),
    "mail_log": Page(only("coordinator", "administrator")),
    "directive_list": Page(IN_PLAN),
    "directive_export": Page(IN_PLAN, also=CSV),
    "directive_add": Page(only(vice_chair=404, chair=404)),
    "directive_detail": OF_DIRECTIVE,
    "directive_answer": POSTED,
    "directive_steer": POSTED,
    "attachment_download": replace(OF_DIRECTIVE, on="attachment"),
    "amendment_list": Page(IN_PLAN),
    "amendment_export": Page(IN_PLAN, also=CSV),
    "amendment_add": Page(only(denied=404)),
    "amendment_forward": Page(only("coordinator")),
    "amendment_decide": Page(only("coordinator", "chair")),
    "amendment_detail": OF_AMENDMENT,
    "amendment_edit": Page(
        only(*UNIT, nobody=404, administrator=404),
        only(**dict.fromkeys((*UNIT, "vice_chair", "nobody", "administrator"), 404)),
        "amendment",
    ),
    "amendment_step": replace(POSTED, on="amendment"),
    "series_break": Page(
        only("coordinator", nobody=404, administrator=404),
        only("coordinator", **dict.fromkeys((*UNIT, "nobody", "administrator"), 404)),
        "target",
    ),
    "portfolio_list": Page(LEADERS_NAMED),
    "portfolio_change": Page(
        LEADERS_NAMED, LEADERS_NAMED, "sector", only(chair=404, administrator=404)
    ),
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
    "task_detail": Page(
        only(*UNIT, *OFFICES, *LEADERS, denied=404),
        only(*OFFICES, *LEADERS, denied=404),
        on="task",
    ),
    "target_list": Page(only(*UNIT, *OFFICES, *LEADERS)),
    "target_detail": Page(
        only(*UNIT, *OFFICES, *LEADERS, denied=404),
        only(*OFFICES, *LEADERS, denied=404),
        on="target",
    ),
    "target_chart_html": replace(OF_TARGET, also={}),
    "annual_index": Page(only(coordinator=302, chair=302)),
    "annual_sheet": ANNUAL,
    "annual_workbook": ANNUAL,
    "annual_decide": ANNUAL,
    "annual_board": ANNUAL,
    "annual_annex": ANNUAL,
    "annual_upload": Page(only("coordinator"), only("coordinator"), "year", only(coordinator=404)),
    "annual_received_index": Page(
        dict.fromkeys((*UNIT, *OFFICES), 302)
        | dict.fromkeys(("nobody", *LEADERS, "administrator"), 403)
        | {"anonymous": LOGIN}
    ),
    "annual_received": Page(
        only(*UNIT, *OFFICES),
        only(*UNIT, *OFFICES),
        "year",
        only(**dict.fromkeys((*UNIT, *OFFICES), 404)),
    ),
    "task_yardsticks": Page(only("coordinator", "chair")),
    "task_yardstick": Page(
        only("coordinator"), only("coordinator"), "year of task", only(coordinator=404)
    ),
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
    "plan_import": Page(only("coordinator", "administrator")),
    "reorganisation_list": Page(PREPARED),
    "reorganisation_new": Page(PREPARED),
    "reorganisation_detail": replace(
        OF_REORGANISATION,
        own=only(coordinator=302, administrator=302),
        foreign=only(coordinator=302, administrator=302),
    ),
    "reorganisation_document": OF_REORGANISATION,
    "reorganisation_heirs": OF_REORGANISATION,
    "reorganisation_lines": OF_REORGANISATION,
    "reorganisation_choices": OF_REORGANISATION,
    "reorganisation_preview": OF_REORGANISATION,
    "people_list": Page(only("head", "administrator")),
    "people_export": Page(only("head", "administrator"), also={"kind": "csv"}),
    "person_invite": Page(only("head", "administrator")),
    "people_import": Page(only("head", "administrator")),
    "people_import_form": Page(only("head", "administrator")),
    "person_detail": Page(
        only("head", "administrator"),
        only("administrator", head=404),
        "person",
        only(head=404, administrator=404),
    ),
    "audit_log": Page(only("coordinator", "administrator")),
    "audit_export": Page(only("coordinator", "administrator"), also={"kind": "csv"}),
    "plan_import_form": Page(only("coordinator", "administrator")),
    "plan_export": Page(
        only(*OFFICES, *LEADERS, "administrator"),
        only(*OFFICES, *LEADERS, "administrator"),
        "plan",
    ),
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

    def reorganisation(self):
        """A draft that prepares nothing yet."""
        return Reorganisation.objects.first() or Reorganisation.objects.create(
            title="Sắp xếp",
            document="1/NQ",
            document_on=clock.today(),
            issued_by="Cấp trên",
            effective_on=clock.today(),
            created_at=clock.now(),
            created_by=self.administrator,
        )

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
                "task": {"code": "khong-co"},
                "year of task": {"year": 2027, "task": "khong-co"},
                "file": {"pk": 999_999},
                "directive": {"pk": 999_999},
                "attachment": {"pk": 999_999},
                "amendment": {"pk": 999_999},
                "page of file": {"pk": 999_999, "number": 1},
                "target of report": {"year": 2027, "unit": self.own.unit.code, "code": "ct-999"},
                "rule": {"pk": 999_999},
                "series": {"series": "khong-co", "year": 2027, "vintage": "estimate"},
                "letter": {"year": 2027, "pk": 999_999},
                "reorganisation": {"pk": 999_999},
                "compiled year": {"year": 1999},
                "passage": {"year": 2027, "pk": 999_999},
                "consolidation": {"year": 2027, "sequence": 9},
                "plan": {"slug": "khong-co"},
                "person": {"pk": 999_999},
            }[page.on]
        report = getattr(self, whose)
        if page.on in ("file", "page of file"):
            number = {"number": 1} if page.on == "page of file" else {}
            return {"pk": self.file(report).pk, **number}
        target = self.target if whose == "own" else self.foreign_target
        if page.on == "amendment":
            return {"pk": self.amendment(report, target).pk}
        if page.on in ("directive", "attachment"):
            directive = self.directive(report, target)
            message = directive.messages.first()
            files = message.files if page.on == "attachment" else None
            return {"pk": files.get().pk if files else directive.pk}
        if page.on == "target of report":
            now = {"marked_at": clock.now()}
            WardBreakdown.objects.get_or_create(round=report.round, target=target, defaults=now)
            return {"year": 2027, "unit": report.unit.code, "code": target.slug}
        if page.on == "target of wards":
            now = {"marked_at": clock.now()}
            WardBreakdown.objects.get_or_create(round=report.round, target=target, defaults=now)
            return {"code": target.slug}
        if page.on == "reorganisation":
            return {"pk": self.reorganisation().pk}
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
        if page.on == "year of task":
            return {"year": 2027, "task": report.updates.get().anchor}
        return {
            "report": {"year": 2027, "unit": report.unit.code},
            "year": {"year": 2027},
            "unit": {"code": report.unit.code},
            "target": {"code": target.slug},
            "task": {"code": report.updates.get().task.slug},
            "sector": {"slug": target.sector.slug},
            "plan": {"slug": self.plan.slug},
            "person": {"pk": make.member(report.unit).pk},
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

    def amendment(self, report, target):
        """A proposal of the unit that was asked to make something clear."""
        person, at = make.head(report.unit), clock.now()
        made = Amendment.objects.create(
            plan=self.plan,
            kind=Amendment.Kind.ASSIGNMENT,
            target=target,
            unit=report.unit,
            change={"lead": [report.unit.code], "cooperate": [], "provider": None},
            reason="Phân công lại",
            created_at=at,
            created_by=person,
        )
        made.propose(by=person, at=at)
        made.send_back(by=self.coordinator, at=at, reason="Nêu rõ đơn vị cung cấp số liệu")
        return made

    def directive(self, report, target):
        """Asked of the unit of ``report`` in the target's sector, with a file."""
        if made := target.directives.first():
            return made
        by, at = self.chair, clock.now()
        made = Directive.give(
            plan=self.plan,
            sector=target.sector,
            target=target,
            text="Vì sao?",
            due_on=clock.today(),
            position="Chủ tịch",
            units=[report.unit],
            by=by,
            at=at,
        )
        store_attachments([upload("a.pdf", pdf())], message=made.messages.get(), by=by, at=at)
        return made

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


def roles_of(name):
    """All; where another database than SQLite is tried, which decides nothing of this: one who may
    open the page and one who may not."""
    if connection.vendor == "sqlite":
        return ROLES
    own = EXPECTED[name].own
    return [
        next((role for role in ROLES[1:] if own[role] in wanted), "nobody")
        for wanted in FOR_AND_AGAINST
    ]


@pytest.fixture
def bare_refusals(monkeypatch):
    """Refusals without their page, which is told below and costs more than the decision."""
    for status in (403, 404):
        bare = partial(refuse, status=status)
        monkeypatch.setattr(urls, f"handler{status}", bare, raising=False)


def refuse(_request, exception, *, status):
    return HttpResponse(status=status)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_role_gets_what_the_table_says(name, world, client, bare_refusals):
    wrong = []
    for role in roles_of(name):
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
def test_no_role_writes_where_it_may_not_read(name, world, client, bare_refusals):
    """A post to a page that the role cannot open is refused before anything is done."""
    before = list(Report.objects.order_by("pk").values_list("state", "version"))
    for role in roles_of(name):
        world.login(client, role)
        for whose, statuses in visits(name):
            if statuses[role] in {403, 404}:
                url = reverse(name, kwargs=world.arguments(EXPECTED[name], whose))
                status = client.post(url, {"action": "submit"}).status_code
                assert status in {403, 404, 405}, (role, whose, url)
    assert list(Report.objects.order_by("pk").values_list("state", "version")) == before


@pytest.mark.parametrize("role", ROLES[1:])
def test_a_refusal_is_a_page_of_the_frame(role, world, client):
    world.login(client, role)
    hidden = world.arguments(EXPECTED["report_detail"], "unknown")
    asked = {reverse("report_detail", kwargs=hidden): 404, reverse("admin:index"): 403}
    for url, status in asked.items():
        if (role, status) != ("administrator", 403):
            refused = client.get(url)
            assert refused.status_code == status
            assert 'id="noi-dung"' in refused.content.decode()


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
    for name in ("report_detail", "report_targets", "target_detail", "task_detail", "unit_detail"):
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
