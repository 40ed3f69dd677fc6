"""What the City gives for a task: entered with its document, reported against, judged, frozen."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reports.compiling.sentences import task_words
from reports.entry.summary import parts_of_payload
from reports.models import Notice
from reports.review.sent import read_payload
from targets.models import TaskYardstick
from targets.progress import YearStatus
from tests import factories as make
from tests.annual_scene import Scene
from tests.entry_cases import url, writer

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Tỷ lệ giải ngân vốn đầu tư công",
    "unit_of_measure": "%",
    "direction": "AT_LEAST",
    "value": "95",
    "number": "120/QĐ-UBND",
    "decided_on": "15/01/2027",
    "decided_by": "Ủy ban nhân dân Thành phố",
    "text": "",
    "seen": "",
}


@pytest.fixture
def scene():
    return Scene()


def text_of(response):
    return response.content.decode()


def page(scene, year=2027):
    return reverse("task_yardstick", args=[year, scene.report.updates.get().anchor])


def put(client, scene, year=2027, **fields):
    client.force_login(scene.officer)
    return client.post(page(scene, year), FORM | fields)


def given(scene):
    return TaskYardstick.objects.in_force(2027).get(task=scene.task)


def test_the_office_enters_a_value_with_its_document_and_the_lead_unit_is_told(client, scene):
    assert put(client, scene).status_code == 302
    row = given(scene)
    assert (row.value, row.words, row.decision.number) == (95, "từ 95% trở lên", "120/QĐ-UBND")
    assert {notice.user for notice in Notice.objects.all()} == {scene.staff, scene.head}
    assert "từ 95% trở lên" in text_of(client.get(reverse("task_yardsticks")))
    assert "từ 95% trở lên" in text_of(client.get(reverse("task_list")))
    client.force_login(scene.head)
    assert "từ 95% trở lên" in text_of(client.get(reverse("annual_received", args=[2027])))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "x"}, "không phải là số"),
        ({"value": ""}, "Nhập mức được giao"),
        ({"value": "95.125"}, "Gõ lại"),
        ({"name": ""}, "Ghi nội dung"),
        ({"unit_of_measure": ""}, "Ghi đơn vị tính"),
        ({"direction": "X"}, "Chọn một yêu cầu"),
        ({"decided_on": "01/01/2024"}, "Ngày văn bản phải từ"),
        ({"number": ""}, "Ghi số, ký hiệu"),
    ],
)
def test_an_incomplete_value_is_refused_and_kept(client, scene, fields, words):
    response = put(client, scene, **fields)
    assert response.status_code == 422 and words in text_of(response)
    assert "120/QĐ-UBND" in text_of(response) or "number" in fields
    assert not TaskYardstick.objects.exists()


def test_a_later_document_replaces_and_both_stay(client, scene):
    put(client, scene)
    stale = put(client, scene, value="96", number="200/QĐ-UBND")
    assert stale.status_code == 409 and given(scene).value == 95
    seen = {"seen": str(given(scene).pk)}
    same = put(client, scene, value="96", **seen)
    assert same.status_code == 422 and "cần văn bản mới" in text_of(same)
    early = put(client, scene, value="96", number="1/QĐ-UBND", decided_on="01/01/2027", **seen)
    assert early.status_code == 422 and "ngày trước đó" in text_of(early)
    put(client, scene, value="96", number="200/QĐ-UBND", decided_on="01/06/2027", **seen)
    old, new = TaskYardstick.objects.order_by("pk")
    assert (old.replaced_on.isoformat(), new.value) == ("2027-06-01", 96)
    text = text_of(client.get(page(scene)))
    assert "từ 95% trở lên" in text and "đã thay" in text and "từ 96% trở lên" in text


def report_of(scene, achieved):
    make.fill(scene.report)
    update = scene.report.updates.get()
    update.achieved = achieved
    update.save()
    scene.report.touch(by=scene.staff, at=make.at(2027, 11, 3))
    scene.report.submit(by=scene.head, at=make.at(2027, 11, 3))
    return scene.report.submissions.get()


def test_the_unit_types_what_it_reached_and_sees_whether_it_is_enough(client, scene):
    put(client, scene)
    sheet = writer(client, "report_tasks", scene.report, scene.staff)
    anchor = scene.report.updates.get().anchor
    text = text_of(client.get(url("report_tasks", scene.report)))
    assert f'name="{anchor}-achieved"' in text and "từ 95% trở lên" in text
    sheet.type(f"{anchor}-achieved", "94,9")
    answer = sheet.post("later", htmx=True)
    assert "Không đạt" in text_of(answer)
    assert scene.report.updates.get().achieved == Decimal("94.9")
    block = client.get(url("report_tasks", scene.report)).context["blocks"][0]
    assert block.reached == YearStatus.MISSED


def test_a_task_without_a_value_asks_for_no_result(client, scene):
    client.force_login(scene.staff)
    assert "-achieved" not in text_of(client.get(url("report_tasks", scene.report)))
    payload = json.loads(report_of(scene, None).payload)
    assert "yardstick" not in payload["tasks"][0]


@pytest.mark.parametrize(
    ("achieved", "words", "verdict"),
    [("96.2", "96,2% – Đạt", "MET"), ("90", "90% – Không đạt", "MISSED"), (None, "", None)],
)
def test_what_was_sent_freezes_value_and_verdict_for_the_reviewer(
    client, scene, achieved, words, verdict
):
    put(client, scene)
    submission = report_of(scene, achieved and Decimal(achieved))
    seen = {"seen": str(given(scene).pk)}
    put(client, scene, value="99", number="200/QĐ-UBND", decided_on="01/06/2027", **seen)
    sent = read_payload(submission.payload).tasks[scene.task.code]
    assert sent.yardstick.asked == "từ 95% trở lên"
    assert (sent.yardstick.reached, sent.yardstick.verdict) == (words, verdict)
    rows = [
        row
        for part in parts_of_payload(submission.content)
        for item in part.items
        for row in item.rows
    ]
    assert any(row.label == "Kết quả so với mức cấp trên giao" for row in rows)
    text = text_of(client.get(reverse("review_report", args=[2027, scene.unit.code])))
    assert "từ 95% trở lên" in text and (words or "Đơn vị để trống") in text


def test_an_older_sending_without_yardsticks_reads_as_before(scene):
    submission = report_of(scene, None)
    assert read_payload(submission.payload).tasks[scene.task.code].yardstick is None


def test_the_accepted_result_stands_in_the_list_of_tasks(client, scene):
    put(client, scene)
    report_of(scene, Decimal("96.2"))
    client.force_login(scene.officer)
    assert "96,2%" not in text_of(client.get(reverse("task_list")))
    scene.report.refresh_from_db()
    scene.report.accept(by=scene.officer, at=make.at(2027, 11, 4))
    assert "96,2%" in text_of(client.get(reverse("task_list")))
    assert "96,2%" in text_of(client.get(reverse("task_yardsticks")))


def test_a_year_that_is_over_and_unknown_tasks(client, scene):
    scene.give(scene.beds, "35", year=2026, on="2026-01-05")
    assert put(client, scene, year=2026).status_code == 403
    client.force_login(scene.officer)
    assert client.get(reverse("task_yardstick", args=[2027, "khong-co"])).status_code == 404
    assert client.get(reverse("task_yardsticks") + "?nam=x").status_code == 200


def test_a_city_document_from_before_the_plan_is_taken(client, scene):
    """The City gives a year's capital in December before; the plan itself may be younger."""
    scene.plan.issued_on = date(2027, 2, 25)
    scene.plan.save(update_fields=["issued_on"])
    assert put(client, scene, decided_on="31/12/2025").status_code == 422
    assert put(client, scene, decided_on="20/12/2026").status_code == 302
    assert given(scene).decision.decided_on == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("achieved", "words"),
    [
        ("91.5", "từ 95% trở lên (không đạt)."),
        ("96", "Tỷ lệ giải ngân vốn đầu tư công: 96%; mức giao theo 120/QĐ-UBND: từ 95% trở lên"),
        (None, ""),
    ],
)
def test_the_consolidated_report_says_what_was_reached(client, scene, achieved, words):
    put(client, scene)
    update = scene.report.updates.get()
    update.achieved = Decimal(achieved) if achieved else None
    said = task_words(update, given(scene))
    assert words in said
    assert ("mức giao" in said) == bool(achieved)
    assert "mức giao" not in task_words(update)
