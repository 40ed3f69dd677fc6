"""Bảng điều hành: how far the round has come and where every target stands."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from assignments.shown_plan import powers_over_plans, show_found_plan
from q3plan.lib import clock
from q3plan.lib.packed import Piece, PiecedResponse
from reports.dashboards.drawn import View
from reports.kept.frames import in_frame
from reports.kept.memory import memory
from reports.kept.opened import opened_plan

_OPENED, _CLOSED = Piece(b'<div id="results">'), Piece(b"</div>")


@require_safe
def dashboard(request):
    """The overview for the two recipients and for leaders; filters in the address."""
    view = _view_of(request)
    if view is None:
        return render(request, "dashboards/dashboard.html", {"board": None})
    drawn = view.drawn()
    if key := request.GET.get("hinh"):
        return JsonResponse(_figure(drawn, key))
    printed = {"words": drawn.words, "printed_at": view.board.at}
    results = (_OPENED, _piece("dashboards/_print_line.html", printed), *drawn.results, _CLOSED)
    if request.htmx:
        return PiecedResponse(results)
    context = {"is_presenting": view.is_presenting, "has_problems": drawn.has_problems}
    key = (view.board.round.year, *context.values())
    return in_frame(
        request,
        "dashboards/dashboard.html",
        context | {"board": view.board},
        (drawn.filter_bar, *results),
        key=key,
    )


def _piece(template, context):
    return Piece(render_to_string(template, context).encode())


def _figure(drawn, key):
    """What Plotly draws of one chart of this view, and its words; 404 for an unknown one."""
    for chart in drawn.drawings:
        if chart.key == key:
            return {"figure": chart.figure, "texts": chart.plotly_texts}
    raise Http404


def read_dashboard(request) -> dict | None:
    """What the page shows, for its exports; None before the first round."""
    view = _view_of(request)
    return view.parts() if view else None


def _view_of(request):
    powers, at = powers_over_plans(request), clock.now()
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    opened = opened_plan(powers, on=clock.today())
    if opened is None:
        return None
    show_found_plan(request, opened.plan, is_newest=opened.is_newest)
    request.powers = powers = powers.within(opened.plan.pk)
    picture = memory.picture(opened, at=at)
    board = picture.board_for(powers, opened.round_named(request.GET.get("nam", "")), at=at)
    return View(request.GET, opened, picture, picture.ledger_for(powers), board)
