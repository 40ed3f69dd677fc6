"""The consolidated report's layout, read from the .docx itself (Nghị định 30/2020/NĐ-CP)."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reports.documents.consolidated_report import consolidated_report, numbered_notes
from reports.documents.word import lines_of
from tests import consolidated_cases as case
from tests.consolidated_cases import content, made, part, passage, printed, row, table
from tests.document_cases import lines

FONT = "Times New Roman"
CENTER = WD_ALIGN_PARAGRAPH.CENTER


def parts(data=None):
    with zipfile.ZipFile(BytesIO(data or consolidated_report(printed()))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def place_of(document, *wanted):
    """Where each of these texts begins in the document, which must be in this order."""
    text = "\n".join(lines(document))
    places = [text.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places), list(zip(wanted, places, strict=True))


def test_the_parts_stand_in_the_order_of_an_official_report():
    place_of(
        made(content(addressee="Ủy ban nhân dân Thành phố")),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số:",
        "BÁO CÁO",
        "Kết quả thực hiện Kế hoạch số 57/KH-UBND năm 2027",
        "Kính gửi: Ủy ban nhân dân Thành phố",
        "Thực hiện Kế hoạch, báo cáo như sau:",
        "I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "Biểu đồ 1. Văn hóa – xã hội: 1 trên 1 chỉ tiêu đạt",
        "1. Số giường bệnh",
        "BIỂU TỔNG HỢP TÌNH HÌNH THỰC HIỆN CÁC CHỈ TIÊU NĂM 2027",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ, GIẢI PHÁP",
        "Biểu đồ 2. 1 trên 1 nhiệm vụ",
        "III. KIẾN NGHỊ, ĐỀ XUẤT",
        "Trên đây là báo cáo của Quận 3./.",
        "Nơi nhận:",
    )


def test_only_the_tables_pages_lie_and_all_have_the_decrees_margins():
    first, wide, rest = made().sections
    assert [one.orientation for one in (first, wide, rest)] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    for section in (first, wide, rest):
        sizes = (section.page_width.mm, section.page_height.mm)
        wanted = (297, 210) if section is wide else (210, 297)
        assert sizes == pytest.approx(wanted, abs=0.02)
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


def test_the_end_of_a_section_takes_no_page_of_its_own():
    ends = [
        p for p in made().paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ]
    assert len(ends) == 2
    assert all(p.paragraph_format.line_spacing <= Pt(1) and not p.text for p in ends)


def test_pages_are_counted_through_and_only_the_first_hides_its_number():
    sections = made().sections
    assert [one.different_first_page_header_footer for one in sections] == [True, False, False]
    starts = [one._sectPr.find(qn("w:pgNumType")) is not None for one in sections]
    assert starts == [True, False, False]
    assert all(one.header.is_linked_to_previous for one in sections[1:])
    [number] = sections[2].header.paragraphs
    assert number.alignment == CENTER and {run.font.size for run in number.runs} == {Pt(13)}
    assert [code.text.strip() for code in number._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_no_other_font_can_come_in():
    wanted = {"ascii", "hAnsi", "eastAsia", "cs"}
    for name, data in parts().items():
        if not name.endswith(("xml", "rels")):
            continue
        for fonts in re.findall(r"<w:rFonts ([^>]*)/>", data.decode()):
            held = dict(re.findall(r'w:(\w+)="([^"]*)"', fonts))
            assert set(held) == wanted and set(held.values()) == {FONT}, (name, fonts)
    document = made()
    runs = [run for run in document.element.body.iter(qn("w:r")) if run.text]
    assert len(runs) > 60
    assert all(run.rPr.find(qn("w:rFonts")) is not None for run in runs)


def test_text_is_justified_indented_and_of_the_decrees_size():
    body = [p for p in made().paragraphs if p.paragraph_format.first_line_indent]
    assert len(body) > 10
    for paragraph in body:
        shape = paragraph.paragraph_format
        assert paragraph.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        assert shape.first_line_indent == pytest.approx(Mm(12.7), abs=700)
        assert shape.space_after >= Pt(6)
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_the_letterhead_is_the_reports_own():
    document = made()
    left, _right = document.tables[0].rows[0].cells
    assert [p.text for p in left.paragraphs] == ["ỦY BAN NHÂN DÂN", "QUẬN 3", ""]
    assert left.paragraphs[0].runs[0].font.bold
    number, dated = document.tables[0].rows[1].cells
    assert re.fullmatch(r"Số:\s{4,}/BC-UBND", number.text)
    assert re.fullmatch(r"Quận 3, ngày\s{4,} tháng 12 năm 2027", dated.text)


def test_a_number_and_a_day_that_the_clerk_gave_are_printed():
    signed = content(number="7", dated_on=date(2028, 1, 5).isoformat())
    number, dated = made(signed).tables[0].rows[1].cells
    assert number.text == "Số: 07/BC-UBND"
    assert dated.text == "Quận 3, ngày 05 tháng 01 năm 2028"


def test_several_addressees_stand_on_lines_of_their_own():
    text = lines(made(content(addressee="UBND Thành phố;\n- Sở Tài chính")))
    start = text.index("Kính gửi:")
    assert text[start + 1 : start + 3] == ["- UBND Thành phố;", "- Sở Tài chính."]


def test_recipients_and_signer_close_the_report_on_a_page_with_text():
    document = made()
    left, right = document.tables[-1].rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "Nơi nhận:",
        "- Ủy ban nhân dân Thành phố;",
        "- Sở Tài chính;",
        "- Lưu: VT, TCKH.",
    ]
    signed = [p.text for p in right.paragraphs if p.text]
    assert signed == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Thử"]
    closing = next(p for p in document.paragraphs if p.text.startswith("Trên đây"))
    assert closing.paragraph_format.keep_with_next


def test_every_passage_names_its_source_and_units_head_their_tasks():
    text = lines(made())
    assert "Tăng 0,8. (Nguồn: Phòng Y tế)" in text and "Cấp kinh phí. (Nguồn: Phòng Y tế)" in text
    two = [part("PROPOSALS", "Kiến nghị", passage("p", "Một.", "Hai.", unit="Phòng Y tế"))]
    told = lines(made(content(parts=two)))
    assert "Một. (Nguồn: Phòng Y tế)" in told and "Hai. (Nguồn: Phòng Y tế)" in told
    start = text.index("1. Phòng Y tế")
    assert text[start : start + 6] == [
        "1. Phòng Y tế",
        "a) Hồ sơ sức khỏe: Lập 12.000 hồ sơ.",
        "Đang làm.",
        "b) Nhân lực y tế: Tuyển 12 bác sĩ.",
        "2. Phòng LĐ-TB&XH",
        "a) Dạy nghề: Mở 3 lớp.",
    ]


def test_a_section_without_content_is_left_out_and_numbers_close_up():
    held = content(parts=[case.PARTS[0], case.PARTS[3], case.PARTS[4]])
    headings = [p.text for p in made(held, figures={"TASKS": ()}).paragraphs if "." in p.text[:4]]
    assert [text for text in headings if text.isupper()] == [
        "I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "II. KIẾN NGHỊ, ĐỀ XUẤT",
    ]


def edges(document):
    section = document.sections[0]
    return section.first_page_header.paragraphs[0].text, section.footer.paragraphs[0].text


def test_a_draft_is_marked_on_every_page_and_a_finished_report_is_not():
    assert edges(made()) == ("DỰ THẢO", "Dự thảo")
    assert edges(made(is_draft=False)) == ("", "")
    sections = made().sections
    assert all(section.footer.is_linked_to_previous for section in sections[1:])


def test_illustrative_numbers_say_so_on_every_page():
    document = made(content(is_illustrative=True), is_draft=False)
    assert "(Số liệu minh họa)" in lines(document)
    assert edges(document)[1] == "Số liệu minh họa"


# -- The table --------------------------------------------------------------------------------


def wide(document):
    return next(one for one in document.tables if one._tbl.find(f".//{qn('w:vMerge')}") is not None)


def texts(table_row):
    return [one.text.replace("\u00a0", " ") for one in table_row.cells]


def test_the_tables_headings_stand_on_every_page_and_no_row_is_split():
    document = made(content(table=table([row(n, f"CT-{n:02d}") for n in range(1, 14)])))
    found = wide(document)
    assert len(found.rows) == 3 + 1 + 13
    for number, line in enumerate(found.rows):
        assert line._tr.trPr.find(qn("w:cantSplit")) is not None
        assert (line._tr.trPr.find(qn("w:tblHeader")) is not None) == (number < 3)
    width = sum(int(one.get(qn("w:w"))) for one in found._tbl.tblGrid) / 1440 * 25.4
    assert width == pytest.approx(252, abs=1)
    assert {
        run.font.size
        for line in found.rows
        for one in line.cells
        for p in one.paragraphs
        for run in p.runs
    } == {Pt(11)}


def test_so_sanh_stands_over_its_three_columns_above_the_numbered_row():
    upper, lower, signs = (texts(line) for line in wide(made()).rows[:3])
    assert upper[8:11] == ["So sánh"] * 3
    assert lower[8:11] == ["ƯTH 2027 / TH 2026", "ƯTH 2027 / KH 2027", "KH 2028 / ƯTH 2027"]
    assert upper[:8] == lower[:8] and upper[0] == "TT"
    assert signs == ["A", "B", "C", *"12345", "6 = 4/1", "7 = 4/2", "8 = 5/4", "9", "10", "11"]


def test_figures_stand_right_and_what_is_blank_is_a_dash():
    blank = row(2, "CT-07", cells={"previous": case.cell("–"), "planned": case.cell("trên 75%")})
    found = wide(made(content(table=table([row(), blank]))))
    assert texts(found.rows[5])[3:5] == ["–", "trên 75%"]
    cells = found.rows[4].cells
    assert {one.paragraphs[0].alignment for one in cells[3:11]} == {WD_ALIGN_PARAGRAPH.RIGHT}
    assert found.rows[5].cells[4].paragraphs[0].alignment == CENTER


def test_notes_are_numbered_once_and_told_below_the_table():
    other = row(2, "CT-07", notes=["Kế hoạch năm 2027: từ 39 trở lên.", "Sát ngưỡng."])
    held = table([row(), other])
    assert numbered_notes(held) == (
        {"CT-06": "1", "CT-07": "1, 2"},
        ["Kế hoạch năm 2027: từ 39 trở lên.", "Sát ngưỡng."],
    )
    document = made(content(table=held))
    assert [texts(line)[-1] for line in wide(document).rows[4:]] == ["1", "1, 2"]
    told = "(1) Kế hoạch năm 2027: từ 39 trở lên. (2) Sát ngưỡng."
    assert f"Ghi chú ở cột cuối: {told}" in lines(document)


def test_illustrative_figures_are_marked_unless_all_are():
    one = row(cells={"previous": case.cell("38,4", "38.4", is_illustrative=True)})
    some = made(content(table=table([one], is_illustrative=True)))
    assert texts(wide(some).rows[4])[3:5] == ["38,4 ◇", "39,0"]
    proposed = row(cells={"previous": case.cell("57 (đề xuất)", "57", is_illustrative=True)})
    mixed = made(content(table=table([proposed, row()], is_illustrative=True)))
    assert texts(wide(mixed).rows[4])[3] == "57 ◇ (đề xuất)"
    figures = ("previous", "planned", "ytd", "estimate", "next")
    every = row(cells={key: case.cell("1,0", "1", is_illustrative=True) for key in figures})
    whole = made(content(table=table([every], is_illustrative=True)))
    assert texts(wide(whole).rows[4])[3] == "1,0"
    text = " ".join(lines(whole))
    assert "Toàn bộ số liệu trong Biểu là số liệu minh họa." in text and "◇" not in text


# -- Charts -----------------------------------------------------------------------------------


def pictures(document):
    return list(document.element.body.iter(qn("wp:inline")))


def test_charts_are_embedded_with_words_for_those_who_do_not_see_them():
    document = made()
    for number, picture in enumerate(pictures(document), 1):
        about = picture.find(qn("wp:docPr"))
        assert about.get("name") == f"Biểu đồ {number}"
        assert [picture.get(f"dist{side}") for side in "TBLR"] == ["0"] * 4
        assert about.get("descr").endswith("Cột dài 92,5 trên 100.")
        width = int(picture.find(qn("wp:extent")).get("cx")) / Mm(1)
        assert width == pytest.approx(165, abs=0.1)
    assert len(pictures(document)) == 2


def test_charts_are_sharp_and_not_blank():
    for name, data in parts().items():
        if not name.endswith("png"):
            continue
        image = Image.open(BytesIO(data)).convert("L")
        assert image.width / (165 / 25.4) >= 200
        assert image.getpixel((image.width - 1, image.height - 1)) == 255
        counts = image.histogram()
        assert sum(counts[:128]) > 500 and sum(counts[128:]) > 500


def test_a_caption_stays_with_its_picture():
    document = made()
    for paragraph in document.paragraphs:
        if paragraph._p.find(f".//{qn('wp:inline')}") is not None:
            assert paragraph.paragraph_format.keep_with_next and paragraph.alignment == CENTER
    captions = [p for p in document.paragraphs if p.text.startswith("Biểu đồ")]
    assert len(captions) == 2
    assert all(p.runs[0].font.bold and p.runs[0].font.size == Pt(13) for p in captions)


# -- The file ---------------------------------------------------------------------------------


def test_the_same_content_is_the_same_file():
    one, again = (consolidated_report(printed()) for _ in range(2))
    assert one == again


anything = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=25)
@given(anything, anything, anything)
def test_any_text_makes_a_valid_document(heading, words, unit):
    held = content(
        subject=words or "Báo cáo",
        addressee=words,
        table=table([row(cells={"leads": case.cell(unit)}, notes=[words])]),
        parts=[
            part("TASKS", "Nhiệm vụ", passage("k", words, heading=heading, unit=unit)),
            part("PROPOSALS", "Kiến nghị", passage("p", words, heading=heading, unit=unit)),
        ],
    )
    text = "\n".join(p.text for p in made(held).paragraphs)
    for line in lines_of(words):
        assert line in text
