"""What stays of a report: its content, its history, its receipts."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from reports.dashboards.report_state import shown_state
from reports.entry import wording
from reports.entry.access import is_writer, visible_report
from reports.entry.sections import address, whole_writing, working_parts
from reports.entry.summary import parts_of_payload
from reports.models import Report, ReportEvent
from reports.versions.behalf import on_behalf_of
from reports.versions.corrections import corrections_of


@require_safe
def report_detail(request, year, unit):
    """The unit sees its working content; everybody else what was sent last."""
    report = visible_report(request, year, unit)
    is_own, today = is_writer(request, report), clock.today()
    submission = report.submissions.select_related("submitted_by").order_by("-sequence").first()
    context = {
        "report": report,
        "is_own": is_own,
        "submission": submission,
        "on_behalf": on_behalf_of(submission),
        "parts": _own_parts(request, report) if is_own else _sent_parts(submission),
        "events": visible_events(report, report.is_answered_by(request.powers)),
        "state": _state_for(report, is_own),
        "punctuality": wording.punctuality_of_sent(report, at=clock.now()),
        "lock": wording.lock_of(report, on=today, reader=request.user) if is_own else None,
        "check_url": address("report_check", report) if is_own else "",
    }
    return render(request, "entry/report_detail.html", context)


def _state_for(report, is_own):
    """The unit's inner steps are its own: for others a returned report stays returned."""
    return Report.State(report.state) if is_own else shown_state(report)


def _own_parts(request, report):
    made, writing = whole_writing(report, by=request.user, at=clock.now())
    return working_parts(report, made, writing)


def _sent_parts(submission):
    return parts_of_payload(submission.content) if submission else []


@require_safe
def report_history(request, year, unit):
    report = visible_report(request, year, unit)
    is_own = report.is_answered_by(request.powers)
    context = {
        "report": report,
        "events": visible_events(report, is_own),
        "corrections": corrections_of(report),
        "times_sent": report.submissions.count(),
    }
    return render(request, "entry/report_history.html", context)


def visible_events(report, is_own):
    """Newest first. The unit's inner steps are its own, an unfinished review the reviewer's."""
    kind = ReportEvent.Kind
    events = list(report.events.select_related("by").order_by("pk"))
    if not is_own:
        events = [event for event in events if event.kind not in ReportEvent.INTERNAL]
    if report.state == Report.State.SUBMITTED:
        sent = max((event.pk for event in events if event.kind == kind.SUBMITTED), default=0)
        unfinished = {kind.ITEM_ACCEPTED, kind.ITEM_RETURNED}
        events = [e for e in events if e.pk <= sent or e.kind not in unfinished]
    return events[::-1]


@require_safe
def report_receipt(request, year, unit):
    report = visible_report(request, year, unit)
    is_own = report.is_answered_by(request.powers)
    submissions = list(report.submissions.select_related("submitted_by").order_by("-sequence"))
    latest = submissions[0] if submissions else None
    context = {
        "report": report,
        "submissions": submissions,
        "latest": latest,
        "on_behalf": on_behalf_of(latest),
        "punctuality": wording.punctuality_of_sent(report, at=clock.now()),
        "reviewer": wording.reviewer_name(report, on=clock.today()),
        "is_waiting": report.state == Report.State.SUBMITTED,
        "is_own": is_own,
        "state": _state_for(report, is_own),
    }
    return render(request, "entry/report_receipt.html", context)
