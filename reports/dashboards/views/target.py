"""Chỉ tiêu: the list a person may see, and one target with its trajectory."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.permissions import visible_targets
from assignments.shown_plan import show_plan, shown_plan
from q3plan.lib import clock
from reports.amending.subjects import proposing_units
from reports.charts.drawing import drawing
from reports.charts.trajectory import trajectory_chart, trend_words
from reports.dashboards.parts import FIRST_YEAR, score_rows
from reports.dashboards.standing import standings, status_counts
from reports.dashboards.trajectory import trajectory
from reports.models import Amendment, Round
from reports.wards.panel import round_of, ward_panel


def chosen_year(request, on, *, first=None) -> tuple[int, list[int], str]:
    """(year, years on offer newest first, message about an unknown year or "").

    Years without a round are not on offer, but from ``first`` on they may be asked for.
    """
    rounds = Round.objects.opened(on).order_by("-plan__issued_on", "-year")
    years = list(dict.fromkeys(rounds.values_list("year", flat=True))) or [on.year]
    asked = request.GET.get("nam", "")
    if first and asked in map(str, range(first, years[0])):
        years = sorted({int(asked), *years}, reverse=True)
    if asked in map(str, years):
        return int(asked), years, ""
    if not asked:
        return years[0], years, ""
    shown = asked if len(asked) <= 20 else asked[:20] + "…"
    words = {"asked": shown, "year": years[0]}
    return (
        years[0],
        years,
        _("Không có kỳ báo cáo năm “%(asked)s”; đang xem năm %(year)s.") % words,
    )


@require_safe
def target_list(request):
    """The targets whose accepted figures the person may see, in plan order."""
    powers = request.powers
    if not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    year, years, year_problem = chosen_year(request, clock.today())
    rows = standings(
        visible_targets(powers).filter(plan=shown_plan(request)), year=year, at=clock.now()
    )
    context = {
        "year": year,
        "years": years,
        "year_problem": year_problem,
        "counts": status_counts(rows),
        "score": score_rows(rows),
        "is_illustrative": any(point.is_illustrative for row in rows for point in row.series),
    }
    return render(request, "dashboards/target_list.html", context)


@require_safe
def target_detail(request, code):
    """One target: lamps with their working, readings, trajectory, table and history."""
    powers = request.powers
    target = one_target(request, code)
    year, years, year_problem = chosen_year(request, clock.today(), first=FIRST_YEAR)
    path = trajectory(target, year=year, at=clock.now())
    chart = trajectory_chart(path, area=target.plan.place)
    round = round_of(target, year)
    context = {
        "target": target,
        "standing": path.standing,
        "path": path,
        "rows": path.rows[::-1],
        "year": year,
        "years": years,
        "year_problem": year_problem,
        "trend": trend_words(path.standing),
        "drawing": drawing(
            chart,
            key="trajectory",
            is_illustrative=path.is_illustrative,
            has_table=False,
            file_url=f"{reverse('target_chart_html', args=[code])}?nam={year}",
        ),
        "wards": ward_panel(round, target, path.standing, powers),
        "has_round": round is not None,
        "amendments": Amendment.objects.visible_to(powers).filter(target=target).with_subject(),
        "may_propose": bool(powers.units) and bool(proposing_units(powers, target)),
        "may_set_provider": target.plan_id in powers.coordinates,
        "may_see_units": bool(powers.receives or powers.chairs),
        "may_see_sector": bool(powers.receives or powers.chairs)
        or target.sector_id in powers.sectors,
    }
    return render(request, "dashboards/target_detail.html", context)


def one_target(request, code):
    """The target of this code in the plan of the address, else in the person's newest; or 404."""
    visible = visible_targets(request.powers).filter(readings__is_governing=True)
    if getattr(request, "plan_is_named", False):
        visible = visible.filter(plan=request.shown_plan)
    newest = visible.select_related("plan", "sector").order_by("-plan__issued_on", "-plan_id")
    target = newest.filter(code=printed_code(code)).first()
    if target is None:
        raise Http404
    show_plan(request, target.plan)
    return target


def printed_code(code):
    """The code of an address. Addresses are lower-case: one thing has one address."""
    if code != code.lower():
        raise Http404
    return code.upper()
