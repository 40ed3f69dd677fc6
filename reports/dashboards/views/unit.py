"""Đơn vị: the units that answer for the plan, and one unit's part in it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assignments.permissions import visible_units
from assignments.shown_plan import plan_or_404
from q3plan.lib import clock
from reports.dashboards.unit_overview import unit_groups, unit_overview
from reports.models import Round


@require_safe
def unit_list(request):
    """The units that the person may see; staff of a single unit go straight to it."""
    powers = request.powers
    if not (powers.units or powers.leads or powers.receives):
        raise PermissionDenied
    units = visible_units(powers)
    if not (powers.leads or powers.receives):
        # Units before one's own have pages too, but are not where one works.
        own = list(units.filter(pk__in=powers.units)[:2])
        if len(own) == 1:
            return redirect("unit_detail", own[0].code)
    plan = plan_or_404(request)
    opened = Round.objects.filter(plan=plan).latest_opened(clock.today())
    groups = unit_groups(units, powers=powers, plan=plan, opened=opened, at=clock.now())
    return render(request, "dashboards/unit_list.html", {"groups": groups, "opened": opened})


@require_safe
def unit_detail(request, code):
    unit = get_object_or_404(visible_units(request.powers), code=code)
    overview = unit_overview(unit, powers=request.powers, plan=plan_or_404(request), at=clock.now())
    powers = request.powers
    context = {
        "row": overview,
        "unit": unit,
        "is_own": unit.pk in powers.units,
        "has_list": bool(powers.leads or powers.receives or len(powers.units) > 1),
    }
    return render(request, "dashboards/unit_detail.html", context)
