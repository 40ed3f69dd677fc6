"""Nhiệm vụ: those whose accepted ratings a person may see, and one of them through the years."""

from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.shown_plan import show_plan, shown_plan
from q3plan.lib import clock
from reports.amending.subjects import proposing_units
from reports.annual.yardsticks import with_yardsticks
from reports.dashboards.task_filter import TaskFilter, rating_address
from reports.dashboards.task_history import task_history
from reports.dashboards.task_standing import rating_counts, task_standings, visible_tasks
from reports.dashboards.titles import tasks_title
from reports.models import Amendment, Round
from targets.models import Task


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


@require_safe
def task_detail(request, code):
    """One task: what it asks, who answers for it, and what was accepted year by year."""
    powers, today = request.powers, clock.today()
    task = one_task(request, code)
    [standing] = task_standings([task], on=today)
    history = task_history(task, powers=powers, on=today)
    versions = sorted(task.versions.all(), key=lambda row: row.valid_from)
    context = {
        "task": task,
        "standing": standing,
        "versions": list(pairwise(versions))[::-1],
        "history": history,
        "hides_words": any(not line.is_open for year in history for line in year.lines),
        "amendments": Amendment.objects.visible_to(powers).filter(task=task).with_subject(),
        "may_propose": bool(powers.units) and bool(proposing_units(powers, task)),
        "may_see_units": bool(powers.receives or powers.chairs),
        "may_see_sector": bool(powers.receives or powers.chairs)
        or task.sector_id in powers.sectors,
    }
    return render(request, "dashboards/task_detail.html", context)


def one_task(request, code) -> Task:
    """The task of this address in the shown plan, else in the newest that the person sees; or 404.

    Addresses are lower-case: one thing has one address.
    """
    visible = visible_tasks(request.powers).filter(code=code.replace("-", ".").upper())
    if getattr(request, "plan_is_named", False):
        visible = visible.filter(plan=request.shown_plan)
    newest = visible.select_related("plan", "sector", "clause")
    task = newest.order_by("-plan__issued_on", "-plan_id").first()
    if task is None or task.slug != code:
        raise Http404
    show_plan(request, task.plan)
    return task
