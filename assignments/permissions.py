"""What a person may do on a day, worked out once from dated facts.

The account itself grants nothing but Django admin: a reporter's or head's power is a Membership, a
leader's a Portfolio, the coordinating unit's and second recipient's an Office of their unit.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from assignments.models import Assignment, Membership, Office, Portfolio, Unit
from targets.models import Sector, Target


@dataclass(frozen=True)
class Powers:
    """A person's powers ``on`` a day. Ids are primary keys; an anonymous person has none."""

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

    def is_head_of(self, unit_id: int) -> bool:
        return unit_id in self.head_of

    def may_write_for(self, unit_id: int) -> bool:
        return unit_id in self.units


def powers_of(user, *, on: date) -> Powers:
    """Powers of ``user`` on a day; at most three queries."""
    if not user.is_authenticated:
        return Powers(user_id=None, on=on)
    memberships = list(
        Membership.objects.active(on).filter(user=user).values_list("unit_id", "role")
    )
    offices = list(
        Office.objects.active(on)
        .filter(unit__in={unit for unit, _role in memberships})
        .values_list("plan_id", "kind", "unit_id")
    )
    portfolios = list(
        Portfolio.objects.active(on)
        .filter(user=user)
        .values_list("plan_id", "position", "sector_id")
    )
    role, kind, position = Membership.Role, Office.Kind, Portfolio.Position
    return Powers(
        user_id=user.pk,
        on=on,
        reporter_of=frozenset(unit for unit, held in memberships if held == role.REPORTER),
        head_of=frozenset(unit for unit, held in memberships if held == role.HEAD),
        coordinates=frozenset(plan for plan, held, _u in offices if held == kind.COORDINATING),
        second_recipient_of=frozenset(
            plan for plan, held, _u in offices if held == kind.SECOND_RECIPIENT
        ),
        sectors=frozenset(s for _p, held, s in portfolios if held == position.VICE_CHAIR),
        chairs=frozenset(plan for plan, held, _s in portfolios if held == position.CHAIR),
        is_administrator=user.is_staff and user.is_superuser,
        office_units=frozenset(unit for _p, _k, unit in offices),
    )


def visible_targets(powers: Powers):
    """Targets whose accepted figures the person may see.

    The two recipients and all leaders see their whole plan; a unit sees what it is assigned.
    """
    led = Sector.objects.filter(pk__in=powers.sectors)
    assigned = Assignment.objects.active(powers.on).filter(unit__in=powers.units)
    return Target.objects.filter(
        Q(plan__in=powers.receives | powers.chairs)
        | Q(plan__in=led.values("plan"))
        | Q(pk__in=assigned.filter(target__isnull=False).values("target"))
    )


def visible_sectors(powers: Powers):
    """A vice-chair's own sectors; every sector for the chair and the two recipients."""
    if powers.receives or powers.chairs:
        return Sector.objects.filter(plan__in=powers.receives | powers.chairs)
    return Sector.objects.filter(pk__in=powers.sectors)


def visible_units(powers: Powers):
    """One's own units; every reporting unit for recipients and chair; a vice-chair's by sector."""
    units = Unit.objects.reporting()
    if powers.receives or powers.chairs:
        return units
    in_sectors = Assignment.objects.active(powers.on).filter(
        Q(target__sector__in=powers.sectors) | Q(task__sector__in=powers.sectors)
    )
    return units.filter(Q(pk__in=powers.units) | Q(pk__in=in_sectors.values("unit")))
