"""Workbooks as Excel, LibreOffice, WPS and libraries write them, each in its own way."""

import io
from decimal import Decimal

import openpyxl
import pytest

from q3plan.lib.sheets import read_workbook
from tests import workbook_corpus as corpus
from tests.workbook_corpus import STRICT, book, relations, sheet


def read(data):
    return read_workbook(io.BytesIO(data))


def as_libre_office():
    """Absolute targets, no <dimension>, styled fillers, row 1048576, a chart sheet, no spans."""
    listed = [("Chỉ tiêu", "rId3", "visible"), ("Biểu đồ", "rId4", "visible")]
    filler = '<row r="1048576" customFormat="false" ht="12.8" hidden="false"/>'
    return book(
        sheet('<row r="2"><c r="B2" s="1" t="n"><v>92.5</v></c><c r="C2" s="1"/></row>' + filler),
        changed={
            "xl/workbook.xml": corpus.workbook(listed, '<fileVersion appName="Calc"/>'),
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "styles", "/xl/styles.xml"),
                ("rId3", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("rId4", "chartsheet", "chartsheets/sheet1.xml"),
            ),
            "xl/chartsheets/sheet1.xml": "<chartsheet/>",
        },
        formats=["#,##0.00"],
    )


def as_sdk():
    """Every element with a prefix, UTF-8 mark, upper case name of a part."""
    text = (
        f'\ufeff{corpus.XML_HEAD}<x:worksheet xmlns:x="{corpus.MAIN}"><x:sheetData>'
        '<x:row r="2"><x:c r="B2" s="1"><x:v>92.5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    return book(
        without=["xl/worksheets/sheet1.xml"],
        changed={"xl/worksheets/Sheet1.XML": text},
        formats=["#,##0.00"],
    )


def as_strict():
    return book(
        sheet('<row r="2"><c r="B2" s="1"><v>92.5</v></c></row>', namespace=STRICT),
        formats=["#,##0.00"],
    )


def as_utf16():
    text = sheet('<row r="2"><c r="B2" s="1"><v>92.5</v></c></row>').replace("UTF-8", "UTF-16")
    changed = {"xl/worksheets/sheet1.xml": text.encode("utf-16")}
    return book(changed=changed, formats=["#,##0.00"])


def as_openpyxl():
    file, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.active["B2"] = 92.5
    workbook.active["B2"].number_format = "#,##0.00"
    workbook.active["C2"].hyperlink = "https://example.com/?a=1"
    workbook.active["C2"].value = None
    workbook.active.add_data_validation(
        openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"a,b"')
    )
    workbook.save(file)
    return file.getvalue()


def with_extensions():
    """Newer features around the cells use the same short names in other namespaces."""
    after = (
        '<extLst><ext xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:c><xm:f>A1</xm:f><xm:v>9</xm:v>'
        "</x14:c></ext></extLst>"
    )
    row = '<row r="2"><c r="B2" s="1"><v>92.5</v><extLst><ext uri="x"/></extLst></c></row>'
    return book(sheet(row, after=after), formats=["#,##0.00"])


@pytest.mark.parametrize(
    "make", [as_libre_office, as_sdk, as_strict, as_utf16, as_openpyxl, with_extensions]
)
def test_a_file_of_any_common_program_gives_the_same_cell(make):
    workbook = read(make())
    cell = workbook.sheets[0].cells[2, 2]
    assert (cell.value, cell.number_format) == (Decimal("92.5"), "#,##0.00")
    assert len(workbook.sheets) == 1


@pytest.mark.parametrize("make", [corpus.streamed, corpus.with_zip64_fields])
def test_a_zip_written_in_one_stream_is_read(make):
    assert read(make()).sheets[0].cell(1, 1).value == 1


def test_pictures_printer_settings_and_links_to_pages_are_let_be():
    data = book(
        changed={
            "xl/media/image1.png": b"\x89PNG<!DOCTYPE",
            "xl/printerSettings/printerSettings1.bin": b"\0" * 100,
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("rId1", "hyperlink", "https://example.com/", "External"),
                ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
            ),
        }
    )
    assert read(data).sheets[0].cell(1, 1).value == 1


def test_a_path_and_an_open_file_give_the_same_and_the_file_is_left_at_its_beginning(tmp_path):
    path = tmp_path / "biểu mẫu.xlsx"
    path.write_bytes(book())
    with path.open("rb") as file:
        file.read(10)
        read_back = read_workbook(file)
        assert file.tell() == 0
    assert dict(read_back.sheets[0].cells) == dict(read_workbook(path).sheets[0].cells)


def test_cells_can_be_asked_like_a_dictionary():
    page = read(
        book(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'))
    ).sheets[0]
    assert ((1, 3) in page.cells, (1, 2) in page.cells, (9, 9) in page.cells) == (
        True,
        False,
        False,
    )
    assert page.cells.get((9, 9)) is None
    assert [place for place, _cell in page.cells.items()] == [(1, 1), (1, 3)]
