"""Requests per second and single answers over HTTP, several addresses in turn."""

import gzip
import http.client
import threading
import time
from dataclasses import dataclass
from itertools import count
from statistics import median
from urllib.parse import urlsplit

import psycopg

HEADERS = {"Accept-Encoding": "gzip", "Accept": "text/html"}
SECONDS, ROUNDS = 0.8, 9
# A correction of one accepted value: the least that a page of standings must follow at once.
CORRECTION = """UPDATE reports_observation SET value = %s WHERE id = (
    SELECT o.id FROM reports_observation o JOIN targets_target t ON t.id = o.target_id
    WHERE t.plan_id = %s AND o.year = %s AND o.vintage = 'FINAL' AND o.replaced_at IS NULL
    ORDER BY o.target_id LIMIT 1)"""


@dataclass(frozen=True)
class Address:
    """A page on a server; ``session`` signs the officer in."""

    server: str
    path: str
    session: str


class Reader:
    """One client; it keeps its connection for as long as the server does."""

    def __init__(self, address):
        self.path = address.path
        self.connection = http.client.HTTPConnection(urlsplit(address.server).netloc, timeout=120)
        self.headers = {**HEADERS, "Cookie": f"sessionid={address.session}"}

    def read(self) -> bytes:
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{self.path} answered {answer.status}")
        return body

    def text(self) -> str:
        """The page as a browser unpacks it."""
        body = self.read()
        return (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()

    def seconds(self) -> float:
        started = time.perf_counter()
        self.read()
        return time.perf_counter() - started


class Changes:
    """Changes the plan between two views, outside what is timed."""

    def __init__(self, database, plan, year):
        self.connection = psycopg.connect(database, autocommit=True)
        self.plan, self.year, self.turn = plan, year, count()

    def make(self):
        value = 40 + next(self.turn) % 7
        done = self.connection.execute(CORRECTION, [value, self.plan, self.year])
        assert done.rowcount == 1
        return value


def rates(pages, *, clients=1, rounds=ROUNDS) -> dict[str, float]:
    """``name → median requests per second`` of ``name → (address, changes or None)``."""
    readers = {
        name: ([Reader(address) for _client in range(clients)], changes)
        for name, (address, changes) in pages.items()
    }
    for crowd, _changes in readers.values():
        for reader in crowd * 3:
            reader.read()
    found = {name: [] for name in pages}
    for _round in range(rounds):
        for name, (crowd, changes) in readers.items():
            found[name].append(_rate_after_changes(crowd[0], changes) if changes else _rate(crowd))
    return {name: median(values) for name, values in found.items()}


def _rate(crowd):
    """Answers of all clients in a stretch of time, each asking again at once."""
    answers, until = [], time.perf_counter() + SECONDS
    started = time.perf_counter()

    def ask(reader):
        while time.perf_counter() < until:
            reader.read()
            answers.append(1)

    threads = [threading.Thread(target=ask, args=[reader]) for reader in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(answers) / (time.perf_counter() - started)


def _rate_after_changes(reader, changes):
    times, until = [], time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        changes.make()
        times.append(reader.seconds())
    return len(times) / sum(times)


def answers(pages, *, rounds=41) -> dict[str, float]:
    """``name → median seconds`` of one answer of ``name → (address, changes or None)``."""
    readers = {name: (Reader(address), changes) for name, (address, changes) in pages.items()}
    found = {name: [] for name in pages}
    for turn in range(rounds + 3):
        for name, (reader, changes) in readers.items():
            if changes:
                changes.make()
            seconds = reader.seconds()
            if turn >= 3:
                found[name].append(seconds)
    return {name: median(values) for name, values in found.items()}
