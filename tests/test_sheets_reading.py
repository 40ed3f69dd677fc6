"""Workbooks of the real world are read to the cell: no row lost, no number bent."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.sheets import Kind, read_workbook
from q3plan.lib.sheets.cells import decimal_of
from q3plan.lib.sheets.worker.styles import is_date, is_percent
from tests import workbook_corpus as corpus
from tests.workbook_corpus import ROW, book, rows, sheet


def read(data):
    return read_workbook(io.BytesIO(data))


def first(*lines, after="", before="", **around):
    """The only sheet of a workbook whose rows have the given insides."""
    return read(book(sheet(rows(*lines), after=after, before=before), **around)).sheets[0]


def number(raw, style=0, at="A1"):
    return f'<c r="{at}" s="{style}"><v>{raw}</v></c>'


def inline(text, at="A1"):
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def only(cell, **around):
    return first(cell, **around).cell(1, 1)


# --- numbers ---


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("92.499999999999986", "92.5"),
        ("7.0000000000000007E-2", "0.07"),
        ("1E+2", "100"),
        ("1.5E3", "1500"),
        ("-0", "0"),
        ("123456789012345", "123456789012345"),
        ("12345678901234567890", "12345678901234600000"),
        (" 92.5 ", "92.5"),
        ("+5.", "5"),
    ],
)
def test_a_number_is_the_decimal_that_the_person_saw(raw, value):
    cell = only(number(raw))
    assert (cell.kind, cell.value, type(cell.value)) == (Kind.NUMBER, Decimal(value), Decimal)
    assert "E" not in str(cell.value)


@pytest.mark.parametrize("raw", ["INF", "-INF", "NaN", "1E+400", "9e9999"])
def test_a_number_beyond_what_a_sheet_can_hold_is_an_error(raw):
    cell = only(number(raw))
    assert (cell.kind, cell.value) == (Kind.ERROR, "#NUM!")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_every_number_of_15_digits_survives_the_way_through_a_binary_number(value):
    assert decimal_of(repr(float(value))) == value


def test_zero_is_a_number_and_blank_is_nothing():
    page = first(number("0") + '<c r="B1" s="1"/><c r="C1"><v></v></c><c r="D1" t="s"/>')
    assert (page.cell(1, 1).value, len(page.cells)) == (Decimal(0), 1)
    assert page.cell(1, 2).kind is page.cell(1, 3).kind is Kind.EMPTY


# --- formats ---


def test_a_percentage_is_told_by_its_format_and_kept_as_stored():
    formats = (9, 10, "0.0%", '0.0"%"', r"0\%", "0.00")
    line = "".join(number("0.75", style, f"{'ABCDEF'[style - 1]}1") for style in range(1, 7))
    page = first(line, formats=formats)
    shown = [page.cell(1, column).is_percent for column in range(1, 7)]
    assert shown == [True, True, True, False, False, False]
    assert page.cell(1, 1).value == Decimal("0.75")


@pytest.mark.parametrize(
    ("number_format", "told"),
    [
        ("d/m/yyyy", True),
        ("[$-42A]dddd, dd mmmm yyyy;@", True),
        ("dd/mm/yy hh:mm", True),
        ("[h]:mm", True),
        ("General", False),
        ("#,##0", False),
        ('#,##0 "đồng/ngày/m2"', False),
        ("#,##0.00 [$₫-42A]", False),
        ("_-* #,##0\\ _đ_-;\\-* #,##0\\ _đ_-", False),
        ("[Red]0.00", False),
        ('0" days"', False),
        (r"0\h", False),
        ("0.00E+00", False),
        ("@", False),
        ("0;[Red]\\-0;d", False),
    ],
)
def test_a_date_format_is_told_from_a_format_with_words(number_format, told):
    assert is_date(number_format) is told
    assert not is_percent(number_format)


@pytest.mark.parametrize(
    ("raw", "number_format", "value"),
    [
        ("46336", 14, date(2026, 11, 10)),
        ("46336.5", 22, datetime(2026, 11, 10, 12)),
        ("0.75", 20, time(18)),
        ("1", 14, date(1900, 1, 1)),
        ("61", 14, date(1900, 3, 1)),
        ("46336.999999999", 22, date(2026, 11, 11)),
    ],
)
def test_a_figure_that_the_program_took_for_a_date_comes_as_date(raw, number_format, value):
    cell = only(number(raw, 1), formats=[number_format])
    assert (cell.kind, cell.value, type(cell.value)) == (Kind.DATE, value, type(value))


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    assert only(number("44874", 1), formats=[14], date_1904=True).value == date(2026, 11, 10)


@pytest.mark.parametrize("raw", ["-1", "75000000", "1E+300"])
def test_a_number_that_cannot_be_the_date_it_is_shown_as_is_an_error(raw):
    assert only(number(raw, 1), formats=[14]).kind is Kind.ERROR


def test_a_date_written_as_text_of_the_standard_is_a_date():
    cell = only('<c r="A1" t="d"><v>2026-11-10T00:00:00Z</v></c>')
    assert (cell.kind, cell.value) == (Kind.DATE, datetime(2026, 11, 10))
    assert only('<c r="A1" t="d"><v>soon</v></c>').kind is Kind.ERROR


def test_an_unknown_style_reads_as_general():
    assert only(number("5", 99)).number_format == "General"
    assert only(number("5"), without=["xl/styles.xml"]).value == 5


# --- formulas ---


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ('<c r="A1"><f>B1/C1</f><v>0.5</v></c>', Kind.NUMBER, Decimal("0.5")),
        ('<c r="A1" t="str"><f>B1</f><v>chữ</v></c>', Kind.TEXT, "chữ"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', Kind.TEXT, ""),
        ('<c r="A1" t="b"><f>B1</f><v>1</v></c>', Kind.BOOL, True),
        ('<c r="A1" t="e"><f>B1/0</f><v>#DIV/0!</v></c>', Kind.ERROR, "#DIV/0!"),
        ('<c r="A1"><f>B1</f></c>', Kind.FORMULA_WITHOUT_VALUE, None),
        ('<c r="A1"><f>B1</f><v></v></c>', Kind.FORMULA_WITHOUT_VALUE, None),
        ('<c r="A1"><f>B1</f><v/></c>', Kind.FORMULA_WITHOUT_VALUE, None),
        ('<c r="A1" t="str"><f>B1</f></c>', Kind.FORMULA_WITHOUT_VALUE, None),
        ('<c r="A1" t="e"><f>B1</f></c>', Kind.FORMULA_WITHOUT_VALUE, None),
    ],
)
def test_a_formula_counts_by_its_kept_value_and_without_one_it_says_so(cell, kind, value):
    read_cell = only(cell)
    assert (read_cell.kind, read_cell.value) == (kind, value)
    assert read_cell.formula.startswith("=B1")


def test_a_shared_formula_is_a_formula_in_every_cell():
    page = first(
        '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c>',
        '<c r="A2"><f t="shared" si="0"/><v>6</v></c>',
        '<c r="A3"><f t="shared" si="0"/></c>',
    )
    assert [page.cell(row, 1).value for row in (1, 2, 3)] == [4, 6, None]
    assert [page.cell(row, 1).formula for row in (1, 2)] == ["=B1*2", "=…"]
    assert page.cell(3, 1).kind is Kind.FORMULA_WITHOUT_VALUE


def test_a_formula_saved_by_a_library_has_no_value_and_is_not_taken_for_blank():
    file, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.active["B2"] = "=1+1"
    workbook.save(file)
    cell = read_workbook(file).sheets[0].cell(2, 2)
    assert (cell.kind, cell.formula) == (Kind.FORMULA_WITHOUT_VALUE, "=1+1")


# --- text ---


def test_text_is_gathered_from_every_way_to_store_it():
    texts = [
        "<t>Bảo hiểm y tế</t>",
        "<r><rPr><b/></rPr><t>Tỷ lệ </t></r><r><t>bao phủ</t></r>",
        "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/>",
        "",
    ]
    page = first(
        "".join(f'<c r="{"ABCD"[at]}1" t="s"><v>{at}</v></c>' for at in range(4)),
        inline("<![CDATA[a < b]]>", "A2")
        + '<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c>'
        + '<c r="C2" t="str"><v>kết quả</v></c>',
        texts=texts,
    )
    assert [page.cells[1, column].value for column in (1, 2, 3)] == [
        "Bảo hiểm y tế",
        "Tỷ lệ bao phủ",
        "東京",
    ]
    assert (1, 4) not in page.cells
    assert [page.cells[2, column].value for column in (1, 2, 3)] == ["a < b", "a b", "kết quả"]


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("Thu\u031b\u0309 Đu\u031b\u0301c", "Thử Đức"),
        ("dòng 1_x000D_\ndòng 2", "dòng 1\ndòng 2"),
        ("một&#13;&#10;hai&#13;ba", "một\nhai\nba"),
        ("_x005F_x0041_", "_x0041_"),
        ("a_x0000_b_xD800_c", "abc"),
        ("  lề  ", "  lề  "),
        ("a\u200b\ufeffb\u00a0c", "ab\u00a0c"),
        ("1.234,5", "1.234,5"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_comes_in_one_form(stored, value):
    cell = only(inline(stored))
    assert (cell.kind, cell.value, cell.formula) == (Kind.TEXT, value, "")


def test_truth_and_errors_have_their_own_kinds():
    page = first('<c r="A1" t="b"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c>')
    assert (page.cell(1, 1).kind, page.cell(1, 1).value) == (Kind.BOOL, False)
    assert (page.cell(1, 2).kind, page.cell(1, 2).value) == (Kind.ERROR, "#N/A")


# --- the grid ---


@pytest.mark.parametrize("dimension", ["A1", "A1:B2", "C9", "A1:XFD1048576", "", "none"])
def test_no_row_is_lost_whatever_the_dimension_says(dimension):
    before = "" if dimension == "none" else f'<dimension ref="{dimension}"/>'
    lines = [number(at, at=f"A{at}") for at in range(1, 301)]
    page = first(*lines, before=before)
    assert (len(page.cells), page.max_row, page.max_col) == (300, 300, 1)
    assert sum(cell.value for cell in page.cells.values()) == 45_150


def test_cells_and_rows_without_coordinates_follow_each_other():
    page = read(
        book(
            sheet(
                "<row><c><v>1</v></c><c/><c><v>2</v></c></row>"
                '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
            )
        )
    ).sheets[0]
    assert {place: int(cell.value) for place, cell in page.cells.items()} == {
        (1, 1): 1,
        (1, 3): 2,
        (5, 3): 3,
        (5, 4): 4,
        (6, 1): 5,
    }


def test_rows_in_any_order_come_sorted():
    page = read(
        book(
            sheet(
                '<row r="9"><c r="B9"><v>2</v></c><c r="A9"><v>1</v></c></row>'
                '<row r="3"><c r="A3"><v>0</v></c></row>'
            )
        )
    ).sheets[0]
    assert list(page.cells) == [(3, 1), (9, 1), (9, 2)]
    assert page.cells[9, 2].coordinate == "B9"


def test_formatted_but_empty_cells_far_away_do_no_harm():
    page = read(
        book(
            sheet(
                f'{ROW}<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/>'
                '<c r="XFD1048576" s="1"/></row>',
                before='<cols><col min="1" max="16384" width="9" style="1"/></cols>',
            ),
            formats=[9],
        )
    ).sheets[0]
    assert (len(page.cells), page.max_row, page.max_col) == (1, 1, 1)


def test_only_the_first_of_merged_cells_counts():
    page = first(
        number(1) + number(2, at="B1") + number(3, at="C1"),
        number(4, at="A2"),
        number(5, at="A3"),
        after='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D9:C8"/></mergeCells>',
    )
    assert page.merged == ((1, 1, 2, 2), (8, 3, 9, 4))
    assert list(page.cells) == [(1, 1), (1, 3), (3, 1)]


def test_hidden_sheets_and_columns_are_told():
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/>'
    columns += '<col min="²" max="9" hidden="1"/></cols>'
    workbook = read(
        book(
            sheet(ROW, before=columns),
            sheet(),
            sheet(),
            names=["Chỉ tiêu", "Ẩn", "Rất ẩn"],
            states=["visible", "hidden", "veryHidden"],
        )
    )
    assert [(one.name, one.is_hidden) for one in workbook.sheets] == [
        ("Chỉ tiêu", False),
        ("Ẩn", True),
        ("Rất ẩn", True),
    ]
    assert workbook.sheets[0].hidden_columns == {2, 3, 5}
    assert (workbook.sheets[1].max_row, dict(workbook.sheets[1].cells)) == (0, {})


def test_sheets_come_in_the_order_of_the_workbook_not_of_their_parts():
    listed = [("Hai", "rId2", "visible"), ("Một", "rId1", "visible")]
    data = book(
        sheet(rows(number(1))),
        sheet(rows(number(2))),
        changed={"xl/workbook.xml": corpus.workbook(listed)},
    )
    assert [(one.name, one.cell(1, 1).value) for one in read(data).sheets] == [
        ("Hai", 2),
        ("Một", 1),
    ]
