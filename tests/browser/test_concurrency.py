"""Many people at once, against a real server and its real database: nothing lost, nothing twice."""

import http.client
import json
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest

from tests.browser.conftest import start_server

LATER = "2028-11-03T09:00:00+07:00"
TOKEN = "a" * 32
HTMX = {"HX-Request": "true"}

# Run inside the server's own database: a round in which nobody has written, and sessions.
PREPARE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from q3plan.accounts.models import User
from reports.models import Report
from tests.factories import fill

call_command("open_round", "2028")

Store = import_module(settings.SESSION_ENGINE).SessionStore

def session(user):
    store = Store()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.create()
    return store.session_key

units = []
for report in Report.objects.filter(round__year=2028).order_by("unit__order", "pk"):
    fill(report)
    report.entries.update(explanation="Vì sao số này khác năm trước.")
    held = {m.role: m.user for m in report.unit.memberships.select_related("user")}
    units.append({
        "code": report.unit.code,
        "reviewer": report.reviewing_office,
        "staff": session(held["REPORTER"]),
        "head": session(held["HEAD"]),
        "head again": session(held["HEAD"]),
    })
officers = User.objects.filter(email__startswith="tckh.tonghop").order_by("pk")
print(json.dumps({"units": units, "officers": [session(user) for user in officers]}))
"""
VERIFY = """
from django.core.management import call_command
call_command("verify_submissions")
call_command("recount_totals", "--check")
call_command("verify_consolidations")
"""
ASK_SQLITE = """
from django.db import connection
from django.db import transaction
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(cursor.execute("PRAGMA " + name).fetchone()[0])
"""


class Person:
    """A browser's part of HTTP: one session, one request after the other."""

    def __init__(self, server, session):
        self.host = urlsplit(server.url).netloc
        self.cookie = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, {"Cookie": self.cookie, **kind, **dict(headers)})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, response.getheader("Location", ""), text

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, data, headers=()):
        data = {"csrfmiddlewaretoken": TOKEN, "idempotency_key": str(uuid4())} | data
        return self.ask("POST", path, urlencode(data), headers)


def at_once(calls):
    """Results of these calls, begun together."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [job.result() for job in [pool.submit(call) for call in calls]]


def value(html, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', html)[1]


@pytest.fixture
def crowd(start):
    server = start(Q3PLAN_CLOCK=LATER)
    prepared = json.loads(server.manage("shell", "--no-imports", "-c", PREPARE).splitlines()[-1])
    assert len(prepared["units"]) >= 20
    return server, prepared


@pytest.mark.long
@pytest.mark.both_databases
def test_a_crowd_loses_nothing_and_does_nothing_twice(crowd):
    server, prepared = crowd
    units = prepared["units"]
    writing_together(server, units)
    one_post_ten_times(server, units[0])
    two_heads(server, units[1])
    all_others_send(server, units[2:])
    reviewed = next(unit for unit in units[2:] if unit["reviewer"] == "COORDINATING")
    two_officers_on_one_item(server, prepared["officers"], reviewed)
    two_officers_finish(server, prepared["officers"])
    fifty_readers(server, prepared["officers"][0])
    told = server.manage("shell", "--no-imports", "-c", VERIFY)
    for words in ("chuỗi nguyên vẹn", "0 năm phải sửa", "đều nguyên vẹn"):
        assert words in told


def page(unit, name):
    return f"/bao-cao/2028/{unit['code']}/{name}/"


def writing_together(server, units):
    """Every unit saves at the same moment, four times in a row; each word is there afterwards."""

    def write(unit):
        person, path = Person(server, unit["staff"]), page(unit, "danh-gia-chung")
        statuses = []
        for round_ in range(4):
            status, _location, text = person.get(path)
            data = {
                "danh-gia-chung-version": value(text, "danh-gia-chung-version"),
                "danh-gia-chung-overview": f"Lần {round_} của {unit['code']}.",
                "danh-gia-chung-overview-base": value(text, "danh-gia-chung-overview-base"),
            }
            statuses += [status, person.post(path, data, HTMX)[0]]
        return statuses

    assert at_once([lambda unit=unit: write(unit) for unit in units]) == [[200] * 8] * len(units)
    for unit in units:
        text = Person(server, unit["staff"]).get(page(unit, "danh-gia-chung"))[2]
        assert f"Lần 3 của {unit['code']}." in text


def submit(server, unit, session="head", **data):
    """A call that sends the report of a unit, from a page opened beforehand."""
    person, path = Person(server, unit[session]), page(unit, "kiem-tra")
    version = value(person.get(path)[2], "version")
    given = {"action": "submit", "version": version} | data
    return lambda: person.post(path, given)


def receipts(server, unit):
    text = Person(server, unit["head"]).get(page(unit, "bien-nhan"))[2]
    return set(re.findall(r"BN-2028-\d{5}-[0-9A-F]{6}", text))


def one_post_ten_times(server, unit):
    once = submit(server, unit, idempotency_key=str(uuid4()))
    answers = at_once([once] * 10)
    assert {answer[:2] for answer in answers} == {(302, page(unit, "bien-nhan"))}
    assert len(receipts(server, unit)) == 1


def two_heads(server, unit):
    answers = at_once([submit(server, unit), submit(server, unit, "head again")])
    assert sorted(status for status, _location, _text in answers) == [302, 409]
    assert len(receipts(server, unit)) == 1


def all_others_send(server, units):
    answers = at_once([submit(server, unit) for unit in units])
    assert {status for status, _location, _text in answers} == {302}
    assert all(len(receipts(server, unit)) == 1 for unit in units)


def two_officers_on_one_item(server, officers, unit):
    """One accepts and one returns the same item: the first counts, the other is told."""
    path = f"/tham-dinh/2028/{unit['code']}/"
    people = [Person(server, session) for session in officers]
    text = people[0].get(path)[2]
    for anchor in sorted(set(re.findall(r'name="item" value="([^"]+)"', text)))[:6]:
        form = text[text.index(f'name="item" value="{anchor}"') - 1500 :]
        data = {
            "item": anchor,
            "version": value(text, "version"),
            "stamp": value(form[form.index(f'value="{anchor}"') - 400 :], "stamp"),
            "reason": "Xem lại.",
        }
        calls = [
            lambda person=person, action=action, data=data: person.post(
                path, data | {"action": action}
            )
            for person, action in zip(people, ("accept_item", "return_item"), strict=True)
        ]
        assert sorted(status for status, _location, _text in at_once(calls)) == [302, 409], anchor


def two_officers_finish(server, officers):
    """Both freeze the consolidated report at once: each gets a place of its own in the order."""
    people = [Person(server, session) for session in officers]
    assert people[0].post("/tong-hop/2028/bao-cao/", {})[0] == 302
    path = "/tong-hop/2028/chot/"
    stamps = [value(person.get(path)[2], "stamp") for person in people]
    answers = at_once(
        [
            lambda person=person, stamp=stamp: person.post(
                path, {"stamp": stamp, "without_all": "on"}
            )
            for person, stamp in zip(people, stamps, strict=True)
        ]
    )
    places = {(status, location) for status, location, _text in answers}
    assert places == {(302, f"/tong-hop/2028/da-chot/{n}/") for n in (1, 2)}


def fifty_readers(server, session):
    """More readers than threads and pooled connections: all are served."""
    paths = ("/bang-dieu-hanh/", "/tham-dinh/", "/chi-tieu/", "/don-vi/", "/ke-hoach/")
    readers = [lambda path=path: Person(server, session).get(path)[0] for path in paths * 10]
    assert set(at_once(readers)) == {200}


def test_sqlite_keeps_a_log_and_waits(server):
    if not server.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its own log")
    asked = server.manage("shell", "--no-imports", "-c", ASK_SQLITE)
    assert asked.split() == ["wal", "2", "1", "20000"]


# -- production ------------------------------------------------------------------------------------

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


class Stay(urllib.request.HTTPRedirectHandler):
    """Production leads to https, where nobody listens here."""

    def redirect_request(self, *_args):
        return None


@pytest.fixture
def production(start, monkeypatch):
    monkeypatch.setattr(urllib.request, "_opener", urllib.request.build_opener(Stay))
    return start(
        Q3PLAN_MODE="production",
        Q3PLAN_CLOCK="",
        SECRET_KEY=uuid4().hex * 2,
        ALLOWED_HOSTS="127.0.0.1",
        SITE_URL="https://127.0.0.1",
    )


def answer(server, path, headers=(), method="GET", body=None):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    text = response.read().decode(errors="replace")
    connection.close()
    return response.status, response.headers, text


HTTPS = {"X-Forwarded-Proto": "https"}
ANSWERS = (
    ("/tai-khoan/dang-nhap/", HTTPS, 200),
    ("/", HTTPS, 302),
    ("/khong-co/", HTTPS, 404),
    ("/static/khong-co.css", HTTPS, 404),
    ("/static/css/app.css", HTTPS, 200),
    ("/ke-hoach/?q=%00", HTTPS, 400),
    ("/", HTTPS | {"Host": "evil.example"}, 400),
    ("/", {}, 301),
)


def test_production_answers_carry_the_headers_and_no_debugging(production):
    for path, headers, expected in ANSWERS:
        status, found, text = answer(production, path, headers)
        assert status == expected, path
        assert set(found["Content-Security-Policy"].split("; ")) == POLICY
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] == "same-origin"
        assert "Traceback" not in text
        assert "DEBUG" not in text
        if status != 200 or not path.startswith("/static/"):
            assert found["Cache-Control"] == "no-store, private", path
            varies = {name.strip() for name in found["Vary"].split(",")}
            assert {"Cookie", "HX-Request"} <= varies, path
        if headers.get("X-Forwarded-Proto"):
            assert found["Strict-Transport-Security"] == "max-age=31536000"


def test_production_cookies_are_secure_and_show_no_demonstration(production):
    _status, found, text = answer(production, "/tai-khoan/dang-nhap/", HTTPS)
    cookie = found["Set-Cookie"]
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie
    assert "@q3.example" not in text


@pytest.mark.both_databases
def test_failed_logins_are_counted_for_all_processes_together(start, demo_password):
    """The count lies in the database: a second server on it refuses what the first has counted."""
    first = start()
    email = "yte.chuyenvien@q3.example"

    def log_in(server, password):
        headers = {
            "Cookie": f"csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        data = {"login": email, "password": password, "csrfmiddlewaretoken": TOKEN}
        path = "/tai-khoan/dang-nhap/"
        return answer(server, path, headers, "POST", urlencode(data))[0]

    assert {log_in(first, "sai-mat-khau") for _ in range(6)} == {200}
    second = start_server(first.database_url, first.log.with_suffix(".second"))
    try:
        assert log_in(second, demo_password) != 302
    finally:
        second.stop()
