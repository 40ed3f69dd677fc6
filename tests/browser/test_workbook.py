"""The workbook in the browser: out, filled, looked at, confirmed; with and without JavaScript."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from .conftest import serving
from .test_every_page import faults

REPORT = "/bao-cao/2027/phong-y-te/"
TASK = "iii-9-1"


@pytest.fixture(scope="module")
def server(demo_database, tmp_path_factory):
    """One server for the module: every test writes into boxes of its own."""
    with serving(demo_database, tmp_path_factory.mktemp("workbook")) as start:
        yield start()


@pytest.fixture
def staff(new_page, server, login):
    def enter(**options):
        return login(new_page(server, **options), "yte.chuyenvien@q3.example")

    return enter


@pytest.fixture
def fill(tmp_path):
    """``fill(page, {("targets", "ct-06", "proposal"): 41})``: a downloaded and filled file."""

    def download(page, values):
        page.goto("/viec-cua-toi/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Tải biểu mẫu (.xlsx)").first.click()
        path = tmp_path / "bieu-mau.xlsx"
        started.value.save_as(path)
        book = load_workbook(path)
        for (sheet_key, row_key, column_key), value in values.items():
            sheet = next(one for one in book if f"|{sheet_key}|" in str(one["A1"].value))
            row = next(cell.row for cell in sheet["A"] if cell.value == row_key)
            column = next(cell.column for cell in sheet[1] if cell.value == column_key)
            sheet.cell(row, column).value = value
        book.save(path)
        return path

    return download


def preview(page, path):
    page.goto(REPORT + "chi-tieu/")
    page.get_by_role("main").get_by_role("link", name="Tải lên biểu mẫu").click()
    page.wait_for_url("**/tai-len/")
    page.set_input_files("#id_file", path)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("h1")).to_have_text("Xem trước nội dung tải lên")


@pytest.mark.parametrize(("js", "target"), [(True, "ct-06"), (False, "ct-07")])
def test_staff_upload_look_and_confirm(staff, fill, js, target):
    page = staff(js=js)
    path = fill(page, {("targets", target, "proposal"): 41.5, ("targets", target, "source"): "Sở"})
    preview(page, path)
    expect(page.locator("caption")).to_have_text("2 ô sẽ thay đổi")
    expect(page.locator("tbody tr").first).to_contain_text("41,5")
    assert not js or not faults(page, "the preview of an upload")
    page.get_by_role("button", name="Lưu vào báo cáo").click()
    page.wait_for_url("**/kiem-tra/")
    expect(page.locator(".banner-success")).to_contain_text("Đã lưu 2 ô từ tệp.")
    page.goto(REPORT + "chi-tieu/")
    expect(page.locator(f"[name={target}-proposal]")).to_have_value("41,5")
    expect(page.locator(f"[name={target}-source]")).to_have_value("Sở")


@pytest.mark.parametrize("width", [1280, 360])
def test_problems_are_named_with_their_cells(staff, fill, problems, width):
    problems.allow(r"status of 422")
    page = staff(width=width)
    path = fill(page, {("targets", "ct-08", "proposal"): "abc", ("tasks", TASK, "result"): "Xong"})
    preview(page, path)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("“abc” không phải là số")
    expect(summary.locator("strong").first).to_contain_text("Chỉ tiêu!")
    expect(page.get_by_role("button", name="Lưu vào báo cáo")).to_have_count(0)
    assert not faults(page, "the problems of an upload")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("js", "box"),
    [(True, "difficulties"), (False, "proposals")],
    ids=["with scripts", "without scripts"],
)
def test_two_people_on_one_box_are_asked(staff, fill, problems, js, box):
    problems.allow(r"status of 409")
    page, colleague = staff(js=js), staff()
    path = fill(page, {("tasks", TASK, box): "Của tệp", ("tasks", "iii-9-2", box): "Khác"})
    preview(page, path)
    colleague.goto(REPORT + "nhiem-vu/")
    colleague.fill(f"[name={TASK}-{box}]", "Của trang")
    colleague.click("button[value=later]")
    colleague.wait_for_url("**/viec-cua-toi/")
    page.get_by_role("button", name="Lưu vào báo cáo").click()
    expect(page.locator("#conflict-title")).to_have_text("Hai người cùng sửa")
    assert not js or not faults(page, "the question of an upload")
    page.check(f"#choice_{TASK}-{box}_mine")
    page.get_by_role("button", name="Lưu vào báo cáo").click()
    page.wait_for_url("**/kiem-tra/")
    colleague.goto(REPORT + "nhiem-vu/")
    expect(colleague.locator(f"[name={TASK}-{box}]")).to_have_value("Của tệp")
    expect(colleague.locator(f"[name=iii-9-2-{box}]")).to_have_value("Khác")


def test_a_file_that_is_none_is_refused_in_words(staff, tmp_path, problems):
    problems.allow(r"status of 422")
    page = staff()
    path = tmp_path / "so-lieu.xlsx"
    path.write_text("a;b;c")
    page.goto(REPORT + "tai-len/")
    page.set_input_files("#id_file", path)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".error-summary")).to_contain_text("Chưa đọc được tệp")
    assert not faults(page, "a refused upload")
