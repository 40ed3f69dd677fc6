"""Ranked bars: parts of a whole side by side, the longest first, against one reference.

A bar begins at 0. Only one drawing is made: its places across are percentages of the paper, so that
its letters keep their size on a phone and on a wide screen.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join

from reports.charts.describe import Tick, nice_ticks

ROW, BAR, TOP, BOTTOM = 40, 13, 26, 24


@dataclass(frozen=True)
class Bar:
    """``text`` is the value as it is written at the bar; ``is_below`` that of the reference."""

    label: str
    value: Decimal
    text: str
    is_below: bool = False


@dataclass(frozen=True)
class Reference:
    value: Decimal
    text: str


@dataclass(frozen=True)
class RankedBars:
    """``title`` says what is to be seen, ``description`` every bar in words."""

    key: str
    title: str
    description: str
    note: str
    bars: tuple[Bar, ...]
    reference: Reference | None = None

    @property
    def ticks(self) -> tuple[Tick, ...]:
        values = [bar.value for bar in self.bars]
        if self.reference:
            values.append(self.reference.value)
        return nice_ticks(Decimal(0), max(values, default=Decimal(0)) or Decimal(1), 4)

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.bars) + BOTTOM


def draw(chart: RankedBars):
    """The ``<svg>``; presentation attributes and classes only."""
    end = chart.ticks[-1].at

    def x(value) -> str:
        return f"{value / end * 100:.2f}%"

    return format_html(
        '<svg class="ranked-bars" width="100%" height="{}" role="img" font-size="12" '
        'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{}</title>'
        '<desc id="{key}-d">{}</desc>{}{}{}</svg>',
        chart.height,
        chart.title,
        chart.description,
        _grid(chart, x),
        _bars(chart, x),
        _reference(chart, x),
        key=chart.key,
    )


def _grid(chart, x):
    bottom = chart.height - BOTTOM
    last = len(chart.ticks) - 1
    rows = (
        (
            x(tick.at),
            TOP,
            bottom,
            chart.height - 6,
            {0: "start", last: "end"}.get(place, "middle"),
            tick.text,
        )
        for place, tick in enumerate(chart.ticks)
    )
    return format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<text class="tick" x="{0}" y="{3}" text-anchor="{4}">{5}</text>',
        rows,
    )


def _bars(chart, x):
    """The name at the left above its bar, the value at the right: neither meets a neighbour."""
    rows = []
    for place, bar in enumerate(chart.bars):
        top = TOP + ROW * place
        kind = "bar-part-below" if bar.is_below else "bar-part"
        words = f"{bar.label}: {bar.text}"
        rows.append((top + 13, bar.label, bar.text, kind, x(bar.value), top + 20, BAR, words))
    return format_html_join(
        "",
        '<text class="label" x="0" y="{0}">{1}</text>'
        '<text class="label" x="100%" y="{0}" text-anchor="end">{2}</text>'
        '<rect class="{3}" x="0" y="{5}" width="{4}" height="{6}"><title>{7}</title></rect>',
        rows,
    )


def _reference(chart, x):
    """A mark across every bar, so that it runs through no words; its own stand at the top."""
    if chart.reference is None:
        return ""
    place = x(chart.reference.value)
    is_left = chart.reference.value * 2 < chart.ticks[-1].at
    tops = [TOP + ROW * row + 18 for row in range(len(chart.bars))]
    return format_html(
        '{}<text class="label label-goal" x="{}" y="{}" text-anchor="{}">{}</text>',
        format_html_join(
            "",
            '<line class="bar-reference-edge" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
            '<line class="bar-reference" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
            ((place, top, top + BAR + 5) for top in tops),
        ),
        place,
        TOP - 10,
        "start" if is_left else "end",
        chart.reference.text,
    )
