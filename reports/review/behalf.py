"""Entering a signed paper report for a unit that cannot do it itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock, dates
from q3plan.lib.form_errors import errors_of
from reports.dashboards.report_state import shown_state
from reports.entry.sections import steps
from reports.models import Report, StaleReport, TransitionRefused
from reports.posting import idempotent
from reports.review import rights
from reports.review.forms import BehalfForm

TEMPLATE = "review/report_on_behalf.html"
BEGIN, END = "begin", "end"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_on_behalf(request, year, unit):
    """The form that opens a report to the officer who holds its signed paper, or closes it."""
    report = _coordinated_report(request.powers, year, unit)
    now = clock.now()
    form = BehalfForm(report=report, now=now)
    if request.method != "POST":
        return _show(request, report, form)
    action = request.POST.get("action")
    if action == BEGIN:
        form = BehalfForm(request.POST, report=report, now=now)
        if not form.is_valid():
            return _show(request, report, form, status=400)
    try:
        if action == BEGIN:
            return _begin(request, report, form.cleaned_data, now)
        if action == END:
            return _end(request, report, now)
    except TransitionRefused as refusal:
        report = _coordinated_report(request.powers, year, unit)
        return _show(request, report, form, problem=refusal.message, status=409)
    return _show(request, report, form, problem=_("Hãy chọn một nút trên trang."), status=400)


def _coordinated_report(powers, year, unit):
    """A report that this person's office reviews, sent or not; 403 for everybody else's eyes."""
    if not powers.coordinates:
        raise PermissionDenied
    reports = Report.objects.filter(
        round__plan__in=powers.coordinates, round__year=year, unit__code=unit
    )
    report = (
        reports.select_related("round__plan", "unit", "behalf_by")
        .prefetch_related("extensions")
        .with_owner(on=powers.on)
        .order_by("-round__plan__issued_on")
        .first()
    )
    if report is None:
        raise Http404
    if not rights.reviews(powers, report):
        raise PermissionDenied
    return report


def _check_fresh(report, posted):
    report = Report.objects.select_for_update().get(pk=report.pk)
    if posted.get("version") != str(report.version):
        raise StaleReport(
            _("Báo cáo đã thay đổi sau khi anh/chị mở trang. Xem lại rồi thực hiện lại.")
        )


@transaction.atomic
def _begin(request, report, cleaned, now):
    _check_fresh(report, request.POST)
    if report.behalf_by_id:
        raise TransitionRefused(
            _("%(by)s đang nhập thay báo cáo này.") % {"by": report.behalf_by.full_name}
        )
    report.begin_on_behalf(
        by=request.user,
        at=now,
        signer=cleaned["signer"],
        reason=cleaned["reason"],
        received_at=cleaned["received_at"],
    )
    messages.success(
        request,
        _("Anh/chị đang nhập thay %(unit)s. Đơn vị thấy điều này ở trang báo cáo của mình.")
        % {"unit": report.unit.name},
    )
    return HttpResponseRedirect(steps(report, "")[0]["url"])


@transaction.atomic
def _end(request, report, now):
    _check_fresh(report, request.POST)
    report.end_on_behalf(by=request.user, at=now)
    messages.success(
        request,
        _("Đã thôi nhập thay. %(unit)s làm tiếp được; nội dung đã nhập vẫn còn trong bản soạn.")
        % {"unit": report.unit.name},
    )
    return redirect(reverse("review_report", args=[report.round.year, report.unit.code]))


def _show(request, report, form, *, problem="", status=200):
    today = dates.as_day(clock.now())
    context = {
        "report": report,
        "year": report.round.year,
        "form": form,
        "state": shown_state(report),
        "is_open": report.is_editable(on=today),
        "is_mine": report.is_entered_by(request.user),
        "write_url": steps(report, "")[0]["url"],
        "problem": problem,
        "errors": [("noi-dung", problem)] if problem else errors_of(form),
        "why_closed": _why_closed(report, today),
    }
    return render(request, TEMPLATE, context, status=status)


def _why_closed(report, today):
    """Why nothing can be entered now and what would change that; "" while it can."""
    state = Report.State
    if report.is_editable(on=today):
        return ""
    if report.reopened_until:
        return _("Thời gian mở lại đã hết ngày %(day)s: mở lại thêm rồi nhập thay.") % {
            "day": dates.day_text(report.reopened_until)
        }
    return {
        state.WITH_HEAD: _(
            "Đơn vị đã trình lãnh đạo của mình: lãnh đạo đơn vị gửi, hoặc trả lại chuyên viên thì "
            "mới nhập thay được."
        ),
        state.SUBMITTED: _("Báo cáo đã gửi và đang chờ thẩm định: trả lại thì mới sửa được."),
        state.ACCEPTED: _("Báo cáo đã được duyệt: mở lại có lý do và thời hạn thì mới sửa được."),
    }.get(report.state, "")
