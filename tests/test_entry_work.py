"""Việc của tôi, and where login leads."""

from datetime import date

import pytest
from django.urls import reverse

from assignments.models import Portfolio
from q3plan.lib import clock
from reports.models import Report
from tests import factories as make
from tests.entry_cases import url

pytestmark = pytest.mark.django_db


def landing(client, person):
    client.force_login(person)
    return client.get(reverse("home")).url


def test_anonymous_is_led_to_the_login(client):
    response = client.get(reverse("my_work"))
    assert response.status_code == 302
    assert "dang-nhap" in response.url


def test_everyone_lands_on_their_own_work(client):
    plan = make.PlanFactory()
    chair = make.PortfolioFactory(plan=plan, sector=None, position=Portfolio.Position.CHAIR).user
    assert landing(client, make.member(make.UnitFactory())) == reverse("my_work")
    assert landing(client, make.coordinator(plan)) == reverse("review_queue")
    assert landing(client, make.second_recipient(plan)) == reverse("review_queue")
    assert landing(client, make.PortfolioFactory(plan=plan).user) == reverse("sector_list")
    assert landing(client, chair) == reverse("dashboard")
    administrator = make.UserFactory(is_staff=True, is_superuser=True)
    assert landing(client, administrator) == reverse("admin:index")
    assert landing(client, make.UserFactory()) == reverse("my_work")


def test_person_without_unit_is_told_whom_to_ask(client):
    client.force_login(make.UserFactory())
    assert "chưa được phân công" in client.get(reverse("my_work")).content.decode()


def test_member_sees_the_tasks_and_the_countdown_of_the_own_report_only(client):
    report = make.report_with_items(targets=3, tasks=2)
    foreign = make.report_with_items(plan=report.round.plan)
    client.force_login(make.member(report.unit))
    page = client.get(reverse("my_work")).content.decode()
    assert "Còn 6 ngày" in page
    assert "đến hết 09/11/2027" in page
    assert "0/3 chỉ tiêu" in page and "0/2 nhiệm vụ" in page
    assert url("report_targets", report) in page
    assert foreign.unit.name not in page


def test_ward_has_no_row_for_targets(client):
    report = make.report_with_items(targets=0, tasks=1, kind="WARD")
    client.force_login(make.member(report.unit))
    page = client.get(reverse("my_work")).content.decode()
    assert url("report_targets", report) not in page
    assert url("report_tasks", report) in page


def test_finished_sections_are_told_in_plain_text(client):
    report = make.fill(make.report_with_items())
    client.force_login(make.member(report.unit))
    page = client.get(reverse("my_work")).content.decode()
    assert page.count('class="tag tag-plain">Hoàn thành') == 3
    assert "Sẵn sàng" in page


def test_report_waiting_for_the_head_stands_on_top_for_the_head_alone(client):
    report = make.fill(make.report_with_items())
    staff, head = make.member(report.unit), make.head(report.unit)
    report.touch(by=staff, at=clock.now())
    report.hand_over(by=staff, at=clock.now())
    client.force_login(head)
    assert "Báo cáo chờ anh/chị xem và gửi" in client.get(reverse("my_work")).content.decode()
    client.force_login(staff)
    page = client.get(reverse("my_work")).content.decode()
    assert "Báo cáo chờ anh/chị" not in page
    assert "Đang chờ lãnh đạo xem" in page


def test_staff_read_the_word_of_the_head(client):
    report = make.fill(make.report_with_items())
    staff, head = make.member(report.unit), make.head(report.unit)
    report.touch(by=staff, at=clock.now())
    report.hand_over(by=staff, at=clock.now())
    report.give_back(by=head, at=clock.now(), note="Kiểm tra lại dân số")
    client.force_login(staff)
    assert "Kiểm tra lại dân số" in client.get(reverse("my_work")).content.decode()


def returned_report(**sizes):
    """A report sent, one figure returned "Thiếu nguồn", to be sent again by 08/11/2027."""
    report = make.fill(make.report_with_items(**sizes))
    head, officer = make.head(report.unit), make.coordinator(report.round.plan)
    now = clock.now()
    report.touch(by=head, at=now)
    report.submit(by=head, at=now)
    report.return_item(report.entries.first(), by=officer, at=now, reason="Thiếu nguồn")
    report.send_back(by=officer, at=now, reason="Xem lại", resubmit_by=date(2027, 11, 8))
    return report


def test_returned_items_stand_on_top_with_the_words_and_the_day(client):
    report = returned_report()
    client.force_login(make.member(report.unit))
    page = client.get(reverse("my_work")).content.decode()
    assert "Thiếu nguồn" in page and "Xem lại" in page
    assert "đến hết ngày 08/11/2027" in page
    assert page.index("Thiếu nguồn") < page.index("task-list")
    assert 'class="tag tag-red">Bị trả lại' in page


def test_corrected_item_is_no_longer_red(client):
    report = returned_report()
    report.entries.update(source="Niên giám 2026")
    client.force_login(make.member(report.unit))
    page = client.get(reverse("my_work")).content.decode()
    assert "Đã sửa, chưa gửi lại" in page
    assert 'class="tag tag-red">Bị trả lại' not in page


def test_earlier_reports_are_listed_with_punctuality(client):
    plan = make.PlanFactory()
    unit = make.UnitFactory()
    for year in (2026, 2027):
        report = make.fill(make.report_with_items(plan=plan, unit=unit, year=year))
        head = make.head(unit)
        report.touch(by=head, at=make.at(year, 11, 11))
        report.submit(by=head, at=make.at(year, 11, 11))
        report.accept(by=make.coordinator(plan), at=make.at(year, 11, 12))
    client.force_login(make.member(unit))
    page = client.get(reverse("my_work")).content.decode()
    assert "Các báo cáo trước" in page
    assert "Trễ 2 ngày" in page


def test_query_count_of_my_work(client, django_assert_max_num_queries):
    report = make.report_with_items(targets=4, tasks=9)
    client.force_login(make.member(report.unit))
    with django_assert_max_num_queries(32):
        client.get(reverse("my_work"))
    for year in range(2020, 2026):
        old = make.report_with_items(plan=report.round.plan, unit=report.unit, year=year)
        Report.objects.filter(pk=old.pk).update(
            state="ACCEPTED",
            first_submitted_at=clock.now(),
            accepted_at=clock.now(),
            accepted_by=make.UserFactory(),
        )
    with django_assert_max_num_queries(32):
        client.get(reverse("my_work"))
