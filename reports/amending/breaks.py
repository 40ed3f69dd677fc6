"""Marking where a series breaks: another territory or method, and last year's value restated."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from q3plan.lib.numbers import input_text
from reports.amending.forms import Figure, year_field
from reports.dashboards.views.target import one_target
from reports.kept.totals import refresh_totals
from reports.posting import UNPROCESSABLE, idempotent
from reports.review.forms import CleanText, ReviewForm
from targets.models import SeriesBreak

FIELDS = ("first_year", "reason", "document", "restated_value", "restated_source")


class BreakForm(ReviewForm):
    """``held`` is a break that is being changed; its year stays."""

    first_year = year_field(gettext_lazy("Năm đầu tiên theo cách mới"))
    reason = CleanText(
        label=gettext_lazy("Lý do"),
        rows=2,
        help_text=gettext_lazy("Ví dụ: thay đổi địa giới, đổi phương pháp tính."),
        error_messages={"required": gettext_lazy("Ghi lý do đứt chuỗi số liệu.")},
    )
    document = CleanText(
        label=gettext_lazy("Văn bản (không bắt buộc)"), rows=0, longest=200, required=False
    )
    restated_value = Figure(
        label=gettext_lazy("Giá trị năm trước đó, tính lại theo cách mới (không bắt buộc)"),
        help_text=gettext_lazy("Có giá trị này thì hai năm mới so sánh được với nhau."),
    )
    restated_source = CleanText(
        label=gettext_lazy("Nguồn của giá trị tính lại"), rows=2, required=False
    )

    def __init__(self, *args, target, held=None, **options):
        initial = {name: getattr(held, name) for name in FIELDS} if held else {}
        if held and held.restated_value is not None:
            initial["restated_value"] = input_text(held.restated_value)
        super().__init__(*args, initial=initial, **options)
        self.target, self.held = target, held
        self.fields["first_year"].required = True
        self.fields["first_year"].error_messages["required"] = _("Ghi năm đầu tiên.")

    def clean_first_year(self):
        year = self.cleaned_data["first_year"]
        if year > self.today.year + 1:
            raise forms.ValidationError(_("Chỉ ghi đến năm sau."))
        others = SeriesBreak.objects.filter(target=self.target, first_year=year)
        if others.exclude(pk=self.held and self.held.pk).exists():
            raise forms.ValidationError(_("Năm này đã được đánh dấu đứt chuỗi."))
        return year

    def clean(self):
        value, source = (self.cleaned_data.get(name) for name in FIELDS[3:])
        if value is not None and not source and "restated_source" not in self.errors:
            self.add_error("restated_source", _("Giá trị tính lại cần có nguồn."))
        return self.cleaned_data


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def series_break(request, code):
    """For the coordinating unit: the breaks of a target, one to mark, one to change or remove."""
    target = one_target(request, code)
    if target.plan_id not in request.all_powers.coordinates:
        raise PermissionDenied
    held = _held(request, target)
    form = BreakForm(request.POST or None, target=target, held=held, today=clock.today())
    here = reverse("series_break", args=[code])
    if request.POST.get("action") == "remove" and held:
        _remove(held)
        messages.success(request, _("Đã bỏ đánh dấu đứt chuỗi."))
        return redirect(here)
    if form.is_bound and form.is_valid():
        _save(target, held, form.cleaned_data)
        messages.success(request, _("Đã ghi đứt chuỗi số liệu."))
        return redirect(here)
    context = {
        "target": target,
        "held": held,
        "form": form,
        "errors": errors_of(form),
        "breaks": target.breaks.order_by("first_year"),
        "here": here,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "amending/series_break.html", context, status=status)


def _held(request, target):
    text = request.GET.get("sua", "")
    if not text:
        return None
    pk = int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
    return get_object_or_404(SeriesBreak, target=target, pk=pk)


@transaction.atomic
def _save(target, held, values):
    row = held or SeriesBreak(target=target)
    since = min(values["first_year"], row.first_year or values["first_year"])
    for name in FIELDS:
        setattr(row, name, values[name])
    row.full_clean()
    row.save()
    refresh_totals(target.plan_id, since=since, at=clock.now())


@transaction.atomic
def _remove(held):
    plan, since = held.target.plan_id, held.first_year
    held.delete()
    refresh_totals(plan, since=since, at=clock.now())
