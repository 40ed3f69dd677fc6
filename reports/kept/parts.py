"""The rows of which a picture is made; whatever is read here must leave marks when it changes.

``WATCHED`` of the migration that makes the triggers names the same tables, and the columns whose
change counts where not every one does.
"""

from django.db.models import Q

from assignments.models import Assignment, Unit
from q3plan.lib.prepared import day, number
from reports.kept.together import Part, Together
from reports.models import (
    Extension,
    Observation,
    Report,
    ReportHandover,
    ReviewState,
    Round,
    TargetEntry,
    TaskUpdate,
)
from targets.models import (
    AnnualTarget,
    Decision,
    GoverningSpan,
    Reading,
    Sector,
    SeriesBreak,
    Target,
    Task,
    TaskVersion,
)

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
    """By name: everything of a plan on a day that its dashboards show.

    Entries and ratings are found by their targets and tasks, which is quicker; nothing keeps those
    of a report of another plan away, so whoever joins them looks.
    """
    plan, on = number(), day()
    assigned = Assignment.objects.active(on).filter(Q(target__plan=plan) | Q(task__plan=plan))
    reports = Report.objects.filter(round__plan=plan)
    rated = TaskUpdate.objects.filter(task__plan=plan, review_state=ReviewState.ACCEPTED)
    handed = ReportHandover.objects.naming_owners(on=on).filter(report__round__plan=plan)
    return {
        "sectors": _short(Sector.objects.filter(plan=plan)),
        "targets": _short(Target.objects.filter(plan=plan)),
        "readings": _short(Reading.objects.filter(target__plan=plan)),
        "governing_spans": _short(GoverningSpan.objects.filter(target__plan=plan)),
        "breaks": _short(SeriesBreak.objects.filter(target__plan=plan)),
        "decisions": _short(Decision.objects.filter(plan=plan)),
        "annual_targets": _short(
            AnnualTarget.objects.filter(target__plan=plan, replaced_on__isnull=True), by="target_id"
        ),
        "observations": _short(
            Observation.objects.current().filter(target__plan=plan), by="target_id"
        ),
        "tasks": _short(Task.objects.filter(plan=plan)),
        "task_versions": _short(TaskVersion.objects.filter(task__plan=plan)),
        "assignments": _short(assigned),
        # All there are: to find out which of them a plan needs would take longer.
        "units": _short(Unit.objects.all()),
        "rounds": _short(Round.objects.filter(plan=plan)),
        "reports": Part(reports, OF_REPORTS, by="round_id"),
        "extensions": Part(
            Extension.objects.filter(report__round__plan=plan), ("id", "report_id", "due_before")
        ),
        "handovers": Part(handed, ("id", "report_id", "unit_id", "from_on")),
        "entries": Part(
            TargetEntry.objects.filter(target__plan=plan, scope=TargetEntry.Scope.WHOLE),
            ("id", "report_id", "target_id", "scope"),
            by="target_id",
        ),
        "updates": Part(
            rated.exclude(Q(rating="") & Q(reviewer_rating="")),
            ("id", "report_id", "task_id", "rating", "reviewer_rating", "review_state"),
        ),
    }


def _short(rows, by=""):
    names = (field.attname for field in rows.model._meta.concrete_fields)
    return Part(rows, tuple(name for name in names if name not in TEXTS), by=by)


EVERYTHING = Together(_parts)
COUNTED = (
    *("sectors", "targets", "readings", "governing_spans", "breaks"),
    *("decisions", "annual_targets", "observations"),
)
FOR_TOTALS = Together(
    lambda: {
        name: part
        for name, part in _parts().items()
        if name in (*COUNTED, "rounds", "reports", "extensions")
    }
)
