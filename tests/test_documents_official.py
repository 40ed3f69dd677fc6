"""The layout of Nghị định 30/2020/NĐ-CP, read from the file itself."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st

from reports.documents import official
from reports.documents.unit_report import unit_report
from reports.documents.word import legible, lines_of
from tests.document_cases import AROUND, draft, edition, made, payload, target, task

FONT = "Times New Roman"
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def parts(content=None):
    """Name → bytes of every part of the file."""
    with zipfile.ZipFile(BytesIO(content or unit_report(edition(), AROUND))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), "Quận 3, ngày 05 tháng 3 năm 2026"),
        (date(2026, 1, 1), "Quận 3, ngày 01 tháng 01 năm 2026"),
        (date(2026, 2, 28), "Quận 3, ngày 28 tháng 02 năm 2026"),
        (date(2027, 10, 9), "Quận 3, ngày 09 tháng 10 năm 2027"),
        (date(2027, 12, 31), "Quận 3, ngày 31 tháng 12 năm 2027"),
    ],
)
def test_a_document_pads_days_and_only_the_first_two_months(day, words):
    assert official.place_and_date("Quận 3", day, is_dated=True) == words


def test_a_document_that_is_not_sent_leaves_room_for_the_day():
    words = official.place_and_date("Quận 3", date(2027, 11, 11), is_dated=False)
    assert re.fullmatch(r"Quận 3, ngày\s{4,} tháng 11 năm 2027", words)
    assert "11" not in words.split("tháng")[0]


def test_the_page_is_a4_with_the_decrees_margins():
    section = made().sections[0]
    # Word counts in twentieths of a point.
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.02)
    assert 20 <= round(section.top_margin.mm, 1) <= 25
    assert 20 <= round(section.bottom_margin.mm, 1) <= 25
    assert 30 <= round(section.left_margin.mm, 1) <= 35
    assert 15 <= round(section.right_margin.mm, 1) <= 20
    assert section.header_distance < section.top_margin


def test_pages_are_numbered_from_one_in_the_top_margin_but_not_on_the_first():
    section = made().sections[0]
    assert section.different_first_page_header_footer
    assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    [number] = section.header.paragraphs
    assert number.alignment == CENTER
    assert [code.text.strip() for code in number._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert {run.font.size for run in number.runs} == {Pt(13)}
    assert not list(section.first_page_header._element.iter(qn("w:instrText")))


@pytest.mark.parametrize("shown", [edition(), draft()], ids=["sent", "draft"])
def test_no_other_font_can_come_in(shown):
    texts = parts(unit_report(shown, AROUND))
    wanted = {"ascii", "hAnsi", "eastAsia", "cs"}
    seen = 0
    for name, content in texts.items():
        text = content.decode()
        assert "Theme" not in text or name == "[Content_Types].xml", name
        for fonts in re.findall(r"<w:rFonts ([^>]*)/>", text):
            held = dict(re.findall(r'w:(\w+)="([^"]*)"', fonts))
            assert set(held) == wanted and set(held.values()) == {FONT}, (name, fonts)
            seen += 1
    assert seen > 50
    document = Document(BytesIO(unit_report(shown, AROUND)))
    for run in document.element.body.iter(qn("w:r")):
        assert run.rPr.find(qn("w:rFonts")) is not None, run.text


def test_the_file_holds_nothing_that_is_not_ours():
    assert set(parts()) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/settings.xml",
        "word/styles.xml",
    }


def test_the_letterhead_stands_in_two_columns_with_its_rules():
    table = made().tables[0]
    left, right = table.rows[0].cells
    assert [p.text for p in left.paragraphs] == ["ỦY BAN NHÂN DÂN QUẬN 3", "PHÒNG Y TẾ", ""]
    assert [p.text for p in right.paragraphs] == [official.NATION, official.MOTTO, ""]
    assert official.MOTTO == "Độc lập - Tự do - Hạnh phúc"
    fonts = [(p.runs[0].font.bold, p.runs[0].font.size.pt) for p in left.paragraphs[:2]]
    assert fonts == [(None, 12), (True, 12)]
    fonts = [(p.runs[0].font.bold, p.runs[0].font.size.pt) for p in right.paragraphs[:2]]
    assert fonts == [(True, 12), (True, 13)]
    for cell in (left, right):
        assert all(p.alignment == CENTER for p in cell.paragraphs[:-1])
        assert cell.paragraphs[-1]._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is not None
    assert rule_length(right.paragraphs[-1], right.width) == pytest.approx(56, abs=1)
    agency = len("PHÒNG Y TẾ") * official.CAPITAL
    assert agency / 3 <= rule_length(left.paragraphs[-1], left.width) <= agency / 2


def rule_length(paragraph, width):
    shape = paragraph.paragraph_format
    return (width - shape.left_indent - shape.right_indent) / Mm(1)


def test_a_long_name_breaks_near_its_middle_and_never_before_a_dash():
    assert official.balanced("PHÒNG Y TẾ", 70) == ["PHÒNG Y TẾ"]
    long = "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"
    assert official.balanced(long, 70) == ["PHÒNG TÀI NGUYÊN", "VÀ MÔI TRƯỜNG"]
    broken = official.balanced("PHÒNG LAO ĐỘNG – THƯƠNG BINH", 60)
    assert broken[0].endswith("–") or not broken[1].startswith("–")


def test_the_number_is_left_blank_and_the_date_stands_in_italics():
    left, right = made().tables[0].rows[1].cells
    assert re.fullmatch(r"Số:\s{4,}/BC-YT", left.text)
    assert left.paragraphs[0].runs[0].font.size == Pt(13)
    assert right.text == "Quận 3, ngày 05 tháng 11 năm 2027"
    [run] = right.paragraphs[0].runs
    assert run.font.italic and run.font.size == Pt(13) and not run.font.bold


def test_kind_and_subject_are_bold_and_centred_above_a_rule():
    document = made()
    paragraphs = document.paragraphs
    start = next(i for i, p in enumerate(paragraphs) if p.text == "BÁO CÁO")
    subject, rest, rule = paragraphs[start + 1 : start + 4]
    assert subject.text == "Kết quả năm 2027 thực hiện Kế hoạch số 57/KH-UBND"
    assert rest.text == "ngày 25 tháng 02 năm 2025 của Ủy ban nhân dân Quận 3"
    for paragraph in (paragraphs[start], subject, rest):
        [run] = paragraph.runs
        assert paragraph.alignment == CENTER and run.font.bold and run.font.size == Pt(14)
    assert 55 <= rule_length(rule, Mm(official.TEXT_WIDTH)) <= 83


def test_the_body_is_justified_indented_and_spaced():
    document = made()
    body = [p for p in document.paragraphs if p.paragraph_format.first_line_indent]
    assert len(body) > 15
    for paragraph in body:
        shape = paragraph.paragraph_format
        assert paragraph.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        assert shape.first_line_indent == pytest.approx(Mm(12.7), abs=700)
        assert shape.space_after >= Pt(6)
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_headings_are_bold_roman_then_arabic_and_stay_with_their_text():
    document = made()
    headings = [p for p in document.paragraphs if p.style.name.lower().startswith("heading")]
    assert [p.text.split(".")[0] for p in headings if p.style.name.endswith("1")] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
    ]
    assert all(p.runs[0].font.bold for p in headings)
    assert all(p.style.paragraph_format.keep_with_next for p in headings)


def test_figures_are_a_table_that_repeats_its_heading_and_never_splits_a_row():
    document = made(edition(payload(targets=[target(f"CT-{n:02d}") for n in range(1, 14)])))
    table = document.tables[1]
    assert len(table.rows) == 2 + 13
    for number, row in enumerate(table.rows):
        properties = row._tr.trPr
        assert properties.find(qn("w:cantSplit")) is not None
        assert (properties.find(qn("w:tblHeader")) is not None) == (number < 2)
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is not None
    assert sum(column.width for column in table.columns) <= Mm(165) + 700
    index = [cell.text for cell in table.rows[1].cells]
    assert index == ["A", "B", "C", "1", "2", "3", "4", "5"]
    for row in table.rows[2:]:
        assert {cell.paragraphs[0].alignment for cell in row.cells[3:]} == {RIGHT}


def test_recipients_end_with_the_archive_and_the_signer_stands_right():
    table = made().tables[-1]
    left, right = table.rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "Nơi nhận:",
        "- Phòng Tài chính – Kế hoạch;",
        "- Văn phòng UBND Quận 3;",
        "- Lưu: VT.",
    ]
    first = left.paragraphs[0].runs[0].font
    assert (first.size, first.bold, first.italic) == (Pt(12), True, True)
    assert {p.runs[0].font.size for p in left.paragraphs[1:]} == {Pt(11)}
    signed = [p for p in right.paragraphs if p.text]
    assert [p.text for p in signed] == ["KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG", "Nguyễn Văn Thử"]
    assert all(p.alignment == CENTER and p.runs[0].font.bold for p in signed)
    assert signed[-1].paragraph_format.space_before >= Pt(40)


def test_a_signature_never_stands_on_a_page_of_its_own():
    document = made()
    *_body, closing, after = document.paragraphs
    assert not after.text and after.paragraph_format.line_spacing <= Pt(1)
    assert closing.text.startswith("Trên đây") and closing.paragraph_format.keep_with_next
    assert document.tables[-1].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None


def test_the_same_report_is_the_same_file_and_names_nobody():
    one, again = (unit_report(edition(), AROUND) for _ in range(2))
    assert one == again
    about = Document(BytesIO(one)).core_properties
    assert about.author == about.last_modified_by == "Phòng Y tế Quận 3"
    assert about.created.isoformat() == about.modified.isoformat() == "2027-11-05T09:40:00+00:00"
    assert about.language == "vi-VN"
    assert "Người Gửi" not in b"".join(parts(one).values()).decode()


anything = st.text(st.characters(exclude_categories=()), max_size=60)


@given(anything, anything, anything)
def test_any_text_makes_a_valid_document(name, words, long):
    content = payload(
        targets=[target(name=name, source=words, explanation=long, unit_of_measure=words)],
        tasks=[task(title=name, result=long, rating_label=words)],
        evidence=[{"item": "", "kind": "SUPPORT", "name": name, "size": 1, "sha256": ""}],
        unit={"code": "x", "name": name},
    )
    document = made(edition(content))
    text = "\n".join(p.text for p in document.paragraphs)
    for line in lines_of(long):
        assert line in text
    # What is dropped is dropped on purpose only.
    kept = "".join(legible(long).split())
    assert "".join("".join(lines_of(long)).split()) == kept


def test_controls_and_what_xml_cannot_hold_are_left_out():
    assert legible("a\x00\x0b\ufffe\uffff\ud800\u202eb\u200b") == "ab"
    assert lines_of("một\r\n\n hai \x0bba\u2028bốn") == ["một", "hai", "ba", "bốn"]
