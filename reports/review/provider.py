"""The page where the coordinating unit says who brings a target's figure."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.models import Assignment
from q3plan.lib import clock, dates
from reports.posting import idempotent
from reports.review.forms import ProviderForm
from reports.review.providing import ProviderRefused, current_provider, set_provider
from targets.models import Target


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def target_provider(request, code):
    target = _target(request.powers, code)
    today = clock.today()
    initial = {"valid_from": today}
    form = ProviderForm(request.POST or None, plan=target.plan, today=today, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, target, form):
        return redirect("target_provider", code=target.slug)
    past = Assignment.objects.filter(target=target).select_related("unit", "decision")
    context = {
        "target": target,
        "form": form,
        "provider": current_provider(target, on=today),
        "assignments": past.order_by("-valid_from", "-pk"),
        "running": target.plan.rounds.latest_opened(today),
    }
    status = 400 if form.is_bound else 200
    return render(request, "review/target_provider.html", context, status=status)


def _target(powers, code):
    if not powers.coordinates:
        raise PermissionDenied
    targets = Target.objects.filter(plan__in=powers.coordinates, code=code.upper())
    target = targets.select_related("plan").order_by("-plan__issued_on").first()
    if target is None:
        raise Http404
    return target


def _save(request, target, form):
    """Whether the change was made; what stands against it is said at the form's field."""
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            said = set_provider(
                target,
                chosen["unit"],
                valid_from=chosen["valid_from"],
                document=chosen["document"],
                note=chosen["note"],
                by=request.user,
                at=clock.now(),
            )
    except ProviderRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    except IntegrityError:
        form.add_error(
            "valid_from", _("Ngày này chồng lên một phân công đã ghi; chọn một ngày khác.")
        )
        return False
    words = {
        "unit": chosen["unit"].name,
        "code": target.code,
        "day": dates.day_text(chosen["valid_from"]),
    }
    messages.success(request, _("%(unit)s cung cấp số liệu %(code)s từ ngày %(day)s.") % words)
    for sentence in said:
        messages.info(request, sentence)
    return True
