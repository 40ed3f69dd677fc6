"""The call log beside the letters, and units that need not report."""

import pytest
from django.urls import reverse

from assignments.models import Unit
from reports.models import Call
from tests import factories as make
from tests.built_once import built_once
from tests.export_files import both
from tests.filing_scene import AFTER, FilingScene, late_scene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/don-doc/2027/"

kept, built = built_once(late_scene)


@pytest.fixture
def scene(built, settings):
    settings.FROZEN_CLOCK = AFTER
    return built


@pytest.fixture
def client(scene):
    return client_of(scene.officer)


def call_path(scene, standing="waiting"):
    return reverse("call_log", args=[2027, scene.reports[standing].unit.code])


def test_a_call_is_kept_with_what_was_promised(scene, client):
    told = {"on": "14/11/2027", "spoken_to": "chị văn thư", "note": "Chờ ký", "promised_on": ""}
    assert client.post(call_path(scene), {**told, "promised_on": "17/11/2027"}).status_code == 302
    html = text_of(client.get(call_path(scene)))
    assert "chị văn thư, 14/11/2027. Chờ ký" in html
    assert "Hẹn gửi ngày 17/11/2027." in html
    assert "chị văn thư" in text_of(client.get(LIST))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"spoken_to": ""}, "Ghi đã liên hệ với ai."),
        ({"note": " "}, "Ghi vắn tắt nội dung trao đổi."),
        ({"on": "16/11/2027"}, "Ngày liên hệ phải từ hôm nay"),
        ({"promised_on": "14/11/2027"}, "Ngày phải từ hôm nay"),
    ],
)
def test_a_call_that_cannot_be_is_refused(scene, client, changes, message):
    told = {"on": "15/11/2027", "spoken_to": "Văn thư", "note": "Chờ ký", **changes}
    answer = client.post(call_path(scene), told)
    assert (answer.status_code, Call.objects.count()) == (400, 0)
    assert message in text_of(answer)


def test_nobody_keeps_a_log_of_their_own_unit(scene, client):
    assert client.get(call_path(scene, "own")).status_code == 404


def test_the_review_page_of_a_report_that_was_not_sent_leads_to_log_and_excuse(scene, client):
    for standing, is_linked in (("waiting", True), ("sent", False)):
        unit = scene.reports[standing].unit
        html = client.get(reverse("review_report", args=[2027, unit.code])).content.decode()
        for name in ("call_log", "excuse_report"):
            assert (reverse(name, args=[2027, unit.code]) in html) is is_linked


def test_an_excuse_takes_the_unit_off_the_list_and_gives_it_back(scene, client):
    address = reverse("excuse_report", args=[2027, scene.reports["waiting"].unit.code])
    assert client.post(address, {"reason": " "}).status_code == 400
    assert client.post(address, {"reason": "Sáp nhập"}).status_code == 302
    assert [one.unit.name for one, _c in client.get(LIST).context["late"]] == [
        scene.name("returned")
    ]
    assert "Sáp nhập" in text_of(client.get("/tinh-hinh-nop/"))
    client.post(address, {"action": "end"})
    assert len(client.get(LIST).context["late"]) == 2


def test_an_excused_unit_reads_why_and_is_counted_down_no_more(scene):
    person = make.member(scene.reports["excused"].unit)
    html = text_of(client_of(person).get("/viec-cua-toi/"))
    assert "Đơn vị không phải báo cáo kỳ này: Mới thành lập." in html
    assert "Quá hạn" not in html


def test_a_sent_report_is_not_excused(scene, client):
    address = reverse("excuse_report", args=[2027, scene.reports["sent"].unit.code])
    assert client.post(address, {"reason": "Sáp nhập"}).status_code == 409


def test_posting_twice_keeps_one_call(scene, client):
    key = "4b0d5a52-7a39-4f0b-9a2c-53a2a1c0ff10"
    told = {"on": "15/11/2027", "spoken_to": "Văn thư", "note": "Hẹn", "idempotency_key": key}
    for _again in range(2):
        assert client.post(call_path(scene), told).status_code == 302
    assert Call.objects.count() == 1


def test_calls_are_saved_as_files(scene, client):
    report = scene.reports["waiting"]
    call = {"report": report, "at": AFTER, "by": scene.officer, "spoken_to": "Văn thư"}
    Call.objects.create(**call, note="=1+1")
    [row] = both(client, "call_export", year=2027)
    assert (row["Đơn vị"], row["Đã liên hệ với"]) == (scene.name("waiting"), "Văn thư")
    assert "1+1" in row["Nội dung"]


def test_calls_of_another_plan_stay_hidden(scene, client):
    other = FilingScene(plan=make.PlanFactory())
    assert client.get(call_path(other)).status_code == 404
    assert Unit.objects.filter(pk=other.reports["waiting"].unit_id).exists()
