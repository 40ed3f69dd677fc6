"""Handing evidence out: who gets it, unharmed, and never as a page of ours."""

import io
import struct
import zlib

import pytest
from django.urls import reverse
from PIL import Image

from reports.evidence import drawing, preview, storing
from reports.models import Evidence
from tests import evidence_files as made
from tests import factories as make
from tests.entry_cases import url
from tests.evidence_files import post
from tests.report_scene import Scene, State

pytestmark = pytest.mark.django_db
POLICY = "sandbox; default-src 'none'"


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def add(scene, client):
    """``add(name, content)``: the row of a file that the unit's staff put into the report."""

    def add_file(name="bảng kê.pdf", content=None, **place):
        client.force_login(scene.staff)
        post(client, scene.report, [(name, content or made.pdf())], **place)
        return Evidence.objects.order_by("-pk").first()

    return add_file


def path_of(row):
    return storing.storage().path(row.stored_name)


def pages_url(row, number=1):
    return reverse("evidence_page", kwargs={"pk": row.pk, "number": number})


def download_url(row):
    return reverse("evidence_download", kwargs={"pk": row.pk})


# -- downloading -----------------------------------------------------------------------------


def test_unit_gets_its_file_back_byte_by_byte(add, client):
    content = made.pdf(words="bytes")
    row = add('số "liệu" 🌸.pdf', content)
    response = client.get(download_url(row))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == (
        'attachment; filename="so-lieu.pdf"; '
        "filename*=UTF-8''s%E1%BB%91%20-li%E1%BB%87u-%20%F0%9F%8C%B8.pdf"
    )


def test_download_is_never_a_page_of_ours(add, client):
    response = client.get(download_url(add()))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_head_of_a_download_tells_its_size(add, client):
    row = add()
    assert client.head(download_url(row))["Content-Length"] == str(row.size)


@pytest.mark.parametrize("name", ["evidence_download", "evidence_view"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_damaged_file_gives_a_clear_page_and_a_line_in_the_log(name, damage, add, client, caplog):
    row = add()
    if damage == "gone":
        storing.storage().delete(row.stored_name)
    else:
        with open(path_of(row), "r+b") as file:
            file.write(b"%PDF-1.9")
    response = client.get(reverse(name, kwargs={"pk": row.pk}))
    assert response.status_code == 410
    assert "không còn nguyên vẹn" in response.content.decode()
    assert any(row.stored_name in line and "ERROR" in line for line in caplog.text.splitlines())
    assert client.get(pages_url(row)).status_code == 410


def test_draft_files_are_the_units_own(add, scene, client):
    row = add()
    stranger = make.member(make.UnitFactory())
    for person in (stranger, scene.reviewer, make.UserFactory()):
        client.force_login(person)
        for name in ("evidence_download", "evidence_view"):
            assert client.get(reverse(name, kwargs={"pk": row.pk})).status_code == 404
        assert client.get(pages_url(row)).status_code == 404


def test_sent_files_open_to_the_recipients_and_to_nobody_else(add, scene, client):
    row = add()
    scene.bring(State.SUBMITTED)
    client.force_login(scene.reviewer)
    assert client.get(download_url(row)).status_code == 200
    client.force_login(make.member(make.UnitFactory()))
    assert client.get(download_url(row)).status_code == 404
    client.logout()
    assert client.get(download_url(row)).status_code == 302


# -- looking ---------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_picture_is_drawn_anew(form, add, client):
    row = add(f"a.{form}", made.image(form, size=(40, 20)))
    response = client.get(pages_url(row))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"] == POLICY
    assert Image.open(io.BytesIO(response.content)).size == (40, 20)
    assert client.get(pages_url(row, 2)).status_code == 404


@pytest.mark.one_database
def test_pages_of_a_pdf_are_drawn_one_by_one(add, client):
    row = add("a.pdf", made.pdf(pages=3, box=(595, 842)))
    assert preview.preview_pages(row) == 3
    page = client.get(reverse("evidence_view", kwargs={"pk": row.pk})).content.decode()
    assert [pages_url(row, n) in page for n in (1, 2, 3, 4)] == [True, True, True, False]
    drawn = Image.open(io.BytesIO(client.get(pages_url(row, 3)).content))
    assert drawn.size == (1131, 1600)


@pytest.mark.one_database
def test_page_with_a_huge_box_is_drawn_small(add, client):
    row = add("a.pdf", made.pdf(box=(14_000, 14_000)))
    drawn = Image.open(io.BytesIO(client.get(pages_url(row)).content))
    assert max(drawn.size) <= 1600


def test_only_so_many_pages_are_shown_and_the_page_says_so(add, client, monkeypatch):
    monkeypatch.setattr("reports.evidence.preview.MAX_PAGES", 2)
    row = add("a.pdf", made.pdf(pages=3))
    page = client.get(reverse("evidence_view", kwargs={"pk": row.pk})).content.decode()
    assert "Chỉ hiện 2 trang đầu" in page
    assert client.get(pages_url(row, 3)).status_code == 422


def png_bomb():
    """A picture that says it is 60,000 × 60,000 points."""
    small = bytearray(made.image("PNG"))
    small[16:24] = struct.pack(">II", 60_000, 60_000)
    small[29:33] = struct.pack(">I", zlib.crc32(bytes(small[12:29])))
    return bytes(small)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.png", png_bomb()),
        ("hong.png", made.image("PNG")[:50]),
        ("hong.jpg", b"\xff\xd8\xff\xe0 words"),
        ("hong.pdf", b"%PDF-1.7\nwords"),
        ("hong.webp", b"RIFF\0\0\0\0WEBPVP8 words"),
    ],
)
def test_bad_file_gives_words_and_no_fault(name, content, add, client):
    row = add(name, content)
    response = client.get(pages_url(row))
    assert response.status_code == 422
    assert response["Content-Type"].startswith("text/plain")
    shown = client.get(reverse("evidence_view", kwargs={"pk": row.pk}))
    assert shown.status_code == 200
    assert client.get(download_url(row)).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "content"), [("a.docx", made.docx()), ("a.heic", made.HEIC)])
def test_office_files_and_heic_are_not_previewed(name, content, add, client):
    row = add(name, content)
    assert preview.preview_pages(row) == 0
    page = client.get(reverse("evidence_view", kwargs={"pk": row.pk})).content.decode()
    assert "Có thể tải tệp về" in page
    assert (
        f"/minh-chung/{row.pk}/xem/"
        not in client.get(url("report_evidence", row.report)).content.decode()
    )


@pytest.mark.one_database
def test_child_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    worker = tmp_path / "slow.py"
    worker.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(drawing, "WORKER", worker)
    monkeypatch.setattr(drawing, "SECONDS", 0.2)
    with pytest.raises(drawing.TooLarge):
        drawing.count_pages(io.BytesIO(b"x"), "PDF")


@pytest.mark.one_database
def test_child_may_not_take_much_memory(monkeypatch, tmp_path):
    source = drawing.WORKER.read_text()
    worker = tmp_path / "greedy.py"
    worker.write_text(source.replace("make = pdf", 'held = "x" * (2 << 30)\n    make = pdf'))
    monkeypatch.setattr(drawing, "WORKER", worker)
    with pytest.raises(drawing.TooLarge):
        drawing.count_pages(io.BytesIO(made.pdf()), "PDF")


@pytest.mark.one_database
def test_child_reads_nothing_of_the_program():
    source = drawing.WORKER.read_text()
    for word in ("django", "from reports", "import reports", "q3plan"):
        assert word not in source
