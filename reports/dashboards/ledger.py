"""Every row that the standing of some targets needs, read in a fixed number of queries.

Values come from the accepted series alone; drafts are never read here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from assignments.models import Assignment, Unit
from q3plan.lib import dates
from reports.models import Extension, Observation, Report, TargetEntry
from targets.models import AnnualTarget, GoverningSpan, Reading, Target
from targets.progress import NoDataReason, ReportingStatus, Vintage, no_data_reason
from targets.progress import reporting_status as status_of_report

BEST_FIRST = (Vintage.FINAL, Vintage.PRELIMINARY, Vintage.ESTIMATE)
COUNTING = set(BEST_FIRST)


@dataclass(frozen=True)
class Answerable:
    """The lead units of a target on a day, and the one that brings its figure, if known."""

    leads: tuple[Unit, ...] = ()
    provider: Unit | None = None


@dataclass(frozen=True)
class Filing:
    """The report that brings a target's figure in one year's round, and how it stands."""

    report: Report
    status: ReportingStatus
    due_before: date


class Made(dict):
    """Things by key. It stands for the rows they are made of: as a key it is the same as itself."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


@dataclass(frozen=True)
class Ledger:
    """Rows by target id, then by year. ``observations`` holds every current vintage.

    ``worked_out`` keeps by target what was computed from its rows, which do not change.
    """

    at: datetime
    targets: tuple[Target, ...]
    observations: Mapping[int, Mapping[int, Mapping[Vintage, Observation]]]
    annual_targets: Mapping[int, Mapping[int, AnnualTarget]]
    answerable: Mapping[int, Answerable]
    filings: Mapping[int, Mapping[int, Filing]]
    worked_out: dict[int, Made] = field(default_factory=dict, compare=False, repr=False)

    def made(self, target) -> Made:
        """What was worked out of the rows of this target alone, each thing under its own key."""
        return self.worked_out.setdefault(target.pk, Made())

    def best(self, target, year) -> Observation | None:
        """The observation that counts: FINAL, PRELIMINARY, then ESTIMATE; never YTD (§5.2)."""
        return self.best_by_year(target).get(year)

    def best_by_year(self, target) -> Mapping[int, Observation]:
        """The observation that counts of every year that has one, in the order of the years."""
        made = self.made(target)
        if "best" not in made:
            rows = sorted(self.observations.get(target.pk, {}).items())
            made["best"] = {
                year: held[best]
                for year, held in rows
                if (best := next((v for v in BEST_FIRST if v in held), None))
            }
        return made["best"]

    def of_vintage(self, target, year, vintage) -> Observation | None:
        return self.observations.get(target.pk, {}).get(year, {}).get(vintage)

    def ytd(self, target, year) -> Observation | None:
        return self.of_vintage(target, year, Vintage.YTD)

    def series(self, target, year) -> tuple[Observation, ...]:
        """The best observation of every year up to ``year``."""
        rows = self.best_by_year(target)
        return tuple(row for known, row in rows.items() if known <= year)

    def annual(self, target) -> Mapping[int, AnnualTarget]:
        return self.annual_targets.get(target.pk, {})

    def filing(self, target, year) -> Filing | None:
        return self.filings.get(target.pk, {}).get(year)

    def why_blank(self, target, year) -> NoDataReason:
        """Why the year has no accepted value, told from the report that should bring it."""
        filing = self.filing(target, year)
        if filing:
            return no_data_reason(filing.status)
        deadline = date(year, target.plan.deadline_month, target.plan.deadline_day)
        has_provider = self.answerable.get(target.pk, Answerable()).provider is not None
        if has_provider and dates.is_on_time(self.at, deadline):
            return NoDataReason.NOT_DUE
        return NoDataReason.NO_SOURCE


def extended_to(report_ref):
    """Subquery of the latest extended due date (exclusive) of a report; NULL without one."""
    rows = Extension.objects.filter(report=OuterRef(report_ref)).order_by("-due_before")
    return Subquery(rows.values("due_before")[:1])


def report_status(report, *, at, extended=None) -> ReportingStatus:
    """The reporting lamp of a report with its round; ``extended`` is an exclusive due date.

    What happens inside the unit does not show: a returned report stays returned, and a reopened
    one sent, until it is sent again.
    """
    return status_of_report(
        at=at,
        due_before=report.round.due_before,
        extension_until=extended - dates.ONE_DAY if extended else None,
        is_sent=report.first_submitted_at is not None,
        is_returned=report.returned_at is not None,
        is_accepted=report.state == Report.State.ACCEPTED,
        is_excused=report.is_excused,
        has_ended=report.unit_dissolved,
    )


def read_ledger(targets: QuerySet | Iterable[Target], *, at: datetime) -> Ledger:
    """The ledger of ``targets`` as known at the aware moment ``at``: eight queries.

    A target without a governing reading cannot be judged and is left out.
    """
    if isinstance(targets, QuerySet):
        targets = targets.select_related("sector", "plan").order_by("plan_id", "order")
    targets = list(targets)
    readings = Prefetch("readings", Reading.objects.select_related("clause"))
    spans = Prefetch("governing_spans", GoverningSpan.objects.select_related("decision"))
    prefetch_related_objects(targets, readings, spans, "breaks")
    targets = [t for t in targets if any(r.is_governing for r in t.readings.all())]
    ids = [target.pk for target in targets]
    return Ledger(
        at=at,
        targets=tuple(targets),
        observations=_observations(ids),
        annual_targets=_annual_targets(ids),
        answerable=_answerable(ids, dates.as_day(at)),
        filings=_filings(ids, at),
    )


def _observations(ids):
    found = defaultdict(lambda: defaultdict(dict))
    for row in Observation.objects.current().filter(target__in=ids):
        found[row.target_id][row.year][Vintage(row.vintage)] = row
    return found


def _annual_targets(ids):
    found = defaultdict(dict)
    rows = AnnualTarget.objects.filter(target__in=ids, replaced_on__isnull=True)
    for row in rows.select_related("decision"):
        found[row.target_id][row.year] = row
    return found


def _answerable(ids, on):
    rows = Assignment.objects.active(on).filter(target__in=ids).select_related("unit")
    leads, providers = defaultdict(list), {}
    for row in rows.order_by("unit__order", "unit_id"):
        if row.role == Assignment.Role.LEAD:
            leads[row.target_id].append(row.unit)
        if row.provides:
            providers[row.target_id] = row.unit
    return {pk: Answerable(tuple(leads[pk]), providers.get(pk)) for pk in ids}


def _filings(ids, at):
    found = defaultdict(dict)
    whole = TargetEntry.objects.filter(target__in=ids, scope=TargetEntry.Scope.WHOLE)
    entries = whole.select_related("report__round", "report__unit")
    for entry in entries.annotate(extended=extended_to("report")).order_by("pk"):
        filed = filing_of(entry.report, extended=entry.extended, at=at)
        found[entry.target_id][entry.report.round.year] = filed
    return found


def filing_of(report, *, extended: date | None, at: datetime) -> Filing:
    """How a report with its round stands; ``extended`` is an exclusive due date."""
    status = report_status(report, at=at, extended=extended)
    return Filing(report, status, max(report.round.due_before, extended or date.min))
