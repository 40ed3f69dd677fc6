"""Where targets stand: accepted values joined with the rules of progress.

``standings`` is what every page reads; ``trajectory`` (its own module) is one target over time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from assignments.models import Unit
from q3plan.lib.words import gettext as _
from reports.dashboards.judging import (
    begins_series,
    governing_reading,
    held_of,
    pace_of,
    result_of,
    rule_of,
    rule_of_reading,
    rules_of,
    why_blank,
    yardstick_words,
)
from reports.dashboards.ledger import Answerable, Filing, Ledger, read_ledger
from reports.models import Observation
from targets.models import AnnualTarget, Reading, SeriesBreak, Target
from targets.progress import (
    Comparator,
    NoDataReason,
    Pace,
    PaceStatus,
    ReportingStatus,
    Rule,
    StatusCount,
    Vintage,
    YearResult,
    YearStatus,
    coverage_words,
    display_value,
    overall_tone,
    severity,
    tally,
)


@dataclass(frozen=True)
class Known:
    """One accepted value of the series; ``display`` carries its vintage: "36,0 (ước)".

    ``begins`` marks the first year behind a break: it is not compared with the years before it.
    """

    year: int
    value: Decimal
    vintage: Vintage
    is_illustrative: bool
    display: str
    begins: bool = False


@dataclass(frozen=True)
class ReadingVerdict:
    """How one reading of the target judges the same value."""

    reading: Reading
    result: YearResult
    pace: Pace


@dataclass(frozen=True)
class TargetStanding:
    """A target in one year. ``value`` is the best accepted one, None when there is none.

    ``display`` is the value as readers see it ("–" for none); ``last_known`` is the newest earlier
    value when the year has none; ``ytd`` is shown but never judged. ``reporting`` is None when no
    report was asked for the figure in this year's round. ``previous`` is last year's value as this
    year's is measured, restated where a break (``broken``) lies between them.
    """

    target: Target
    year: int
    rule: Rule
    governing: Reading
    value: Decimal | None
    vintage: Vintage | None
    is_illustrative: bool
    observation: Observation | None
    display: str
    last_known: Known | None
    ytd: Known | None
    yardstick_text: str
    annual_target: AnnualTarget | None
    previous_value: Decimal | None
    previous: Known | None
    broken: SeriesBreak | None
    series: tuple[Known, ...]
    result: YearResult
    pace: Pace
    others: tuple[ReadingVerdict, ...]
    leads: tuple[Unit, ...]
    provider: Unit | None
    filing: Filing | None
    no_data_reason: NoDataReason | None

    @property
    def display_with_unit(self) -> str:
        """ "36,0% (ước)", "41,5 giường/10.000 dân"."""
        if self.value is None:
            return self.display
        number, mark, rest = self.display.partition(" (")
        gap = "" if self.has_percent_unit else " "
        return f"{number}{gap}{self.target.unit_of_measure}{mark}{rest}"

    @property
    def has_percent_unit(self) -> bool:
        """Whether the unit is written right behind the number: "%", "%/năm"."""
        return self.target.unit_of_measure.startswith("%")

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a whole, 0–100; growth in % a year may be more."""
        return self.rule.is_percentage and self.target.unit_of_measure.strip() == "%"

    @property
    def reporting(self) -> ReportingStatus | None:
        return self.filing.status if self.filing else None

    @property
    def severity(self) -> tuple[int, int]:
        return severity(self.result, self.pace)

    @property
    def tone(self) -> str:
        """The colour of the more urgent of the two lamps."""
        return overall_tone(self.result, self.pace)

    @property
    def statuses(self) -> set[str]:
        """Names of the three lamps' statuses, for filters."""
        lamps = (self.result.status, self.pace.status, self.reporting)
        return {lamp.value for lamp in lamps if lamp is not None}

    @property
    def units(self) -> tuple[Unit, ...]:
        """Leads and provider, each once."""
        own = {unit.pk: unit for unit in (*self.leads, self.provider) if unit is not None}
        return tuple(own.values())

    @property
    def pair_group(self) -> int | None:
        return pair_group(self.target)


@dataclass(frozen=True)
class StandingCounts:
    """Counts by status, grey and zero included; a pair counts once (§5.6)."""

    results: tuple[StatusCount, ...]
    paces: tuple[StatusCount, ...]
    with_data: int
    total: int
    has_pairs: bool

    @property
    def words(self) -> str:
        return coverage_words(self.with_data, self.total)


def pair_group(target) -> int | None:
    return min(target.pk, target.pair_id) if target.pair_id else None


def standings(
    targets: Iterable[Target],
    *,
    year: int,
    at: datetime,
    ledger: Ledger | None = None,
    vintage: Vintage | None = None,
) -> list[TargetStanding]:
    """The standing of each target in ``year``, in plan order: eight queries,
    or none with ``ledger``.

    ``targets`` may be a queryset. Targets without a governing reading are left out. With
    ``vintage`` the year is judged by that kind of figure alone; other years keep their best.
    """
    ledger = ledger or read_ledger(targets, at=at)
    return [standing_of(ledger, target, year, vintage) for target in ledger.targets]


@dataclass(frozen=True)
class YearCell:
    """The result of one year alone: what a matrix and the counts need, without way and series."""

    target: Target
    year: int
    value: Decimal | None
    display: str
    result: YearResult
    pace: Pace = field(default_factory=Pace)

    @property
    def pair_group(self) -> int | None:
        return pair_group(self.target)


def year_cells(ledger: Ledger, year: int, vintage: Vintage | None = None) -> list[YearCell]:
    """The year's results of the ledger's targets, the same as those of ``standings``."""
    return [cell_of(ledger, target, year, vintage) for target in ledger.targets]


def cell_of(ledger: Ledger, target: Target, year: int, vintage: Vintage | None = None) -> YearCell:
    key, made = ("cell", get_language(), year, vintage), ledger.made(target)
    if key not in made:
        rule = rule_of(target, year)
        result = result_of(ledger, target, year, rule, vintage)
        display = display_value(result.value, rule, result=result)
        made[key] = YearCell(target, year, result.value, display, result)
    return made[key]


def by_severity(rows: Iterable[TargetStanding]) -> list[TargetStanding]:
    """Red first, then amber, green and grey; plan order within one urgency."""
    return sorted(rows, key=lambda row: (row.severity, row.target.order))


def status_counts(rows: Iterable[TargetStanding]) -> StandingCounts:
    rows = list(rows)
    groups = {}
    for row in rows:
        groups.setdefault(row.pair_group or -row.target.pk, []).append(row)
    return StandingCounts(
        results=tally(YearStatus, [(row.pair_group, row.result.status) for row in rows]),
        paces=tally(PaceStatus, [(row.pair_group, row.pace.status) for row in rows]),
        with_data=sum(all(row.value is not None for row in group) for group in groups.values()),
        total=len(groups),
        has_pairs=len(groups) < len(rows),
    )


def known(observation, rule, result=None) -> Known | None:
    if observation is None:
        return None
    vintage = Vintage(observation.vintage)
    return Known(
        year=observation.year,
        value=observation.value,
        vintage=vintage,
        is_illustrative=observation.is_illustrative,
        display=display_value(observation.value, rule, result=result, vintage=vintage),
    )


def standing_of(
    ledger: Ledger, target: Target, year: int, vintage: Vintage | None = None
) -> TargetStanding:
    """The standing of one target of the ledger; no query, and worked out once."""
    key, made = ("standing", get_language(), year, vintage), ledger.made(target)
    if key not in made:
        made[key] = _standing_of(ledger, target, year, vintage)
    return made[key]


def _standing_of(ledger, target, year, vintage):
    governing = governing_reading(target, year)
    rule = rule_of_reading(governing, target)
    held = held_of(ledger, target, year, vintage)

    def verdict(rule):
        return (
            result_of(ledger, target, year, rule, vintage),
            pace_of(ledger, target, year, rule, vintage),
        )

    result, way = verdict(rule)
    series = _series(ledger, target, year, rule, held, vintage, result)
    broken = begins_series(target, year)
    previous = _previous(rule, year, series, broken)
    who = ledger.answerable.get(target.pk, Answerable())
    return TargetStanding(
        target=target,
        year=year,
        rule=rule,
        governing=governing,
        value=held.value if held else None,
        vintage=Vintage(held.vintage) if held else None,
        is_illustrative=bool(held and held.is_illustrative),
        observation=held,
        display=display_value(result.value, rule, result=result),
        last_known=series[-1] if series and not held else None,
        ytd=known(ledger.ytd(target, year), rule),
        yardstick_text=yardstick_words(ledger, target, year, rule, governing),
        annual_target=ledger.annual(target).get(year),
        previous_value=previous.value if previous else None,
        previous=previous,
        broken=broken,
        series=series,
        result=result,
        pace=way,
        others=tuple(
            ReadingVerdict(reading, *verdict(rule_of_reading(reading, target)))
            for reading in target.readings_in(year)[1:]
        ),
        leads=who.leads,
        provider=who.provider,
        filing=ledger.filing(target, year),
        no_data_reason=None if held else why_blank(ledger, target, year, vintage),
    )


def _series(ledger, target, year, rule, held, vintage, result):
    """The best value of every year up to this one, which keeps the kind that was asked for.

    The value of ten months is shown but stands in no series.
    """
    key, made = ("series", get_language()), ledger.made(target)
    if key not in made:
        rows, rule_in = ledger.best_by_year(target), rules_of(target)
        made[key] = {
            other: _known_in_its_year(ledger, target, rule_in(other), row)
            for other, row in rows.items()
        }
    points = made[key]
    if vintage is None:
        return tuple(point for other, point in points.items() if other <= year)
    before = tuple(point for other, point in points.items() if other < year)
    shown = held if vintage != Vintage.YTD else None
    if not shown:
        return before
    begins = begins_series(target, year) is not None
    return (*before, replace(known(shown, rule, result), begins=begins))


def _previous(rule, year, series, broken):
    """Last year's value as this year's is measured: behind a break the restated one, or none."""
    if broken is None:
        return next((point for point in series if point.year == year - 1), None)
    value = broken.restated_value
    if value is None:
        return None
    text = _("%(value)s (tính lại)") % {"value": display_value(value, rule)}
    return Known(year - 1, value, Vintage.FINAL, False, text)


def _known_in_its_year(ledger, target, rule, row):
    """With the digits that its own year shows: a decided value is a yardstick beside the plan's."""
    point = _digits_of_its_year(ledger, target, rule, row)
    return replace(point, begins=True) if begins_series(target, row.year) else point


def _digits_of_its_year(ledger, target, rule, row):
    has_own_bar = row.year in ledger.annual(target) or rule.comparator == Comparator.BETTER
    result = cell_of(ledger, target, row.year).result if has_own_bar else None
    return known(row, rule, result)
