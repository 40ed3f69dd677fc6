"""A round five days after its deadline, with a unit in every standing."""

from datetime import date
from functools import cached_property

from django.test import override_settings

from assignments.models import Unit
from reports.models import Report
from reports.review.extensions import grant_extension
from tests import factories as make

BEFORE, AFTER = make.at(2027, 11, 3), make.at(2027, 11, 15)
LATE_BY = 6


class FilingScene:
    """Reports by standing: waiting, sent, late, returned, extended and excused, and one's own."""

    def __init__(self, *, plan=None, year=2027):
        self.plan, self.year = plan or make.PlanFactory(), year
        self.officer = make.coordinator(self.plan)
        self.reports = {}
        for name in ("waiting", "sent", "late", "returned", "extended", "excused"):
            kind = Unit.Kind.WARD if name == "waiting" else Unit.Kind.DEPARTMENT
            self.reports[name] = make.report_with_items(plan=self.plan, year=year, kind=kind)
        own = self.officer.memberships.get().unit
        self.reports["own"] = make.report_with_items(plan=self.plan, year=year, unit=own)
        self._lead()

    def _lead(self):
        send(self.reports["sent"], BEFORE)
        send(self.reports["late"], AFTER)
        returned = send(self.reports["returned"], BEFORE)
        returned.return_item(returned.entries.get(), by=self.officer, at=BEFORE, reason="Sai số.")
        day = date(2027, 11, 5)
        returned.send_back(by=self.officer, at=BEFORE, reason="Sai số.", resubmit_by=day)
        until = date(2027, 11, 20)
        words = {"until": until, "reason": "Bão", "by": self.officer, "at": BEFORE}
        grant_extension(self.reports["extended"], **words)
        self.reports["excused"].excuse(by=self.officer, at=BEFORE, reason="Mới thành lập.")

    @cached_property
    def round(self):
        return self.reports["sent"].round

    def name(self, standing):
        return self.reports[standing].unit.name


@override_settings(FROZEN_CLOCK=AFTER)
def late_scene():
    return FilingScene()


def send(report, moment) -> Report:
    make.fill(report)
    head = make.head(report.unit)
    report.touch(by=head, at=moment)
    report.submit(by=head, at=moment)
    return report
