"""Files go up from the pages of a report, with and without a script, and the reviewer looks."""

import re

import pytest
from playwright.sync_api import expect

from tests import evidence_files as made
from tests.browser.test_every_page import faults
from tests.browser.test_session import end_sessions, sign_in

TARGETS = "/bao-cao/2027/phong-y-te/chi-tieu/"
FILES = "/bao-cao/2027/phong-y-te/minh-chung/"
UPLOADS = re.compile(r"/minh-chung/$")
BOX = "[data-evidence=ct-06]"
STATUS = "#evidence-status"
DROP = """([selector, files]) => {
  const carried = new DataTransfer();
  for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
  const place = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"]) {
    const options = { bubbles: true, cancelable: true, dataTransfer: carried };
    place.dispatchEvent(new DragEvent(type, options));
  }
}"""


@pytest.fixture
def unit(new_page, server, login, problems):
    """A page of the health department's staff."""
    problems.allow(r"status of 422")
    return login(new_page(server), "yte.chuyenvien@q3.example")


def a_file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page, *files, box=BOX):
    with page.expect_file_chooser() as chooser:
        page.click(f"{box} [data-evidence-pick]")
    chooser.value.set_files(list(files))


def listed(page, box=BOX):
    return page.locator(f"{box} .evidence-list > li")


def waiting(page, box=BOX):
    return page.locator(f"{box} .evidence-row")


def test_staff_chooses_several_files_beside_a_target_and_a_wrong_one_is_named(unit):
    unit.goto(TARGETS)
    choose(
        unit,
        a_file("bảng kê.pdf", made.pdf()),
        a_file("giả.pdf", b"<html>"),
        a_file("rỗng.pdf", b""),
        a_file("ảnh.png", made.image()),
    )
    expect(listed(unit)).to_have_count(2)
    expect(unit.locator(f"{BOX} [data-evidence-count]")).to_have_text("2")
    expect(waiting(unit)).to_have_count(2)
    expect(waiting(unit).filter(has_text="giả.pdf")).to_contain_text("Nội dung tệp là HTML")
    expect(waiting(unit).filter(has_text="rỗng.pdf")).to_contain_text("Tệp trống")
    waiting(unit).filter(has_text="giả.pdf").get_by_role("button", name="Đóng").click()
    expect(waiting(unit)).to_have_count(1)
    assert not faults(unit, "targets with files")
    unit.reload()
    expect(listed(unit)).to_have_count(2)


def test_staff_drops_files_on_a_target(unit):
    unit.goto(TARGETS)
    files = [("a.pdf", list(made.pdf())), ("b.jpg", list(made.image("JPEG")))]
    unit.evaluate(DROP, ["#ct-06 .plan-quote", files])
    expect(listed(unit)).to_have_text([re.compile("a.pdf"), re.compile("b.jpg")])
    expect(unit.locator(STATUS)).to_contain_text("Đã tải lên: b.jpg")


def test_file_dropped_beside_every_place_does_not_open(unit):
    unit.goto(TARGETS)
    unit.evaluate(DROP, ["h1", [("a.pdf", list(made.pdf()))]])
    expect(unit).to_have_url(re.compile(TARGETS))
    expect(waiting(unit)).to_have_count(0)


def test_choosing_a_file_keeps_what_is_being_typed(unit):
    unit.goto(TARGETS)
    unit.fill("#ct-06 textarea >> nth=0", "Niên giám")
    choose(unit, a_file("a.pdf", made.pdf()))
    expect(listed(unit)).to_have_count(1)
    expect(unit.locator("#ct-06 textarea >> nth=0")).to_have_value("Niên giám")
    expect(unit.locator("[data-save-state]").first).to_contain_text("Đã lưu")


def test_staff_takes_a_file_out_again(unit):
    unit.goto(TARGETS)
    choose(unit, a_file("a.pdf", made.pdf()))
    expect(listed(unit)).to_have_count(1)
    listed(unit).get_by_role("button", name="Bỏ").click()
    expect(listed(unit)).to_have_count(0)
    expect(unit.locator(STATUS)).to_contain_text("Đã bỏ tệp: a.pdf")
    expect(unit.locator(f"{BOX}:focus")).to_be_visible()


def test_progress_is_shown_and_an_upload_can_be_cancelled(unit, problems):
    problems.allow("request failed")
    unit.goto(TARGETS)
    held = []
    unit.route(UPLOADS, lambda route: route.continue_() if held else held.append(route))
    choose(unit, a_file("a.pdf", made.pdf()), a_file("b.pdf", made.pdf(words="b")))
    expect(waiting(unit)).to_have_count(2)
    expect(waiting(unit).nth(0).locator("progress")).to_be_visible()
    expect(waiting(unit).nth(1)).to_contain_text("Đang chờ")
    waiting(unit).nth(0).get_by_role("button", name="Hủy").click()
    expect(listed(unit)).to_have_text([re.compile("b.pdf")])
    expect(waiting(unit)).to_have_count(0)


def test_file_chosen_offline_waits_in_the_page_and_goes_up_later(unit, problems):
    problems.allow("request failed|ERR_INTERNET_DISCONNECTED")
    unit.goto(TARGETS)
    unit.context.set_offline(True)
    choose(unit, a_file("a.pdf", made.pdf()))
    expect(waiting(unit)).to_contain_text("Mất kết nối")
    unit.context.set_offline(False)
    expect(listed(unit)).to_have_count(1)
    expect(waiting(unit)).to_have_count(0)


def test_file_chosen_after_the_session_goes_up_after_the_login(
    unit, server, demo_password, problems
):
    problems.allow("status of 401")
    unit.goto(TARGETS)
    end_sessions(server, "yte.chuyenvien@q3.example")
    choose(unit, a_file("a.pdf", made.pdf()))
    expect(waiting(unit)).to_contain_text("Cần đăng nhập lại")
    waiting(unit).get_by_role("button", name="Thử lại").click()
    sign_in(unit, demo_password)
    expect(listed(unit)).to_have_count(1)
    expect(waiting(unit)).to_have_count(0)


def test_staff_without_a_script_adds_and_removes_files(new_page, server, login, problems):
    problems.allow("status of 422")
    page = login(new_page(server, js=False), "yte.chuyenvien@q3.example")
    page.goto(TARGETS)
    page.click(f"{BOX} >> text=Thêm tệp")
    expect(page.locator("#id_item")).to_have_value("ct-06")
    files = [a_file("a.pdf", made.pdf()), a_file("b.png", made.image()), a_file("c.pdf", b"MZ")]
    page.set_input_files("#id_files", files)
    page.click("main button:has-text('Tải lên')")
    expect(page.locator(".error-summary")).to_contain_text("c.pdf")
    expect(listed(page)).to_have_count(2)
    listed(page).filter(has_text="a.pdf").get_by_role("button", name="Bỏ").click()
    expect(listed(page)).to_have_text([re.compile("b.png")])


def test_form_of_the_page_of_files_shows_progress_too(unit):
    unit.goto(f"{FILES}?muc=ct-07")
    unit.set_input_files("#id_files", [a_file("a.pdf", made.pdf())])
    unit.click("main button:has-text('Tải lên')")
    expect(listed(unit, "[data-evidence=ct-07]")).to_have_count(1)
    expect(unit).to_have_url(re.compile(r"muc=ct-07"))
    assert not faults(unit, "the page of files")


def test_file_is_saved_and_not_opened(unit):
    unit.goto(TARGETS)
    choose(unit, a_file("số liệu.pdf", made.pdf()))
    with unit.expect_download() as download:
        listed(unit).locator("a").first.click()
    assert download.value.suggested_filename == "số liệu.pdf"


def test_reviewer_looks_at_the_pages_of_a_signed_copy(new_page, server, login):
    unit = login(new_page(server), "phuong3.chuyenvien@q3.example")
    unit.goto("/bao-cao/2027/phuong-3/bien-nhan/")
    unit.click("text=Bản giấy đã ký, đóng dấu")
    unit.set_input_files("#id_files", [a_file("bản ký.pdf", made.pdf(pages=2, box=(595, 842)))])
    unit.click("main button:has-text('Tải lên')")
    expect(listed(unit, "[data-evidence=ban-ky]")).to_contain_text("bản ký.pdf")

    page = login(new_page(server), "tckh.tonghop1@q3.example")
    page.goto("/tham-dinh/2027/phuong-3/")
    row = page.locator("#danh-gia-chung .evidence-list > li")
    expect(row).to_contain_text("Bản ký, đóng dấu")
    assert not faults(page, "review with files")
    row.get_by_role("link", name="Xem").click()
    expect(page.locator(".evidence-pages img")).to_have_count(2)
    page.locator(".evidence-pages img").nth(1).scroll_into_view_if_needed()
    for number in range(2):
        image = page.locator(".evidence-pages img").nth(number)
        expect(image).to_have_js_property("naturalWidth", 1131)
    assert not faults(page, "pages of a file")
