"""Puts the person's powers of the day on the request."""

from django.utils.functional import SimpleLazyObject

from assignments.permissions import powers_of
from assignments.shown_plan import lazy_powers
from q3plan.lib import clock


class PowersMiddleware:
    """``request.powers`` within the plan of the page, ``request.all_powers`` over all plans."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.all_powers = SimpleLazyObject(lambda: powers_of(request.user, on=clock.today()))
        request.powers = lazy_powers(request)
        return self.get_response(request)
