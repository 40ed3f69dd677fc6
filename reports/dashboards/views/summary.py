"""Tóm tắt: what a leader takes into a meeting, on one page."""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.permissions import visible_sectors
from assignments.shown_plan import powers_over_plans, show_found_plan
from q3plan.lib import clock
from reports.dashboards.filters import Pick, ScoreFilter
from reports.dashboards.summary import SummaryFilter, summary_of
from reports.dashboards.task_filter import TROUBLED, TaskFilter
from reports.kept.memory import memory
from reports.kept.opened import opened_plan


@require_safe
def leader_summary(request):
    """One page of A4: the whole plan, or one sector; a vice-chair's own sectors only."""
    powers, at = powers_over_plans(request), clock.now()
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    opened = opened_plan(powers, on=clock.today())
    if opened is None:
        return render(request, "dashboards/leader_summary.html", {"summary": None, "form": None})
    show_found_plan(request, opened.plan, is_newest=opened.is_newest)
    request.powers = powers = powers.within(opened.plan.pk)
    sectors = list(visible_sectors(powers).filter(plan=opened.plan))
    years = [row.year for row in opened.rounds]
    form = SummaryFilter(request.GET, years=years, sectors=sectors)
    shown = [s for s in sectors if not form.chosen_sector or s.slug == form.chosen_sector]
    is_whole = len(shown) == opened.plan.sectors.count()
    picture = memory.picture(opened, at=at)
    board = picture.board_for(powers, opened.rounds[years.index(form.chosen_year)], at=at)
    ids = {sector.pk for sector in shown}
    ledger = picture.ledger_for(powers)
    ledger = replace(ledger, targets=tuple(t for t in ledger.targets if t.sector_id in ids))
    summary = summary_of(picture, ledger, board, ids, is_whole=is_whole)
    links = _Links(form, shown, is_whole)
    context = {
        "form": form,
        "errors": form.problems,
        "printed_at": at,
        "sector": shown[0] if len(shown) == 1 else None,
        "is_whole": is_whole,
        "choices": _choices(form, sectors),
        "summary": summary,
        "counts": [
            (row, links.dashboard(status=row.status.value))
            for row in summary.counts.results
            if row.count
        ],
        "links": {
            "score": links.dashboard(),
            "sent": links.dashboard(status=Pick.SENT),
            "troubled": links.tasks(rating=TROUBLED),
        },
    }
    return render(request, "dashboards/leader_summary.html", context)


def _choices(form, sectors):
    """(address, words, is current): each year, and each sector that the person may see."""
    years = [
        (form.address(year=year), _("Năm %(year)s") % {"year": year}, year == form.chosen_year)
        for year in form.years
    ]
    if len(sectors) < 2:
        return years
    named = [(s.slug, s.name) for s in sectors]
    return years + [
        (form.address(sector=slug), name, slug == form.chosen_sector)
        for slug, name in [("", _("Tất cả lĩnh vực")), *named]
    ]


class _Links:
    """Addresses of what the counts are made of; several sectors have no page of their own."""

    def __init__(self, form, shown, is_whole):
        self.year = form.chosen_year if form.chosen_year != form.years[0] else ""
        self.sector = shown[0].slug if len(shown) == 1 and not is_whole else ""
        self.has_page = is_whole or len(shown) == 1

    def dashboard(self, *, status=""):
        return self._address("dashboard", ScoreFilter, status=status)

    def tasks(self, *, rating=""):
        return self._address("task_list", TaskFilter, rating=rating)

    def _address(self, name, form, **chosen):
        if not self.has_page:
            return reverse("sector_list")
        held = {"year": self.year, "sector": self.sector, **chosen}
        query = urlencode({form.ADDRESS_NAMES[key]: value for key, value in held.items() if value})
        return f"{reverse(name)}?{query}"
