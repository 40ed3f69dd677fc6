"""Downloading a unit's report as a document."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import attachment
from reports.entry.access import is_writer, visible_report

from .editions import edition_for, surroundings_of
from .unit_report import unit_report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def report_docx(request, year, unit):
    """The unit gets its working content, everybody else what was sent last."""
    report = visible_report(request, year, unit)
    is_own = is_writer(request, report)
    edition = edition_for(report, is_own=is_own, by=request.user, at=clock.now())
    if edition is None:
        raise Http404
    made = unit_report(edition, surroundings_of(report, edition))
    draft = " (dự thảo)" if edition.is_draft else ""
    name = f"Báo cáo năm {year} - {report.unit.name}{draft}.docx"
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(made, content_type=DOCX, headers=headers)
