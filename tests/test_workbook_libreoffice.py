"""A workbook that LibreOffice opened and saved says what the person changed, and no more."""
# ruff: noqa: F811 (fixtures are imported by name)

import subprocess

import pytest

from tests import factories as make
from tests.libreoffice import converted
from tests.workbook_cases import Carrier
from tests.workbook_fixtures import (  # noqa: F401
    beds,
    book,
    carrier,
    desk,
    kept,
    place,
    report,
    share,
    task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_workbook_saved_by_libreoffice_tells_what_the_person_changed(
    carrier, book, beds, share, task, tmp_path
):
    book.put("targets", beds, "ytd_numerator", 775)
    book.put("targets", beds, "ytd_denominator", 196500)
    book.put("targets", share, "proposal", "39,75")
    book.put("targets", beds, "source", "'=Niên giám").data_type = "s"
    book.put("tasks", task, "rating", "Hoàn thành đúng hạn")
    book.put("tasks", task, "result", "Đã lập 31.850 hồ sơ\n+ ẵ ữ ỵ 🌸")
    assert carrier.send(book).status_code == 302

    untouched, changed, calculated = carrier.download(), carrier.download(), carrier.download()
    cell = changed.put("targets", beds, "ytd_numerator", 776.5)
    calculated.put("targets", beds, "ytd_numerator", "=700+77")
    paths = [tmp_path / f"{name}.xlsx" for name in ("untouched", "changed", "calculated")]
    for one, path in zip((untouched, changed, calculated), paths, strict=True):
        path.write_bytes(one.content())
    shown = [carrier.upload(path.read_bytes()) for path in converted("xlsx", *paths)]

    assert [one.status for one in shown] == [200, 200, 200]
    assert [one.ignored for one in shown] == [{}, {}, {}]
    assert [one.changes for one in shown] == [set(), {("775", "776,5")}, {("775", "777")}]
    assert [change.place for change in shown[1].preview.changes] == [place(cell)]


def test_workbook_prints_on_a4_landscape_with_its_headings_on_every_page(client, tmp_path):
    path = tmp_path / "bieu-mau.xlsx"
    path.write_bytes(
        Carrier(client, make.report_with_items(targets=1, tasks=20)).download().content()
    )
    [paper] = converted("pdf", path)

    def told(*command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    pages = told("pdftotext", "-layout", str(paper), "-").split("\f")
    assert sum("Tự đánh giá" in page and "Kết quả thực hiện" in page for page in pages) > 1
    about = told("pdfinfo", "-f", "1", "-l", str(len(pages)), str(paper)).splitlines()
    sizes = {line.partition("size:")[2].strip() for line in about if line.endswith("(A4)")}
    assert len(sizes) == 1 and sizes.pop().startswith("841.")
