"""Signing in again inside a page that is still open, and the question whether that is needed."""

from http import HTTPStatus

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from q3plan.accounts.forms import SignInAgainForm
from q3plan.accounts.views import sign_in_anew


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignInAgainView(allauth_views.LoginView):
    """allauth's login, with its limits, as the fragment of a dialog.

    204: signed in, the cookies are new. 422: the fields with what is wrong. 429: too many tries.
    """

    form_class = SignInAgainForm
    http_method_names = ("post",)
    template_name = "account/sign_in_again.html#fields"

    def dispatch(self, request, *args, **kwargs):
        sign_in_anew(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        super().form_valid(form)  # its redirect is for a page, not for a dialog
        if self.request.user.is_authenticated:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        form.add_error(None, get_adapter().validation_error("account_inactive"))
        return self.form_invalid(form)

    def form_invalid(self, form):
        context = self.get_context_data(form=form, email=form.data.get("login", ""))
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


sign_in_again = SignInAgainView.as_view()


@require_safe
def session(request):
    """204 while the page's person is signed in; else the middleware answers with a notice."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
