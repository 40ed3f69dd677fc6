"""Chromium against real server processes, each on its own copy of a prepared demonstration.

The demonstration is loaded once per test run and copied for each server, so that a story may write
what it likes. ``DATABASE_URL`` decides between SQLite (without it) and a PostgreSQL cluster.
A page that logs an error, breaks the content security policy, or loses a request fails its test.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import prepared
from tests.prepared import ROOT, environment, manage, once_per_run, prepared_folder

HERE = Path(__file__).resolve().parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
    "CSP violation:", event.effectiveDirective, event.blockedURI, event.sourceFile,
    event.lineNumber, event.sample));
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Without scripts the same posts come: whatever a database may answer, it answered.
            if "without scripts" in item.name:
                item.add_marker(pytest.mark.one_database)


# Databases


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory, worker_id, testrun_uid):
    if folder := prepared_folder():
        return prepared.demonstration(folder, "all")
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent
    with once_per_run(folder, "static") as first:
        if first:
            manage("", "collectstatic", "--noinput", "--verbosity=0")
    return prepared.demonstration(folder, testrun_uid[:12])


@pytest.fixture(scope="session")
def demo_database(demonstration):
    """(databases, name, files) of the prepared demonstration. Copy it, never write to it."""
    return demonstration[:3]


@pytest.fixture(scope="session")
def demo_password(demonstration):
    """The one password of all demonstration people, as ``show_logins`` prints it."""
    printed = demonstration[3]["printed"]
    found = re.search(r"(?:[Mm]ật khẩu|[Pp]assword)\D*?:\s*(\S+)", printed)
    assert found, f"show_logins prints no password:\n{printed}"
    return found[1]


# Servers


@dataclass
class Server:
    """A running Q3Plan: ``url`` to visit, ``manage("command", …)`` on the same database."""

    url: str
    database_url: str
    process: subprocess.Popen
    log: Path
    environment: dict = field(default_factory=dict)

    def manage(self, *arguments):
        return manage(self.database_url, *arguments, **self.environment)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(database_url, log, port=0, **extra):
    """gunicorn on a free port. The socket is ours first, so no other process can take the port.

    ``port`` names the one of a server that was stopped, for a page that is still open.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = ["--workers=1", "--threads=4", "--no-control-socket", "--log-level=warning"]
        options.append(f"--bind=fd://{listener.fileno()}")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "q3plan.wsgi", *options],
                cwd=ROOT,
                env=environment(database_url, **extra),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[listener.fileno()],
            )
    server = Server(url, database_url, process, log, extra)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=30).close()
            return server
        except urllib.error.HTTPError as error:
            error.close()
            return server
        except OSError:
            time.sleep(0.1)
    server.stop()
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@contextmanager
def serving(demo_database, folder):
    """Yields a function that starts a server on a fresh copy; stops all of them at the end."""
    databases, source, files = demo_database
    running = []

    def start(**extra):
        name = f"q3plan_copy_{uuid.uuid4().hex[:12]}"
        databases.copy(source, name)
        extra.setdefault("EVIDENCE_ROOT", str(folder / f"{name}-evidence"))
        shutil.copytree(files, extra["EVIDENCE_ROOT"], dirs_exist_ok=True)
        server = start_server(databases.url(name), folder / f"{name}.log", **extra)
        running.append((name, server))
        return server

    try:
        yield start
    finally:
        for name, server in running:
            server.stop()
            databases.drop(name)
    for _name, server in running:
        assert "Traceback" not in server.log.read_text(), server.log.read_text()


@pytest.fixture
def start(demo_database, tmp_path):
    """``start(Q3PLAN_CLOCK="2027-11-10T00:05:00+07:00")``: a server with other settings."""
    with serving(demo_database, tmp_path) as function:
        yield function


@pytest.fixture(scope="session")
def lending(demo_database, tmp_path_factory):
    """One server for one test after the other; its database becomes the demonstration again."""
    folder = tmp_path_factory.mktemp("lent")
    databases, source, files = demo_database
    with serving(demo_database, folder) as start_one:
        lent = start_one()

        def lend():
            nonlocal lent
            if lent.process.poll() is not None:
                lent = start_one()
            databases.restore(source, lent.database_url)
            kept = lent.environment["EVIDENCE_ROOT"]
            shutil.rmtree(kept)
            shutil.copytree(files, kept)
            return lent

        yield lend


@pytest.fixture
def server(lending):
    """A server whose database is this test's own copy of the demonstration."""
    return lending()


@pytest.fixture(scope="session")
def shared_server(demo_database, tmp_path_factory):
    """A server for tests that only look."""
    with serving(demo_database, tmp_path_factory.mktemp("shared")) as function:
        yield function()


# Pages


@pytest.fixture(scope="session")
def browser():
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.fail("Chromium is missing. Install it: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Problems:
    """What went wrong on the pages of a test. ``allow(pattern)`` names what is meant to happen."""

    def __init__(self):
        self.found = []
        self.allowed = []

    def allow(self, pattern):
        self.allowed.append(re.compile(pattern))

    def add(self, text):
        if not any(pattern.search(text) for pattern in self.allowed):
            self.found.append(text)

    def watch(self, context):
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.add(f"script error: {error.error}"))
        context.on("requestfailed", self.on_request_failed)
        context.on("response", self.on_response)
        context.add_init_script(REPORT_VIOLATIONS)

    def on_console(self, message):
        if message.type == "error":
            self.add(f"console error: {message.text} ({message.location.get('url', '')})")

    def on_request_failed(self, request):
        # A request that the next page overtakes is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.add(f"request failed: {request.method} {request.url} {request.failure}")

    def on_response(self, response):
        if response.status >= 500:
            self.add(f"status {response.status}: {response.request.method} {response.url}")


@pytest.fixture
def problems():
    problems = Problems()
    yield problems
    assert not problems.found, "The pages had problems:\n" + "\n".join(problems.found)


@pytest.fixture
def new_page(browser, problems):
    """``new_page(server, js=True, width=1280)``: a page of a new visitor, with its own cookies."""
    contexts = []

    def open_page(server, *, js=True, width=1280, height=900, **options):
        context = browser.new_context(
            base_url=server.url,
            java_script_enabled=js,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        problems.watch(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page, server):
    return new_page(server)


@pytest.fixture
def login_by_form(demo_password):
    """``login_by_form(page, email)``: as a person does; ends on the person's own page."""

    def log_in(page, email, password=demo_password):
        page.goto("/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/tai-khoan/" not in url)
        return page

    return log_in


@pytest.fixture
def login(demonstration, login_by_form):
    """``login(page, email)``: as one who has signed in before; ends on the person's own page.

    Each login of a test has a session of its own. One that a test has ended is begun by the form.
    """
    sessions = {email: iter(keys) for email, keys in demonstration[3]["sessions"].items()}

    def log_in(page, email):
        key = next(sessions[email])
        cookie = {"name": "sessionid", "value": key, "domain": "127.0.0.1", "path": "/"}
        page.context.add_cookies([cookie])
        page.goto("/")
        if "/tai-khoan/" in page.url:
            login_by_form(page, email)
        return page

    return log_in
