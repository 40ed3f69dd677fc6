"""The plan of a ward is looked at beside the district's, exported, changed and entered anew."""

from io import BytesIO

import openpyxl
from playwright.sync_api import expect

OFFICER = "tckh.tonghop1@q3.example"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_another_plan(content):
    """The exported file as somebody would edit it for a plan of their own."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Kế hoạch"]
    rows = {sheet.cell(at, 1).value: at for at in range(1, sheet.max_row + 1)}
    sheet.cell(rows["Mã kế hoạch"], 2).value = "phuong-5-15-kh-ubnd"
    sheet.cell(rows["Số, ký hiệu"], 2).value = "15/KH-UBND"
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def upload(page, content):
    file = {"name": "ke-hoach.xlsx", "mimeType": XLSX, "buffer": content}
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Kiểm tra và xem trước").click()


def test_another_plan_is_followed_exported_and_entered(server, new_page, login, problems):
    problems.allow(r"\b422\b")
    page = login(new_page(server), OFFICER)
    page.goto("/cac-ke-hoach/")
    page.get_by_role("link", name="12/KH-UBND").click()
    expect(page.locator(".brand-plan")).to_contain_text("12/KH-UBND")
    page.locator(".site-nav").get_by_role("link", name="Kế hoạch", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("12/KH-UBND")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất kế hoạch").click()
    content = download.value.path().read_bytes()

    page.goto("/ke-hoach/nhap/")
    upload(page, content)
    expect(page.locator(".error-summary")).to_contain_text("không ghi đè")
    upload(page, as_another_plan(content))
    expect(page.get_by_role("heading", level=2)).to_contain_text("15/KH-UBND")
    page.get_by_role("button", name="Nhập kế hoạch này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("15/KH-UBND")
    expect(page.locator("main")).to_contain_text("Triển khai Kế hoạch 57/KH-UBND")
