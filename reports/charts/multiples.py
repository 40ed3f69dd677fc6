"""Small multiples: the targets of a sector side by side, on the same years, each on its own scale.

Built from what a ``TargetStanding`` holds; no query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.charts.facts import fact, known_words
from targets.progress import Vintage
from targets.progress.rule import plan_yardstick

WIDTH, HEIGHT = 240, 124
LEFT, RIGHT, TOP, BOTTOM = 10, 10, 22, 20
GLYPH = Decimal("6.4")
# From its middle: a circle of the radius 2.5.
SMALL_DOT = "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z"


@dataclass(frozen=True)
class Spot:
    """A year's value; ``display`` as readers see it with its vintage.

    ``begins`` marks the first year behind a break of the series.
    """

    year: int
    value: Decimal
    display: str
    is_provisional: bool
    begins: bool = False


@dataclass(frozen=True)
class Multiple:
    """``spots`` in order of years (missing years stay gaps); ``goal`` is the plan's own value."""

    key: str
    code: str
    name: str
    unit: str
    year: int
    first_year: int
    last_year: int
    title: str
    spots: tuple[Spot, ...]
    goal: Decimal | None
    goal_text: str
    is_share: bool = False

    @property
    def description(self) -> str:
        known = known_words(self.spots)
        parts = [self.title, known or _("chưa có số liệu được duyệt")]
        if self.goal_text:
            parts.append(_("kế hoạch: %(goal)s") % {"goal": self.goal_text})
        return "; ".join(parts) + "."

    @property
    def y_range(self) -> tuple[Decimal, Decimal]:
        """The data and the goal with some air; a line chart need not begin at 0. No share passes
        100."""
        ys = [spot.value for spot in self.spots]
        ys += [self.goal] if self.goal is not None else []
        low, high = min(ys, default=Decimal(0)), max(ys, default=Decimal(1))
        air = (high - low or max(abs(high), Decimal(1))) * Decimal("0.16")
        top = high + air
        return low - 2 * air, min(top, Decimal(100)) if self.is_share and high <= 100 else top


def shared_years(standings: Iterable) -> tuple[int, int]:
    """The first and the last year that any of at least one standing knows; two at the least."""
    years = [year for row in standings for year in (row.year, *(p.year for p in row.series))]
    return min(*years, max(years) - 1), max(years)


def sector_multiples(standings: Iterable, years: tuple[int, int] | None = None) -> list[Multiple]:
    """One small chart per target, all on ``years``: without them, those that any of them knows."""
    standings = list(standings)
    if not standings:
        return []
    first, last = years or shared_years(standings)
    return [_multiple(row, first, last) for row in standings]


def _multiple(standing, first, last):
    bar = plan_yardstick(standing.rule)
    spots = tuple(
        Spot(point.year, point.value, point.display, point.vintage != Vintage.FINAL, point.begins)
        for point in standing.series
    )
    return Multiple(
        key=f"multiple-{standing.target.slug}",
        code=standing.target.code,
        name=standing.target.name,
        unit=standing.target.unit_of_measure,
        year=standing.year,
        first_year=first,
        last_year=last,
        title=fact(standing),
        spots=spots,
        goal=bar.value if bar else None,
        goal_text=bar.words if bar else "",
        is_share=standing.is_share,
    )


# -- drawing -----------------------------------------------------------------------------------


def draw_multiple(multiple: Multiple):
    """The ``<svg>`` of one small chart, drawn for 240 × 124 and scaled to its place."""
    return _drawn(multiple, get_language())


@lru_cache(maxsize=1024)
def _drawn(multiple, _language):
    # The same figures give the same drawing: a dashboard is asked for far oftener than it changes.
    return format_html(
        '<svg class="multiple" viewBox="0 0 {} {}" role="img" data-name="{}" aria-label="{}" '
        'font-size="12">{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        multiple.code,
        f"{multiple.code} {multiple.name}: {multiple.description}",
        _axis(multiple),
        _goal(multiple),
        _lines(multiple),
        _points(multiple),
        _words(multiple),
    )


def _x(multiple, year):
    span = multiple.last_year - multiple.first_year
    return LEFT + (year - Decimal(multiple.first_year)) / span * (WIDTH - LEFT - RIGHT)


def _y(multiple, value):
    low, high = multiple.y_range
    return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _n(value):
    return f"{Decimal(value):.1f}"


def _axis(multiple):
    bottom = HEIGHT - BOTTOM
    ends = ((multiple.first_year, LEFT - 6, "start"), (multiple.last_year, WIDTH - 4, "end"))
    return format_html(
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}',
        LEFT - 6,
        WIDTH - RIGHT + 6,
        bottom,
        bottom,
        format_html_join(
            "",
            '<text class="tick" x="{}" y="{}" text-anchor="{}">{}</text>',
            ((x, HEIGHT - 5, anchor, year) for year, x, anchor in ends),
        ),
    )


def _goal(multiple):
    """The dashed line of the plan's value."""
    if multiple.goal is None:
        return ""
    y = _n(_y(multiple, multiple.goal))
    return format_html(
        '<g><title>{}</title><line class="series-goal" x1="{}" x2="{}" y1="{y}" y2="{y}"/></g>',
        _("Kế hoạch: %(goal)s") % {"goal": multiple.goal_text},
        LEFT - 6,
        WIDTH - RIGHT + 6,
        y=y,
    )


def _lines(multiple):
    """Solid between two final values, dashed to or from one that may still change."""
    rows = []
    for one, other in zip(multiple.spots, multiple.spots[1:], strict=False):
        if other.year - one.year != 1 or other.begins:
            continue
        kind = "estimate" if one.is_provisional or other.is_provisional else "final"
        places = [
            _n(f(multiple, v)) for s in (one, other) for f, v in ((_x, s.year), (_y, s.value))
        ]
        if rows and rows[-1][0] == kind and rows[-1][2] == one.year:
            rows[-1] = (kind, f"{rows[-1][1]}L{places[2]} {places[3]}", other.year)
        else:
            rows.append((kind, "M{} {}L{} {}".format(*places), other.year))
    return format_html_join("", '<path class="series-{}" d="{}"/>', (row[:2] for row in rows))


def _points(multiple):
    """A circle each; the small final ones, which are most, are one shape with the words of all.

    ``chart-steps.js`` makes circles of them when somebody looks closer.
    """
    small, rows = [], []
    for spot in multiple.spots:
        place = _n(_x(multiple, spot.year)), _n(_y(multiple, spot.value))
        is_last, words = spot is multiple.spots[-1], f"{spot.year}: {spot.display}"
        if spot.is_provisional or is_last:
            kind = "estimate" if spot.is_provisional else "final"
            rows.append((kind, *place, 4 if is_last else "2.5", words))
        else:
            small.append((*place, words))
    dots = format_html_join(
        "", '<circle class="point-{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>', rows
    )
    if not small:
        return dots
    shape = "".join(f"M{x} {y}{SMALL_DOT}" for x, y, _words in small)
    told = "|".join(words for _x, _y, words in small)
    return format_html('<path class="point-final" d="{}" data-says="{}"/>{}', shape, told, dots)


# -- words -------------------------------------------------------------------------------------


def _words(multiple):
    """The last value at its point and the plan's value at its line, each where it covers least."""
    taken, rows = list(_inked(multiple)), []
    for role, text, places in _wanted(multiple):
        boxes = [(x, y, _box(text, x, y, anchor), anchor) for x, y, anchor in places]
        x, y, box, anchor = min(boxes, key=lambda row: _covered(row[2], taken))
        left, top, right, _bottom = box
        taken += [(left, top + 8), ((left + right) // 2, top + 8), (right, top + 8)] * 9
        rows.append((role, _n(x), _n(y), anchor, text))
    return format_html_join(
        "", '<text class="label label-{}" x="{}" y="{}" text-anchor="{}">{}</text>', rows
    )


def _wanted(multiple):
    """(role, text, places to try) of each label."""
    left, right = Decimal(LEFT - 6), Decimal(WIDTH - RIGHT + 6)
    if multiple.spots:
        spot = multiple.spots[-1]
        x, y = _x(multiple, spot.year), _y(multiple, spot.value)
        half = len(spot.display) * GLYPH / 2
        middle = min(max(x, left + half), right - half)
        role = "estimate" if spot.is_provisional else "final"
        heights = (y - 9, y + 18, y - 20, y - 31)
        yield role, spot.display, [(middle, height, "middle") for height in heights]
    else:
        bar = _y(multiple, multiple.goal) + 18 if multiple.goal is not None else HEIGHT // 2
        yield "none", _("chưa có số liệu"), [(Decimal(WIDTH // 2), bar, "middle")]
    if multiple.goal is not None:
        y = _y(multiple, multiple.goal)
        sides = ((left, "start"), (right, "end"))
        places = [(x, height, anchor) for x, anchor in sides for height in (y - 5, y + 14)]
        yield "goal", multiple.goal_text, places


def _inked(multiple):
    """Points along all lines, so that a label finds the place where it covers fewest.

    Whole units of the paper, which compare quickly.
    """
    for one, other in zip(multiple.spots, multiple.spots[1:], strict=False):
        left, right = (int(_x(multiple, spot.year)) for spot in (one, other))
        start, end = (int(_y(multiple, spot.value)) for spot in (one, other))
        for part in range(9):
            yield left + (right - left) * part // 8, start + (end - start) * part // 8
    if multiple.spots:
        last = multiple.spots[-1]
        yield from [(int(_x(multiple, last.year)), int(_y(multiple, last.value)))] * 3
    if multiple.goal is not None:
        y = int(_y(multiple, multiple.goal))
        yield from ((x, y) for x in range(LEFT, WIDTH - RIGHT, 12))


def _box(text, x, y, anchor):
    width = len(text) * GLYPH
    left = x - width * {"start": 0, "middle": Decimal("0.5"), "end": 1}[anchor]
    return int(left), int(y) - 12, int(left + width), int(y) + 3


def _covered(box, taken):
    """How much a label would cover; off the paper it covers everything."""
    left, top, right, bottom = box
    outside = 100 * ((top < 0) + (bottom > HEIGHT - BOTTOM + 1))
    return outside + sum(left - 2 < x < right + 2 and top < y < bottom for x, y in taken)
