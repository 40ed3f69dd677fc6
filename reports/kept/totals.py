"""Totals of a plan's years, written by the transaction that changes what they count.

A view of all plans then reads a row or two of each plan, however many figures stand behind them.
Whoever writes figures calls ``refresh_totals``: steps of a review, the opening of a round, the
admin's forms of targets, readings, annual targets, plans and rounds. What is written otherwise
(``load_plan`` again, SQL by hand) is counted by ``manage.py recount_totals``.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from q3plan.lib import dates
from reports.dashboards.ledger import Ledger
from reports.dashboards.standing import status_counts, year_cells
from reports.kept.joining import (
    by_target,
    by_year_and_vintage,
    extended_days,
    targets_with_readings,
    with_decisions,
)
from reports.kept.parts import FOR_TOTALS
from reports.models import PlanYearTotal, Report
from targets.models import Plan
from targets.progress import YearStatus

COUNTS = (
    *(status.lower() for status in YearStatus.values),
    *("targets", "with_data", "expected", "excused", "sent", "sent_late", "accepted"),
)


def count_totals(plan: Plan, *, at: datetime, since: int = 0) -> dict[int, dict[str, int]]:
    """{year: {name: count}} of every round from the year ``since`` on, counted anew: one query."""
    rows = FOR_TOTALS.read(plan.pk, on=dates.as_day(at))
    decisions = {decision.pk: decision for decision in rows["decisions"]}
    ledger = Ledger(
        at=at,
        targets=targets_with_readings(plan, rows),
        observations=by_target(rows["observations"], by_year_and_vintage),
        annual_targets=by_target(rows["annual_targets"], with_decisions(decisions)),
        answerable={},
        filings={},
    )
    extended = extended_days(rows["extensions"])
    reports = defaultdict(list)
    for report in rows["reports"]:
        report.extended = extended.get(report.pk)
        reports[report.round_id].append(report)
    return {
        round.year: _count_targets(ledger, round.year) | _count_reports(round, reports[round.pk])
        for round in rows["rounds"]
        if round.year >= since
    }


def _count_targets(ledger, year):
    counts = status_counts(year_cells(ledger, year))
    by_status = {row.status.lower(): row.count for row in counts.results}
    return {**by_status, "targets": counts.total, "with_data": counts.with_data}


def _count_reports(round, reports):
    expected = [report for report in reports if report.is_counted]
    sent = [report for report in expected if report.first_submitted_at is not None]
    return {
        "expected": len(expected),
        "excused": len(reports) - len(expected),
        "sent": len(sent),
        "sent_late": sum(_came_late(round, report) for report in sent),
        "accepted": sum(report.state == Report.State.ACCEPTED for report in expected),
    }


def _came_late(round, report):
    """The first sending decides, or one after a return; never what is still to come."""
    due_before = max(round.due_before, report.extended or round.due_before)
    first_late = dates.days_late(report.first_submitted_at, due_before)
    return bool(first_late or report.resent_days_late)


@transaction.atomic
def refresh_totals(plan_id: int, *, since: int, at: datetime):
    """Count again the years from ``since`` on, which are those that a figure of it can change.

    Call last in the transaction of the change. Writers of one plan wait for each other here, and
    hold nothing that another could still ask for: each has locked its report before.
    """
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    held = {row.year: row for row in PlanYearTotal.objects.filter(plan=plan, year__gte=since)}
    for year, counts in sorted(count_totals(plan, at=at, since=since).items()):
        row = held.pop(year, None) or PlanYearTotal(plan=plan, year=year)
        if row.pk is None or differences(row, counts):
            for name, count in counts.items():
                setattr(row, name, count)
            row.refreshed_at = at
            row.save()
    PlanYearTotal.objects.filter(pk__in=[row.pk for row in held.values()]).delete()


def differences(row: PlanYearTotal, counts: dict[str, int]) -> dict[str, tuple[int, int]]:
    """{name: (kept, counted)} of what a kept row has otherwise."""
    pairs = {name: (getattr(row, name), counts[name]) for name in COUNTS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
