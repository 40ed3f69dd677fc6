"""Tasks and the general assessment."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.models import TaskUpdate
from tests import factories as make
from tests.entry_cases import FORM_MARKS, url, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make.report_with_items(targets=0, tasks=1)


def name(report, field):
    return f"{report.updates.get().anchor}-{field}"


def test_update_is_saved_and_leads_on(client, report):
    pen = writer(client, "report_tasks", report)
    pen.type(name(report, "rating"), "IN_PROGRESS").type(name(report, "result"), "Đã làm")
    assert pen.post().url == url("report_assessment", report)
    update = report.updates.get()
    assert (update.rating, update.result) == ("IN_PROGRESS", "Đã làm")


def test_saving_for_later_leads_home(client, report):
    pen = writer(client, "report_tasks", report)
    assert pen.type(name(report, "result"), "Dở dang").post("later").url == "/viec-cua-toi/"
    assert report.updates.get().result == "Dở dang"


def test_unknown_rating_is_refused_with_a_message(client, report):
    pen = writer(client, "report_tasks", report)
    response = pen.type(name(report, "rating"), "EXCELLENT").post()
    assert response.status_code == 422
    assert "Chọn một mức" in response.content.decode()
    assert report.updates.get().rating == ""


def test_task_of_an_ended_period_is_offered_that_answer(client, report):
    task = report.updates.get().task
    task.end_year = 2025
    task.save()
    client.force_login(make.member(report.unit))
    assert "đã hết năm 2025" in client.get(url("report_tasks", report)).content.decode()


def test_sensitive_task_warns_of_state_secrets(client, report):
    client.force_login(make.member(report.unit))
    address = url("report_tasks", report)
    assert "bí mật nhà nước gửi" not in client.get(address).content.decode()
    task = report.updates.get().task
    task.is_sensitive = True
    task.save()
    assert "bí mật nhà nước gửi" in client.get(address).content.decode()


def test_last_years_words_stand_beside(client, report):
    update = report.updates.get()
    before = make.ReportFactory(
        round=make.RoundFactory(plan=report.round.plan, year=2026), unit=report.unit
    )
    TaskUpdate.objects.create(
        report=before, task=update.task, rating="IN_PROGRESS", result="Kết quả năm ngoái"
    )
    client.force_login(make.member(report.unit))
    assert "Kết quả năm ngoái" in client.get(url("report_tasks", report)).content.decode()


def test_assessment_is_saved_and_leads_to_the_check(client, report):
    pen = writer(client, "report_assessment", report)
    pen.type("danh-gia-chung-overview", "Dòng một\r\nDòng hai")
    assert pen.post().url == url("report_check", report)
    report.assessment.refresh_from_db()
    assert report.assessment.overview == "Dòng một\nDòng hai"
    pen.reload()
    version = report.assessment.version
    pen.post()
    report.assessment.refresh_from_db()
    assert report.assessment.version == version


JUNK = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="<>&\"'\x00\u202e\r\n\t{}%", max_size=40),
    st.sampled_from(["a" * 20_001, "\u0301" * 50, "</textarea><script>", "None", "DONE_LATE"]),
)


@pytest.mark.parametrize("page", ["report_tasks", "report_assessment"])
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_breaks_the_page(client, report, page, data):
    pen = writer(client, page, report)
    for field in list(pen.form):
        if field not in FORM_MARKS and data.draw(st.booleans()):
            pen.type(field, data.draw(JUNK))
    response = pen.post(htmx=data.draw(st.booleans()))
    assert response.status_code in {200, 302, 409, 422}
    assert b"<script>" not in response.content
    pen.reload()
    assert pen.post().status_code == 302
