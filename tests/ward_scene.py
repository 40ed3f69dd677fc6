"""A target that the wards bring in parts: the unit that answers for it, some wards, an officer."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from assignments.models import Unit
from reports.models import Report, TargetEntry
from reports.wards import marking
from reports.wards.reading import read_breakdowns
from tests import factories as make

NOW = make.at(2027, 11, 3)
TODAY = date(2027, 11, 3)
SHARE = {
    "name": "Tỷ lệ hộ dân sử dụng nước sạch",
    "is_share": True,
    "is_percentage": True,
    "multiplier": 100,
    "unit_of_measure": "%",
    "numerator_label": "Số hộ dân sử dụng nước sạch (hộ)",
    "denominator_label": "Tổng số hộ dân (hộ)",
}


class WardScene:
    """``reports`` are the wards' by their number from 1; all in the round of 2027."""

    def __init__(self, wards=3):
        self.plan = make.PlanFactory()
        self.coordinator = make.coordinator(self.plan)
        self.target = make.TargetFactory(plan=self.plan, code="CT-901", **SHARE)
        self.provider = make.UnitFactory(code="phong-nuoc", name="Phòng Cấp nước")
        self.round = make.RoundFactory(plan=self.plan)
        lead = make.AssignmentFactory(unit=self.provider, target=self.target)
        self.own = make.ReportFactory(round=self.round, unit=self.provider, items=[lead])
        self.reports = {number: self.ward(number) for number in range(1, wards + 1)}

    def ward(self, number):
        unit = make.UnitFactory(
            code=f"phuong-{number}",
            kind=Unit.Kind.WARD,
            name=f"Ủy ban nhân dân Phường {number}",
            short_name=f"Phường {number}",
            order=100 + number,
        )
        task = make.AssignmentFactory(unit=unit, task=make.TaskFactory(plan=self.plan))
        return make.ReportFactory(round=self.round, unit=unit, items=[task])

    # -- people ------------------------------------------------------------------------------

    @cached_property
    def clerk(self):
        return make.member(self.provider)

    @cached_property
    def heads(self):
        return {number: make.head(report.unit) for number, report in self.reports.items()}

    # -- steps -------------------------------------------------------------------------------

    def mark(self, target=None):
        return marking.mark(self.round, target or self.target, by=self.coordinator, at=NOW)

    def part(self, number):
        return self.reports[number].entries.get(scope=TargetEntry.Scope.WARD)

    def write(self, number, top, bottom, explanation=""):
        """What a ward types: both terms, or no number and a reason."""
        report = self.reports[number]
        entry = self.part(number)
        entry.source, entry.explanation = "Khu phố", explanation
        entry.save()
        figure = entry.figures.get()
        figure.numerator = None if top is None else Decimal(top)
        figure.denominator = None if bottom is None else Decimal(bottom)
        figure.value = (
            None if top is None else self.target.ratio_of(figure.numerator, figure.denominator)
        )
        figure.save()
        report.updates.update(rating="STANDING_WITH_RESULT", result="Đã thực hiện.")
        type(report.assessment).objects.filter(report=report).update(overview="Tốt.")
        Report.objects.filter(pk=report.pk, state="NOT_STARTED").update(state="DRAFT")
        return entry

    def send(self, number, top="990", bottom="1000", explanation="", moment=NOW):
        self.write(number, top, bottom, explanation)
        report = self.reports[number]
        report.submit(by=self.heads[number], at=moment)
        return report

    def accept(self, number, *terms, moment=NOW):
        report = self.send(number, *terms, moment=moment)
        report.accept(by=self.coordinator, at=moment)
        return report

    def type_own(self, top=None, bottom=None, source=""):
        """The providing unit's own draft."""
        entry = self.own.entries.get()
        entry.source = source
        entry.save()
        figure = entry.figures.get(vintage="ESTIMATE")
        figure.numerator, figure.denominator = top, bottom
        figure.value = self.target.ratio_of(Decimal(top), Decimal(bottom)) if top else None
        figure.save()
        Report.objects.filter(pk=self.own.pk, state="NOT_STARTED").update(state="DRAFT")
        return entry

    # -- looking -----------------------------------------------------------------------------

    @property
    def breakdown(self):
        return read_breakdowns(self.round, [self.target])[self.target.pk]

    @property
    def states(self):
        return [line.state.value for line in self.breakdown.lines]

    @property
    def estimate(self):
        return self.own.entries.get().figures.get(vintage="ESTIMATE")

    @property
    def marking_path(self):
        return reverse("ward_breakdown", args=[2027])

    @property
    def sum_path(self):
        return reverse("ward_sum", args=[2027, self.provider.code, self.target.slug])
