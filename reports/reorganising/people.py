"""Members and offices of units that end, and where they go."""

from dataclasses import dataclass

from assignments.models import Heir, Membership, Office
from reports.reorganising.lines import Lines


@dataclass(frozen=True)
class MemberMove:
    """A person's place in a unit that ends; ``is_held`` when they have it with the heir already."""

    membership: Membership
    heir: Heir | None
    is_held: bool = False


@dataclass(frozen=True)
class OfficeMove:
    office: Office
    heir: Heir | None


def _from_then(rows, effective_on):
    return rows.exclude(valid_to__lt=effective_on)


def memberships_of(lines: Lines):
    rows = Membership.objects.filter(unit__in=lines.unit_ids)
    rows = _from_then(rows, lines.reorganisation.effective_on)
    return rows.select_related("unit", "user", "substitutes_for").order_by(
        "unit__order", "unit_id", "role", "user__full_name", "pk"
    )


def read_members(lines: Lines) -> tuple[MemberMove, ...]:
    """Three queries. Nobody has the same place twice: the row with the later end is the one."""
    reorganisation = lines.reorganisation
    heirs = {heir.pk: heir for heir in lines.heirs}
    chosen = {row.membership_id: row.heir_id for row in reorganisation.membership_choices.all()}
    going_on = {heir.unit_id: heir.pk for heir in lines.heirs if not heir.is_new}
    standing = _from_then(Membership.objects.filter(unit__in=going_on), reorganisation.effective_on)
    held = {
        (going_on[unit], user, role)
        for unit, user, role in standing.values_list("unit_id", "user_id", "role")
    }
    moves = []
    rows = list(memberships_of(lines))
    rows.sort(key=lambda row: row.valid_to is not None)
    for row in rows:
        main = lines.main_heir(row.unit_id)
        heir = heirs.get(chosen[row.pk]) if row.pk in chosen else main
        key = (heir and heir.pk, row.user_id, row.role)
        moves.append(MemberMove(row, heir, is_held=heir is not None and key in held))
        held.add(key)
    moves.sort(key=lambda move: (move.membership.unit.order, move.membership.unit_id))
    return tuple(moves)


def read_offices(lines: Lines) -> tuple[OfficeMove, ...]:
    """One query. The main heir of a unit that ends is the plan's office from then on."""
    rows = Office.objects.filter(unit__in=lines.unit_ids).select_related("unit", "plan")
    rows = _from_then(rows, lines.reorganisation.effective_on).order_by("plan", "kind", "pk")
    return tuple(OfficeMove(row, lines.main_heir(row.unit_id)) for row in rows)
