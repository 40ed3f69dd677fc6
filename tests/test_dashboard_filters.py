"""Filters of the dashboard: kept in the address, shared by all parts, and behind every count."""

import pytest

from reports.models import Report
from tests import factories as make
from tests.dashboard_scene import District, see

pytestmark = pytest.mark.django_db
URL = "/bang-dieu-hanh/"


@pytest.fixture
def district():
    return District()


@pytest.fixture
def officer(client, district):
    client.force_login(district.officer)
    return client


def names(*reports):
    return {report.unit.name for report in reports}


def test_every_filter_narrows_all_parts_alike(officer, district):
    d = district
    everyone = (d.accepted, d.waiting, d.unsent)
    cases = {
        "": ({d.red, d.green, d.empty}, everyone, "1 trên 3 nhiệm vụ"),
        f"linh-vuc={d.a.slug}": ({d.red}, [d.accepted], "1 trên 1 nhiệm vụ"),
        f"linh-vuc={d.b.slug}": ({d.green, d.empty}, [d.waiting, d.unsent], "trong 2 nhiệm vụ"),
        f"don-vi={d.waiting.unit.code}": ({d.empty}, [d.waiting], "trong 1 nhiệm vụ"),
        "trang-thai=MISSED": ({d.red}, everyone, "1 trên 3 nhiệm vụ"),
        "trang-thai=NO_DATA": ({d.empty}, everyone, "1 trên 3 nhiệm vụ"),
        "trang-thai=co-so-lieu": ({d.red, d.green}, everyone, "1 trên 3 nhiệm vụ"),
        "trang-thai=ACCEPTED": ({d.red}, [d.accepted], "1 trên 3 nhiệm vụ"),
        "trang-thai=SUBMITTED": ({d.empty}, [d.waiting], "1 trên 3 nhiệm vụ"),
        "trang-thai=da-gui": ({d.red, d.empty}, [d.accepted, d.waiting], "1 trên 3 nhiệm vụ"),
        "trang-thai=gui-tre": (set(), [], "1 trên 3 nhiệm vụ"),
        "trang-thai=DUE_SOON": ({d.green}, [d.unsent], "1 trên 3 nhiệm vụ"),
        # A report that was not begun is no target whose time has not come.
        "trang-thai=chua-bat-dau": ({d.green}, [d.unsent], "1 trên 3 nhiệm vụ"),
        "trang-thai=NOT_STARTED": (set(), everyone, "1 trên 3 nhiệm vụ"),
        f"trang-thai=MISSED&linh-vuc={d.b.slug}": (
            set(),
            [d.waiting, d.unsent],
            "trong 2 nhiệm vụ",
        ),
        "loai=ytd": ({d.red, d.green, d.empty}, everyone, "1 trên 3 nhiệm vụ"),
    }
    for query, (targets, reports, tasks) in cases.items():
        page = see(officer, f"{URL}?{query}")
        assert set(page.codes()) == {target.code for target in targets}, query
        assert page.units() == names(*reports), query
        assert tasks in page.text("//h2[@id='tasks-title']"), query


def test_the_chosen_kind_of_figure_alone_judges_the_year(officer, district):
    titles = {
        "": "1 trên 3 chỉ tiêu đạt; 1 không đạt; 1 chưa đánh giá được",
        "final": "1 trên 3 chỉ tiêu đạt; 2 chưa đánh giá được",
        "estimate": "0 trên 3 chỉ tiêu đạt; 1 không đạt; 2 chưa đánh giá được",
        "ytd": "0 trên 3 chỉ tiêu đạt; 3 chưa đánh giá được",
    }
    for kind, title in titles.items():
        page = see(officer, f"{URL}?loai={kind}")
        assert page.text("//h2[@id='score-title']") == f"Năm 2027: {title}"
    assert "66,0" in see(officer, f"{URL}?loai=ytd").text("//*[@id='score']")


def test_counts_lead_to_pages_of_that_many(officer, district):
    page = see(officer, URL)
    for words, many in {"đơn vị đã gửi": 2, "báo cáo chờ thẩm định": 1, "1 đã duyệt": 1}.items():
        address = page.link(words)
        assert address.endswith("#reporting")
        found = see(officer, URL + address)
        assert len(found.units()) == many, words
        assert f"{many} trên 3 đơn vị phải báo cáo" in found.text("//caption")
    assert len(see(officer, URL + page.link("chỉ tiêu có số liệu")).codes()) == 2
    for words, many in {"Không đạt 1": 1, "Đạt 1": 1, "Chưa có số liệu 1": 1}.items():
        assert len(see(officer, URL + page.link(words)).codes()) == many
    overdue = see(officer, page.link("Quá hạn chưa hoàn thành 1"))
    assert overdue.tasks() == {district.accepted.updates.get().task.code}
    assert len(see(officer, page.link("nhiệm vụ vướng mắc")).tasks()) == 1
    assert len(see(officer, page.link("cả 3 nhiệm vụ")).tasks()) == 3


def test_overdue_units_are_one_click_away_after_the_deadline(client, district, settings):
    settings.FROZEN_CLOCK = make.at(2027, 11, 15)
    client.force_login(district.chair)
    page = see(client, URL)
    assert "1 quá hạn chưa gửi" in page.text("//p[@class='headline']")
    found = see(client, URL + page.link("đơn vị quá hạn chưa gửi"))
    assert found.units() == names(district.unsent)
    assert found.codes() == [district.green.code]


def test_values_and_cells_lead_to_their_working(officer, district):
    page = see(officer, URL)
    value = page.root.xpath("//table[contains(@class,'score-table')]//td[1]//a")[0]
    assert value.text_content() == "40,0% (ước)"
    cell = page.root.xpath("//table[contains(@class,'matrix')]//a[contains(@href,'nam=2026')]")[0]
    for link, shown in ((value, "40,0% (ước)"), (cell, "60,0")):
        address, anchor = link.get("href").split("#")
        working = see(officer, address)
        assert shown in working.text("//*[@id='so-lieu']")
        assert working.root.xpath(f"//details//*[@id='{anchor}']")
    old = see(officer, f"/chi-tieu/{district.red.slug}/?nam=2021")
    assert "Không có kỳ báo cáo" not in old.text()
    assert "Số liệu năm 2021" in old.text()


def test_chips_take_off_one_filter_each_and_one_link_all(officer, district):
    query = f"linh-vuc={district.b.slug}&trang-thai=NO_DATA&loai=final&xep=plan"
    page = see(officer, f"{URL}?{query}")
    chips = page.chips()
    assert [words.split(":")[0] for words in chips] == [
        "Lĩnh vực",
        "Trạng thái",
        "Loại số liệu",
        "Bỏ lọc",
    ]
    for name in ("linh-vuc", "trang-thai", "loai"):
        [without] = [href for href in chips.values() if f"{name}=" not in href and "&" in href]
        assert see(officer, URL + without).status == 200
    assert chips["Bỏ lọc"] == "?xep=plan"
    assert len(see(officer, URL + chips["Bỏ lọc"]).codes()) == 3
    assert see(officer, URL).chips() == {}


def test_an_address_round_trips_through_the_form(officer, district):
    unit = district.unsent.unit.code
    page = see(officer, f"{URL}?don-vi={unit}&trang-thai=DUE_SOON&loai=ytd")
    chosen = page.root.xpath("//form[contains(@class,'filter-bar')]//option[@selected]/@value")
    assert [value for value in chosen if value] == [unit, "DUE_SOON", "ytd"]


@pytest.mark.parametrize("query", ["loai=moi", "che-do=to", "trang-thai=TOT", "don-vi=khong-co"])
def test_an_unknown_value_says_so_and_filters_nothing(officer, query):
    page = see(officer, f"{URL}?{query}")
    assert page.status == 200
    assert "để lọc. Hãy chọn lại trong danh sách." in page.text()
    assert len(page.codes()) == 3


def test_steps_inside_a_unit_are_no_filter_for_leaders(client, district):
    Report.objects.filter(pk=district.unsent.pk).update(state=Report.State.DRAFT)
    client.force_login(district.officer)
    assert see(client, f"{URL}?trang-thai=DRAFT").units() == names(district.unsent)
    client.force_login(district.vice_chair)
    refused = see(client, f"{URL}?trang-thai=DRAFT")
    assert "để lọc" in refused.text()
    assert len(refused.units()) == 3


def test_the_view_for_a_projector_is_a_page_of_its_own(officer, district):
    page = see(officer, f"{URL}?linh-vuc={district.a.slug}")
    shown = see(officer, URL + page.link("Toàn màn hình"))
    assert shown.codes() == [district.red.code]
    assert not shown.root.xpath("//nav[@class='site-nav'] | //form[contains(@class,'filter-bar')]")
    assert shown.link("Thoát") == f"?linh-vuc={district.a.slug}"
    assert "1 không đạt" in shown.text("//h2[@id='score-title']")
    kept = see(officer, URL + shown.link("Không đạt 1"))
    assert kept.link("Thoát")


def test_paper_states_the_filters_and_the_time(officer, district):
    page = see(officer, f"{URL}?linh-vuc={district.a.slug}&loai=estimate")
    line = page.text("//p[contains(@class,'print-line')]")
    assert f"Năm: 2027; Lĩnh vực: {district.a.name}; Loại số liệu: ước cả năm." in line
    assert "In lúc 03/11/2027 09:00" in line


def test_each_chart_gives_what_plotly_draws_when_asked(officer, district):
    page = see(officer, URL)
    figures = page.root.xpath("//figure/@data-figure")
    assert len(figures) == 4
    for address in figures:
        answer = officer.get(address).json()
        assert answer["figure"]["data"]
        assert answer["texts"]
    assert officer.get(f"{URL}?hinh=khong-co").status_code == 404
