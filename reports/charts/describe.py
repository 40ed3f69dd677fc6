"""From the rows of a page to a small description of a chart, which two drawings share.

``svg`` draws it at once on the server; ``figure_json`` gives the same to Plotly. Coordinates are
Decimals in the units of the data: years or days across, the target's unit upwards.
"""

from dataclasses import dataclass
from decimal import Decimal

from q3plan.lib.numbers import format_decimal


@dataclass(frozen=True)
class Mark:
    """A point; ``text`` is written beside it, ``hover`` tells it in full."""

    x: Decimal
    y: Decimal
    text: str = ""
    hover: str = ""


@dataclass(frozen=True)
class Line:
    """``role`` final, estimate, target, reference or replaced; each run is joined, gaps are not."""

    role: str
    label: str
    runs: tuple[tuple[Mark, ...], ...]
    has_line: bool = True
    has_marks: bool = True
    is_step: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for run in self.runs for mark in run)


@dataclass(frozen=True)
class Zone:
    """The good side between ``low`` and ``high``; None is an open end."""

    x_from: Decimal
    x_to: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Level:
    """A horizontal line at ``y``."""

    x_from: Decimal
    x_to: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True)
class Upright:
    """A vertical line, or a mark on the axis when ``is_tick``; ``role`` deadline or decision."""

    x: Decimal
    text: str
    hover: str = ""
    role: str = "decision"
    is_tick: bool = False


@dataclass(frozen=True)
class Tick:
    at: Decimal
    text: str


@dataclass(frozen=True)
class DataTable:
    """The same figures as text. The first cell of a row is its heading."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """``title`` tells the trend in words, ``description`` what the drawing shows.

    ``air`` is the room at both ends of the axis, so that marks there stand clear of its figures.
    """

    key: str
    title: str
    description: str
    note: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    zones: tuple[Zone, ...] = ()
    levels: tuple[Level, ...] = ()
    uprights: tuple[Upright, ...] = ()
    air: Decimal = Decimal(0)
    table: DataTable | None = None

    @property
    def roles(self) -> set[str]:
        """Roles of the lines that have something to draw."""
        return {line.role for line in self.lines}

    @property
    def x_range(self) -> tuple[Decimal, Decimal]:
        return self.x_ticks[0].at - self.air, self.x_ticks[-1].at + self.air

    @property
    def y_range(self) -> tuple[Decimal, Decimal]:
        return self.y_ticks[0].at, self.y_ticks[-1].at


def axis_ends(ys: list[Decimal], air: Decimal, *, is_share: bool) -> tuple[Decimal, Decimal]:
    """Where an axis begins and ends: ``air`` (of the spread) beyond the data on both sides.

    No axis passes 0 where no value does. That of a share stops at 100, for nothing lies beyond.
    """
    low, high = min(ys, default=Decimal(0)), max(ys, default=Decimal(1))
    room = (high - low or max(abs(high), Decimal(1))) * air
    bottom = low - room if low < 0 else max(low - room, Decimal(0))
    top = min(high + room, Decimal(100)) if is_share and high <= 100 else high + room
    return bottom, top


def nice_ticks(low: Decimal, high: Decimal, wanted: int = 5) -> tuple[Tick, ...]:
    """Round steps of 1, 2, 2.5 or 5 that cover ``low``..``high``."""
    spread = (high - low) or max(abs(high), Decimal(1))
    raw = spread / wanted
    power = Decimal(1).scaleb(raw.adjusted())
    step = next(power * n for n in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * n >= raw)
    at = (low / step).to_integral_value("ROUND_FLOOR") * step
    ticks = [at]
    while ticks[-1] < high:
        ticks.append(ticks[-1] + step)
    places = max(0, -step.normalize().as_tuple().exponent)
    return tuple(Tick(at, format_decimal(at, places)) for at in ticks)
