"""Phường 4 is split between two new wards: prepared, undone, done again, ended by its heir.

Once with scripts and once without: the same words, the same screens.
"""

import pytest
from playwright.sync_api import expect

from .conftest import start_server

ADMINISTRATOR, OFFICER = "quantri@q3.example", "tckh.tonghop1@q3.example"
WARD_HEAD = "phuong4.lanhdao@q3.example"
AFTERWARDS = "2027-11-09T09:00:00+07:00"
WARDS = ("Ủy ban nhân dân Phường Bàn Cờ", "Ủy ban nhân dân Phường Xuân Hòa")
PARTS = ("Các khu phố 1, 2 và 3", "Phần còn lại của Phường 4")


def prepare(page):
    page.goto("/sap-xep-don-vi/")
    page.get_by_role("link", name="Chuẩn bị việc sắp xếp").click()
    for name, value in (
        ("title", "Sắp xếp các phường"),
        ("document", "1685/NQ-UBTVQH15"),
        ("document_on", "20/10/2027"),
        ("issued_by", "Ủy ban Thường vụ Quốc hội"),
        ("effective_on", "08/11/2027"),
    ):
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/don-vi-tiep-nhan/")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator("[name=nhan-2-name]")).to_be_visible()
    for number, name in enumerate(WARDS):
        page.fill(f"[name=nhan-{number}-name]", name)
        page.select_option(f"[name=nhan-{number}-kind]", "WARD")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/don-vi-ket-thuc/")
    for number, (name, part) in enumerate(zip(WARDS, PARTS, strict=True)):
        page.select_option(f"[name=dong-{number}-predecessor]", "phuong-4")
        page.select_option(f"[name=dong-{number}-heir]", label=name)
        page.fill(f"[name=dong-{number}-partial_territory]", part)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/phan-cong/")
    expect(page.locator("main")).to_contain_text("Người của đơn vị chia tách")
    page.get_by_role("button", name="Lưu và xem trước").click()
    page.wait_for_url("**/xem-truoc/")
    expect(page.locator("main")).to_contain_text(PARTS[0])


def carry_out(page):
    page.get_by_role("button", name="Thực hiện việc sắp xếp").click()
    expect(page.locator("main")).to_contain_text("Đã thực hiện; các thay đổi áp dụng từ 08/11/2027")


@pytest.mark.long
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_ward_is_split_undone_and_split_again(js, new_page, server, login, tmp_path):
    administrator = login(new_page(server, js=js), ADMINISTRATOR)
    prepare(administrator)
    carry_out(administrator)
    expect(administrator.locator("main")).to_contain_text("Phường Bàn Cờ")

    officer = login(new_page(server, js=js), OFFICER)
    officer.goto("/sap-xep-don-vi/")
    officer.get_by_role("link", name="Sắp xếp các phường").click()
    officer.locator("summary", has_text="Hoàn lại việc sắp xếp này").click()
    officer.get_by_role("button", name="Hoàn lại").click()
    expect(officer.locator("main")).to_contain_text("Đã hoàn lại; mọi thứ như trước")
    officer.get_by_role("button", name="Chuẩn bị lại từ bản này").click()
    officer.wait_for_url("**/xem-truoc/")
    carry_out(officer)

    server.stop()
    extra = server.environment | {"Q3PLAN_CLOCK": AFTERWARDS}
    later = start_server(server.database_url, tmp_path / "later.log", **extra)
    try:
        head = login(new_page(later, js=js), WARD_HEAD)
        head.goto("/thong-bao/")
        expect(head.locator("main")).to_contain_text("Sắp xếp đơn vị từ ngày 08/11/2027")
        head.goto("/bao-cao/2027/phuong-4/")
        expect(head.locator("main")).to_contain_text("Phường 4")
        officer = login(new_page(later, js=js), OFFICER)
        officer.goto("/sap-xep-don-vi/")
        officer.get_by_role("link", name="Sắp xếp các phường").first.click()
        expect(officer.locator("main")).to_contain_text("Đã đến ngày hiệu lực 08/11/2027")
    finally:
        later.stop()
