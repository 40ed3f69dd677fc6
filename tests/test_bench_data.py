"""What the bench measures: a district as large as it says, and copies that leave it as it was."""

import pytest
from django.db import connection

from assignments.models import Unit
from bench import data
from reports.models import Figure, Observation, Report, Round, TargetEntry
from targets.models import Plan, Target
from targets.progress import Vintage
from tests.factories import AssignmentFactory, PlanFactory, TargetFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

YEARS = range(2024, 2027)
TARGETS, UNITS = 2, 4


@pytest.fixture
def district():
    """Three years of two targets and four units, of which two provide a target each."""
    plan = PlanFactory()
    units = UnitFactory.create_batch(UNITS)
    for unit in units[:TARGETS]:
        AssignmentFactory(unit=unit, target=TargetFactory(plan=plan))
    data.district(plan, by=UserFactory(), units=units, years=YEARS)
    return plan


def test_the_bench_makes_a_report_of_every_unit_with_every_target(district):
    assert Target.objects.count() == TARGETS
    assert Round.objects.filter(plan=district).count() == len(YEARS)
    assert Report.objects.count() == len(YEARS) * UNITS
    assert TargetEntry.objects.count() == len(YEARS) * UNITS * TARGETS
    whole = TargetEntry.objects.filter(scope=TargetEntry.Scope.WHOLE).count()
    assert whole == len(YEARS) * TARGETS
    assert Figure.objects.count() == TargetEntry.objects.count() + 2 * whole
    assert not Figure.objects.filter(value__isnull=True).exists()


def test_the_bench_marks_its_accepted_values_as_illustrative(district):
    assert Observation.objects.count() == TARGETS * (len(YEARS) - 1) * len(Vintage)
    assert not Observation.objects.filter(is_illustrative=False).exists()
    assert not Observation.objects.filter(year=YEARS[-1]).exists()


def test_the_bench_leaves_what_is_there_when_it_runs_again(district):
    before = data.counts()
    units = list(Unit.objects.all())
    data.district(district, by=UserFactory(), units=units, years=YEARS)
    assert data.counts() == before


def test_the_bench_copies_a_plan_beside_it(district, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("the copies are made by PostgreSQL")
    monkeypatch.setattr(data, "_settle", lambda: None)  # no VACUUM inside a test's transaction
    before, mine = data.counts(), Observation.objects.filter(target__plan=district)
    held = list(mine.order_by("pk").values_list("pk", "value"))
    connection.check_constraints()  # as a commit would
    data.copy((*data.STRUCTURE, *data.REPORTED, Observation), 2)
    assert data.counts()["observation"] == 3 * before["observation"]
    assert data.counts()["plan"] == 3
    assert Plan.objects.current() == district
    assert list(mine.order_by("pk").values_list("pk", "value")) == held
    copied = Plan.objects.get(slug__startswith="bench-2-")
    assert copied.targets.count() == TARGETS
    copied.sectors.create(slug="moi", name="Mới")  # the sequence goes on behind the copies
