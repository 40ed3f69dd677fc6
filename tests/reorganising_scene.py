"""A small district before a reorganisation: two departments, three wards, both offices, a round."""

from datetime import date

from assignments.models import Heir, Inheritance, Letterhead, Office, Reorganisation, Unit
from reports.models import Directive, DirectiveUnit, Round
from tests import factories as make
from tests.factories import at

NOW = at(2027, 11, 3)
DAY = date(2027, 11, 6)
LAST = date(2027, 11, 5)
SINCE = date(2025, 3, 1)
AFTER = at(2027, 11, 7)
KIND = Unit.Kind


class Scene:
    """The departments share a task and a target; ``economy`` brings the target's figure."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.office = self.unit("van-phong-dau-moi", "Phòng Tài chính", order=1)
        self.economy = self.unit("phong-kinh-te", "Phòng Kinh tế", order=2)
        self.urban = self.unit("phong-do-thi", "Phòng Quản lý đô thị", order=3)
        self.health = self.unit("phong-y-te", "Phòng Y tế", order=4)
        self.ward1, self.ward2, self.ward4 = (
            self.unit(f"phuong-{n}", f"Ủy ban nhân dân Phường {n}", KIND.WARD, order=10 + n)
            for n in (1, 2, 4)
        )
        self.recipient = self.unit("van-phong", "Văn phòng", KIND.OFFICE, order=5)
        make.OfficeFactory(plan=self.plan, unit=self.office)
        kind = Office.Kind.SECOND_RECIPIENT
        make.OfficeFactory(plan=self.plan, unit=self.recipient, kind=kind)
        Letterhead.objects.create(
            unit=self.economy,
            superior="ỦY BAN NHÂN DÂN QUẬN 3",
            agency="PHÒNG KINH TẾ",
            symbol="KT",
            place="Quận 3",
            signer_title="TRƯỞNG PHÒNG",
            signer_name="Nguyễn Thị Minh Họa",
            recipients="Như trên;",
        )
        self.target = make.TargetFactory(plan=self.plan, code="CT-01")
        self.task = make.TaskFactory(plan=self.plan, code="III.1.1")
        self.ward_task = make.TaskFactory(plan=self.plan, code="III.15.1")
        self.brings = self.assign(self.economy, target=self.target)
        self.helps = self.assign(self.urban, target=self.target, role="COOPERATE", provides=False)
        self.leads = [self.assign(unit, task=self.task) for unit in (self.economy, self.urban)]
        self.assign(self.office, task=self.task)
        self.of_wards = [
            self.assign(ward, task=self.ward_task) for ward in (self.ward1, self.ward2, self.ward4)
        ]
        self.clerk, self.head = make.member(self.economy), make.head(self.economy)
        self.ward_clerk, self.ward_head = make.member(self.ward4), make.head(self.ward4)
        self.officer = make.member(self.office)
        self.administrator = make.UserFactory(is_staff=True, is_superuser=True)
        self.round, _count = Round.open(self.plan, 2027, at=at(2027, 10, 1))

    @staticmethod
    def unit(code, name, kind=KIND.DEPARTMENT, *, order):
        short = name.removeprefix("Ủy ban nhân dân ")
        return make.UnitFactory(
            code=code, name=name, short_name=short, kind=kind, order=order, valid_from=SINCE
        )

    @staticmethod
    def assign(unit, **fields):
        return make.AssignmentFactory(unit=unit, **{"valid_from": SINCE, **fields})

    def report(self, unit):
        return self.round.reports.get(unit=unit)

    def send(self, unit, moment=NOW, by=None):
        report = make.fill(self.report(unit))
        report.entries.update(explanation="Giữ nguyên như năm trước.")
        report.touch(by=by or make.member(unit), at=moment)
        report.submit(by=make.head(unit), at=moment)
        return report

    def direct(self, *units):
        directive = Directive.objects.create(
            plan=self.plan,
            text="Vì sao chậm?",
            due_on=date(2027, 11, 20),
            position="Chủ tịch",
            created_at=NOW,
            created_by=self.officer,
        )
        for unit in units:
            DirectiveUnit.objects.create(directive=directive, unit=unit)
        return directive

    # -- drafts ------------------------------------------------------------------------------

    def draft(self, effective_on=DAY):
        return Reorganisation.objects.create(
            title="Sắp xếp các phòng, phường",
            document="1685/NQ-UBTVQH15",
            document_on=date(2027, 10, 20),
            issued_by="Ủy ban Thường vụ Quốc hội",
            effective_on=effective_on,
            created_at=NOW,
            created_by=self.administrator,
        )

    @staticmethod
    def new(draft, code, name, kind=KIND.DEPARTMENT, **fields):
        return Heir.objects.create(
            reorganisation=draft, code=code, name=name, short_name=name, kind=kind, **fields
        )

    @staticmethod
    def line(draft, unit, heir=None, **fields):
        return Inheritance.objects.create(
            reorganisation=draft, predecessor=unit, heir=heir, **fields
        )

    def renaming(self, **fields):
        draft = self.draft(**fields)
        self.line(draft, self.economy, self.new(draft, "phong-kinh-te-moi", "Phòng Kinh tế mới"))
        return draft

    def merging(self, **fields):
        draft = self.draft(**fields)
        heir = self.new(draft, "phong-kthtdt", "Phòng Kinh tế, Hạ tầng và Đô thị")
        self.line(draft, self.economy, heir)
        self.line(draft, self.urban, heir)
        return draft

    def splitting(self, **fields):
        """Ward 1 and part of ward 4 become one, ward 2 and the rest of ward 4 another."""
        draft = self.draft(**fields)
        one = self.new(draft, "phuong-ban-co", "Ủy ban nhân dân Phường Bàn Cờ", KIND.WARD)
        other = self.new(draft, "phuong-xuan-hoa", "Ủy ban nhân dân Phường Xuân Hòa", KIND.WARD)
        self.line(draft, self.ward1, one)
        self.line(draft, self.ward2, other)
        self.line(draft, self.ward4, one, partial_territory="Các khu phố 1, 2 và 3")
        self.line(
            draft, self.ward4, other, is_main=False, partial_territory="Phần còn lại của Phường 4"
        )
        return draft

    def dissolving(self, **fields):
        draft = self.draft(**fields)
        self.line(draft, self.ward4)
        return draft

    def mixing(self, **fields):
        """A merger into a new unit, one into a unit that goes on, a split and a dissolution."""
        draft = self.splitting(**fields)
        merged = self.new(draft, "phong-kthtdt", "Phòng Kinh tế, Hạ tầng và Đô thị")
        self.line(draft, self.economy, merged)
        going_on = Heir.objects.create(reorganisation=draft, unit=self.health, is_new=False)
        self.line(draft, self.urban, going_on)
        return draft
