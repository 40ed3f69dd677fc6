"""Who opens the consolidated report that is being written, and who writes it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from reports.consolidations.access import visible_round
from reports.models import CompiledReport, Paragraph


def compiled_of(request, year) -> tuple:
    """``(round, report)`` for readers; the report is None until somebody assembled it."""
    round = visible_round(request, year)
    report = CompiledReport.objects.filter(round=round).select_related("assembled_by").first()
    if report:
        report.round = round
    return round, report


def writes(request, round) -> bool:
    """Only the plan's coordinating unit writes; the others read."""
    return round.plan_id in request.powers.coordinates


def check_writer(request, round):
    if not writes(request, round):
        raise PermissionDenied


def written_of(request, year) -> CompiledReport:
    """The report for its writers: 403 for those who only read, 404 before it was assembled."""
    round, report = compiled_of(request, year)
    check_writer(request, round)
    if report is None:
        raise Http404
    return report


def paragraph_of(report, pk) -> Paragraph:
    """A passage of this very report; 404 for any other."""
    if report is None:
        raise Http404
    rows = Paragraph.objects.filter(compiled=report).select_related("unit", "edited_by")
    found = get_object_or_404(rows, pk=pk)
    found.compiled = report
    return found
