"""What stands in a cell, read as the person means it, or named with the way to mend it."""
# ruff: noqa: F811 (fixtures are imported by name)

import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest

from targets.models import DenominatorSeries, DenominatorValue
from tests import factories as make
from tests.workbook_fixtures import (  # noqa: F401
    beds,
    book,
    carrier,
    desk,
    figure,
    kept,
    place,
    report,
    share,
    stored,
    task,
)

pytestmark = pytest.mark.django_db


# -- numbers -----------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("92,5", None, "92,5"),
        ("92,5 ", None, "92,5"),
        ("1 234,5", None, "1.234,5"),
        ("1\u00a0234,5", None, "1.234,5"),
        ("1.234,5", None, "1.234,5"),
        ("９２,５", None, "92,5"),
        (92.125, None, "92,125"),
        (92125, None, "92.125"),
        (39.4, None, "39,4"),
        (0.1 + 0.2, None, "0,3"),
        (100 / 3, None, "33,333333"),
        (0, None, "0"),
        (42, "0.00", "42"),
        (42, '#,##0 "giường"', "42"),
    ],
)
def test_number_is_read_as_the_person_means_it(carrier, book, beds, value, number_format, expected):
    book.put("targets", beds, "proposal", value, number_format)
    shown = carrier.upload(book)
    assert (shown.problems, shown.new) == ({}, {expected})


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        ("abc", None, "“abc” không phải là số"),
        ("chưa có", None, "không phải là số"),
        ("92.125", None, "92125 hoặc 92,125"),
        ("1,234.5", None, "kiểu tiếng Anh"),
        ("5 triệu", None, "hãy đổi sang"),
        (-3, None, "không được âm"),
        (0.42, "0%", "định dạng phần trăm"),
        (datetime(2027, 11, 10), "dd/mm/yyyy", "ngày (10/11/2027)"),
        (time(9, 30), "h:mm", "thành ngày"),
        (True, None, "TRUE/FALSE"),
        ("#DIV/0!", None, "báo lỗi #DIV/0!"),
        ("=6*7", None, "chưa lưu kết quả"),
        (10**17, None, "Số quá lớn"),
    ],
)
def test_what_is_no_number_is_named_with_its_cell(carrier, book, beds, value, number_format, words):
    cell = book.put("targets", beds, "proposal", value, number_format)
    if value == "#DIV/0!":
        cell.data_type = "e"
    shown = carrier.upload(book)
    assert shown.status == 422 and not shown.hidden
    assert words.casefold() in shown.problems[place(cell)].casefold()


@pytest.mark.one_database
def test_percent_is_read_as_shown_where_the_unit_is_percent(carrier, book, share):
    book.put("targets", share, "ytd", 0.755, "0.0%")
    shown = carrier.upload(book)
    assert shown.new == {"75,5"} and "75,5%" in shown.preview.changes[0].note


@pytest.mark.one_database
def test_small_number_in_a_box_of_percent_is_pointed_out(carrier, book, share):
    book.put("targets", share, "ytd", 0.75)
    change = carrier.upload(book).preview.changes[0]
    assert change.new == "0,75" and "không phải 75%" in change.note


@pytest.mark.one_database
def test_ambiguous_text_is_one_number_where_things_are_counted(carrier, book, share):
    book.put("targets", share, "ytd_denominator", "196.500")
    assert carrier.upload(book).new == {"196.500"}


@pytest.mark.one_database
def test_terms_that_contradict_each_other_are_named(carrier, book, share):
    top = book.put("targets", share, "estimate_numerator", 900)
    book.put("targets", share, "estimate_denominator", 800)
    shown = carrier.upload(book)
    assert "Tử số (900) lớn hơn mẫu số (800)" in shown.problems[place(top)]


@pytest.mark.one_database
def test_rate_that_repeats_its_terms_is_no_change(carrier, book, share):
    book.put("targets", share, "ytd_numerator", 400)
    book.put("targets", share, "ytd_denominator", 800)
    book.put("targets", share, "ytd", 0.5, "0%")
    shown = carrier.upload(book)
    assert shown.new == {"400", "800"} and not shown.problems
    carrier.confirm(shown)
    assert figure(share, "ytd").value == 50
    again = carrier.upload(book)
    assert not again.changes and not again.preview.conflicts


def make_shared(report, anchor):
    """The shared table gives the denominators of a target."""
    series = DenominatorSeries.objects.create(
        plan=report.round.plan, code="dan-so", name="Dân số", unit_of_measure="người"
    )
    value = DenominatorValue.objects.create(
        series=series,
        year=2027,
        vintage="ESTIMATE",
        value=196433,
        source="Chi cục Thống kê",
        as_of=date(2027, 10, 31),
        set_at=make.at(2027, 10, 31),
    )
    stored(anchor).figures.update(shared_denominator=value, denominator=value.value)
    return value


def test_denominator_of_the_shared_table_is_shown_and_not_read(carrier, report, beds):
    shared = make_shared(report, beds)
    book = carrier.download()
    cell = book.cell("targets", beds, "ytd_denominator")
    assert cell.value == 196433 and cell.protection.locked
    assert book.cell("targets", beds, "ytd").value.count(cell.coordinate) == 3
    book.put("targets", beds, "ytd_denominator", 1)
    book.put("targets", beds, "ytd_numerator", 775)
    shown = carrier.upload(book)
    assert shown.new == {"775"} and "bảng dùng chung" in shown.ignored[place(cell)]
    carrier.confirm(shown)
    assert figure(beds, "ytd").denominator == shared.value


def with_cached_values(content, formula_cell, value):
    """The workbook as a program that calculates would save it."""
    source, target = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/"):
                pattern = rf'(<c r="{formula_cell}"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?'.encode()
                data = re.sub(pattern, rb"\1<v>%s</v>" % str(value).encode(), data)
            packed.writestr(name, data)
    return target.getvalue()


@pytest.mark.one_database
def test_calculated_formula_is_taken_and_told(carrier, book, beds):
    cell = book.put("targets", beds, "proposal", "=6*7")
    shown = carrier.upload(with_cached_values(book.content(), cell.coordinate, 42))
    assert shown.new == {"42"} and "công thức" in shown.preview.changes[0].note


def test_blanked_cell_is_a_change_to_blank(carrier, report, beds):
    make.fill(report)
    book = carrier.download()
    book.put("targets", beds, "source", None)
    shown = carrier.upload(book)
    assert shown.changes == {("Báo cáo thống kê", "")}
    carrier.confirm(shown)
    assert stored(beds).source == ""


# -- words -------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(
    "words", ["hoàn thành đúng hạn", " HOÀN THÀNH ĐÚNG HẠN ", "Hoan thanh dung han"]
)
def test_rating_is_found_by_its_words(carrier, book, task, words):
    book.put("tasks", task, "rating", words)
    assert carrier.upload(book).new == {"Hoàn thành đúng hạn"}


@pytest.mark.one_database
def test_unknown_rating_is_named_with_the_list(carrier, book, task):
    cell = book.put("tasks", task, "rating", "Tốt")
    problem = carrier.upload(book).problems[place(cell)]
    assert "“Tốt”" in problem and "Đang thực hiện" in problem


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("dòng một\ndòng hai", None, "dòng một\ndòng hai"),
        ("=không phải công thức", "@", "=không phải công thức"),
        (2027, None, "2027"),
        (0.75, "0%", "75%"),
        (datetime(2027, 11, 10), "dd/mm/yyyy", "10/11/2027"),
        ("Ho\u0300a bi\u0300nh", None, "Hòa bình"),
    ],
)
def test_words_are_taken_as_shown(carrier, book, task, value, number_format, expected):
    cell = book.put("tasks", task, "result", value, number_format)
    if str(value).startswith("="):
        cell.data_type = "s"
    assert carrier.upload(book).new == {expected}


@pytest.mark.one_database
def test_too_long_words_are_a_problem(carrier, book, task):
    cell = book.put("tasks", task, "result", "dài " * 5_001)
    assert "tối đa 20.000 ký tự" in carrier.upload(book).problems[place(cell)]


def test_nothing_is_saved_while_a_problem_stands(carrier, book, beds, task):
    book.put("tasks", task, "result", "Đã làm")
    book.put("targets", beds, "proposal", "abc")
    shown = carrier.upload(book)
    assert shown.status == 422 and 'value="confirm"' not in shown.html
    data = {f"{beds}-proposal": "abc", f"{task}-result": "Đã làm"}
    shown.hidden = {"idempotency_key": ""} | data
    assert carrier.confirm(shown).status_code == 409
    assert carrier.report.updates.exclude(result="").count() == 0
