"""Builders of single cases. What the plan itself says comes from the fixture ``plan57``."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from auditlog.context import disable_auditlog

from assignments.models import Assignment, Membership, Office, Portfolio, Unit
from q3plan.accounts.models import User
from reports.models import Report, Round
from targets.models import AnnualTarget, Clause, Decision, Plan, Reading, Sector, Target, Task

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
SINCE = date(2025, 1, 1)
PASSWORD = "mat-khau-thu-nghiem"


def at(year, month, day, hour=9, minute=0):
    """A moment in Quận 3."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


class ModelFactory(factory.django.DjangoModelFactory):
    """Its rows are there from the start: nobody's change, so the audit log keeps quiet."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy, params):
        with disable_auditlog():
            return super()._generate(strategy, params)


class UserFactory(ModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"nguoi{n}@q3.example")
    full_name = factory.Sequence(lambda n: f"Trần Thị Thử {n}")
    password = factory.django.Password(PASSWORD)


class PlanFactory(ModelFactory):
    class Meta:
        model = Plan

    slug = factory.Sequence(lambda n: f"ke-hoach-{n}")
    number = factory.Sequence(lambda n: f"{n}/KH-UBND")
    title = "Kế hoạch thử"
    issuer = "ỦY BAN NHÂN DÂN"
    place = "Quận 3"
    issued_on = date(2025, 2, 25)
    signer_title = "CHỦ TỊCH"
    signer_name = "Người Ký Thử"
    horizon_year = 2030
    vision_year = 2045


class SectorFactory(ModelFactory):
    class Meta:
        model = Sector

    plan = factory.SubFactory(PlanFactory)
    slug = factory.Sequence(lambda n: f"linh-vuc-{n}")
    name = factory.Sequence(lambda n: f"Lĩnh vực {n}")
    order = factory.Sequence(int)


class ClauseFactory(ModelFactory):
    class Meta:
        model = Clause

    plan = factory.SubFactory(PlanFactory)
    reference = factory.Sequence(lambda n: f"II.2.{n}")
    kind = Clause.Kind.BULLET
    order = factory.Sequence(int)
    text = "đạt 42 giường bệnh trên 10.000 dân"


class TargetFactory(ModelFactory):
    """A ratio per 10,000 people with the governing reading "đạt 42 … đến năm 2030"."""

    class Meta:
        model = Target
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    sector = factory.SubFactory(SectorFactory, plan=factory.SelfAttribute("..plan"))
    code = factory.Sequence(lambda n: f"CT-{n:02d}")
    name = "Số giường bệnh trên 10.000 dân"
    order = factory.Sequence(int)
    unit_of_measure = "giường/10.000 dân"
    is_percentage = False
    decimals = 1
    formula = Target.Formula.RATIO
    multiplier = 10_000
    numerator_label = "Số giường bệnh"
    denominator_label = "Dân số"

    @factory.post_generation
    def reading(self, create, extracted, **fields):
        if create and extracted is not False:
            values = {
                "comparator": "GE",
                "mode": "REACH",
                "value": 42,
                "is_point": True,
                "horizon_year": 2030,
                "wording": "đạt 42",
                "quote": "đạt 42 giường bệnh",
            }
            Reading.objects.create(
                target=self,
                clause=ClauseFactory(plan=self.plan),
                is_governing=True,
                **(values | fields),
            )


class TaskFactory(ModelFactory):
    class Meta:
        model = Task

    plan = factory.SubFactory(PlanFactory)
    sector = factory.SubFactory(SectorFactory, plan=factory.SelfAttribute("..plan"))
    clause = factory.SubFactory(ClauseFactory, plan=factory.SelfAttribute("..plan"))
    code = factory.Sequence(lambda n: f"III.9.{n}")
    title = "Tạo lập hồ sơ sức khỏe điện tử"
    quote = "Tạo lập hồ sơ"
    order = factory.Sequence(int)
    kind = Task.Kind.STANDING


class UnitFactory(ModelFactory):
    class Meta:
        model = Unit

    # Lists stand in the order of their codes: the tenth must not come before the second.
    code = factory.Sequence(lambda n: f"don-vi-{n:04}")
    kind = Unit.Kind.DEPARTMENT
    name = factory.Sequence(lambda n: f"Phòng Thử nghiệm {n}")
    short_name = factory.Sequence(lambda n: f"P. Thử {n}")
    valid_from = SINCE


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Membership.Role.REPORTER
    valid_from = SINCE


class PortfolioFactory(ModelFactory):
    class Meta:
        model = Portfolio

    user = factory.SubFactory(UserFactory)
    plan = factory.SubFactory(PlanFactory)
    sector = factory.SubFactory(SectorFactory, plan=factory.SelfAttribute("..plan"))
    position = Portfolio.Position.VICE_CHAIR
    valid_from = SINCE


class AssignmentFactory(ModelFactory):
    class Meta:
        model = Assignment

    unit = factory.SubFactory(UnitFactory)
    role = Assignment.Role.LEAD
    provides = True
    valid_from = SINCE


class OfficeFactory(ModelFactory):
    class Meta:
        model = Office

    plan = factory.SubFactory(PlanFactory)
    unit = factory.SubFactory(UnitFactory)
    kind = Office.Kind.COORDINATING
    valid_from = SINCE


class RoundFactory(ModelFactory):
    class Meta:
        model = Round

    plan = factory.SubFactory(PlanFactory)
    year = 2027
    opens_on = factory.LazyAttribute(lambda o: date(o.year, 10, 1))
    data_cutoff_on = factory.LazyAttribute(lambda o: date(o.year, 10, 31))
    due_before = factory.LazyAttribute(lambda o: date(o.year, 11, 10))


class ReportFactory(ModelFactory):
    """An empty report with its general assessment; items by ``report.add_items``."""

    class Meta:
        model = Report
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)

    @factory.post_generation
    def items(self, create, extracted, **_fields):
        if create:
            self.add_items(extracted or [])


def member(unit, role=Membership.Role.REPORTER, **person):
    """A person who works in ``unit``."""
    return MembershipFactory(unit=unit, role=role, user=UserFactory(**person)).user


def head(unit, **person):
    return member(unit, Membership.Role.HEAD, **person)


def coordinator(plan):
    """A person of the plan's coordinating unit (made when it has none)."""
    office = Office.objects.filter(plan=plan, kind=Office.Kind.COORDINATING).first()
    return member((office or OfficeFactory(plan=plan)).unit)


def second_recipient(plan):
    """A person of the second recipient's unit (made when there is none)."""
    kind = Office.Kind.SECOND_RECIPIENT
    office = Office.objects.filter(plan=plan, kind=kind).first()
    return member((office or OfficeFactory(plan=plan, kind=kind)).unit)


def report_with_items(
    *, targets=1, tasks=1, year=2027, plan=None, unit=None, sector=None, **unit_fields
):
    """A report of ``year`` whose unit provides some targets and tasks of ``plan``: in ``sector``,
    or each in one of its own."""
    plan = plan or PlanFactory()
    unit = unit or UnitFactory(**unit_fields)
    within = {"plan": plan, "sector": sector} if sector else {"plan": plan}
    assignments = [
        AssignmentFactory(unit=unit, target=TargetFactory(**within)) for _ in range(targets)
    ] + [AssignmentFactory(unit=unit, task=TaskFactory(**within)) for _ in range(tasks)]
    opened = Round.objects.filter(plan=plan, year=year).first() or RoundFactory(
        plan=plan, year=year
    )
    return ReportFactory(round=opened, unit=unit, items=assignments)


def fill(report, value="30", terms=("600", "200000")):
    """Write everything that sending needs into every item of ``report``."""
    for entry in report.entries.all():
        entry.source = "Báo cáo thống kê"
        entry.save()
        for figure in entry.figures.all():
            figure.value = Decimal(value)
            if entry.target.is_ratio:
                figure.numerator, figure.denominator = map(Decimal, terms)
            figure.save()
    report.updates.update(rating="STANDING_WITH_RESULT", result="Đã thực hiện.")
    report.assessment.overview = "Kết quả tốt."
    report.assessment.save()
    return report


def give(target, value, *, year, number="01/QĐ-UBND", on=date(2027, 11, 1)):
    """The year's value of a target, set by a decision."""
    decision, _new = Decision.objects.get_or_create(
        plan=target.plan, number=number, defaults={"decided_on": on, "decided_by": "UBND"}
    )
    return AnnualTarget.objects.create(
        target=target, year=year, value=Decimal(value), decision=decision
    )
