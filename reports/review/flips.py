"""When a later vintage changes the verdict of a year, the report's history says so (rule 5.2)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from reports.dashboards.judging import (
    baseline_of,
    comparable,
    comparable_with,
    rule_of,
    tolerances_of,
)
from reports.models import Observation, ReportEvent, TargetEntry
from reports.review.checks import flip_words
from targets.models import AnnualTarget, Target
from targets.models.over_time import OVER_TIME
from targets.progress import Vintage, YearResult, best_vintage, flipped, year_result

RECENT = timedelta(days=30)
# Year → vintage → accepted value.
Values = Mapping[int, Mapping[Vintage, Decimal]]


def verdict_flips(
    judge: Callable[[Values, int], YearResult], before: Values, after: Values
) -> list[tuple[YearResult, YearResult]]:
    """(earlier, later) verdicts of the years whose best value changed and with it the verdict."""
    changed = (
        y for y in sorted(after) if best_vintage(before.get(y, {})) != best_vintage(after[y])
    )
    pairs = ((judge(before, year), judge(after, year)) for year in changed)
    return [pair for pair in pairs if flipped(*pair)]


@contextmanager
def announcing_flips(report, *, by, at):
    """Whatever accepts figures inside this block announces the verdicts that it flips."""
    with transaction.atomic():
        targets = list(
            Target.objects.filter(entries__report=report, entries__scope=TargetEntry.Scope.WHOLE)
            .select_related("plan")
            .prefetch_related("readings", *OVER_TIME)
        )
        targets = [t for t in targets if any(r.is_governing for r in t.readings.all())]
        before = _accepted(targets)
        yield
        after = _accepted(targets)
        annual = _annual(targets)
        for target in targets:
            judge = _judge_of(target, annual[target.pk])
            for pair in verdict_flips(judge, before[target.pk], after[target.pk]):
                report.record(
                    ReportEvent.Kind.VERDICT_FLIPPED,
                    at=at,
                    by=by,
                    subject=str(target)[:250],
                    text=flip_words(*pair),
                )


def _accepted(targets):
    found = defaultdict(lambda: defaultdict(dict))
    for row in Observation.objects.current().filter(target__in=targets):
        found[row.target_id][row.year][Vintage(row.vintage)] = row.value
    return found


def _annual(targets):
    found = defaultdict(dict)
    for row in AnnualTarget.objects.filter(target__in=targets, replaced_on__isnull=True):
        found[row.target_id][row.year] = row.value
    return found


def _judge_of(target, annual):
    tolerances = tolerances_of(target.plan)

    def judge(values, year):
        best = {y: held for y in values if (held := best_vintage(values[y]))}
        vintage, value = best.get(year, (None, None))
        return year_result(
            rule_of(target, year),
            year=year,
            value=value,
            vintage=vintage,
            annual_target=annual.get(year),
            previous_value=comparable_with(target, year, best.get(year - 1, (None, None))[1]),
            baseline=baseline_of(target, year),
            series=comparable(target, year, {y: v for y, (_k, v) in best.items() if y <= year}),
            tolerances=tolerances,
        )

    return judge


@dataclass(frozen=True)
class Announced:
    """A verdict that an accepted figure changed lately; ``text`` says from what to what."""

    target: Target
    text: str
    at: datetime


def recent_flips(targets, *, at) -> list[Announced]:
    """Flips of the last month among ``targets`` (a queryset), newest first; at most two queries."""
    events = list(
        ReportEvent.objects.filter(
            kind=ReportEvent.Kind.VERDICT_FLIPPED, at__gt=at - RECENT, at__lte=at
        ).order_by("-pk")
    )
    named = {str(target)[:250]: target for target in targets} if events else {}
    return [Announced(named[e.subject], e.text, e.at) for e in events if e.subject in named]
