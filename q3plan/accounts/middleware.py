"""A request without a session: nothing typed is lost."""

from django.conf import settings
from django.contrib.auth import middleware
from django.shortcuts import redirect

from q3plan.accounts import carried
from q3plan.accounts.views import login_in_place, session_expired


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Login is required unless a view says otherwise.

    A page leads to the login and back; a fragment brings a notice and leaves the page as it is; a
    posted form brings the login with the typed words in it.
    """

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            return session_expired(request)
        if post := carried.from_request(request):
            return login_in_place(request, post)
        if request.method not in {"GET", "HEAD"}:
            return redirect(settings.LOGIN_URL)  # its address need not answer a GET
        return super().handle_no_permission(request, view_func)
