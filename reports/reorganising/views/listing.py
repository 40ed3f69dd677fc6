"""All reorganisations, prepared and done."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.models import Inheritance, Reorganisation
from reports.reorganising.access import check_may_reorganise


@require_safe
def reorganisation_list(request):
    check_may_reorganise(request.powers)
    lines = Inheritance.objects.select_related("predecessor", "heir__unit")
    rows = Reorganisation.objects.select_related("created_by", "carried_out_by").prefetch_related(
        Prefetch("inheritances", lines)
    )
    return render(request, "reorganising/reorganisation_list.html", {"rows": rows})
