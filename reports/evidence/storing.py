"""Evidence in its private store: random names, a hash that is checked whenever a file is read."""

import hashlib
import logging
import tempfile
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from reports.models import Attachment, Evidence

from . import kinds, names, scanning
from .limits import FILE_BYTES, EvidenceRefused

logger = logging.getLogger(__name__)
_CHUNK = 1 << 20
# Every table whose rows hold files of this store: what none of them names is swept away.
HOLDERS = (Evidence, Attachment)


class BrokenFile(Exception):
    """The stored file is gone or is not what was uploaded."""


def storage():
    return storages["evidence"]


@dataclass
class Received:
    """One uploaded file. ``refusal`` says why it was not taken; then nothing is stored.

    ``note`` tells the person what was changed about it.
    """

    given_name: str
    name: str = ""
    stored_name: str = ""
    size: int = 0
    sha256: str = ""
    media_type: str = ""
    scan: str = ""
    refusal: str = ""
    note: str = ""
    evidence: Evidence | Attachment | None = field(default=None, compare=False)


def receive(files, *, allowed=None) -> list[Received]:
    """Look at uploaded files and store those that may be kept; no row is written here.

    ``allowed``: the kinds that are asked for, all without it. When the scanner does not answer
    once, the other files of the same post do not wait for it.
    """
    received, ask = [], scanning.scan
    for file in files:
        one = _receive(file, allowed, ask)
        if one.scan == scanning.Scan.PENDING:
            ask = _not_asked
        received.append(one)
    return received


def _not_asked(_file):
    return scanning.Scan.PENDING


def _receive(file, allowed, ask):
    shown = names.clean_name(file.name or "", ("",), frozenset())
    one = Received(given_name=shown)
    try:
        kind = _checked_kind(file, allowed)
        one.name = names.clean_name(file.name or "", kind.extensions, kinds.KNOWN_EXTENSIONS)
        one.media_type, one.size = kind.media_type, file.size
        if one.name.rpartition(".")[2].lower() != shown.rpartition(".")[2].lower():
            one.note = _("Nội dung là %(kind)s nên tên tệp được ghi là “%(name)s”.") % {
                "kind": kind.words,
                "name": one.name,
            }
        one.scan = ask(file)
        if one.scan == scanning.Scan.INFECTED:
            raise EvidenceRefused(_("Tệp có vi-rút nên không được nhận. Báo người phụ trách máy."))
        one.stored_name, one.sha256 = _store(file)
    except EvidenceRefused as refused:
        one.refusal = refused.message
    return one


def _checked_kind(file, allowed):
    if file.size > FILE_BYTES:
        raise EvidenceRefused(_("Tệp lớn hơn 20 MB. Giảm dung lượng hoặc chia thành nhiều tệp."))
    kind = kinds.identify(file)
    if allowed is not None and kind not in allowed:
        raise EvidenceRefused(_("Bản ký, đóng dấu phải là PDF hoặc ảnh quét."))
    return kind


class _Hashed(File):
    """Hashes what is written, while it is written."""

    def __init__(self, file):
        super().__init__(file)
        self.sha256 = hashlib.sha256()

    def chunks(self, chunk_size=_CHUNK):
        self.file.seek(0)
        while data := self.file.read(chunk_size):
            self.sha256.update(data)
            yield data


def _store(file):
    """``(stored name, hash)`` of a new copy; the folder is the first two letters of the name."""
    token = uuid4().hex
    content = _Hashed(file)
    return storage().save(f"{token[:2]}/{token}", content), content.sha256.hexdigest()


def discard_unused(received):
    """Delete the stored files of a post that no row came to hold."""
    stored = {one.stored_name for one in received if one.stored_name}
    for name in stored - held_names(stored):
        storage().delete(name)


def held_names(among=None) -> set[str]:
    """Names of the stored files that a row holds; ``among``: only of these."""
    held = set()
    for model in HOLDERS:
        rows = model.objects.all()
        if among is not None:
            rows = rows.filter(stored_name__in=among)
        held.update(rows.values_list("stored_name", flat=True))
    return held


def open_checked(evidence):
    """The stored file, open at its start, after its hash was compared; raises BrokenFile.

    It is a private copy, read once: what is handed out is what was checked. The caller closes it.
    """
    copy, digest = tempfile.TemporaryFile(), hashlib.sha256()  # noqa: SIM115 (handed out open)
    try:
        with storage().open(evidence.stored_name) as file:
            for data in file.chunks(_CHUNK):
                digest.update(data)
                copy.write(data)
    except OSError as problem:
        copy.close()
        logger.error("Evidence %s (%s) cannot be read.", evidence.pk, evidence.stored_name)
        raise BrokenFile from problem
    if digest.hexdigest() != evidence.sha256:
        copy.close()
        logger.error("Evidence %s (%s) was changed.", evidence.pk, evidence.stored_name)
        raise BrokenFile
    copy.seek(0)
    return copy


def hash_of(name) -> str:
    """Hash of a stored file; OSError when it cannot be read."""
    digest = hashlib.sha256()
    with storage().open(name) as file:
        for data in file.chunks(_CHUNK):
            digest.update(data)
    return digest.hexdigest()


def stored_names():
    """Names of everything in the store; nothing before the first file came."""
    try:
        folders, files = storage().listdir("")
    except FileNotFoundError:
        return
    yield from files
    for folder in folders:
        for name in storage().listdir(folder)[1]:
            yield f"{folder}/{name}"
