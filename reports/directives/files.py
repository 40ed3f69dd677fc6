"""Files of an answer or a proposal: taken in, kept and scanned like any evidence."""

from contextlib import contextmanager

from django.utils.translation import gettext as _

from reports.evidence import storing
from reports.evidence.limits import REPORT_BYTES, EvidenceRefused, size_words
from reports.models import Attachment

MOST_FILES = 20


def receive(files) -> list[storing.Received]:
    """Look at uploaded files and store them, all or none; no row is written here.

    For a view before it locks anything: scanning may take its time. Raises EvidenceRefused with
    words for every file that is not taken. The caller discards what got no row
    (``storing.discard_unused``).
    """
    if len(files) > MOST_FILES:
        raise EvidenceRefused(_("Mỗi lần đính kèm tối đa %(n)s tệp.") % {"n": MOST_FILES})
    if sum(file.size for file in files) > REPORT_BYTES:
        words = _("Tổng dung lượng các tệp vượt %(limit)s.")
        raise EvidenceRefused(words % {"limit": size_words(REPORT_BYTES)})
    received = storing.receive(files)
    refused = [f"{one.given_name}: {one.refusal}" for one in received if one.refusal]
    if refused:
        storing.discard_unused(received)
        raise EvidenceRefused(" ".join(refused))
    return received


@contextmanager
def received_files(request):
    """(stored files, what is wrong with them); what got no row is thrown away at the end.

    The names of the contents join the posted words, so that the same words with other files are
    another post (see ``idempotent``).
    """
    files, problem = _received(request)
    words = request.POST.copy()
    words.setlist("contents", [one.sha256 for one in files])
    request.POST = words
    try:
        yield files, problem
    finally:
        storing.discard_unused(files)


def _received(request):
    """A connection cut short loses the last field of a form."""
    if getattr(request, "is_upload_stopped", False):
        return [], _("Gửi quá nhiều dữ liệu một lần. Hãy đính kèm ít tệp hơn.")
    if request.FILES and request.POST.get("whole") != "1":
        return [], _("Đường truyền bị ngắt nên tệp chưa lên trọn vẹn. Hãy gửi lại.")
    try:
        return receive(request.FILES.getlist("files")), ""
    except EvidenceRefused as refused:
        return [], refused.message


def attach(received, *, message=None, amendment=None, by, at) -> list[Attachment]:
    """Rows for stored files; the same content twice in one post is one file."""
    kept = {one.sha256: one for one in reversed(received)}
    return [
        Attachment.objects.create(
            message=message,
            amendment=amendment,
            name=one.name,
            stored_name=one.stored_name,
            size=one.size,
            sha256=one.sha256,
            media_type=one.media_type,
            scan=one.scan,
            scanned_at=at if one.scan == Attachment.Scan.CLEAN else None,
            uploaded_at=at,
            uploaded_by=by,
        )
        for one in reversed(kept.values())
    ]


def store_attachments(files, *, message=None, amendment=None, by, at) -> list[Attachment]:
    """Both steps at once, for a message of a directive or for an amendment.

    Raises EvidenceRefused; then nothing is kept.
    """
    received = receive(files)
    try:
        return attach(received, message=message, amendment=amendment, by=by, at=at)
    finally:
        storing.discard_unused(received)
