"""What all tests share: settings that make them quick, and a run that polices the templates.

The database is the one of ``DATABASE_URL``: SQLite in memory without it.
"""

import gc
import sqlite3
import sys
import tempfile
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import TestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import prepared

gc.disable()  # until everything is imported: pytest_collection_finish
hypothesis_settings.register_profile(
    "q3plan",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("q3plan")

# Gone when the process ends.
EVIDENCE_FOLDER = tempfile.TemporaryDirectory(prefix="q3plan-evidence-")
OUR_TEMPLATES = str(settings.BASE_DIR / "templates")


class UndefinedVariable(str):
    """``string_if_invalid`` that fails the test for our templates and is empty for others'.

    Django asks for its truth when a variable cannot be resolved; Django's and allauth's own
    templates rely on that being harmless.
    """

    __slots__ = ()

    def __bool__(self):
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        while frame := frame.f_back:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if frame.f_code.co_name == "render" and origin is not None:
                if str(origin.name).startswith(OUR_TEMPLATES):
                    name = getattr(expression, "token", expression)
                    pytest.fail(f"Undefined template variable {name!r} in {origin.name}")
                return False
        return False


def reads_a_database(item):
    marked = item.get_closest_marker("django_db") or issubclass(item.cls or object, TestCase)
    return bool(marked or {"db", "demo_database"} & set(item.fixturenames))


def counts_queries(item):
    return {"django_assert_num_queries", "django_assert_max_num_queries"} & set(item.fixturenames)


def pytest_collection_modifyitems(items):
    """A test that asks for no database needs no second one, nor does one that counts how often we
    ask; a few others are marked by hand."""
    for item in items:
        if not reads_a_database(item) or counts_queries(item):
            item.add_marker(pytest.mark.one_database)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure():
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The manifest is made by collectstatic; the browser tests run on the real one.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STORAGES["evidence"]["OPTIONS"]["location"] = EVIDENCE_FOLDER.name
    settings.CLAMD = ""
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish():
    """What was imported is no garbage; looking for some in it takes a tenth of the time."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database begins as a copy of one that has the migrations, if such a one is kept.

    Django still looks for migrations to apply, so one that is missing there is missed nowhere.
    """
    if folder := prepared.prepared_folder():
        databases, name = prepared.migrated(folder, "all")
        if isinstance(databases, prepared.PostgresDatabases):
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = name
        else:
            begin_with(databases.path(name))


def begin_with(path):
    """SQLite's database in memory gets the content of this file when it is opened first."""

    def fill(connection, **_):
        with connection.cursor() as cursor:
            if cursor.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
                with closing(sqlite3.connect(path)) as source:
                    source.backup(connection.connection)

    connection_created.connect(fill, weak=False)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """Tests run inside a transaction and see what it wrote; the next one finds nothing of it."""
    from reports.kept.memory import Memory, memory

    monkeypatch.setattr(Memory, "inside_transactions", True)
    memory.forget()
    yield
    memory.forget()
