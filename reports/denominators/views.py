"""The shared table of denominators: everybody reads it, the coordinating unit keeps it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from reports.denominators.changing import set_value
from reports.denominators.forms import DenominatorForm
from reports.denominators.table import COLUMNS, read_table
from reports.posting import idempotent
from targets.models import DenominatorSeries, DenominatorValue, Plan

YEARS = range(2000, 2101)


@require_safe
def denominators(request):
    plan = readable_plan(request.powers)
    context = {
        "plan": plan,
        "sections": read_table(plan),
        "may_edit": plan.pk in request.powers.coordinates,
    }
    return render(request, "denominators/denominators.html", context)


def readable_plan(powers):
    """The plan whose table the person reads: units, both offices and leaders."""
    plans = Plan.objects.all()
    if powers.receives:
        plans = plans.filter(pk__in=powers.coordinates or powers.receives)
    elif not (powers.units or powers.leads):
        raise PermissionDenied
    plan = plans.current()
    if plan is None:
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def denominator_value(request, series, year, vintage):
    if not request.powers.coordinates:
        raise PermissionDenied
    row = _series(request.powers, series)
    wanted = next((known for known in COLUMNS if known.value.lower() == vintage), None)
    if wanted is None or year not in YEARS:
        raise Http404
    past = DenominatorValue.objects.filter(series=row, year=year, vintage=wanted)
    past = list(past.select_related("set_by").order_by("-pk"))
    held = next((value for value in past if value.replaced_at is None), None)
    options = {"series": row, "held": held, "today": clock.today()}
    form = DenominatorForm(request.POST or None, **options)
    if request.method == "POST" and form.is_valid():
        _save(request, row, year, wanted, form.cleaned_data)
        return redirect("denominators")
    if request.method == "POST" and form.non_field_errors():
        # The next press is made by somebody who has seen the value that stands now.
        form.data = form.data.copy()
        form.data["seen"] = str(held.pk) if held else ""
    context = {
        "series": row,
        "year": year,
        "vintage": wanted,
        "form": form,
        "past": past,
        "errors": [("noi-dung", text) for text in form.non_field_errors()] if form.is_bound else [],
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "denominators/denominator_value.html", context, status=status)


def _series(powers, code):
    rows = DenominatorSeries.objects.filter(plan__in=powers.coordinates, code=code)
    return get_object_or_404(rows.select_related("plan"))


def _save(request, series, year, vintage, chosen):
    taken = set_value(
        series,
        year,
        vintage,
        value=chosen["value"],
        source=chosen["source"],
        as_of=chosen["as_of"],
        by=request.user,
        at=clock.now(),
        on=clock.today(),
        is_illustrative=not settings.PRODUCTION,
    )
    words = {"name": series.name, "count": taken.changed}
    text = _("Đã lưu “%(name)s”. %(count)s báo cáo đang soạn lấy số mới.") % words
    messages.success(request, text)
    if taken.kept:
        text = _("%(kept)s báo cáo đã gửi giữ mẫu số cũ; người thẩm định thấy cảnh báo.")
        messages.warning(request, text % {"kept": taken.kept})
