"""One target over time: every vintage, annual targets, the way to the horizon, what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib.numbers import figure_text, format_decimal
from reports.dashboards.judging import baseline_of, judge, pace_of
from reports.dashboards.ledger import COUNTING, read_ledger
from reports.dashboards.standing import TargetStanding, standing_of
from reports.models import Observation
from targets.models import AnnualTarget, Target
from targets.progress import (
    ExpectedPoint,
    Pace,
    Point,
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

    ``replaced_texts`` has the figure and the decision of each of these.
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


@dataclass(frozen=True)
class Flip:
    """A later vintage that changed the verdict of its year."""

    year: int
    before: YearResult
    after: YearResult
    on: date


@dataclass(frozen=True)
class Happening:
    """One line of the history of a series, newest first on screen."""

    on: date
    title: str
    text: str
    is_illustrative: bool = False


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

    @property
    def is_drawable(self) -> bool:
        """Whether there is a value to draw; the plan's own line alone makes no chart."""
        return bool(self.standing.series) or self.baseline is not None

    @property
    def is_illustrative(self) -> bool:
        return any(row.observation.is_illustrative for year in self.rows for row in year.vintages)


def trajectory(target: Target, *, year: int, at: datetime) -> Trajectory:
    """The whole series of ``target``, judged year by year, as it stands in ``year``: 8 queries.

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
    in_force = {row.year: row.value for row in annuals if row.replaced_on is None}
    line = expected_line(standing.rule, baseline_of(target), in_force)
    flips = _flips(ledger, standing)
    baseline = baseline_of(target)
    return Trajectory(
        standing=standing,
        rows=_rows(ledger, standing, observations, annuals, line),
        expected=line,
        bar=plan_yardstick(standing.rule),
        baseline=baseline,
        baseline_text=display_value(baseline.value, standing.rule) if baseline else "",
        flips=flips,
        history=_history(standing.rule, observations, annuals, flips),
    )


def _rows(ledger, standing, observations, annuals, line):
    target, rule = standing.target, standing.rule
    by_year, expected = {}, {point.year: point for point in line}
    for row in observations:
        by_year.setdefault(row.year, []).append(row)
    years = {*by_year, *(row.year for row in annuals), standing.year}
    found = []
    for year in sorted(years):
        best = ledger.best(target, year)
        result = judge(ledger, target, year, rule, best)
        annual = ledger.annual(target).get(year)
        replaced = tuple(row for row in annuals if row.year == year and row.replaced_on)
        point = expected.get(year)
        found.append(
            YearRow(
                year=year,
                vintages=_vintages(by_year.get(year, ()), rule, best, result),
                annual=annual,
                annual_text=_annual_text(rule, annual) if annual else "",
                replaced=replaced,
                replaced_texts=tuple(
                    (_annual_text(rule, old), old.decision.number) for old in replaced
                ),
                expected=point,
                expected_text=_expected_text(point, rule),
                result=result,
                pace=pace_of(ledger, target, year, rule),
            )
        )
    return tuple(found)


def _annual_text(rule, annual):
    return figure_text(annual.value, rule.decimals, is_computed=False)


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
        results = [judge(ledger, standing.target, year, standing.rule, row) for row in rows]
        for i in range(1, len(rows)):
            if flipped(results[i - 1], results[i]):
                on = dates.as_day(rows[i].accepted_at)
                found.append(Flip(year, results[i - 1], results[i], on))
    return tuple(found)


def _history(rule, observations, annuals, flips):
    found = [
        *_decided(rule, annuals),
        *_corrected(rule, observations),
        *_added(rule, observations),
        *_flipped(flips),
    ]
    return tuple(sorted(found, key=lambda row: row.on, reverse=True))


def _decided(rule, annuals):
    for row in annuals:
        decision = row.decision
        words = {"value": _annual_text(rule, row), "year": row.year}
        yield Happening(
            decision.decided_on,
            _("Giao chỉ tiêu năm %(year)s: %(value)s") % words,
            f"{decision.number}, {decision.decided_by}",
            decision.is_illustrative,
        )
        if row.replaced_on:
            title = _("Chỉ tiêu giao năm %(year)s (%(value)s) được thay") % words
            yield Happening(row.replaced_on, title, "", decision.is_illustrative)


def _corrected(rule, observations):
    """A value that was replaced, with the one of the same year and vintage that followed it."""
    for i, old in enumerate(observations):
        if old.replaced_at is None:
            continue
        same = [r for r in observations[i + 1 :] if (r.year, r.vintage) == (old.year, old.vintage)]
        words = {
            "vintage": Vintage(old.vintage).label,
            "year": old.year,
            "old": display_value(old.value, rule),
            "new": display_value(same[0].value if same else None, rule),
        }
        text = _("từ %(old)s thành %(new)s") % words
        if same and same[0].reason:
            text = _("%(text)s; đính chính, lý do: %(reason)s") % {
                "text": text,
                "reason": same[0].reason,
            }
        yield Happening(
            dates.as_day(old.replaced_at),
            _("Sửa số %(vintage)s năm %(year)s") % words,
            text,
            old.is_illustrative,
        )


def _added(rule, observations):
    """A preliminary value that came beside the estimate after the year was over."""
    for row in observations:
        if row.vintage != Vintage.PRELIMINARY or not row.reason:
            continue
        words = {"value": display_value(row.value, rule), "year": row.year, "reason": row.reason}
        yield Happening(
            dates.as_day(row.accepted_at),
            _("Thêm số sơ bộ năm %(year)s: %(value)s") % words,
            _("đính chính sau khi năm kết thúc, lý do: %(reason)s") % words,
            row.is_illustrative,
        )


def _flipped(flips):
    for flip in flips:
        words = {
            "year": flip.year,
            "before": flip.before.label,
            "after": flip.after.label,
            "old": flip.before.vintage.label,
            "new": flip.after.vintage.label,
        }
        yield Happening(
            flip.on,
            _("Kết quả năm %(year)s thay đổi: %(before)s → %(after)s") % words,
            _("khi có số %(new)s thay cho số %(old)s") % words,
        )
