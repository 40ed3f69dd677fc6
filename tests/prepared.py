"""Databases that take seconds to make: made once, by whoever comes first, and copied from then on.

One has all migrations, the other the demonstration, in which everybody has signed in. They stand in
a folder of one test run, or of the one run of all suites that names it in ``Q3PLAN_PREPARED``:
``python -m tests.prepared`` makes both there ahead of the first test.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]


def environment(database_url, **extra):
    return {**os.environ, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1", **extra}


def manage(database_url, *arguments, **extra):
    """Runs a management command in its own process; its output, or a failure that shows it."""
    command = ["manage.py", *map(str, arguments)]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(database_url, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.fail(f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


class SQLiteFiles:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return self.folder / f"{name}.sqlite3"

    def url(self, name):
        return f"sqlite:///{self.path(name)}"

    def create(self, name):
        pass

    def copy(self, source, name):
        # Whole: the process that wrote it has ended and left no write-ahead log behind.
        shutil.copyfile(self.path(source), self.path(name))

    def restore(self, source, url):
        """Under a running server: its connections go on with the other content."""
        with (
            closing(sqlite3.connect(self.path(source))) as demonstration,
            closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as served,
        ):
            demonstration.backup(served)

    def drop(self, name):
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()


class PostgresDatabases:
    def __init__(self, url):
        self.cluster = url

    def url(self, name):
        return urlsplit(self.cluster)._replace(path=f"/{name}").geturl()

    def execute(self, statement):
        with psycopg.connect(self.cluster, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, name):
        self.execute(f'CREATE DATABASE "{name}"')

    def copy(self, source, name):
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def restore(self, source, url):
        """A server that runs on it notices with its next request that its connection is gone."""
        name = urlsplit(url).path[1:]
        self.drop(name)
        self.copy(source, name)

    def drop(self, name):
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def once_per_run(folder, name):
    """Yields True to the first of the parallel test processes, False to those after it."""
    done = folder / f"{name}.done"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        first = not done.exists()
        yield first
        done.touch()


def prepared_folder():
    """Where one run of all suites keeps what they share; None in a run of its own."""
    path = os.environ.get("Q3PLAN_PREPARED")
    return path and Path(path)


def databases_of(folder):
    """(the databases of ``DATABASE_URL``, where their files and locks belong)."""
    url = os.environ.get("DATABASE_URL", "")
    is_postgres = url.startswith("postgres")
    folder = folder / ("postgres" if is_postgres else "sqlite")
    folder.mkdir(exist_ok=True)
    return (PostgresDatabases(url) if is_postgres else SQLiteFiles(folder)), folder


def migrated(folder, run):
    """(databases, name) of an empty database with all migrations."""
    databases, folder = databases_of(folder)
    name = f"q3plan_migrated_{run}"
    with once_per_run(folder, "migrated") as first:
        if first:
            databases.create(name)
            manage(databases.url(name), "migrate", "--verbosity=0")
    return databases, name


# Everybody's sessions are in the demonstration, as if they had signed in before it was copied.
SIGN_IN = """
import io, json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from q3plan.accounts.models import User

Store = import_module(settings.SESSION_ENGINE).SessionStore
[backend] = settings.AUTHENTICATION_BACKENDS

def session(user):
    store = Store()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key

printed = io.StringIO()
for command in ("load_plan", "load_demo", "show_logins"):
    call_command(command, stdout=printed)
sessions = {user.email: [session(user) for _ in range(3)] for user in User.objects.all()}
print(json.dumps({"printed": printed.getvalue(), "sessions": sessions}))
"""


def demonstration(folder, run):
    """(databases, name, evidence files, what is to know of it). Copy it, never write to it."""
    databases, empty = migrated(folder, run)
    _same, folder = databases_of(folder)
    name, files, told = f"q3plan_demo_{run}", folder / "evidence", folder / "told.json"
    with once_per_run(folder, "demonstration") as first:
        if first:
            databases.copy(empty, name)
            command = ("shell", "--no-imports", "-c", SIGN_IN)
            printed = manage(databases.url(name), *command, EVIDENCE_ROOT=str(files))
            told.write_text(printed.splitlines()[-1])
    return databases, name, files, json.loads(told.read_text())


if __name__ == "__main__":
    demonstration(prepared_folder(), "all")
