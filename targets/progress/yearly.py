"""The first lamp, "Kết quả năm": a year's value against that year's yardstick (§5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from q3plan.lib.words import gettext as _
from targets.progress.growth import compound_average, missing_years
from targets.progress.rule import (
    Point,
    Rule,
    Step,
    Tolerances,
    Yardstick,
    YardstickOrigin,
    annual_yardstick,
    digits_to_show,
    effective_rule,
    plan_yardstick,
    previous_yardstick,
)
from targets.progress.words import Comparator, Flag, Mode, NoDataReason, Vintage, YearStatus


@dataclass(frozen=True)
class YearResult:
    """``margin`` is set when met, ``shortfall`` when missed, both ≥ 0 and in the target's unit."""

    status: YearStatus
    year: int
    value: Decimal | None = None
    vintage: Vintage | None = None
    flags: tuple[Flag, ...] = ()
    bar: Yardstick | None = None
    margin: Decimal | None = None
    shortfall: Decimal | None = None
    reason: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def yardstick(self) -> Decimal | None:
        return self.bar.value if self.bar else None

    @property
    def yardstick_origin(self) -> YardstickOrigin | None:
        return self.bar.origin if self.bar else None

    @property
    def label(self) -> str:
        """The word with its flags: "Đạt, cần theo dõi"."""
        return ", ".join(str(word.label) for word in (self.status, *self.flags))

    @property
    def tone(self) -> str:
        return Flag.WATCH.tone if Flag.WATCH in self.flags else self.status.tone

    @property
    def shape(self) -> str:
        return Flag.WATCH.shape if Flag.WATCH in self.flags else self.status.shape


def year_result(
    rule: Rule,
    *,
    year: int,
    value: Decimal | None,
    annual_target: Decimal | None = None,
    previous_value: Decimal | None = None,
    baseline: Point | None = None,
    series: Mapping[int, Decimal | None] | None = None,
    tolerances: Tolerances | None = None,
    vintage: Vintage | None = None,
    no_data_reason: NoDataReason | None = None,
    territory_break: bool = False,
) -> YearResult:
    """Judge the best accepted ``value`` of ``year`` (None when there is none; blank is never 0).

    ``baseline`` turns a REACH that it already meets into a HOLD. ``series`` (yearly rates) is used
    only by AVERAGE from its horizon on, where the average is judged and not the single year.
    """
    rule = effective_rule(rule, baseline)
    vintage = Vintage(vintage) if vintage else None
    known = {"year": year, "value": value, "vintage": vintage}
    if rule.start_year is not None and year < rule.start_year:
        reason = _("Áp dụng từ năm %(year)s.") % {"year": rule.start_year}
        return _unjudged(YearStatus.NOT_STARTED, reason, rule, known)
    if value is None:
        reason = _("chưa có số liệu được duyệt")
        if no_data_reason:
            reason = str(NoDataReason(no_data_reason).label)
        return _unjudged(YearStatus.NO_DATA, reason, rule, known)
    if territory_break:
        reason = _("Địa bàn thay đổi, chưa xác định cách so sánh.")
        return _unjudged(YearStatus.NOT_ASSESSABLE, reason, rule, known)
    if vintage == Vintage.YTD:
        reason = _("Số thực hiện 10 tháng không so với mốc của cả năm.")
        return _unjudged(YearStatus.NOT_ASSESSABLE, reason, rule, known)
    bar, reason = _yardstick(rule, year, annual_target, previous_value)
    judged = value
    if bar and rule.mode == Mode.AVERAGE and bar.origin == YardstickOrigin.PLAN:
        judged, reason = _average_to_horizon(rule, series or {})
        previous_value = None
    if bar and judged is not None and bar.is_impossible(judged):
        reason = _("Giá trị vượt quá mức có thể có; cần kiểm tra lại số liệu.")
        judged = None
    if bar is None or judged is None:
        return _unjudged(YearStatus.NOT_ASSESSABLE, reason, rule, known)
    return _judged(rule, bar, judged, previous_value, tolerances or Tolerances(), known)


def _unjudged(status, reason, rule, known):
    steps = [Step(_("Kết luận"), f"{status.label}: {reason}")]
    if known["value"] is not None:
        steps.insert(0, _value_step(rule, known, plan_yardstick(rule)))
    return YearResult(status, reason=reason, steps=tuple(steps), **known)


def _yardstick(rule, year, annual_target, previous_value):
    if annual_target is not None:
        return annual_yardstick(rule, annual_target), ""
    at_horizon = rule.horizon_year is not None and year >= rule.horizon_year
    if rule.mode != Mode.HOLD and not at_horizon:
        return None, _("Chưa có chỉ tiêu giao cho năm %(year)s.") % {"year": year}
    if rule.comparator == Comparator.BETTER:
        if previous_value is None:
            return None, _("Chưa có số liệu năm trước để so sánh.")
        return previous_yardstick(rule, previous_value), ""
    return plan_yardstick(rule), _("Chưa quy định dung sai cho từ “khoảng”.")


def _average_to_horizon(rule, series):
    if rule.start_year is None:
        return None, _("Chưa xác định năm đầu của giai đoạn.")
    missing = missing_years(series, rule.start_year, rule.horizon_year)
    if missing:
        years = ", ".join(map(str, missing))
        return None, _("Thiếu số liệu năm %(years)s.") % {"years": years}
    span = range(rule.start_year, rule.horizon_year + 1)
    average = compound_average([series[year] for year in span])
    return average, _("Không tính được bình quân.")


def _judged(rule, bar, judged, previous_value, tolerances, known):
    status, margin = bar.verdict(judged), bar.margin(judged)
    watch, near = _limits(rule, bar, tolerances)
    flags = ()
    if status == YearStatus.MISSED and abs(margin) <= near:
        flags = (Flag.NEAR_MISS,)
    got_worse = previous_value is not None and rule.improvement(judged, previous_value) < 0
    if status == YearStatus.MET and abs(margin) <= watch and got_worse:
        flags = (Flag.WATCH,)
    steps = [
        _value_step(rule, known, bar),
        Step(_("Mốc so sánh"), f"{bar.words} – {bar.origin.label}"),
        _verdict_step(rule, bar, judged, status, margin),
    ]
    if Flag.WATCH in flags:
        digits = digits_to_show(rule, previous_value, bars=[bar], beside=[judged])
        words = {"watch": rule.number(watch), "previous": rule.number(previous_value, digits)}
        text = _("cách mốc không quá %(watch)s và kém năm trước (%(previous)s)") % words
        steps.append(Step(_("Cần theo dõi"), text))
    if Flag.NEAR_MISS in flags:
        text = _("còn thiếu không quá %(near)s") % {"near": rule.number(near)}
        steps.append(Step(_("Sát ngưỡng"), text))
    is_missed = status == YearStatus.MISSED
    return YearResult(
        status,
        flags=flags,
        bar=bar,
        margin=None if is_missed else abs(margin),
        shortfall=abs(margin) if is_missed else None,
        steps=tuple(steps),
        **known,
    )


def _limits(rule, bar, tolerances):
    """(w, k) of §5.4: points for percentages, 5 % of T for other units."""
    if rule.is_percentage:
        return tolerances.watch_points, tolerances.near_points
    share = tolerances.relative * abs(bar.value if rule.goal is None else rule.goal)
    return share, share


def _value_step(rule, known, bar):
    value, vintage = known["value"], known["vintage"]
    text = rule.number(value, digits_to_show(rule, value, bars=[bar] if bar else []))
    if vintage and vintage.mark:
        text = f"{text} ({vintage.mark})"
    words = {"value": text, "year": known["year"]}
    return Step(_("Số liệu"), _("%(value)s – năm %(year)s") % words)


def _verdict_step(rule, bar, judged, status, margin):
    digits = digits_to_show(rule, judged, bars=[bar])
    words = {"value": rule.number(judged, digits), "bar": bar.words, "status": status.label}
    text = _("%(value)s so với %(bar)s: %(status)s") % words
    if margin:
        side = _("còn thiếu") if status == YearStatus.MISSED else _("tốt hơn mốc")
        suffix = _("điểm %") if rule.is_percentage else ""
        digits = max(digits, digits_to_show(rule, margin, beside=[Decimal(0)]))
        distance = rule.number(abs(margin), digits).removesuffix("%")
        text += f" ({side} {distance} {suffix}".rstrip() + ")"
    return Step(_("So sánh"), text)


def flipped(earlier: YearResult, later: YearResult) -> bool:
    """Whether a later vintage changes the verdict of a year that was already judged."""
    both_judged = earlier.status.is_assessed and later.status.is_assessed
    return both_judged and earlier.status != later.status
