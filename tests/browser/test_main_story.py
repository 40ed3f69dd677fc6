"""The yearly report from the first figure to the dashboard, told by the people who do it.

Once with scripts and once without: the same words, the same screens.
"""

import re

import pytest
from playwright.sync_api import expect

REPORTER = "yte.chuyenvien@q3.example"
HEAD = "yte.lanhdao@q3.example"
OFFICER = "tckh.tonghop1@q3.example"
VICE_CHAIR = "pct.vanxa@q3.example"
REPORT = "/bao-cao/2027/phong-y-te"

TERMS = {
    "ct-06": {"ytd": "760", "estimate": "775", "final": "752"},
    "ct-07": {"ytd": "398", "estimate": "405", "final": "392"},
    "ct-08": {"ytd": "187.100", "estimate": "188.200", "final": "187.000"},
}
REASON = "Kiểm tra lại số giường: báo cáo tháng 10 của Trung tâm Y tế ghi 785 giường."


@pytest.fixture
def person(new_page, server, login_by_form):
    def enter(email, *, js):
        return login_by_form(new_page(server, js=js), email)

    return enter


def fill_targets(page):
    """The population under them comes from the shared table."""
    assert "Dân số 196.500 người" in page.inner_text("#ct-06")
    for code, figures in TERMS.items():
        for name, numerator in figures.items():
            page.fill(f"[name={code}-{name}_numerator]", numerator)
        page.fill(f"[name={code}-source]", "Báo cáo của các cơ sở y tế đến 31/10/2027")
        page.fill(f"[name={code}-explanation]", "Mở rộng hai phòng khám đa khoa.")


def fill_tasks(page):
    for rating in page.locator("select[name$=-rating]").all():
        rating.select_option("STANDING_WITH_RESULT")
    for result in page.locator("textarea[name$=-result]").all():
        result.fill("Đã thực hiện theo kế hoạch, có báo cáo của các trạm y tế.")


def next_step(page):
    page.click("button[value=next]")


def write_and_hand_over(page):
    page.locator("main a[href$='/bao-cao/2027/phong-y-te/chi-tieu/']").first.click()
    fill_targets(page)
    next_step(page)
    page.wait_for_url(f"**{REPORT}/nhiem-vu/")
    fill_tasks(page)
    next_step(page)
    page.wait_for_url(f"**{REPORT}/danh-gia-chung/")
    page.fill("textarea[name$=-overview]", "Mạng lưới y tế cơ sở được củng cố.")
    next_step(page)
    page.wait_for_url(f"**{REPORT}/kiem-tra/")
    page.click("button[value=hand_over]")
    page.wait_for_url("**/viec-cua-toi/")


def send(page):
    page.goto("/viec-cua-toi/")
    page.locator("main a[href$='/bao-cao/2027/phong-y-te/kiem-tra/']").first.click()
    page.click("button[value=submit]")
    page.wait_for_url(f"**{REPORT}/bien-nhan/")
    assert re.search(r"BN-2027-\d{5}-[0-9A-F]{6}", page.inner_text("main"))
    assert "Đúng hạn" in page.inner_text("main")


def return_one_figure(page):
    page.goto("/tham-dinh/")
    page.click("main a:has-text('Phòng Y tế Quận 3')")
    item = page.locator("#ct-06")
    item.locator("summary:has-text('Đề nghị sửa')").click()
    item.locator("textarea").fill(REASON)
    item.locator("button[value=return_item]").click()
    page.locator("#ct-06", has_text="Bị trả lại").wait_for()
    page.click("summary:has-text('Trả lại báo cáo')")
    page.fill("textarea[name$=reason] >> nth=-1", "Một số liệu cần kiểm tra lại.")
    page.click("button[value=send_back]")
    page.wait_for_selector("text=Đã trả lại báo cáo năm 2027 của Phòng Y tế")


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_report_goes_from_the_reporter_to_the_dashboard(js, person, server, problems):
    reporter = person(REPORTER, js=js)
    assert reporter.url.endswith("/viec-cua-toi/")
    write_and_hand_over(reporter)

    head = person(HEAD, js=js)
    send(head)

    officer = person(OFFICER, js=js)
    return_one_figure(officer)

    reporter.goto("/viec-cua-toi/")
    assert REASON in reporter.inner_text("main")
    reporter.goto(f"{REPORT}/chi-tieu/")
    assert REASON in reporter.inner_text("#ct-06")
    reporter.fill("[name=ct-06-estimate_numerator]", "785")
    reporter.click("button[value=later]")
    reporter.wait_for_url("**/viec-cua-toi/")
    reporter.goto(f"{REPORT}/kiem-tra/")
    reporter.click("button[value=hand_over]")
    reporter.wait_for_url("**/viec-cua-toi/")
    send(head)

    officer.goto("/tham-dinh/2027/phong-y-te/")
    officer.click("button[value=accept]")
    officer.wait_for_url("**/tham-dinh/?nam=2027")

    value = "39,9"  # 785 / 196 500 × 10 000 = 39,949…
    officer.goto("/bang-dieu-hanh/?nam=2027")
    expect(officer.locator("tr", has_text="CT-06").first).to_contain_text(value)
    officer.goto("/chi-tieu/ct-06/")
    assert value in officer.inner_text("main")
    vice_chair = person(VICE_CHAIR, js=js)
    vice_chair.goto("/linh-vuc/van-xa/")
    assert value in vice_chair.inner_text("main")

    officer.goto("/bao-cao/2027/phong-y-te/lich-su/")
    history = officer.inner_text("main")
    for step in ("Gửi báo cáo", "Trả lại báo cáo", "Duyệt báo cáo"):
        assert step in history
    assert history.count("Gửi báo cáo") == 2
    assert "Trình lãnh đạo" not in history  # the unit's own business
    reporter.goto("/bao-cao/2027/phong-y-te/lich-su/")
    assert reporter.inner_text("main").count("Trình lãnh đạo") == 2
    assert "chuỗi nguyên vẹn" in server.manage("verify_submissions")
