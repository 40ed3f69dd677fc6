"""Every list as a file, read by the readers of its page and filtered by the same address.

A filter that is not on offer leads back to the page, which says so: a file of everything would be
taken for the filtered one.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assignments.permissions import visible_targets, visible_units
from assignments.shown_plan import plan_or_404, powers_over_plans, shown_plan
from q3plan.lib import clock
from reports.chasing.letters import coordinated_round
from reports.dashboards.board import board_rows
from reports.dashboards.standing import standings
from reports.dashboards.trajectory import trajectory
from reports.dashboards.unit_overview import unit_groups, unit_overview
from reports.dashboards.views.dashboard import read_dashboard
from reports.dashboards.views.target import chosen_year, printed_code
from reports.dashboards.views.task import read_tasks
from reports.denominators.table import read_table
from reports.denominators.views import readable_plan
from reports.models import Report, Round
from reports.review.queue import queue_of
from reports.wards.overview import overview
from reports.wards.panel import round_of, ward_panel
from targets.models import Plan

from . import chasing, denominators, reporting, targets, tasks, wards
from .observations import OBSERVATIONS, ObservationFilter, streamed, visible_observations
from .sending import send


def _back(request, name, **arguments):
    return HttpResponseRedirect(f"{reverse(name, kwargs=arguments)}?{request.GET.urlencode()}")


# -- the dashboard -----------------------------------------------------------------------------


def _words(shown):
    return f"Kế hoạch: {shown['board'].round.plan.number}; {shown['form'].words}"


@require_safe
def score_export(request, kind):
    """The score table of the dashboard."""
    shown = read_dashboard(request)
    if shown is None or shown["errors"]:
        return _back(request, "dashboard")
    rows = [row.standing for row in shown["score"]]
    return send(
        request,
        kind,
        f"Kết quả chỉ tiêu năm {shown['form'].chosen_year}",
        targets.SCORES,
        rows,
        filters=_words(shown),
        is_illustrative=targets.any_illustrative(rows),
    )


@require_safe
def board_export(request, kind):
    """The units' reports on the dashboard."""
    shown = read_dashboard(request)
    if shown is None or shown["errors"]:
        return _back(request, "dashboard")
    return send(
        request,
        kind,
        f"Tình hình nộp báo cáo năm {shown['form'].chosen_year}",
        reporting.BOARD,
        shown["board_rows"],
        filters=_words(shown),
        is_illustrative=shown["board"].round.is_illustrative,
    )


# -- targets and tasks -------------------------------------------------------------------------


@require_safe
def target_export(request, kind):
    """The targets whose accepted figures the person may see, in plan order."""
    powers = request.powers
    if not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    year, _years, problem = chosen_year(request, clock.today())
    if problem:
        return _back(request, "target_list")
    rows = standings(
        visible_targets(powers).filter(plan=shown_plan(request)), year=year, at=clock.now()
    )
    return send(
        request,
        kind,
        f"Chỉ tiêu năm {year}",
        targets.SCORES,
        rows,
        filters=f"Năm: {year}",
        is_illustrative=targets.any_illustrative(rows),
    )


def _target(request, code):
    visible = visible_targets(request.powers).filter(readings__is_governing=True)
    return get_object_or_404(visible.select_related("plan", "sector"), code=printed_code(code))


@require_safe
def series_export(request, kind, code):
    """The accepted series of one target, every vintage and correction."""
    target = _target(request, code)
    year, _years, problem = chosen_year(request, clock.today())
    if problem:
        return _back(request, "target_detail", code=code)
    path = trajectory(target, year=year, at=clock.now())
    return send(
        request,
        kind,
        f"{target.code} {target.name}: số liệu qua các năm",
        targets.SERIES,
        targets.series_rows(path),
        filters=f"Chỉ tiêu: {target.code}; đơn vị tính: {target.unit_of_measure}",
        is_illustrative=path.is_illustrative,
    )


@require_safe
def ward_parts_export(request, kind, code):
    """The wards' accepted parts of one target in one year, as its page ranks them."""
    target = _target(request, code)
    year, _years, problem = chosen_year(request, clock.today())
    if problem:
        return _back(request, "target_detail", code=code)
    standing = trajectory(target, year=year, at=clock.now()).standing
    panel = ward_panel(round_of(target, year), target, standing, request.powers)
    if panel is None:
        raise Http404
    return send(
        request,
        kind,
        f"{target.code} theo phường năm {year}",
        wards.parts_columns(target, year),
        (*panel.bars, *panel.without),
        filters=f"Chỉ tiêu: {target.code}; năm: {year}; số ước đã duyệt",
        is_illustrative=panel.is_illustrative,
    )


@require_safe
def task_export(request, kind):
    """The list of tasks with their accepted ratings."""
    shown = read_tasks(request)
    if shown["errors"]:
        return _back(request, "task_list")
    note = "Không kể trách nhiệm chung ở mục III.15 và III.16."
    title = f"Nhiệm vụ và đánh giá đến năm {shown['form'].chosen_year}"
    words = shown["form"].words
    return send(request, kind, title, tasks.TASKS, shown["rows"], filters=words, notes=[note])


# -- units and their reports -------------------------------------------------------------------


@require_safe
def unit_export(request, kind):
    """The units that the person may see, with the report of the round opened last."""
    powers = request.powers
    if not (powers.units or powers.leads or powers.receives):
        raise PermissionDenied
    plan = plan_or_404(request)
    opened = Round.objects.filter(plan=plan).latest_opened(clock.today())
    units = visible_units(powers)
    groups = unit_groups(units, powers=powers, plan=plan, opened=opened, at=clock.now())
    words = f"Kỳ báo cáo năm {opened.year}" if opened else "Chưa có kỳ báo cáo nào được mở"
    rows = reporting.unit_rows(groups)
    note = "Số nhiệm vụ không kể trách nhiệm chung ở mục III.15 và III.16."
    return send(request, kind, "Đơn vị", reporting.UNITS, rows, filters=words, notes=[note])


@require_safe
def unit_reports_export(request, kind, code):
    """One unit's reports over the years."""
    unit = get_object_or_404(visible_units(request.powers), code=code)
    shown = unit_overview(unit, powers=request.powers, plan=plan_or_404(request), at=clock.now())
    title = f"Báo cáo qua các năm của {unit.name}"
    words = f"Đơn vị: {unit.name}"
    return send(request, kind, title, reporting.UNIT_REPORTS, shown.reports, filters=words)


@require_safe
def own_reports_export(request, kind):
    """The reports of one's own units in the rounds that are open to them, newest first."""
    own = Report.objects.writable_by(request.powers).filter(round__opens_on__lte=clock.today())
    rows = board_rows(own, powers=request.powers, at=clock.now())
    rows.sort(key=lambda row: (-row.report.round.year, row.unit.order, row.report.pk))
    return send(request, kind, "Báo cáo của đơn vị tôi", reporting.BOARD, rows)


@require_safe
def queue_export(request, kind):
    """The reviewer's queue of one year, heap by heap."""
    if not request.powers.receives:
        raise PermissionDenied
    queue, _years = queue_of(request, at=clock.now())
    return send(
        request,
        kind,
        f"Thẩm định báo cáo năm {queue.year}" if queue.year else "Thẩm định báo cáo",
        reporting.QUEUE,
        reporting.queue_rows(queue),
        filters=f"Năm: {queue.year}" if queue.year else "",
    )


# -- late units --------------------------------------------------------------------------------


@require_safe
def letter_export(request, kind, year):
    """The letters of a round, one row for every unit that a letter asks."""
    rows = chasing.letter_rows(coordinated_round(request, year), on=request.powers.on)
    title = f"Công văn đôn đốc báo cáo năm {year}"
    return send(request, kind, title, chasing.LETTERS, rows, filters=f"Năm: {year}")


@require_safe
def call_export(request, kind, year):
    """The whole call log of a round."""
    rows = chasing.call_rows(coordinated_round(request, year), on=request.powers.on)
    title = f"Nhật ký liên hệ báo cáo năm {year}"
    return send(request, kind, title, chasing.CALLS, rows, filters=f"Năm: {year}")


# -- shared figures ----------------------------------------------------------------------------


@require_safe
def denominator_export(request, kind):
    """The shared table of denominators."""
    plan = readable_plan(request.powers)
    rows = list(denominators.shared_values(read_table(plan)))
    return send(
        request,
        kind,
        "Mẫu số dùng chung",
        denominators.DENOMINATORS,
        rows,
        filters=f"Kế hoạch: {plan.number}",
        is_illustrative=any(held.cell.row.is_illustrative for held in rows),
    )


@require_safe
def ward_export(request, kind, year):
    """The targets that the wards bring in a round, with the sums of what was sent."""
    plan = Plan.objects.filter(pk__in=request.powers.coordinates).current()
    if plan is None:
        raise PermissionDenied
    round = get_object_or_404(Round, plan=plan, year=year)
    return send(
        request,
        kind,
        f"Số liệu theo phường năm {year}",
        wards.MARKED,
        overview(round).marked,
        filters=f"Năm: {year}; chỉ tính số đã gửi",
        is_illustrative=round.is_illustrative,
    )


def _observations(request):
    """(form, rows that pass) of the accepted figures that the person may see."""
    # The list names the plan of every row: it is of all that the person follows.
    powers = powers_over_plans(request)
    if not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    everything = visible_observations(powers)
    form = ObservationFilter(request.GET, rows=everything)
    return form, form.filter(everything)


@require_safe
def observations(request):
    """Filters of the accepted figures and how many rows their file has."""
    form, rows = _observations(request)
    errors = [(form[name].id_for_label, text) for name in form.errors for text in form.errors[name]]
    context = {"form": form, "errors": errors, "count": rows.count()}
    template = "exports/observations.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require_safe
def observation_export(request, kind):
    """Target × year × vintage: what may have 50 000 rows and more, straight from a cursor."""
    form, rows = _observations(request)
    if form.errors:
        return _back(request, "observations")
    return send(
        request,
        kind,
        "Số liệu đã duyệt",
        OBSERVATIONS,
        streamed(rows),
        filters=form.words,
        is_illustrative=rows.filter(is_illustrative=True).exists(),
    )
