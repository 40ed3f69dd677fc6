"""Lĩnh vực: a leader's sectors, red first; made for a phone."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assignments.permissions import visible_sectors
from assignments.shown_plan import plan_or_404
from q3plan.lib import clock, dates
from reports.dashboards.sector_overview import sector_overviews


@require_safe
def sector_list(request):
    """The person's sectors; a single one opens at once."""
    powers = request.powers
    if not (powers.leads or powers.receives):
        raise PermissionDenied
    plan = plan_or_404(request)
    sectors = list(visible_sectors(powers).filter(plan=plan))
    if len(sectors) == 1:
        return redirect("sector_detail", sectors[0].slug)
    rows = sector_overviews(sectors, powers=powers, plan=plan, at=clock.now())
    return render(request, "dashboards/sector_list.html", {"rows": rows, **_deadline(rows)})


@require_safe
def sector_detail(request, slug):
    powers, plan = request.powers, plan_or_404(request)
    sector = get_object_or_404(visible_sectors(powers).filter(plan=plan), slug=slug)
    (row,) = sector_overviews([sector], powers=powers, plan=plan, at=clock.now())
    others = visible_sectors(powers).filter(plan=plan).exclude(pk=sector.pk)
    context = {"row": row, "others": others, **_deadline([row])}
    return render(request, "dashboards/sector_detail.html", context)


def _deadline(rows):
    opened = rows[0].opened if rows else None
    countdown = dates.countdown(clock.now(), opened.due_before) if opened else None
    return {"opened": opened, "countdown": countdown}
