"""Figures by ward, told by the people who bring them: asked, entered, sent, summed, adopted.

Once with scripts and once without: the same words, the same screens.
"""

import re

import pytest
from playwright.sync_api import expect

OFFICER = "tckh.tonghop1@q3.example"
WARD_CLERK, WARD_HEAD = "phuong5.chuyenvien@q3.example", "phuong5.lanhdao@q3.example"
PROVIDER = "tnmt.chuyenvien@q3.example"
MARKING = "/so-lieu-theo-phuong/2027/"
WARD = "/bao-cao/2027/phuong-5"
SUM = "/bao-cao/2027/phong-tnmt/tong-hop-phuong/ct-11/"
TERMS = {
    "ct-08": ("14.300", "14.850"),
    "ct-09": ("3.990", "3.994"),
    "ct-11": ("31200", "32000"),
}


@pytest.fixture
def person(new_page, server, login):
    def enter(email, *, js):
        return login(new_page(server, js=js), email)

    return enter


def mark(officer):
    officer.goto(MARKING)
    row = officer.locator("li", has_text="CT-11")
    row.locator("button[value=mark]").click()
    expect(officer.locator("main")).to_contain_text("CT-11: đã thêm vào báo cáo của")
    expect(officer.locator("main")).to_contain_text("không được hỏi vì báo cáo đã qua bước soạn")


def write_and_hand_over(clerk):
    clerk.goto(f"{WARD}/chi-tieu/")
    expect(clerk.locator("#ct-11")).to_contain_text("Phần của Phường 5")
    for code, (top, bottom) in TERMS.items():
        clerk.fill(f"[name={code}-estimate_numerator]", top)
        clerk.fill(f"[name={code}-estimate_denominator]", bottom)
        clerk.fill(f"[name={code}-source]", "Rà soát của các khu phố")
    clerk.click("button[value=next]")
    clerk.wait_for_url(f"**{WARD}/nhiem-vu/")
    for rating in clerk.locator("select[name$=-rating]").all():
        rating.select_option("STANDING_WITH_RESULT")
    for result in clerk.locator("textarea[name$=-result]").all():
        result.fill("Đã ban hành kế hoạch và kiểm tra tại các khu phố.")
    clerk.click("button[value=next]")
    clerk.wait_for_url(f"**{WARD}/danh-gia-chung/")
    clerk.fill("textarea[name$=-overview]", "Các khu phố thực hiện tốt.")
    clerk.click("button[value=next]")
    clerk.wait_for_url(f"**{WARD}/kiem-tra/")
    clerk.click("button[value=hand_over]")
    clerk.wait_for_url("**/viec-cua-toi/")


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_wards_are_asked_send_and_are_summed_by_the_unit_that_answers(js, person, problems):
    problems.allow(r"status of 409")
    mark(person(OFFICER, js=js))
    write_and_hand_over(person(WARD_CLERK, js=js))

    provider = person(PROVIDER, js=js)
    provider.goto(SUM)
    expect(provider.locator("main")).to_contain_text("Chưa có phường nào gửi số liệu")
    expect(provider.locator("main")).not_to_contain_text("31.200")

    head = person(WARD_HEAD, js=js)
    head.goto(f"{WARD}/kiem-tra/")
    expect(head.locator("main")).to_contain_text("97,5")
    head.click("button[value=submit]")
    head.wait_for_url(f"**{WARD}/bien-nhan/")

    provider.goto("/bao-cao/2027/phong-tnmt/chi-tieu/")
    provider.locator("#ct-11 a", has_text="dùng số tổng hợp").click()
    provider.wait_for_url(f"**{SUM}")
    expect(provider.locator("main")).to_contain_text("31.200")
    expect(provider.locator("main")).to_contain_text("Mới có 1/10 phường")
    provider.click("button[value=adopt]")
    provider.wait_for_url("**/bao-cao/2027/phong-tnmt/chi-tieu/#ct-11")
    expect(provider.locator("main")).to_contain_text("từ 1/10 phường làm số ước cả năm")
    expect(provider.locator("[name=ct-11-estimate_numerator]")).to_have_value("31200")
    source = provider.locator("[name=ct-11-source]")
    expect(source).to_have_value(re.compile(r"\S\nTổng hợp từ 1/10 phường"))


def test_ranked_wards_keep_inside_a_phone(new_page, shared_server, login):
    page = login(new_page(shared_server, width=360), "pct.vanxa@q3.example")
    page.goto("/chi-tieu/ct-08/?nam=2026")
    chart = page.locator("svg.ranked-bars[role=img]")
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    values = page.locator("svg.ranked-bars[role=img] text.label")
    expect(values.first).to_contain_text("Phường 3")
    expect(page.locator("main")).to_contain_text("10/10 phường")
