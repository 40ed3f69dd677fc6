"""Tổng hợp: the KT-XH table of a round, on screen and as a workbook, with the same filters."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import XLSX, attachment
from reports.consolidations.access import visible_round, visible_rounds, years_beside
from reports.dashboards.board import reporting_board
from reports.dashboards.filters import ScoreFilter
from reports.yearly_table import table, workbook

# The year stands in the path, and a form has an order of its own.
ASKED = ("sector", "unit", "status", "vintage")


@require_safe
def consolidated_index(request):
    """The table of the newest round."""
    newest = visible_rounds(request).first()
    if newest is None:
        return render(request, "yearly_table/consolidated_table.html", {"table": None})
    return redirect("consolidated_table", year=newest.year)


@require_safe
def consolidated_table(request, year):
    """The table for the two recipients and for leaders."""
    chosen = visible_round(request, year)
    form = _filter(request, year)
    shown = table.consolidated_table(
        chosen.plan, year, at=clock.now(), powers=request.powers, filter=form
    )
    query = form.address(year="", sort="", mode="")
    context = {
        "table": shown,
        "form": form,
        "fields": [form[name] for name in ASKED],
        "errors": form.problems,
        "years": [
            (other, _address("consolidated_table", other, query), other == year)
            for other in years_beside(chosen)
        ],
        "download": _address("consolidated_xlsx", year, query),
        "everything": reverse("consolidated_table", args=[year]),
    }
    template = "yearly_table/consolidated_table.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require_safe
def consolidated_xlsx(request, year):
    """The same table as a workbook, with charts, tasks and the reporting board."""
    chosen = visible_round(request, year)
    form = _filter(request, year)
    powers, at = request.powers, clock.now()
    with translation.override("vi"):
        shown = table.consolidated_table(chosen.plan, year, at=at, powers=powers, filter=form)
        if form.problems:
            # A file of everything would be taken for the filtered one; the page says what is wrong.
            return redirect(_address("consolidated_table", year, f"?{request.GET.urlencode()}"))
        board = reporting_board(chosen, at=at, powers=powers)
        content = workbook.consolidated_workbook(shown, board, form, powers=powers)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = attachment(workbook.file_name(shown))
    return response


def _filter(request, year):
    data = request.GET.copy()
    data[ScoreFilter.ADDRESS_NAMES["year"]] = str(year)
    return ScoreFilter(data, years=[year])


def _address(name, year, query):
    return reverse(name, args=[year]) + (query if query != "?" else "")
