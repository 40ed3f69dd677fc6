"""A plan of the database as the dict of a plan file."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from assignments.models import Assignment, PlanLetterhead, Unit
from targets.models import Plan

PLAN = (
    *("slug", "number", "title", "issuer", "place", "issued_on", "signer_title", "signer_name"),
    *("proposed_by", "horizon_year", "vision_year", "deadline_month", "deadline_day"),
    *("watch_points", "near_points", "relative_tolerance"),
)
LETTERHEAD = (
    *("superior", "agency", "symbol", "place", "authority", "signer_title", "signer_name"),
    *("recipients", "archive"),
)
CLAUSE = ("reference", "kind", "order", "text", "corrected_text", "correction_note")
CITED = ("number", "title", "issued_on", "issuer", "remark")
SECTOR = ("slug", "name", "order")
UNIT = ("code", "kind", "name", "short_name", "order", "staff_may_submit", "valid_from", "valid_to")
SERIES = ("code", "name", "unit_of_measure", "definition", "order")
TARGET = (
    *("code", "name", "order", "unit_of_measure", "is_percentage", "decimals", "formula"),
    *("multiplier", "numerator_label", "denominator_label", "terms_required", "is_share"),
    *("floor", "ceiling", "baseline_year", "baseline_value"),
    *("definition", "definition_source", "note"),
)
READING = (
    *("quote", "wording", "comparator", "mode", "value", "upper", "tolerance", "is_point"),
    *("start_year", "horizon_year", "is_governing", "note"),
)
TASK = (
    *("code", "title", "quote", "order", "kind", "start_year", "end_year", "period_text"),
    *("cooperation_text", "monitored", "is_sensitive"),
)
ASSIGNMENT = ("role", "provides", "valid_from", "valid_to", "note")


def describe(plan: Plan) -> dict:
    """The plan as it holds today, in the order in which it is read.

    Numbers are text without trailing zeros, dates ISO 8601. Readings that an amendment replaced,
    and what was reported, are not part of it.
    """
    rows = Assignment.objects.filter(Q(target__plan=plan) | Q(task__plan=plan))
    assignments = list(
        rows.select_related("unit", "target", "task").order_by(
            "unit__order", "unit__code", "target__order", "task__order", "valid_from", "pk"
        )
    )
    offices = list(plan.offices.select_related("unit").order_by("kind", "valid_from"))
    named = {row.unit_id for row in (*assignments, *offices)}
    units = Unit.objects.filter(pk__in=named).select_related("letterhead").in_natural_order()
    carried_out = plan.carries_out.slug if plan.carries_out_id else None
    head = PlanLetterhead.objects.filter(plan=plan).first()
    return {
        "plan": {**_plain(plan, PLAN), "carries_out": carried_out},
        "letterhead": _plain(head, LETTERHEAD) if head else None,
        "clauses": [_clause(row) for row in plan.clauses.select_related("parent")],
        "cited_documents": [
            _cited(row)
            for row in plan.cited_documents.prefetch_related("clauses").order_by("number", "title")
        ],
        "sectors": [_plain(row, SECTOR) for row in plan.sectors.all()],
        "units": [_unit(row) for row in units],
        "offices": [
            {"unit": row.unit.code, **_plain(row, ("kind", "valid_from", "valid_to"))}
            for row in offices
        ],
        "denominator_series": [_plain(row, SERIES) for row in plan.denominator_series.all()],
        "targets": [_target(row) for row in _targets(plan)],
        "tasks": [_task(row) for row in plan.tasks.select_related("sector", "clause")],
        "assignments": [_assignment(row) for row in assignments],
    }


def _targets(plan):
    rows = plan.targets.select_related("sector", "pair", "denominator_series")
    return rows.prefetch_related("readings__clause")


def _plain(row: models.Model, names) -> dict:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value):
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else value


def _clause(row):
    return {**_plain(row, CLAUSE), "parent": row.parent.reference if row.parent_id else None}


def _cited(row):
    references = [clause.reference for clause in row.clauses.all()]
    citations = [{"clause": reference, "quote": ""} for reference in references]
    return {**_plain(row, CITED), "citations": citations}


def _unit(row):
    head = getattr(row, "letterhead", None)
    return {**_plain(row, UNIT), "letterhead": _plain(head, LETTERHEAD) if head else None}


def _target(row):
    series = row.denominator_series.code if row.denominator_series_id else None
    readings = [
        {"clause": reading.clause.reference, **_plain(reading, READING)}
        for reading in row.readings.all()
        if reading.replaced_on is None
    ]
    return {
        **_plain(row, TARGET),
        "sector": row.sector.slug,
        "pair": row.pair.code if row.pair_id else None,
        "denominator_series": series,
        "readings": sorted(readings, key=lambda r: (not r["is_governing"], r["clause"])),
    }


def _task(row):
    return {
        **_plain(row, TASK),
        "sector": row.sector.slug,
        "clause": row.clause.reference,
        "periods": [],
    }


def _assignment(row):
    return {
        "unit": row.unit.code,
        "target": row.target.code if row.target_id else None,
        "task": row.task.code if row.task_id else None,
        **_plain(row, ASSIGNMENT),
    }
