"""The consolidated report as LibreOffice prints it."""

import subprocess

import pytest

from reports.documents.consolidated_report import consolidated_report
from tests.consolidated_cases import content, part, passage, printed, row, table
from tests.libreoffice import converted


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """Path of the PDF of a report with thirteen targets and forty tasks."""
    folder = tmp_path_factory.mktemp("paper")
    passages = [
        passage(f"k{n}", "Kết quả tốt. " * 20, heading=f"Nhiệm vụ {n}", unit=f"Phòng {n % 7}")
        for n in range(40)
    ]
    held = content(
        table=table([row(n, f"CT-{n:02d}") for n in range(1, 14)]),
        parts=[
            *content()["parts"][:2],
            part("TASKS", "Nhiệm vụ", *passages),
            *content()["parts"][3:],
        ],
    )
    document = folder / "tong-hop.docx"
    document.write_bytes(consolidated_report(printed(held)))
    return converted("pdf", document)[0]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def pages(paper):
    """The text of each page, blank spaces joined."""
    text = output("pdftotext", "-layout", str(paper), "-").split("\f")[:-1]
    return [" ".join(page.split()) for page in text]


def sizes(paper):
    lines = output("pdfinfo", "-f", "1", "-l", "99", str(paper)).splitlines()
    return [
        line.split("size:")[1].split("pts")[0]
        for line in lines
        if line.startswith("Page ") and "size:" in line
    ]


def test_the_table_alone_lies_and_the_rest_stands(paper):
    across = [float(size.split("x")[0]) > 700 for size in sizes(paper)]
    texts = pages(paper)
    assert across == ["6 = 4/1" in text for text in texts]
    assert 1 <= sum(across) <= 3 and not across[0] and not across[-1]


def test_headings_of_the_table_stand_on_each_of_its_pages(paper):
    found = [text for text in pages(paper) if "CT-01" in text or "CT-13" in text]
    assert len(found) >= 2
    assert all("6 = 4/1" in text for text in found)


def test_every_page_but_the_first_bears_its_number_and_the_draft_its_mark(paper):
    first, *rest = pages(paper)
    assert first.startswith("DỰ THẢO")
    assert [text.split()[0] for text in rest] == [str(n) for n in range(2, len(rest) + 2)]
    assert all("Dự thảo" in text for text in (first, *rest))


def test_the_notes_of_the_table_open_the_page_behind_it_and_the_text_goes_on(paper):
    [text] = [text for text in pages(paper) if "Ghi chú của Biểu tổng hợp" in text]
    assert text.split()[1:3] == ["Ghi", "chú"] and "II. NHIỆM VỤ" in text


def test_signature_and_closing_share_the_last_page(paper):
    last = pages(paper)[-1]
    assert "Trên đây là báo cáo" in last and "Nguyễn Văn Thử" in last and "Nơi nhận:" in last


def test_pictures_are_printed_sharp(paper):
    rows = [line.split() for line in output("pdfimages", "-list", str(paper)).splitlines()[2:]]
    images = [row for row in rows if row[2] == "image"]
    assert len(images) == 2 and all(int(row[12]) >= 195 for row in images)
