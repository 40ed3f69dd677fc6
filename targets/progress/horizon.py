"""The second lamp, "Tiến độ": the way to the horizon, for REACH and AVERAGE only (§5.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from q3plan.lib.numbers import cut, format_decimal, round_half_up
from q3plan.lib.words import gettext as _
from targets.progress.growth import compound_average, missing_years, required_rate
from targets.progress.rule import (
    Point,
    Rule,
    Step,
    digits_to_show,
    effective_rule,
    meets_goal,
    plan_yardstick,
)
from targets.progress.words import Mode, PaceStatus

_PRECISION = 40
_ON_TRACK = Decimal("0.95")
_BEHIND = Decimal("0.60")


@dataclass(frozen=True)
class Pace:
    """``ratio`` is P (1 = as expected); ``gap`` is T − x, signed; rates are in percent."""

    status: PaceStatus | None = None
    expected: Decimal | None = None
    expected_is_reference: bool = False
    ratio: Decimal | None = None
    gap: Decimal | None = None
    required_rate: Decimal | None = None
    average: Decimal | None = None
    reason: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def percent(self) -> str:
        """P in percent, cut and not rounded ("94,9"); "" when there is no P."""
        return "" if self.ratio is None else ratio_words(self.ratio)

    @property
    def label(self) -> str:
        return str(self.status.label) if self.status else _("Chưa xác định tiến độ")

    @property
    def tone(self) -> str:
        return self.status.tone if self.status else "grey"

    @property
    def shape(self) -> str:
        return self.status.shape if self.status else "dash-lg"


@dataclass(frozen=True)
class ExpectedPoint:
    """One year of the expected line; ``is_decided`` for annual targets and for (H, T)."""

    year: int
    value: Decimal
    is_decided: bool


def ratio_words(ratio: Decimal) -> str:
    """0.94996 → "94,9"."""
    return format_decimal(cut(ratio * 100, 1), 1)


def pace(
    rule: Rule,
    *,
    year: int,
    value: Decimal | None,
    baseline: Point | None = None,
    annual_targets: Mapping[int, Decimal] | None = None,
    series: Mapping[int, Decimal | None] | None = None,
) -> Pace:
    """Judge the way to the horizon as it stands in ``year``; ``status`` None has its ``reason``.

    ``annual_targets`` maps years to decided values; ``series`` maps years to accepted growth rates
    and is used by AVERAGE only, where ``value`` merely tells that the year has a figure.
    """
    rule = effective_rule(rule, baseline)
    if rule.mode == Mode.HOLD:
        return _none(_("Chỉ tiêu duy trì hằng năm: xem kết quả năm."))
    if rule.horizon_year is None:
        return _none(_("Kế hoạch không nêu năm phải đạt."))
    if year >= rule.horizon_year:
        return _none(_("Đã đến năm cuối kỳ: xem kết quả năm."))
    if rule.start_year is not None and year < rule.start_year:
        return _none(_("Áp dụng từ năm %(year)s.") % {"year": rule.start_year})
    if rule.mode == Mode.AVERAGE:
        return _average_pace(rule, year, series or {})
    if value is None:
        return _none(_("Chưa có số liệu được duyệt của năm %(year)s.") % {"year": year})
    return _reach_pace(rule, year, value, baseline, annual_targets or {})


def _none(reason, **known):
    return Pace(reason=reason, steps=(Step(_("Kết luận"), reason),), **known)


def expected_value(rule, year, baseline, annual_targets):
    """(E, is_reference) of a year before H; (None, False) when no line can be drawn (§5.5.2)."""
    if year in annual_targets:
        return annual_targets[year], False
    points = _fixed_points(rule, baseline, annual_targets)
    # The line needs a beginning that was measured or decided; (H, T) alone is no line.
    before = max((known for known in points if known <= year), default=None)
    after = min((known for known in points if known >= year), default=None)
    if before is None or after is None:
        return None, False
    if before == after:
        return points[before], True
    with localcontext(prec=_PRECISION):
        rise = (points[after] - points[before]) * (year - before)
        return points[before] + rise / (after - before), True


def _fixed_points(rule, baseline, annual_targets):
    points = dict(annual_targets)
    if baseline:
        points[baseline.year] = baseline.value
    if rule.horizon_year is not None and rule.goal is not None:
        points[rule.horizon_year] = rule.goal
    return points


def expected_line(rule, baseline=None, annual_targets=None) -> tuple[ExpectedPoint, ...]:
    """The expected value of every year up to H for the trajectory chart; () when there is none."""
    annual_targets = annual_targets or {}
    points = _fixed_points(rule, baseline, annual_targets)
    if len(points) < 2 or rule.mode != Mode.REACH:
        return ()
    decided = set(annual_targets) | {rule.horizon_year}
    line = []
    for year in range(min(points), max(points) + 1):
        value, _is_reference = expected_value(rule, year, baseline, annual_targets)
        line.append(ExpectedPoint(year, value, year in decided))
    return tuple(line)


def _reach_pace(rule, year, value, baseline, annual_targets):
    gap = None if rule.goal is None else rule.goal - value
    expected, is_reference = expected_value(rule, year, baseline, annual_targets)
    digits = _working_digits(rule, value, expected, baseline and baseline.value)
    given = [Step(_("Số liệu"), f"x = {_rounded(rule, value, digits)} ({year})")]
    if meets_goal(rule, value):
        text = _("x đã đạt mức của năm %(year)s") % {"year": rule.horizon_year}
        steps = (*given, Step(_("So sánh"), text))
        return Pace(PaceStatus.ACHIEVED_EARLY, gap=gap, steps=steps)
    if expected is None:
        return _none(_("Chưa có số gốc và chỉ tiêu giao năm nên chưa có mốc tiến độ."), gap=gap)
    shown = _rounded(rule, expected, digits)
    origin = _("đường nối, tham khảo") if is_reference else _("chỉ tiêu giao của năm")
    if baseline:
        text = f"B = {_rounded(rule, baseline.value, digits)} ({baseline.year})"
        given.append(Step(_("Số gốc"), text))
    given.append(Step(_("Mốc tiến độ"), f"E = {shown} ({year}, {origin})"))
    status, ratio, why = _judge(rule, value, baseline, expected)
    steps = (*given, Step(_("So sánh"), f"{why} → {status.label}"))
    return Pace(status, expected, is_reference, ratio, gap, steps=steps)


def _judge(rule, value, baseline, expected):
    """(status, P, why) of a value that does not meet T yet; rules 3 to 5 of §5.5."""
    ahead = rule.improvement(value, expected)
    if ahead >= 0:
        ratio = _ratio(rule, value, baseline, expected)
        return PaceStatus.ON_TRACK, ratio, _("x không kém E")
    if -ahead <= Decimal(5).scaleb(-rule.decimals - 1):
        ratio = _ratio(rule, value, baseline, expected)
        return PaceStatus.ON_TRACK, ratio, _("x kém E không quá nửa đơn vị của chữ số cuối")
    ratio = _ratio(rule, value, baseline, expected)
    if ratio is None:
        return PaceStatus.BEHIND, None, _("x kém E; không có số gốc kém E để tính tỷ lệ P")
    words = {"ratio": ratio_words(ratio)}
    return _by_ratio(ratio), ratio, _("P = (x − B) / (E − B) = %(ratio)s%%") % words


def _ratio(rule, value, baseline, expected):
    """P; None where E is not ahead of B, because the quotient would then reward the wrong way."""
    if baseline is None or rule.improvement(expected, baseline.value) <= 0:
        return None
    with localcontext(prec=_PRECISION):
        return (value - baseline.value) / (expected - baseline.value)


def _by_ratio(ratio):
    if ratio >= _ON_TRACK:
        return PaceStatus.ON_TRACK
    if ratio >= _BEHIND:
        return PaceStatus.BEHIND
    return PaceStatus.AT_RISK if ratio >= 0 else PaceStatus.WORSENING


def _working_digits(rule, *points):
    """One digit more than reported, for a reader who checks P; more to tell figures apart."""
    known = [point for point in points if point is not None]
    bars = [bar for bar in (plan_yardstick(rule),) if bar]
    needed = (digits_to_show(rule, point, bars=bars, beside=known) for point in known)
    return max(rule.decimals + 1, *needed)


def _rounded(rule, value, digits):
    """Without zeros at the end, because these numbers are worked with."""
    return rule.number(round_half_up(value, digits))


def _average_pace(rule, year, series):
    if rule.start_year is None or rule.goal is None:
        return _none(_("Chưa xác định giai đoạn hoặc mức bình quân."))
    missing = missing_years(series, rule.start_year, year)
    if missing:
        years = ", ".join(map(str, missing))
        return _none(_("Thiếu số liệu năm %(years)s nên chưa tính bình quân.") % {"years": years})
    rates = [series[known] for known in range(rule.start_year, year + 1)]
    average = compound_average(rates)
    if average is None:
        return _none(_("Tốc độ từ −100% trở xuống: không tính được bình quân."))
    needed = required_rate(rates, rule.goal, rule.horizon_year - rule.start_year + 1)
    status, ratio = _average_status(rule, average)
    on_record = [rate for known, rate in series.items() if rate is not None and known <= year]
    best = max(on_record) if rule.rises else min(on_record)
    is_out_of_reach = needed is not None and rule.improvement(needed, best) > 0
    if is_out_of_reach and status.rank < PaceStatus.AT_RISK.rank:
        status = PaceStatus.AT_RISK
    result = Pace(
        status,
        expected=rule.goal,
        ratio=ratio,
        gap=rule.goal - average,
        required_rate=needed,
        average=average,
    )
    return replace(result, steps=_average_steps(rule, result, rates, best, is_out_of_reach))


def _average_status(rule, average):
    """P = a / T for a rise, T / a for a fall, so that 1 is the goal and less is worse in both."""
    ahead = rule.improvement(average, rule.goal)
    top, bottom = (average, rule.goal) if rule.rises else (rule.goal, average)
    if rule.goal <= 0 or bottom <= 0:
        return (PaceStatus.ON_TRACK if ahead >= 0 else PaceStatus.BEHIND), None
    with localcontext(prec=_PRECISION):
        ratio = top / bottom
    return (PaceStatus.ON_TRACK if ahead >= 0 else _by_ratio(ratio)), ratio


def _average_steps(rule, result, rates, best, is_out_of_reach):
    listed = "; ".join(rule.number(rate, rule.decimals) for rate in rates)
    average = rule.number(round_half_up(result.average, 2))
    steps = [
        Step(_("Số liệu"), listed),
        Step(_("Bình quân đến nay"), f"a = (Π(1 + g))^(1/{len(rates)}) − 1 = {average}"),
    ]
    if result.ratio is not None:
        formula = "a / T" if rule.rises else "T / a"
        text = f"P = {formula} = {ratio_words(result.ratio)}% → {result.label}"
        steps.append(Step(_("So sánh"), text))
    if result.required_rate is not None:
        text = _("cần r = %(rate)s mỗi năm để đạt %(goal)s; mức tốt nhất đã có là %(best)s") % {
            "rate": rule.number(round_half_up(result.required_rate, 2)),
            "goal": rule.number(rule.goal),
            "best": rule.number(best, rule.decimals),
        }
        if is_out_of_reach:
            text = _("%(text)s: chưa từng đạt, nên có nguy cơ") % {"text": text}
        steps.append(Step(_("Các năm còn lại"), text))
    return tuple(steps)
