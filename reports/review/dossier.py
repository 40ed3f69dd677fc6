"""Everything that judging some sent reports needs, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from reports.checks.book import Rulebook, read_rules
from reports.dashboards.judging import (
    baseline_of,
    comparable,
    comparable_with,
    rule_of,
    tolerances_of,
)
from reports.dashboards.ledger import Ledger, read_ledger
from reports.models import Report, Submission
from reports.review.sent import Sent, read_payload
from targets.models import DenominatorValue, Target
from targets.progress import Vintage, YearResult, year_result

NO_RULES = Rulebook({}, {})


@dataclass(frozen=True)
class Dossier:
    """One report with what was sent, oldest first; ``targets`` by code, of those still judged."""

    report: Report
    submissions: tuple[Submission, ...]
    contents: tuple[Sent, ...]
    last_year: Sent | None
    ledger: Ledger
    targets: Mapping[str, Target]
    rulebook: Rulebook = NO_RULES
    denominators: Mapping[tuple, DenominatorValue] = field(default_factory=dict)

    @property
    def sent(self) -> Sent | None:
        """The last submission's content; None while nothing was sent."""
        return self.contents[-1] if self.contents else None

    @property
    def year(self) -> int:
        return self.report.round.year

    def judge(self, sent_target, year: int, vintage: Vintage, value: Decimal) -> YearResult | None:
        """The lamp that a sent value would give; None for a target that is no longer judged.

        The value of the year before is the one sent with it, else the accepted one.
        """
        target = self.targets.get(sent_target.code)
        if target is None:
            return None
        final = sent_target.figure(year - 1, Vintage.FINAL).value
        before = self.ledger.best(target, year - 1)
        annual = self.ledger.annual(target).get(year)
        series = {row.year: row.value for row in self.ledger.series(target, year)}
        return year_result(
            rule_of(target, year),
            year=year,
            value=value,
            annual_target=annual.value if annual else None,
            previous_value=comparable_with(
                target, year, final if final is not None else before and before.value
            ),
            baseline=baseline_of(target, year),
            series=comparable(target, year, series) | {year: value},
            tolerances=tolerances_of(target.plan),
            vintage=vintage,
        )

    def earlier(self, sent_target, year: int):
        """The accepted observation of ``year`` that came before the final figure, or None."""
        target = self.targets.get(sent_target.code)
        held = self.ledger.observations.get(target.pk, {}).get(year, {}) if target else {}
        return held.get(Vintage.PRELIMINARY) or held.get(Vintage.ESTIMATE)


def read_dossiers(reports: Iterable[Report], *, at: datetime) -> list[Dossier]:
    """Dossiers of reports (with round, plan and unit), in the same order: eleven queries."""
    reports = list(reports)
    submissions = defaultdict(list)
    for row in Submission.objects.filter(report__in=reports).order_by("sequence"):
        submissions[row.report_id].append(row)
    contents = {
        pk: tuple(read_payload(row.payload) for row in rows) for pk, rows in submissions.items()
    }
    codes = {code for sent in contents.values() for code in sent[-1].targets}
    plans = {report.round.plan_id for report in reports}
    ledger = read_ledger(Target.objects.filter(plan__in=plans, code__in=codes), at=at)
    last_year = _last_year(reports)
    rulebook = read_rules([target.pk for target in ledger.targets], plans)
    denominators = _shared_table(ledger.targets)
    return [
        Dossier(
            report=report,
            submissions=tuple(submissions[report.pk]),
            contents=contents.get(report.pk, ()),
            last_year=last_year.get((report.round.plan_id, report.round.year, report.unit_id)),
            ledger=ledger,
            targets=_judged(ledger, report, contents.get(report.pk, ())),
            rulebook=rulebook,
            denominators=denominators,
        )
        for report in reports
    ]


def _judged(ledger, report, contents):
    """Targets by code; a ward's part of a target is held against nothing."""
    parts = (
        {code for code, sent in contents[-1].targets.items() if sent.is_of_ward} if contents else ()
    )
    return {
        target.code: target
        for target in ledger.targets
        if target.plan_id == report.round.plan_id and target.code not in parts
    }


def _shared_table(targets):
    """Current values of the series that these targets stand on."""
    series = {target.denominator_series_id for target in targets} - {None}
    rows = DenominatorValue.objects.current().filter(series__in=series)
    return {(row.series_id, row.year, row.vintage): row for row in rows}


def _last_year(reports):
    """What the same units sent last in the round before, by (plan, year of now, unit)."""
    wanted = Q(pk__in=[])
    for year in {report.round.year for report in reports}:
        units = {report.unit_id for report in reports if report.round.year == year}
        wanted |= Q(report__round__year=year - 1, report__unit__in=units)
    rows = Submission.objects.filter(wanted, plan__in={r.round.plan_id for r in reports})
    latest = {
        (row.plan_id, row.report.round.year + 1, row.report.unit_id): row
        for row in rows.select_related("report__round").order_by("sequence")
    }
    return {key: read_payload(row.payload) for key, row in latest.items()}
