"""Rows that were read at once, joined in memory as the models and the ledger know them.

``rows`` is always what ``Together.read`` gives of the parts in ``parts``: lists by part, without
their related rows, in no order.
"""

from collections import defaultdict

from assignments.models import Assignment
from reports.dashboards.ledger import Answerable, filing_of
from targets.progress import Vintage


def targets_with_readings(plan, rows):
    """Those that can be judged, in the order of the plan, with sector and readings."""
    sectors = {sector.pk: sector for sector in rows["sectors"]}
    readings = defaultdict(list)
    for reading in sorted(rows["readings"], key=lambda r: (not r.is_governing, r.pk)):
        readings[reading.target_id].append(reading)
    for target in rows["targets"]:
        target.plan, target.sector = plan, sectors[target.sector_id]
        held = target.readings.all()
        held._result_cache, held._prefetch_done = readings[target.pk], True
        target._prefetched_objects_cache = {"readings": held}
    governed = (t for t in rows["targets"] if any(r.is_governing for r in readings[t.pk]))
    return tuple(sorted(governed, key=lambda target: (target.order, target.pk)))


def reports_by_id(plan, rows, units):
    rounds = {round.pk: round for round in rows["rounds"]}
    for round in rounds.values():
        round.plan = plan
    for report in rows["reports"]:
        report.round, report.unit = rounds[report.round_id], units[report.unit_id]
    return {report.pk: report for report in rows["reports"]}


def observations_by_year(rows):
    found = defaultdict(lambda: defaultdict(dict))
    for row in rows["observations"]:
        found[row.target_id][row.year][Vintage(row.vintage)] = row
    return found


def annual_targets_by_year(rows):
    decisions = {decision.pk: decision for decision in rows["decisions"]}
    found = defaultdict(dict)
    for row in rows["annual_targets"]:
        row.decision = decisions[row.decision_id]
        found[row.target_id][row.year] = row
    return found


def answerable_of(targets, by_unit):
    leads, providers = defaultdict(list), {}
    for row in by_unit:
        if row.role == Assignment.Role.LEAD:
            leads[row.target_id].append(row.unit)
        if row.provides:
            providers[row.target_id] = row.unit
    return {t.pk: Answerable(tuple(leads[t.pk]), providers.get(t.pk)) for t in targets}


def filings_of(rows, reports, at):
    found = defaultdict(dict)
    for entry in sorted(rows["entries"], key=lambda entry: entry.pk):
        report = reports[entry.report_id]
        filed = filing_of(report, extended=report.extended, at=at)
        found[entry.target_id][report.round.year] = filed
    return found
