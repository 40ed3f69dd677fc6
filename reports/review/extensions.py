"""More time for reports that are not sent yet: one by one or several with one reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock, dates
from q3plan.lib.form_errors import errors_of
from reports.dashboards.report_state import punctuality_of, shown_state
from reports.models import Extension, Report, ReportEvent, TransitionRefused
from reports.posting import idempotent
from reports.review import rights
from reports.review.forms import ExtensionsForm

TEMPLATE = "review/extend_reports.html"


def grant_extension(report, *, until, reason, by, at):
    """Give one report until the end of a day; an extension never takes time away."""
    Extension.objects.create(
        report=report,
        due_before=until + dates.ONE_DAY,
        reason=reason,
        granted_at=at,
        granted_by=by,
    )
    report.note_dissolution()
    report.record(
        ReportEvent.Kind.EXTENDED,
        at=at,
        by=by,
        text=_("Đến hết ngày %(day)s. %(reason)s")
        % {"day": dates.day_text(until), "reason": reason},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def extend_reports(request, year):
    """Every report of a year that is not sent, to be chosen from."""
    if not request.powers.coordinates:
        raise PermissionDenied
    reports = _not_sent(request.powers, year)
    today = clock.today()
    if request.method != "POST":
        return _show(request, year, reports, ExtensionsForm(reports=reports, today=today))
    form = ExtensionsForm(request.POST, reports=reports, today=today)
    if not form.is_valid():
        return _show(request, year, reports, form, status=400)
    try:
        count = _grant(form, by=request.user)
    except TransitionRefused as refusal:
        form.add_error("units", refusal.message)
        reports = _not_sent(request.powers, year)
        return _show(request, year, reports, form, status=409)
    words = {"count": count, "day": dates.day_text(form.cleaned_data["until"])}
    messages.success(request, _("Đã gia hạn cho %(count)s đơn vị đến hết ngày %(day)s.") % words)
    return redirect(f"{reverse('review_queue')}?nam={year}")


@transaction.atomic
def _grant(form, *, by):
    """All or none: a report that was sent meanwhile needs no more time."""
    at, chosen = clock.now(), form.chosen()
    locked = Report.objects.select_for_update().in_bulk([report.pk for report in chosen])
    sent = [one.unit.name for one in chosen if locked[one.pk].first_submitted_at]
    if sent:
        raise TransitionRefused(
            _("Đã gửi trong lúc anh/chị chọn, không cần gia hạn: %(units)s.")
            % {"units": ", ".join(sent)}
        )
    for report in chosen:
        cleaned = form.cleaned_data
        grant_extension(report, until=cleaned["until"], reason=cleaned["reason"], by=by, at=at)
    return len(chosen)


def _not_sent(powers, year):
    found = Report.objects.filter(round__plan__in=powers.coordinates, round__year=year)
    if not found.exists():
        raise Http404
    found = found.filter(first_submitted_at=None).select_related("round__plan", "unit")
    found = found.with_owner(on=powers.on).prefetch_related("extensions__granted_by")
    rows = found.order_by("unit__order", "pk")
    return [report for report in rows if rights.reviews(powers, report)]


def _show(request, year, reports, form, *, status=200):
    at = clock.now()
    chosen = set(form["units"].value() or [])
    rows = [
        {
            "report": report,
            "state": shown_state(report),
            "punctuality": punctuality_of(report, at=at, due_before=report.due_before()),
            "last_on": report.due_before() - dates.ONE_DAY,
            "extension": max(
                report.extensions.all(), key=lambda row: (row.due_before, row.pk), default=None
            ),
            "is_chosen": report.unit.code in chosen,
        }
        for report in reports
    ]
    errors = errors_of(form, units="cac-don-vi")
    context = {"year": year, "rows": rows, "form": form, "errors": errors}
    return render(request, TEMPLATE, context, status=status)
