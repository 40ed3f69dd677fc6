"""Who prepares reorganisations: the system administrator and the plan's coordinating unit."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assignments.models import Reorganisation
from targets.models import Plan


def check_may_reorganise(powers):
    """The coordinating unit of a plan that carries out another one keeps its hands off."""
    if powers.is_administrator:
        return
    plans = Plan.objects.filter(pk__in=powers.coordinates, carries_out__isnull=True)
    if not powers.coordinates or not plans.exists():
        raise PermissionDenied


def reorganisation_of(request, pk) -> Reorganisation:
    check_may_reorganise(request.powers)
    rows = Reorganisation.objects.select_related("created_by", "carried_out_by", "undone_by")
    return get_object_or_404(rows, pk=pk)
