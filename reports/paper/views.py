"""Printing a report for signature, and reading its signed scan beside what was sent."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from reports.dashboards.report_state import shown_state
from reports.documents.editions import edition_for, surroundings_of
from reports.entry.access import is_writer, visible_report
from reports.entry.summary import parts_of_payload
from reports.evidence.listing import SIGNED, sent_files
from reports.evidence.preview import preview_pages
from reports.models import Evidence, Report
from reports.review import rights
from reports.review.way_back import way_back
from reports.versions.behalf import on_behalf_of

from .sheet import sheet_of


@require_safe
def report_print(request, year, unit):
    """A4 as the official document; the unit prints its working content, others what was sent."""
    report = visible_report(request, year, unit)
    at = clock.now()
    is_own = is_writer(request, report)
    edition = edition_for(report, is_own=is_own, by=request.user, at=at)
    if edition is None:
        raise Http404
    context = {
        "report": report,
        "back": way_back(request, report),
        "is_own": is_own,
        "edition": edition,
        "sheet": sheet_of(edition, surroundings_of(report, edition)),
        "printed_at": at,
    }
    return render(request, "print/report_print.html", context)


@dataclass(frozen=True)
class Scan:
    """A signed copy with the numbers of the pages that can be shown."""

    evidence: Evidence
    numbers: range


@require_safe
def review_side_by_side(request, year, unit):
    """The signed copy on the left, the sent values on the right, for the two recipients."""
    if not request.powers.receives:
        raise PermissionDenied
    report = _received_report(request.powers, year, unit)
    submission = report.submissions.select_related("submitted_by").order_by("-sequence").first()
    copies = sent_files(report).get(SIGNED, ()) if submission else ()
    context = {
        "report": report,
        "year": year,
        "state": shown_state(report),
        "submission": submission,
        "on_behalf": on_behalf_of(submission),
        "scans": [Scan(copy.evidence, _numbers(copy.evidence)) for copy in copies],
        "parts": parts_of_payload(submission.content) if submission else [],
        "can_act": rights.reviews(request.powers, report),
    }
    return render(request, "review/review_side_by_side.html", context)


def _numbers(evidence):
    return range(1, preview_pages(evidence) + 1)


def _received_report(powers, year, unit):
    reports = Report.objects.filter(
        round__plan__in=powers.receives, round__year=year, unit__code=unit
    )
    reports = reports.with_owner(on=powers.on)
    found = reports.select_related("round__plan", "unit").order_by("-round__plan__issued_on")
    report = found.first()
    if report is None:
        raise Http404
    return report
