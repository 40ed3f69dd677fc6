"""Files that come with a proposal, looked at and stored before anything is locked."""

from contextlib import contextmanager

from django.utils.translation import gettext as _

from reports.directives.files import receive
from reports.evidence import storing
from reports.evidence.limits import EvidenceRefused


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
