"""Where targets stand: accepted values joined with the rules of progress.

``standings`` is what every page reads; ``trajectory`` (its own module) is one target over time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from assignments.models import Unit
from reports.dashboards.ledger import Answerable, Filing, Ledger, read_ledger
from reports.models import Observation
from targets.models import AnnualTarget, Plan, Reading, Target
from targets.progress import (
    Mode,
    NoDataReason,
    Pace,
    PaceStatus,
    Point,
    ReportingStatus,
    Rule,
    StatusCount,
    Tolerances,
    Vintage,
    YearResult,
    YearStatus,
    coverage_words,
    display_value,
    effective_rule,
    overall_tone,
    pace,
    severity,
    tally,
    year_result,
)
from targets.progress.rule import annual_yardstick, plan_yardstick


@dataclass(frozen=True)
class Known:
    """One accepted value of the series; ``display`` carries its vintage: "36,0 (ước)"."""

    year: int
    value: Decimal
    vintage: Vintage
    is_illustrative: bool
    display: str


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
    report was asked for the figure in this year's round.
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


def governing_reading(target) -> Reading:
    """The reading that governs; StopIteration where a target has none (such are not judged)."""
    return next(reading for reading in target.readings.all() if reading.is_governing)


def rule_of_reading(reading: Reading, target: Target | None = None) -> Rule:
    target = target or reading.target
    return Rule(
        comparator=reading.comparator,
        mode=reading.mode,
        value=reading.value,
        upper=reading.upper,
        tolerance=reading.tolerance,
        start_year=reading.start_year,
        horizon_year=reading.horizon_year,
        is_point=reading.is_point,
        is_percentage=target.is_percentage,
        decimals=target.decimals,
    )


def rule_of(target: Target) -> Rule:
    """The rule of the governing reading."""
    return rule_of_reading(governing_reading(target), target)


def tolerances_of(plan: Plan) -> Tolerances:
    # A plan that was just made still holds its defaults as they are written.
    kept = (plan.watch_points, plan.near_points, plan.relative_tolerance)
    return Tolerances(*map(Decimal, kept))


def baseline_of(target: Target) -> Point | None:
    if target.baseline_year is None:
        return None
    return Point(target.baseline_year, target.baseline_value)


def pair_group(target) -> int | None:
    return min(target.pk, target.pair_id) if target.pair_id else None


def standings(
    targets: Iterable[Target], *, year: int, at: datetime, ledger: Ledger | None = None
) -> list[TargetStanding]:
    """The standing of each target in ``year``, in plan order: six queries, or none with ``ledger``.

    ``targets`` may be a queryset. Targets without a governing reading are left out.
    """
    ledger = ledger or read_ledger(targets, at=at)
    return [standing_of(ledger, target, year) for target in ledger.targets]


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


def judge(ledger, target, year, rule, observation) -> YearResult:
    """The year result of one observation (None for none) under one rule."""
    previous = ledger.best(target, year - 1)
    annual = ledger.annual(target).get(year)
    return year_result(
        rule,
        year=year,
        value=observation.value if observation else None,
        annual_target=annual.value if annual else None,
        previous_value=previous.value if previous else None,
        baseline=baseline_of(target),
        series=_rates(ledger, target, year),
        tolerances=tolerances_of(target.plan),
        vintage=observation.vintage if observation else None,
        no_data_reason=None if observation else ledger.why_blank(target, year),
    )


def judge_pace(ledger, target, year, rule) -> Pace:
    """The pace of the year's best value under one rule."""
    observation = ledger.best(target, year)
    return pace(
        rule,
        year=year,
        value=observation.value if observation else None,
        baseline=baseline_of(target),
        annual_targets={known: row.value for known, row in ledger.annual(target).items()},
        series=_rates(ledger, target, year),
    )


def _rates(ledger, target, year):
    return {row.year: row.value for row in ledger.series(target, year)}


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


def yardstick_words(ledger, target, year, rule, governing) -> str:
    """What the year is held against, or what is asked by the horizon where the year has none."""
    annual = ledger.annual(target).get(year)
    if annual:
        return annual_yardstick(rule, annual.value).words
    effective = effective_rule(rule, baseline_of(target))
    started = effective.start_year is None or year >= effective.start_year
    due = effective.horizon_year is not None and year >= effective.horizon_year
    bar = plan_yardstick(effective)
    if bar and started and (effective.mode == Mode.HOLD or due):
        return bar.words
    words = bar.words if bar else governing.wording
    if effective.mode == Mode.HOLD and not started:
        return _("%(words)s, từ năm %(year)s") % {"words": words, "year": effective.start_year}
    if effective.horizon_year is None:
        return words
    return _("%(words)s vào năm %(year)s") % {"words": words, "year": effective.horizon_year}


def standing_of(ledger: Ledger, target: Target, year: int) -> TargetStanding:
    """The standing of one target of the ledger; no query."""
    governing = governing_reading(target)
    rule = rule_of_reading(governing, target)
    best = ledger.best(target, year)
    result = judge(ledger, target, year, rule, best)
    series = tuple(known(row, rule) for row in ledger.series(target, year))
    previous = ledger.best(target, year - 1)
    who = ledger.answerable.get(target.pk, Answerable())
    return TargetStanding(
        target=target,
        year=year,
        rule=rule,
        governing=governing,
        value=best.value if best else None,
        vintage=Vintage(best.vintage) if best else None,
        is_illustrative=bool(best and best.is_illustrative),
        observation=best,
        display=display_value(result.value, rule, result=result),
        last_known=series[-1] if series and not best else None,
        ytd=known(ledger.ytd(target, year), rule),
        yardstick_text=yardstick_words(ledger, target, year, rule, governing),
        annual_target=ledger.annual(target).get(year),
        previous_value=previous.value if previous else None,
        series=series,
        result=result,
        pace=judge_pace(ledger, target, year, rule),
        others=tuple(
            ReadingVerdict(
                reading,
                judge(ledger, target, year, other, best),
                judge_pace(ledger, target, year, other),
            )
            for reading in target.readings.all()
            if not reading.is_governing
            for other in [rule_of_reading(reading, target)]
        ),
        leads=who.leads,
        provider=who.provider,
        filing=ledger.filing(target, year),
        no_data_reason=None if best else ledger.why_blank(target, year),
    )
