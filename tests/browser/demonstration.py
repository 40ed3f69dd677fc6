"""The demonstration for the browser: everybody has signed in; made once, copied for each server."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]


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

    def url(self, name):
        return f"sqlite:///{self.folder / name}.sqlite3"

    def create(self, name):
        pass

    def copy(self, source, name):
        shutil.copyfile(self.folder / f"{source}.sqlite3", self.folder / f"{name}.sqlite3")

    def restore(self, source, url):
        """Under a running server: its connections go on with the other content."""
        with (
            closing(sqlite3.connect(self.folder / f"{source}.sqlite3")) as demonstration,
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


# Everybody's sessions are in the demonstration, as if they had signed in before it was copied.
PREPARE = """
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
for command in ("migrate", "load_plan", "load_demo", "show_logins"):
    call_command(command, stdout=printed)
sessions = {user.email: [session(user) for _ in range(3)] for user in User.objects.all()}
print(json.dumps({"printed": printed.getvalue(), "sessions": sessions}))
"""


def prepare(databases, name, files):
    """The demonstration and what is to know of it; the static files are gathered meanwhile."""
    databases.create(name)
    with ThreadPoolExecutor() as beside:
        static = beside.submit(
            manage, databases.url(name), "collectstatic", "--noinput", "--verbosity=0"
        )
        told = manage(
            databases.url(name), "shell", "--no-imports", "-c", PREPARE, EVIDENCE_ROOT=str(files)
        )
        static.result()
    return told.splitlines()[-1]
