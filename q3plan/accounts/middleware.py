"""A request without a session: nothing typed is lost."""

from django.conf import settings
from django.contrib.auth import middleware
from django.shortcuts import redirect

from q3plan.accounts import carried, page_person
from q3plan.accounts.views import login_in_place, other_person, session_expired


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Login is required unless a view says otherwise.

    A page leads to the login and back; a fragment brings a notice and leaves the page as it is; a
    posted form brings the login with the typed words in it. The same for a page that was made for
    somebody other than the person who is signed in by now.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        asks_for_login = getattr(view_func, "login_required", True)
        if asks_for_login and request.user.is_authenticated and page_person.is_anothers(request):
            return other_person(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            return session_expired(request)
        if post := carried.from_request(request):
            return login_in_place(request, post)
        if request.method not in {"GET", "HEAD"}:
            return redirect(settings.LOGIN_URL)  # its address need not answer a GET
        return super().handle_no_permission(request, view_func)
