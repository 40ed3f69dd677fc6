"""Fixtures of the tests of uploaded workbooks: one report, its workbook, the names of its rows."""

import pytest
from django.test import Client

from reports.models import TargetEntry
from targets.models import Target
from tests import factories as make
from tests.built_once import built_once
from tests.entry_cases import url
from tests.workbook_cases import Book, Carrier

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


class Desk:
    """Two targets per 10,000 people, one share in %, three tasks; their workbook, downloaded."""

    def __init__(self):
        self.report = make.report_with_items(targets=2, tasks=3)
        Target.objects.update(floor=0)
        share = make.TargetFactory(plan=self.report.round.plan, **PERCENT)
        self.report.add_items([make.AssignmentFactory(unit=self.report.unit, target=share)])
        self.person = make.member(self.report.unit)
        client = Client()
        client.force_login(self.person)
        self.workbook = client.get(url("report_workbook", self.report)).content


kept, desk = built_once(Desk)


@pytest.fixture
def report(desk):
    return desk.report


@pytest.fixture
def carrier(client, desk):
    return Carrier(client, desk.report, desk.person)


@pytest.fixture
def book(desk):
    return Book(desk.workbook)


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
