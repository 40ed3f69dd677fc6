"""The parts of the dashboard, each from rows that are there already and narrowed by one filter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.charts import burn_up, svg
from reports.charts.contribution import contribution_chart
from reports.charts.drawing import Drawing, bullets_of, drawing, multiples_of
from reports.charts.facts import known_words
from reports.charts.multiples import shared_years
from reports.dashboards import titles
from reports.dashboards.filters import Pick, state_address
from reports.dashboards.standing import (
    TargetStanding,
    YearCell,
    cell_of,
    standings,
    status_counts,
)
from reports.dashboards.task_filter import TROUBLED, TaskFilter, rating_address
from reports.dashboards.task_standing import rating_counts
from targets.progress import YearStatus

FIRST_YEAR = 2020


@dataclass(frozen=True)
class MatrixRow:
    """A target with its result in every year of the matrix."""

    target: object
    cells: tuple[YearCell, ...]
    html: str


@dataclass(frozen=True)
class ScoreRow:
    """``beside_chart`` draws the row as it stands below the bullets."""

    standing: TargetStanding
    beside_chart: Callable[[], str] | None = None

    @cached_property
    def sparkline(self) -> str:
        return svg.sparkline(self.standing.series, known_words(self.standing.series))


def score_rows(rows) -> list[ScoreRow]:
    """Standings with their sparklines, for ``dashboards/_standing_table.html``."""
    return [ScoreRow(row) for row in rows]


class _Once:
    """What is made of the rows of one target for views of one year, kind and plan: once."""

    def __init__(self, form, ledger, year):
        self.form, self.ledger = form, ledger
        # Every address begins with the prefix.
        prefix = get_script_prefix()
        self.key = get_language(), prefix, year, form.chosen_vintage

    def __call__(self, target, name, make):
        made, key = self.ledger.made(target), (name, *self.key)
        if key not in made:
            made[key] = make()
        return made[key]

    def html(self, target, template, row):
        context = {"row": row, "form": self.form, "is_beside_chart": True}
        return self(target, template, lambda: render_to_string(template, context))

    def score_row(self, standing):
        row = ScoreRow(standing)
        template = "dashboards/_standing_row.html"
        return ScoreRow(standing, lambda: self.html(standing.target, template, row))

    def bullet(self, standing):
        return self(standing.target, "bullet", lambda: bullets_of([standing], title="").bullets[0])

    def multiple(self, standing, years):
        def make():
            return multiples_of([standing], title="", years=years).multiples[0]

        return self(standing.target, ("multiple", years), make)


def score_part(form, ledger, board, keep):
    """The targets of the year: counts, score table with bullets, matrix, titles.

    ``keep`` as in ``drawn.View.parts``.
    """
    year, vintage = board.round.year, form.chosen_vintage
    everything = standings_of(ledger, year, vintage)
    within = form.within(everything)
    reports = {row.report.pk for row in form.board_rows_of_status(board.rows)}
    rows = form.filter(everything, reports)
    counts, once = status_counts(within), _Once(form, ledger, year)
    bullets = tuple(once.bullet(row) for row in rows)
    return {
        "counts": counts,
        "score_title": titles.score_title(counts),
        "score": [once.score_row(row) for row in rows],
        "bullets": drawing(
            replace(bullets_of([], title=titles.short_title(rows)), bullets=bullets),
            is_illustrative=_is_illustrative(rows),
            table_at="#score-caption",
        ),
        "urgent": [row for row in rows if row.tone == "red"],
        "status_bar": svg.share_bar(
            [(row.status.tone, row.count) for row in counts.results], _("Chỉ tiêu theo kết quả năm")
        ),
        "status_links": _status_links(form, counts),
        "is_illustrative": _is_illustrative(rows),
        "sort_plan": form.address(sort="plan"),
        "sort_urgent": form.address(sort=""),
        "show_all": form.show_all,
        "sectors_title": titles.sectors_title(rows),
        "multiples": _sectors_drawing(form, rows, once, keep),
        **_matrix_part(once, rows, year, vintage),
    }


def _is_illustrative(rows):
    return any(point.is_illustrative for row in rows for point in row.series)


def _sectors_drawing(form, rows, once, keep):
    """All small multiples in one drawing, sector by sector, each name a link to its filter."""
    rows = sorted(rows, key=lambda row: (row.target.sector.order, row.target.order))
    groups = [list(held) for _pk, held in groupby(rows, key=lambda row: row.target.sector_id)]
    years = shared_years(rows) if rows else None
    whole = multiples_of([], title=titles.trend_title(rows), key="sectors-chart")

    def drawn(held):
        charts = tuple(once.multiple(row, years) for row in held)
        return drawing(replace(whole, title="", multiples=charts)).svg

    def sector(held):
        made = tuple(once.ledger.made(row.target) for row in held)
        return keep(("multiples", years, *once.key, *made), lambda: drawn(held))

    parts = (
        (
            held[0].target.sector.name,
            form.address(sector=held[0].target.sector.slug),
            titles.sector_words(held),
            sector(held),
        )
        for held in groups
    )
    svg = format_html_join("", '<h3 class="sector-name">{} <a href="{}#score">{}</a></h3>{}', parts)
    return Drawing(
        chart=replace(whole, multiples=tuple(once.multiple(row, years) for row in rows)),
        key=whole.key,
        title=whole.title,
        note=whole.note,
        svg=svg,
        is_illustrative=_is_illustrative(rows),
        table_at="#matrix-caption",
    )


def standings_of(ledger, year, vintage=None):
    """The standings of the ledger's targets; the year judged by ``vintage`` alone where given."""
    return standings((), year=year, at=ledger.at, ledger=ledger, vintage=vintage)


def _status_links(form, counts):
    """(count, address, is current) of each year result that occurs; the current one undoes."""
    current = form.cleaned_data.get("status", "")
    return [
        (row, form.address(status="" if is_current else row.status.value), is_current)
        for row in counts.results
        for is_current in [current == row.status]
        if row.count or is_current
    ]


def _matrix_part(once, rows, last_year, vintage):
    years = range(FIRST_YEAR, last_year + 1)
    shown = sorted((row.target for row in rows), key=lambda target: target.order)

    def row(target):
        kinds = ((year, vintage if year == last_year else None) for year in years)
        cells = tuple(cell_of(once.ledger, target, year, kind) for year, kind in kinds)
        row = MatrixRow(target, cells, "")
        return replace(row, html=once.html(target, "dashboards/_matrix_row.html", row))

    matrix = [once(target, "matrix", lambda target=target: row(target)) for target in shown]
    return {
        "matrix_years": years,
        "matrix": matrix,
        "matrix_title": titles.years_title(_counts_by_year(years, matrix)),
        "legend": YearStatus,
    }


def _counts_by_year(years, matrix):
    """Newest first; whoever needs two of them does not wait for the others."""
    for place, year in reversed(list(enumerate(years))):
        yield year, status_counts(row.cells[place] for row in matrix)


def board_part(form, board, shown):
    """``board`` of the chosen unit and sector; ``shown`` its rows of the chosen status."""
    chart = burn_up.burn_up_chart(board)
    return {
        "board": board,
        "board_rows": shown,
        "board_title": titles.board_title(board),
        "state_bar": svg.share_bar(
            [(row.state.tone, row.count) for row in board.states], _("Báo cáo theo trạng thái")
        ),
        "state_links": [
            (row, form.address(status=state_address(row.state))) for row in board.states
        ],
        "board_links": {
            "sent": form.address(status=Pick.SENT),
            "waiting": form.address(status=Pick.WAITING),
            "late": form.address(status=Pick.LATE),
            "accepted": form.address(status="ACCEPTED"),
            "returned": form.address(status="RETURNED"),
            "overdue": form.address(status="OVERDUE"),
            "with_data": form.address(status=Pick.WITH_DATA),
        },
        "whole_board": form.address(status="") if form.status_of_reports else "",
        "calling": [row for row in board.rows if row.rank <= 1],
        "burn_up": drawing(chart),
    }


def sector_units(picture, slug):
    """Ids of the units that lead in a sector, as the sector's own page has them."""
    targets = picture.ledger.targets
    sector = next((t.sector_id for t in targets if t.sector.slug == slug), None)
    return picture.units_by_sector()[sector]


def task_part(form, picture, board):
    """The tasks of the chosen sector and unit by their most urgent rating up to the year."""
    year = board.round.year
    everything = picture.task_standings(until=year)
    held = form.cleaned_data
    data = {"nam": year, "linh-vuc": held.get("sector", ""), "don-vi": held.get("unit", "")}
    own = TaskFilter(data, years=form.years)
    own.offer(everything)
    rows = own.within(everything) if own.is_valid() else []
    troubled = [row for row in rows if row.is_troubled]
    return {
        "tasks": rows,
        "troubled": len(troubled),
        "troubled_tasks": sorted(troubled, key=lambda row: row.urgency),
        "tasks_title": titles.tasks_title(len(troubled), len(rows)),
        "task_links": [
            (row, own.address(rating=rating_address(row.rating))) for row in rating_counts(rows)
        ],
        "contribution": drawing(_contribution(rows, year)),
        "all_tasks": own.address(),
        "all_troubled": own.address(rating=TROUBLED),
    }


def _contribution(rows, year):
    sectors = {row.task.sector_id: row.task.sector for row in rows}
    by_order = sorted(sectors.values(), key=lambda sector: sector.order)
    groups = (
        (s.name, rating_counts([row for row in rows if row.task.sector_id == s.pk]))
        for s in by_order
    )
    return contribution_chart(groups, year=year)
