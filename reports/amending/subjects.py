"""What may be amended, by whom, in which ways."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assignments.models import Assignment, Unit
from assignments.permissions import Powers, visible_targets
from reports.amending.forms import other_readings
from reports.dashboards.task_standing import visible_tasks
from reports.models import Amendment
from targets.models import Clause, Plan, Target, Task

Kind = Amendment.Kind


@dataclass(frozen=True)
class Subject:
    """A target, task or clause; ``units`` are those of the person's that may propose about it."""

    thing: Target | Task | Clause
    name: str
    units: tuple[Unit, ...]
    kinds: tuple[Kind, ...]

    @property
    def plan(self) -> Plan:
        return self.thing.plan

    @property
    def key(self) -> str:
        return f"{self.name}-{self.thing.pk}"

    @property
    def about(self) -> dict:
        """The field of an amendment that names it."""
        return {type(self.thing).__name__.lower(): self.thing}

    @property
    def address(self) -> str:
        return address_of(self.thing)


def address_of(thing: Target | Task | Clause) -> str:
    """Where the thing stands: a target's page, or its place in the plan."""
    if isinstance(thing, Target):
        return reverse("target_detail", args=[thing.slug])
    clause = thing.clause if isinstance(thing, Task) else thing
    return f"{reverse('plan_detail')}#{clause.reference}"


def subject_of(powers: Powers, text: str) -> Subject:
    """What "chi-tieu-12", "nhiem-vu-3" or "dieu-khoan-40" names.

    404 for what the person may not see, 403 for those who have no part in it.
    """
    name, _dash, number = text.rpartition("-")
    find = _FINDERS.get(name)
    if find is None or not number.isdecimal() or not number.isascii() or len(number) > 9:
        raise Http404
    thing = find(powers, int(number))
    units = proposing_units(powers, thing)
    if not units:
        raise PermissionDenied
    return Subject(thing, name, units, kinds_for(thing))


def _target(powers, pk):
    return get_object_or_404(visible_targets(powers).select_related("plan", "sector"), pk=pk)


def _task(powers, pk):
    rows = visible_tasks(powers).select_related("plan", "sector", "clause")
    return get_object_or_404(rows, pk=pk)


def _clause(_powers, pk):
    """Everybody reads the plan."""
    rows = Clause.objects.exclude(kind__in=_NEVER_AMENDED).select_related("plan")
    return get_object_or_404(rows, pk=pk)


_NEVER_AMENDED = (Clause.Kind.PREAMBLE, Clause.Kind.CLOSING, Clause.Kind.RECIPIENTS)
_FINDERS = {"chi-tieu": _target, "nhiem-vu": _task, "dieu-khoan": _clause}


def proposing_units(powers: Powers, thing) -> tuple[Unit, ...]:
    """The person's units with a part in the thing; the coordinating unit has one in all of them.

    Any unit of the plan may ask to amend a clause: clauses bind units without naming them.
    """
    own = Unit.objects.filter(pk__in=powers.units)
    if isinstance(thing, Clause):
        of_plan = Q(target__plan=thing.plan) | Q(task__plan=thing.plan)
        assigned = Assignment.objects.active(powers.on).filter(of_plan)
    else:
        assigned = thing.assignments.active(powers.on)
    has_part = Q(pk__in=assigned.values("unit"))
    if thing.plan_id in powers.coordinates:
        has_part |= Q(pk__in=powers.office_units)
    return tuple(own.filter(has_part).in_natural_order())


def may_propose_clauses(powers: Powers, plan: Plan) -> bool:
    """Whether any of the person's units has a part in the plan; no query for those without unit."""
    if not powers.units or plan.pk in powers.coordinates:
        return plan.pk in powers.coordinates
    of_plan = Q(target__plan=plan) | Q(task__plan=plan)
    own = Assignment.objects.active(powers.on).filter(of_plan, unit__in=powers.units)
    return own.exists()


def kinds_for(thing) -> tuple[Kind, ...]:
    """A choice between readings is offered only where the plan has several."""
    if isinstance(thing, Clause):
        return (Kind.CLAUSE,)
    if isinstance(thing, Task):
        return (Kind.TASK, Kind.ASSIGNMENT)
    several = (Kind.READING,) if other_readings(thing) else ()
    return (Kind.TARGET, *several, Kind.ASSIGNMENT)
