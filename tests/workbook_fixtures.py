"""Fixtures of the tests of uploaded workbooks: one report, its workbook, the names of its rows."""

import pytest

from reports.models import TargetEntry
from targets.models import Target
from tests import factories as make
from tests.workbook_cases import Carrier

PERCENT = {
    "unit_of_measure": "%",
    "is_percentage": True,
    "multiplier": 100,
    "terms_required": False,
    "is_share": True,
    "floor": 0,
    "ceiling": 100,
    "numerator_label": "Số hộ dùng nước sạch (hộ)",
    "denominator_label": "Tổng số hộ (hộ)",
}


@pytest.fixture
def report():
    """Two targets per 10,000 people, one share in %, three tasks."""
    report = make.report_with_items(targets=2, tasks=3)
    Target.objects.update(floor=0)
    share = make.TargetFactory(plan=report.round.plan, **PERCENT)
    assignment = make.AssignmentFactory(unit=report.unit, target=share)
    report.add_items([assignment])
    return report


@pytest.fixture
def carrier(client, report):
    return Carrier(client, report)


@pytest.fixture
def book(carrier):
    return carrier.download()


@pytest.fixture
def beds(report):
    """Anchor of the first target."""
    return report.entries.first().anchor


@pytest.fixture
def share(report):
    return report.entries.get(target__unit_of_measure="%").anchor


@pytest.fixture
def task(report):
    return report.updates.first().anchor


def stored(anchor):
    return TargetEntry.objects.get(target__code=anchor.upper())


def figure(anchor, name):
    return stored(anchor).figures.get(vintage=name.upper())


def place(cell):
    return f"{cell.parent.title}!{cell.coordinate}"
