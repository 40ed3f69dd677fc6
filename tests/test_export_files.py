"""One declaration, two files: what a spreadsheet reads, and how little is held to write it."""

import unicodedata
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from django.test import RequestFactory

from q3plan.lib.export import (
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    YEAR,
    FileKind,
    Rounded,
    Sheet,
    csv_chunks,
    file_response,
    rounded_as,
    workbook,
    xlsx_file,
)
from tests import factories as make
from tests.export_files import book_of, csv_rows, facts_of, shown_rows

WHEN = make.at(2027, 11, 3, 9, 5)
RISKY = ["=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u200b=1", "=cmd|'/c calc'!A1"]
COLUMNS = {
    "Tên": (TEXT, lambda row: row.get("name")),
    "Năm": (YEAR, lambda row: row.get("year")),
    "Giá trị": (NUMBER, lambda row: row.get("value")),
    "Ngày": (DAY, lambda row: row.get("day")),
    "Lúc": (MOMENT, lambda row: row.get("at")),
}


def csv_of(*rows):
    return b"".join(csv_chunks(Sheet("Thử", COLUMNS, rows)))


def xlsx_of(*rows, facts=()):
    with xlsx_file(Sheet("Thử", COLUMNS, rows, facts)) as held:
        return held.read()


FULL = {"name": "Đô thị", "year": 2027, "value": Decimal("-1234.50"), "day": date(2027, 3, 5)}
FULL["at"] = WHEN


def test_reader_opens_a_csv_with_a_mark_semicolons_commas_and_crlf():
    lines = "Tên;Năm;Giá trị;Ngày;Lúc\r\nĐô thị;2027;-1234,5;05/03/2027;03/11/2027 09:05\r\n"
    assert csv_of(FULL) == b"\xef\xbb\xbf" + lines.encode()


def test_reader_gets_real_numbers_and_days_in_the_xlsx():
    sheet = book_of(xlsx_of(FULL))["Dữ liệu"]
    name, year, value, day, at = sheet[2]
    assert (name.value, name.data_type, year.value, year.number_format) == (
        "Đô thị",
        "s",
        2027,
        "0",
    )
    assert (value.value, value.data_type, value.number_format) == (-1234.5, "n", "#,##0.0")
    assert (day.value.date(), day.number_format) == (date(2027, 3, 5), "dd/mm/yyyy")
    assert (at.value.hour, at.value.minute, at.number_format) == (9, 5, "dd/mm/yyyy hh:mm")


def test_both_files_show_the_same_and_blank_is_never_zero():
    rows = [
        FULL,
        {},
        {"name": "không", "value": Decimal(0)},
        {"value": Rounded(Decimal("36.049999"), 1)},
        {"value": Rounded(Decimal("1000"), 2)},
        {"value": Decimal("0.000001")},
    ]
    from_csv = csv_rows(csv_of(*rows))
    assert from_csv == shown_rows(xlsx_of(*rows))
    assert [row["Giá trị"] for row in from_csv] == [
        "-1234,5",
        "",
        "0",
        "36,0",
        "1000,00",
        "0,000001",
    ]


def test_a_figure_has_the_digits_that_its_page_shows():
    assert rounded_as(Decimal("75.04"), "75,04 (ước)") == Rounded(Decimal("75.04"), 2)
    assert rounded_as(Decimal("174100"), "174.100") == Rounded(Decimal("174100"), 0)
    assert rounded_as(None, "–") is None


def test_no_float_becomes_a_figure():
    for made in (csv_of, xlsx_of):
        with pytest.raises(TypeError):
            made({"value": 0.1})


@pytest.mark.parametrize("text", RISKY)
def test_typed_text_never_becomes_a_formula(text):
    [row] = csv_rows(csv_of({"name": text}))
    assert row["Tên"].startswith("'")
    cell = book_of(xlsx_of({"name": text}))["Dữ liệu"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_heading_is_guarded_too():
    columns = {"=1+1": (TEXT, str)}
    assert b"'=1+1" in b"".join(csv_chunks(Sheet("Thử", columns, [])))


def test_negative_figures_stay_numbers():
    [row] = csv_rows(csv_of({"value": Decimal("-4.88")}))
    assert row["Giá trị"] == "-4,88"
    cell = book_of(xlsx_of({"value": Decimal("-4.88")}))["Dữ liệu"]["C2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("n", -4.88, False)


def test_quotes_separators_and_line_breaks_come_back_as_they_were():
    text = 'một; "hai"\nba, bốn'
    assert csv_rows(csv_of({"name": text}))[0]["Tên"] == text
    assert shown_rows(xlsx_of({"name": text}))[0]["Tên"] == text


def test_vietnamese_letters_are_composed():
    spread = unicodedata.normalize("NFD", "Tỷ lệ bao phủ")
    assert csv_rows(csv_of({"name": spread}))[0]["Tên"] == "Tỷ lệ bao phủ"
    assert shown_rows(xlsx_of({"name": spread}))[0]["Tên"] == "Tỷ lệ bao phủ"


def test_the_first_pieces_leave_before_the_rows_end():
    """An endless list: whoever gathers the rows first never answers."""
    taken = []

    def endless():
        for number in count():
            taken.append(number)
            yield {"name": "Tỷ lệ " * 20, "year": number}

    chunks = csv_chunks(Sheet("Thử", COLUMNS, endless()))
    assert next(chunks).startswith(b"\xef\xbb\xbfT")
    assert not taken
    sizes = [len(next(chunks)) for _ in range(5)]
    assert max(sizes) < 200_000
    assert len(taken) < 5_000


def test_a_workbook_holds_one_row_at_a_time():
    """Each row is gone when the next is asked for."""

    class Row(dict):
        alive = 0

        def __init__(self, **values):
            super().__init__(values)
            Row.alive += 1

        def __del__(self):
            Row.alive -= 1

    most = 0

    def rows():
        nonlocal most
        for number in range(300):
            yield Row(name=f"Tên {number}", year=number)
            most = max(most, Row.alive)

    xlsx_file(Sheet("Thử", COLUMNS, rows())).close()
    assert most <= 2


def test_rows_beyond_one_sheet_go_on_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    content = xlsx_of(*({"year": year} for year in range(2020, 2027)))
    assert [row["Năm"] for row in shown_rows(content)] == [str(y) for y in range(2020, 2027)]
    assert [s.title for s in book_of(content)][:3] == ["Dữ liệu", "Dữ liệu (2)", "Dữ liệu (3)"]
    facts = facts_of(content)
    assert ("Số dòng", "7") in facts
    assert any("chia 3 trang" in text for _label, text in facts)


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    text = "ă" * 40_000
    content = xlsx_of({"name": text})
    [row] = shown_rows(content)
    assert len(row["Tên"]) == 32_767
    assert row["Tên"].endswith("xem đủ trong tệp .csv)")
    assert any("1 ô dài hơn 32.767 ký tự" in text for _label, text in facts_of(content))
    assert csv_rows(csv_of({"name": text}))[0]["Tên"] == text


def test_a_workbook_is_ready_to_read_and_to_print():
    content = xlsx_of(FULL, {}, facts=[("Bộ lọc", "Năm: 2027")])
    sheet = book_of(content)["Dữ liệu"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width == TEXT.width
    assert facts_of(content) == [("Nội dung", "Thử"), ("Bộ lọc", "Năm: 2027"), ("Số dòng", "2")]


def test_a_workbook_that_fails_leaves_no_part_on_disk():
    from openpyxl.worksheet import _writer

    before = list(_writer.ALL_TEMP_FILES)

    def broken():
        yield FULL
        raise RuntimeError

    with pytest.raises(RuntimeError):
        xlsx_file(Sheet("Thử", COLUMNS, broken()))
    assert before == _writer.ALL_TEMP_FILES


@pytest.mark.parametrize("kind", FileKind)
def test_a_query_that_fails_gives_no_half_file(kind):
    def broken():
        raise RuntimeError
        yield

    sheet = Sheet("Thử", COLUMNS, broken())
    with pytest.raises(RuntimeError):
        file_response(RequestFactory().get("/"), sheet, kind, "Thử")


def test_no_row_is_lost_between_the_first_look_and_the_answer():
    rows = iter([{"year": 2025}, {"year": 2026}, {"year": 2027}])
    sheet = Sheet("Thử", COLUMNS, rows)
    response = file_response(RequestFactory().get("/"), sheet, FileKind.CSV, "Chỉ tiêu")
    assert [row["Năm"] for row in csv_rows(response.getvalue())] == ["2025", "2026", "2027"]
    assert "filename*=UTF-8''Ch%E1%BB%89%20ti%C3%AAu.csv" in response["Content-Disposition"]
