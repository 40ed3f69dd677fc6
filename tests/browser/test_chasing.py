"""Units are late: the officer calls, writes a letter, one unit sends meanwhile, the chair looks."""

import re
from io import BytesIO

from docx import Document
from playwright.sync_api import expect

OFFICER, CHAIR = "tckh.tonghop1@q3.example", "chutich@q3.example"
HEAD = "noivu.lanhdao@q3.example"
LATE = "2027-11-15T09:00:00+07:00"
CALLED, SENT, STILL_LATE = "Phòng Y tế Quận 3", "Phòng Nội vụ Quận 3", 9


def call(page):
    page.goto("/tinh-hinh-nop/?trang-thai=qua-han")
    page.locator("tr", has_text=CALLED).get_by_role("link", name="Nhật ký").click()
    page.fill("[name=spoken_to]", "chị văn thư, điện thoại")
    page.fill("[name=note]", "Chờ lãnh đạo ký.")
    page.fill("[name=promised_on]", "17/11/2027")
    page.click("button:has-text('Ghi nhật ký')")
    expect(page.locator(".history")).to_contain_text("Hẹn gửi ngày 17/11/2027.")


def write_letter(page):
    page.goto("/don-doc/2027/")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(STILL_LATE + 1)
    expect(page.locator(".chase-unit", has_text=CALLED)).to_contain_text("Liên hệ gần nhất")
    page.click("button:has-text('Soạn công văn')")
    page.wait_for_url("**/don-doc/2027/cong-van/*/")
    expect(page.locator("tbody tr")).to_have_count(STILL_LATE + 1)
    page.fill("[name=number]", "215")
    page.fill("[name=dated_on]", "15/11/2027")


def send_report(page):
    page.goto("/bao-cao/2027/phong-noi-vu/kiem-tra/")
    page.click("button[value=submit]")
    page.wait_for_url("**/bien-nhan/")


def send_letter(page):
    """The unit that sent meanwhile is told, taken out, and the letter goes out to the others."""
    page.click("button[value=send]")
    expect(page.locator("#khong-con-tre")).to_have_text(re.compile("1 đơn vị .* không còn trễ hạn"))
    expect(page.locator("[name=number]")).to_have_value("215")
    page.click("button[value=restate]")
    expect(page.locator("tbody tr")).to_have_count(STILL_LATE)
    page.click("button[value=send]")
    expect(page.locator(".page-lead")).to_contain_text("ghi nhận phát hành")
    with page.expect_download() as download:
        page.click("text=Tải bản Word")
    return Document(BytesIO(download.value.path().read_bytes()))


def test_late_units_are_called_and_written_to_and_the_chair_sees_who_sent(
    start, new_page, login, problems
):
    problems.allow(r"\b409\b")
    server = start(Q3PLAN_CLOCK=LATE)
    officer, head = login(new_page(server), OFFICER), login(new_page(server), HEAD)
    call(officer)
    write_letter(officer)
    send_report(head)
    document = send_letter(officer)
    units = [row.cells[1].text for row in document.tables[1].rows[2:]]
    assert len(units) == STILL_LATE
    assert CALLED in units and SENT not in units
    assert document.tables[0].rows[1].cells[0].text.startswith("Số: 215/")
    officer.goto("/tinh-hinh-nop/")
    expect(officer.locator("tr", has_text=CALLED).first).to_contain_text("1 công văn")

    chair = login(new_page(server, width=360), CHAIR)
    chair.goto("/tinh-hinh-nop/?trang-thai=gui-tre")
    rows = chair.locator("#don-vi tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(SENT)
    expect(rows).to_contain_text("Trễ 6 ngày")
    expect(chair.locator(".tile", has_text="Quá hạn, còn thiếu")).to_contain_text(str(STILL_LATE))
