"""A small district whose every count on the dashboard is known, and a reader of its pages."""

from dataclasses import dataclass

from lxml import html

from assignments.models import Assignment, Portfolio
from reports.models import Report, ReviewState, TaskUpdate
from targets.models import Task
from targets.progress import Vintage
from tests import factories as make
from tests.test_standing import AT, hold, observe


class District:
    """Seen on 03/11/2027, one week before the deadline.

    Sector A: a red target (an estimate) and an overdue task of a unit whose report is accepted.
    Sector B: a green target of a unit that has not sent, whose task has no rating, and a target
    without a figure of a unit that waits for review, whose task is done.
    """

    def __init__(self):
        self.plan = make.PlanFactory()
        self.a, self.b = (make.SectorFactory(plan=self.plan) for _ in range(2))
        self.round = make.RoundFactory(plan=self.plan)
        self.red = hold("GE", 50, plan=self.plan, sector=self.a)
        self.green = hold("GE", 50, plan=self.plan, sector=self.b)
        self.empty = hold("GE", 50, plan=self.plan, sector=self.b)
        observe(self.red, 2027, 40, Vintage.ESTIMATE)
        observe(self.red, 2026, 60)
        observe(self.green, 2027, 70)
        observe(self.green, 2027, 66, Vintage.YTD)
        self.accepted = self.report(self.red, self.task(self.a))
        self.waiting = self.report(self.empty, self.task(self.b))
        self.unsent = self.report(self.green, self.task(self.b))
        self.rate(self.accepted, TaskUpdate.Rating.OVERDUE)
        self.rate(self.waiting, TaskUpdate.Rating.DONE_ON_TIME)
        self.officer = make.coordinator(self.plan)
        self.send(self.accepted, state="ACCEPTED", accepted_at=AT, accepted_by=self.officer)
        self.send(self.waiting, state="SUBMITTED")
        self.vice_chair = make.PortfolioFactory(plan=self.plan, sector=self.a).user
        chair = {"sector": None, "position": Portfolio.Position.CHAIR}
        self.chair = make.PortfolioFactory(plan=self.plan, **chair).user

    def task(self, sector):
        return make.TaskFactory(plan=self.plan, sector=sector, kind=Task.Kind.DELIVERABLE)

    def report(self, target, task):
        unit = make.UnitFactory()
        held = [
            make.AssignmentFactory(unit=unit, target=target, role=Assignment.Role.LEAD),
            make.AssignmentFactory(unit=unit, task=task),
        ]
        return make.ReportFactory(round=self.round, unit=unit, items=held)

    def send(self, report, **fields):
        person = make.head(report.unit)
        sent = {"first_submitted_at": AT, "submitted_at": AT, "submitted_by": person}
        Report.objects.filter(pk=report.pk).update(**sent, **fields)

    def rate(self, report, rating):
        report.updates.update(rating=rating, review_state=ReviewState.ACCEPTED)


@dataclass
class Seen:
    """What a page shows: the numbers a test compares with what the links lead to."""

    root: object
    status: int

    def text(self, where="//main"):
        return " ".join(" ".join(e.text_content().split()) for e in self.root.xpath(where))

    def codes(self):
        """Codes of the targets in the score table, in order."""
        rows = self.root.xpath("//table[contains(@class, 'score-table')]/tbody/tr/th/a")
        return [row.text_content().split()[0] for row in rows]

    def units(self):
        """Names of the units on the board."""
        rows = self.root.xpath("//*[@aria-labelledby='board-caption']//tbody/tr/th")
        return {row.text_content().strip() for row in rows}

    def tasks(self):
        """Codes of the tasks in a list of them."""
        rows = self.root.xpath("//ul[contains(@class, 'task-list')]//a[@class='task-link']")
        return {row.text_content().split()[0] for row in rows}

    def chips(self):
        """{words of a chip: address without it}."""
        links = self.root.xpath("//ul[contains(@class, 'chips')]//a")
        return {" ".join(a.text_content().split()): a.get("href") for a in links}

    def link(self, words):
        """The address of the first link with these words."""
        for element in self.root.xpath("//main//a"):
            if words in " ".join(element.text_content().split()):
                return element.get("href")
        raise AssertionError(f"no link with {words!r}")


def see(client, address, **headers):
    answer = client.get(address.split("#")[0], headers=headers)
    root = html.fromstring(answer.content.decode())
    # Icons are letters that nobody reads.
    for icon in root.xpath("//i[@class='icon']"):
        icon.text = ""
    return Seen(root, answer.status_code)
