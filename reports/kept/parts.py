"""The rows of which a picture is made; whatever is read here must leave marks when it changes.

``WATCHED`` of the migration that makes the triggers names the same tables, and the columns whose
change counts where not every one does.
"""

from django.db.models import DateField, Q

from assignments.models import Assignment, Unit
from q3plan.lib.prepared import day, number
from reports.dashboards.ledger import extended_to
from reports.kept.together import Part, Together
from reports.models import Observation, Report, ReviewState, Round, TargetEntry, TaskUpdate
from targets.models import AnnualTarget, Decision, Reading, Sector, Target, Task

# Long texts that no dashboard shows.
TEXTS = {
    *("definition", "definition_source", "note", "text", "quote", "source", "reason"),
    *("cooperation_text", "monitored", "accepted_by_id"),
}
OF_REPORTS = (
    *("id", "round_id", "unit_id", "reviewing_office", "state", "behalf_by_id"),
    *("first_submitted_at", "days_late", "submitted_at", "returned_at", "resubmit_by"),
    *("resent_days_late", "accepted_at", "reopened_until", "excused_at"),
    "unit_dissolved",
)


def _parts() -> dict[str, Part]:
    """By name: everything of a plan on a day that its dashboards show."""
    plan, on = number(), day()
    assigned = Assignment.objects.active(on).filter(Q(target__plan=plan) | Q(task__plan=plan))
    reports = Report.objects.filter(round__plan=plan)
    rated = TaskUpdate.objects.filter(
        report__in=reports, task__plan=plan, review_state=ReviewState.ACCEPTED
    )
    units = Unit.objects.filter(
        Q(pk__in=assigned.values("unit")) | Q(pk__in=reports.values("unit"))
    )
    return {
        "sectors": _short(Sector.objects.filter(plan=plan)),
        "targets": _short(Target.objects.filter(plan=plan)),
        "readings": _short(Reading.objects.filter(target__plan=plan)),
        "decisions": _short(Decision.objects.filter(plan=plan)),
        "annual_targets": _short(
            AnnualTarget.objects.filter(target__plan=plan, replaced_on__isnull=True)
        ),
        "observations": _short(Observation.objects.current().filter(target__plan=plan)),
        "tasks": _short(Task.objects.filter(plan=plan)),
        "assignments": _short(assigned),
        "units": _short(units),
        "rounds": _short(Round.objects.filter(plan=plan)),
        "reports": Part(
            reports.annotate(extended=extended_to("pk")), OF_REPORTS, {"extended": DateField()}
        ),
        "entries": Part(
            TargetEntry.objects.filter(
                report__in=reports, target__plan=plan, scope=TargetEntry.Scope.WHOLE
            ),
            ("id", "report_id", "target_id", "scope"),
        ),
        "updates": Part(
            rated.exclude(Q(rating="") & Q(reviewer_rating="")),
            ("id", "report_id", "task_id", "rating", "reviewer_rating", "review_state"),
        ),
    }


def _short(rows):
    names = (field.attname for field in rows.model._meta.concrete_fields)
    return Part(rows, tuple(name for name in names if name not in TEXTS))


EVERYTHING = Together(_parts)
COUNTED = ("sectors", "targets", "readings", "decisions", "annual_targets", "observations")
FOR_TOTALS = Together(
    lambda: {
        name: part for name, part in _parts().items() if name in (*COUNTED, "rounds", "reports")
    }
)
