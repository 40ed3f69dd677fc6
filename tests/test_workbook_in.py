"""Workbooks as they come back from people and programs: every cell is found, or named."""
# ruff: noqa: F811 (fixtures are imported by name)

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl.worksheet.cell_range import CellRange

from tests import factories as make
from tests.entry_cases import url
from tests.workbook_cases import GENERAL, TARGETS, TASKS, Book, Carrier
from tests.workbook_fixtures import (  # noqa: F401
    beds,
    book,
    carrier,
    desk,
    figure,
    kept,
    place,
    report,
    stored,
    task,
)

pytestmark = pytest.mark.django_db


# -- where things stand ------------------------------------------------------------------------


def test_untouched_workbook_changes_nothing(carrier, book):
    shown = carrier.upload(book)
    assert (shown.status, shown.changes, shown.problems, shown.ignored) == (200, set(), {}, {})
    assert "không có ô nào khác" in shown.html


def test_numbers_and_words_are_shown_first_and_saved_on_confirming(carrier, book, beds, task):
    book.put("targets", beds, "ytd_numerator", 775)
    book.put("targets", beds, "ytd_denominator", 196500)
    book.put("tasks", task, "rating", "Hoàn thành đúng hạn")
    book.put("assessment", "danh-gia-chung-overview", "@text", "Kết quả tốt.")
    shown = carrier.upload(book)
    assert shown.changes == {
        ("", "775"),
        ("", "196.500"),
        ("", "Hoàn thành đúng hạn"),
        ("", "Kết quả tốt."),
    }
    assert figure(beds, "ytd").numerator is None
    assert carrier.confirm(shown).status_code == 302
    assert figure(beds, "ytd").denominator == 196500
    carrier.report.refresh_from_db()
    assert carrier.report.state == "DRAFT"
    assert carrier.report.updates.first().rating == "DONE_ON_TIME"


def swap_rows(sheet, one, other):
    for column in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_rows_in_another_order_keep_their_item(carrier, book, beds):
    cell = book.put("targets", beds, "proposal", 41)
    swap_rows(book.sheet_of("targets"), cell.row, cell.row + 1)
    carrier.send(book)
    assert stored(beds).proposal == 41


def test_rows_sorted_without_their_hidden_key_are_refused(carrier, book, beds):
    sheet = book.sheet_of("targets")
    row = book.put("targets", beds, "proposal", 41).row
    for column in range(2, sheet.max_column + 1):
        first, second = sheet.cell(row, column), sheet.cell(row + 1, column)
        first.value, second.value = second.value, first.value
    shown = carrier.upload(book)
    assert shown.status == 422
    assert f"{TARGETS}, dòng {row}" in shown.problems


def test_deleted_row_is_told_and_left_as_it_is(carrier, book, beds, task):
    code = book.cell("targets", beds, "@code")
    name = code.value
    book.sheet_of("targets").delete_rows(code.row)
    book.put("tasks", task, "result", "Đã làm")
    shown = carrier.upload(book)
    assert shown.changes == {("", "Đã làm")} and not shown.problems
    assert f"“{name}”" in shown.ignored[TARGETS]


def test_inserted_row_moves_nothing_and_is_told(carrier, book, beds):
    cell = book.put("targets", beds, "proposal", 41)
    sheet, row, column = cell.parent, cell.row, cell.column
    sheet.insert_rows(row)
    sheet.insert_rows(row + 2)
    sheet.cell(row + 2, column).value = 7
    shown = carrier.upload(book)
    assert shown.new == {"41"}
    assert "chèn thêm" in shown.ignored[f"{TARGETS}, dòng {row + 2}"]


def test_renamed_and_moved_sheets_are_found(carrier, book, beds):
    book.put("targets", beds, "proposal", 41)
    sheet = book.sheet_of("targets")
    sheet.title = "Bản cuối (2)"
    book.book.move_sheet(sheet, 3)
    shown = carrier.upload(book)
    assert shown.new == {"41"}
    assert shown.preview.changes[0].place.startswith("Bản cuối (2)!")


def test_hidden_and_moved_columns_are_found(carrier, book, beds):
    cell = book.put("targets", beds, "proposal", 41)
    sheet = cell.parent
    sheet.column_dimensions[cell.column_letter].hidden = True
    sheet.insert_cols(3)
    assert carrier.upload(book).new == {"41"}


def test_rows_above_the_hidden_keys_do_no_harm(carrier, book, beds):
    book.put("targets", beds, "proposal", 41)
    book.sheet_of("targets").insert_rows(1, 2)
    assert carrier.upload(book).new == {"41"}


def test_deleted_column_and_sheet_are_told(carrier, book, beds):
    cell = book.cell("targets", beds, "source")
    cell.parent.delete_cols(cell.column)
    book.book.remove(book.sheet_of("tasks"))
    shown = carrier.upload(book)
    assert "Nguồn số liệu" in shown.ignored[TARGETS]
    assert "giữ nguyên" in shown.ignored[TASKS]
    assert not shown.problems


def test_same_item_twice_is_a_problem(carrier, book, beds):
    cell = book.cell("targets", beds, "@code")
    sheet, last = cell.parent, cell.parent.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(cell.row, column).value
    shown = carrier.upload(book)
    assert f"dòng {cell.row}" in shown.problems[f"{TARGETS}, dòng {last}"]


def test_row_of_an_unknown_item_is_told(carrier, book, beds):
    book.cell("targets", beds, "@code").parent["A20"] = "ct-99"
    assert "ct-99" in carrier.upload(book).ignored[f"{TARGETS}, dòng 20"]


def test_foreign_sheet_is_told_and_an_empty_one_is_not(carrier, book):
    book.book.create_sheet("Nháp")["A1"] = "ghi chú"
    book.book.create_sheet("Trống")
    assert set(carrier.upload(book).ignored) == {"Nháp"}


def test_written_over_locked_cells_are_told(carrier, book, beds):
    words = book.put("targets", beds, "@words", "Tôi viết lại")
    ratio = book.put("targets", beds, "ytd", 39.4)
    shown = carrier.upload(book)
    assert "khóa" in shown.ignored[place(words)]
    assert "tự tính" in shown.ignored[place(ratio)]
    assert not shown.changes


def test_without_the_hidden_sheet_the_stored_texts_are_compared(carrier, book, report, beds):
    make.fill(report)
    book.book.remove(book.sheet_of("bases"))
    book.put("targets", beds, "ytd_numerator", 600)
    shown = carrier.upload(book)
    assert ("Báo cáo thống kê", "") in shown.changes
    assert "600" not in shown.new


def test_merged_cells_over_boxes_are_a_problem(carrier, book, beds):
    cell = book.put("targets", beds, "ytd_numerator", 600)
    cell.parent.merge_cells(str(CellRange(None, cell.column, cell.row, cell.column + 1, cell.row)))
    assert "Bỏ gộp" in carrier.upload(book).problems[place(cell)]


# -- whose workbook it is ----------------------------------------------------------------------


def test_workbook_of_another_unit_is_refused_in_words(client, report):
    other = make.report_with_items(plan=report.round.plan)
    foreign = Carrier(client, other).download()
    shown = Carrier(client, report).upload(foreign)
    assert shown.status == 422 and other.unit.name in shown.refused
    assert report.unit.name in shown.refused


def test_workbook_of_nobody_we_know_is_refused_with_what_it_says(carrier, book):
    for sheet in book.book.worksheets:
        sheet["A1"].value = f"q3plan|targets|1/KH|2027|{'x' * 5_000}"
    refused = carrier.upload(book).refused
    assert "1/KH" in refused and "“xxx" in refused and len(refused) < 500


def test_workbook_of_another_year_is_refused_in_words(client, report):
    make.report_with_items(plan=report.round.plan, unit=report.unit, year=2026)
    earlier = report.unit.reports.get(round__year=2026)
    foreign = Carrier(client, earlier).download()
    assert "năm 2026" in Carrier(client, report).upload(foreign).refused


def test_own_sheet_copied_into_another_workbook_is_read(carrier, book, beds):
    """Without the hidden sheet and under other sheets."""
    book.put("targets", beds, "proposal", 41)
    for key in ("bases", "guide", "tasks", "assessment"):
        book.book.remove(book.sheet_of(key))
    book.book.create_sheet("Của tôi", 0)["B2"] = "ghi chú"
    assert carrier.upload(book).new == {"41"}


def test_workbook_that_is_none_of_ours_is_refused_in_words(carrier, book):
    for sheet in book.book.worksheets[1:]:
        book.book.remove(sheet)
    book.book.worksheets[0]["A1"] = None
    assert "không phải biểu mẫu" in carrier.upload(book).refused


@pytest.mark.parametrize("content", [b"", b"a;b;c\n1;2;3", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0"])
def test_file_that_is_no_workbook_is_refused_in_words(carrier, content):
    shown = carrier.upload(content)
    assert shown.status == 422 and shown.refused and "Traceback" not in shown.html


def test_forgotten_file_is_asked_for(carrier):
    response = carrier.client.post(url("report_upload", carrier.report), {"action": "preview"})
    assert response.status_code == 422 and "Chưa chọn tệp" in response.content.decode()


# -- other programs ----------------------------------------------------------------------------


def rewritten(content, change):
    """The workbook with the XML of its sheets changed by ``change(name, text)``."""
    source, target = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/"):
                data = change(data.decode()).encode()
            packed.writestr(name, data)
    return target.getvalue()


def test_dimension_that_is_too_small_drops_no_row(carrier, book, beds, task):
    book.put("targets", beds, "proposal", 41)
    book.put("tasks", task, "result", "Đã làm")
    small = rewritten(
        book.content(), lambda text: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', text)
    )
    assert carrier.upload(small).new == {"41", "Đã làm"}


def test_workbook_without_protection_styles_and_validation_is_read(carrier, book, beds):
    book.put("targets", beds, "proposal", 41)

    def strip(text):
        text = re.sub(r"<sheetProtection[^>]*/>", "", text)
        text = re.sub(r"<dataValidations.*?</dataValidations>", "", text, flags=re.DOTALL)
        return re.sub(r' s="\d+"', "", text)

    assert carrier.upload(rewritten(book.content(), strip)).new == {"41"}


def test_saved_again_by_another_program_it_is_the_same(carrier, book, beds):
    again = Book(book.content())
    again.put("assessment", "danh-gia-chung-overview", "@text", "Tốt")
    shown = carrier.upload(Book(again.content()))
    assert shown.new == {"Tốt"}
    assert shown.preview.changes[0].place.startswith(f"{GENERAL}!")
