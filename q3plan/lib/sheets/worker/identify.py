"""What kind of file came in, judged by its content; the name says nothing."""

import os
import re

from .limits import MB, Refused

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_HEAD_BYTES = 4096

# Names of streams in the old binary container, as its directory spells them.
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "old_xls"),
    ("Book", "old_xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "powerpoint"),
)
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
)
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def check_kind(fd, size):
    """Refuse what is not a zip at all, each kind with its own advice."""
    head = os.pread(fd, _HEAD_BYTES, 0)
    if not head:
        raise Refused("empty_file")
    if head.startswith(_OLE):
        raise Refused(_ole_kind(fd, size))
    for magic, code in _MAGIC:
        if head.startswith(magic):
            raise Refused(code)
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(_text_kind(head))


def _ole_kind(fd, size):
    found, carry = set(), b""
    for offset in range(0, size, MB):
        data = carry + os.pread(fd, MB, offset)
        # A directory entry holds the name with its closing zero.
        found |= {code for name, code in _OLE_STREAMS if (name + "\0").encode("utf-16-le") in data}
        carry = data[-64:]
    for _name, code in _OLE_STREAMS:
        if code in found:
            return code
    return "old_office"


def _text_kind(head):
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"{\\rtf"):
        return "word"
    if _SPREADSHEET_2003 in text or (text.startswith(b"<?xml") and b"<html" not in text):
        return "xml_2003"
    if re.match(rb"<(!doctype html|html|head|body|table|meta|style|div)\b", text) or (
        b"<html" in text or b"<table" in text
    ):
        return "html"
    if not re.search(rb"[\x00-\x08\x0e-\x1f]", head):
        return "csv"
    return "not_a_workbook"


def check_zip_kind(archive):
    """Refuse zips of other programs and workbooks in other forms, by the names of their parts."""
    names = {name.lower() for name in archive.entries}
    if "mimetype" in archive.entries:
        kind = b"".join(archive.chunks("mimetype"))[:80] if _is_small(archive) else b""
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            raise Refused("ods" if b"spreadsheet" in kind else "other_zip")
    if "[content_types].xml" not in names:
        raise Refused("other_zip")
    if "xl/workbook.bin" in names:
        raise Refused("xlsb")
    if not any(name.startswith("xl/") for name in names):
        for folder, code in (("word/", "word"), ("ppt/", "powerpoint")):
            if any(name.startswith(folder) for name in names):
                raise Refused(code)


def _is_small(archive):
    return archive.entries["mimetype"].size <= _HEAD_BYTES
