"""Where things stand, as the coordinating unit, the Committee Office and a vice-chair use it."""

import re

import pytest
from playwright.sync_api import expect

OFFICER = "tckh.tonghop1@q3.example"
OFFICE = "vp.tonghop@q3.example"
VICE_CHAIR = "pct.vanxa@q3.example"
SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])


@pytest.fixture
def officer(new_page, shared_server, login):
    return login(new_page(shared_server), OFFICER)


def rows(page):
    return page.locator(".score-table tbody tr")


def test_filters_stand_in_the_address_and_back_restores_them(officer):
    officer.goto("/bang-dieu-hanh/")
    everything = rows(officer).count()
    officer.select_option("select[name=nam]", "2026")
    officer.wait_for_url("**nam=2026**")
    officer.locator("#score-title", has_text="2026").wait_for()
    officer.select_option("select[name=trang-thai]", "MISSED")
    officer.wait_for_url("**trang-thai=MISSED**")
    officer.locator("li a", has_text="Bỏ lọc").wait_for()
    assert 0 < rows(officer).count() < everything
    address = officer.url
    # Back from a place of the page is no other address: nothing is loaded again.
    officer.evaluate("window.isStillHere = true")
    officer.click(".page-sections a[href='#reporting']")
    officer.wait_for_url("**#reporting")
    officer.go_back()
    officer.wait_for_url(address)
    assert officer.evaluate("window.isStillHere")
    officer.go_back()
    officer.wait_for_url("**trang-thai=&loai=")
    officer.locator("li a", has_text="Bỏ lọc").wait_for(state="detached")
    assert rows(officer).count() == everything
    assert officer.input_value("select[name=nam]") == "2026"
    assert officer.input_value("select[name=trang-thai]") == ""
    officer.goto(address)  # sent to somebody, it shows the same
    assert officer.input_value("select[name=trang-thai]") == "MISSED"
    assert 0 < rows(officer).count() < everything


def test_filters_work_without_scripts(new_page, shared_server, login):
    page = login(new_page(shared_server, js=False), OFFICER)
    page.goto("/bang-dieu-hanh/")
    page.select_option("select[name=nam]", "2026")
    page.select_option("select[name=linh-vuc]", "do-thi")
    page.click(".filter-bar button")
    page.wait_for_url(lambda url: "nam=2026" in url and "linh-vuc=do-thi" in url)
    expect(rows(page)).to_have_count(3)
    page.locator(".standing-counts a", has_text="Không đạt").click()
    page.wait_for_url("**trang-thai=MISSED**")
    assert 0 < rows(page).count() < 3
    page.locator("a", has_text="Bỏ lọc").click()
    expect(page.locator("select[name=linh-vuc]")).to_have_value("")


def test_what_is_far_below_comes_by_itself_and_after_a_filter_too(officer):
    officer.goto("/bang-dieu-hanh/")
    waiting = officer.locator(".part:not([data-worked-out])")
    expect(waiting).to_have_count(0)
    officer.click(".page-sections a[href='#reporting']")
    expect(officer.locator("#reporting-title")).to_be_in_viewport()
    officer.select_option("select[name=linh-vuc]", "do-thi")
    expect(officer.locator("#sectors svg.multiple")).to_have_count(3)
    expect(waiting).to_have_count(0)
    # What the scripts offer at a chart stands at the new ones.
    expect(officer.locator("#bullets [data-chart-closer]")).to_be_visible()
    expect(officer.locator("#bullets [data-chart-steps]")).to_have_attribute("role", "application")


def test_small_dots_get_their_words_when_somebody_looks_closer(officer):
    officer.goto("/bang-dieu-hanh/?linh-vuc=do-thi")
    chart = officer.locator("#sectors-chart")
    folded, dots = chart.locator("path[data-says]"), chart.locator("circle.point-final")
    expect(folded).to_have_count(3)
    before = dots.count()
    chart.locator("svg.multiple").first.hover()
    expect(folded).to_have_count(0)
    assert dots.count() > before
    chart.get_by_role("application").press("End")
    expect(chart.locator("[data-chart-say]")).to_have_text(re.compile(r"^CT-11 · 202\d: \d"))


def test_what_is_far_below_is_printed_without_scripts(new_page, shared_server, login):
    page = login(new_page(shared_server, js=False), OFFICER)
    page.goto("/bang-dieu-hanh/")
    page.emulate_media(media="print")
    expect(page.locator("#reporting .table-stack")).to_contain_text(
        "Phòng Y tế", use_inner_text=True
    )


def test_a_chart_is_walked_by_keyboard_saved_and_looked_at_closer(officer):
    fetched = []
    officer.on("request", lambda request: fetched.append(request.url))
    officer.goto("/chi-tieu/ct-06/")
    chart = officer.locator("#trajectory")
    drawn, said = chart.locator(".chart-wide"), chart.locator("[data-chart-say]")
    steps = chart.get_by_role("application")
    steps.press("ArrowRight")
    expect(said).to_have_text("2020: 34,6 (chính thức)")
    steps.press("ArrowRight")
    expect(said).to_have_text("2021: 34,9 (chính thức)")
    expect(drawn.locator(".step-mark")).to_have_count(1)
    steps.press("Home")
    expect(said).to_have_text("2020: 34,6 (chính thức)")
    steps.press("Escape")
    expect(said).to_be_empty()
    expect(drawn.locator(".step-mark")).to_have_count(0)
    with officer.expect_download() as download:
        chart.get_by_role("button", name="Tải ảnh SVG").click()
    assert download.value.suggested_filename == "trajectory.svg"
    picture = download.value.path().read_text()
    assert "38,4 (ước)" in picture
    assert "class=" not in picture
    with officer.expect_download() as download:
        chart.get_by_role("button", name="Tải ảnh PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    assert not [url for url in fetched if "plotly" in url]
    chart.get_by_role("button", name="Xem tương tác").click()
    chart.locator(".scatterlayer .point").nth(5).wait_for(state="attached")
    expect(drawn).to_be_hidden()
    with officer.expect_download() as download:
        chart.locator("[data-title='Tải ảnh SVG']").click()
    assert "Chính thức" in download.value.path().read_text()
    chart.get_by_role("button", name="Về biểu đồ thường").click()
    expect(drawn).to_be_visible()


def test_the_chart_and_its_figures_are_there_without_scripts(new_page, shared_server, login):
    page = login(new_page(shared_server, js=False, width=360), OFFICER)
    page.goto("/chi-tieu/ct-06/")
    assert page.locator("#trajectory .chart-narrow").is_visible()
    assert not page.locator("#trajectory .chart-wide").is_visible()
    assert not page.locator("[data-chart-closer]").is_visible()
    assert "38,4" in page.inner_text(".trajectory-table")


@SCRIPTS
def test_every_lamp_opens_its_working(js, new_page, shared_server, login):
    page = login(new_page(shared_server, js=js), OFFICER)
    page.goto("/chi-tieu/ct-04/")
    for name, words in (
        ("Kết quả năm", "Mốc so sánh"),
        ("Tiến độ đến năm đích", "P = (x − B) / (E − B)"),
        ("Tình trạng báo cáo", "Gửi lần đầu"),
    ):
        card = page.locator(".lamp-cards .card", has_text=name)
        expect(card.get_by_text(words).first).to_be_hidden()
        card.locator("summary").click()
        expect(card.get_by_text(words).first).to_be_visible()


def test_the_plan_is_searched_while_typing(officer):
    officer.goto("/ke-hoach/")
    officer.locator("#tim").press_sequentially("giuong benh")
    officer.locator("mark", has_text="giường bệnh").first.wait_for()
    expect(officer.locator("mark")).to_have_count(2)
    officer.wait_for_url("**q=giuong**")
    officer.fill("#tim", "khongcogi")
    officer.locator("text=Không có điều khoản nào chứa").first.wait_for()
    officer.fill("#tim", "")
    officer.locator("[id='III.16.1']").wait_for()


def test_the_plan_is_searched_without_scripts(new_page, shared_server, login):
    page = login(new_page(shared_server, js=False), OFFICER)
    page.goto("/ke-hoach/")
    page.fill("#tim", "giuong benh")
    page.click("[role=search] button")
    expect(page.locator("mark")).to_have_count(2)


def test_a_vice_chair_sees_trouble_first_and_is_one_tap_away(new_page, shared_server, login):
    page = login(new_page(shared_server, width=360, height=740), VICE_CHAIR)
    page.wait_for_url("**/linh-vuc/van-xa/")
    first = page.locator(".target-row").first
    assert "target-row-red" in first.get_attribute("class")
    assert first.bounding_box()["y"] < 740  # on the first screen
    assert page.locator("#don-vi").is_visible()
    first.locator("a").click()
    page.wait_for_url(re.compile(r"/chi-tieu/ct-\d\d/$"))
    page.go_back()
    page.locator("section", has_text="Đơn vị").locator("a[href^='/don-vi/']").first.click()
    page.wait_for_url("**/don-vi/**")
    expect(page.locator("main")).not_to_contain_text("Đang soạn")


def test_the_provider_that_the_plan_leaves_open_is_set(new_page, server, login):
    officer = login(new_page(server), OFFICER)
    unit = login(new_page(server), "tuphap.chuyenvien@q3.example")
    unit.goto("/bao-cao/2027/phong-tu-phap/chi-tieu/")
    assert unit.locator("#ct-13").count() == 0
    officer.goto("/chi-tieu/ct-13/")
    assert "chưa xác định đơn vị cung cấp số liệu" in officer.inner_text("main")
    officer.locator("a", has_text="Chọn đơn vị cung cấp").click()
    officer.select_option("select[name=unit]", label="Phòng Tư pháp Quận 3")
    officer.fill("input[name=document]", "215/QĐ-UBND")
    officer.click("main form button.btn-primary")
    officer.locator("text=Đã thêm CT-13 vào báo cáo năm 2027").wait_for()
    officer.goto("/chi-tieu/ct-13/")
    assert "chưa xác định" not in officer.inner_text(".target-facts")
    assert "Phòng Tư pháp Quận 3" in officer.inner_text(".target-facts")
    unit.reload()
    assert unit.locator("#ct-13").is_visible()


def test_the_coordinating_units_own_report_is_judged_by_the_committee_office(
    new_page, server, login
):
    path = "/tham-dinh/2027/phong-tckh/"
    officer = login(new_page(server), OFFICER)
    officer.goto(path)
    assert "Đây là báo cáo của đơn vị anh/chị" in officer.inner_text("main")
    assert officer.locator("main button[name=action]").count() == 0
    office = login(new_page(server), OFFICE)
    office.goto("/tham-dinh/")
    office.locator("main a", has_text="Phòng Tài chính – Kế hoạch").first.click()
    office.click("button[value=accept]")
    office.locator("text=Đã duyệt báo cáo năm 2027 của Phòng Tài chính").wait_for()
    office.goto("/tham-dinh/2027/phong-qldt/")
    assert office.locator("main button[name=action]").count() == 0


@SCRIPTS
def test_an_accepted_report_is_reopened_with_a_reason_until_a_day(
    js, new_page, server, login, problems
):
    problems.allow(r"status of 400")
    officer = login(new_page(server, js=js), OFFICER)
    officer.goto("/tham-dinh/2027/phong-kinh-te/")
    officer.locator("summary", has_text="Mở lại").click()
    officer.click("button[value=reopen]")
    expect(officer).to_have_title(re.compile("^Lỗi:"))
    officer.fill("[name=reason]", "Cục Thống kê vừa công bố số mới.")
    officer.fill("[name=until]", "08/11/2027")
    officer.click("button[value=reopen]")
    officer.locator("text=Đã mở lại báo cáo đến hết ngày 08/11/2027").wait_for()
    unit = login(new_page(server, js=js), "kinhte.chuyenvien@q3.example")
    assert "Cục Thống kê vừa công bố số mới." in unit.inner_text("main")
    officer.goto("/bang-dieu-hanh/")
    kinh_te = officer.locator("#reporting tr", has_text="Phòng Kinh tế")
    expect(kinh_te).to_contain_text("Được mở lại")
    # What was accepted counts until it is replaced.
    expect(officer.locator("#score tr", has_text="CT-01")).to_contain_text("9,09")


def test_an_extension_is_granted_and_shown_apart(new_page, server, login):
    officer = login(new_page(server), OFFICER)
    officer.goto("/tham-dinh/2027/phong-y-te/")
    officer.fill("[name=until]", "15/11/2027")
    officer.fill("[name=reason]", "Chờ số liệu của bệnh viện.")
    officer.click("button[value=extend]")
    officer.locator("text=Đã gia hạn đến hết ngày 15/11/2027").wait_for()
    officer.goto("/bang-dieu-hanh/")
    row = officer.locator("#reporting tr", has_text="Phòng Y tế").first
    expect(row).to_contain_text("gia hạn trước ngày 16/11/2027")


def test_a_verdict_that_a_final_figure_turned_is_told_everywhere(new_page, shared_server, login):
    officer = login(new_page(shared_server), OFFICER)
    words = "Năm 2025: ước cả năm 8,98 – Không đạt; chính thức 10,27 – Đạt."
    officer.goto("/tham-dinh/2026/phong-kinh-te/")
    assert words in officer.inner_text("main")
    officer.goto("/chi-tieu/ct-01/")
    assert "Kết quả năm 2025 thay đổi: Không đạt → Đạt" in officer.inner_text("main")
    unit = login(new_page(shared_server), "kinhte.chuyenvien@q3.example")
    unit.goto("/bao-cao/2026/phong-kinh-te/lich-su/")
    assert words in unit.inner_text("main")
