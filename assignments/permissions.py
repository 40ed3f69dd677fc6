"""What a person may do on a day, worked out once from dated facts.

The account itself grants nothing but Django admin: a reporter's or head's power is a Membership, a
leader's a Portfolio, the coordinating unit's and second recipient's an Office of their unit.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import BigIntegerField, CharField, IntegerField, Q, Value
from django.db.models.functions import Coalesce

from assignments.models import Assignment, Lineage, Membership, Office, Portfolio, Unit
from q3plan.lib.prepared import Prepared, day, number
from targets.models import Sector, Target

INHERITED = "INHERITED"


@dataclass(frozen=True)
class Powers:
    """A person's powers ``on`` a day. Ids are primary keys; an anonymous person has none.

    ``led_in_part`` are the plans of a vice-chair's ``sectors``; ``first_unit`` is the id and short
    name of the first of one's units in the plan's order; ``inherited`` are the units that one's
    own come from: what those sent is one's to read; ``led`` pairs each sector with its plan.
    """

    user_id: int | None
    on: date
    reporter_of: frozenset[int] = frozenset()
    head_of: frozenset[int] = frozenset()
    coordinates: frozenset[int] = frozenset()
    second_recipient_of: frozenset[int] = frozenset()
    sectors: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()
    is_administrator: bool = False
    office_units: frozenset[int] = frozenset()
    led_in_part: frozenset[int] = frozenset()
    first_unit: tuple[int | None, str] = (None, "")
    inherited: frozenset[int] = frozenset()
    led: frozenset[tuple[int, int]] = frozenset()

    @property
    def units(self) -> frozenset[int]:
        return self.reporter_of | self.head_of

    @property
    def receives(self) -> frozenset[int]:
        """Plans whose sent reports this person's unit receives (III.15 names two recipients)."""
        return self.coordinates | self.second_recipient_of

    @property
    def leads(self) -> bool:
        """Chair or vice-chair."""
        return bool(self.chairs or self.sectors)

    @property
    def sees_plans(self) -> frozenset[int]:
        """Plans whose accepted figures the person sees whole."""
        return self.receives | self.chairs | self.led_in_part

    def within(self, plan_id: int) -> "Powers":
        """The same person's powers in one plan alone; their units are the same everywhere."""
        of_plan = frozenset([plan_id])
        return replace(
            self,
            coordinates=self.coordinates & of_plan,
            second_recipient_of=self.second_recipient_of & of_plan,
            chairs=self.chairs & of_plan,
            led_in_part=self.led_in_part & of_plan,
            sectors=frozenset(sector for plan, sector in self.led if plan == plan_id),
        )

    def is_head_of(self, unit_id: int) -> bool:
        return unit_id in self.head_of

    def may_write_for(self, unit_id: int) -> bool:
        return unit_id in self.units


def powers_of(user, *, on: date) -> Powers:
    """Powers of ``user`` on a day; one query."""
    if not user.is_authenticated:
        return Powers(user_id=None, on=on)
    held = defaultdict(set)
    units = {}
    for kind, first, second, order, name in _FACTS.rows(user.pk, on=on):
        held[kind].add((first, second))
        if order is not None:
            units[first] = (order, first, name)
    role, kind, position = Membership.Role, Office.Kind, Portfolio.Position
    offices = {*held[kind.COORDINATING], *held[kind.SECOND_RECIPIENT]}
    return Powers(
        user_id=user.pk,
        on=on,
        reporter_of=frozenset(unit for unit, _none in held[role.REPORTER]),
        head_of=frozenset(unit for unit, _none in held[role.HEAD]),
        coordinates=frozenset(plan for plan, _unit in held[kind.COORDINATING]),
        second_recipient_of=frozenset(plan for plan, _unit in held[kind.SECOND_RECIPIENT]),
        sectors=frozenset(sector for _plan, sector in held[position.VICE_CHAIR]),
        led_in_part=frozenset(plan for plan, _sector in held[position.VICE_CHAIR]),
        chairs=frozenset(plan for plan, _none in held[position.CHAIR]),
        is_administrator=user.is_staff and user.is_superuser,
        office_units=frozenset(unit for _plan, unit in offices),
        first_unit=min(units.values(), default=(0, None, ""))[1:],
        inherited=frozenset(unit for unit, _none in held[INHERITED]),
        led=frozenset(held[position.VICE_CHAIR]),
    )


def _facts():
    """(role, kind or position, id, second id, order, name) of every dated fact in force.

    A unit comes with its order and short name, a vice-chair's sector with the plan that it is of.
    """
    user, on = number(), day()
    nothing = {"order": Value(None, IntegerField()), "named": Value("", CharField())}
    memberships = Membership.objects.active(on).filter(user=user)
    offices = Office.objects.active(on).filter(unit__in=memberships.values("unit"))
    portfolios = Portfolio.objects.active(on).filter(user=user)
    inherited = Lineage.objects.filter(unit__in=memberships.values("unit"), since__lte=on)
    return (
        memberships.annotate(second=Value(None, BigIntegerField()))
        .values_list("role", "unit_id", "second", "unit__order", "unit__short_name")
        .union(
            offices.annotate(**nothing).values_list("kind", "plan_id", "unit_id", "order", "named"),
            portfolios.annotate(**nothing, led=Coalesce("sector__plan_id", "plan_id")).values_list(
                "position", "led", "sector_id", "order", "named"
            ),
            inherited.annotate(
                kind=Value(INHERITED, CharField()),
                second=Value(None, BigIntegerField()),
                **nothing,
            ).values_list("kind", "ancestor_id", "second", "order", "named"),
            all=True,
        )
    )


_FACTS = Prepared(_facts)


def visible_targets(powers: Powers):
    """Targets whose accepted figures the person may see.

    The two recipients and all leaders see their whole plan; a unit sees what it is assigned.
    """
    assigned = Assignment.objects.active(powers.on).filter(unit__in=powers.units)
    return Target.objects.filter(
        Q(plan__in=powers.sees_plans)
        | Q(pk__in=assigned.filter(target__isnull=False).values("target"))
    )


def visible_sectors(powers: Powers):
    """A vice-chair's own sectors; every sector for the chair and the two recipients."""
    if powers.receives or powers.chairs:
        return Sector.objects.filter(plan__in=powers.receives | powers.chairs)
    return Sector.objects.filter(pk__in=powers.sectors)


def visible_units(powers: Powers):
    """Every reporting unit for recipients and chair, a vice-chair's by sector; for all others
    their own units and those that these come from.
    """
    units = Unit.objects.reporting()
    if powers.receives or powers.chairs:
        return units
    in_sectors = Assignment.objects.active(powers.on).filter(
        Q(target__sector__in=powers.sectors) | Q(task__sector__in=powers.sectors)
    )
    own = powers.units | powers.inherited
    return units.filter(Q(pk__in=own) | Q(pk__in=in_sectors.values("unit")))
