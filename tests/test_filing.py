"""Tình hình nộp báo cáo: every unit counted once, excused ones apart, years side by side."""

from io import BytesIO

import pytest
from django.test import override_settings
from django.urls import reverse
from openpyxl import load_workbook

from assignments.permissions import powers_of
from q3plan.lib.dates import as_day
from reports.filing.reading import read_filing
from reports.models import Call, PlanYearTotal
from tests import factories as make
from tests.built_once import built_once
from tests.filing_scene import AFTER, BEFORE, LATE_BY, FilingScene, send
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
URL = "/tinh-hinh-nop/"


@override_settings(FROZEN_CLOCK=AFTER)
def build():
    return FilingScene()


kept, built = built_once(build)


@pytest.fixture
def scene(built, settings):
    settings.FROZEN_CLOCK = AFTER
    return built


def read(scene, at=AFTER):
    return read_filing(scene.round, at=at, powers=powers_of(scene.officer, on=as_day(at)))


def test_every_expected_unit_is_counted_once(scene):
    total = read(scene).total
    assert (total.expected, total.excused) == (6, 1)
    # waiting, returned and one's own are awaited; the extended one has time.
    assert (total.sent, total.on_time, total.sent_late, total.awaited) == (3, 1, 1, 3)
    assert total.on_time + total.sent_late + total.awaited + 1 == total.expected


def test_rates_are_over_expected_units_and_never_rounded_up(scene):
    total = read(scene).total
    assert (total.on_time_share, total.sent_share, total.accepted_share) == ("16%", "50%", "0%")


def test_the_dashboard_expects_as_many_units_as_the_board(scene):
    page = client_of(scene.officer).get("/bang-dieu-hanh/")
    total = PlanYearTotal.objects.get(plan=scene.plan, year=scene.year)
    assert "3 trên 6 đơn vị đã gửi báo cáo" in text_of(page)
    assert (total.expected, total.excused, total.sent) == (6, 1, 3)


def test_an_excused_unit_is_never_late(scene):
    filing = read(scene)
    excused = scene.reports["excused"].unit
    assert [row.unit for row in filing.excused] == [excused]
    assert excused not in [row.unit for row in filing.rows]
    assert excused not in [row.unit for age in filing.ages for row in age.awaited]


def test_groups_and_ages_add_up_to_the_whole(scene):
    filing = read(scene)
    for name in ("expected", "sent", "on_time", "sent_late", "awaited", "excused"):
        assert sum(getattr(tally, name) for _kind, tally in filing.kinds) == getattr(
            filing.total, name
        )
    assert sum(len(age.awaited) for age in filing.ages) == filing.total.awaited
    assert sum(len(age.sent) for age in filing.ages) == filing.total.sent_late


@pytest.mark.parametrize(
    ("day", "label"), [(13, "4–7 ngày"), (12, "1–3 ngày"), (18, "8–14 ngày"), (30, "15–30 ngày")]
)
def test_a_late_report_ages(scene, day, label):
    filing = read(scene, at=make.at(2027, 11, day))
    waiting = scene.reports["waiting"].unit
    ages = {age.label for age in filing.ages if waiting in [row.unit for row in age.awaited]}
    assert ages == {label}


def test_a_return_counts_from_the_time_given_to_send_again(scene):
    row = next(r for r in read(scene).rows if r.unit == scene.reports["returned"].unit)
    assert (row.is_awaited, row.is_sent_late, row.days_late) == (True, False, 10)


def test_years_stand_side_by_side(scene):
    before = make.report_with_items(plan=scene.plan, year=2026, unit=scene.reports["sent"].unit)
    send(before, make.at(2026, 11, 12))
    filing = read(scene)
    assert filing.years == (2026, 2027)
    assert [(tally.expected, tally.sent_late) for tally in filing.by_year] == [(1, 1), (6, 1)]
    cells = next(row.cells for row in filing.history if row.unit == before.unit)
    assert [cell.days_late for cell in cells] == [3, 0]


@pytest.mark.parametrize(
    ("standing", "shown"),
    [
        ("qua-han", {"waiting", "returned", "own"}),
        ("chua-gui", {"waiting", "extended", "own"}),
        ("dung-han", {"sent"}),
        ("gui-tre", {"late"}),
        ("da-gui", {"sent", "late", "returned"}),
        ("da-duyet", set()),
    ],
)
def test_page_and_workbook_show_the_same_filtered_units(scene, standing, shown):
    client = client_of(scene.officer)
    page = client.get(URL, {"trang-thai": standing})
    assert {row.unit.name for row in page.context["rows"]} == set(map(scene.name, shown))
    sheet = book(client, {"trang-thai": standing})["Đơn vị"]
    names = [row[1].value for row in sheet.iter_rows(min_row=5) if isinstance(row[0].value, int)]
    assert set(names) == set(map(scene.name, shown))


def book(client, data=None):
    answer = client.get(reverse("filing_xlsx"), data or {})
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content))


def test_a_tile_leads_to_as_many_units_as_it_counts(scene):
    client = client_of(scene.officer)
    for _label, count, _note, _tone, address in client.get(URL).context["tiles"]:
        page = client.get(URL + address)
        assert len(page.context["rows"]) == count


def test_the_workbook_says_days_late_as_numbers_and_reasons_as_text(scene):
    report = scene.reports["excused"]
    report.excuse_reason = "=HYPERLINK(1)"
    report.save()
    made = book(client_of(scene.officer))
    rows = {row[1].value: row for row in made["Đơn vị"].iter_rows(min_row=5)}
    assert rows[scene.name("waiting")][7].value == LATE_BY
    reason = rows[scene.name("excused")][3]
    assert (reason.value, reason.data_type) == ("=HYPERLINK(1)", "s")
    total = [
        cell.value
        for cell in next(r for r in made["Tổng hợp"].iter_rows() if r[0].value == "Tổng cộng")
    ]
    assert total[1:8] == [6, 3, 1, 1, 3, 0, 1]
    assert all(sheet.page_setup.orientation == "landscape" for sheet in made)


def test_an_unknown_year_or_filter_is_named_and_filters_nothing(scene):
    page = client_of(scene.officer).get(URL, {"nam": "1999", "trang-thai": "la"})
    html = text_of(page)
    assert "Không có kỳ báo cáo năm “1999”" in html
    assert "Không có giá trị “la” để lọc" in html
    assert len(page.context["rows"]) == 6


def test_no_workbook_of_everything_is_taken_for_a_filtered_one(scene):
    client = client_of(scene.officer)
    for asked in ({"nam": "1999"}, {"trang-thai": "la"}):
        answer = client.get(reverse("filing_xlsx"), asked)
        assert answer.status_code == 302
        assert client.get(answer.url).context["errors"]


def test_the_call_log_is_told_to_recipients_and_not_to_leaders(scene):
    Call.objects.create(
        report=scene.reports["waiting"],
        at=BEFORE,
        by=scene.officer,
        spoken_to="Văn thư",
        note="Hẹn",
    )
    leader = make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user
    assert "Liên hệ Văn thư" in text_of(client_of(make.second_recipient(scene.plan)).get(URL))
    page = client_of(leader).get(URL)
    assert page.status_code == 200
    assert "Văn thư" not in text_of(page)


def test_queries_do_not_grow_with_units_or_years(scene, django_assert_max_num_queries):
    client = client_of(scene.officer)
    client.get(URL)
    with django_assert_max_num_queries(20) as few:
        client.get(URL)
    FilingScene(plan=scene.plan, year=2025)
    with django_assert_max_num_queries(len(few)):
        client.get(URL)
