"""A report with one target and one task, the people around it, and the way to each state."""

from datetime import date
from functools import cached_property

from reports.models import Report
from tests import factories
from tests.factories import at

NOON = at(2027, 11, 3, 12)
TODAY = date(2027, 11, 3)
State = Report.State


class Scene:
    """``entry`` and ``update`` are read anew each time: steps change them in the database."""

    def __init__(self):
        self.report = factories.report_with_items()
        self.plan = self.report.round.plan

    @property
    def entry(self):
        return self.report.entries.get()

    @property
    def update(self):
        return self.report.updates.get()

    @cached_property
    def staff(self):
        return factories.member(self.report.unit)

    @cached_property
    def head(self):
        return factories.head(self.report.unit)

    @cached_property
    def reviewer(self):
        return factories.coordinator(self.plan)

    def bring(self, state, moment=NOON):
        """Lead the report to a state by the steps that people take."""
        report = self.report
        if state == State.NOT_STARTED:
            return report
        factories.fill(report)
        report.touch(by=self.staff, at=moment)
        if state == State.DRAFT:
            return report
        report.hand_over(by=self.staff, at=moment)
        if state == State.WITH_HEAD:
            return report
        report.submit(by=self.head, at=moment)
        if state == State.SUBMITTED:
            return report
        if state == State.RETURNED:
            report.send_back(by=self.reviewer, at=moment, reason="Thiếu nguồn.", resubmit_by=TODAY)
            return report
        report.accept(by=self.reviewer, at=moment)
        if state == State.REOPENED:
            report.reopen(by=self.reviewer, at=moment, reason="Sửa số liệu.", until=TODAY)
        return report
