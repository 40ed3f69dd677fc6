"""Login with what was typed before it, and the answers to a request that lost its session."""

from http import HTTPStatus

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from q3plan.accounts import carried, demo, page_person
from q3plan.accounts.forms import LoginForm


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class LoginView(allauth_views.LoginView):
    """allauth's login; a form that was posted without a session comes back after it."""

    form_class = LoginForm

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and request.user.is_authenticated and (post := self.carried()):
            if not page_person.is_other(post.page_user, request.user):
                # A repeated login post (reload, second tab) must not swallow what it carries.
                return replay(request, post)
            sign_in_anew(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        post = self.carried()
        if post and self.request.user.is_authenticated:
            return replay(self.request, post)
        return response

    def carried(self):
        return carried.from_signed(self.request.POST.get("carried", ""))

    def get_context_data(self, **kwargs):
        post = self.carried()
        return {
            **super().get_context_data(**kwargs),
            "carried": post.signed() if post else "",
            "demo": demo.logins(),
        }


login = LoginView.as_view()


def sign_in_anew(request):
    """Lets a login run although somebody is signed in: a wrong password leaves their session."""
    request.user = AnonymousUser()


def login_in_place(request, post: carried.CarriedPost | None, *, other_person=None):
    """The login page as the answer to a posted form; the form's words stand in a hidden field.

    ``other_person`` is who is signed in when that is not the person of the form's page.
    """
    signed = post.signed() if post else ""
    context = {
        "form": LoginForm(request=request),
        "carried": signed,
        "carried_pairs": post.pairs if post and not signed else [],
        "session_expired": other_person is None,
        "other_person": other_person,
        "demo": demo.logins(),
    }
    return render(request, "account/login.html", context, status=HTTPStatus.UNAUTHORIZED)


def session_expired(request):
    """A notice for a page whose htmx request came without a session; the page itself stays."""
    get_token(request)  # the person signs in from that page, whose cookie may have gone too
    response = render(request, "account/session_expired.html", status=HTTPStatus.UNAUTHORIZED)
    return _to_notice(response)


def other_person(request):
    """Refuses what comes from a page of somebody else; its words stay where they can be saved."""
    if request.htmx:
        response = render(request, "account/other_person.html", status=HTTPStatus.UNAUTHORIZED)
        response.headers["X-Session"] = "other"
        return _to_notice(response)
    return _login_as_another(request, carried.from_request(request))


def _login_as_another(request, post):
    signed_in = request.user
    sign_in_anew(request)
    return login_in_place(request, post, other_person=signed_in)


def replay(request, post: carried.CarriedPost):
    """Shows that the words are still here; the person's own click posts them again."""
    if page_person.is_other(post.page_user, request.user):
        return _login_as_another(request, post)
    return render(request, "account/replay.html", {"post": post})


def csrf_failure(request, reason=""):
    """A stale token (login in another tab, long pause) loses nothing; a foreign page gets 403."""
    if not carried.is_same_origin(request):
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    get_token(request)  # gives a browser without the cookie a new one with this answer
    if request.htmx:
        if not request.user.is_authenticated:
            return session_expired(request)
        response = render(request, "403_csrf.html#notice", status=HTTPStatus.FORBIDDEN)
        response.headers["X-Retry"] = "1"
        return response
    is_login = request.path == resolve_url(settings.LOGIN_URL)
    if is_login:
        post = carried.from_signed(request.POST.get("carried", ""))
    else:
        post = carried.from_request(request)
    if post and request.user.is_authenticated:
        return replay(request, post)
    if is_login:
        return _login_again(request, post)
    if post:
        return login_in_place(request, post)
    return render(request, "403_csrf.html", {"stale": True}, status=HTTPStatus.FORBIDDEN)


def _login_again(request, post):
    context = {
        "form": LoginForm(request=request, initial={"login": request.POST.get("login", "")}),
        "carried": post.signed() if post else "",
        "stale": True,
        "demo": demo.logins(),
    }
    return render(request, "account/login.html", context, status=HTTPStatus.FORBIDDEN)


def _to_notice(response):
    """Sends a fragment to the notice place of the page, whatever the form's own target is."""
    response.headers["HX-Retarget"] = "#session-notice"
    response.headers["HX-Reswap"] = "innerHTML show:none"
    response.headers["HX-Reselect"] = ".session-expired"
    return response
