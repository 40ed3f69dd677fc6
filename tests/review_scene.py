"""A sent report with one target and one task, and the people who look at it."""

from datetime import date
from functools import cached_property

from django.test import Client
from django.urls import reverse

from reports.models import Report
from reports.review.page import item_stamp
from tests import factories as make

NOW = make.at(2027, 11, 3)
TODAY = date(2027, 11, 3)
State = Report.State


class ReviewScene:
    """``report`` is read anew each time, since views change it in the database."""

    def __init__(self, **fields):
        self._pk = make.report_with_items(**fields).pk
        self.plan = self.report.round.plan

    @property
    def report(self):
        return Report.objects.select_related("round__plan", "unit").get(pk=self._pk)

    @property
    def entry(self):
        return self.report.entries.get()

    @property
    def update(self):
        return self.report.updates.get()

    @cached_property
    def head(self):
        return make.head(self.report.unit)

    @cached_property
    def coordinator(self):
        return make.coordinator(self.plan)

    @cached_property
    def recipient(self):
        return make.second_recipient(self.plan)

    @property
    def path(self):
        return reverse("review_report", args=[self.report.round.year, self.report.unit.code])

    def send(self, moment=NOW, **values):
        report = make.fill(self.report, **values)
        # Different from this year's, so that nothing is flagged.
        for entry in report.entries.all():
            entry.figures.filter(vintage="FINAL").update(value=29, numerator=580)
        if report.state == State.NOT_STARTED:
            report.touch(by=self.head, at=moment)
        report.submit(by=self.head, at=moment)
        return self

    def accept(self, moment=NOW):
        self.report.accept(by=self.coordinator, at=moment)
        return self

    def send_back(self, moment=NOW, reason="Thiếu nguồn.", resubmit_by=TODAY):
        self.report.send_back(
            by=self.coordinator, at=moment, reason=reason, resubmit_by=resubmit_by
        )
        return self

    def item_post(self, action, item=None, **fields):
        item = item or self.entry
        return {
            "action": action,
            "item": item.anchor,
            "stamp": item_stamp(item),
            "version": self.report.version,
            **fields,
        }

    def post(self, action, **fields):
        return {"action": action, "version": self.report.version, **fields}


def client_of(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()
