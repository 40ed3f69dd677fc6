"""Addresses in what is told: they are read later, elsewhere, and by somebody else."""

from django.conf import settings
from django.urls import reverse

from assignments.shown_plan import PREFIX, plan_address
from targets.models import Plan


def absolute(path: str) -> str:
    """The full address of a path of ours; never from what a request says its host is."""
    return settings.SITE_URL + path


def own_address(name: str, *args) -> str:
    """The full address of a page of the reader's own, which is about no plan."""
    return absolute(PREFIX.sub("", reverse(name, args=args)))


def path_in_plan(plan: Plan | None, path: str, *, several_plans: bool) -> str:
    """The path as a page of its plan, wherever it was written.

    Where there are several plans, an address without one means another plan to another person.
    """
    path = PREFIX.sub("", path)
    return plan_address(plan.slug, path) if several_plans and plan and path else path
