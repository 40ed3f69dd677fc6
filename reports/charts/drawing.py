"""A chart made ready for a page: its inline SVG, its table, and its figure for a closer look.

``templates/charts/_chart.html`` shows a ``Drawing``::

    {% include "charts/_chart.html" with drawing=burn_up %}
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from q3plan.lib.text import fold
from reports.charts import (
    bullet,
    contribution,
    describe,
    figure_json,
    figure_panels,
    figure_rows,
    multiples,
    ranked_bars,
    svg,
)
from reports.charts.describe import DataTable


@dataclass(frozen=True)
class Bullets:
    """Bullets below each other, each beside its own name and fact."""

    key: str
    title: str
    note: str
    bullets: tuple[bullet.Bullet, ...]


@dataclass(frozen=True)
class Multiples:
    key: str
    title: str
    note: str
    multiples: tuple[multiples.Multiple, ...]


@dataclass(frozen=True)
class Drawing:
    """``title`` states one fact; ``svg`` is drawn at once.

    ``figure`` and ``table`` are made when the page asks for them. ``words_key`` names the patterns
    of a chart that cannot carry all its words. ``figure_url`` is where a page with many charts
    answers ``{"figure": …, "texts": …}``; without it the figure stands in the page. ``file_url``
    is where the chart is had as a file of its own. ``has_table`` is False where the page itself has
    the table beside it, ``table_at`` leads to one further away ("#score-caption").
    """

    chart: object
    key: str
    title: str
    note: str
    svg: str
    words_key: str = ""
    is_illustrative: bool = False
    figure_url: str = ""
    file_url: str = ""
    has_table: bool = True
    table_at: str = ""

    @cached_property
    def figure(self) -> dict:
        return _KINDS[type(self.chart)].figure(self.chart)

    @cached_property
    def table(self) -> DataTable | None:
        return _KINDS[type(self.chart)].table(self.chart)

    @cached_property
    def plotly_texts(self) -> dict:
        return figure_json.plotly_texts()

    @property
    def file_name(self) -> str:
        """Of a picture that is saved, without its ending."""
        return fold(self.key).replace(" ", "-")

    @property
    def figure_id(self) -> str:
        return f"{self.key}-figure"

    @property
    def texts_id(self) -> str:
        return f"{self.key}-texts"


def bullets_of(standings: Iterable, *, title: str, key: str = "bullets") -> Bullets:
    """The bullets of ``TargetStanding`` rows; ``title`` is the fact of the whole."""
    rows = tuple(bullet.bullet_charts(standings))
    note = _(
        "Thanh đặc: số chính thức; thanh sọc: ước, sơ bộ. Vạch đậm: mức phải đạt của năm; "
        "vạch đứt: mục tiêu; vạch mảnh: năm trước; nền sẫm: phía tốt."
    )
    return Bullets(key, title, note, rows)


def multiples_of(
    standings: Iterable, *, title: str, key: str = "multiples", years=None
) -> Multiples:
    """The small multiples of ``TargetStanding`` rows, on the given first and last year or all."""
    rows = tuple(multiples.sector_multiples(standings, years))
    note = _("Mỗi ô một thang đo riêng, cùng các năm. Chấm rỗng, nét đứt: ước, sơ bộ.")
    return Multiples(key, title, note, rows)


def drawing(chart, *, key="", **more) -> Drawing:
    """The ``Drawing`` of any chart of this package; ``key`` is its id on the page."""
    is_stacked = isinstance(chart, contribution.Contribution)
    return Drawing(
        chart=chart,
        key=key or chart.key,
        title=chart.title,
        note=chart.note,
        svg=_KINDS[type(chart)].draw(chart),
        words_key=contribution.draw_key(chart) if is_stacked else "",
        **more,
    )


def _draw_bullets(chart):
    return format_html(
        '<ul class="bullets">{}</ul>',
        format_html_join(
            "",
            '<li><div><p class="bullet-name"><strong>{}</strong> {}</p>'
            '<p class="bullet-fact">{}</p></div>{}</li>',
            ((row.code, row.name, row.title, bullet.draw_bullet(row)) for row in chart.bullets),
        ),
    )


def _draw_multiples(chart):
    return format_html(
        '<ul class="multiples">{}</ul>',
        format_html_join(
            "",
            '<li><p class="multiple-name"><strong>{}</strong> {}</p>'
            '<p class="multiple-fact">{}</p>{}</li>',
            ((m.code, m.name, m.title, multiples.draw_multiple(m)) for m in chart.multiples),
        ),
    )


def _bullets_table(chart):
    headings = (_("Chỉ tiêu"), _("Kết quả"), _("Mức phải đạt"), _("Mục tiêu"), _("Năm trước"))
    roles = ("yardstick", "goal", "previous")
    rows = tuple(
        (
            f"{row.code} {row.name}",
            row.title,
            *(mark.text if (mark := row.mark(role)) else "–" for role in roles),
        )
        for row in chart.bullets
    )
    return DataTable(chart.title, headings, rows)


def _multiples_table(chart):
    if not chart.multiples:
        return None
    years = range(chart.multiples[0].first_year, chart.multiples[0].last_year + 1)
    rows = []
    for row in chart.multiples:
        known = {spot.year: spot.display for spot in row.spots}
        rows.append(
            (
                f"{row.code} {row.name} ({row.unit})",
                *(known.get(year, "–") for year in years),
                row.goal_text or "–",
            )
        )
    headings = (_("Chỉ tiêu"), *map(str, years), _("Kế hoạch"))
    return DataTable(chart.title, headings, tuple(rows))


def _contribution_table(chart):
    kinds = chart.key_parts
    headings = (_("Nhóm"), *(kind.label for kind in kinds), _("Cộng"))
    rows = []
    for group in chart.groups:
        counts = {part.rating: part.count for part in group.parts}
        cells = (str(counts.get(kind.rating, 0)) for kind in kinds)
        rows.append((group.label, *cells, str(group.total)))
    return DataTable(chart.title, headings, tuple(rows))


def _ranked_table(chart):
    rows = [(bar.label, bar.text) for bar in chart.bars]
    if chart.reference:
        rows.append((_("Mức so sánh"), chart.reference.text))
    return DataTable(chart.title, (_("Tên"), _("Giá trị")), tuple(rows))


@dataclass(frozen=True)
class _Kind:
    draw: Callable
    figure: Callable
    table: Callable


_KINDS = {
    describe.Chart: _Kind(svg.draw, figure_json.figure, lambda chart: chart.table),
    ranked_bars.RankedBars: _Kind(ranked_bars.draw, figure_rows.ranked_figure, _ranked_table),
    contribution.Contribution: _Kind(
        contribution.draw_contribution, figure_rows.contribution_figure, _contribution_table
    ),
    Bullets: _Kind(_draw_bullets, figure_panels.bullets_figure, _bullets_table),
    Multiples: _Kind(_draw_multiples, figure_panels.multiples_figure, _multiples_table),
}
