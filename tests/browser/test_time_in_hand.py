"""A ward without a network: its signed paper is entered, scanned, sent and judged by two people."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.evidence_files import pdf

OFFICER = "tckh.tonghop1@q3.example"
COLLEAGUE = "tckh.tonghop2@q3.example"
STAFF = "phuong14.chuyenvien@q3.example"
REPORT = "/bao-cao/2027/phuong-14"
REVIEW = "/tham-dinh/2027/phuong-14"
SIGNER = "Nguyễn Văn Giấy, Chủ tịch"
A4 = (595, 842)


@pytest.fixture
def ward_server(start, tmp_path):
    return start(EVIDENCE_ROOT=str(tmp_path / "evidence"))


@pytest.fixture
def person(new_page, login):
    def enter(server, email, **options):
        return login(new_page(server, **options), email)

    return enter


def begin(page):
    page.goto("/tham-dinh/")
    page.click(f"main a[href='{REVIEW}/']")
    page.wait_for_url(f"**{REVIEW}/")
    page.click("text=Nhập thay đơn vị")
    page.wait_for_url(f"**{REVIEW}/nhap-thay/")
    page.fill("[name=signer]", SIGNER)
    page.select_option("[name=cause]", "mat-mang")
    page.fill("[name=received_at]", "02/11/2027 15:20")
    page.click("button[value=begin]")
    page.wait_for_url(re.compile(rf"{REPORT}/(chi-tieu|nhiem-vu)/"))
    expect(page.locator("main")).to_contain_text("Đang nhập thay: Ủy ban nhân dân Phường 14")


def write(page):
    if page.url.endswith("/chi-tieu/"):
        for explanation in page.locator("textarea[name$=-explanation]").all():
            explanation.fill("Bản giấy chưa có số liệu này.")
        page.click("button[value=next]")
        page.wait_for_url(f"**{REPORT}/nhiem-vu/")
    for rating in page.locator("select[name$=-rating]").all():
        rating.select_option("STANDING_WITH_RESULT")
    for result in page.locator("textarea[name$=-result]").all():
        result.fill("Đã thực hiện theo bản giấy.")
    page.click("button[value=next]")
    page.wait_for_url(f"**{REPORT}/danh-gia-chung/")
    page.fill("textarea[name$=-overview]", "Kết quả theo bản giấy đã ký.")
    page.click("button[value=next]")
    page.wait_for_url(f"**{REPORT}/kiem-tra/")


def upload_scan(page):
    """On the check page itself."""
    scan = {"name": "ban-ky.pdf", "mimeType": "application/pdf", "buffer": pdf(2, A4)}
    page.goto(f"{REPORT}/kiem-tra/")
    page.set_input_files("#id_files", scan)
    page.click("button[value=add]")
    expect(page.locator("#minh-chung-ban-ky")).to_contain_text("ban-ky.pdf")
    expect(page.locator("#minh-chung-ban-ky [data-evidence-count]")).to_have_text("1")


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_paper_report_is_entered_sent_and_judged_by_a_colleague(
    js, person, ward_server, problems
):
    problems.allow(r"status of 409")
    officer = person(ward_server, OFFICER, js=js)
    begin(officer)
    write(officer)

    staff = person(ward_server, STAFF, js=js)
    expect(staff.locator("main")).to_contain_text("Đang được nhập thay từ bản giấy")
    staff.goto(f"{REPORT}/nhiem-vu/")
    expect(staff).to_have_url(re.compile(rf"{REPORT}/$"))
    expect(staff.locator("main")).to_contain_text(SIGNER)

    officer.click("button[value=submit]")
    expect(officer.locator("main")).to_contain_text("cần kèm bản quét báo cáo giấy đã ký")
    upload_scan(officer)
    officer.goto(f"{REPORT}/kiem-tra/")
    expect(officer.locator("main")).to_contain_text("Đã có bản quét báo cáo giấy đã ký")
    officer.click("button[value=submit]")
    officer.wait_for_url(f"**{REPORT}/bien-nhan/")
    expect(officer.locator("main")).to_contain_text(SIGNER)

    officer.goto(f"{REVIEW}/")
    expect(officer.locator("main")).to_contain_text("cần đồng nghiệp khác thẩm định")
    expect(officer.locator("button[value=accept]")).to_have_count(0)

    colleague = person(ward_server, COLLEAGUE, js=js)
    colleague.goto(f"{REVIEW}/doi-chieu/")
    expect(colleague.locator(".side-pages img")).to_have_count(2)
    expect(colleague.locator(".side-pages img").first).to_be_visible()
    expect(colleague.locator(".side-values")).to_contain_text("Đã thực hiện theo bản giấy.")
    colleague.goto(f"{REVIEW}/")
    colleague.click("button[value=accept]")
    colleague.wait_for_url("**/tham-dinh/?nam=2027")

    staff.goto(f"{REPORT}/bien-nhan/")
    expect(staff.locator("main")).to_contain_text(SIGNER)
    expect(staff.locator("main")).to_contain_text("Đúng hạn")


def test_the_printed_report_is_a4_with_its_state_on_every_page(person, shared_server):
    page = person(shared_server, "yte.chuyenvien@q3.example")
    page.goto("/bao-cao/2027/phong-y-te/ban-in/")
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) > 1
    for number in range(len(printed)):
        sheet = printed[number]
        assert tuple(map(round, sheet.get_size())) == A4
        assert "DỰ THẢO in lúc 03/11/2027 09:00" in sheet.get_textpage().get_text_range()
    first = printed[0].get_textpage().get_text_range()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert "Đăng xuất" not in first


def test_two_sendings_stand_under_each_other_on_a_phone(person, shared_server):
    page = person(shared_server, OFFICER, width=360)
    page.goto("/bao-cao/2027/phong-ldtbxh/so-sanh/")
    row = page.locator(".versions tbody tr").first
    old, new = (row.locator("td").nth(side).bounding_box() for side in (0, 1))
    assert new["y"] >= old["y"] + old["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
