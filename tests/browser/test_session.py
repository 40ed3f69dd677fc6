"""A session that ends while a person writes: nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

PATH = "/bao-cao/2027/phuong-5/danh-gia-chung/"
BOX = "[name$=-overview]"
WORDS = "Viết dở khi phiên làm việc hết hạn."
WHO = "phuong5.chuyenvien@q3.example"


def test_one_logs_in_beside_the_page_and_the_writing_saves_itself(page, login, problems):
    problems.allow(r"\b401\b")
    login(page, WHO)
    page.goto(PATH)
    page.context.clear_cookies()
    page.fill(BOX, WORDS)
    notice = page.locator("#session-notice")
    expect(notice).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator("[data-save-state]")).to_have_text("Chưa lưu được: cần đăng nhập lại")
    with page.expect_popup() as opened:
        notice.locator("a").click()
    beside = opened.value
    login(beside, WHO)
    beside.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    expect(notice).to_be_empty()
    page.reload()
    assert page.input_value(BOX) == WORDS


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_posted_form_survives_the_login(js, new_page, server, login, demo_password, problems):
    problems.allow(r"\b401\b")
    page = login(new_page(server, js=js), WHO)
    page.goto(PATH)
    page.fill(BOX, WORDS)
    page.context.clear_cookies()
    page.click("button[value=later]")
    page.wait_for_selector("input[name=password]")
    expect(page.locator("main")).to_contain_text("Nội dung anh/chị vừa nhập vẫn còn")
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", demo_password)
    page.press("input[name=password]", "Enter")
    page.click("main form button:has-text('Lưu tiếp')")
    page.wait_for_url("**/viec-cua-toi/")
    page.goto(PATH)
    assert page.input_value(BOX) == WORDS
