"""Nhiệm vụ: the tasks whose accepted ratings a person may see, the troubled ones first."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.shown_plan import shown_plan
from q3plan.lib import clock
from reports.annual.yardsticks import with_yardsticks
from reports.dashboards.task_filter import TaskFilter, rating_address
from reports.dashboards.task_standing import rating_counts, task_standings, visible_tasks
from reports.dashboards.titles import tasks_title
from reports.models import Round


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
    plan = shown_plan(request)
    rounds = Round.objects.opened(today).filter(plan=plan).order_by("-year")
    years = list(rounds.values_list("year", flat=True)) or [today.year]
    form = TaskFilter(request.GET, years=years)
    tasks = visible_tasks(powers).counted().filter(plan=plan).select_related("sector")
    rows = task_standings(tasks.order_by("order"), on=today, until=form.chosen_year)
    rows = with_yardsticks(rows, form.chosen_year or years[0])
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
