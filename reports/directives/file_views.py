"""Handing out one attached file."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.evidence.handing_out import FORBIDDEN, GONE, file_response
from reports.evidence.storing import BrokenFile
from reports.models import Attachment


@require_safe
def attachment_download(request, pk):
    """The file as it was uploaded, for whoever may read what it is attached to."""
    row = get_object_or_404(Attachment.objects.visible_to(request.all_powers), pk=pk)
    if not row.is_downloadable:
        return _withheld(request, row, FORBIDDEN)
    try:
        return file_response(row)
    except BrokenFile:
        return _withheld(request, row, GONE)


def _withheld(request, row, status):
    context = {"row": row, "is_broken": status == GONE}
    return render(request, "directives/attachment_download.html", context, status=status)
