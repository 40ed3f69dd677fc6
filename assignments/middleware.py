"""Puts the person's powers of the day on the request."""

from django.utils.functional import SimpleLazyObject

from assignments.permissions import powers_of
from q3plan.lib import clock


class PowersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.powers = SimpleLazyObject(lambda: powers_of(request.user, on=clock.today()))
        return self.get_response(request)
