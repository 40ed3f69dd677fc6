"""The frozen content of a submission: names, targets and values as they were at that moment."""

from django.utils import timezone

from targets.models import TaskYardstick
from targets.models.over_time import OF_TARGET

ITEM_TEXTS = ("overview", "difficulties", "proposals", "next_year")


def number(value):
    """A Decimal as plain text without trailing zeros; ``None`` stays ``None``."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def submission_payload(report, *, by, at):
    """Dict for canonical JSON. Numbers are strings, moments ISO 8601 in local time."""
    entries = report.entries.select_related("target").prefetch_related(
        "figures__shared_denominator__series", "target__readings__clause", *OF_TARGET
    )
    return {
        "plan": report.round.plan.number,
        "year": report.round.year,
        "unit": {"code": report.unit.code, "name": report.unit.name},
        "submitted_at": timezone.localtime(at).isoformat(),
        "submitted_by": by.full_name,
        "on_behalf": _on_behalf(report),
        "days_late": report.days_late,
        "targets": [_entry(entry, report.round.year) for entry in entries],
        "tasks": _tasks(report),
        "evidence": [_evidence(row) for row in _attached(report)],
        "assessment": {name: getattr(report.assessment, name) for name in ITEM_TEXTS},
    }


def _on_behalf(report):
    """Who signed the paper that another unit entered; ``None`` for an ordinary sending."""
    if report.behalf_by_id is None:
        return None
    return {
        "entered_by": report.behalf_by.full_name,
        "signer": report.behalf_signer,
        "reason": report.behalf_reason,
        "received_at": timezone.localtime(report.behalf_received_at).isoformat(),
    }


def _attached(report):
    return report.evidence.attached().select_related("entry__target", "update__task")


def _evidence(row):
    item = row.item
    return {
        "item": item.code if item else "",
        "kind": row.kind,
        "name": row.name,
        "size": row.size,
        "sha256": row.sha256,
    }


def _tasks(report):
    year = report.round.year
    updates = report.updates.select_related("task").prefetch_related("task__versions")
    given = TaskYardstick.objects.in_force(year).filter(task__updates__report=report)
    yardsticks = {row.task_id: row for row in given}
    return [_update(one, year) | _reached(one, yardsticks.get(one.task_id)) for one in updates]


def _reached(update, yardstick):
    """What a higher level gave for the task and what was reached; nothing where it gave nothing."""
    if yardstick is None:
        return {}
    verdict = yardstick.verdict(update.achieved)
    return {
        "yardstick": {
            "name": yardstick.name,
            "asked": yardstick.words,
            "unit_of_measure": yardstick.unit_of_measure,
            "direction": yardstick.direction,
            "value": number(yardstick.value),
            "decision": yardstick.decision.number,
            "decided_on": yardstick.decision.decided_on.isoformat(),
            "decided_by": yardstick.decision.decided_by,
            "achieved": number(update.achieved),
            "verdict": verdict.value if verdict else None,
        }
    }


def _entry(entry, year):
    """As the plan words the target in the report's year."""
    target = entry.target
    governing = target.reading_in(year)
    return {
        "code": target.code,
        "scope": entry.scope,
        "name": target.name,
        "unit_of_measure": target.unit_of_measure,
        "decimals": target.decimals,
        "readings": [
            {
                "clause": reading.clause.reference,
                "quote": reading.quote,
                "governs": reading == governing,
            }
            for reading in target.readings_in(year)
        ],
        "figures": [
            {
                "year": figure.year,
                "vintage": figure.vintage,
                "value": number(figure.value),
                "numerator": number(figure.numerator),
                "denominator": number(figure.denominator),
                "denominator_source": _shared(figure.shared_denominator),
            }
            for figure in entry.figures.all()
        ],
        "proposal": number(entry.proposal),
        "source": entry.source,
        "explanation": entry.explanation,
    }


def _shared(row):
    """Where a denominator of the shared table came from; ``None`` for one the unit typed."""
    if row is None:
        return None
    return {"series": row.series.name, "source": row.source, "as_of": row.as_of.isoformat()}


def _update(update, year):
    return {
        "code": update.task.code,
        "title": update.task.terms_in(year).title,
        "rating": update.rating,
        "rating_label": str(update.get_rating_display()) if update.rating else "",
        "result": update.result,
        "difficulties": update.difficulties,
        "proposals": update.proposals,
    }
