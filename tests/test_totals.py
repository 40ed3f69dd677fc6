"""Totals kept beside the figures: always what a fresh count gives; the page of all plans."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assignments.permissions import powers_of
from q3plan.lib import dates
from reports.dashboards.board import reporting_board
from reports.dashboards.standing import standings, status_counts
from reports.dashboards.views import plans
from reports.kept.totals import COUNTS, count_totals, differences
from reports.models import CheckRule, Extension, PlanYearTotal, Report, Round, TransitionRefused
from targets.models import Plan, Target
from tests import factories as make
from tests.review_scene import client_of
from tests.test_standing import AT, decide, hold, observe

pytestmark = pytest.mark.django_db
URL = "/cac-ke-hoach/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
STEPS = ("send", "accept", "accept item", "return item", "send back", "reopen", "excuse", "extend")


def kept(plan):
    return {row.year: row for row in PlanYearTotal.objects.filter(plan=plan)}


def assert_kept_as_counted(plan):
    counted = count_totals(plan, at=AT)
    rows = kept(plan)
    assert set(rows) == set(counted)
    assert {year: differences(rows[year], counted[year]) for year in rows} == {
        year: {} for year in rows
    }


class Scene:
    """Two units of one plan that report in an opened round, with years before and after it."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.officer = make.coordinator(self.plan)
        self.reports = []
        for _ in range(2):
            unit = make.UnitFactory()
            target = make.TargetFactory(plan=self.plan)
            task = make.TaskFactory(plan=self.plan)
            make.AssignmentFactory(unit=unit, target=target)
            make.AssignmentFactory(unit=unit, task=task)
            decide(target, 2027, 29, number=f"{target.pk}/QĐ-UBND")
        for year in (2026, 2027, 2028):
            Round.open(self.plan, year, at=AT)
        CheckRule.objects.all().delete()  # any value may be sent without a word
        for report in Report.objects.filter(round__plan=self.plan, round__year=2027):
            report.head = make.head(report.unit)
            self.reports.append(report)

    def step(self, name, report, value):
        """One step if the report's state allows it; a refusal changes nothing."""
        by, today = self.officer, dates.as_day(AT)
        try:
            match name:
                case "send":
                    make.fill(report, value=value)
                    report.touch(by=report.head, at=AT)
                    report.submit(by=report.head, at=AT)
                case "accept":
                    report.accept(by=by, at=AT)
                case "accept item":
                    report.accept_item(report.entries.get(), by=by, at=AT)
                case "return item":
                    report.return_item(report.entries.get(), by=by, at=AT, reason="Sai số.")
                case "send back":
                    report.send_back(by=by, at=AT, reason="Sai số.", resubmit_by=today)
                case "reopen":
                    report.reopen(by=by, at=AT, reason="Đính chính.", until=today)
                case "excuse" if report.is_excused:
                    report.end_excuse(by=by, at=AT)
                case "excuse":
                    report.excuse(by=by, at=AT, reason="Sáp nhập.")
                case "extend":
                    Extension.objects.create(
                        report=report,
                        due_before=today,
                        reason="Bão.",
                        granted_at=AT,
                        granted_by=by,
                    )
        except TransitionRefused:
            report.refresh_from_db()


class AnyOrderOfSteps(TestCase):
    @hypothesis_settings(max_examples=12)
    @given(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.booleans(), st.sampled_from(["28", "29.5", "45"])),
            min_size=3,
            max_size=10,
        )
    )
    def test_totals_are_what_a_fresh_count_gives(self, steps):
        scene = Scene()
        assert_kept_as_counted(scene.plan)
        for name, which, value in steps:
            scene.step(name, scene.reports[which], value)
        assert_kept_as_counted(scene.plan)


def test_totals_equal_the_dashboards_own_counts():
    scene = Scene()
    for step in ("send", "accept"):
        scene.step(step, scene.reports[0], "29.5")
    scene.step("send", scene.reports[1], "28")
    row = kept(scene.plan)[2027]
    counts = status_counts(standings(Target.objects.all(), year=2027, at=AT))
    found = {one.status: one.count for one in counts.results}
    assert found == {status: getattr(row, status.lower()) for status in found}
    assert (row.targets, row.with_data) == (counts.total, counts.with_data) == (2, 1)
    powers = powers_of(scene.officer, on=dates.as_day(AT))
    board = reporting_board(scene.reports[0].round, at=AT, powers=powers)
    assert (row.expected, row.sent, row.sent_late, row.accepted) == (
        board.expected,
        board.sent,
        board.sent_late,
        board.accepted,
    )


def test_a_pair_counts_once():
    plan = make.PlanFactory()
    one, other = hold("GE", 10, plan=plan), hold("LE", 90, plan=plan)
    Target.objects.filter(pk=one.pk).update(pair=other)
    Target.objects.filter(pk=other.pk).update(pair=one)
    make.RoundFactory(plan=plan)
    for target in (one, other):
        observe(target, 2027, 20)
    assert count_totals(plan, at=AT)[2027]["targets"] == 1


def test_recounting_names_and_repairs_what_was_kept_otherwise():
    scene = Scene()
    PlanYearTotal.objects.filter(year=2027).update(met=9)
    PlanYearTotal.objects.filter(year=2026).delete()
    said = StringIO()
    with pytest.raises(CommandError, match="2 năm"):
        call_command("recount_totals", check=True, stdout=said)
    assert f"{scene.plan.number} 2026: chưa lưu" in said.getvalue()
    assert f"{scene.plan.number} 2027: met 9 → 0" in said.getvalue()
    call_command("recount_totals", stdout=said)
    assert_kept_as_counted(scene.plan)
    call_command("recount_totals", check=True, stdout=said)


def test_all_plans_shows_ones_own_and_their_sum(client):
    scene = Scene()
    for step in ("send", "accept"):
        scene.step(step, scene.reports[0], "29.5")
    second = make.PlanFactory(number="99/KH-UBND")
    make.OfficeFactory(plan=second, unit=scene.officer.memberships.get().unit)
    foreign = make.PlanFactory(title="Kế hoạch của nơi khác")
    Round.open(foreign, 2027, at=AT)
    client.force_login(scene.officer)
    text = client.get(URL, {"nam": 2027}).content.decode()
    assert f"/kh/{scene.plan.slug}/bang-dieu-hanh/?nam=2027" in text
    assert "Không có kỳ báo cáo năm 2027" in text
    assert foreign.title not in text
    assert "Tổng cộng 2 kế hoạch" in text
    assert '<td class="num" data-label="Đã gửi"><strong>1/2</strong></td>' in text
    assert "Không có số liệu năm “1999”" in client.get(URL, {"nam": 1999}).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: PlanYearTotal.objects.filter(plan=plan, year=2027).update(met=9),
        lambda plan: Plan.objects.filter(pk=plan.pk).update(title="Tên khác"),
        lambda plan: PlanYearTotal.objects.filter(plan=plan, year=2026).delete(),
    ],
    ids=["total", "title", "year"],
)
def test_all_plans_follows_what_it_shows(client, change):
    scene = Scene()
    client.force_login(scene.officer)

    def shown():
        return TOKEN.sub("", client.get(URL, {"nam": 2027}).content.decode())

    before = shown()
    assert shown() == before
    change(scene.plan)
    kept = shown()
    plans.tables.clear()
    assert before != kept == shown()


def test_many_plans_stand_on_pages_and_the_sum_is_of_all(client, monkeypatch):
    monkeypatch.setattr(plans, "ON_A_PAGE", 2)
    scene = Scene()
    scene.step("send", scene.reports[0], "29.5")
    unit = scene.officer.memberships.get().unit
    others = [make.OfficeFactory(unit=unit).plan for _ in range(2)]
    client.force_login(scene.officer)
    seen = []
    for number in (1, 2):
        text = client.get(URL, {"nam": 2027, "trang": number}).content.decode()
        seen += [plan.pk for plan in (scene.plan, *others) if f">{plan.number}<" in text]
        assert "<strong>1/2</strong></td>" in text
        assert f'?nam=2027&amp;trang={number}" aria-current="page"' in text
    assert sorted(seen) == sorted(plan.pk for plan in (scene.plan, *others))
    assert client.get(URL, {"trang": "la"}).status_code == 200


def test_all_plans_is_refused_to_units(client):
    report = make.report_with_items()
    client.force_login(make.head(report.unit))
    assert client.get(URL).status_code == 403


def test_all_plans_asks_as_little_for_many_as_for_one(client):
    scene = Scene()
    unit = scene.officer.memberships.get().unit
    client.force_login(scene.officer)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        return len(asked)

    few = queries()
    for _ in range(5):
        plan = make.OfficeFactory(unit=unit).plan
        Round.open(plan, 2027, at=AT)
    assert queries() == few <= 7


def edit(row, **changes):
    """The administrator's form of a row as it stands, sent back with some fields changed."""
    client = client_of(make.UserFactory(is_staff=True, is_superuser=True))
    names = f"{row._meta.app_label}_{row._meta.model_name}"
    address = reverse(f"admin:{names}_change", args=[row.pk])
    page = client.get(address)
    forms = [page.context["adminform"].form]
    for held in page.context["inline_admin_formsets"]:
        forms += [held.formset.management_form, *held.formset.initial_forms]
    sent = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        sent[field.html_name] = "" if value is None or value is False else value
    answer = client.post(address, sent | changes)
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.parametrize(
    "what", ["annual target", "reading", "reading of a target", "target", "plan", "round"]
)
def test_what_an_administrator_changes_is_counted_at_once(what):
    scene = Scene()
    for step in ("send", "accept"):
        scene.step(step, scene.reports[0], "29.5")
    target = scene.reports[0].entries.get().target
    before = kept(scene.plan)[2027]
    match what:
        case "annual target":
            edit(target.annual_targets.get(), value="45")
        case "reading":
            target.annual_targets.all().delete()
            edit(target.readings.get(), mode="HOLD", comparator="GE", value="45", start_year="")
        case "reading of a target":
            target.annual_targets.all().delete()
            changed = {"readings-0-mode": "HOLD", "readings-0-value": "45"}
            edit(target, **changed)
        case "target":
            other = Target.objects.exclude(pk=target.pk).get(plan=scene.plan)
            edit(target, pair=other.pk)
            edit(other, pair=target.pk)
        case "plan":
            edit(scene.plan, title="Tên khác")
        case "round":
            edit(
                scene.reports[0].round,
                due_before="2027-10-02",
                opens_on="2027-09-01",
                data_cutoff_on="2027-10-01",
            )
    assert_kept_as_counted(scene.plan)
    changed = differences(kept(scene.plan)[2027], {name: getattr(before, name) for name in COUNTS})
    assert bool(changed) == (what != "plan")
