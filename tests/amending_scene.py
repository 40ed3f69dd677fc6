"""A unit with a target and a task, the office and the leaders, and proposals about them."""

from datetime import date

from assignments.models import Portfolio
from reports.amending.deciding import decide_together
from reports.amending.terms import terms_of_reading, terms_of_task
from reports.models import Amendment
from targets.models import Decision, Target, Task
from tests import factories as make

NOW = make.at(2027, 11, 3)
TODAY = date(2027, 11, 3)
Kind, State = Amendment.Kind, Amendment.State


class AmendingScene:
    def __init__(self):
        self.report = make.report_with_items()
        self.plan, self.unit = self.report.round.plan, self.report.unit
        self.staff, self.head = make.member(self.unit), make.head(self.unit)
        self.officer = make.coordinator(self.plan)
        self.recipient = make.second_recipient(self.plan)
        position = Portfolio.Position.CHAIR
        self.chair = make.PortfolioFactory(plan=self.plan, sector=None, position=position).user
        sector = self.report.entries.get().target.sector
        self.vice_chair = make.PortfolioFactory(plan=self.plan, sector=sector).user
        self.stranger = make.report_with_items(plan=self.plan)
        self.other_head = make.head(self.stranger.unit)

    @property
    def target(self):
        return Target.objects.select_related("plan").get(entries__report=self.report)

    @property
    def task(self):
        return Task.objects.select_related("plan").get(updates__report=self.report)

    @property
    def reading(self):
        return self.target.readings.get(is_governing=True)

    def new_terms(self, **fields):
        """The governing reading's terms with some changed."""
        return terms_of_reading(self.reading) | fields

    def draft(self, kind=Kind.TARGET, change=None, unit=None, **about):
        """By default the target's value becomes 45."""
        if change is None:
            change = self.new_terms(value="45", wording="đạt 45")
            about = {"target": self.target}
        return Amendment.objects.create(
            plan=self.plan,
            kind=kind,
            unit=unit or self.unit,
            change=change,
            reason="Quy mô dân số thay đổi",
            created_at=NOW,
            created_by=self.staff,
            **about,
        )

    def of_task(self, **fields):
        return self.draft(Kind.TASK, terms_of_task(self.task) | fields, task=self.task)

    def of_clause(self, text):
        return self.draft(Kind.CLAUSE, {"text": text}, clause=self.task.clause)

    def proposed(self, amendment=None):
        amendment = amendment or self.draft()
        amendment.propose(by=self.head, at=NOW)
        return amendment

    def forwarded(self, amendment=None):
        amendment = self.proposed(amendment)
        amendment.forward(by=self.officer, at=NOW, opinion="Thống nhất")
        return amendment

    def decision(self, number="215/QĐ-UBND", on=date(2027, 11, 1)):
        found, _new = Decision.objects.get_or_create(
            plan=self.plan, number=number, defaults={"decided_on": on, "decided_by": "Chủ tịch"}
        )
        return found

    def decided(self, amendment=None, effective_on=TODAY, at=NOW, number="215/QĐ-UBND"):
        amendment = self.forwarded(amendment)
        decide_together(
            [(amendment, None)],
            decision=self.decision(number),
            effective_on=effective_on,
            by=self.chair,
            at=at,
        )
        amendment.refresh_from_db()
        return amendment
