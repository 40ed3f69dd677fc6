"""A leader, the unit that they ask, and everybody else who looks on."""

from datetime import date
from functools import cached_property

from assignments.models import Portfolio
from reports.models import Directive, Report
from tests import factories as make

NOW = make.at(2027, 11, 3)
TODAY = date(2027, 11, 3)
DUE = date(2027, 11, 10)


class DirectiveScene:
    """A unit with a target and a task in the sector of ``vice_chair``; its draft of 2027."""

    def __init__(self):
        self._pk = make.report_with_items().pk
        self.plan, self.unit = self.report.round.plan, self.report.unit
        self.target = self.report.entries.get().target
        self.sector = self.target.sector
        self.task = self.report.updates.get().task
        self.task.sector = self.sector
        self.task.save()

    @property
    def report(self):
        return Report.objects.select_related("round__plan", "unit").get(pk=self._pk)

    @cached_property
    def vice_chair(self):
        return make.PortfolioFactory(plan=self.plan, sector=self.sector).user

    @cached_property
    def other_vice_chair(self):
        return make.PortfolioFactory(plan=self.plan).user

    @cached_property
    def chair(self):
        position = Portfolio.Position.CHAIR
        return make.PortfolioFactory(plan=self.plan, sector=None, position=position).user

    @cached_property
    def coordinator(self):
        return make.coordinator(self.plan)

    @cached_property
    def recipient(self):
        return make.second_recipient(self.plan)

    @cached_property
    def reporter(self):
        return make.member(self.unit)

    @cached_property
    def head(self):
        return make.head(self.unit)

    def give(self, *, at=NOW, due_on=DUE, units=None, **fields):
        """A directive of the vice-chair on the target, unless told otherwise."""
        by = fields.pop("by", None) or self.vice_chair
        if not {"target", "task", "report", "unit_work"} & set(fields):
            fields["target"] = self.target
        fields.pop("unit_work", None)
        told = {"sector": self.sector, "text": "Vì sao chậm?", "position": "Phó Chủ tịch"}
        return Directive.give(
            plan=self.plan,
            due_on=due_on,
            units=units or [self.unit],
            by=by,
            at=at,
            **(told | fields),
        )
