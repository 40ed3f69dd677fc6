"""What tasks contribute: counts by accepted rating, one stacked bar per sector and one in all."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from reports.charts.rows import EDGE, GLYPH, PAPER, pc

ROW, BAR_TOP, BAR, LAST = 56, 20, 16, 6
WIDE = Decimal(600)  # from this width on, counts stand closer to their pieces
ROOM = 100 - 2 * EDGE

INK = "#17212e"


@dataclass(frozen=True)
class Look:
    """Of one rating: ``mark`` is the shape beside its count, ``pattern`` (path, step) what is drawn
    in ``ink`` on ``ground``. Grounds without a pattern differ in depth, so that grey paper tells
    every rating apart."""

    mark: str
    ground: str
    ink: str = INK
    pattern: tuple[str, int] | None = None
    plotly_pattern: str = ""
    is_filled: bool = False

    @property
    def is_light(self) -> bool:
        """Whether dark letters are read on it."""
        return self.ground not in DARK


DARK = {"#7c1812", "#2c8a56"}
LOOKS = {
    "OVERDUE": Look("M1 1l8 8m0-8l-8 8", "#7c1812", "#ffffff"),
    "NOT_STARTED": Look("M5 1a4 4 0 1 0 .1 0z", "#ffffff"),
    "STANDING_NO_RESULT": Look(
        "M1 2h8l-4 7z", "#ffffff", "#93400a", ("M0 0l8 8m0-8l-8 8", 8), "x", is_filled=True
    ),
    "PROPOSE_CHANGE": Look(
        "M5 0l5 5l-5 5l-5-5z", "#ffffff", "#801650", ("M2 2h2v2h-2z", 6), ".", is_filled=True
    ),
    "IN_PROGRESS": Look(
        "M1 5h8m-3-3l3 3l-3 3", "#ffffff", "#12436d", ("M-1 1l2-2M0 6l6-6M5 7l2-2", 6), "/"
    ),
    "DONE_LATE": Look("M1 5l3 3l5-7m-8 9h8", "#ffffff", "#1b7340", ("M0 2h6", 5), "-"),
    "DONE_ON_TIME": Look("M1 5l3 3l5-7", "#2c8a56", "#ffffff"),
    "STANDING_WITH_RESULT": Look("M1 8h8l-4-7z", "#b5d0e6", is_filled=True),
    "PERIOD_ENDED": Look("M1 1h8v8h-8z", "#ffffff", "#5b6675", ("M2 0v6", 5), "|", is_filled=True),
    "NONE": Look("M1 5h8", "#e3e8ee", "#5b6675"),
}


def look_of(rating: str) -> Look:
    return LOOKS.get(rating, LOOKS["NONE"])


@dataclass(frozen=True)
class Part:
    """``rating`` is the name of the rating, "NONE" where nothing was accepted."""

    rating: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """One bar: a sector, or all of them; ``parts`` without empty ones."""

    label: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def words(self) -> str:
        return "; ".join(f"{part.label} {part.count}" for part in self.parts)


@dataclass(frozen=True)
class Contribution:
    """``title`` is the fact; ``key_parts`` names every rating that occurs, in the order of bars."""

    key: str
    title: str
    note: str
    groups: tuple[Group, ...]

    @property
    def description(self) -> str:
        return "; ".join(f"{group.label}: {group.words}" for group in self.groups) + "."

    @property
    def key_parts(self) -> tuple[Part, ...]:
        found = {part.rating: part for group in self.groups for part in group.parts}
        order = [*LOOKS, *found]
        return tuple(sorted(found.values(), key=lambda part: order.index(part.rating)))

    @property
    def height(self) -> int:
        return ROW * len(self.groups) + LAST


def contribution_chart(rows: Iterable, *, key="contribution", year=None) -> Contribution:
    """From (label, counts) pairs, counts as ``rating_counts`` gives them; the sum comes first.

    Groups without a task are left out. Counts are whole tasks, each under its most urgent rating.
    """
    groups = [Group(str(label), _parts(counts)) for label, counts in rows]
    groups = [group for group in groups if group.total]
    total = Group(_("Tất cả nhiệm vụ"), _sum(groups))
    shown = (total, *groups) if len(groups) > 1 else tuple(groups)
    return Contribution(
        key=key,
        title=_title(total, year),
        note=_("Đơn vị: nhiệm vụ, theo kết quả đã duyệt cần chú ý nhất của các đơn vị chủ trì."),
        groups=shown,
    )


def _parts(counts):
    return tuple(
        Part(row.rating.value, str(row.rating.label), row.count)
        if row.rating
        else Part("NONE", _("Chưa có kết quả được duyệt"), row.count)
        for row in counts
        if row.count
    )


def _sum(groups):
    found = {}
    for part in (part for group in groups for part in group.parts):
        before = found.get(part.rating)
        found[part.rating] = Part(
            part.rating, part.label, part.count + (before.count if before else 0)
        )
    order = [*LOOKS, *found]
    return tuple(sorted(found.values(), key=lambda part: order.index(part.rating)))


_DONE = {"DONE_ON_TIME", "DONE_LATE", "STANDING_WITH_RESULT"}


def _title(total, year):
    done = sum(part.count for part in total.parts if part.rating in _DONE)
    words = {"done": done, "total": total.total, "year": year}
    if not total.total:
        return _("Chưa có nhiệm vụ nào")
    if year:
        return _("%(done)s trên %(total)s nhiệm vụ đã có kết quả, đến kỳ %(year)s") % words
    return _("%(done)s trên %(total)s nhiệm vụ đã có kết quả") % words


# -- drawing -----------------------------------------------------------------------------------


def draw_contribution(chart: Contribution):
    """The ``<svg>``, as wide as its place; bars of one length, since sectors differ in size."""
    return _drawn(chart)


@lru_cache(maxsize=128)
def _drawn(chart):
    # All its words are in the description, whatever the language.
    return format_html(
        '<svg class="contribution" width="100%" height="{}" role="img" font-size="12" '
        'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{}</title>'
        '<desc id="{key}-d">{}</desc><defs>{}</defs>{}</svg>',
        chart.height,
        chart.title,
        chart.description,
        _patterns(chart),
        format_html_join(
            "",
            "{}",
            ((_row(chart, group, ROW * place),) for place, group in enumerate(chart.groups)),
        ),
        key=chart.key,
    )


def _patterns(chart):
    rows = (
        (_pattern_id(chart, part.rating), step, look.ground, path, look.ink)
        for part in chart.key_parts
        for look in [look_of(part.rating)]
        if look.pattern
        for path, step in [look.pattern]
    )
    return format_html_join(
        "",
        '<pattern id="{0}" width="{1}" height="{1}" patternUnits="userSpaceOnUse">'
        '<rect fill="{2}" width="{1}" height="{1}"/>'
        '<path d="{3}" fill="none" stroke="{4}" stroke-width="1.8"/></pattern>',
        rows,
    )


def _pattern_id(chart, rating):
    return f"{chart.key}-{rating.lower()}"


def _row(chart, group, top):
    segments, at = [], EDGE
    for part in group.parts:
        width = Decimal(part.count) / group.total * ROOM
        words = f"{group.label}: {part.label} {part.count}"
        segments.append((_paint(chart, part.rating), pc(at), top + BAR_TOP, pc(width), BAR, words))
        at += width
    return format_html(
        '<g data-row=""><text class="label" x="0" y="{y}">{}</text>'
        '<text class="label" x="100%" y="{y}" text-anchor="end">{}</text>{}'
        '<g class="on-narrow">{}</g><g class="on-wide" display="none">{}</g></g>',
        group.label,
        group.total,
        format_html_join(
            "", '<rect {} x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', segments
        ),
        _counts(group, top, PAPER),
        _counts(group, top, WIDE),
        y=top + 14,
    )


def _counts(group, top, paper):
    """The shape of each rating and how many, under its piece of the bar."""
    rows = (
        (pc(place), top + BAR_TOP + BAR + 4, _mark(part.rating), part.count)
        for part, place in zip(group.parts, _count_places(group, paper), strict=True)
    )
    return format_html_join(
        "",
        '<svg x="{}" y="{}" overflow="visible">{}<text class="label" x="13" y="9">{}</text></svg>',
        rows,
    )


def _paint(chart, rating):
    """Ink of a piece as attributes, which need no style sheet on paper or in a saved picture."""
    look = look_of(rating)
    fill = f"url(#{_pattern_id(chart, rating)})" if look.pattern else look.ground
    return format_html('fill="{}" stroke="{}" stroke-width="1"', fill, INK)


def _swatch(chart, part):
    paint = _paint(chart, part.rating)
    return format_html('<rect {} x="0.5" y="1" width="24" height="12"/>', paint)


def _mark(rating):
    look = look_of(rating)
    return format_html(
        '<path d="{}" fill="{}" stroke="{}" stroke-width="1.5"/>',
        look.mark,
        INK if look.is_filled else "none",
        INK,
    )


def _count_places(group, paper):
    """Where counts begin (percent): in the middle of their piece, or pushed to the right, and from
    the right edge back to the left, until none meets its neighbour on ``paper`` pixels."""
    widths = [_count_width(part, paper) for part in group.parts]
    places, at, free = [], EDGE, EDGE
    for part, width in zip(group.parts, widths, strict=True):
        piece = Decimal(part.count) / group.total * ROOM
        places.append(max(at + (piece - width) / 2, free))
        at, free = at + piece, places[-1] + width
    limit = Decimal(100)
    for place in reversed(range(len(places))):
        limit = places[place] = min(places[place], limit - widths[place])
    return places


def _count_width(part, paper):
    return (20 + len(str(part.count)) * GLYPH) / paper * 100


def draw_key(chart: Contribution):
    """What each pattern and shape means, with the patterns of the drawing itself."""
    rows = ((_swatch(chart, part), _mark(part.rating), part.label) for part in chart.key_parts)
    return format_html(
        '<ul class="chart-legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg class="contribution" viewBox="0 0 44 14" aria-hidden="true">{}'
            '<svg x="30" y="2" overflow="visible">{}</svg></svg> {}</li>',
            rows,
        ),
    )
