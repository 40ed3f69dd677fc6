"""The description of a target's trajectory: what was reached, what was asked, the way there."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib.numbers import change_digits, format_change, format_decimal, places_shown
from reports.charts.describe import (
    Chart,
    DataTable,
    Level,
    Line,
    Mark,
    Tick,
    Upright,
    Zone,
    axis_ends,
    nice_ticks,
)
from reports.charts.facts import known_words
from targets.progress import Comparator, Mode, Vintage

# A change of the yardstick or of the footing lies between two years.
HALF = Decimal("0.5")


def trajectory_chart(path, *, area) -> Chart:
    """The chart of a ``Trajectory``; ``area`` names the territory for the note."""
    standing = path.standing
    first, last = _years(path)
    lines = tuple(line for line in _trajectory_lines(path) if line.marks)
    zones, levels = _goal(path, first, last)
    ys = [mark.y for line in lines for mark in line.marks] + [level.y for level in levels]
    ys += [path.baseline.value] if path.baseline else []
    bottom, top = axis_ends(ys, Decimal("0.08"), is_share=standing.is_share)
    return Chart(
        key=f"trajectory-{standing.target.slug}",
        title=trend_words(standing),
        description=_trajectory_words(path),
        note=_note(path, lines, area, first, last),
        x_ticks=tuple(Tick(Decimal(year), str(year)) for year in range(first, last + 1)),
        y_ticks=nice_ticks(bottom, top),
        lines=lines,
        zones=zones,
        levels=levels,
        uprights=(*_changes(path, first, last), *_decisions(path, first, last)),
        air=Decimal("0.3"),
        table=_table(path),
    )


def _note(path, lines, area, first, last):
    """Unit, place and years, then what the shapes stand for that carry no words of their own."""
    words = {
        "unit": path.standing.target.unit_of_measure,
        "area": area,
        "first": first,
        "last": last,
    }
    roles = {line.role for line in lines}
    signs = [
        (_("chấm đặc: chính thức"), "final"),
        (_("chấm rỗng, nét đứt: ước, sơ bộ"), "estimate"),
        (_("hình thoi: chỉ tiêu giao; tam giác: ngày quyết định"), "target"),
        (_("dấu chéo: chỉ tiêu giao đã thay"), "replaced"),
    ]
    shown = "; ".join(text for text, role in signs if role in roles)
    note = _("Đơn vị: %(unit)s. %(area)s, %(first)s–%(last)s.") % words
    return f"{note} {shown[:1].upper()}{shown[1:]}." if shown else note


def _table(path):
    headings = (_("Năm"), _("Giá trị"), _("Kết quả"), _("Chỉ tiêu giao"), _("Tham khảo"))
    rows = tuple(
        (
            f"{row.year} ({'; '.join(row.begins)})" if row.begins else str(row.year),
            "; ".join(v.display for v in row.vintages if v.counts) or "–",
            str(row.result.label),
            row.annual_text or "–",
            row.expected_text or "–",
        )
        for row in path.rows
    )
    return DataTable(_("Số liệu đã duyệt qua các năm"), headings, rows)


def _years(path):
    known = [row.year for row in path.rows]
    first = min([*known, *([path.baseline.year] if path.baseline else [])])
    rule, year = path.standing.rule, path.standing.year
    last = max([*known, year + 1])
    if rule.horizon_year and rule.horizon_year - year <= 10:
        last = max(last, rule.horizon_year)
    elif rule.start_year:
        last = max(last, rule.start_year + 1)
    return min(first, last - 1), last


def _trajectory_lines(path):
    best = _best_marks(path)
    yield Line(
        "reference",
        _("Đường tham khảo"),
        _reference_runs(path),
        has_marks=False,
    )
    replaced = [
        replace(_annual_mark(row, old), text="") for row in path.rows for old in row.replaced
    ]
    yield Line(
        "replaced", _("Chỉ tiêu giao đã thay"), tuple((m,) for m in replaced), has_line=False
    )
    breaks = {row.first_year for row in path.breaks}
    yield Line("estimate", _("Ước, sơ bộ"), _estimate_runs(best, breaks), has_marks=False)
    provisional = [
        _value_mark(row, vintage)
        for row in path.rows
        for vintage in row.vintages
        if vintage.vintage in {Vintage.ESTIMATE, Vintage.PRELIMINARY} and not vintage.is_replaced
    ]
    yield Line("estimate", _("Ước, sơ bộ"), tuple((mark,) for mark in provisional), has_line=False)
    yield Line("final", _("Chính thức"), _final_runs(best, breaks))
    annual = [_annual_mark(row, row.annual) for row in path.rows if row.annual]
    yield Line("target", _("Chỉ tiêu giao năm"), tuple((m,) for m in annual), has_line=False)
    if path.baseline:
        text = _("Số gốc %(year)s") % {"year": path.baseline.year}
        hover = f"{text}: {path.baseline_text}"
        mark = Mark(Decimal(path.baseline.year), path.baseline.value, text, hover)
        yield Line("baseline", _("Số gốc"), ((mark,),), has_line=False)
    restated = [_restated_mark(path, row) for row in path.breaks if row.restated_value is not None]
    yield Line("baseline", _("Số tính lại"), tuple((m,) for m in restated), has_line=False)


def _break_words(row):
    words = {"year": row.first_year, "reason": row.reason.rstrip(".")}
    text = _("Từ năm %(year)s không so với các năm trước: %(reason)s") % words
    if row.restated_value is None:
        return text
    words = {"before": row.first_year - 1, "value": format_decimal(row.restated_value)}
    return text + _("; năm %(before)s tính lại %(value)s") % words


def _restated_mark(path, row):
    words = {"year": row.first_year - 1, "value": format_decimal(row.restated_value)}
    text = _("Tính lại %(value)s") % words
    hover = _("Năm %(year)s tính lại: %(value)s") % words
    return Mark(Decimal(row.first_year - 1), row.restated_value, text, hover)


def _reference_runs(path):
    """The line to the horizon, broken where another reading or footing begins."""
    runs, cuts = [], path.cuts
    for mark in _reference_marks(path.expected):
        if not runs or mark.x in cuts:
            runs.append([])
        runs[-1].append(mark)
    return tuple(map(tuple, runs))


def _reference_marks(expected):
    """Its words stand on the year before the last."""
    named = expected[-2].year if len(expected) > 1 else None
    return tuple(
        Mark(Decimal(p.year), p.value, _("tham khảo") if p.year == named else "", _hover(p))
        for p in expected
    )


def _hover(point):
    words = {"year": point.year, "value": format_decimal(point.value, 2)}
    return (
        _("Mức đã định năm %(year)s: %(value)s") % words
        if point.is_decided
        else _("Tham khảo năm %(year)s: %(value)s") % words
    )


def _annual_mark(row, annual):
    value = format_decimal(annual.value)
    hover = _("Giao năm %(year)s: %(value)s (%(decision)s)") % {
        "year": row.year,
        "value": value,
        "decision": annual.decision.number,
    }
    text = _("Giao %(value)s") % {"value": value}
    return Mark(Decimal(row.year), annual.value, text, hover)


def _value_mark(row, vintage):
    hover = f"{row.year}: {vintage.display}"
    if vintage.vintage == Vintage.FINAL:
        hover = f"{hover} ({vintage.vintage.label})"
    text = vintage.display if vintage.counts else ""
    return Mark(Decimal(row.year), vintage.observation.value, text, hover)


def _best_marks(path):
    """(mark, is_final) of every year with a value that counts, in order of years."""
    return [
        (_value_mark(row, vintage), vintage.vintage == Vintage.FINAL)
        for row in path.rows
        for vintage in row.vintages
        if vintage.counts
    ]


def _final_runs(best, breaks):
    runs, before = [], None
    for mark, is_final in best:
        if is_final:
            if before is not None and mark.x - before == 1 and mark.x not in breaks:
                runs[-1].append(mark)
            else:
                runs.append([mark])
            before = mark.x
    return tuple(map(tuple, runs))


def _estimate_runs(best, breaks):
    """Dashed pieces: to and from a year whose value is not final; a missing year stays a gap."""
    return tuple(
        (replace(one, text=""), replace(other, text=""))
        for (one, one_final), (other, other_final) in pairwise(best)
        if other.x - one.x == 1 and not (one_final and other_final) and other.x not in breaks
    )


def _goal(path, first, last):
    """What each reading asks over the years that it judges; the last up to the horizon."""
    zones, levels = [], []
    for era in path.eras:
        begins = first if era.first is None else max(first, era.first - HALF)
        ends = last if era.last is None else min(last, era.last + HALF)
        if begins < ends:
            own_zones, own_levels = _goal_of(era, Decimal(begins), Decimal(ends))
            zones += own_zones
            levels += own_levels
    return tuple(zones), tuple(levels)


def _goal_of(era, first, last):
    """The plan's own value: a zone over the years it holds in, or a level towards the horizon.

    "Bằng 100%" has one good value and no good side: a level alone.
    """
    rule, bar = era.rule, era.bar
    if bar is None or rule.goal is None:
        return (), ()
    end = min(rule.horizon_year or last, last)
    if rule.mode == Mode.HOLD:
        start = max(rule.start_year or first, first)
        if start > end:
            return (), ()
        words = _in_its_time(era, _("Kế hoạch: %(words)s") % {"words": bar.words})
        zone = Zone(Decimal(start), Decimal(end), bar.low, bar.high)
        zones = () if bar.comparator == Comparator.EQ else (zone,)
        return zones, (Level(Decimal(start), Decimal(end), bar.value, words),)
    words = {"words": bar.words, "year": rule.horizon_year or ""}
    text = (
        _("Mục tiêu %(year)s: %(words)s") % words
        if rule.horizon_year
        else _("Mục tiêu: %(words)s") % words
    )
    level = Level(Decimal(first), Decimal(end), rule.goal, _in_its_time(era, text))
    return (), (level,)


def _in_its_time(era, text):
    return (
        text
        if era.last is None
        else _("%(text)s (đến năm %(year)s)")
        % {
            "text": text,
            "year": era.last,
        }
    )


def _changes(path, first, last):
    """Upright lines before the first year under another reading, or on another footing."""
    marks = [
        Upright(
            era.first - HALF,
            _("Điều chỉnh từ %(year)s") % {"year": era.first},
            _("Từ năm %(year)s tính theo “%(wording)s”, %(decision)s")
            % {
                "year": era.first,
                "wording": era.reading.wording,
                "decision": era.decision.number if era.decision else "",
            },
        )
        for era in path.eras
        if era.first is not None
    ]
    marks += [
        Upright(
            row.first_year - HALF,
            _("Đứt chuỗi %(year)s") % {"year": row.first_year},
            _break_words(row),
        )
        for row in path.breaks
    ]
    return tuple(mark for mark in marks if first <= mark.x <= last)


def _decisions(path, first, last):
    annuals = [old for row in path.rows for old in (*row.replaced, row.annual) if old]
    decisions = {annual.decision.number: annual.decision for annual in annuals}
    marks = [
        Upright(
            _year_place(decision.decided_on),
            number,
            f"{number}, {dates.day_text(decision.decided_on)}",
            is_tick=True,
        )
        for number, decision in decisions.items()
    ]
    return tuple(mark for mark in marks if first <= mark.x <= last)


def _year_place(day):
    """A day as a place on the axis of years: a year's value stands at its own number."""
    return (day.year + Decimal(day.timetuple().tm_yday - 1) / 366).quantize(Decimal("0.001"))


def trend_words(standing) -> str:
    """One sentence with the verdict: "Năm 2027: 36,0 (ước) – Đạt; tăng 1,2 so với năm 2026"."""
    year = standing.year
    lamps = [str(standing.result.label)]
    if standing.pace.status:
        lamps.append(standing.pace.label)
    words = {"year": year, "value": standing.display_with_unit, "lamps": "; ".join(lamps).lower()}
    if standing.value is None:
        text = _("Năm %(year)s: %(lamps)s") % words
        if standing.last_known:
            before = {"value": standing.last_known.display, "year": standing.last_known.year}
            text += "; " + _("số gần nhất %(value)s, năm %(year)s") % before
        return text
    text = _("Năm %(year)s: %(value)s – %(lamps)s") % words
    if standing.broken and standing.previous is None:
        return text + "; " + _("không so sánh được với các năm trước")
    if standing.previous is None:
        return text
    change = {"change": _change(standing), "year": year - 1}
    return text + "; " + _("%(change)s so với năm %(year)s") % change


def _change(standing):
    difference = standing.value - standing.previous.value
    if not difference:
        return _("không đổi")
    target = standing.target
    shown = [places_shown(text) for text in (standing.display, standing.previous.display)]
    digits = change_digits(difference, target.decimals, *shown)
    size = format_change(
        abs(difference), Decimal(0), is_percentage=target.is_percentage, decimals=digits
    ).lstrip("+")
    word = _("tăng %(size)s") if difference > 0 else _("giảm %(size)s")
    return word % {"size": size}


def _trajectory_words(path):
    standing = path.standing
    known = known_words(standing.series)
    words = {
        "name": standing.target.name,
        "known": known or _("chưa có số liệu được duyệt"),
        "yardstick": standing.governing.wording,
    }
    text = _("Đường biểu diễn %(name)s. Số liệu: %(known)s. Kế hoạch: %(yardstick)s.") % words
    return " ".join([text, *(f"{mark.hover}." for mark in _changes(path, 0, 9999))])
