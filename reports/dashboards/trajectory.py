"""One target over time: every vintage, annual targets, the way to the horizon, what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib.numbers import format_decimal
from reports.dashboards.judging import (
    baseline_of,
    governing_reading,
    judge,
    pace_of,
    rule_of,
    rule_of_reading,
    since_break,
)
from reports.dashboards.ledger import COUNTING, read_ledger
from reports.dashboards.series_history import Flip, Happening, annual_words, series_history
from reports.dashboards.standing import TargetStanding, standing_of
from reports.models import Observation
from targets.models import AnnualTarget, Decision, GoverningSpan, Reading, SeriesBreak, Target
from targets.progress import (
    ExpectedPoint,
    Pace,
    Point,
    Rule,
    Vintage,
    YearResult,
    display_value,
    expected_line,
    flipped,
)
from targets.progress.rule import Yardstick, plan_yardstick


@dataclass(frozen=True)
class VintageRow:
    """One accepted value; ``counts`` for the one that is judged, ``is_replaced`` for corrected."""

    observation: Observation
    vintage: Vintage
    display: str
    terms: str
    counts: bool
    is_replaced: bool


@dataclass(frozen=True)
class YearRow:
    """One year: ``expected`` is E(y) where a line exists, ``replaced`` earlier annual targets.

    ``replaced_texts`` has the figure and the decision of each of these. ``begins`` says what
    changed with the year: another reading, another footing.
    """

    year: int
    vintages: tuple[VintageRow, ...]
    annual: AnnualTarget | None
    annual_text: str
    replaced: tuple[AnnualTarget, ...]
    replaced_texts: tuple[tuple[str, str], ...]
    expected: ExpectedPoint | None
    expected_text: str
    result: YearResult
    pace: Pace
    begins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Era:
    """The years ``first``..``last`` that one reading judges; None leaves an end open.

    ``span`` is None where the target was never amended.
    """

    first: int | None
    last: int | None
    reading: Reading
    rule: Rule
    bar: Yardstick | None
    span: GoverningSpan | None

    @property
    def decision(self) -> Decision | None:
        return self.span.decision if self.span else None


@dataclass(frozen=True)
class Trajectory:
    """``expected`` is the line to the horizon (reference points unless decided), () for none."""

    standing: TargetStanding
    rows: tuple[YearRow, ...]
    expected: tuple[ExpectedPoint, ...]
    bar: Yardstick | None
    baseline: Point | None
    baseline_text: str
    flips: tuple[Flip, ...]
    history: tuple[Happening, ...]
    eras: tuple[Era, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def cuts(self) -> set[int]:
        """Years that begin under another reading, or on another footing, than those before."""
        begun = {era.first for era in self.eras if era.first is not None}
        return begun | {row.first_year for row in self.breaks}

    @property
    def is_drawable(self) -> bool:
        """Whether there is a value to draw; the plan's own line alone makes no chart."""
        return bool(self.standing.series) or self.baseline is not None

    @property
    def is_illustrative(self) -> bool:
        return any(row.observation.is_illustrative for year in self.rows for row in year.vintages)


def trajectory(target: Target, *, year: int, at: datetime) -> Trajectory:
    """The whole series of ``target``, judged year by year, as it stands in ``year``: 10 queries.

    Raises IndexError for a target without a governing reading.
    """
    ledger = read_ledger([target], at=at)
    target = ledger.targets[0]
    standing = standing_of(ledger, target, year)
    observations = list(
        Observation.objects.filter(target=target)
        .select_related("report__unit", "report__round")
        .order_by("year", "accepted_at", "pk")
    )
    annuals = list(target.annual_targets.select_related("decision").order_by("year", "pk"))
    eras = _eras(target)
    line = _expected(ledger, target, eras)
    flips = _flips(ledger, standing)
    baseline = _baseline(target)
    return Trajectory(
        standing=standing,
        rows=_rows(ledger, standing, observations, annuals, line, eras),
        expected=line,
        bar=plan_yardstick(standing.rule),
        baseline=baseline,
        baseline_text=display_value(baseline.value, standing.rule) if baseline else "",
        flips=flips,
        history=series_history(standing.rule, observations, annuals, flips, eras, target),
        eras=eras,
        breaks=tuple(sorted(target.breaks.all(), key=lambda row: row.first_year)),
    )


def _baseline(target):
    if target.baseline_year is None:
        return None
    return Point(target.baseline_year, target.baseline_value)


def _eras(target):
    """By spans; one that governs no year's last day judges nothing and is left out."""
    spans = sorted(target.governing_spans.all(), key=lambda span: span.valid_from)
    if not spans:
        reading = target.reading_in(date.max.year)
        return (_era(target, None, None, reading, None),)
    years = [span.valid_from.year for span in spans]
    ends = [year - 1 for year in years[1:]] + [None]
    readings = {row.pk: row for row in target.readings.all()}
    found = []
    for first, last, span in zip(years, ends, spans, strict=True):
        if last is None or first <= last or not found:
            reading = readings[span.reading_id]
            found.append(_era(target, first if found else None, last, reading, span))
    return tuple(found)


def _era(target, first, last, reading, span):
    rule = rule_of_reading(reading, target)
    return Era(first, last, reading, rule, plan_yardstick(rule), span)


def _expected(ledger, target, eras):
    """The line to the horizon, each year's part as the reading and the footing of the year have it.

    Years to come follow the reading that governs now.
    """
    lines, found = {}, {}
    last = max((era.rule.horizon_year or 0 for era in eras), default=0)
    known = [*ledger.annual(target), *([target.baseline_year] if target.baseline_year else [])]
    for year in range(min(known, default=last), max([last, *known]) + 1):
        reading, broken = governing_reading(target, year), target.break_in(year)
        key = (reading.pk, broken and broken.pk)
        if key not in lines:
            annual = since_break(target, year, ledger.annual(target))
            rule = rule_of_reading(reading, target)
            line = expected_line(rule, baseline_of(target, year), annual)
            lines[key] = {point.year: point for point in line}
        if year in lines[key]:
            found[year] = lines[key][year]
    return tuple(found.values())


def _begun(target, eras):
    """Year → short words for what begins with it."""
    found = {
        era.first: (_("điều chỉnh: “%(wording)s”") % {"wording": era.reading.wording},)
        for era in eras
        if era.first is not None
    }
    for row in target.breaks.all():
        words = _("đứt chuỗi: %(reason)s") % {"reason": row.reason.rstrip(".")}
        if row.restated_value is not None:
            value = format_decimal(row.restated_value)
            words = _("%(words)s; năm trước tính lại %(value)s") % {"words": words, "value": value}
        found[row.first_year] = (*found.get(row.first_year, ()), words)
    return found


def _rows(ledger, standing, observations, annuals, line, eras):
    target = standing.target
    by_year, expected = {}, {point.year: point for point in line}
    for row in observations:
        by_year.setdefault(row.year, []).append(row)
    begun = _begun(target, eras)
    years = {*by_year, *(row.year for row in annuals), standing.year}
    found = []
    for year in sorted(years):
        best = ledger.best(target, year)
        rule = rule_of(target, year)
        result = judge(ledger, target, year, rule, best)
        annual = ledger.annual(target).get(year)
        replaced = tuple(row for row in annuals if row.year == year and row.replaced_on)
        point = expected.get(year)
        found.append(
            YearRow(
                year=year,
                vintages=_vintages(by_year.get(year, ()), rule, best, result),
                annual=annual,
                annual_text=annual_words(rule, annual) if annual else "",
                replaced=replaced,
                replaced_texts=tuple(
                    (annual_words(rule, old), old.decision.number) for old in replaced
                ),
                expected=point,
                expected_text=_expected_text(point, rule),
                result=result,
                pace=pace_of(ledger, target, year, rule),
                begins=begun.get(year, ()),
            )
        )
    return tuple(found)


def _expected_text(point, rule):
    if point is None or point.is_decided:
        return ""
    return format_decimal(point.value, max(rule.decimals, 1))


def _vintages(observations, rule, best, result):
    rows = []
    for row in observations:
        counts = best is not None and row.pk == best.pk
        vintage, judged = Vintage(row.vintage), result if counts else None
        rows.append(
            VintageRow(
                observation=row,
                vintage=vintage,
                display=display_value(row.value, rule, result=judged, vintage=vintage),
                terms=_terms(row),
                counts=counts,
                is_replaced=row.replaced_at is not None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.vintage.rank, row.is_replaced)))


def _terms(row):
    if row.numerator is None or row.denominator is None:
        return ""
    return f"{format_decimal(row.numerator)} / {format_decimal(row.denominator)}"


def _flips(ledger, standing):
    found = []
    for year, held in sorted(ledger.observations.get(standing.target.pk, {}).items()):
        rows = sorted(
            (row for vintage, row in held.items() if vintage in COUNTING),
            key=lambda row: Vintage(row.vintage).rank,
        )
        rule = rule_of(standing.target, year)
        results = [judge(ledger, standing.target, year, rule, row) for row in rows]
        for i in range(1, len(rows)):
            if flipped(results[i - 1], results[i]):
                on = dates.as_day(rows[i].accepted_at)
                found.append(Flip(year, results[i - 1], results[i], on))
    return tuple(found)
