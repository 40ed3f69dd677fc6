"""Bullet charts: the value of a year against last year's, the year's yardstick and the goal."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.charts.describe import nice_ticks
from reports.charts.facts import fact
from reports.charts.rows import EDGE, Label, Scale, pc, place_labels
from targets.progress import Comparator, Mode, Vintage, Yardstick, YearStatus
from targets.progress.rule import annual_yardstick, plan_yardstick

HEIGHT, BAR_TOP, BAR = 45, 16, 12
ABOVE, BELOW = 11, 42
WIDE = Decimal(390)  # the least that css/chart-parts.css calls wide


@dataclass(frozen=True)
class BulletMark:
    """``role`` previous, yardstick, reference or goal; ``hover`` tells it in full."""

    role: str
    value: Decimal
    text: str
    hover: str


@dataclass(frozen=True)
class Bullet:
    """One target in one year; ``value`` None draws an empty bar with ``text`` in it.

    ``title`` is the fact, ``name`` the target. ``band`` is the good side, cut to the scale.
    """

    key: str
    code: str
    name: str
    unit: str
    year: int
    title: str
    text: str
    value: Decimal | None
    is_provisional: bool
    scale: Scale
    marks: tuple[BulletMark, ...]
    band: tuple[Decimal, Decimal] | None

    @property
    def description(self) -> str:
        return "; ".join([self.title, *(mark.hover for mark in self.marks)]) + "."

    def mark(self, role) -> BulletMark | None:
        return next((mark for mark in self.marks if mark.role == role), None)


def bullet_chart(standing) -> Bullet:
    """The bullet of one ``TargetStanding``; no query."""
    bar, marks = _yardstick(standing), tuple(_marks(standing))
    known = [mark.value for mark in marks]
    if standing.value is not None:
        known.append(standing.value)
    scale = _scale(standing, known)
    is_provisional = standing.vintage is not None and standing.vintage != Vintage.FINAL
    title = fact(standing)
    return Bullet(
        key=f"bullet-{standing.target.slug}",
        code=standing.target.code,
        name=standing.target.name,
        unit=standing.target.unit_of_measure,
        year=standing.year,
        title=title,
        text=standing.display if standing.value is not None else title,
        value=standing.value,
        is_provisional=is_provisional,
        scale=scale,
        marks=marks,
        band=_band(bar or _goal(standing), scale),
    )


def bullet_charts(standings: Iterable) -> list[Bullet]:
    return [bullet_chart(standing) for standing in standings]


def _yardstick(standing) -> Yardstick | None:
    """What the year is held against, with or without a value; None where there is nothing."""
    if standing.vintage == Vintage.YTD or standing.result.status == YearStatus.NOT_STARTED:
        return None
    if standing.result.bar:
        return standing.result.bar
    rule = standing.rule
    if standing.annual_target:
        return annual_yardstick(rule, standing.annual_target.value)
    is_due = rule.horizon_year is not None and standing.year >= rule.horizon_year
    return plan_yardstick(rule) if rule.mode == Mode.HOLD or is_due else None


def _goal(standing):
    return plan_yardstick(standing.rule)


def _marks(standing):
    rule, bar, goal = standing.rule, _yardstick(standing), _goal(standing)
    if standing.previous is not None:
        before = standing.previous
        year, value = before.year, before.value
        words = {"year": year, "value": before.display}
        text = _("%(year)s: %(value)s") % words
        yield BulletMark("previous", value, text, _("năm %(year)s: %(value)s") % words)
    if bar:
        yield _yardstick_mark(standing, bar)
    elif standing.pace.expected is not None and standing.vintage != Vintage.YTD:
        digits = max(rule.decimals, 1)
        words = {"value": rule.number(standing.pace.expected, digits)}
        text = _("lộ trình %(value)s") % words
        hover = _("mức tham khảo của lộ trình: %(value)s") % words
        yield BulletMark("reference", standing.pace.expected, text, hover)
    if goal and (bar is None or goal.value != bar.value):
        year = rule.horizon_year
        if rule.mode == Mode.HOLD and rule.start_year and rule.start_year > standing.year:
            year = rule.start_year
        words = {"year": year or "", "value": rule.number(goal.value), "words": goal.words}
        text = _("%(year)s: %(value)s") % words if year else rule.number(goal.value)
        hover = _("mục tiêu %(year)s: %(words)s") if year else _("mục tiêu: %(words)s")
        yield BulletMark("goal", goal.value, text, hover % words)


def _yardstick_mark(standing, bar):
    if standing.annual_target:
        value = {"value": standing.rule.number(bar.value), "year": standing.year}
        hover = _("chỉ tiêu giao năm %(year)s: %(words)s") % {**value, "words": bar.words}
        return BulletMark("yardstick", bar.value, _("giao %(value)s") % value, hover)
    hover = _("mức cần đạt: %(words)s") % {"words": bar.words}
    return BulletMark("yardstick", bar.value, bar.words, hover)


def _scale(standing, known):
    """Bars begin at 0. Shares that aim high run to 100, all others a little past the data."""
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    goal = standing.rule.goal
    aims_high = goal is not None and goal >= 15 and standing.is_share
    if aims_high and low >= 0 and high <= 100:
        return Scale(Decimal(0), Decimal(100))
    ticks = nice_ticks(min(low, Decimal(0)), max(high, Decimal(0)), 8)
    high = ticks[-1].at if ticks[-1].at > high or high <= 0 else high + (high - ticks[0].at) / 16
    return Scale(ticks[0].at, high if high > ticks[0].at else ticks[0].at + 1)


def _band(bar, scale):
    if bar is None or bar.comparator == Comparator.EQ:
        return None
    low = scale.low if bar.low is None else max(bar.low, scale.low)
    high = scale.high if bar.high is None else min(bar.high, scale.high)
    return (low, high) if low <= high else None


# -- drawing -----------------------------------------------------------------------------------


def draw_bullet(bullet: Bullet):
    """The ``<svg>`` of one row, 45 px high and as wide as its place, from 296 px on."""
    return _drawn(bullet, get_language())


@lru_cache(maxsize=1024)
def _drawn(bullet, _language):
    # The same figures give the same drawing: a dashboard is asked for far oftener than it changes.
    return format_html(
        '<svg class="bullet" width="100%" height="{}" role="img" data-name="{}" aria-label="{}" '
        'font-size="12">{}</svg>',
        HEIGHT,
        bullet.code,
        f"{bullet.code}: {bullet.description}",
        bullet_parts(bullet),
    )


def bullet_parts(bullet: Bullet, top: int = 0):
    """The inside of a bullet whose row begins at ``top``, for a sheet of several."""
    return format_html(
        '<rect class="bullet-track" x="{}" y="{}" width="{}" height="{}"/>{}{}{}{}',
        pc(bullet.scale.at(bullet.scale.low)),
        top + BAR_TOP,
        pc(bullet.scale.at(bullet.scale.high) - bullet.scale.at(bullet.scale.low)),
        BAR,
        _band_part(bullet, top),
        _bar_part(bullet, top),
        _mark_parts(bullet, top),
        _label_parts(bullet, top),
    )


def _band_part(bullet, top):
    if bullet.band is None:
        return ""
    left, right = (bullet.scale.at(end) for end in bullet.band)
    return format_html(
        '<rect class="bullet-band" x="{}" y="{}" width="{}" height="{}"/>',
        pc(left),
        top + BAR_TOP - 2,
        pc(right - left),
        BAR + 4,
    )


def _bar_part(bullet, top):
    """Solid when final; an outline with stripes when it may still change. Stripes are a dashed
    line as thick as the bar, which needs no pattern with an id."""
    if bullet.value is None:
        return ""
    ends = sorted(bullet.scale.at(end) for end in (max(bullet.scale.low, Decimal(0)), bullet.value))
    left, right = (pc(end) for end in ends)
    words = f"{bullet.year}: {bullet.title}"
    y = top + BAR_TOP
    stripes = ""
    if bullet.is_provisional:
        stripes = format_html(
            '<line class="bullet-stripes" x1="{}" x2="{}" y1="{y}" y2="{y}"/>',
            left,
            right,
            y=y + BAR // 2,
        )
    return format_html(
        '<g><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}"/>{}</g>',
        words,
        "bullet-bar-open" if bullet.is_provisional else "bullet-bar",
        left,
        y,
        pc(ends[1] - ends[0]),
        BAR,
        stripes,
    )


_REACH = {"previous": (2, -2), "yardstick": (-4, 3), "reference": (-4, 3), "goal": (-4, 3)}


def _mark_parts(bullet, top):
    """Upright lines: last year's short, the yardstick thick, reference and goal dashed."""
    rows = []
    if bullet.scale.low < 0:
        x = pc(bullet.scale.at(Decimal(0)))
        y1, y2 = top + BAR_TOP - 4, top + BAR_TOP + BAR + 4
        rows.append(("zero", x, y1, y2, "0"))
    for mark in bullet.marks:
        above, below = _REACH[mark.role]
        x, y1, y2 = pc(bullet.scale.at(mark.value)), top + BAR_TOP + above, top + BAR_TOP + BAR
        rows.append((mark.role, x, y1, y2 + below, mark.hover))
    return format_html_join(
        "",
        '<g><title>{4}</title><line class="bullet-edge" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>'
        '<line class="bullet-{0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/></g>',
        rows,
    )


def _label_parts(bullet, top):
    """Labels for any paper, and those that only a wider one has room for."""
    labels = list(_labels(bullet))
    placed = place_labels(labels)
    roles = {label.role for label in placed}
    rest = [label for label in labels if label.role not in roles]
    more = _words(place_labels(rest, paper=WIDE, beside=placed), top)
    if more:
        more = format_html('<g class="on-wide" display="none">{}</g>', more)
    return format_html("{}{}", _words(placed, top), more)


def _words(placed, top):
    rows = (
        (label.role, pc(label.at), f"{label.shift:.1f}", top + label.y, label.text)
        for label in placed
    )
    return format_html_join(
        "",
        '<text class="label label-{}" x="{}" dx="{}" y="{}" text-anchor="middle">{}</text>',
        rows,
    )


def _labels(bullet):
    """The value first, then what it is held against, the goal, last year's."""
    if bullet.value is None:
        yield Label("none", _("chưa có số liệu"), EDGE, (ABOVE,), 1)
    else:
        at = bullet.scale.at(bullet.value)
        role = "estimate" if bullet.is_provisional else "final"
        yield Label(role, bullet.text, at, (ABOVE,), -1 if at > 50 else 1)
    bars = [mark for mark in bullet.marks if mark.role != "previous"]
    for mark in bars:
        # Two bars turn their words away from each other.
        lean = sum((mark.value > other.value) - (mark.value < other.value) for other in bars)
        rows = (BELOW, ABOVE) if mark.role == "goal" else (BELOW,)
        yield Label(mark.role, mark.text, bullet.scale.at(mark.value), rows, lean)
    if previous := bullet.mark("previous"):
        yield Label("previous", previous.text, bullet.scale.at(previous.value), (ABOVE, BELOW))
