"""Whose people somebody arranges."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from assignments.models import Unit
from assignments.permissions import Powers
from q3plan.accounts.models import User


def check_may_manage(powers: Powers):
    if not (powers.is_administrator or powers.head_of):
        raise PermissionDenied


def managed_units(powers: Powers):
    """Units that exist and whose people the person arranges."""
    units = Unit.objects.existing(powers.on).reporting()
    return units if powers.is_administrator else units.filter(pk__in=powers.head_of)


def managed_people(powers: Powers):
    """Everybody for the administrator; for a head who is or was in a unit of theirs."""
    if powers.is_administrator:
        return User.objects.all()
    return User.objects.filter(
        Q(pk__in=User.objects.filter(memberships__unit__in=powers.head_of).values("pk"))
    )


def managed_person(request, pk) -> User:
    """403 for who arranges nobody, 404 for somebody of another unit."""
    check_may_manage(request.powers)
    return get_object_or_404(managed_people(request.powers), pk=pk)
