"""Nhiệm vụ: the tasks whose accepted ratings a person may see, the troubled ones first."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from reports.dashboards.task_filter import TaskFilter, rating_address
from reports.dashboards.task_standing import rating_counts, task_standings, visible_tasks
from reports.dashboards.titles import tasks_title
from reports.models import Round
from targets.models import Plan


@require_safe
def task_list(request):
    """Tasks by sector, unit and rating; what every count of tasks on a dashboard is made of."""
    template = "dashboards/task_list.html" + ("#results" if request.htmx else "")
    return render(request, template, read_tasks(request))


def read_tasks(request) -> dict:
    """What the page shows and its export too."""
    powers, today = request.powers, clock.today()
    if not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    plan = Plan.objects.current()
    rounds = Round.objects.opened(today).filter(plan=plan).order_by("-year")
    form = TaskFilter(
        request.GET, years=list(rounds.values_list("year", flat=True)) or [today.year]
    )
    tasks = visible_tasks(powers).counted().filter(plan=plan).select_related("sector")
    rows = task_standings(tasks.order_by("order"), on=today, until=form.chosen_year)
    form.offer(rows)
    within, found = form.within(rows), form.filter(rows)
    return {
        "form": form,
        "errors": form.problems,
        "rows": sorted(found, key=lambda row: row.urgency),
        "total": len(within),
        "title": tasks_title(sum(row.is_troubled for row in within), len(within)),
        "rating_links": _rating_links(form, within),
    }


def _rating_links(form, rows):
    """(count, address, is current) of each rating that occurs; the current one undoes."""
    current = form.cleaned_data.get("rating", "")
    return [
        (row, form.address(rating="" if value == current else value), value == current)
        for row in rating_counts(rows)
        for value in [rating_address(row.rating)]
    ]
