"""Amended targets, tasks and clauses, and broken series, as every page shows them."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from assignments.permissions import powers_of
from reports.charts.trajectory import trajectory_chart
from reports.dashboards.standing import standings
from reports.dashboards.trajectory import trajectory
from reports.models import PlanYearTotal
from reports.yearly_table.table import consolidated_table
from targets.models import SeriesBreak, Target
from targets.progress import Vintage, YearStatus
from tests import factories as make
from tests.amending_scene import NOW, AmendingScene
from tests.review_scene import client_of, text_of
from tests.test_standing import observe

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield AmendingScene()


def stand(target, year):
    [row] = standings(Target.objects.filter(pk=target.pk), year=year, at=NOW)
    return row


def path_of(target, year=2027):
    return trajectory(target, year=year, at=NOW)


def mark(target, first_year=2026, **fields):
    return SeriesBreak.objects.create(
        target=target, first_year=first_year, reason="thay đổi địa giới", **fields
    )


RESTATED = {"restated_value": Decimal(38), "restated_source": "Chi cục Thống kê"}


# -- amendments ------------------------------------------------------------------------------


def test_the_chart_marks_the_change_and_shows_both_goals(scene):
    for year in range(2024, 2028):
        observe(scene.target, year, 30 + year % 10)
    scene.decided()
    chart = trajectory_chart(path_of(scene.target), area="Quận 3")
    [upright] = [row for row in chart.uprights if not row.is_tick]
    assert (upright.x, upright.text) == (Decimal("2026.5"), "Điều chỉnh từ 2027")
    assert [level.y for level in chart.levels] == [42, 45]
    old, new = chart.levels
    assert old.x_to == new.x_from == Decimal("2026.5") and "đến năm 2026" in old.text
    assert "Từ năm 2027 tính theo “đạt 45”" in chart.description
    assert any("2027 (điều chỉnh" in row[0] for row in chart.table.rows)
    shown = text_of(
        client_of(scene.officer).get(reverse("target_detail", args=[scene.target.slug]))
    )
    assert "Điều chỉnh chỉ tiêu: “đạt 42” → “đạt 45”" in shown and "215/QĐ-UBND" in shown


def test_the_line_to_the_horizon_follows_the_reading_of_each_year(scene):
    target = scene.target
    Target.objects.filter(pk=target.pk).update(baseline_year=2024, baseline_value=30)
    scene.decided()
    line = {point.year: point.value for point in path_of(scene.target).expected}
    assert line[2026] == 34 and line[2027] == Decimal("37.5") and line[2030] == 45


def test_the_plan_shows_old_and_new_text_side_by_side(scene):
    clause = scene.task.clause
    scene.decided(scene.of_clause("Nội dung hoàn toàn mới"))
    shown = text_of(client_of(scene.head).get(reverse("plan_detail")))
    assert "theo 215/QĐ-UBND, từ ngày 03/11/2027" in shown
    assert clause.text.split()[0] in shown and "Nội dung hoàn toàn mới" in shown
    found = client_of(scene.head).get(reverse("plan_detail"), {"q": "hoan toan moi"})
    assert clause.reference in text_of(found)


def test_the_plan_tells_how_targets_and_tasks_were_changed(scene):
    scene.decided(number="1/QĐ-UBND")
    scene.decided(scene.of_task(quote="Tạo lập hồ sơ mới"), number="2/QĐ-UBND")
    shown = text_of(client_of(scene.officer).get(reverse("plan_detail")))
    assert "đã điều chỉnh theo 1/QĐ-UBND" in shown and "“đạt 42”" in shown
    assert "Đã điều chỉnh theo 2/QĐ-UBND" in shown and "Tạo lập hồ sơ mới" in shown


def test_a_report_shows_the_words_of_its_own_year(scene):
    earlier = make.report_with_items(year=2026, plan=scene.plan, targets=0, tasks=0)
    earlier.add_items([*scene.target.assignments.all(), *scene.task.assignments.all()])
    change = scene.new_terms(value="45", quote="lời mới của chỉ tiêu")
    scene.decided(scene.draft(change=change, target=scene.target), number="1/QĐ-UBND")
    scene.decided(scene.of_task(quote="Lời mới của nhiệm vụ"), number="2/QĐ-UBND")
    person = make.head(earlier.unit)

    def words(report, name, person):
        args = [report.round.year, report.unit.code]
        return text_of(client_of(person).get(reverse(name, args=args)))

    assert "lời mới của chỉ tiêu" in words(scene.report, "report_targets", scene.head)
    assert "lời mới của chỉ tiêu" not in words(earlier, "report_targets", person)
    assert "Lời mới của nhiệm vụ" in words(scene.report, "report_tasks", scene.head)
    old = words(earlier, "report_tasks", person)
    assert "Lời mới của nhiệm vụ" not in old and "Tạo lập hồ sơ" in old


# -- breaks of a series ----------------------------------------------------------------------


def test_values_before_a_break_are_no_measure_for_those_after_it(scene):
    better = make.TargetFactory(
        plan=scene.plan,
        reading__comparator="BETTER",
        reading__mode="HOLD",
        reading__value=None,
        reading__is_point=False,
    )
    observe(better, 2026, 30)
    observe(better, 2027, 35)
    assert stand(better, 2027).result.status == YearStatus.MET
    row = mark(better, 2027)
    broken = stand(better, 2027)
    assert not broken.result.status.is_assessed and broken.previous is None
    row.restated_value, row.restated_source = Decimal(36), "Niên giám"
    row.save()
    assert stand(better, 2027).result.status == YearStatus.MISSED
    assert stand(better, 2027).previous.display == "36,0 (tính lại)"


def test_the_way_begins_anew_behind_a_break(scene):
    target = scene.target
    Target.objects.filter(pk=target.pk).update(baseline_year=2024, baseline_value=30)
    observe(target, 2027, 39)
    assert stand(target, 2027).pace.expected == 36
    row = mark(target)
    assert stand(target, 2027).pace.status is None
    row.restated_value, row.restated_source = Decimal(37), "Niên giám"
    row.save()
    assert stand(target, 2027).pace.expected == 39


def test_an_average_is_not_made_across_a_break(scene):
    growth = make.TargetFactory(
        plan=scene.plan,
        is_percentage=True,
        unit_of_measure="%/năm",
        reading__mode="AVERAGE",
        reading__value=10,
        reading__start_year=2025,
        reading__is_point=False,
    )
    for year in (2025, 2026, 2027):
        observe(growth, year, 11)
    assert stand(growth, 2027).pace.average
    mark(growth, 2026)
    assert stand(growth, 2027).pace.average is None


def test_charts_break_the_line_and_the_table_says_why(scene):
    for year in range(2023, 2028):
        observe(scene.target, year, 30)
    row = mark(scene.target, **RESTATED)
    chart = trajectory_chart(path_of(scene.target), area="Quận 3")
    final = next(line for line in chart.lines if line.role == "final")
    assert [[int(m.x) for m in run] for run in final.runs] == [[2023, 2024, 2025], [2026, 2027]]
    assert "Đứt chuỗi 2026" in [upright.text for upright in chart.uprights]
    assert any("Tính lại 38" in m.text for line in chart.lines for m in line.marks)
    told = "2026 (đứt chuỗi: thay đổi địa giới; năm trước tính lại 38)"
    assert told in [line[0] for line in chart.table.rows]
    shown = text_of(client_of(scene.officer).get(reverse("target_list")))
    assert "từ đây không so với các năm trước" in shown
    assert row.first_year == 2026


def test_the_yearly_table_compares_nothing_across_a_break(scene):
    observe(scene.target, 2026, 40)
    observe(scene.target, 2027, 38, Vintage.ESTIMATE)
    row = mark(scene.target, 2027)

    def line():
        powers = powers_of(scene.officer, on=NOW.date())
        table = consolidated_table(scene.plan, 2027, at=NOW, powers=powers)
        return next(one for one in table.rows if one.target == scene.target)

    assert line()["to_previous"].text == "không so sánh được"
    assert "thay đổi địa giới" in line()["notes"].text
    row.restated_value, row.restated_source = Decimal(40), "Niên giám"
    row.save()
    assert line()["previous"].text == "40,0 (tính lại)"
    assert line()["to_previous"].value == 95
    below = consolidated_table(
        scene.plan, 2027, at=NOW, powers=powers_of(scene.officer, on=NOW.date())
    ).footnotes
    assert any(note.startswith("(tính lại): ") for note in below)


def test_next_years_plan_is_not_held_against_figures_before_its_break(scene):
    observe(scene.target, 2027, 38, Vintage.ESTIMATE)
    make.give(scene.target, 40, year=2028, number="02/QĐ-UBND")

    def line():
        powers = powers_of(scene.officer, on=NOW.date())
        table = consolidated_table(scene.plan, 2027, at=NOW, powers=powers)
        return next(one for one in table.rows if one.target == scene.target)

    assert line()["next"].value == 40 and line()["next_to_estimate"].value is not None
    assert "Kế hoạch năm 2028: từ 40 trở lên, theo 02/QĐ-UBND." in line()["notes"].text
    mark(scene.target, 2028)
    assert line()["next_to_estimate"].text == "không so sánh được"
    assert "Chuỗi số liệu đổi từ năm 2028: thay đổi địa giới." in line()["notes"].text


def test_the_office_marks_a_break_and_nobody_else(scene):
    url = reverse("series_break", args=[scene.target.slug])
    post = {"first_year": "2026", "reason": "thay đổi địa giới", "document": "1685/NQ-UBTVQH15"}
    for person in (scene.head, scene.chair, scene.vice_chair, scene.recipient):
        assert client_of(person).post(url, post).status_code == 403
    client = client_of(scene.officer)
    bad = client.post(url, post | {"restated_value": "38,5"})
    assert bad.status_code == 422 and "cần có nguồn" in text_of(bad)
    assert client.post(url, post).status_code == 302
    row = SeriesBreak.objects.get()
    assert client.post(url, post).status_code == 422
    change = post | {"restated_value": "38,5", "restated_source": "Niên giám"}
    assert client.post(f"{url}?sua={row.pk}", change).status_code == 302
    row.refresh_from_db()
    assert row.restated_value == Decimal("38.5")
    assert client.post(f"{url}?sua={row.pk}", {"action": "remove"}).status_code == 302
    assert not SeriesBreak.objects.exists()


def test_totals_follow_a_decision(scene):
    observe(scene.target, 2027, 43)
    change = scene.new_terms(mode="HOLD", value="50", wording="từ 50")
    scene.decided(scene.draft(change=change, target=scene.target))
    assert PlanYearTotal.objects.get(plan=scene.plan, year=2027).missed == 1
