"""Inline SVG of a chart description: presentation attributes and classes only, no scripts.

Numbers are written with a dot whatever the language, because SVG reads no other.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from django.utils.html import format_html, format_html_join

from reports.charts.describe import Chart

WIDTH, NARROW, HEIGHT = 720, 340, 330
RIGHT, TOP, BOTTOM = 26, 24, 34
GLYPH = Decimal("6.7")
# Values are labelled before what they are held against.
VALUES = {"final", "estimate"}


@dataclass(frozen=True)
class Frame:
    """Places of the data on the paper, in SVG units."""

    chart: Chart
    width: int = WIDTH

    @property
    def left(self) -> int:
        """Room for the widest figure of the axis."""
        widest = max(len(tick.text) for tick in self.chart.y_ticks)
        return max(36, 14 + int(widest * GLYPH))

    @property
    def right(self) -> int:
        return self.width - (RIGHT if self.width == WIDTH else 8)

    @property
    def x_ticks(self):
        """All, or every second or third one counted from the last where they would touch."""
        ticks = self.chart.x_ticks
        room = (self.right - self.left) / max(len(ticks) - 1, 1)
        needed = (max(len(tick.text) for tick in ticks) + 1) * GLYPH
        return ticks[:: -math.ceil(needed / Decimal(room))][::-1]

    def x(self, value) -> Decimal:
        low, high = self.chart.x_range
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value) -> Decimal:
        low, high = self.chart.y_range
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def n(value) -> str:
    """A coordinate: "54.5"."""
    return f"{Decimal(value):.1f}"


@lru_cache(maxsize=128)
def draw(chart: Chart):
    """The ``<svg>`` for wide screens and paper and the one for phones, of which one shows."""
    return format_html(
        "{}{}", _drawing(Frame(chart), "wide"), _drawing(Frame(chart, NARROW), "narrow")
    )


def draw_wide(chart: Chart):
    """The one for wide screens alone, as documents take it."""
    return _drawing(Frame(chart), "wide")


def _drawing(frame, size):
    chart = frame.chart
    return format_html(
        '<svg class="chart-{size}" viewBox="0 0 {} {}" role="img" focusable="false" '
        'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{}</title>'
        '<desc id="{key}-d">{}</desc>{}{}{}{}{}</svg>',
        frame.width,
        HEIGHT,
        chart.title,
        chart.description,
        _zones(frame),
        _axes(frame),
        _levels_and_uprights(frame),
        format_html_join("", "{}", ((_line(frame, line),) for line in chart.lines)),
        _labels(frame),
        key=f"{chart.key}-{size}",
        size=size,
    )


def _zones(frame):
    low, high = frame.chart.y_range
    rows = []
    for zone in frame.chart.zones:
        top = frame.y(high if zone.high is None else min(zone.high, high))
        bottom = frame.y(low if zone.low is None else max(zone.low, low))
        left, right = frame.x(zone.x_from), frame.x(zone.x_to)
        rows.append((n(left), n(top), n(right - left), n(max(bottom - top, Decimal(0)))))
    return format_html_join("", '<rect class="zone" x="{}" y="{}" width="{}" height="{}"/>', rows)


def _axes(frame):
    right, bottom = n(frame.right), n(HEIGHT - BOTTOM)
    ys = (
        (n(frame.left), right, n(frame.y(t.at)), n(frame.left - 8), n(frame.y(t.at) + 4), t.text)
        for t in frame.chart.y_ticks
    )
    xs = ((*_tick_place(frame, t), n(HEIGHT - BOTTOM + 20), t.text) for t in frame.x_ticks)
    return format_html(
        '{}<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}',
        format_html_join(
            "",
            '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            '<text class="tick" x="{3}" y="{4}" text-anchor="end">{5}</text>',
            ys,
        ),
        n(frame.left),
        right,
        bottom,
        bottom,
        format_html_join("", '<text class="tick" x="{}" text-anchor="{}" y="{}">{}</text>', xs),
    )


def _tick_place(frame, tick):
    """Under its place, or at the edge of the paper that it would leave."""
    x, half = frame.x(tick.at), len(tick.text) * GLYPH / 2
    return (n(frame.width - 1), "end") if x + half > frame.width else (n(x), "middle")


def _levels_and_uprights(frame):
    levels = (
        (n(frame.x(row.x_from)), n(frame.x(row.x_to)), n(frame.y(row.y)), row.text)
        for row in frame.chart.levels
    )
    deadlines = (
        (n(frame.x(row.x)), n(TOP), n(HEIGHT - BOTTOM), row.hover or row.text)
        for row in frame.chart.uprights
        if not row.is_tick
    )
    ticks = ((_triangle(frame, row), row.hover) for row in frame.chart.uprights if row.is_tick)
    return format_html(
        "{}{}{}",
        format_html_join(
            "",
            '<g><title>{3}</title><line class="series-goal" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            "</g>",
            levels,
        ),
        format_html_join(
            "",
            '<g><title>{3}</title><line class="deadline" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/></g>',
            deadlines,
        ),
        format_html_join("", '<path class="decision" d="{}"><title>{}</title></path>', ticks),
    )


def _triangle(frame, upright):
    x, y = frame.x(upright.x), HEIGHT - BOTTOM
    return f"M{n(x)} {n(y - 1)}l-5 9h10z"


def _line(frame, line):
    parts = []
    if line.has_line:
        paths = ((line.role, _path(frame, run, line.is_step)) for run in line.runs if len(run) > 1)
        parts.append(format_html_join("", '<path class="series-{}" d="{}"/>', paths))
    if line.is_step:
        parts.append(_step_dots(frame, line))
    elif line.has_marks:
        marks = ((line.role, _symbol(frame, line, m), m.hover or m.text) for m in line.marks)
        parts.append(
            format_html_join("", '<path class="point-{}" d="{}"><title>{}</title></path>', marks)
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def _step_dots(frame, line):
    """A dot where the steps have words to tell."""
    rows = ((n(frame.x(m.x)), n(frame.y(m.y)), m.hover) for m in line.marks if m.hover)
    return format_html_join(
        "", '<circle class="point-step" cx="{}" cy="{}" r="3"><title>{}</title></circle>', rows
    )


def _path(frame, run, is_step):
    places = [(n(frame.x(mark.x)), n(frame.y(mark.y))) for mark in run]
    (x, y), rest = places[0], places[1:]
    joined = "".join(f"H{x}V{y}" if is_step else f"L{x} {y}" for x, y in rest)
    return f"M{x} {y}{joined}"


def _symbol(frame, line, mark):
    """Circle for values, diamond for annual targets, cross for replaced ones, square for B."""
    x, y = n(frame.x(mark.x)), n(frame.y(mark.y))
    return f"M{x} {y}" + {
        "target": "m0 -8l8 8l-8 8l-8 -8z",
        "replaced": "m-4 -4l8 8m-8 0l8 -8",
        "baseline": "m-4.5 -4.5h9v9h-9z",
    }.get(line.role, "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z")


# -- labels ------------------------------------------------------------------------------------


def _labels(frame):
    """Every label where it covers no point and no other label; one without room is left out.

    Its words stand in the table and in the title of its point anyway. Of the free places it takes
    the one that runs through the fewest lines.
    """
    taken = [
        (int(frame.x(m.x)) - 5, int(frame.y(m.y)) - 5, int(frame.x(m.x)) + 5, int(frame.y(m.y)) + 5)
        for line in frame.chart.lines
        if line.has_marks and not line.is_step
        for m in line.marks
    ]
    taken += [
        (frame.x(row.x) - 2, Decimal(TOP), frame.x(row.x) + 2, Decimal(HEIGHT - BOTTOM))
        for row in frame.chart.uprights
        if not row.is_tick
    ]
    inked, rows = list(_inked(frame)), []
    for role, text, places in _wanted(frame):
        free = []
        for x, y, anchor in places:
            box = _box(text, x, y, anchor)
            if box[0] >= 2 and box[2] <= frame.width - 2 and _is_free(box, taken):
                free.append((_crossings(box, inked), len(free), box, (n(x), n(y), anchor)))
        if free:
            _crossed, _place, box, place = min(free)
            taken.append(box)
            rows.append((role, *place, text))
    return format_html_join(
        "", '<text class="label label-{}" x="{}" y="{}" text-anchor="{}">{}</text>', rows
    )


def _box(text, x, y, anchor):
    width = len(text) * GLYPH
    left = x - width * {"start": 0, "middle": Decimal("0.5"), "end": 1}[anchor]
    return int(left) - 2, int(y) - 11, int(left + width) + 2, int(y) + 3


def _inked(frame):
    """Points along the lines that are drawn, closer than a letter is wide."""
    for level in frame.chart.levels:
        left, right, y = (
            int(frame.x(level.x_from)),
            int(frame.x(level.x_to)),
            int(frame.y(level.y)),
        )
        yield from ((x, y) for x in range(left, right, 6))
    for line in frame.chart.lines:
        if not line.has_line or line.is_step:
            continue
        for one, other in (pair for run in line.runs for pair in pairwise(run)):
            left, right = int(frame.x(one.x)), int(frame.x(other.x))
            start, end = int(frame.y(one.y)), int(frame.y(other.y))
            count = (right - left) // 6 + 1
            for place in range(count):
                yield left + (right - left) * place // count, start + (end - start) * place // count


def _crossings(box, inked):
    left, top, right, bottom = box
    return sum(left < x < right and top < y < bottom for x, y in inked)


def _wanted(frame):
    """(role, text, places to try) of all labels, the most important first."""
    for row in frame.chart.levels:
        left, right, y = frame.x(row.x_from), frame.x(row.x_to), frame.y(row.y)
        yield (
            "goal",
            row.text,
            [
                (right, y - 7, "end"),
                (right, y + 15, "end"),
                (left + 6, y - 7, "start"),
                (left + 6, y + 15, "start"),
            ],
        )
    for row in frame.chart.uprights:
        if not row.is_tick:
            x = frame.x(row.x)
            yield (
                "deadline",
                row.text,
                [(x - 6, Decimal(TOP + 12), "end"), (x - 6, Decimal(90), "end")],
            )
    marked = [(line.role, mark) for line in frame.chart.lines for mark in line.marks if mark.text]
    newest = max((mark.x for role, mark in marked if role in VALUES), default=None)

    def urgency(pair):
        role, mark = pair
        return mark.x != newest or role not in VALUES, role not in VALUES, -mark.x

    for role, mark in sorted(marked, key=urgency):
        x, y = frame.x(mark.x), frame.y(mark.y)
        right = (x + 10, y + 4, "start")
        around = [(x, y - 10, "middle"), (x, y + 20, "middle")]
        away = [(x, y - 22, "middle"), (x, y + 32, "middle")]
        yield role, mark.text, [*around, right, (x - 10, y + 4, "end"), *away]


def _is_free(box, taken):
    left, top, right, bottom = box
    if top < 0 or bottom > HEIGHT - BOTTOM + 2:
        return False
    return all(right < x1 or left > x2 or bottom < y1 or top > y2 for x1, y1, x2, y2 in taken)


# -- small ones --------------------------------------------------------------------------------


def sparkline(series, label):
    """A word-sized line of ``Known`` values; provisional ones hollow, missing years left open."""
    if not series:
        return ""
    values = [point.value for point in series]
    low, high = min(values), max(values)
    first, last = series[0].year, series[-1].year

    def place(point):
        x = 5 + Decimal(point.year - first) / max(last - first, 1) * 94
        y = 23 - (point.value - low) / ((high - low) or 1) * 18
        return x, (y if high > low else Decimal(14))

    pieces, before = [], None
    for point in series:
        x, y = place(point)
        pieces.append(f"{'L' if _continues(point, before) else 'M'}{n(x)} {n(y)}")
        before = point.year
    end = series[-1]
    x, y = place(end)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 104 28" role="img" aria-label="{}">'
        '<path class="series-final" d="{}"/>'
        '<circle class="point-{}" cx="{}" cy="{}" r="4"/></svg>',
        label,
        "".join(pieces),
        "estimate" if end.vintage.mark else "final",
        n(x),
        n(y),
    )


def _continues(point, before):
    """Whether a line leads to the point from the year before; not across a break of the series."""
    return before is not None and point.year - before == 1 and not point.begins


def share_bar(parts, label):
    """One bar of (tone, count) parts side by side."""
    total = sum(count for _tone, count in parts) or 1
    rows, at = [], Decimal(0)
    for tone, count in parts:
        width = Decimal(count) / total * 100
        if count:
            rows.append((tone, n(at), f"{max(width - Decimal('0.6'), Decimal('0.4')):.2f}"))
        at += width
    return format_html(
        '<svg class="bar-line" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><rect class="bar-track" width="100" height="6"/>{}</svg>',
        label,
        format_html_join("", '<rect class="bar-{}" x="{}" width="{}" height="6"/>', rows),
    )
