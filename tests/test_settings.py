"""What the server promises in production, at the deadline, and with much data."""

import os
import secrets
import subprocess
import sys
import time
import unicodedata
from datetime import date, timedelta

import pytest
from django.conf import settings as live_settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Assignment, Unit
from q3plan.lib import clock, text
from reports.models import Extension, Report
from reports.review.page import item_stamp
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PRODUCTION = {
    "Q3PLAN_MODE": "production",
    "ALLOWED_HOSTS": "q3plan.example",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "SITE_URL": "https://q3plan.example",
    "DATABASE_URL": "sqlite:///:memory:",
}


def manage(*arguments, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning:q3plan", "manage.py", *arguments],
        cwd=live_settings.BASE_DIR,
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


# -- production ------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SITE_URL": ""}, "SITE_URL must be set"),
        ({"Q3PLAN_CLOCK": "2027-11-03T09:00:00+07:00"}, "production runs on real time"),
        ({"Q3PLAN_MODE": "Production"}, "must be 'demo' or 'production'"),
    ],
)
def test_production_does_not_start_with_a_wrong_setting(changed, words):
    done = manage("check", **(PRODUCTION | changed))
    assert done.returncode
    assert words in done.stderr


SHOW = """
from django.conf import settings as s
print(s.DEBUG, s.FROZEN_CLOCK, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
print(s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE)
print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000)
from django.test import Client
away = Client().get("/", headers={"Host": "q3plan.example"})
lost = Client().get("/", headers={"Host": "evil.example"}, secure=True)
for answer in (away, lost):
    names = ("Content-Security-Policy", "Cache-Control", "X-Content-Type-Options")
    print(answer.status_code, [name in answer for name in names])
"""


@pytest.mark.one_database
def test_production_settings():
    """No debug, no frozen clock, secure cookies; headers on what is refused before any view."""
    done = manage("shell", "--no-imports", "-c", SHOW, **PRODUCTION)
    assert done.stdout.splitlines() == [
        "False None ['q3plan.example'] True True",
        "True Lax Lax",
        "True True",
        "301 [True, True, True]",
        "400 [True, True, True]",
    ], done.stderr


def test_checks_for_deployment_find_nothing():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert not done.returncode, done.stderr


def test_sqlite_and_postgresql_take_their_settings():
    database = live_settings.DATABASES["default"]
    with connection.cursor() as cursor:

        def ask(question):
            cursor.execute(question)
            return str(cursor.fetchone()[0])

        if connection.vendor == "sqlite":
            assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
            assert (ask("PRAGMA synchronous"), ask("PRAGMA foreign_keys")) == ("2", "1")
            assert ask("PRAGMA busy_timeout") == "20000"
        else:
            assert database["OPTIONS"]["pool"]
            assert (ask("SHOW statement_timeout"), ask("SHOW lock_timeout")) == ("15s", "5s")
            assert database["CONN_HEALTH_CHECKS"]


# -- headers ---------------------------------------------------------------------------------------


def test_a_page_under_the_static_files_is_private_too(client):
    """The page that says "there is no such file" carries the person's name."""
    client.force_login(make.UserFactory())
    response = client.get("/static/khong-co/")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in response.headers["Vary"]


def test_cookies_stay_with_this_site(client):
    person = make.UserFactory()
    client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": make.PASSWORD})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert not session["max-age"]  # gone with the browser
    # Read by the page's script, which renews the forms' token after a login in another tab.
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_forgotten_password_says_the_same_of_known_and_unknown_addresses(client):
    person, path = make.UserFactory(), reverse("account_reset_password")
    pages = []
    for address in (person.email, "khong-co@q3.example"):
        response = client.post(path, {"email": address}, follow=True)
        pages.append((response.redirect_chain, response.content.replace(address.encode(), b"")))
    assert pages[0] == pages[1]


def test_a_guesser_gets_no_new_attempts_under_another_host():
    person, path = make.UserFactory(), reverse("account_login")
    for port in range(5):
        headers = {"Host": f"testserver:{port + 1}"}
        Client(headers=headers).post(path, {"login": person.email, "password": "sai-mat-khau"})
    given = {"login": person.email, "password": make.PASSWORD}
    assert Client(headers={"Host": "testserver:9"}).post(path, given).status_code != 302


# -- the deadline ----------------------------------------------------------------------------------

MICROSECOND = timedelta(microseconds=1)


def sent_at(moment, settings, *, extended_to=None):
    """Days late of a report whose head presses the button at this moment."""
    report = make.fill(make.report_with_items())
    head = make.head(report.unit)
    report.touch(by=head, at=moment)
    if extended_to:
        Extension.objects.create(
            report=report, due_before=extended_to, reason="Bão.", granted_at=moment, granted_by=head
        )
    settings.FROZEN_CLOCK = moment
    client = Client()
    client.force_login(head)
    path = reverse("report_check", kwargs={"year": 2027, "unit": report.unit.code})
    response = client.post(path, {"action": "submit", "version": report.version})
    assert response.status_code == 302, response.content.decode()
    report.refresh_from_db()
    page = client.get(response.url).content.decode()
    assert ("muộn" in page or "Trễ" in page or "trễ" in page) == bool(report.days_late)
    return report.days_late


@pytest.fixture(params=["Asia/Ho_Chi_Minh", "UTC", "America/Los_Angeles"])
def server_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("server_zone")
def test_the_deadline_is_exact_to_the_microsecond_in_every_server_zone(settings):
    cut = make.at(2027, 11, 10, 0)
    assert sent_at(cut - MICROSECOND, settings) == 0
    assert sent_at(cut, settings) == 1
    assert sent_at(cut + timedelta(days=1) - MICROSECOND, settings) == 1
    assert sent_at(cut + timedelta(days=1), settings) == 2


def test_an_extension_moves_the_deadline_and_counts_from_there(settings):
    until, cut = date(2027, 11, 13), make.at(2027, 11, 13, 0)
    assert sent_at(cut - MICROSECOND, settings, extended_to=until) == 0
    assert sent_at(cut, settings, extended_to=until) >= 1
    # An extension never takes time away.
    assert sent_at(make.at(2027, 11, 9, 23, 59), settings, extended_to=date(2027, 11, 5)) == 0


# -- text ------------------------------------------------------------------------------------------

TYPED = unicodedata.normalize("NFD", " Ðề nghị Ủy ban\u202e\x00\u200b xem xét ")
STORED = "Đề nghị Ủy ban xem xét"


def test_text_is_stored_in_one_form_by_unit_reviewer_and_plan_office():
    report = make.report_with_items()
    plan, head = report.round.plan, make.head(report.unit)
    client, office = Client(), Client()
    client.force_login(head)
    office.force_login(make.coordinator(plan))
    where = {"year": 2027, "unit": report.unit.code}
    entry, update = report.entries.get(), report.updates.get()
    for name, item, fields in (
        ("report_targets", entry, ("source", "explanation")),
        ("report_tasks", update, ("result", "difficulties", "proposals")),
        ("report_assessment", report.assessment, ("overview", "next_year")),
    ):
        data = {f"{item.anchor}-{field}": TYPED for field in fields}
        data |= {f"{item.anchor}-version": item.version, "action": "later"}
        assert client.post(reverse(name, kwargs=where), data).status_code == 302
        item.refresh_from_db()
        assert {getattr(item, field) for field in fields} == {STORED}
    report = make.fill(Report.objects.get(pk=report.pk))
    report.hand_over(by=make.member(report.unit), at=clock.now())
    check = reverse("report_check", kwargs=where)
    client.post(check, {"action": "give_back", "note": TYPED, "version": report.version})
    report.refresh_from_db()
    assert report.head_note == STORED
    report.submit(by=head, at=clock.now())
    entry = report.entries.get()
    data = {"action": "return_item", "item": entry.anchor, "stamp": item_stamp(entry)}
    data |= {"version": report.version, "reason": TYPED}
    assert office.post(reverse("review_report", kwargs=where), data).status_code == 302
    entry.refresh_from_db()
    assert entry.review_reason == report.events.get(kind="ITEM_RETURNED").text == STORED
    data = {"unit": make.UnitFactory().code, "valid_from": "01/11/2027"}
    data |= {"document": TYPED, "note": TYPED}
    path = reverse("target_provider", kwargs={"code": entry.target.slug})
    assert office.post(path, data).status_code == 302
    assert Assignment.objects.get(valid_from="2027-11-01", provides=True).note.count(STORED) == 2


def test_names_typed_in_the_admin_are_stored_in_one_form(client):
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    name = TYPED.replace("\x00", "")  # refused with a message by Django's own form
    data = {"code": "doi-moi", "kind": "DEPARTMENT", "name": name, "short_name": name}
    data |= {"valid_from": "01/01/2027", "order": "1"}
    response = client.post(reverse("admin:assignments_unit_add"), data)
    assert response.status_code == 302, response.context["errors"]
    unit = Unit.objects.get(code="doi-moi")
    assert unit.name == unit.short_name == STORED


def test_every_admin_form_cleans_its_text():
    """A form of the admin that forgot the mixin would store what was pasted."""
    for model, registered in admin.site._registry.items():
        assert "CleanTextMixin" in {base.__name__ for base in registered.form.__mro__}, model
        for inline in registered.inlines:
            assert "CleanTextMixin" in {base.__name__ for base in inline.form.__mro__}, inline
    assert text.clean(TYPED) == STORED


# -- much data -------------------------------------------------------------------------------------


class Growing:
    """A plan whose units and years can grow; the people who look at it stay the same."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.coordinator = make.coordinator(self.plan)
        self.recipient = make.second_recipient(self.plan)
        self.sector, _other = make.SectorFactory.create_batch(2, plan=self.plan)
        self.vice_chair = make.PortfolioFactory(plan=self.plan, sector=self.sector).user
        self.chair = make.PortfolioFactory(plan=self.plan, sector=None, position="CHAIR").user
        self.unit = make.UnitFactory()
        self.reporter = make.member(self.unit)
        self.years = [2027]
        self.units = []
        self.add_unit(self.unit)
        self.add_unit(make.UnitFactory())

    def add_unit(self, unit):
        target = make.TargetFactory(plan=self.plan, sector=self.sector)
        task = make.TaskFactory(plan=self.plan, sector=self.sector)
        given = [
            make.AssignmentFactory(unit=unit, target=target),
            make.AssignmentFactory(unit=unit, task=task),
        ]
        self.units.append((unit, given))
        for year in self.years:
            self.add_report(unit, given, year)

    def add_year(self, year):
        self.years.append(year)
        for unit, given in self.units:
            self.add_report(unit, given, year)

    def add_report(self, unit, given, year):
        opened = self.plan.rounds.filter(year=year).first()
        opened = opened or make.RoundFactory(plan=self.plan, year=year)
        report = make.fill(make.ReportFactory(round=opened, unit=unit, items=given))
        at = make.at(year, 11, 3)
        since = date(2020, 1, 1)
        head = make.MembershipFactory(unit=unit, role="HEAD", valid_from=since).user
        report.touch(by=head, at=at)
        if unit == self.unit and year == 2027:
            return
        report.submit(by=head, at=at)
        if year < 2027 or len(self.units) % 2:
            report.accept(by=self.coordinator, at=at)

    def pages(self):
        own = {"year": 2027, "unit": self.unit.code}
        sent = own | {"unit": self.units[1][0].code}
        target = {"code": self.units[0][1][0].target.slug}
        sector, unit = {"slug": self.sector.slug}, {"code": self.unit.code}
        everyone = ("dashboard", {}), ("target_list", {}), ("target_detail", target)
        shared = (*everyone, ("unit_list", {}), ("unit_detail", unit), ("plan_detail", {}))
        report = [("report_detail", sent), ("report_history", sent), ("report_receipt", sent)]
        yield (
            self.coordinator,
            [
                *shared,
                *report,
                ("review_queue", {}),
                ("review_report", sent),
                ("round_list", {}),
                ("target_provider", target),
                ("sector_detail", sector),
            ],
        )
        yield self.recipient, [("review_queue", {}), ("review_report", sent), ("dashboard", {})]
        yield self.vice_chair, [*shared, ("sector_detail", sector)]
        yield self.chair, [*everyone, ("sector_list", {})]
        names = ("detail", "targets", "tasks", "assessment", "check", "history")
        yield (
            self.reporter,
            [
                ("my_work", {}),
                ("target_list", {}),
                ("target_detail", target),
                ("unit_detail", unit),
                ("plan_detail", {}),
                *((f"report_{name}", own) for name in names),
            ],
        )

    def counts(self):
        found = {}
        for user, pages in self.pages():
            client = Client()
            client.force_login(user)
            for name, arguments in pages:
                with CaptureQueriesContext(connection) as asked:
                    status = client.get(reverse(name, kwargs=arguments)).status_code
                assert status == 200, (name, status)
                found[user.pk, name] = len(asked)
        return found


@pytest.mark.one_database
def test_no_page_asks_more_with_more_units_and_years():
    data = Growing()
    data.add_year(2026)
    data.counts()  # fills what is cached for all
    before = data.counts()
    for _ in range(4):
        data.add_unit(make.UnitFactory())
    for year in (2025, 2024, 2023, 2022):
        data.add_year(year)
    data.counts()  # what changed is read again once; test_kept counts that
    after = data.counts()
    assert {
        page: (before[page], after[page]) for page in before if before[page] != after[page]
    } == {}
