"""The plan as a readable document."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from q3plan.lib.dates import as_day
from reports.dashboards.plan_document import read_plan
from reports.models import Round
from targets.models import Plan


@require_safe
def plan_detail(request):
    """Everybody who is logged in reads the text; figures only as far as one's powers go."""
    plan = Plan.objects.current()
    if plan is None:
        raise Http404
    at = clock.now()
    document = read_plan(
        plan,
        powers=request.powers,
        year=shown_year(plan, at),
        at=at,
        query=request.GET.get("q", "").strip(),
    )
    template = "plan/plan_detail.html#results" if request.htmx else "plan/plan_detail.html"
    return render(request, template, {"plan": plan, "document": document})


def shown_year(plan, at) -> int:
    """The year of the round opened last; the calendar year before the first round."""
    on = as_day(at)
    opened = Round.objects.filter(plan=plan).latest_opened(on)
    return opened.year if opened else on.year
