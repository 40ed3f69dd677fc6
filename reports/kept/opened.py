"""Which plan a page of dashboards shows, its rounds, and the mark of its newest change."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
)

from assignments.permissions import Powers
from q3plan.lib.prepared import Among, day, keys_text, text
from reports.kept.together import Part, Together
from reports.models import PlanChange, Round
from targets.models import Plan


@dataclass(frozen=True)
class Opened:
    """``rounds`` newest first; ``stamp`` names the state that the plan's rows are in.

    ``is_newest``: no plan that the person sees whole was issued after it, with a round or without.
    """

    plan: Plan
    is_newest: bool
    rounds: tuple[Round, ...]
    stamp: tuple

    def round_named(self, year: str) -> Round:
        """The round of a year as it is typed in an address, the newest for any other text."""
        return next((row for row in self.rounds if str(row.year) == year), self.rounds[0])


def opened_plan(powers: Powers, *, on: date) -> Opened | None:
    """The plan issued last of those that the person sees whole.

    None where there is none with an opened round. One query, taken before all others of a page: a
    stamp that is older than the rows it stands for does no harm.
    """
    if not powers.sees_plans:
        return None
    found = _NEWEST.read(keys_text(powers.sees_plans), on=on)
    if not found["plan"]:
        return None
    [plan] = found["plan"]
    for row in found["rounds"]:
        row.plan = plan
    newest_first = sorted(found["rounds"], key=lambda row: -row.year)
    stamp = (plan.newest_change, plan.changed_at, plan.changes)
    return Opened(plan, plan.newest_seen == plan.pk, tuple(newest_first), stamp)


def _parts():
    opened = Round.objects.opened(day())
    seen = Plan.objects.filter(Among("pk", text()))
    plans = seen.filter(Exists(opened.filter(plan=OuterRef("pk"))))
    chosen = Subquery(plans.in_order().values("pk")[:1])
    marks = _stamp(PlanChange.objects.filter(plan=OuterRef("pk")))
    newest = Subquery(seen.in_order().values("pk")[:1])
    return {
        "plan": Part(
            Plan.objects.filter(pk=chosen).annotate(newest_seen=newest, **marks),
            _all_fields(Plan),
            {
                "newest_seen": IntegerField(),
                "newest_change": IntegerField(),
                "changed_at": DateTimeField(),
                "changes": IntegerField(),
            },
        ),
        "rounds": Part(opened.filter(plan=chosen), _all_fields(Round)),
    }


_NEWEST = Together(_parts)


def _all_fields(model):
    return tuple(field.attname for field in model._meta.concrete_fields)


def _stamp(changes: QuerySet) -> dict[str, Subquery]:
    """The newest mark and how many there are; see ``PlanChange`` for why both."""
    newest = changes.order_by("-pk")
    count = changes.order_by().values("plan").annotate(n=Count("pk"))
    return {
        "newest_change": Subquery(newest.values("pk")[:1]),
        "changed_at": Subquery(newest.values("at")[:1]),
        "changes": Subquery(count.values("n")),
    }
