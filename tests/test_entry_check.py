"""Check and send; the receipt, the content and the history that stay."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from q3plan.lib import clock
from reports.models import Report
from tests import factories as make
from tests.entry_cases import url
from tests.test_entry_work import returned_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """A complete draft."""
    report = make.fill(make.report_with_items())
    report.touch(by=make.member(report.unit), at=clock.now())
    return report


def act(client, report, person, action, **extra):
    client.force_login(person)
    report.refresh_from_db()
    data = {"action": action, "version": report.version, "idempotency_key": str(uuid4())} | extra
    return client.post(url("report_check", report), data)


def get(client, report, person, page="report_check"):
    client.force_login(person)
    return client.get(url(page, report))


def sent(report):
    report.submit(by=make.head(report.unit), at=clock.now())
    return report


@pytest.mark.parametrize(
    "page", ["report_check", "report_detail", "report_receipt", "report_history"]
)
def test_anonymous_logs_in_and_stranger_gets_404(client, report, page):
    assert client.get(url(page, report)).status_code == 302
    for person in (make.UserFactory(), make.member(make.UnitFactory())):
        assert get(client, report, person, page).status_code == 404


@pytest.mark.parametrize("page", ["report_detail", "report_receipt", "report_history"])
def test_offices_see_a_report_only_after_it_was_sent(client, report, page):
    offices = [make.coordinator(report.round.plan), make.second_recipient(report.round.plan)]
    for person in offices:
        assert get(client, report, person, page).status_code == 404
    sent(report)
    for person in offices:
        assert get(client, report, person, page).status_code == 200


def test_everything_is_listed_with_ways_to_mend_it(client, report):
    page = get(client, report, make.member(report.unit)).content.decode()
    entry = report.entries.get()
    assert f"{url('report_targets', report)}#{entry.anchor}" in page
    assert f'Sửa<span class="visually-hidden"> {entry}' in page
    assert "30,0 giường/10.000 dân (ước)" in page


def test_missing_things_are_listed_with_links(client):
    report = make.report_with_items()
    page = get(client, report, make.member(report.unit)).content.decode()
    assert "Còn thiếu trước khi gửi" in page
    assert f"{url('report_tasks', report)}#id_{report.updates.get().anchor}-rating" in page
    assert f"{url('report_targets', report)}#id_{report.entries.get().anchor}-ytd_" in page


def test_staff_hand_over_and_cannot_send(client, report):
    staff = make.member(report.unit)
    page = get(client, report, staff).content.decode()
    assert "Trình lãnh đạo" in page and 'value="submit"' not in page
    assert act(client, report, staff, "submit").status_code == 403
    assert act(client, report, staff, "give_back", note="x").status_code == 403
    assert act(client, report, staff, "hand_over").status_code == 302
    report.refresh_from_db()
    assert report.state == "WITH_HEAD"


def test_staff_send_where_the_unit_lets_them(client, report):
    report.unit.staff_may_submit = True
    report.unit.save()
    response = act(client, report, make.member(report.unit), "submit")
    assert response.url == url("report_receipt", report)


def test_head_sends_once_however_often_the_button_is_pressed(client, report):
    person = make.head(report.unit)
    key = str(uuid4())
    for _ in range(2):
        data = {"action": "submit", "version": report.version, "idempotency_key": key}
        client.force_login(person)
        assert client.post(url("report_check", report), data).status_code == 302
    assert report.submissions.count() == 1


def test_head_gives_back_with_a_word(client, report):
    head = make.head(report.unit)
    report.hand_over(by=make.member(report.unit), at=clock.now())
    response = act(client, report, head, "give_back", note="  ")
    assert response.status_code == 409
    assert "Ghi vài lời" in response.content.decode()
    assert act(client, report, head, "give_back", note="Sửa dân số").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.head_note) == ("DRAFT", "Sửa dân số")


def test_incomplete_report_is_refused_with_the_list(client):
    report = make.report_with_items()
    report.touch(by=make.member(report.unit), at=clock.now())
    response = act(client, report, make.head(report.unit), "submit")
    assert response.status_code == 409
    assert "Còn thiếu trước khi gửi" in response.content.decode()


@pytest.mark.parametrize("version", ["0", "", "abc", "-1", "9" * 400, "٣"])
def test_stale_page_is_told_so(client, report, version):
    response = act(client, report, make.head(report.unit), "submit", version=version)
    assert response.status_code == 409
    assert "Báo cáo vừa thay đổi" in response.content.decode()
    assert "Xem nội dung mới nhất" in response.content.decode()


def test_unknown_action_does_nothing(client, report):
    assert act(client, report, make.head(report.unit), "delete").status_code == 409


def test_locked_report_leads_to_its_content(client, report):
    sent(report)
    response = get(client, report, make.member(report.unit))
    assert response.url == url("report_detail", report)
    assert act(client, report, make.head(report.unit), "submit").status_code == 409


def test_receipt_tells_code_moment_and_punctuality(client, report):
    sent(report)
    page = get(client, report, make.member(report.unit), "report_receipt").content.decode()
    submission = report.submissions.get()
    assert submission.receipt_code in page
    assert submission.sha256[:16] in page and submission.sha256 not in page
    assert "03/11/2027 09:00" in page and "Đúng hạn" in page


def test_late_sending_is_accepted_and_marked(client, report):
    report.submit(by=make.head(report.unit), at=make.at(2027, 11, 12))
    page = get(client, report, make.member(report.unit), "report_receipt").content.decode()
    assert "Trễ 3 ngày" in page


def test_unsent_report_has_no_receipt_yet(client, report):
    page = get(client, report, make.member(report.unit), "report_receipt").content.decode()
    assert "chưa có biên nhận" in page


def test_others_see_the_frozen_content_and_the_unit_its_working_one(client):
    report = returned_report()
    report.entries.update(source="Nguồn mới chưa gửi")
    officer = make.coordinator(report.round.plan)
    page = get(client, report, officer, "report_detail").content.decode()
    assert "Báo cáo thống kê" in page and "Nguồn mới chưa gửi" not in page
    page = get(client, report, make.member(report.unit), "report_detail").content.decode()
    assert "Nguồn mới chưa gửi" in page


def test_inner_steps_are_seen_by_the_unit_alone(client, report):
    staff = make.member(report.unit)
    report.hand_over(by=staff, at=clock.now())
    report.give_back(by=make.head(report.unit), at=clock.now(), note="Chuyện nội bộ")
    sent(report)
    assert "Chuyện nội bộ" in get(client, report, staff, "report_history").content.decode()
    officer = make.coordinator(report.round.plan)
    for page in ("report_history", "report_detail"):
        assert "Chuyện nội bộ" not in get(client, report, officer, page).content.decode()


def test_unit_does_not_see_an_unfinished_review(client, report):
    sent(report)
    officer, now = make.coordinator(report.round.plan), clock.now()
    report.return_item(report.entries.get(), by=officer, at=now, reason="Còn xem xét")
    staff = make.member(report.unit)
    for page in ("report_history", "report_detail"):
        assert "Còn xem xét" not in get(client, report, staff, page).content.decode()
    report.send_back(by=officer, at=now, reason="Sửa giúp", resubmit_by=date(2027, 11, 8))
    assert "Còn xem xét" in get(client, report, staff, "report_history").content.decode()


def test_reopened_report_locks_again_after_its_last_day(client, report):
    sent(report)
    officer = make.coordinator(report.round.plan)
    report.accept(by=officer, at=clock.now())
    report.reopen(by=officer, at=clock.now(), reason="Sửa số", until=clock.today())
    staff = make.member(report.unit)
    assert get(client, report, staff).status_code == 200
    Report.objects.update(reopened_until=clock.today() - timedelta(days=1))
    assert get(client, report, staff).url == url("report_detail", report)
    page = get(client, report, staff, "report_detail").content.decode()
    assert "Thời gian mở lại đã hết" in page


def test_returned_but_unchanged_items_are_pointed_out(client):
    report = returned_report()
    page = get(client, report, make.head(report.unit)).content.decode()
    assert "Nội dung bị trả lại chưa được sửa" in page


@pytest.mark.parametrize("year", [0, 99999, 10**30])
def test_impossible_years_are_404(client, report, year):
    client.force_login(make.member(report.unit))
    assert client.get(f"/bao-cao/{year}/{report.unit.code}/").status_code == 404


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(note=st.text(max_size=80), action=st.text(max_size=12), version=st.text(max_size=12))
def test_no_input_breaks_the_check(client, report, note, action, version):
    person = make.head(report.unit)
    for chosen in (action, "give_back", "submit"):
        response = act(client, report, person, chosen, note=note, version=version)
        assert response.status_code in {302, 409}
