"""Every page of every role: accessible, inside its width, without a policy violation.

The pages are looked at as they open and with everything unfolded, at 1280 and at 360 px.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

WIDTHS = (1280, 360)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
# axe spends most of its time on the contrast of text, so it is asked about each kind of text.
ONE_OF_EACH_KIND = (Path(__file__).parent / "one_of_each_kind.js").read_text()
CONTRAST_OF_THESE = """axe.configure({
    rules: [{ id: "color-contrast", selector: "[data-one-of-kind]" }],
})"""
COMMON = ("/ke-hoach/", "/ke-hoach/?q=giuong+benh", "/ke-hoach/?q=khongcogi")
PAGES = {
    "yte.chuyenvien": (
        "/viec-cua-toi/",
        "/thong-bao/",
        "/thong-bao/?loai=REPORT_LATE",
        "/thong-bao/tuy-chon/",
        "/bao-cao/2027/phong-y-te/chi-tieu/",
        "/bao-cao/2027/phong-y-te/tong-hop-phuong/ct-08/",
        "/bao-cao/2027/phong-y-te/nhiem-vu/",
        "/bao-cao/2027/phong-y-te/danh-gia-chung/",
        "/bao-cao/2027/phong-y-te/kiem-tra/",
        "/bao-cao/2027/phong-y-te/minh-chung/",
        "/bao-cao/2026/phong-y-te/minh-chung/",
        "/bao-cao/2027/phong-y-te/tai-len/",
        "/bao-cao/2026/phong-y-te/",
        "/bao-cao/2026/phong-y-te/bien-nhan/",
        "/bao-cao/2026/phong-y-te/lich-su/",
        "/bao-cao/2026/phong-y-te/so-sanh/",
        "/bao-cao/2026/phong-y-te/ban-in/",
        "/bao-cao/2027/phong-y-te/ban-in/",
        "/chi-tieu/",
        "/chi-tieu/ct-06/",
        "/nhiem-vu/",
        "/nhiem-vu/iii-9-6/",
        "/so-lieu-da-duyet/?loai=final",
        "/mau-so-dung-chung/",
        "/don-vi/phong-y-te/",
        "/chi-dao/3/",
        "/chi-tieu-duoc-giao/2027/",
        "/tai-khoan/doi-mat-khau/",
        "/tai-khoan/dang-xuat/",
        "/khong-co-trang-nay/",
        *COMMON,
    ),
    "tnmt.chuyenvien": (
        "/viec-cua-toi/",
        "/bao-cao/2027/phong-tnmt/chi-tieu/",
        "/bao-cao/2027/phong-tnmt/kiem-tra/",
    ),
    "noivu.lanhdao": ("/viec-cua-toi/", "/bao-cao/2027/phong-noi-vu/kiem-tra/"),
    "phuong5.chuyenvien": ("/bao-cao/2027/phuong-5/chi-tieu/",),
    "phuong3.chuyenvien": (
        "/viec-cua-toi/",
        "/bao-cao/2027/phuong-3/",
        "/bao-cao/2027/phuong-3/bien-nhan/",
    ),
    "tckh.tonghop1": (
        "/bang-dieu-hanh/",
        "/bang-dieu-hanh/?nam=2026",
        "/cac-ke-hoach/",
        "/kh/phuong-3-12-kh-ubnd/ke-hoach/",
        "/kh/phuong-3-12-kh-ubnd/bang-dieu-hanh/",
        "/ke-hoach/nhap/",
        "/nhat-ky/",
        "/bang-dieu-hanh/?trang-thai=MISSED&linh-vuc=noi-chinh",
        "/bang-dieu-hanh/?nam=1999",
        "/bang-dieu-hanh/?che-do=trinh-chieu&trang-thai=RETURNED",
        "/nhiem-vu/?danh-gia=vuong-mac&linh-vuc=do-thi",
        "/tom-tat/",
        "/tong-hop/2027/",
        "/tong-hop/2026/?linh-vuc=van-xa&loai=ytd",
        "/tong-hop/2026/bao-cao/",
        "/tong-hop/2027/chot/",
        "/tong-hop/2026/da-chot/",
        "/tong-hop/so-sanh/",
        "/dieu-chinh/",
        "/dieu-chinh/1/",
        "/dieu-chinh/2/",
        "/dieu-chinh/trinh/",
        "/dieu-chinh/quyet-dinh/",
        "/dieu-chinh/moi/?ve=chi-tieu-4",
        "/dieu-chinh/moi/?ve=chi-tieu-4&loai=READING",
        "/dieu-chinh/moi/?ve=chi-tieu-4&loai=ASSIGNMENT",
        "/chi-tieu/ct-04/dut-chuoi/",
        "/tham-dinh/",
        "/tham-dinh/?nam=2026",
        "/tham-dinh/2026/phong-kinh-te/",
        "/tham-dinh/2027/phong-qldt/",
        "/tham-dinh/2027/phong-kinh-te/",
        "/tham-dinh/2027/phong-tnmt/",
        "/tham-dinh/2027/phong-y-te/",
        "/tham-dinh/2027/phong-y-te/nhap-thay/",
        "/tham-dinh/2027/phong-kinh-te/nhap-thay/",
        "/tham-dinh/2027/phong-kinh-te/doi-chieu/",
        "/tham-dinh/2027/phong-y-te/doi-chieu/",
        "/tham-dinh/gia-han/2027/",
        "/tinh-hinh-nop/?nam=2026",
        "/don-doc/2026/",
        "/don-doc/2026/cong-van/1/",
        "/don-doc/2026/phong-tu-phap/lien-he/",
        "/don-doc/2027/phuong-5/lien-he/",
        "/tham-dinh/2027/phuong-5/mien-bao-cao/",
        "/ky-bao-cao/",
        "/thong-bao/nhac-viec/",
        "/thong-bao/nhac-viec/report-late/",
        "/thong-bao/thu-da-xep/",
        "/so-lieu-da-duyet/?loai=final",
        "/mau-so-dung-chung/",
        "/mau-so-dung-chung/dan-so/2027/estimate/",
        "/kiem-tra-hop-ly/",
        "/chi-tieu-giao/2028/",
        "/chi-tieu-giao/2027/",
        "/chi-tieu-giao/2028/quyet-dinh/",
        "/chi-tieu-giao/2027/tiep-nhan/",
        "/chi-tieu-giao/2028/tai-len/",
        "/muc-cap-tren-giao/",
        "/muc-cap-tren-giao/2027/iii-2-1/",
        "/kiem-tra-hop-ly/1/",
        "/so-lieu-theo-phuong/2027/",
        "/so-lieu-theo-phuong/2025/",
        "/chi-tieu/ct-08/?nam=2026",
        "/chi-tieu/ct-09/",
        "/tham-dinh/2027/phuong-3/",
        "/bao-cao/2027/phong-ldtbxh/so-sanh/",
        "/chi-tieu/",
        "/chi-tieu/?nam=2025",
        "/chi-tieu/ct-01/",
        "/chi-tieu/ct-04/",
        "/chi-tieu/ct-12/?nam=2026",
        "/chi-tieu/ct-13/",
        "/chi-tieu/ct-13/don-vi-cung-cap/",
        "/don-vi/",
        "/don-vi/phuong-3/",
        "/linh-vuc/",
        "/linh-vuc/do-thi/",
        "/ke-hoach/",
        "/bao-cao/2027/phong-qldt/",
        "/bao-cao/2027/phong-tnmt/lich-su/",
    ),
    "quantri": ("/sap-xep-don-vi/", "/sap-xep-don-vi/moi/"),
    "vp.tonghop": ("/tham-dinh/", "/tham-dinh/2027/phong-tckh/"),
    "pct.vanxa": (
        "/linh-vuc/van-xa/",
        "/nhiem-vu/iii-9-6/",
        "/bang-dieu-hanh/",
        "/don-vi/",
        "/don-vi/phong-gddt/",
        "/chi-dao/",
        "/chi-dao/?trang-thai=qua-han&linh-vuc=sai",
        "/chi-dao/1/",
        "/chi-dao/moi/?ve=chi-tieu-6",
    ),
    "pct.dothi": ("/linh-vuc/do-thi/", "/nhiem-vu/iii-5-1/", "/chi-tieu/ct-10/", "/tom-tat/"),
    "chutich": (
        "/chi-tieu-giao/2028/",
        "/tinh-hinh-nop/",
        "/linh-vuc/",
        "/linh-vuc/noi-chinh/",
        "/phan-cong-linh-vuc/",
        "/phan-cong-linh-vuc/van-xa/",
        "/bang-dieu-hanh/",
        "/don-vi/",
    ),
}
ANONYMOUS = ("/tai-khoan/dang-nhap/", "/tai-khoan/quen-mat-khau/")


def in_parts(size=8):
    """Roles with a few of their pages each, so that parallel runs share them evenly."""
    for role, paths in PAGES.items():
        for first in range(0, len(paths), size):
            yield pytest.param(role, paths[first : first + size], id=f"{role}-{first}")


def faults(page, path):
    """What is wrong with the page that stands in the browser."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if sideways > 0:
            found.append(f"{path} at {width} px: {sideways} px too wide")
        for violation in violations(page):
            places = [node["target"] for node in violation["nodes"][:3]]
            found.append(f"{path} at {width} px: {violation['id']} {places}")
    return found


def violations(page):
    """What axe finds; a page that has it already is not given it again."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(CONTRAST_OF_THESE)
    page.evaluate(ONE_OF_EACH_KIND)
    return page.evaluate("(options) => axe.run(options).then((found) => found.violations)", RULES)


def look(page, path):
    page.goto(path)
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    return faults(page, path)


@pytest.mark.parametrize(("role", "paths"), list(in_parts()))
def test_pages_of_a_role_are_sound(role, paths, new_page, shared_server, login, problems):
    problems.allow(r"status of 404 .*khong-co-trang-nay")
    page = login(new_page(shared_server), f"{role}@q3.example")
    found = [fault for path in paths for fault in look(page, path)]
    assert not found, "\n".join(found)


def test_the_menus_of_the_frame_are_sound(new_page, shared_server, login):
    page = login(new_page(shared_server), "tckh.tonghop1@q3.example")
    page.goto("/ke-hoach/?q=khongcogi")
    # One at a time: opening one closes the other.
    for menu in (".site-header", ".site-nav, .site-nav-small"):
        page.evaluate(
            """(menu) => {
                for (const part of document.querySelectorAll("header details"))
                    part.open = Boolean(part.closest(menu));
            }""",
            menu,
        )
        assert not faults(page, f"the menu of {menu}")


def test_django_admin_breaks_no_policy(new_page, shared_server, login):
    """Its markup is Django's; what counts here is that our policy holds on it."""
    page = login(new_page(shared_server), "quantri@q3.example")
    for path in ("", "targets/target/", "assignments/assignment/add/", "accounts/user/add/"):
        page.goto(f"/quan-tri/{path}", wait_until="networkidle")
        assert page.locator("#content").is_visible()


def test_pages_before_login_are_sound(new_page, shared_server):
    page = new_page(shared_server)
    found = [fault for path in ANONYMOUS for fault in look(page, path)]
    assert not found, "\n".join(found)


def test_an_error_summary_takes_the_focus_and_is_sound(new_page, shared_server, login, problems):
    problems.allow(r"status of 4\d\d")
    page = login(new_page(shared_server), "ldtbxh.chuyenvien@q3.example")
    page.goto("/tai-khoan/doi-mat-khau/")
    page.click("main button.btn-primary")
    page.wait_for_selector(".error-summary")
    expect(page.locator(".error-summary:focus")).to_be_visible()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    assert not faults(page, "/tai-khoan/doi-mat-khau/ with errors")
