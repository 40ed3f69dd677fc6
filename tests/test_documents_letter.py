"""The layout of a letter (công văn) after Nghị định 30/2020/NĐ-CP, read from the file itself."""

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.chasing.document import letter_document
from reports.documents import official
from reports.models import Letter, Round
from tests.factories import at

CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
NAMES = ("Phòng Y tế Quận 3", "Ủy ban nhân dân Phường 5", "Phòng Nội vụ Quận 3")
SUBJECT = "V/v đôn đốc gửi báo cáo năm 2027"
WORDS = {
    "subject": SUBJECT,
    "opening": "Thực hiện Kế hoạch số 57/KH-UBND, các đơn vị sau đây còn chậm:",
    "closing": "Có khó khăn, vướng mắc, đề nghị liên hệ Phòng Tài chính – Kế hoạch./.",
    "reply_by": date(2027, 11, 18),
}
HEAD = {
    "superior": "ỦY BAN NHÂN DÂN QUẬN 3",
    "agency": "PHÒNG TÀI CHÍNH – KẾ HOẠCH",
    "symbol": "TCKH",
    "place": "Quận 3",
    "authority": "KT. TRƯỞNG PHÒNG",
    "signer_title": "PHÓ TRƯỞNG PHÒNG",
    "signer_name": "Nguyễn Văn Thử",
    "recipients": "Như trên",
    "archive": "VT",
}


def made(names=NAMES, **changes):
    given = {"number": "7", "dated_on": date(2027, 11, 15), **WORDS, **HEAD, **changes}
    letter = Letter(round=Round(is_illustrative=False), **given)
    units = [
        SimpleNamespace(
            report=SimpleNamespace(unit=unit, unit_name=name, owner_on=lambda _day, it=unit: it),
            due_before=date(2027, 11, 10),
            days_late=6,
            missing="Chưa gửi báo cáo (2 chỉ tiêu: CT-08, CT-09; đánh giá chung)",
        )
        for name in names
        for unit in [SimpleNamespace(name=name)]
    ]
    return Document(BytesIO(letter_document(letter, units, at=at(2027, 11, 15))))


def fonts_of(paragraph):
    return {
        (run.font.size.pt, bool(run.font.bold), bool(run.font.italic)) for run in paragraph.runs
    }


def test_the_page_is_a4_with_the_decrees_margins():
    section = made().sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.02)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for side, (least, most) in zip(sides, ((20, 25), (20, 25), (30, 35), (15, 20)), strict=True):
        assert least <= round(side.mm, 1) <= most


def test_every_run_is_in_times_new_roman():
    runs = list(made().element.body.iter(qn("w:r")))
    assert len(runs) > 20
    for run in runs:
        fonts = run.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{use}")) for use in ("ascii", "hAnsi", "cs", "eastAsia")} == {
            "Times New Roman"
        }


def test_a_letter_bears_no_title_and_its_subject_stands_below_the_number():
    document = made()
    left, right = document.tables[0].rows[1].cells
    number, subject = left.paragraphs
    assert (number.text, fonts_of(number)) == ("Số: 07/TCKH", {(13, False, False)})
    assert (subject.text, fonts_of(subject)) == (SUBJECT, {(12, False, False)})
    assert number.alignment == subject.alignment == CENTER
    assert right.text == "Quận 3, ngày 15 tháng 11 năm 2027"
    assert fonts_of(right.paragraphs[0]) == {(13, False, True)}
    assert SUBJECT not in [paragraph.text for paragraph in document.paragraphs]


def test_a_letter_without_number_and_day_leaves_room_for_them():
    left, right = made(number="", dated_on=None).tables[0].rows[1].cells
    assert re.fullmatch(r"Số:\s{4,}/TCKH", left.paragraphs[0].text)
    assert re.fullmatch(r"Quận 3, ngày\s{4,} tháng 11 năm 2027", right.text)


def test_the_parts_stand_in_the_decrees_order():
    document = made()
    kinds = []
    for element in document.element.body.iterchildren():
        text = "".join(node.text or "" for node in element.iter(qn("w:t")))
        marks = ("CỘNG HÒA", "Kính gửi", "Thực hiện", "TTĐơn vị", "Đề nghị", "Có khó", "Nơi nhận")
        kinds += [mark for mark in marks if text.startswith(mark) or mark in text[:90]]
    assert kinds == [
        "CỘNG HÒA",
        "Kính gửi",
        "Thực hiện",
        "TTĐơn vị",
        "Đề nghị",
        "Có khó",
        "Nơi nhận",
    ]


def test_one_addressee_stands_on_the_line_and_a_few_below_each_other():
    first = next(p for p in made(NAMES[:1]).paragraphs if p.text.startswith("Kính gửi"))
    assert (first.text, first.alignment) == (f"Kính gửi: {NAMES[0]}", CENTER)
    paragraphs = made().paragraphs
    start = next(i for i, p in enumerate(paragraphs) if p.text.startswith("Kính gửi"))
    assert [p.text for p in paragraphs[start : start + 4]] == [
        "Kính gửi:",
        f"- {NAMES[0]};",
        f"- {NAMES[1]};",
        f"- {NAMES[2]}.",
    ]
    assert all(fonts_of(p) == {(14, False, False)} for p in paragraphs[start : start + 4])


def test_twelve_addressees_are_named_by_the_list_that_names_them():
    names = [f"Ủy ban nhân dân Phường {number}" for number in range(1, 13)]
    document = made(names)
    [addressed] = [p.text for p in document.paragraphs if p.text.startswith("Kính gửi")]
    assert addressed == "Kính gửi: Các đơn vị có tên trong danh sách dưới đây"
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[1] for row in rows[2:]] == names
    assert rows[2][2:4] == ["trước 10/11/2027", "6"]


def test_the_body_is_justified_indented_and_spaced():
    body = [p for p in made().paragraphs if p.paragraph_format.first_line_indent]
    assert [p.text.split()[0] for p in body] == ["Thực", "Đề", "Có"]
    for paragraph in body:
        assert (paragraph.alignment, fonts_of(paragraph)) == (JUSTIFY, {(14, False, False)})
        assert paragraph.paragraph_format.first_line_indent == pytest.approx(Mm(12.7), abs=700)
        assert paragraph.paragraph_format.space_after >= Pt(6)


def test_the_list_repeats_its_heading_splits_no_row_and_keeps_inside_the_page():
    table = made().tables[1]
    for number, row in enumerate(table.rows):
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        assert (row._tr.trPr.find(qn("w:tblHeader")) is not None) == (number < 2)
    assert sum(column.width for column in table.columns) <= Mm(official.TEXT_WIDTH) + 700


def test_the_signature_stands_right_with_its_authority_and_is_never_alone():
    document = made()
    left, right = document.tables[-1].rows[0].cells
    assert [p.text for p in left.paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    signed = [p for p in right.paragraphs if p.text]
    assert [p.text for p in signed] == [
        "KT. TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        "Nguyễn Văn Thử",
    ]
    assert all(p.alignment == CENTER and fonts_of(p) == {(14, True, False)} for p in signed)
    closing = next(p for p in document.paragraphs if p.text == WORDS["closing"])
    assert closing.paragraph_format.keep_with_next
