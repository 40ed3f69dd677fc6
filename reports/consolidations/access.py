"""Who reads and who freezes consolidated reports: the rule of the dashboard, plan by plan."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from q3plan.lib import clock
from reports.models import Consolidation, Round
from targets.models import Plan, Sector


def readable_plans(powers):
    """Plans that the person's unit receives reports of, or that the person leads."""
    led = Sector.objects.filter(pk__in=powers.sectors).values("plan")
    return Plan.objects.filter(Q(pk__in=powers.receives | powers.chairs) | Q(pk__in=led))


def visible_rounds(request):
    """Opened rounds of the plans that the person reads, the newest plan's newest one first.

    403 for those who read no consolidated report at all.
    """
    _check_reader(request.powers)
    rounds = Round.objects.opened(clock.today()).filter(plan__in=readable_plans(request.powers))
    return rounds.select_related("plan").order_by("-plan__issued_on", "-plan_id", "-year")


def visible_round(request, year) -> Round:
    """The round of ``year`` of the newest plan that has one; else 404."""
    found = visible_rounds(request).filter(year=year).first()
    if found is None:
        raise Http404
    return found


def years_beside(round) -> list[int]:
    """The years of the same plan that a reader may turn to, newest first."""
    rounds = Round.objects.opened(clock.today()).filter(plan=round.plan_id)
    return list(rounds.order_by("-year").values_list("year", flat=True))


def visible_consolidations(request):
    """Every frozen report that the person may read; 403 for those who read none at all."""
    _check_reader(request.powers)
    rows = Consolidation.objects.filter(round__plan__in=readable_plans(request.powers))
    return rows.select_related("round__plan", "made_by")


def _check_reader(powers):
    if not (powers.receives or powers.leads):
        raise PermissionDenied
