"""Values that a higher level gives for tasks: the list of a year, and one of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.annual.access import address, asked_year, deciding_plan, is_over, years_of
from reports.annual.deciding import Refused
from reports.annual.forms import NAMES, YardstickForm
from reports.annual.yardsticks import give_yardstick, read_lines
from reports.entry.sections import CONFLICT, UNPROCESSABLE
from reports.posting import idempotent
from targets.models import Task, TaskYardstick


@require_safe
def task_yardsticks(request):
    """Tasks with a value first, then those that the plan calls countable, then the others."""
    plan = deciding_plan(request)
    years, today = years_of(plan), clock.today()
    asked = request.GET.get("nam", "")
    year = int(asked) if asked in map(str, years) else min(today.year, years[0])
    lines = [
        (line, address("task_yardstick", year, line.task.slug)) for line in read_lines(plan, year)
    ]
    context = {
        "plan": plan,
        "year": year,
        "years": [(other, address("task_yardsticks", nam=other)) for other in years],
        "groups": [
            (
                _("Nhiệm vụ đã có mức giao hoặc theo dõi bằng số"),
                [row for row in lines if _is_counted(row[0])],
            ),
            (_("Nhiệm vụ khác"), [row for row in lines if not _is_counted(row[0])]),
        ],
        "may_write": plan.pk in request.powers.coordinates and not is_over(year),
    }
    return render(request, "annual/task_yardsticks.html", context)


def _is_counted(line):
    return bool(line.yardstick or line.replaced or line.task.monitored)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def task_yardstick(request, year, task):
    """The value of one task in one year, with its document; earlier ones below."""
    plan = deciding_plan(request, may_write=True)
    asked_year(plan, year)
    rows = Task.objects.filter(plan=plan).counted().select_related("plan")
    one = next((row for row in rows if row.slug == task), None)
    if one is None:
        raise Http404
    if request.method == "POST":
        if is_over(year):
            raise PermissionDenied
        return _save(request, one, year)
    return _page(request, one, year, _form(one, year))


def _form(task, year, data=None):
    held = TaskYardstick.objects.in_force(year).filter(task=task).first()
    return YardstickForm(data, held=held, year=year, plan=task.plan, today=clock.today())


@transaction.atomic
def _save(request, task, year):
    form = _form(task, year, request.POST)
    if form.is_stale:
        text = _("Có người vừa ghi mức khác cho nhiệm vụ này. Xem lại rồi lưu lần nữa.")
        form.data = form.data.copy()
        form.data["seen"] = str(form.held.pk) if form.held else ""
        return _page(request, task, year, form, errors=[("da-ghi", text)], status=CONFLICT)
    if not form.is_valid():
        return _page(request, task, year, form, status=UNPROCESSABLE)
    words = {name: form.cleaned_data[name] for name in (*NAMES, "value")}
    try:
        with transaction.atomic():
            give_yardstick(task, year, words=words, decision=form.decision(), at=clock.now())
    except Refused as refused:
        form.add_error(refused.field, refused.message)
        return _page(request, task, year, form, status=UNPROCESSABLE)
    text = _("Đã ghi mức cấp trên giao năm %(year)s cho nhiệm vụ %(code)s.")
    messages.success(request, text % {"year": year, "code": task.code})
    return redirect(address("task_yardsticks", nam=year))


def _page(request, task, year, form, *, errors=(), status=200):
    past = TaskYardstick.objects.filter(task=task, year=year).select_related("decision")
    context = {
        "task": task,
        "year": year,
        "form": form,
        "errors": errors or (errors_of(form) if form.is_bound else ()),
        "past": past.order_by("-pk"),
        "is_over": is_over(year),
        "list_page": address("task_yardsticks", nam=year),
    }
    return render(request, "annual/task_yardstick.html", context, status=status)
