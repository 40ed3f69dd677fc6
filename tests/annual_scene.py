"""A plan with three targets before a year's decision, and the people who take part in it."""

from decimal import Decimal

from assignments.models import Portfolio
from q3plan.lib import clock
from reports.models import Observation
from targets.models import AnnualTarget, Decision
from tests import factories as make
from tests.factories import at

YEAR = 2028
DECISION = {
    "number": "12/QĐ-UBND",
    "decided_on": "03/11/2027",
    "decided_by": "Chủ tịch Ủy ban nhân dân Quận 3",
}


class Scene:
    """``beds`` must reach 42 in 2030 from 36 this year; ``jobless`` holds below 3 every year."""

    def __init__(self):
        self.report = make.report_with_items(tasks=1)
        self.plan, self.unit = self.report.round.plan, self.report.unit
        self.beds = self.report.entries.get().target
        self.task = self.report.updates.get().task
        self.jobless = make.TargetFactory(
            plan=self.plan,
            is_percentage=True,
            formula="NONE",
            unit_of_measure="%",
            floor=Decimal(0),
            ceiling=Decimal(100),
            name="Tỷ lệ thất nghiệp",
            reading__comparator="LT",
            reading__mode="HOLD",
            reading__value=3,
            reading__is_point=False,
            reading__horizon_year=None,
        )
        self.other_unit = make.UnitFactory()
        make.AssignmentFactory(unit=self.other_unit, target=self.jobless)
        self.officer = make.coordinator(self.plan)
        self.chair = make.PortfolioFactory(
            plan=self.plan, sector=None, position=Portfolio.Position.CHAIR
        ).user
        self.staff, self.head = make.member(self.unit), make.head(self.unit)
        self.stranger = make.member(self.other_unit)

    def accept(self, target, year, value, vintage="ESTIMATE"):
        return Observation.objects.create(
            target=target,
            year=year,
            vintage=vintage,
            value=Decimal(value),
            source="Thống kê",
            accepted_at=clock.now(),
            accepted_by=self.officer,
        )

    def send(self, *, proposal="39"):
        """The unit's report with its proposal for the next year, sent but not reviewed."""
        make.fill(self.report)
        entry = self.report.entries.get()
        entry.proposal, entry.explanation = Decimal(proposal), "Bệnh viện mới mở"
        entry.save()
        self.report.touch(by=self.staff, at=at(2027, 11, 2))
        self.report.submit(by=self.head, at=at(2027, 11, 2))

    def give(self, target, value, *, number="5/QĐ-UBND", on="2027-10-01", year=YEAR):
        decision, _new = Decision.objects.get_or_create(
            plan=self.plan,
            number=number,
            defaults={"decided_on": on, "decided_by": DECISION["decided_by"]},
        )
        decision.refresh_from_db()
        return AnnualTarget.objects.create(
            target=target, year=year, value=Decimal(value), decision=decision
        )
