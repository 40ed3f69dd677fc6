"""What a file is, judged by its content; the name says nothing.

A kind that is not listed is refused, and so is what nobody could check later: macros, passwords.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

from .compound import MAGIC as OLE
from .compound import CompoundFile
from .drawing import PasswordNeeded, PreviewFailed, count_pages
from .limits import EvidenceRefused

_OFFICE = "application/vnd.openxmlformats-officedocument."
_HEAD = 4096
_DIRECTORY_BYTES = 2 * 1024 * 1024
_TYPES_BYTES = 1024 * 1024
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True)
class Kind:
    """``extensions``: the first one is written where a name has none of them."""

    words: str
    media_type: str
    extensions: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", (".pdf",))
DOCX = Kind("Word", f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = Kind("Excel", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
DOC = Kind("Word", "application/msword", (".doc",))
XLS = Kind("Excel", "application/vnd.ms-excel", (".xls",))
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = Kind("PNG", "image/png", (".png",))
WEBP = Kind("WebP", "image/webp", (".webp",))
HEIC = Kind("HEIC", "image/heic", (".heic", ".heif"))
KINDS = (PDF, DOCX, XLSX, DOC, XLS, JPEG, PNG, WEBP, HEIC)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
SIGNED = frozenset({PDF, JPEG, PNG, WEBP, HEIC})
PREVIEWED = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
# Endings that are taken for an extension when they are wrong; others belong to the name.
KNOWN_EXTENSIONS = frozenset(
    {extension for kind in KINDS for extension in kind.extensions}
    | {".docm", ".xlsm", ".dotx", ".xltx", ".gif", ".bmp", ".tif", ".tiff", ".txt", ".csv"}
    | {".exe", ".zip", ".rar", ".html", ".htm", ".svg", ".js", ".bat", ".cmd", ".lnk", ".scr"}
)


def words_of(media_type: str) -> str:
    kind = BY_MEDIA_TYPE.get(media_type)
    return kind.words if kind else ""


def identify(file) -> Kind:
    """The kind of an open file; EvidenceRefused for anything else. The file's place moves."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise EvidenceRefused(_("Tệp trống (0 byte). Kiểm tra lại tệp gốc."))
    if kind := _by_head(head):
        return kind
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        _check_open_pdf(file)
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    if head.startswith(OLE):
        return _old_office_kind(file)
    raise EvidenceRefused(_unknown(head))


def _by_head(head):
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS and b"avif" not in head[8:64]:
        return HEIC
    return None


def _unknown(head):
    allowed = _("Chỉ nhận PDF, Word, Excel và ảnh JPEG, PNG, WebP, HEIC.")
    if seen := _guess(head):
        return _("Nội dung tệp là %(kind)s. %(allowed)s") % {"kind": seen, "allowed": allowed}
    return _("Không nhận ra loại tệp. %(allowed)s") % {"allowed": allowed}


def _guess(head):
    """What an unlisted file seems to be, for the person's sake only."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if re.match(rb"<(?:!doctype html|html|head|body|script)", start):
        return "HTML"
    if b"<svg" in head.lower():
        return "SVG"
    if head.startswith(b"MZ"):
        return _("chương trình (.exe)")
    try:
        return puremagic.from_string(head).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        return ""


# -- PDF -------------------------------------------------------------------------------------


def _check_open_pdf(file):
    """A PDF that asks for a password can be read by nobody; one that only forbids printing can."""
    if not _contains(file, b"/Encrypt"):
        return
    try:
        count_pages(file, PREVIEWED[PDF])
    except PasswordNeeded:
        raise EvidenceRefused(_locked()) from None
    except PreviewFailed:
        return


def _locked():
    return _("Tệp có mật khẩu nên không ai kiểm tra được. Bỏ mật khẩu rồi tải lên lại.")


def _contains(file, words):
    file.seek(0)
    carry = b""
    while data := file.read(1 << 20):
        if words in carry + data:
            return True
        carry = data[-len(words) :]
    return False


# -- Word and Excel --------------------------------------------------------------------------


class _Guarded:
    """A file that gives no large pieces: a zip's directory cannot fill the memory."""

    def __init__(self, file):
        self.file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self):
        return True

    def read(self, size=-1):
        most = _DIRECTORY_BYTES + 1
        data = self.file.read(min(size, most) if size >= 0 else most)
        if len(data) > _DIRECTORY_BYTES:
            raise zipfile.BadZipFile("directory too large")
        return data


def _office_kind(file):
    try:
        names, types = _parts(file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, OSError) as problem:
        raise EvidenceRefused(_damaged()) from problem
    except (ValueError, zlib.error, EOFError, OverflowError) as problem:
        raise EvidenceRefused(_damaged()) from problem
    if b"macroenabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise EvidenceRefused(_macros())
    if "word/document.xml" in names and b"wordprocessingml.document.main+xml" in types:
        return DOCX
    if "xl/workbook.xml" in names and b"spreadsheetml.sheet.main+xml" in types:
        return XLSX
    raise EvidenceRefused(
        _("Tệp nén hoặc loại tài liệu khác. Tải từng tệp PDF, Word, Excel hoặc ảnh lên.")
    )


def _parts(file):
    """Names of the parts and the list of their types, all in small letters."""
    with zipfile.ZipFile(_Guarded(file)) as archive:
        names = {name.lower() for name in archive.namelist()}
        if "[content_types].xml" not in names:
            return names, b""
        with archive.open("[Content_Types].xml") as part:
            return names, part.read(_TYPES_BYTES).lower()


def _old_office_kind(file):
    try:
        document = CompoundFile(file)
        kind, is_locked = _old_kind(document)
    except (ValueError, OverflowError) as problem:
        raise EvidenceRefused(_damaged()) from problem
    if is_locked:
        raise EvidenceRefused(_locked())
    if kind is None:
        raise EvidenceRefused(_unknown(b""))
    if {"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT"} & set(document.streams):
        raise EvidenceRefused(_macros())
    return kind


def _old_kind(document):
    """``(kind or None, whether a password locks it)``: [MS-DOC] 2.5.2, [MS-XLS] 2.4.117."""
    streams = document.streams
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        return None, True
    if "WordDocument" in streams:
        head = document.read(streams["WordDocument"], 12)
        return DOC, bool(head[11] & 0x01)
    book = streams.get("Workbook") or streams.get("Book")
    if book is None:
        return None, False
    head = document.read(book, 64)
    second = 4 + int.from_bytes(head[2:4], "little")
    return XLS, head[second : second + 2] == b"\x2f\x00"


def _macros():
    return _("Tệp có macro. Lưu lại thành .docx hoặc .xlsx (không macro) rồi tải lên.")


def _damaged():
    return _("Tệp bị hỏng hoặc chưa lưu xong: không đọc được. Mở tệp gốc, lưu lại rồi tải lên.")
