"""The rules in force and the past of some targets, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from reports.checks.facts import Facts
from reports.dashboards.judging import baseline_of, comparable, rule_of
from reports.models import CheckRule, Evidence, Observation, TargetEntry
from targets.models import AnnualTarget, Target
from targets.progress import Vintage

COUNTING = (Vintage.FINAL, Vintage.PRELIMINARY, Vintage.ESTIMATE)


@dataclass(frozen=True)
class Rulebook:
    """Active rules by target id; ``of_texts`` by plan id."""

    of_targets: Mapping[int, list[CheckRule]]
    of_texts: Mapping[int, CheckRule]


def read_rules(targets: Iterable[int], plans: Iterable[int]) -> Rulebook:
    """One query."""
    wanted = Q(target__in=list(targets)) | Q(target=None, plan__in=list(plans))
    of_targets, of_texts = defaultdict(list), {}
    for rule in CheckRule.objects.filter(wanted, is_active=True):
        if rule.target_id:
            of_targets[rule.target_id].append(rule)
        elif rule.kind == CheckRule.Kind.SAME_TEXT:
            of_texts[rule.plan_id] = rule
    return Rulebook(of_targets, of_texts)


def read_past(targets: Iterable[int]):
    """Accepted rows by target, year and vintage, and annual targets by target and year."""
    targets = list(targets)
    observations = defaultdict(lambda: defaultdict(dict))
    for row in Observation.objects.current().filter(target__in=targets):
        observations[row.target_id][row.year][Vintage(row.vintage)] = row
    annual = defaultdict(dict)
    rows = AnnualTarget.objects.filter(target__in=targets, replaced_on__isnull=True)
    for row in rows.select_related("decision"):
        annual[row.target_id][row.year] = row
    return observations, annual


def entries_with_evidence(entries: Iterable[TargetEntry]) -> set[int]:
    """Ids of entries that a supporting file is attached to: one query."""
    rows = Evidence.objects.attached().filter(entry__in=list(entries))
    return set(rows.filter(kind=Evidence.Kind.SUPPORT).values_list("entry_id", flat=True))


@dataclass(frozen=True)
class Known:
    """What the checks compare a report's own rows with, read once for a whole page.

    ``observations`` by target, year and vintage; ``annual`` by target and year; ``with_files``
    holds the ids of entries with a supporting file.
    """

    rulebook: Rulebook
    observations: Mapping
    annual: Mapping
    with_files: set[int]

    def text_rule(self, report):
        """The plan's rule about texts that stay the same, or None."""
        return self.rulebook.of_texts.get(report.round.plan_id)


def read_known(report, entries: Iterable[TargetEntry], files=None) -> Known:
    """Four queries; one for a page without targets.

    ``files``: what is attached to the report, where a page has read it already.
    """
    entries = list(entries)
    targets = [entry.target_id for entry in entries]
    rulebook = read_rules(targets, [report.round.plan_id])
    if not targets:
        return Known(rulebook, {}, {}, set())
    if files is None:
        return Known(rulebook, *read_past(targets), entries_with_evidence(entries))
    with_files = {
        row.entry_id
        for row in files
        if row.kind == Evidence.Kind.SUPPORT and row.scan != Evidence.Scan.INFECTED
    }
    return Known(rulebook, *read_past(targets), with_files)


def is_asked_about(target: Target) -> bool:
    """Only a target with a governing reading can be judged."""
    return any(reading.is_governing for reading in target.readings.all())


def facts_about(target: Target, *, year: int, observations, annual, **given) -> Facts:
    """Facts of a target with its readings; ``observations`` and ``annual`` are of this target."""
    best = {known: _best(rows) for known, rows in observations.items()}
    best = {known: row for known, row in best.items() if row is not None}
    broken = target.break_in(year)
    same = {k: row for k, row in best.items() if broken is None or k >= broken.first_year}
    return Facts(
        code=target.code,
        year=year,
        rule=rule_of(target, year),
        is_growth=target.formula == Target.Formula.GROWTH,
        numerator_label=target.numerator_label,
        denominator_label=target.denominator_label,
        ceiling=target.ceiling if target.is_share else None,
        accepted=comparable(target, year, {known: row.value for known, row in best.items()}),
        terms={known: (row.numerator, row.denominator) for known, row in same.items()},
        annual={known: row.value for known, row in annual.items()},
        baseline=baseline_of(target, year),
        ratio_of=target.ratio_of if target.is_ratio else None,
        **given,
    )


def _best(rows):
    return next((rows[vintage] for vintage in COUNTING if vintage in rows), None)
