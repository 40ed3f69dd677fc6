"""A year's targets: the office weighs and drafts, the chair decides, the unit takes note."""

from playwright.sync_api import expect

OFFICER, CHAIR = "tckh.tonghop1@q3.example", "chutich@q3.example"
UNIT = "ldtbxh.lanhdao@q3.example"
SHEET, CHECK = "/chi-tieu-giao/2028/", "#ct-04-check"


def weigh_and_draft(page):
    """The check answers while the officer types; a button takes what the unit proposed."""
    page.goto(SHEET)
    box = page.locator("#ct-04-value")
    box.fill("87")
    expect(page.locator(CHECK)).to_contain_text("đến năm 2030 còn thiếu")
    box.fill("88,5")
    expect(page.locator(CHECK)).to_contain_text("đủ mức phải đạt (89%)")
    page.locator("#ct-04 button", has_text="Theo đề xuất").click()
    expect(page.locator("#ct-04-value")).to_have_value("88")
    page.locator("button[name=fill][value=path]").click()
    expect(page.locator("#ct-09-value")).to_have_value("100")


def decide(page):
    page.goto(f"{SHEET}quyet-dinh/")
    page.get_by_role("checkbox", name="CT-09").uncheck()
    page.fill("[name=number]", "311/QĐ-UBND")
    page.fill("[name=decided_on]", "03/11/2027")
    page.fill("[name=decided_by]", "Chủ tịch Ủy ban nhân dân Quận 3")
    page.get_by_role("button", name="Ghi nhận và báo các đơn vị").click()
    page.wait_for_url("**/tiep-nhan/")
    expect(page.locator("tr", has_text="CT-04")).to_contain_text("Chưa xác nhận")


def take_note(page):
    """On a phone, from the person's own page."""
    page.goto("/viec-cua-toi/")
    page.locator(".banner", has_text="2028").get_by_role("link").click()
    page.wait_for_url("**/chi-tieu-duoc-giao/2028/")
    block = page.locator(".entry-block", has_text="CT-04")
    expect(block).to_contain_text("311/QĐ-UBND")
    block.locator("textarea").fill("Đơn vị nhận, sẽ mở thêm hai lớp.")
    block.get_by_role("button", name="Xác nhận đã nhận").click()
    expect(page.locator(".entry-block", has_text="CT-04")).to_contain_text("Đã xác nhận")


def test_targets_of_a_year_are_weighed_decided_and_acknowledged(server, new_page, login):
    officer, chair = login(new_page(server), OFFICER), login(new_page(server), CHAIR)
    weigh_and_draft(officer)
    decide(chair)
    take_note(login(new_page(server, width=360), UNIT))
    chair.reload()
    row = chair.locator("tr", has_text="CT-04")
    expect(row).to_contain_text("Đã xác nhận")
    expect(row).to_contain_text("mở thêm hai lớp")
    officer.goto("/chi-tieu/ct-04/")
    expect(officer.locator(".history")).to_contain_text("311/QĐ-UBND")
