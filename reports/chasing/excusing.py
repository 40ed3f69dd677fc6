"""Excusing a unit from one round, and expecting it again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.models import TransitionRefused
from reports.posting import idempotent

from .calls import chased_report
from .forms import ExcuseForm
from .letters import MAIN


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def excuse_report(request, year, unit):
    report = chased_report(request, year, unit)
    if request.method != "POST":
        return _show(request, report, ExcuseForm(today=clock.today()))
    form = ExcuseForm(request.POST, today=clock.today())
    is_end = request.POST.get("action") == "end"
    if not is_end and not form.is_valid():
        return _show(request, report, form, status=400)
    try:
        if is_end:
            report.end_excuse(by=request.user, at=clock.now())
            words = _("Từ nay đơn vị lại phải báo cáo trong kỳ này.")
        else:
            reason = form.cleaned_data["reason"]
            report.excuse(by=request.user, at=clock.now(), reason=reason)
            words = _("Đã miễn báo cáo cho đơn vị trong kỳ này.")
    except TransitionRefused as refusal:
        return _show(request, report, form, problem=refusal.message, status=409)
    messages.success(request, words)
    return redirect("excuse_report", year, unit)


def _show(request, report, form, *, problem="", status=200):
    errors = [*([(MAIN, problem)] if problem else []), *errors_of(form)]
    context = {"report": report, "form": form, "errors": errors}
    return render(request, "chasing/excuse_report.html", context, status=status)
