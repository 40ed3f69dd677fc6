"""What a reorganisation did, read from its journal: for those who look later."""

from collections import defaultdict
from dataclasses import dataclass

from assignments.models import (
    Assignment,
    Letterhead,
    Membership,
    Office,
    Reorganisation,
    Succession,
    Unit,
)
from reports.models import Report, ReportHandover
from targets.models import SeriesBreak


@dataclass(frozen=True)
class Done:
    """Rows that are there still; after undoing only the lines of the draft are left to tell."""

    successions: list[Succession]
    dissolved: list[Unit]
    units: list[Unit]
    assignments: list[Assignment]
    members: list[Membership]
    offices: list[Office]
    handovers: list[ReportHandover]
    excused: list[Report]
    papers: list[Letterhead]
    breaks: list[SeriesBreak]

    @property
    def is_empty(self) -> bool:
        return not (self.successions or self.dissolved)


def read_done(reorganisation: Reorganisation) -> Done:
    """A dozen queries."""
    made, changed = defaultdict(set), defaultdict(set)
    for label, pk, before in reorganisation.effects.values_list("model", "object_id", "before"):
        (made if before is None else changed)[label].add(pk)
    stands = reorganisation.state == Reorganisation.State.CARRIED_OUT

    def rows(model, *related):
        ids = made[model._meta.label_lower] if stands else ()
        found = model.objects.filter(pk__in=ids)
        return found.select_related(*related) if related else found

    reports = Report.objects.filter(pk__in=changed["reports.report"] if stands else ())
    ended = reorganisation.inheritances.filter(heir__isnull=True).values("predecessor")
    return Done(
        successions=list(
            rows(Succession, "predecessor", "successor").order_by("predecessor__order", "pk")
        ),
        dissolved=list(Unit.objects.filter(pk__in=ended)) if stands else [],
        units=list(rows(Unit).order_by("order", "pk")),
        assignments=list(
            rows(Assignment, "unit", "target", "task").order_by("unit__order", "unit_id", "pk")
        ),
        members=list(rows(Membership, "unit", "user").order_by("unit__order", "unit_id", "pk")),
        offices=list(rows(Office, "unit", "plan")),
        handovers=list(
            rows(ReportHandover, "report__round", "report__unit", "unit").order_by(
                "-report__round__year", "report__unit__order", "pk"
            )
        ),
        excused=list(
            reports.filter(excused_at__isnull=False).select_related("unit", "round").order_by("pk")
        ),
        papers=list(rows(Letterhead, "unit")),
        breaks=list(rows(SeriesBreak, "target")),
    )
