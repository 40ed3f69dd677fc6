"""A district with a report in every state and everybody who may or may not touch it."""

from datetime import timedelta

from django.apps import apps
from django.test import Client
from django.urls import reverse

from assignments.models import Membership, Portfolio
from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.models import Report
from tests import factories as make

State = Report.State
WRITING = (State.DRAFT, State.WITH_HEAD, State.RETURNED, State.REOPENED)
ONE_DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


class District:
    """A report in every state, the coordinating unit's and the second recipient's own reports,
    and everybody who has no business with them."""

    def __init__(self):
        self.plan = make.PlanFactory()
        # The vice-chair's, with every report that is being written, and another's.
        self.sectors = [make.SectorFactory(plan=self.plan) for _ in range(2)]
        self.coordinator = make.coordinator(self.plan)
        self.recipient = make.second_recipient(self.plan)
        self.reports = {state: self.report(state) for state in State}
        office = self.coordinator.memberships.get().unit
        self.offices_own = self.report(State.SUBMITTED, office, "SECOND_RECIPIENT")
        self.recipients_own = self.report(State.SUBMITTED, self.recipient.memberships.get().unit)
        self.people = self.strangers()

    @property
    def all(self):
        return [*self.reports.values(), self.offices_own, self.recipients_own]

    def report(self, state, unit=None, office="COORDINATING"):
        sector = self.sectors[state not in WRITING]
        report = make.report_with_items(plan=self.plan, unit=unit, sector=sector)
        Report.objects.filter(pk=report.pk).update(reviewing_office=office)
        report = Report.objects.get(pk=report.pk)
        report.staff, report.head = make.member(report.unit), make.head(report.unit)
        bring(report, state, by=self.coordinator)
        return report

    def strangers(self):
        """People by name. Memberships "over", "to come" and "disabled" are in every unit."""
        today, plan = clock.today(), self.plan
        people = {
            "another unit's reporter": make.member(make.UnitFactory()),
            "another unit's head": make.head(make.UnitFactory()),
            "vice-chair": make.PortfolioFactory(plan=plan, sector=self.sectors[0]).user,
            "chair": make.PortfolioFactory(
                plan=plan, sector=None, position=Portfolio.Position.CHAIR
            ).user,
            "administrator": make.UserFactory(is_staff=True, is_superuser=True),
            "nobody": make.UserFactory(),
            "over": make.UserFactory(),
            "to come": make.UserFactory(),
            "disabled": make.UserFactory(),
        }
        units = {report.unit for report in self.all}
        for unit in units:
            role = {"unit": unit, "role": Membership.Role.HEAD}
            yesterday, tomorrow = today - ONE_DAY, today + ONE_DAY
            make.MembershipFactory(user=people["over"], valid_to=yesterday, **role)
            make.MembershipFactory(user=people["to come"], valid_from=tomorrow, **role)
            make.MembershipFactory(user=people["disabled"], **role)
        return people


def bring(report, state, *, by):
    at = clock.now()
    if state == State.NOT_STARTED:
        return
    make.fill(report)
    report.touch(by=report.staff, at=at)
    if state == State.DRAFT:
        return
    report.hand_over(by=report.staff, at=at)
    if state == State.WITH_HEAD:
        return
    report.submit(by=report.head, at=at)
    if state == State.RETURNED:
        report.send_back(by=by, at=at, reason="Thiếu nguồn.", resubmit_by=clock.today())
    if state in {State.ACCEPTED, State.REOPENED}:
        report.accept(by=by, at=at)
    if state == State.REOPENED:
        report.reopen(by=by, at=at, reason="Sửa số.", until=clock.today())


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def rows():
    """Every row of ours, by table."""
    labels = ("targets", "assignments", "reports", "accounts")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    # ``last_login`` and sessions change with a login; nothing else may.
    return {
        model: list(model.objects.order_by("pk").values()) for model in models if model is not User
    }


def address(name, report):
    return reverse(name, kwargs={"year": report.round.year, "unit": report.unit.code})
