"""What the tests of the unit's side share: a report being written and what a browser would post."""

import re
from html import unescape
from uuid import uuid4

from django.urls import reverse

from tests import factories as make

# What the page itself writes into its form: nobody types there.
FORM_MARKS = {"csrfmiddlewaretoken", "idempotency_key", "page_user"}


def url(name, report):
    return reverse(name, kwargs={"year": report.round.year, "unit": report.unit.code})


def fields_of(html):
    """Names and values of the form on a page, as a browser posts them without a button."""
    form = re.search(r"<form method=\"post\" novalidate.*?</form>", html, re.DOTALL)[0]
    sent = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "radio" or " checked" in tag:
            sent[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        sent[name] = unescape(text)
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


class Writer:
    """A person at a page of a report: opens it, types, posts."""

    def __init__(self, client, page, report):
        self.client, self.address = client, url(page, report)
        self.reload()

    def reload(self):
        response = self.client.get(self.address)
        assert response.status_code == 200
        self.form = fields_of(response.content.decode())

    def take(self, response):
        """Go on from the page that answered."""
        self.form = fields_of(response.content.decode())
        return self

    def post(self, action="next", *, htmx=False):
        self.form["idempotency_key"] = str(uuid4())
        headers = {"HX-Request": "true"} if htmx else {}
        data = self.form | ({} if htmx else {"action": action})
        return self.client.post(self.address, data, headers=headers)

    def type(self, name, text):
        self.form[name] = text
        return self


def writer(client, page, report, person=None):
    client.force_login(person or make.member(report.unit))
    return Writer(client, page, report)
