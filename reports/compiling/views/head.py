"""Head and signature block of the consolidated report."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib.dates import day_text
from reports.compiling.access import written_of
from reports.compiling.forms import HeadForm
from reports.models import StaleReport
from reports.posting import idempotent


@dataclass(frozen=True)
class Difference:
    """One field that is stored differently from what was typed."""

    label: str
    stored: str
    typed: str


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def compiled_head(request, year):
    report = written_of(request, year)
    form = HeadForm(request.POST or None, report=report)
    if not form.is_bound:
        return _show(request, report, form)
    if not form.is_valid():
        return _show(request, report, form, status=422)
    try:
        report.change_head(version=form.cleaned_data["version"], **form.head)
    except StaleReport:
        return _show_both(request, report, form)
    messages.success(request, _("Đã lưu thể thức văn bản."))
    return redirect("compiled_report", year=year)


def _show(request, report, form, *, status=200, differences=()):
    context = {
        "report": report,
        "round": report.round,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "version"],
        "differences": differences,
    }
    return render(request, "compiling/compiled_head.html", context, status=status)


def _show_both(request, report, form):
    """409: what somebody else saved beside what was typed; the typed text stays in the form."""
    report.refresh_from_db()
    data = request.POST.copy()
    data["version"] = report.version
    typed = form.head
    found = [
        Difference(str(form.fields[name].label), _text(getattr(report, name)), _text(value))
        for name, value in typed.items()
        if getattr(report, name) != value
    ]
    again = HeadForm(data, report=report)
    again.is_valid()
    return _show(request, report, again, status=409, differences=found)


def _text(value):
    if value is None or value == "":
        return _("(để trống)")
    return value if isinstance(value, str) else day_text(value)
