"""The call log of one unit's report."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock, dates
from q3plan.lib.form_errors import errors_of
from reports.models import Call
from reports.posting import idempotent

from .forms import CallForm
from .letters import coordinated_round


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def call_log(request, year, unit):
    """Calls and letters about one report, newest first, and the form for the next call."""
    report = chased_report(request, year, unit)
    if request.method != "POST":
        return _show(request, report, CallForm(today=clock.today()))
    form = CallForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _show(request, report, form, status=400)
    told = form.cleaned_data
    now = clock.now()
    Call.objects.create(
        report=report,
        # A call of an earlier day has no known hour.
        at=now if told["on"] == clock.today() else dates.cutoff(told["on"]),
        by=request.user,
        spoken_to=told["spoken_to"],
        note=told["note"],
        promised_on=told["promised_on"],
    )
    messages.success(request, _("Đã ghi nhật ký liên hệ."))
    return redirect("call_log", year, unit)


def chased_report(request, year, unit):
    """A report of the round that the coordinating unit follows; not its own."""
    round = coordinated_round(request, year)
    powers = request.powers
    reports = round.reports.with_owner(on=powers.on).exclude(owner_id__in=powers.units)
    return get_object_or_404(reports.select_related("round__plan", "unit"), unit__code=unit)


def _show(request, report, form, *, status=200):
    letters = report.letters.filter(letter__sent_at__isnull=False).select_related("letter")
    context = {
        "report": report,
        "form": form,
        "calls": report.calls.select_related("by"),
        "letters": letters.defer("letter__content").order_by("-letter__sent_at"),
        "errors": errors_of(form),
    }
    return render(request, "chasing/call_log.html", context, status=status)
