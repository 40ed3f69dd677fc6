"""The plan as a readable document."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assignments.shown_plan import plan_address, plan_or_404
from q3plan.lib import clock
from q3plan.lib.dates import as_day
from reports.amending.subjects import may_propose_clauses
from reports.dashboards.plan_document import read_plan
from reports.models import Round
from targets.models import Plan

# A city has hundreds; who follows them finds all on their own page.
MOST_OTHERS = 20


@require_safe
def plan_detail(request):
    """Everybody who is logged in reads the text; figures only as far as one's powers go."""
    plan = plan_or_404(request)
    at = clock.now()
    document = read_plan(
        plan,
        powers=request.powers,
        year=shown_year(plan, at),
        at=at,
        query=request.GET.get("q", "").strip(),
    )
    may_propose = may_propose_clauses(request.powers, plan)
    powers = request.all_powers
    context = {
        "plan": plan,
        "document": document,
        "may_propose": may_propose,
        "may_export": plan.pk in powers.sees_plans or powers.is_administrator,
        "others": [
            (other, plan_address(other.slug, reverse("plan_detail")))
            for other in Plan.objects.exclude(pk=plan.pk).in_order()[:MOST_OTHERS]
        ],
    }
    template = "plan/plan_detail.html#results" if request.htmx else "plan/plan_detail.html"
    return render(request, template, context)


def shown_year(plan, at) -> int:
    """The year of the round opened last; the calendar year before the first round."""
    on = as_day(at)
    opened = Round.objects.filter(plan=plan).latest_opened(on)
    return opened.year if opened else on.year
