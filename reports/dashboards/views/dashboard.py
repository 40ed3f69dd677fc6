"""Bảng điều hành: how far the round has come and where every target stands."""

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from reports.dashboards.board import Board
from reports.dashboards.filters import ScoreFilter
from reports.dashboards.ledger import Ledger
from reports.dashboards.parts import board_part, score_part, sector_units, task_part
from reports.dashboards.titles import headline
from reports.kept.memory import memory
from reports.kept.opened import Opened, opened_plan
from reports.kept.picture import Picture


@dataclass(frozen=True)
class Drawn:
    """A page without its frame. It was drawn without a request: nothing of a person is in it."""

    filter_bar: str
    results: str
    words: str
    drawings: tuple
    has_problems: bool


@dataclass(frozen=True)
class View:
    """What a person asked for and may see: ``asked`` are the values of the address."""

    asked: QueryDict
    opened: Opened
    picture: Picture
    ledger: Ledger
    board: Board

    @property
    def key(self) -> tuple:
        """All that the page shows beside the picture. Charts show the day no finer than an hour."""
        rows = self.board.rows
        return (
            "dashboard",
            self.hour,
            *(
                self.asked.get(name, "")
                for name in ("ke-hoach", *ScoreFilter.ADDRESS_NAMES.values())
            ),
            tuple(target.pk for target in self.ledger.targets),
            tuple((row.report.pk, row.state, row.may_open, row.may_visit) for row in rows),
        )

    @property
    def hour(self):
        return self.board.at.replace(minute=0, second=0, microsecond=0)

    @property
    def is_presenting(self) -> bool:
        return self.asked.get("che-do") == "trinh-chieu"

    def parts(self) -> dict:
        form = ScoreFilter(self.asked, years=[row.year for row in self.opened.rounds])
        form.plan_slug = self.asked.get("ke-hoach", "")
        board = replace(self.board, at=self.hour)
        return dashboard_parts(form, self.picture, self.ledger, board)

    def drawn(self) -> Drawn:
        """The page as it was drawn before for the same key."""
        return self.picture.views.get(self.key, self._draw)

    def _draw(self):
        parts = self.parts()
        parts["asked"] = parts["form"].address()
        return Drawn(
            filter_bar=render_to_string("dashboards/_filter_bar.html", parts),
            results=render_to_string("dashboards/_results.html", parts),
            words=parts["form"].words,
            drawings=parts["drawings"],
            has_problems=bool(parts["errors"]),
        )


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
    line = render_to_string("dashboards/_print_line.html", printed)
    results = format_html('<div id="results">{}{}</div>', line, drawn.results)
    if request.htmx:
        return HttpResponse(results)
    context = {
        "board": view.board,
        "is_presenting": view.is_presenting,
        "has_problems": drawn.has_problems,
        "filter_bar": drawn.filter_bar,
        "results": results,
    }
    return render(request, "dashboards/dashboard.html", context)


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
    powers, at = request.powers, clock.now()
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    slug = request.GET.get("ke-hoach", "")
    opened = opened_plan(powers, on=clock.today(), slug=slug)
    if opened is None and slug:
        raise Http404
    if opened is None:
        return None
    request.shown_plan = opened.plan
    picture = memory.picture(opened, at=at)
    board = picture.board_for(powers, opened.round_named(request.GET.get("nam", "")), at=at)
    return View(request.GET, opened, picture, picture.ledger_for(powers), board)


def dashboard_parts(form, picture, ledger, board):
    """Everything on the page, each part narrowed by the same filters."""
    score = score_part(form, ledger, board)
    sector = form.cleaned_data.get("sector")
    units = sector_units(picture, sector) if sector else None
    within = replace(board, rows=form.board_rows(board.rows, units))
    shown = form.board_rows_of_status(within.rows)
    tasks = task_part(form, picture, board)
    parts = {**score, **board_part(form, within, shown), **tasks}
    figures = reverse("dashboard") + form.address(mode="")
    drawings = {
        name: replace(parts[name], figure_url=f"{figures}&hinh={parts[name].key}")
        for name in ("bullets", "multiples", "contribution", "burn_up")
    }
    return {
        "form": form,
        "errors": form.problems,
        "start_presenting": form.address(mode="trinh-chieu"),
        "exit_presenting": form.address(mode=""),
        "summary_address": summary_address(form),
        "headline": headline(score["counts"], within, tasks["troubled"]),
        "drawings": tuple(drawings.values()),
        **parts,
        **drawings,
    }


def summary_address(form):
    """The one-page summary of the same year and sector."""
    own = dict.fromkeys(("unit", "status", "vintage", "sort", "mode"), "")
    return reverse("leader_summary") + form.address(**own)
