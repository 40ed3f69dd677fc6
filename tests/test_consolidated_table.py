"""The KT-XH table: what stands in each cell in every state, who may open it, what it costs."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Portfolio
from assignments.permissions import powers_of
from reports.yearly_table.cells import Cell, comparison_cell, figure_cell
from reports.yearly_table.table import consolidated_table
from targets.progress import Vintage
from tests import factories as make
from tests.built_once import built_once
from tests.consolidation_scene import YEAR, Scene, rows_on_screen
from tests.test_standing import AT, observe

URL = f"/tong-hop/{YEAR}/"


def figure(value, text=None):
    return figure_cell(Decimal(value), text or value.replace(".", ","))


@pytest.mark.parametrize(
    ("left", "right", "is_percentage", "text"),
    [
        ("76", "75", True, "+1,0 điểm %"),
        ("75", "76.25", True, "−1,25 điểm %"),
        ("92.1", "92.05", True, "+0,05 điểm %"),
        ("75", "75", True, "0,0 điểm %"),
        ("0", "10", True, "−10,0 điểm %"),
        ("38", "40", False, "95,0%"),
        ("0", "40", False, "0,0%"),
        ("39.99", "40", False, "99,98%"),
        ("40", "40", False, "100,0%"),
        ("1", "3", False, "33,3%"),
        ("5", "0", False, "–"),
        ("5", "-1", False, "–"),
    ],
)
def test_a_share_is_compared_in_points_and_an_amount_as_a_ratio(left, right, is_percentage, text):
    found = comparison_cell(figure(left), figure(right), is_percentage=is_percentage, decimals=1)
    assert found.text == text


def test_blank_and_words_are_compared_with_nothing():
    for left, right in ((Cell(), figure("5")), (figure("5"), Cell("trên 75%"))):
        for is_percentage in (True, False):
            found = comparison_cell(left, right, is_percentage=is_percentage, decimals=1)
            assert found.is_blank


def test_a_figure_keeps_its_value_beside_its_digits_and_its_mark():
    cell = figure_cell(Decimal("35.123456"), "35,1 (ước)")
    assert (cell.value, cell.digits, cell.suffix) == (Decimal("35.123456"), 1, " (ước)")
    assert (cell.number, cell.mark) == ("35,1", "(ước)")


kept, scene = built_once(Scene)


def table_of(scene, user=None):
    powers = powers_of(user or scene.officer, on=AT.date())
    return consolidated_table(scene.plan, YEAR, at=AT, powers=powers)


def row_of(scene, target):
    return next(row for row in table_of(scene).rows if row.target == target)


def texts(row, *keys):
    return tuple(row[key].text for key in keys)


FIGURES = ("previous", "planned", "ytd", "estimate", "next")
COMPARED = ("to_previous", "to_planned", "next_to_estimate")


@pytest.mark.django_db
class TestCells:
    def test_an_estimate_of_a_share(self, scene):
        row = row_of(scene, scene.estimate)
        assert texts(row, *FIGURES) == ("75,4", "trên 75%", "74,0", "75,04 (ước)", "76,0")
        assert texts(row, *COMPARED) == ("−0,36 điểm %", "–", "+0,96 điểm %")
        assert texts(row, "unit", "verdict") == ("%", "Đạt")
        assert row["estimate"].value == Decimal("75.04")
        assert "Cần theo dõi." in row.remarks
        assert "Mục III.3.1 ghi “75%”: đạt." in row.remarks

    def test_words_of_the_plan_are_no_decided_number(self, scene):
        row = row_of(scene, scene.estimate)
        assert row["planned"].value is None
        assert row["to_planned"].is_blank
        decided = row_of(scene, scene.missed)
        assert decided["planned"].value == Decimal("99.97")
        assert any("1/QĐ-UBND" in remark for remark in decided.remarks)

    def test_a_final_figure_says_so_and_has_no_mark(self, scene):
        row = row_of(scene, scene.final)
        assert row["estimate"].text == "2,7"
        assert f"Năm {YEAR} đã có số chính thức." in row.remarks

    def test_rounding_never_hides_that_a_plan_was_missed(self, scene):
        row = row_of(scene, scene.missed)
        assert row["estimate"].text == "99,96 (ước)"
        assert row["to_planned"].text == "−0,01 điểm %"
        assert row["verdict"].text == "Không đạt"
        assert "Sát ngưỡng." in row.remarks

    def test_more_than_a_point_target_is_exceeded(self, scene):
        row = row_of(scene, scene.exceeded)
        assert texts(row, *FIGURES) == ("35,1", "36,0", "36,2", "37,2 (ước)", "–")
        assert texts(row, *COMPARED) == ("105,9%", "103,3%", "–")
        assert row["verdict"].text == "Vượt"

    def test_what_has_not_begun_keeps_its_figures(self, scene):
        row = row_of(scene, scene.not_started)
        assert texts(row, "estimate", "verdict") == ("70,0 (ước)", "Chưa đến kỳ")
        assert "Chưa đến kỳ: áp dụng từ năm 2030." in row.remarks

    def test_a_base_of_zero_gives_no_ratio_and_says_why(self, scene):
        row = row_of(scene, scene.zero)
        assert texts(row, "previous", "estimate", "to_previous") == ("0,0", "12,0 (ước)", "–")
        assert "Không tính tỷ lệ so với số năm trước vì bằng 0." in row.remarks

    def test_without_a_yardstick_the_reason_stands_beside(self, scene):
        row = row_of(scene, scene.unjudged)
        assert texts(row, "previous", "estimate") == ("1.234,5", "1.301,3 (ước)")
        assert row["verdict"].text == "Chưa đánh giá"
        assert "Chưa đánh giá: chưa có chỉ tiêu giao cho năm 2027." in row.remarks

    def test_blank_is_a_dash_with_its_reason_and_the_last_known_value(self, scene):
        row = row_of(scene, scene.blank)
        assert texts(row, "previous", "ytd", "estimate", *COMPARED) == ("–",) * 6
        assert row["verdict"].text == "Chưa có số liệu"
        assert "Chưa có số liệu: không có nguồn số liệu." in row.remarks
        assert "Số liệu gần nhất: 90,0, năm 2024." in row.remarks

    def test_a_preliminary_and_illustrative_figure_is_marked(self, scene):
        row = row_of(scene, scene.preliminary)
        assert row["previous"].text == "39,5 (sơ bộ)"
        assert row["previous"].is_illustrative
        assert not row["estimate"].is_illustrative
        assert {"Số năm 2026 là số sơ bộ.", "Số liệu minh họa."} <= set(row.remarks)
        assert "Dấu ◇: số liệu minh họa." in table_of(scene).footnotes

    def test_what_waits_for_review_is_not_shown(self, scene):
        row = row_of(scene, scene.waiting)
        assert texts(row, *FIGURES) == ("–", "từ 42 trở lên vào năm 2030", "–", "–", "–")
        assert "Chưa có số liệu: đang duyệt." in row.remarks

    def test_an_accepted_report_brings_its_figures_and_its_proposal(self, scene):
        assert row_of(scene, scene.reported)["next"].is_blank
        scene.accept(proposal="38.5")
        row = row_of(scene, scene.reported)
        assert texts(row, "ytd", "estimate", "next") == ("30,0", "30,0 (ước)", "38,5 (đề xuất)")
        assert row["next_to_estimate"].text == "128,3%"
        unit = scene.report.unit.short_name
        assert f"Kế hoạch năm 2028: {unit} đề xuất, chưa được giao." in row.remarks
        assert row["leads"].text == unit

    def test_a_proposal_of_a_reopened_report_does_not_stand(self, scene):
        report = scene.accept()
        report.reopen(by=scene.officer, at=AT, reason="Sửa số.", until=AT.date())
        report.entries.update(proposal="99")
        row = row_of(scene, scene.reported)
        assert (row["next"].text, row["estimate"].text) == ("–", "30,0 (ước)")

    def test_groups_follow_the_order_of_sectors_and_numbers_run_through(self, scene):
        table = table_of(scene)
        assert [group.numeral for group in table.groups[:2]] == ["I", "II"]
        assert [group.name for group in table.groups[:2]] == ["Kinh tế", "Văn hóa – xã hội"]
        numbers = [row["number"].text for row in table.rows]
        assert numbers == [str(number) for number in range(1, len(table.rows) + 1)]
        assert [column.key for column in table.columns] == list(table.rows[0].by_key)


def people(scene):
    sector = scene.economy
    return {
        "coordinator": scene.officer,
        "recipient": make.second_recipient(scene.plan),
        "vice-chair": make.PortfolioFactory(plan=scene.plan, sector=sector).user,
        "chair": make.PortfolioFactory(
            plan=scene.plan, sector=None, position=Portfolio.Position.CHAIR
        ).user,
    }


@pytest.mark.django_db
class TestScreen:
    def test_anonymous_is_asked_to_log_in(self, client):
        assert client.get(URL).status_code == 302

    def test_a_reporter_a_head_and_an_administrator_are_refused(self, client, scene):
        administrator = make.UserFactory(is_staff=True, is_superuser=True)
        unit = scene.report.unit
        for user in (make.member(unit), make.head(unit), administrator, make.UserFactory()):
            client.force_login(user)
            for address in ("/tong-hop/", URL, f"{URL}xuat-xlsx/"):
                assert client.get(address).status_code == 403

    def test_recipients_and_leaders_see_the_whole(self, client, scene):
        pages = []
        for user in people(scene).values():
            client.force_login(user)
            pages.append(rows_on_screen(client.get(URL)))
        assert len(pages[0]) == scene.targets.count()
        assert all(page == pages[0] for page in pages)

    def test_the_officer_of_another_plan_sees_none_of_it(self, client, scene):
        stranger = make.coordinator(make.PlanFactory(issued_on=scene.plan.issued_on))
        client.force_login(stranger)
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}xuat-xlsx/").status_code == 404
        assert "Chưa có kỳ báo cáo nào" in client.get("/tong-hop/").content.decode()
        powers = powers_of(stranger, on=AT.date())
        assert consolidated_table(scene.plan, YEAR, at=AT, powers=powers).rows == ()

    def test_an_unknown_year_is_not_found(self, client, scene):
        client.force_login(scene.officer)
        assert client.get("/tong-hop/1999/").status_code == 404
        assert client.get("/tong-hop/1999/xuat-xlsx/").status_code == 404

    def test_the_short_address_leads_to_the_newest_round(self, client, scene):
        client.force_login(scene.officer)
        make.RoundFactory(plan=scene.plan, year=2026)
        assert client.get("/tong-hop/").headers["Location"] == URL
        assert reverse("consolidated_table", args=[YEAR]) == URL

    def test_before_any_round_it_says_so(self, client):
        client.force_login(make.coordinator(make.PlanFactory()))
        assert "Chưa có kỳ báo cáo nào được mở." in client.get("/tong-hop/").content.decode()

    def test_nothing_is_written_by_opening_it(self, client, scene):
        client.force_login(scene.officer)
        assert client.post(URL).status_code == 405
        assert client.post(f"{URL}xuat-xlsx/").status_code == 405

    def test_the_screen_prints_the_cells_of_the_table(self, client, scene):
        scene.accept()
        client.force_login(scene.officer)
        shown = rows_on_screen(client.get(URL))
        told = [[" ".join(cell.text.split()) for cell in row.cells] for row in table_of(scene).rows]
        assert shown == told

    def test_what_waits_for_review_is_nowhere_on_the_page(self, client, scene):
        client.force_login(scene.officer)
        page = client.get(URL).content.decode()
        assert "61,7" not in page
        assert "62,5" not in page

    def test_filters_narrow_the_table_its_fragment_and_the_download_link(self, client, scene):
        client.force_login(scene.officer)
        query = f"?linh-vuc={scene.economy.slug}&trang-thai=MISSED"
        page = client.get(URL + query)
        assert [row.target for row in page.context["table"].rows] == [scene.missed]
        assert f"{URL}xuat-xlsx/?" in page.content.decode()
        assert f"linh-vuc={scene.economy.slug}&amp;trang-thai=MISSED" in page.content.decode()
        part = client.get(URL + query, headers={"HX-Request": "true"})
        assert rows_on_screen(part) == rows_on_screen(page)
        assert part.content.strip().startswith(b'<div id="results">')
        none = client.get(f"{URL}?don-vi={scene.unit.code}&trang-thai=MISSED").content.decode()
        assert "Không có chỉ tiêu nào khớp" in none

    def test_an_unknown_filter_value_gets_a_clear_message(self, client, scene):
        client.force_login(scene.officer)
        page = client.get(f"{URL}?linh-vuc=khong-co")
        assert "để lọc. Hãy chọn lại trong danh sách." in page.content.decode()
        assert len(rows_on_screen(page)) == scene.targets.count()

    def test_ten_months_alone_are_never_an_estimate(self, client, scene):
        client.force_login(scene.officer)
        page = client.get(f"{URL}?loai=ytd")
        row = next(row for row in page.context["table"].rows if row.target == scene.estimate)
        assert texts(row, "ytd", "estimate", "verdict") == ("74,0", "–", "Chưa đánh giá")
        estimate = client.get(f"{URL}?loai=final").context["table"]
        known = [row.target for row in estimate.rows if not row["estimate"].is_blank]
        assert known == [scene.final]

    def test_sql_is_little_and_does_not_grow(self, client, scene):
        client.force_login(scene.officer)

        def queries():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(URL).status_code == 200
            return len(asked)

        few = queries()
        for target in scene.targets:
            for year in range(2015, 2024):
                observe(target, year, 50, Vintage.FINAL)
        make.report_with_items(plan=scene.plan, targets=3)
        make.RoundFactory(plan=scene.plan, year=2026)
        assert queries() == few
        # Session, person, powers and the page's frame take seven; the table itself nine.
        assert few <= 7 + 9
