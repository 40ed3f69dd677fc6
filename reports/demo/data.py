"""The files of the demonstration."""

import json
from datetime import datetime
from functools import cache

from django.conf import settings

from q3plan.lib.dates import LOCAL

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
YEARS = (2025, 2026, 2027)


@cache
def read(name):
    """The content of ``fixtures/demo/<name>.json``; callers must not change it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def moment(year, text):
    """ "10-24 15:10" of a year as an aware moment in Quận 3."""
    return datetime.strptime(f"{year}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


def address(mailbox):
    return f"{mailbox}@{read('people')['domain']}"
