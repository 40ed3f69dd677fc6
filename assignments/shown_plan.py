"""Which plan a page is about: the one its address begins with, or the one issued last.

``/kh/<mã>/bang-dieu-hanh/`` is the page ``/bang-dieu-hanh/`` of that plan; every address that the
page prints begins in the same way. A person's powers are then those within the plan.
"""

import re

from django.http import Http404, HttpRequest
from django.urls import get_script_prefix, set_script_prefix
from django.utils.functional import SimpleLazyObject

from targets.models import Plan

PREFIX = re.compile(r"^/kh/([-a-zA-Z0-9_]{1,50})(?=/)")


def plan_address(slug: str, path: str) -> str:
    """The address of a page for the plan of this slug; ``path`` is as ``reverse`` gives it."""
    own = PREFIX.sub("", path, count=1)
    return f"/kh/{slug}{own}"


def shown_plan(request: HttpRequest) -> Plan | None:
    """The plan that the page is about; None where there is none at all.

    Where the address names none it is the newest that the person follows, or the newest of all.
    """
    if not hasattr(request, "shown_plan"):
        followed = request.all_powers.sees_plans
        plans = Plan.objects.filter(pk__in=followed) if followed else Plan.objects.all()
        request.shown_plan = plans.current()
    return request.shown_plan


def plan_or_404(request: HttpRequest) -> Plan:
    plan = shown_plan(request)
    if plan is None:
        raise Http404
    return plan


def show_plan(request: HttpRequest, plan: Plan) -> None:
    """Makes this a page of the plan that its thing belongs to, whatever plan the address means.

    Every address that is printed from here on begins with the plan where it has to.
    """
    if plan != shown_plan(request):
        _name_plan(request, plan)


def show_found_plan(request: HttpRequest, plan: Plan, *, is_newest: bool) -> None:
    """``show_plan`` for a page that found ``plan`` among those the person follows, and knows
    whether it is the newest of them: no query."""
    if is_newest:
        request.shown_plan = plan
    else:
        _name_plan(request, plan)


def _name_plan(request, plan):
    request.shown_plan, request.plan_is_named = plan, True
    set_script_prefix(f"{request.outer_prefix.rstrip('/')}/kh/{plan.slug}/")


class PlanAddressMiddleware:
    """Takes the plan off the front of an address and gives it back to every address printed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.outer_prefix = get_script_prefix()
        found = PREFIX.match(request.path_info)
        plan = Plan.objects.filter(slug=found[1]).first() if found else None
        if plan is not None:
            request.path_info = request.path_info[found.end() :]
            _name_plan(request, plan)
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(request.outer_prefix)


def powers_on_page(request: HttpRequest):
    """The person's powers within the plan of the page; who follows one plan has no others."""
    powers = request.all_powers
    if getattr(request, "plan_is_named", False) or len(powers.sees_plans) > 1:
        return powers.within(shown_plan(request).pk)
    return powers


def powers_over_plans(request: HttpRequest):
    """For pages that find their plan themselves: the powers over all plans, unless one is named."""
    return request.powers if getattr(request, "plan_is_named", False) else request.all_powers


def lazy_powers(request: HttpRequest):
    return SimpleLazyObject(lambda: powers_on_page(request))
