"""The demonstration's accounts, shown on its login page and nowhere in production."""

import json
from functools import cache

from django.conf import settings


@cache
def logins() -> dict:
    """``{"password": text, "people": [(address, who), …]}``; empty outside the demonstration."""
    path = settings.BASE_DIR / "fixtures" / "demo" / "people.json"
    if settings.PRODUCTION or not path.is_file():
        return {}
    people = json.loads(path.read_text("utf-8"))
    shown = [(f"{mailbox}@{people['domain']}", who) for mailbox, who in people["shown"]]
    return {"password": people["password"], "people": shown}
