"""Bảng điều hành: who may open it, its filters, the reporting board, and how much it asks."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Portfolio
from assignments.permissions import powers_of
from reports.dashboards.board import reporting_board
from reports.dashboards.standing import by_severity, standings
from reports.models import Extension, Report, Round
from targets.models import Plan, Target
from targets.progress import ReportingStatus
from tests import factories as make
from tests.test_standing import AT, hold, observe

pytestmark = pytest.mark.django_db
URL = "/bang-dieu-hanh/"


@pytest.fixture
def report():
    return make.report_with_items()


@pytest.fixture
def officer(report, client):
    user = make.coordinator(report.round.plan)
    client.force_login(user)
    return user


def board_of(report, user, at=AT):
    return reporting_board(report.round, at=at, powers=powers_of(user, on=at.date()))


def test_anonymous_is_asked_to_log_in(client):
    assert client.get(URL).status_code == 302


def test_a_reporter_a_head_and_an_administrator_are_refused(client, report):
    administrator = make.UserFactory(is_staff=True, is_superuser=True)
    for user in (make.member(report.unit), make.head(report.unit), administrator):
        client.force_login(user)
        assert client.get(URL).status_code == 403


def test_recipients_and_leaders_see_the_whole(client, report):
    plan = report.round.plan
    sector = make.SectorFactory(plan=plan)
    for user in (
        make.coordinator(plan),
        make.second_recipient(plan),
        make.PortfolioFactory(plan=plan, sector=sector).user,
        make.PortfolioFactory(plan=plan, sector=None, position=Portfolio.Position.CHAIR).user,
    ):
        client.force_login(user)
        page = client.get(URL).content.decode()
        assert report.entries.get().target.name in page
        assert report.unit.name in page


def test_nothing_is_written_by_opening_it(client, officer):
    assert client.post(URL).status_code == 405


def test_before_any_round_it_says_so(client):
    client.force_login(make.coordinator(make.PlanFactory()))
    assert "Chưa có kỳ báo cáo nào được mở." in client.get(URL).content.decode()


def test_a_draft_is_not_on_the_page(client, officer, report):
    make.fill(report, value="31.7")
    report.touch(by=make.member(report.unit), at=AT)
    page = client.get(URL).content.decode()
    assert "31,7" not in page
    assert "Đang soạn" in page


def test_an_accepted_value_appears_with_its_lamps(client, officer, report):
    make.fill(report, value="31.7")
    head = make.head(report.unit)
    report.touch(by=head, at=AT)
    report.submit(by=head, at=AT)
    report.accept(by=officer, at=AT)
    page = client.get(URL)
    assert "31,7 (ước)" in page.content.decode()
    row = page.context["score"][0].standing
    assert row.result == standings(Target.objects.all(), year=2027, at=AT)[0].result


def test_red_targets_stand_first_or_plan_order_by_a_link(client, officer, report):
    plan = report.round.plan
    red = hold("LT", 3, plan=plan, order=9999)
    observe(red, 2027, 5)
    page = client.get(URL)
    rows = [row.standing for row in page.context["score"]]
    assert rows[0].target == red
    assert rows == by_severity(rows)
    page = client.get(URL + page.context["sort_plan"])
    assert page.context["score"][-1].standing.target == red


def test_filters_work_as_a_plain_link_and_as_a_fragment(client, officer, report):
    plan = report.round.plan
    other = hold("LT", 3, plan=plan)
    make.AssignmentFactory(target=other)
    observe(other, 2027, 5)
    for query, found in (
        (f"?linh-vuc={other.sector.slug}", [other]),
        (f"?don-vi={report.unit.code}", [report.entries.get().target]),
        ("?trang-thai=MISSED", [other]),
        ("?trang-thai=DUE_SOON", [report.entries.get().target]),
        (f"?trang-thai=MISSED&don-vi={report.unit.code}", []),
        ("?nam=2027&linh-vuc=&don-vi=&trang-thai=&xep=plan", [report.entries.get().target, other]),
    ):
        whole = client.get(URL + query)
        assert [row.standing.target for row in whole.context["score"]] == found, query
        assert b"<html" in whole.content
        part = client.get(URL + query, headers={"HX-Request": "true"})
        assert part.content.strip() in whole.content
        assert part.content.strip().startswith(b'<div id="results">')
    assert (
        "Không có chỉ tiêu nào khớp"
        in client.get(f"{URL}?trang-thai=MISSED&don-vi={report.unit.code}").content.decode()
    )


@pytest.mark.parametrize(
    "query",
    [
        "nam=1999",
        "nam=abc",
        "linh-vuc=khong-co",
        "don-vi=x",
        "trang-thai=TOT",
        "xep=nguoc",
        "nam=2027'",
    ],
)
def test_an_unknown_filter_value_gets_a_clear_message(client, officer, query):
    page = client.get(f"{URL}?{query}")
    assert page.status_code == 200
    assert "để lọc. Hãy chọn lại trong danh sách." in page.content.decode()
    assert len(page.context["score"]) == 1


def test_counts_by_status_stay_when_one_status_is_chosen(client, officer, report):
    red = hold("LT", 3, plan=report.round.plan)
    observe(red, 2027, 5)
    page = client.get(f"{URL}?trang-thai=MISSED")
    assert {row.status: row.count for row, _link, _is in page.context["status_links"]} == {
        "MISSED": 1,
        "NO_DATA": 1,
    }
    assert "1 trên 2 chỉ tiêu có số liệu đã duyệt" in page.content.decode()


def test_the_matrix_shows_each_year_with_words_for_its_shape(client, officer, report):
    red = hold("LT", 3, plan=report.round.plan)
    observe(red, 2021, 5)
    page = client.get(URL)
    row = next(row for row in page.context["matrix"] if row.target == red)
    assert [cell.year for cell in row.cells] == list(range(2020, 2028))
    assert row.cells[1].display == "5,0"
    assert '<span class="visually-hidden">Không đạt</span>' in page.content.decode()


def test_late_units_stand_on_top(report):
    plan, officer = report.round.plan, make.coordinator(report.round.plan)
    late, sent, returned = (
        make.report_with_items(plan=plan, unit=make.UnitFactory(order=n)) for n in (3, 1, 2)
    )
    Report.objects.filter(pk=report.pk).update(state="DRAFT")
    moment = make.at(2027, 11, 1)
    Report.objects.filter(pk=sent.pk).update(first_submitted_at=moment)
    Report.objects.filter(pk=late.pk).update(first_submitted_at=make.at(2027, 11, 12))
    Report.objects.filter(pk=returned.pk).update(first_submitted_at=moment, returned_at=moment)
    board = board_of(report, officer, make.at(2027, 11, 15))
    assert [row.report for row in board.rows] == [report, returned, late, sent]
    assert [row.punctuality.label for row in board.rows] == [
        "Quá hạn 6 ngày, chưa gửi",
        "Đúng hạn",
        "Trễ 3 ngày",
        "Đúng hạn",
    ]
    assert (board.sent, board.expected, board.overdue, board.sent_late) == (3, 4, 1, 1)
    assert sum(row.count for row in board.states) == 4


def test_a_leader_reads_once_that_a_report_is_overdue_a_recipient_also_how_far_it_is(report):
    plan, moment = report.round.plan, make.at(2027, 11, 15)
    chair = make.PortfolioFactory(plan=plan, sector=None, position="CHAIR").user
    overdue = "Quá hạn 6 ngày, chưa gửi"
    for user, words in ((chair, [overdue]), (make.coordinator(plan), ["Chưa bắt đầu", overdue])):
        [row] = board_of(report, user, moment).rows
        assert [str(lamp.label) for lamp in row.lamps] == words


def test_an_extended_unit_is_not_overdue_and_says_until_when(client, officer, report):
    Extension.objects.create(
        report=report,
        due_before=date(2027, 11, 20),
        reason="Thiên tai",
        granted_at=AT,
        granted_by=officer,
    )
    [row] = board_of(report, officer, make.at(2027, 11, 15)).rows
    assert (row.status, row.is_extended) == (ReportingStatus.DUE_SOON, True)
    assert "gia hạn trước ngày 20/11/2027" in client.get(URL).content.decode()


def test_only_reports_that_may_be_read_are_linked(report):
    officer = make.coordinator(report.round.plan)
    [row] = board_of(report, officer).rows
    assert not row.may_open
    Report.objects.update(first_submitted_at=AT)
    [row] = board_of(report, officer).rows
    assert row.may_open
    vice_chair = make.PortfolioFactory(plan=report.round.plan).user
    [row] = board_of(report, vice_chair).rows
    assert not row.may_open
    assert not row.may_visit


@pytest.mark.one_database
def test_sql_is_little_and_does_not_grow_with_units_and_years(client):
    call_command("load_plan", verbosity=0)
    plan = Plan.objects.get()
    client.force_login(make.coordinator(plan))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        return len(asked)

    Round.open(plan, 2027, at=AT)
    few = queries()
    for year in (2025, 2026):
        Round.open(plan, year, at=AT)
    for target in Target.objects.all():
        for year in range(2020, 2028):
            observe(target, year, 50)
    for _ in range(5):
        make.ReportFactory(round=Round.objects.get(year=2027))
    assert queries() == few
    assert few <= 8


def test_the_address_is_known_by_its_name():
    assert reverse("dashboard") == URL
