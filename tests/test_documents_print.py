"""A unit's report as LibreOffice prints it: paper, fonts, sizes, margins, order."""

import subprocess
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from reports.documents import official
from reports.documents.unit_report import unit_report
from tests.document_cases import AROUND, draft, payload, target, task
from tests.libreoffice import converted


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The report printed by LibreOffice: path of the PDF."""
    folder = tmp_path_factory.mktemp("paper")
    content = payload(
        targets=[target(f"CT-{n:02d}", name=f"Chỉ tiêu thử số {n}") for n in range(1, 14)],
        tasks=[task(f"III.9.{n}") for n in range(1, 9)],
        evidence=[{"item": "", "kind": "SUPPORT", "name": "Ảnh chụp Ữ ẵ ỵ.jpg"}],
    )
    document = folder / "bao-cao.docx"
    document.write_bytes(unit_report(draft(content), AROUND))
    return converted("pdf", document)[0]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@dataclass(frozen=True)
class Piece:
    """A piece of text on a page; places in millimetres from the top left corner."""

    text: str
    top: float
    left: float
    right: float
    size: int
    color: str


@pytest.fixture
def pages(paper):
    """The pieces of each page of the PDF, as poppler reads them."""
    command = ("pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", str(paper))
    found = ElementTree.fromstring(output(*command)).findall("page")
    fonts = {font.get("id"): font for page in found for font in page.findall("fontspec")}
    return [[_piece(text, fonts[text.get("font")]) for text in page.iter("text")] for page in found]


def _piece(text, font):
    top, left, width = (int(text.get(name)) * 25.4 / 72 for name in ("top", "left", "width"))
    words = "".join(text.itertext()).replace("\u00a0", " ").strip()
    return Piece(words, top, left, left + width, int(font.get("size")), font.get("color"))


def test_the_paper_is_a4(paper):
    assert "(A4)" in output("pdfinfo", str(paper))


def test_the_print_uses_times_new_roman_or_its_stand_in_only(paper):
    rows = output("pdffonts", str(paper)).splitlines()[2:]
    names = {row.split()[0].partition("+")[2].partition("-")[0] for row in rows}
    assert names in ({"LiberationSerif"}, {"TimesNewRoman"}, {"TimesNewRomanPSMT"})
    assert all(row[54:].split()[-5] == "yes" for row in rows), "every font is embedded"


def test_the_print_has_the_decrees_sizes_in_black(pages):
    pieces = [piece for page in pages for piece in page if piece.text]
    assert {piece.size for piece in pieces} == {11, 12, 13, 14}
    assert {piece.color for piece in pieces} == {"#000000"}
    sizes = {piece.text: piece.size for piece in pieces}
    assert sizes["BÁO CÁO"] == sizes["I. KẾT QUẢ NỔI BẬT"] == sizes["Kết quả tốt."] == 14
    assert sizes["- Lưu: VT."] == 11


def test_the_print_keeps_the_margins(pages):
    for number, page in enumerate(pages):
        head = [piece for piece in page if piece.top < 19]
        foot = [piece for piece in page if piece.top > 277]
        body = [piece for piece in page if piece not in head + foot]
        assert [piece.text for piece in head] == [str(number + 1) if number else "DỰ THẢO"]
        assert [piece.text for piece in foot] == ["Dự thảo"]
        assert min(piece.left for piece in body) >= 29.5
        assert max(piece.right for piece in body) <= 195.5
        assert number == 0 or 104 < (head[0].left + head[0].right) / 2 < 121


def test_the_head_of_the_print_stands_on_one_line_each(pages):
    """A nation's name on two lines is the first thing that a clerk sends back."""
    first = {piece.text: piece for piece in pages[0]}
    nation, motto = first[official.NATION], first[official.MOTTO]
    assert motto.right - motto.left == pytest.approx(56, abs=1.5)
    assert nation.left > first["ỦY BAN NHÂN DÂN QUẬN 3"].right
    dated = next(piece for text, piece in first.items() if text.startswith("Quận 3, ngày"))
    number = next(piece for text, piece in first.items() if text.startswith("Số:"))
    assert dated.top == number.top and dated.text.endswith("tháng 11 năm 2027")


def test_the_print_repeats_the_tables_heading_on_the_next_page(pages):
    first, second = pages[:2]
    rows = [piece.top for piece in second if "Chỉ tiêu thử số" in piece.text]
    assert any("Chỉ tiêu thử số" in piece.text for piece in first) and rows
    [heading] = [piece.top for piece in second if piece.text == "Đơn vị tính"]
    assert heading < min(rows)


def test_the_signature_shares_its_page_with_the_end_of_the_text(pages):
    last = [piece.text for piece in pages[-1]]
    assert "Nguyễn Văn Thử" in last
    assert any(text.startswith("Trên đây là báo cáo") for text in last)


def test_the_print_reads_in_order_with_all_vietnamese_letters(paper):
    text = " ".join(output("pdftotext", "-layout", str(paper), "-").split())
    wanted = ["Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "I. KẾT QUẢ NỔI BẬT", "II. KẾT QUẢ"]
    wanted += ["Ảnh chụp Ữ ẵ ỵ.jpg", "Trên đây là báo cáo", "Nơi nhận:", "- Lưu: VT."]
    places = [text.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places)
