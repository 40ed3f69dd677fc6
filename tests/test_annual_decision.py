"""Deciding a year's values, telling the units, and the yardstick that follows."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from docx import Document

from q3plan.lib import clock
from reports.annual.drafting import Wanted, save_drafts
from reports.dashboards.standing import standings
from reports.models import Acknowledgement, Notice, PlanYearTotal
from reports.notices.facts import read_facts
from reports.notices.reminders import messages_on
from targets.models import AnnualTarget, Decision
from targets.progress import YearStatus
from tests import factories as make
from tests.annual_scene import DECISION, YEAR, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def text_of(response):
    return response.content.decode()


def address(name="annual_decide", year=YEAR):
    return reverse(name, args=[year])


def intend(scene, *pairs, year=YEAR):
    wanted = {target.pk: Wanted(Decimal(value), "", 0) for target, value in pairs}
    assert save_drafts(scene.plan, year, wanted, by=scene.officer, at=clock.now())


def decide(client, who, *targets, year=YEAR, version="1", **fields):
    client.force_login(who)
    data = {"chosen": [target.slug for target in targets], **DECISION, **fields}
    data |= {f"{target.slug}-version": version for target in targets}
    return client.post(address(year=year), data)


def in_force(target, year=YEAR):
    return AnnualTarget.objects.get(target=target, year=year, replaced_on__isnull=True)


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_the_office_or_the_chair_records_the_decision_and_lead_units_are_told(client, scene, who):
    intend(scene, (scene.beds, "37"), (scene.jobless, "2.8"))
    response = decide(client, getattr(scene, who), scene.beds, scene.jobless)
    assert response.url == address("annual_board")
    row = in_force(scene.beds)
    assert (row.value, row.decision.number, row.decision.decided_on) == (
        37,
        "12/QĐ-UBND",
        date(2027, 11, 3),
    )
    told = Notice.objects.filter(kind="ANNUAL_TARGETS")
    assert {notice.user for notice in told} == {scene.staff, scene.head, scene.stranger}
    assert "37,0 giường/10.000 dân" in told.get(user=scene.head).text
    assert scene.jobless.code not in told.get(user=scene.head).text
    client.force_login(scene.head)
    assert "37,0" in text_of(client.get(told.get(user=scene.head).link))


def test_only_the_chosen_rows_are_decided(client, scene):
    intend(scene, (scene.beds, "37"), (scene.jobless, "2.8"))
    decide(client, scene.officer, scene.beds)
    assert list(AnnualTarget.objects.values_list("target", flat=True)) == [scene.beds.pk]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": ""}, "Ghi số, ký hiệu"),
        ({"decided_on": "04/11/2027"}, "đến hôm nay"),
        ({"decided_on": "31/02/2027"}, "ngày/tháng/năm"),
        ({"decided_by": " "}, "người đã quyết định"),
        ({"chosen": []}, "ít nhất một chỉ tiêu"),
        ({"number": "x" * 200}, "Tối đa"),
    ],
)
def test_an_incomplete_decision_is_refused_and_kept(client, scene, fields, words):
    intend(scene, (scene.beds, "37"))
    response = decide(client, scene.officer, scene.beds, **fields)
    assert response.status_code == 422 and words in text_of(response)
    assert not AnnualTarget.objects.exists() and not Decision.objects.exists()


def test_what_is_decided_is_what_was_seen(client, scene):
    intend(scene, (scene.beds, "37"))
    response = decide(client, scene.officer, scene.beds, version="0")
    assert response.status_code == 409 and "vừa thay đổi" in text_of(response)
    assert "12/QĐ-UBND" in text_of(response)
    assert not AnnualTarget.objects.exists()


def test_a_later_decision_replaces_and_both_stay_in_history_and_chart(client, scene):
    old = scene.give(scene.beds, "37")
    intend(scene, (scene.beds, "38"))
    decide(client, scene.officer, scene.beds)
    old.refresh_from_db()
    assert old.replaced_on == date(2027, 11, 3) and in_force(scene.beds).value == 38
    scene.accept(scene.beds, 2027, "36")
    text = text_of(client.get(reverse("target_detail", args=[scene.beds.slug])))
    assert "Giao chỉ tiêu năm 2028: 38,0" in text
    assert "Chỉ tiêu giao năm 2028 (37,0) được thay" in text
    assert "5/QĐ-UBND" in text and "12/QĐ-UBND" in text
    assert "chỉ tiêu giao đã thay" in text.lower()


def test_a_decision_cannot_be_dated_before_the_one_that_it_replaces(client, scene):
    scene.give(scene.beds, "37")
    intend(scene, (scene.beds, "38"))
    response = decide(client, scene.officer, scene.beds, decided_on="30/09/2027")
    assert response.status_code == 422 and "không thể có ngày trước đó" in text_of(response)
    assert in_force(scene.beds).value == 37 and Decision.objects.count() == 1


def test_the_same_decision_does_not_change_what_it_gave(client, scene):
    scene.give(scene.beds, "37")
    intend(scene, (scene.beds, "38"))
    response = decide(
        client, scene.officer, scene.beds, number="5/QĐ-UBND", decided_on="01/10/2027"
    )
    assert response.status_code == 422 and "quyết định mới" in text_of(response)
    assert AnnualTarget.objects.count() == 1


def test_a_year_that_is_over_takes_no_decision(client, scene):
    scene.give(scene.beds, "35", year=2026, on="2026-01-05")
    intend(scene, (scene.beds, "36"), year=2026)
    assert decide(client, scene.officer, scene.beds, year=2026).status_code == 403
    assert in_force(scene.beds, 2026).value == 35


def test_a_decision_sent_twice_is_recorded_once(client, scene):
    intend(scene, (scene.beds, "37"))
    key = str(uuid4())
    first = decide(client, scene.officer, scene.beds, idempotency_key=key)
    again = decide(client, scene.officer, scene.beds, idempotency_key=key)
    assert (first.status_code, again.status_code) == (302, 302)
    assert AnnualTarget.objects.count() == 1 and first["Location"] == again["Location"]


def result(scene, year):
    rows = standings([scene.beds], year=year, at=clock.now())
    return rows[0].result


def test_the_year_is_judged_by_its_decision_and_other_years_do_not_change(client, scene):
    scene.accept(scene.beds, 2026, "35", "FINAL")
    scene.accept(scene.beds, 2027, "36")
    scene.give(scene.beds, "34", year=2026, on="2026-01-05", number="1/QĐ-UBND")
    before = result(scene, 2026)
    assert result(scene, 2027).status == YearStatus.NOT_ASSESSABLE
    intend(scene, (scene.beds, "37"), year=2027)
    decide(client, scene.chair, scene.beds, year=2027)
    assert result(scene, 2027).status == YearStatus.MISSED
    assert (result(scene, 2026).status, result(scene, 2026).yardstick) == (
        before.status,
        before.yardstick,
    )
    assert PlanYearTotal.objects.get(plan=scene.plan, year=2027).missed == 1


def test_the_annex_is_a_draft_until_it_is_decided(client, scene):
    intend(scene, (scene.beds, "37"))
    client.force_login(scene.officer)

    def words():
        document = Document(BytesIO(client.get(address("annual_annex")).content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [*(paragraph.text for paragraph in document.paragraphs), *cells]

    assert "(Dự kiến, chưa có quyết định)" in words() and "37,0" in words()
    decide(client, scene.officer, scene.beds)
    assert any("12/QĐ-UBND ngày 03 tháng 11 năm 2027" in line for line in words())


# -- taking note -----------------------------------------------------------------------------


def test_the_lead_unit_acknowledges_with_a_remark_and_the_board_shows_it(client, scene):
    row = scene.give(scene.beds, "37")
    client.force_login(scene.staff)
    assert "Xem và xác nhận 1 chỉ tiêu" in text_of(client.get(reverse("my_work")))
    page = address("annual_received")
    assert "37,0 giường/10.000 dân" in text_of(client.get(page))
    mark = f"{scene.unit.pk}-{row.pk}"
    data = {"acknowledge": mark, f"note-{mark}": "Đơn vị thống nhất"}
    assert client.post(page, data).status_code == 302
    client.post(page, data | {f"note-{mark}": "Lần hai"})
    taken = Acknowledgement.objects.get()
    assert (taken.unit, taken.by, taken.note) == (scene.unit, scene.staff, "Đơn vị thống nhất")
    assert "Xem và xác nhận" not in text_of(client.get(reverse("my_work")))
    client.force_login(scene.chair)
    text = text_of(client.get(address("annual_board")))
    assert "1/1 lượt giao" in text and "Đơn vị thống nhất" in text


def test_another_unit_can_neither_see_nor_acknowledge(client, scene):
    row = scene.give(scene.beds, "37")
    client.force_login(scene.stranger)
    page = address("annual_received")
    assert "37,0 giường" not in text_of(client.get(page))
    for mark in (f"{scene.unit.pk}-{row.pk}", f"{scene.other_unit.pk}-{row.pk}", "all-0", "x"):
        assert client.post(page, {"acknowledge": mark}).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_all_values_of_a_unit_are_acknowledged_at_once(client, scene):
    second = make.TargetFactory(plan=scene.plan)
    make.AssignmentFactory(unit=scene.unit, target=second)
    scene.give(scene.beds, "37"), scene.give(second, "40")
    client.force_login(scene.head)
    client.post(address("annual_received"), {"acknowledge": f"all-{scene.unit.pk}"})
    assert Acknowledgement.objects.count() == 2


def test_a_replaced_value_must_be_acknowledged_anew_and_stays_to_be_seen(client, scene):
    old = scene.give(scene.beds, "37")
    client.force_login(scene.staff)
    client.post(address("annual_received"), {"acknowledge": f"{scene.unit.pk}-{old.pk}"})
    intend(scene, (scene.beds, "38"))
    decide(client, scene.officer, scene.beds)
    client.force_login(scene.staff)
    text = text_of(client.get(address("annual_received")))
    assert "Chưa xác nhận" in text and "38,0 giường/10.000 dân" in text
    assert "thay từ 03/11/2027" in text


def test_a_remark_that_is_too_long_is_kept(client, scene):
    row = scene.give(scene.beds, "37")
    client.force_login(scene.staff)
    mark = f"{scene.unit.pk}-{row.pk}"
    data = {"acknowledge": mark, f"note-{mark}": "x" * 3000}
    response = client.post(address("annual_received"), data)
    assert response.status_code == 422 and "x" * 3000 in text_of(response)
    assert not Acknowledgement.objects.exists()


def reminded(on):
    pairs = messages_on(read_facts(), on)
    return [(p, m) for p, m in pairs if m.key.startswith("annual-unnoted:")]


def test_a_unit_that_took_no_note_is_reminded_until_it_does(client, scene):
    """The first days after the announcement nobody is asked again; each step has its own key."""
    intend(scene, (scene.beds, "39"))
    decide(client, scene.officer, scene.beds)
    told_on = clock.today()
    assert reminded(told_on + timedelta(days=6)) == []
    week, later = (reminded(told_on + timedelta(days=days)) for days in (7, 14))
    assert {person for person, _message in week} == {scene.staff, scene.head}
    assert {message.key for _p, message in week} != {message.key for _p, message in later}
    assert "chưa xác nhận 1 chỉ tiêu được giao năm 2028" in week[0][1].title
    assert reminded(date(YEAR + 1, 1, 5)) == []
    client.force_login(scene.staff)
    page = reverse("my_work")
    assert address("annual_received") in text_of(client.get(page))
    client.post(address("annual_received"), {"acknowledge": f"all-{scene.unit.pk}"})
    assert reminded(told_on + timedelta(days=14)) == []
    assert address("annual_received") not in text_of(client.get(page))
