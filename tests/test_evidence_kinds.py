"""What a file is taken for, and under which name it is kept."""

import io
import os
import unicodedata
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.attachment import attachment
from reports.evidence import kinds
from reports.evidence.kinds import KNOWN_EXTENSIONS, PDF, identify
from reports.evidence.limits import EvidenceRefused
from reports.evidence.names import MAX_CHARS, clean_name
from reports.evidence.receiving import BoundedUploadHandler
from tests import evidence_files as made


def kind_of(content):
    return identify(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.pdf(), kinds.PDF),
        (b"\xef\xbb\xbf\r\n" + made.pdf(), kinds.PDF),
        (made.docx(), kinds.DOCX),
        (made.xlsx(), kinds.XLSX),
        (made.ole("WordDocument", "1Table"), kinds.DOC),
        (made.ole("Workbook", "a", "b", "c", "d", first=b"\x09\x08\x10\0" + b"\0" * 20), kinds.XLS),
        (made.image("JPEG"), kinds.JPEG),
        (made.image("PNG"), kinds.PNG),
        (made.image("WEBP"), kinds.WEBP),
        (made.HEIC, kinds.HEIC),
    ],
)
def test_unit_may_send_each_listed_kind_told_by_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
        (b"<?xml version='1.0'?><svg xmlns='x'></svg>", "SVG"),
        (b"MZ\x90\0" + b"\0" * 200, "chương trình"),
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"just words", "Không nhận ra"),
        (made.zipped(**{"a.pdf": "x"}), "Tệp nén"),
        (made.zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "x"}), "Tệp nén"),
        (made.docx(**{"word/vbaProject.bin": "x"}), "macro"),
        (
            made.office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "macro",
        ),
        (made.ole("WordDocument", "Macros"), "macro"),
        (made.ole("Workbook", "_VBA_PROJECT_CUR"), "macro"),
        (made.ole("EncryptionInfo", "EncryptedPackage"), "mật khẩu"),
        (made.ole("WordDocument", first=b"\xec\xa5" + b"\0" * 9 + b"\x01\0"), "mật khẩu"),
        (made.ole("Workbook", first=b"\x09\x08\x04\0abcd\x2f\0\x04\0"), "mật khẩu"),
        (made.ole("PowerPoint Document"), "Chỉ nhận"),
        (made.LOCKED_PDF, "mật khẩu"),
        (made.docx()[:200], "hỏng"),
        (made.ole("WordDocument")[:700], "hỏng"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "hỏng"),
    ],
)
def test_unit_is_told_why_another_kind_is_refused(content, words):
    with pytest.raises(EvidenceRefused, match=words):
        kind_of(content)


def test_directory_that_would_fill_the_memory_is_refused():
    lying = bytearray(made.docx())
    end = lying.rfind(b"PK\x05\x06")
    lying[end + 12 : end + 16] = (0x7FFFFFF0).to_bytes(4, "little")
    with pytest.raises(EvidenceRefused):
        kind_of(bytes(lying))


def test_directory_in_a_circle_is_refused():
    looped = bytearray(made.ole("WordDocument"))
    looped[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    with pytest.raises(EvidenceRefused, match="hỏng"):
        kind_of(bytes(looped))


@given(st.binary(max_size=600))
def test_no_bytes_bring_identify_down(content):
    for start in (b"", b"PK\x03\x04", made.ole()[:512], b"%PDF-1.7\n"):
        try:
            kind_of(start + content)
        except EvidenceRefused as refused:
            assert refused.message


# -- names -----------------------------------------------------------------------------------


def name_of(given_name, kind=PDF):
    return clean_name(given_name, kind.extensions, KNOWN_EXTENSIONS)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Bao cao.pdf", "Bao cao.pdf"),
        (unicodedata.normalize("NFD", "Báo cáo số liệu.pdf"), "Báo cáo số liệu.pdf"),
        ("BAO CAO.PDF", "BAO CAO.PDF"),
        ("C:\\Users\\an\\số liệu.pdf", "số liệu.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("dấu \"nháy\" và 'đơn'.pdf", "dấu \"nháy\" và 'đơn'.pdf"),
        ("hai\r\ndòng.pdf", "hai dòng.pdf"),
        ("thoa\u202efdp.exe", "thoafdp.pdf"),
        ("hoa 🌸.pdf", "hoa 🌸.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ("phiếu v1.2", "phiếu v1.2.pdf"),
        ("ảnh.jpg", "ảnh.pdf"),
        ("tắt \0 nguồn.pdf", "tắt nguồn.pdf"),
    ],
)
def test_original_name_is_kept_without_what_could_harm(given_name, name):
    assert name_of(given_name) == name


def test_long_name_is_cut_before_its_ending():
    name = name_of("Đ" * 400 + ".pdf")
    assert len(name) == MAX_CHARS
    assert name.endswith("Đ.pdf")


@given(st.text(max_size=400), st.sampled_from(kinds.KINDS))
def test_any_name_becomes_one_that_is_safe_everywhere(given_name, kind):
    name = name_of(given_name, kind)
    assert 0 < len(name) <= MAX_CHARS
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set("/\\\r\n\t\0\u202e\u200f\ufeff")
    assert name.lower().endswith(kind.extensions)
    assert name == name_of(name, kind)
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    full = unquote(header.partition("filename*=UTF-8''")[2])
    assert not set(full) & set('<>:"/\\|?*')


# -- on the way in ---------------------------------------------------------------------------


def handler_for(user=None):
    handler = BoundedUploadHandler(SimpleNamespace(user=user))
    handler.handle_raw_input(None, {}, 1000, None)
    handler.new_file("files", "a.pdf", "application/pdf", None, None)
    return handler


def test_file_over_the_limit_is_not_kept_but_its_size_is_known(monkeypatch):
    monkeypatch.setattr("reports.evidence.receiving.FILE_BYTES", 10)
    handler = handler_for()
    handler.receive_data_chunk(b"12345678", 0)
    handler.receive_data_chunk(b"12345678", 8)
    file = handler.file_complete(16)
    assert (file.size, file.read(), list(file.chunks())) == (16, b"", [])


def test_file_of_a_stranger_is_not_kept():
    handler = handler_for(SimpleNamespace(is_authenticated=False))
    handler.receive_data_chunk(b"1234", 0)
    assert handler.file_complete(4).read() == b""


def test_temporary_file_is_the_servers_alone():
    handler = handler_for(SimpleNamespace(is_authenticated=True))
    handler.receive_data_chunk(b"1234", 0)
    file = handler.file_complete(4)
    assert os.stat(file.temporary_file_path()).st_mode & 0o777 == 0o600
    assert file.read() == b"1234"
    file.close()
