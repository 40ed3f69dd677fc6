"""What the database refuses about the plan and who answers for it, in words a person can read."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from assignments.models import Assignment, Membership, Office, Portfolio, Succession, Unit
from assignments.permissions import powers_of, visible_targets
from q3plan.lib.dates import cutoff
from targets.models import (
    AnnualTarget,
    Clause,
    Decision,
    DenominatorSeries,
    DenominatorValue,
    Plan,
    Reading,
    Sector,
    Target,
    Task,
)
from targets.progress import Vintage
from tests import factories, test_over_time_constraints
from tests.factories import SINCE

pytestmark = pytest.mark.django_db

BEFORE = SINCE - timedelta(days=1)


class Case:
    """One plan with a target, a task and a unit that provides the target's figure."""

    def __init__(self):
        self.target = factories.TargetFactory()
        self.plan, self.reading = self.target.plan, self.target.readings.get()
        self.task = factories.TaskFactory(plan=self.plan)
        self.unit = factories.UnitFactory()
        factories.AssignmentFactory(unit=self.unit, target=self.target)
        factories.AssignmentFactory(unit=self.unit, task=self.task)

    def count(self, **fields):
        series, _new = DenominatorSeries.objects.get_or_create(
            plan=self.plan, code="dan-so", name="Dân số", unit_of_measure="người"
        )
        said = {"year": 2027, "vintage": Vintage.FINAL, "value": 190_375, "source": "Niên giám"}
        return DenominatorValue.objects.create(
            series=series, as_of=SINCE, set_at=cutoff(SINCE), **{**said, **fields}
        )

    def decide(self):
        return Decision.objects.create(
            plan=self.plan, number="12/QĐ", decided_on=SINCE, decided_by="UBND"
        )

    def read_again(self, **fields):
        again = {"target": self.target, "clause": factories.ClauseFactory(plan=self.plan)}
        words = {"quote": "đạt 42", "wording": "đạt 42", "comparator": "GE", "mode": "REACH"}
        return Reading.objects.create(**{**again, **words, "value": 42, **fields})


def assign(**fields):
    return Assignment.objects.create(**{"role": "LEAD", "valid_from": SINCE, **fields})


BAD_WRITES = {
    "plan_years_in_order": lambda c: Plan.objects.update(vision_year=2029),
    "plan_deadline_is_a_day": lambda c: Plan.objects.update(deadline_month=2, deadline_day=29),
    "plan_deadline_in_no_month": lambda c: Plan.objects.update(deadline_month=13),
    "clause_reference_unique": lambda c: factories.ClauseFactory(
        plan=c.plan, reference=c.task.clause.reference
    ),
    "clause_order_unique": lambda c: Clause.objects.filter(plan=c.plan).update(order=1),
    "sector_slug_unique": lambda c: Sector.objects.update(slug="y-te"),
    "decision_number_unique": lambda c: [c.decide(), c.decide()],
    "target_code_unique": lambda c: factories.TargetFactory(plan=c.plan, code=c.target.code),
    "target_baseline_year_with_value": lambda c: Target.objects.update(baseline_year=2024),
    "target_ratio_names_its_terms": lambda c: Target.objects.update(numerator_label=""),
    "target_floor_within_ceiling": lambda c: Target.objects.update(floor=2, ceiling=1),
    "reading_one_governs": lambda c: c.read_again(is_governing=True),
    "reading_target_clause_unique": lambda c: c.read_again(clause=c.reading.clause),
    "reading_comparator_needs_value": lambda c: Reading.objects.update(value=None),
    "reading_between_needs_upper": lambda c: Reading.objects.update(comparator="BETWEEN"),
    "reading_value_within_upper": lambda c: Reading.objects.update(upper=41),
    "reading_about_needs_tolerance": lambda c: Reading.objects.update(comparator="ABOUT"),
    "reading_years_in_order": lambda c: Reading.objects.update(start_year=2031),
    "denominator_series_code_unique": lambda c: DenominatorSeries.objects.bulk_create(
        DenominatorSeries(plan=c.plan, code="dan-so", name=name) for name in "ab"
    ),
    "denominator_value_one_current": lambda c: [c.count(), c.count()],
    "denominator_value_positive": lambda c: c.count(value=0),
    "denominator_value_has_source": lambda c: c.count(source=""),
    "annual_target_one_in_force": lambda c: AnnualTarget.objects.bulk_create(
        AnnualTarget(target=c.target, year=2027, value=value, decision=decision)
        for decision in [c.decide()]
        for value in (40, 41)
    ),
    "task_code_unique": lambda c: factories.TaskFactory(plan=c.plan, code=c.task.code),
    "task_years_in_order": lambda c: Task.objects.update(start_year=2027, end_year=2026),
    "unit_dates_in_order": lambda c: Unit.objects.update(valid_to=BEFORE),
    "succession_unique": lambda c: [
        Succession.objects.create(predecessor=c.unit, successor=new, effective_on=SINCE)
        for new in [factories.UnitFactory()] * 2
    ],
    "succession_not_to_itself": lambda c: Succession.objects.create(
        predecessor=c.unit, successor=c.unit, effective_on=SINCE
    ),
    "membership_dates_in_order": lambda c: factories.MembershipFactory(valid_to=BEFORE),
    "membership_open_once": lambda c: [
        Membership.objects.create(user=person, unit=c.unit, role="HEAD", valid_from=SINCE)
        for person in [factories.UserFactory()] * 2
    ],
    "portfolio_vice_chair_has_sector": lambda c: factories.PortfolioFactory(sector=None),
    "portfolio_chair_has_none": lambda c: factories.PortfolioFactory(position="CHAIR"),
    "portfolio_dates_in_order": lambda c: [
        factories.PortfolioFactory(),
        Portfolio.objects.update(valid_to=BEFORE),
    ],
    "assignment_dates_in_order": lambda c: Assignment.objects.update(valid_to=BEFORE),
    "assignment_of_both": lambda c: assign(
        unit=factories.UnitFactory(), target=c.target, task=c.task
    ),
    "assignment_of_nothing": lambda c: assign(unit=c.unit),
    "assignment_one_provider": lambda c: assign(
        unit=factories.UnitFactory(), target=c.target, provides=True
    ),
    "assignment_unit_target_once": lambda c: assign(unit=c.unit, target=c.target),
    "assignment_unit_task_once": lambda c: assign(unit=c.unit, task=c.task),
    "office_dates_in_order": lambda c: factories.OfficeFactory(plan=c.plan, valid_to=BEFORE),
    "office_one_of_a_kind": lambda c: [
        factories.OfficeFactory(plan=c.plan),
        Office.objects.create(
            plan=c.plan, unit=c.unit, kind=Office.Kind.COORDINATING, valid_from=SINCE
        ),
    ],
}


@pytest.mark.parametrize("write", BAD_WRITES.values(), ids=BAD_WRITES.keys())
def test_the_database_refuses(write):
    case = Case()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(case)


def test_what_an_administrator_may_type_is_refused_with_words():
    speechless = [
        constraint.name
        for model in apps.get_models()
        if admin.site.is_registered(model)
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert speechless == []


def test_every_check_of_the_plan_is_tried_here():
    """A new check constraint comes with a bad write of its own name (or of the case it adds)."""
    checks = {
        constraint.name
        for label in ("targets", "assignments")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }
    tried = BAD_WRITES.keys() | test_over_time_constraints.BAD_WRITES.keys()
    assert checks - tried == {"assignment_target_or_task"}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_free"),
    [
        (date(2025, 6, 1), date(2026, 12, 31), False),
        (date(2027, 12, 31), None, False),
        (date(2028, 1, 1), None, True),
        (date(2024, 1, 1), BEFORE, True),
    ],
)
def test_two_units_never_provide_one_figure_at_a_time(valid_from, valid_to, is_free):
    case = Case()
    Assignment.objects.filter(target=case.target).update(valid_to=date(2027, 12, 31))
    other = Assignment(
        unit=factories.UnitFactory(),
        target=case.target,
        role="LEAD",
        provides=True,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if is_free:
        other.full_clean()
        return
    with pytest.raises(ValidationError, match=f"{case.unit} đang cung cấp số liệu"):
        other.full_clean()
    other.provides = False
    other.full_clean()


def test_each_leader_and_recipient_sees_the_targets_of_the_own_plan():
    case, other = Case(), Case()
    people = [
        factories.coordinator(case.plan),
        factories.second_recipient(case.plan),
        factories.PortfolioFactory(plan=case.plan, sector=case.target.sector).user,
        factories.PortfolioFactory(plan=case.plan, position="CHAIR", sector=None).user,
        factories.member(case.unit),
    ]
    for person in people:
        powers = powers_of(person, on=date(2027, 11, 3))
        assert list(visible_targets(powers)) == [case.target]
    nobody = powers_of(factories.UserFactory(), on=date(2027, 11, 3))
    assert not visible_targets(nobody).exists()
    assert list(visible_targets(powers_of(factories.member(other.unit), on=date(2027, 11, 3)))) == [
        other.target
    ]
