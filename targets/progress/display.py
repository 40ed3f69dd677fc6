"""What readers see: figures that never contradict a lamp, urgency, and counts (§5.6)."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from q3plan.lib.numbers import format_decimal
from q3plan.lib.words import gettext as _
from targets.progress.horizon import Pace
from targets.progress.rule import Rule, digits_to_show, plan_yardstick
from targets.progress.words import PaceStatus, Vintage, YearStatus
from targets.progress.yearly import YearResult

_BANDS = {"red": 0, "amber": 1, "green": 2, "blue": 2, "grey": 3}
_TONES = {band: tone for tone, band in _BANDS.items() if tone != "blue"}
_ORDER = (
    YearStatus.MISSED,
    PaceStatus.WORSENING,
    PaceStatus.AT_RISK,
    PaceStatus.BEHIND,
    YearStatus.MET,
    PaceStatus.ON_TRACK,
    YearStatus.EXCEEDED,
    PaceStatus.ACHIEVED_EARLY,
    YearStatus.NO_DATA,
    YearStatus.NOT_ASSESSABLE,
    YearStatus.NOT_STARTED,
)


def display_value(
    value: Decimal | None,
    rule: Rule,
    *,
    result: YearResult | None = None,
    vintage: Vintage | None = None,
) -> str:
    """The figure with the target's digits, and more where rounding would contradict the lamp.

    75.04 beside Đạt for "trên 75%" reads "75,04", and 99.96 never "100,0". ``result`` adds the
    yardstick of its year to T and gives the vintage: "9,0 (ước)". No unit is printed.
    """
    if value is None:
        return format_decimal(None)
    bars = [bar for bar in (plan_yardstick(rule), result.bar if result else None) if bar]
    digits = digits_to_show(rule, value, bars=bars)
    vintage = vintage or (result.vintage if result else None)
    mark = Vintage(vintage).mark if vintage else ""
    text = format_decimal(value, digits)
    return f"{text} ({mark})" if mark else text


def severity(result: YearResult | None, pace: Pace | None = None) -> tuple[int, int]:
    """Sort key, most urgent first: red, amber, green, grey; then by status within the colour."""
    lamps = [lamp for lamp in (result, pace) if lamp is not None and lamp.status is not None]
    keys = ((_BANDS[lamp.tone], _ORDER.index(lamp.status)) for lamp in lamps)
    return min(keys, default=(_BANDS["grey"], len(_ORDER)))


def overall_tone(result: YearResult | None, pace: Pace | None = None) -> str:
    """The colour of the more urgent lamp."""
    return _TONES[severity(result, pace)[0]]


@dataclass(frozen=True)
class StatusCount:
    status: TextChoices
    count: int
    percent: int


def tally(
    statuses: type[TextChoices], items: Iterable[tuple[Hashable | None, TextChoices | None]]
) -> tuple[StatusCount, ...]:
    """Count every member of ``statuses``, most urgent first, grey and zero included.

    ``items`` are (group, status): a group, such as a pair, counts once with its most urgent
    status; group None stands alone; status None is left out. Percentages add up to 100.
    """
    alone, grouped = Counter(), {}
    for group, status in items:
        if status is None:
            continue
        if group is None:
            alone[status] += 1
        else:
            grouped[group] = min(status, grouped.get(group, status), key=_urgency)
    counts = alone + Counter(grouped.values())
    members = sorted(statuses, key=_urgency)
    percents = largest_remainder([counts[status] for status in members])
    return tuple(
        StatusCount(status, counts[status], percent)
        for status, percent in zip(members, percents, strict=True)
    )


def _urgency(status):
    rank = _ORDER.index(status) if status in _ORDER else list(type(status)).index(status)
    return _BANDS[status.tone], rank


def largest_remainder(counts: list[int]) -> list[int]:
    """Whole percentages that add up to 100; all 0 when nothing is counted."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    percents = [count * 100 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: -(counts[i] * 100 % total))
    for index in by_remainder[: 100 - sum(percents)]:
        percents[index] += 1
    return percents


def coverage_words(with_data: int, total: int) -> str:
    """ "9 trên 13 chỉ tiêu có số liệu đã duyệt"."""
    words = {"with_data": with_data, "total": total}
    return _("%(with_data)s trên %(total)s chỉ tiêu có số liệu đã duyệt") % words
