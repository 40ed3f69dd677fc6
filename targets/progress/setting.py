"""What setting a value for one year means for the way to the horizon: the check before a decision.

Three questions, by what the plan asks of that year:

- it already binds (``HOLD`` in its span, any mode from H on): is the value as strict as the plan?
- it binds later (``REACH``; ``HOLD`` that has not begun): going on from the last known value with
  the same yearly step, where does the series stand in the year that binds, and how much must each
  later year bring?
- it binds the mean (``AVERAGE``): if every later year is like this one, what is the mean?
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from q3plan.lib.numbers import format_decimal, round_half_up
from q3plan.lib.words import gettext as _
from targets.progress.growth import compound_average, missing_years, required_rate
from targets.progress.horizon import expected_value
from targets.progress.rule import (
    Point,
    Rule,
    annual_yardstick,
    digits_to_show,
    effective_rule,
    meets_goal,
    plan_yardstick,
)
from targets.progress.words import Comparator, Mode

_PRECISION = 40


class Setting(TextChoices):
    """How an intended value stands to the plan; ``NO_PATH`` always has its reason."""

    AS_PLANNED = "AS_PLANNED", gettext_lazy("Đúng mức của Kế hoạch")
    ON_PATH = "ON_PATH", gettext_lazy("Đủ để đạt")
    REACHED = "REACHED", gettext_lazy("Đã bằng mức phải đạt")
    SHORT = "SHORT", gettext_lazy("Còn thiếu")
    BACKWARDS = "BACKWARDS", gettext_lazy("Kém số đã đạt")
    BELOW_PLAN = "BELOW_PLAN", gettext_lazy("Thấp hơn yêu cầu của Kế hoạch")
    BEYOND = "BEYOND", gettext_lazy("Quá mức của Kế hoạch")
    NO_PATH = "NO_PATH", gettext_lazy("Không có lộ trình")

    @property
    def tone(self):
        return _LOOKS[self.value][0]

    @property
    def shape(self):
        return _LOOKS[self.value][1]


_LOOKS = {
    "AS_PLANNED": ("green", "check-circle-fill"),
    "ON_PATH": ("green", "arrow-right"),
    "REACHED": ("green", "flag-fill"),
    "SHORT": ("amber", "exclamation-triangle-fill"),
    "BACKWARDS": ("red", "caret-down-fill"),
    "BELOW_PLAN": ("red", "x-circle-fill"),
    "BEYOND": ("red", "x-circle-fill"),
    "NO_PATH": ("grey", "circle"),
}


@dataclass(frozen=True)
class SettingCheck:
    """``text`` is the sentence for the person who decides.

    ``at_horizon`` is where the series stands in ``horizon`` at the same step, ``shortfall`` what
    it then lacks (> 0, None when it lacks nothing), ``needed`` the step of every later year, as a
    size in the good direction (0 when nothing more is needed).
    """

    status: Setting
    text: str
    horizon: int | None = None
    at_horizon: Decimal | None = None
    shortfall: Decimal | None = None
    needed: Decimal | None = None

    @property
    def label(self) -> str:
        return str(self.status.label)

    @property
    def tone(self) -> str:
        return self.status.tone

    @property
    def shape(self) -> str:
        return self.status.shape


def check_setting(
    rule: Rule,
    *,
    year: int,
    value: Decimal,
    last: Point | None = None,
    baseline: Point | None = None,
    series: Mapping[int, Decimal | None] | None = None,
) -> SettingCheck:
    """What giving ``value`` for ``year`` means. ``last`` is the newest known value before it.

    ``series`` (yearly rates before ``year``) is used by AVERAGE only.
    """
    rule = effective_rule(rule, baseline)
    if rule.comparator == Comparator.BETTER:
        return _against_last(rule, value, last)
    if rule.goal is None:
        return _none(_("Kế hoạch không nêu mức cụ thể cho chỉ tiêu này."))
    binding = binding_year(rule, year)
    if binding is None:
        return _none(_("Kế hoạch không nêu năm phải đạt."))
    if rule.mode == Mode.AVERAGE and year < binding:
        return _mean(rule, year, value, series or {})
    if year >= binding:
        return _as_strict(rule, value)
    return _on_the_way(rule, year, value, last or baseline, binding)


def binding_year(rule: Rule, year: int) -> int | None:
    """The first year, from ``year`` on, in which the plan's own value must hold."""
    if rule.mode == Mode.HOLD:
        return max(year, rule.start_year or year)
    if rule.horizon_year is None:
        return None
    return max(year, rule.horizon_year)


def straight_value(
    rule: Rule,
    *,
    year: int,
    last: Point | None = None,
    baseline: Point | None = None,
    annual_targets: Mapping[int, Decimal] | None = None,
) -> Decimal | None:
    """The value of ``year`` on the straight way from what is known to what must be reached.

    From ``last`` where there is one, else along the expected line through the baseline and the
    decided targets of other years. Where the plan binds already it is T. Rounded towards the good
    side to the reported digits, so that giving it is always enough; None where no way exists.
    """
    rule = effective_rule(rule, baseline)
    goal, binding = rule.goal, binding_year(rule, year)
    if goal is None or binding is None:
        return None
    if year >= binding or rule.mode == Mode.AVERAGE:
        return goal
    begun = last or baseline
    if begun is None or begun.year >= year:
        others = {y: v for y, v in (annual_targets or {}).items() if y != year}
        line = replace(rule, mode=Mode.REACH, horizon_year=binding)
        value, _is_reference = expected_value(line, year, baseline, others)
    elif rule.improvement(begun.value, goal) >= 0:
        # What is reached already is kept.
        value = begun.value if meets_goal(rule, begun.value) else goal
    else:
        with localcontext(prec=_PRECISION):
            way = (goal - begun.value) * (year - begun.year)
            value = begun.value + way / (binding - begun.year)
    return None if value is None else _towards_good(rule, value)


def _towards_good(rule, value):
    rounding = ROUND_CEILING if rule.rises else ROUND_FLOOR
    digit = Decimal(1).scaleb(-rule.decimals)
    # Two divisions of one line may differ in the last of their forty digits.
    near = round_half_up(value, rule.decimals)
    if abs(near - value) < Decimal(1).scaleb(-12):
        return near
    return value.quantize(digit, rounding=rounding)


def _none(reason):
    return SettingCheck(Setting.NO_PATH, reason)


def _against_last(rule, value, last):
    """BETTER: the plan asks for more (or less) than the year before and gives no number."""
    if last is None:
        return _none(_("Kế hoạch chỉ nêu hướng tăng, giảm và chưa có số để so sánh."))
    words = {"last": rule.number(last.value), "year": last.year, "value": rule.number(value)}
    if rule.improvement(value, last.value) > 0:
        text = _("Giao %(value)s là tốt hơn số năm %(year)s (%(last)s), đúng hướng của Kế hoạch.")
        return SettingCheck(Setting.AS_PLANNED, text % words)
    text = _("Giao %(value)s không tốt hơn số năm %(year)s (%(last)s); Kế hoạch yêu cầu tốt hơn.")
    return SettingCheck(Setting.BACKWARDS, text % words)


def _as_strict(rule, value):
    """The plan's own value binds in this very year."""
    bar = plan_yardstick(rule) or annual_yardstick(rule, rule.goal)
    near, far = (bar.low, bar.high) if rule.rises else (bar.high, bar.low)
    words = {"value": rule.number(value), "asked": bar.words}
    short = rule.improvement(near, value)
    if short > 0:
        words["short"] = _size(rule, short)
        text = _(
            "Giao %(value)s là chưa đủ: Kế hoạch yêu cầu %(asked)s ngay trong năm này, "
            "còn cách %(short)s."
        )
        return SettingCheck(Setting.BELOW_PLAN, text % words, shortfall=short)
    if _is_beyond(rule, value, far):
        text = _("Giao %(value)s là quá mức của Kế hoạch (%(asked)s).")
        return SettingCheck(Setting.BEYOND, text % words)
    if rule.improvement(value, near) > 0 and rule.comparator not in _TWO_SIDED:
        text = _("Giao %(value)s là chặt hơn yêu cầu của Kế hoạch (%(asked)s).")
    else:
        text = _("Giao %(value)s là đúng mức của Kế hoạch (%(asked)s).")
    return SettingCheck(Setting.AS_PLANNED, text % words)


_TWO_SIDED = {Comparator.EQ, Comparator.BETWEEN, Comparator.ABOUT}


def _is_beyond(rule, value, far):
    """Past the other end of a range, or past the one value that is asked."""
    if rule.comparator == Comparator.EQ:
        far = rule.value
    return far is not None and rule.improvement(value, far) > 0


def _on_the_way(rule, year, value, begun, binding):
    """The plan's value binds later: the same step is taken every year until then."""
    goal, left = rule.goal, binding - year
    bar = plan_yardstick(rule)
    far = (bar.high if rule.rises else bar.low) if bar else None
    words = {"value": rule.number(value), "goal": rule.number(goal), "year": binding}
    if _is_beyond(rule, value, far):
        text = _("Giao %(value)s là quá mức phải đạt năm %(year)s (%(goal)s).")
        return SettingCheck(Setting.BEYOND, text % words, binding)
    gap = rule.improvement(goal, value)
    if gap <= 0:
        text = _("Giao %(value)s là đã bằng hoặc hơn mức phải đạt năm %(year)s (%(goal)s).")
        return SettingCheck(Setting.REACHED, text % words, binding, value, None, Decimal(0))
    with localcontext(prec=_PRECISION):
        needed = gap / left
    words |= {"gap": _size(rule, gap), "needed": _size(rule, needed)}
    if begun is None or begun.year >= year:
        return SettingCheck(
            Setting.SHORT, _way_words(rule, "unknown") % words, binding, None, gap, needed
        )
    with localcontext(prec=_PRECISION):
        step = (value - begun.value) / (year - begun.year)
        at_horizon = value + step * left
    short = rule.improvement(goal, at_horizon)
    words |= {
        "last": rule.number(round_half_up(begun.value, _digits(rule, begun.value))),
        "last_year": begun.year,
        "end": rule.number(round_half_up(at_horizon, _digits(rule, at_horizon))),
        "short": _size(rule, max(short, Decimal(0))),
    }
    is_worse = rule.improvement(value, begun.value) < 0
    # Forty digits: what is left of a division is not a shortfall.
    if short <= Decimal(1).scaleb(-12):
        return SettingCheck(
            Setting.ON_PATH, _way_words(rule, "enough") % words, binding, at_horizon, None, needed
        )
    status = Setting.BACKWARDS if is_worse else Setting.SHORT
    text = _way_words(rule, "worse" if is_worse else "short") % words
    return SettingCheck(status, text, binding, at_horizon, short, needed)


def _way_words(rule, case):
    """Whole sentences, because a falling target is "too high" where a rising one "lacks"."""
    rising = {
        "unknown": _(
            "Nếu giao %(value)s, còn cách mức phải đạt năm %(year)s (%(goal)s) %(gap)s – mỗi năm "
            "sau đó phải tăng thêm %(needed)s."
        ),
        "enough": _(
            "Nếu giao %(value)s và giữ mức tăng này, đến năm %(year)s đạt %(end)s, đủ mức phải đạt "
            "(%(goal)s) – mỗi năm sau đó cần tăng thêm %(needed)s."
        ),
        "short": _(
            "Nếu giao %(value)s, đến năm %(year)s còn thiếu %(short)s so với mức phải đạt "
            "(%(goal)s) – mỗi năm sau đó phải tăng thêm %(needed)s."
        ),
        "worse": _(
            "Giao %(value)s là thấp hơn số đã đạt năm %(last_year)s (%(last)s): đi tiếp như vậy, "
            "đến năm %(year)s còn thiếu %(short)s so với mức phải đạt (%(goal)s) – mỗi năm sau đó "
            "phải tăng thêm %(needed)s."
        ),
    }
    falling = {
        "unknown": _(
            "Nếu giao %(value)s, còn cách mức phải đạt năm %(year)s (%(goal)s) %(gap)s – mỗi năm "
            "sau đó phải giảm thêm %(needed)s."
        ),
        "enough": _(
            "Nếu giao %(value)s và giữ mức giảm này, đến năm %(year)s còn %(end)s, đủ mức phải đạt "
            "(%(goal)s) – mỗi năm sau đó cần giảm thêm %(needed)s."
        ),
        "short": _(
            "Nếu giao %(value)s, đến năm %(year)s còn cao hơn mức phải đạt (%(goal)s) %(short)s – "
            "mỗi năm sau đó phải giảm thêm %(needed)s."
        ),
        "worse": _(
            "Giao %(value)s là cao hơn số đã đạt năm %(last_year)s (%(last)s): đi tiếp như vậy, "
            "đến năm %(year)s còn cao hơn mức phải đạt (%(goal)s) %(short)s – mỗi năm sau đó phải "
            "giảm thêm %(needed)s."
        ),
    }
    return (rising if rule.rises else falling)[case]


def _mean(rule, year, value, series):
    """Every later year like this one: what is the mean over the whole span?"""
    if rule.start_year is None:
        return _none(_("Chưa xác định năm đầu của giai đoạn."))
    if year < rule.start_year:
        return _none(_("Áp dụng từ năm %(year)s.") % {"year": rule.start_year})
    if missing := missing_years(series, rule.start_year, year - 1):
        years = ", ".join(map(str, missing))
        return _none(_("Thiếu số liệu năm %(years)s nên chưa tính bình quân.") % {"years": years})
    known = [series[other] for other in range(rule.start_year, year)]
    end, span = rule.horizon_year, rule.horizon_year - rule.start_year + 1
    mean = compound_average([*known, *[value] * (end - year + 1)])
    needed = required_rate([*known, value], rule.goal, span)
    if mean is None or needed is None:
        return _none(_("Tốc độ từ −100% trở xuống: không tính được bình quân."))
    short = rule.improvement(rule.goal, mean)
    words = {
        "value": rule.number(value),
        "goal": rule.number(rule.goal),
        "year": end,
        "mean": rule.number(round_half_up(mean, max(2, rule.decimals))),
        "needed": rule.number(round_half_up(needed, max(2, rule.decimals))),
    }
    # A mean is worked out by roots: half of its sixth digit is no shortfall.
    if short <= Decimal("0.000001"):
        text = _(
            "Nếu giao %(value)s và các năm sau cũng vậy, bình quân đến năm %(year)s là %(mean)s, "
            "đủ mức phải đạt (%(goal)s) – các năm sau cần %(needed)s mỗi năm."
        )
        return SettingCheck(Setting.ON_PATH, text % words, end, mean, None, needed)
    words["short"] = _size(rule, short)
    text = _(
        "Nếu giao %(value)s và các năm sau cũng vậy, bình quân đến năm %(year)s là %(mean)s, còn "
        "cách mức phải đạt (%(goal)s) %(short)s – các năm sau phải đạt %(needed)s mỗi năm."
    )
    return SettingCheck(Setting.SHORT, text % words, end, mean, short, needed)


def _digits(rule, value):
    return digits_to_show(rule, value, beside=[Decimal(0)])


def _size(rule, size):
    """A distance: between percentages it is in "điểm %", never in "%"."""
    text = format_decimal(size, digits_to_show(rule, size, beside=[Decimal(0)]))
    return f"{text} {_('điểm %')}" if rule.is_percentage else text
