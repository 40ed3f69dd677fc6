"""Nhật ký: as a page and as a file."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib.export import MOMENT, SHORT, TEXT, WIDE
from q3plan.lib.form_errors import errors_of
from reports.audit.filters import AuditFilter
from reports.audit.reading import lines_of, recorded_entries
from reports.exports.sending import send

ON_A_PAGE = 50
# Entries that are put into words together for a file.
CHUNK = 500
COLUMNS = {
    "Thời điểm": (MOMENT, lambda line: line.at),
    "Người thực hiện": (TEXT, lambda line: line.actor),
    "Việc": (SHORT, lambda line: line.action),
    "Loại dữ liệu": (TEXT, lambda line: line.kind),
    "Đối tượng": (WIDE, lambda line: line.thing),
    "Thay đổi": (WIDE, lambda line: line.words),
}


@require_safe
def audit_log(request):
    """The administrator and the coordinating unit see who changed what."""
    form, entries = _asked(request)
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query.pop("trang", None)
    context = {
        "form": form,
        "errors": errors_of(form),
        "page": page,
        "lines": lines_of(page.object_list),
        "query": query.urlencode(),
    }
    template = "audit/audit_log.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require_safe
def audit_export(request, kind):
    form, entries = _asked(request)
    return send(request, kind, "Nhật ký thay đổi", COLUMNS, _lines(entries), filters=form.words)


def _asked(request):
    if not (request.powers.is_administrator or request.powers.coordinates):
        raise PermissionDenied
    form = AuditFilter(request.GET)
    return form, form.filter(recorded_entries(request.powers))


def _lines(entries):
    held = []
    for entry in entries.iterator(chunk_size=CHUNK):
        held.append(entry)
        if len(held) == CHUNK:
            yield from lines_of(held)
            held = []
    yield from lines_of(held)
