"""Years of changes in any order: what was sent stays, reports have one owner, nobody is blamed.

Random sequences of sending, reviewing, extending, excusing, amending and reorganising, on a small
district. After every step the same three promises are looked at.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignments.models import Heir, Inheritance, NotReorganised, Reorganisation, Unit
from assignments.permissions import powers_of
from q3plan.lib import dates
from reports.amending.deciding import decide_together
from reports.amending.terms import terms_of_reading
from reports.filing.reading import read_filing
from reports.kept.totals import count_totals
from reports.models import (
    Amendment,
    Consolidation,
    Report,
    Round,
    Submission,
    TransitionRefused,
)
from reports.reorganising.carrying import carry_out
from reports.reorganising.undated import move_undated
from reports.reorganising.undoing import undo
from reports.review.extensions import grant_extension
from targets.models import Decision, GoverningSpan
from tests import factories as make
from tests.built_once import built_once
from tests.factories import at

pytestmark = pytest.mark.django_db
FAR = timedelta(days=400)
REFUSED = (TransitionRefused, NotReorganised)


class District:
    """Three departments and two wards in the first days of a round; every step names its moment."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.officer = make.coordinator(self.plan)
        self.chair = make.PortfolioFactory(plan=self.plan, sector=None, position="CHAIR").user
        make.second_recipient(self.plan)
        self.administrator = make.UserFactory(is_staff=True, is_superuser=True)
        self.target = make.TargetFactory(plan=self.plan, code="CT-01")
        task = make.TaskFactory(plan=self.plan, code="III.1.1")
        for number in range(5):
            kind = Unit.Kind.WARD if number > 2 else Unit.Kind.DEPARTMENT
            unit = make.UnitFactory(kind=kind, order=number)
            make.AssignmentFactory(unit=unit, task=task)
            if number == 0:
                make.AssignmentFactory(unit=unit, target=self.target)
            make.head(unit)
        self.now = at(2027, 10, 20)
        self.round, _count = Round.open(self.plan, 2027, at=at(2027, 10, 1))
        self.made = 0
        self.sent = {}

    @property
    def today(self):
        return dates.as_day(self.now)

    # -- steps -------------------------------------------------------------------------------

    def report(self, number):
        reports = list(Report.objects.order_by("pk"))
        return reports[number % len(reports)]

    def units(self, *numbers):
        """Different units that go on, but not the office."""
        units = list(
            Unit.objects.filter(
                valid_to__isnull=True, valid_from__lte=self.today, offices__isnull=True
            ).order_by("pk")
        )
        return (
            list(dict.fromkeys(units[number % len(units)] for number in numbers)) if units else []
        )

    def pass_days(self, days):
        self.now += timedelta(days=days)
        move_undated(at=self.now)
        if self.today.month == 10 and self.today.year > self.round.year:
            self.round, _count = Round.open(self.plan, self.today.year, at=self.now)

    def send(self, number):
        report = self.report(number)
        owner = report.owner_on(self.today)
        head = owner.memberships.active(self.today).filter(role="HEAD").first()
        if head is None or not report.is_editable(on=self.today):
            return
        make.fill(report)
        report.entries.update(explanation="Như năm trước.")
        report.touch(by=head.user, at=self.now)
        report.submit(by=head.user, at=self.now)

    def accept(self, number):
        self.report(number).accept(by=self.officer, at=self.now)

    def send_back(self, number):
        self.report(number).send_back(
            by=self.officer, at=self.now, reason="Sửa.", resubmit_by=self.today
        )

    def reopen(self, number):
        self.report(number).reopen(by=self.officer, at=self.now, reason="Sửa.", until=self.today)

    def extend(self, number):
        report = self.report(number)
        until = max(report.due_before(), self.today) + timedelta(days=5)
        grant_extension(report, until=until, reason="Bão.", by=self.officer, at=self.now)

    def excuse(self, number):
        self.report(number).excuse(by=self.officer, at=self.now, reason="Mới thành lập.")

    def end_excuse(self, number):
        self.report(number).end_excuse(by=self.officer, at=self.now)

    def amend(self, number):
        """The target's value changes from today on."""
        self.made += 1
        reading = self.target.readings.get(is_governing=True)
        amendment = Amendment.objects.create(
            plan=self.plan,
            kind=Amendment.Kind.TARGET,
            target=self.target,
            unit=Unit.objects.order_by("pk").last(),
            change=terms_of_reading(reading) | {"value": str(40 + number)},
            reason="Điều chỉnh.",
            created_at=self.now,
            created_by=self.officer,
        )
        amendment.propose(by=self.officer, at=self.now)
        amendment.forward(by=self.officer, at=self.now, opinion="Thống nhất.")
        decision = Decision.objects.create(
            plan=self.plan,
            number=f"{self.made}/QĐ-UBND",
            decided_on=self.today,
            decided_by="Chủ tịch",
        )
        decide_together(
            [(amendment, None)],
            decision=decision,
            effective_on=self.today,
            by=self.chair,
            at=self.now,
        )

    def _draft(self, days):
        self.made += 1
        return Reorganisation.objects.create(
            title=f"Sắp xếp {self.made}",
            document=f"{self.made}/NQ",
            document_on=self.today,
            issued_by="Cấp trên",
            effective_on=self.today + timedelta(days=days),
            created_at=self.now,
            created_by=self.administrator,
        )

    def _new(self, draft, like):
        self.made += 1
        return Heir.objects.create(
            reorganisation=draft,
            code=f"moi-{self.made}",
            name=f"Đơn vị mới {self.made}",
            kind=like.kind,
        )

    def merge(self, one, other, days):
        units = self.units(one, other)
        if units:
            draft = self._draft(days)
            heir = self._new(draft, units[0])
            for unit in units:
                Inheritance.objects.create(reorganisation=draft, predecessor=unit, heir=heir)
            carry_out(draft, by=self.administrator, at=self.now)

    def split(self, number, days):
        for unit in self.units(number):
            draft = self._draft(days)
            for position in range(2):
                Inheritance.objects.create(
                    reorganisation=draft,
                    predecessor=unit,
                    heir=self._new(draft, unit),
                    is_main=position == 0,
                    partial_territory=f"Phần {position + 1}",
                )
            carry_out(draft, by=self.administrator, at=self.now)

    def dissolve(self, number, days):
        for unit in self.units(number):
            draft = self._draft(days)
            Inheritance.objects.create(reorganisation=draft, predecessor=unit)
            carry_out(draft, by=self.administrator, at=self.now)

    def undo(self):
        last = Reorganisation.objects.carried_out().order_by("-pk").first()
        if last:
            undo(last, by=self.officer, at=self.now)

    def take(self, step, *arguments):
        """A refused step leaves nothing behind."""
        try:
            with transaction.atomic():
                getattr(self, step)(*arguments)
        except REFUSED:
            return False
        return True

    # -- promises ----------------------------------------------------------------------------

    def check_what_was_sent(self):
        now = {("sent", row["id"]): row for row in Submission.objects.values()}
        now |= {("compiled", row["id"]): row for row in Consolidation.objects.values()}
        for key, row in self.sent.items():
            assert now[key] == row
        self.sent = now

    def check_owners(self):
        """Whoever is still waited for has one owner, who exists, today and later."""
        open_ones = Report.objects.exclude(state=Report.State.ACCEPTED).filter(
            excused_at__isnull=True
        )
        days = {self.today, self.today + FAR}
        days |= set(Reorganisation.objects.carried_out().values_list("effective_on", flat=True))
        for day in sorted(day for day in days if day >= self.today):
            there = set(Unit.objects.existing(day).values_list("pk", flat=True))
            for report in open_ones:
                owner = report.owner_on(day)
                if owner.pk not in there:
                    # Sent by a unit that nobody inherits from: it is reviewed and that is all.
                    assert report.first_submitted_at and not _has_heir(owner)
            owned = [
                report
                for unit in Unit.objects.all()
                for report in open_ones.owned_by([unit.pk], on=day)
            ]
            assert sorted(row.pk for row in owned) == sorted(row.pk for row in open_ones)

    def check_rates(self):
        """No rate on a board counts a unit that is excused or was gone before its deadline."""
        reports = list(self.round.reports.select_related("round", "unit"))
        counted = [report for report in reports if report.is_counted]
        for report in reports:
            ends = report.unit.valid_to
            gone = ends is not None and ends + dates.ONE_DAY < report.due_before()
            if gone and report.first_submitted_at is None:
                assert not report.is_counted
        totals = count_totals(self.plan, at=self.now)[self.round.year]
        assert totals["expected"] == len(counted)
        assert totals["sent_late"] <= sum(bool(report.first_submitted_at) for report in counted)
        powers = powers_of(self.officer, on=self.today)
        total = read_filing(self.round, powers=powers, at=self.now).total
        assert total.expected == len(counted)
        assert total.sent <= total.expected and total.awaited <= total.expected

    def check(self):
        self.check_what_was_sent()
        self.check_owners()
        self.check_rates()


def _has_heir(unit):
    return Inheritance.objects.naming_heir(unit) is not None


NUMBER = st.integers(0, 9)
DAYS = st.integers(1, 25)
STEPS = st.one_of(
    st.tuples(st.just("pass_days"), st.integers(1, 30)),
    st.tuples(st.just("pass_days"), st.integers(200, 350)),
    *(
        st.tuples(st.just(step), NUMBER)
        for step in (
            *("send", "accept", "send_back", "reopen"),
            *("extend", "excuse", "end_excuse", "amend"),
        )
    ),
    st.tuples(st.just("merge"), NUMBER, NUMBER, DAYS),
    st.tuples(st.just("split"), NUMBER, DAYS),
    st.tuples(st.just("dissolve"), NUMBER, DAYS),
    st.tuples(st.just("undo")),
)
kept, district = built_once(District)


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=10))
def test_a_plan_stays_true_whatever_happens_over_the_years(kept, district, steps):
    district = type(district).__new__(type(district))
    district.__dict__.update(kept.__dict__, sent={})
    with transaction.atomic():
        district.check()
        for step in steps:
            if district.take(*step):
                district.check()
        transaction.set_rollback(True)


def test_one_story_of_the_years(district):
    """Most steps once, in an order that lets each one happen."""
    story = (
        ("send", 0),
        ("split", 3, 10),
        ("send_back", 0),
        ("merge", 0, 1, 5),
        ("extend", 2),
        ("pass_days", 6),
        ("send", 0),
        ("accept", 0),
        ("amend", 5),
        ("dissolve", 4, 3),
        ("undo",),
        ("pass_days", 20),
        ("reopen", 0),
        ("send", 0),
        ("pass_days", 330),
        ("send", 7),
    )
    for step in story:
        assert district.take(*step), step
        district.check()
    assert GoverningSpan.objects.count() == 2
    assert Submission.objects.count() >= 4
