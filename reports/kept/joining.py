"""Rows that were read at once, joined in memory as the models and the ledger know them.

Rows come in no order and without their related rows.
"""

from collections import defaultdict

from assignments.models import Assignment
from reports.dashboards.ledger import Answerable
from targets.progress import Vintage


class Group(tuple):
    """Rows that were read together; as a key they are the same as themselves alone."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def targets_with_readings(plan, rows):
    """Those that can be judged, in the order of the plan, with sector and readings."""
    sectors = {sector.pk: sector for sector in rows["sectors"]}
    readings = defaultdict(list)
    for reading in sorted(rows["readings"], key=lambda r: (not r.is_governing, r.pk)):
        readings[reading.target_id].append(reading)
    spans = by_owner(rows["governing_spans"], "target_id")
    breaks = by_owner(rows["breaks"], "target_id")
    for target in rows["targets"]:
        target.plan, target.sector = plan, sectors[target.sector_id]
        hold(target, "readings", readings[target.pk])
        hold(target, "governing_spans", spans[target.pk])
        hold(target, "breaks", breaks[target.pk])
    governed = (t for t in rows["targets"] if any(r.is_governing for r in readings[t.pk]))
    return tuple(sorted(governed, key=lambda target: (target.order, target.pk)))


def tasks_with_versions(plan, rows):
    """In the order of the plan, with sector and versions."""
    sectors = {sector.pk: sector for sector in rows["sectors"]}
    versions = by_owner(rows["task_versions"], "task_id")
    for task in rows["tasks"]:
        task.plan, task.sector = plan, sectors[task.sector_id]
        hold(task, "versions", versions[task.pk])
    return tuple(sorted(rows["tasks"], key=lambda task: task.order))


def by_owner(rows, name):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def hold(owner, name, rows):
    """As if ``rows`` had been prefetched under ``name``."""
    held = getattr(owner, name).all()
    held._result_cache, held._prefetch_done = rows, True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held


def joined_assignments(rows, units):
    """In the order of their units."""
    by_unit = sorted(rows, key=lambda row: (units[row.unit_id].order, row.unit_id))
    for row in by_unit:
        row.unit = units[row.unit_id]
    return tuple(by_unit)


def joined_reports(rounds, units, extensions, handovers):
    """A function that gives reports their round, unit, owner and the day they were extended to."""
    extended = extended_days(extensions)
    taken_over = {row.report_id: row for row in handovers}

    def join(reports):
        for report in reports:
            report.round, report.unit = rounds[report.round_id], units[report.unit_id]
            report.extended = extended.get(report.pk)
            taken = taken_over.get(report.pk)
            taker = units[taken.unit_id] if taken else None
            report.owner_id = taker.pk if taker else report.unit_id
            report.owner_name = taker.short_name if taker else None
            report.owner_since = taken.from_on if taken else None
        return Group(reports)

    return join


def extended_days(extensions):
    """The latest day that each extended report has, by its id."""
    days = {}
    for row in extensions:
        days[row.report_id] = max(row.due_before, days.get(row.report_id, row.due_before))
    return days


def by_year_and_vintage(observations):
    """Of one target."""
    found = defaultdict(dict)
    for row in observations:
        found[row.year][Vintage(row.vintage)] = row
    return dict(found)


def with_decisions(decisions):
    """A function that gives annual targets of one target their decision, and puts them by year."""

    def join(rows):
        for row in rows:
            row.decision = decisions[row.decision_id]
        return {row.year: row for row in rows}

    return join


def by_target(rows, join):
    """``join`` of the rows of each target."""
    found = defaultdict(list)
    for row in rows:
        found[row.target_id].append(row)
    return {target: join(held) for target, held in found.items()}


def answerable_of(targets, by_unit):
    leads, providers = defaultdict(list), {}
    for row in by_unit:
        if row.role == Assignment.Role.LEAD:
            leads[row.target_id].append(row.unit)
        if row.provides:
            providers[row.target_id] = row.unit
    return {t.pk: Answerable(tuple(leads[t.pk]), providers.get(t.pk)) for t in targets}
