"""Writing a report: targets, tasks, general assessment."""

from django.views.decorators.http import require_http_methods

from reports.entry.sections import ASSESSMENT, TARGETS, TASKS, section_page
from reports.posting import idempotent


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_targets(request, year, unit):
    return section_page(request, year, unit, TARGETS)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_tasks(request, year, unit):
    return section_page(request, year, unit, TASKS)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_assessment(request, year, unit):
    return section_page(request, year, unit, ASSESSMENT)
