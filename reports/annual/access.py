"""Whose plan a page of annual targets is about, and which years it may be asked for."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from assignments.shown_plan import plan_or_404
from q3plan.lib import clock
from reports.models import Round
from targets.models import AnnualTarget, Plan


def deciding_plan(request, *, may_write=False) -> Plan:
    """The shown plan, which the person coordinates or chairs; 403 for everybody else.

    ``may_write`` is for the coordinating unit alone.
    """
    powers = request.powers
    allowed = powers.coordinates if may_write else powers.coordinates | powers.chairs
    if not allowed:
        raise PermissionDenied
    plan = plan_or_404(request)
    if plan.pk not in allowed:
        raise PermissionDenied
    return plan


def address(name, *arguments, **query) -> str:
    path = reverse(name, args=arguments)
    return f"{path}?{urlencode(query)}" if query else path


def years_of(plan) -> list[int]:
    """Years with a sheet, newest first: those of rounds and decisions, and the one that is next.

    The next one is the year after the newest open round; none lies behind the vision of the plan.
    """
    today = clock.today()
    rounds = Round.objects.opened(today).filter(plan=plan).values_list("year", flat=True)
    decided = AnnualTarget.objects.filter(target__plan=plan).values_list("year", flat=True)
    known = {*rounds, *decided, today.year}
    known.add(max([*rounds, today.year]) + 1)
    return sorted((year for year in known if _is_of(plan, year)), reverse=True)


def asked_year(plan, year: int) -> list[int]:
    """The years on offer; 404 for a year that is none of them."""
    years = years_of(plan)
    if year not in years:
        raise Http404
    return years


def _is_of(plan, year):
    return plan.issued_on.year <= year <= plan.vision_year


def is_over(year: int) -> bool:
    """Whether the year lies behind us: what it was judged by stays."""
    return year < clock.today().year
