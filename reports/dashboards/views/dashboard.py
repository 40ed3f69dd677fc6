"""Bảng điều hành: how far the round has come and where every target stands."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.permissions import visible_targets
from q3plan.lib import clock
from reports.charts import burn_up, svg
from reports.dashboards.board import reporting_board
from reports.dashboards.filters import ScoreFilter
from reports.dashboards.ledger import read_ledger
from reports.dashboards.standing import TargetStanding, standings, status_counts
from reports.dashboards.views.target import score_rows
from reports.models import Round
from targets.progress import YearStatus

FIRST_YEAR = 2020


@dataclass(frozen=True)
class MatrixRow:
    """A target with its standing in every year of the matrix."""

    target: object
    cells: tuple[TargetStanding, ...]


@require_safe
def dashboard(request):
    """The overview for the two recipients and for leaders; filters in the address."""
    powers, at = request.powers, clock.now()
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    rounds = _rounds(clock.today())
    if not rounds:
        return render(request, "dashboards/dashboard.html", {"board": None})
    form = ScoreFilter(request.GET, years=[row.year for row in rounds])
    chosen = next(row for row in rounds if row.year == form.chosen_year)
    ledger = read_ledger(visible_targets(powers).filter(plan=chosen.plan_id), at=at)
    board = reporting_board(chosen, at=at, powers=powers)
    context = _score(form, ledger, chosen.year) | _reporting(board)
    template = "dashboards/dashboard.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


def _rounds(on):
    """Opened rounds of the plan issued last, newest first."""
    rounds = Round.objects.opened(on).select_related("plan")
    rounds = list(rounds.order_by("-plan__issued_on", "-plan_id", "-year"))
    return [row for row in rounds if row.plan_id == rounds[0].plan_id]


def _score(form, ledger, year):
    everything = standings((), year=year, at=ledger.at, ledger=ledger)
    form.offer(everything)
    rows = form.filter(everything)
    counts = status_counts(form.within(everything))
    return {
        "form": form,
        "errors": [
            (form[name].id_for_label, text) for name, texts in form.errors.items() for text in texts
        ],
        "counts": counts,
        "score": score_rows(rows),
        "status_bar": svg.share_bar(
            [(row.status.tone, row.count) for row in counts.results], _("Chỉ tiêu theo kết quả năm")
        ),
        "status_links": _status_links(form, counts),
        "matrix_years": range(FIRST_YEAR, year + 1),
        "matrix": _matrix(ledger, rows, year),
        "legend": YearStatus,
        "is_illustrative": any(point.is_illustrative for row in rows for point in row.series),
        "sort_plan": form.address(sort="plan"),
        "sort_urgent": form.address(sort=""),
        "show_all": form.address(sector="", unit="", status=""),
    }


def _reporting(board):
    chart = burn_up.burn_up_chart(board)
    tones = [(row.state.tone, row.count) for row in board.states]
    return {
        "board": board,
        "state_bar": svg.share_bar(tones, _("Báo cáo theo trạng thái")),
        "burn_up": chart,
        "burn_up_svg": svg.draw(chart),
    }


def _status_links(form, counts):
    """(count, address, is current) of each year result that occurs; the current one undoes."""
    current = form.cleaned_data.get("status", "")
    return [
        (row, form.address(status="" if is_current else row.status.value), is_current)
        for row in counts.results
        for is_current in [current == row.status]
        if row.count or is_current
    ]


def _matrix(ledger, rows, last_year):
    columns = {
        year: {row.target.pk: row for row in standings((), year=year, at=ledger.at, ledger=ledger)}
        for year in range(FIRST_YEAR, last_year + 1)
    }
    targets = sorted((row.target for row in rows), key=lambda target: target.order)
    return [MatrixRow(t, tuple(column[t.pk] for column in columns.values())) for t in targets]
