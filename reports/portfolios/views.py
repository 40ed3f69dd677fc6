"""Phân công lĩnh vực: who oversees what, and handing it over on a day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Portfolio
from assignments.shown_plan import shown_plan
from q3plan.lib import clock
from q3plan.lib.dates import day_text
from q3plan.lib.form_errors import errors_of
from reports.models import Directive
from reports.posting import UNPROCESSABLE, idempotent

from .forms import EndForm, HandOverForm, SubstituteForm
from .reading import posts_of
from .telling import tell_post

FORMS = {"hand_over": HandOverForm, "substitute": SubstituteForm, "end": EndForm}


def _plan(request):
    """The plan whose leaders are named; for administrators and its chair."""
    powers, plan = request.all_powers, shown_plan(request)
    if not (powers.is_administrator or powers.chairs):
        raise PermissionDenied
    if plan is None:
        raise Http404
    if not (powers.is_administrator or plan.pk in powers.chairs):
        raise PermissionDenied
    return plan


@require_safe
def portfolio_list(request):
    plan = _plan(request)
    posts = posts_of(plan, on=clock.today())
    context = {
        "plan": plan,
        "posts": posts,
        "today": clock.today(),
        "has_past": any(post.past for post in posts),
    }
    return render(request, "portfolios/portfolio_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def portfolio_change(request, slug):
    """Hand a post over, name a substitute, or end it."""
    plan = _plan(request)
    post = next((one for one in posts_of(plan, on=clock.today()) if one.slug == slug), None)
    if post is None:
        raise Http404
    if request.method != "POST":
        return _show(request, post)
    action = request.POST.get("action", "")
    if action not in _actions(post):
        raise Http404
    form = FORMS[action](request.POST, prefix=action, plan=plan, today=clock.today())
    if not form.is_valid():
        return _show(request, post, action, form)
    try:
        words = STEPS[action](request, post, form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _show(request, post, action, form)
    messages.success(request, words)
    return redirect("portfolio_list")


def _actions(post):
    return ("hand_over", "substitute", "end") if post.holder else ("hand_over",)


def _show(request, post, action="", bound=None):
    plan, today = post.plan, clock.today()
    forms = {
        name: bound
        if name == action
        else FORMS[name](prefix=name, plan=plan, today=today, initial={"on": today})
        for name in _actions(post)
    }
    context = {
        "post": post,
        "forms": forms,
        "action": action,
        "errors": errors_of(bound, __all__=f"id_{action}-user") if bound else [],
        "open_count": _open(post).count(),
    }
    status = UNPROCESSABLE if bound else 200
    return render(request, "portfolios/portfolio_change.html", context, status=status)


def _open(post):
    return Directive.objects.open().filter(plan=post.plan, sector=post.sector)


def _hand_over(request, post, data):
    new, before = Portfolio.take_over(
        post.plan, post.sector, user=data["user"], on=data["on"], document=data["document"]
    )
    words = _("Từ ngày %(day)s, %(name)s phụ trách %(post)s.") % {
        "day": day_text(new.valid_from),
        "name": new.user,
        "post": post.name,
    }
    if before:
        words += " " + _("%(name)s phụ trách đến hết ngày %(day)s.") % {
            "name": before.user,
            "day": day_text(before.valid_to),
        }
    _tell(request, post, words, data)
    return words


def _substitute(request, post, data):
    row = post.holder.give_substitute(
        user=data["user"], since=data["since"], until=data["until"], document=data["document"]
    )
    words = _("%(name)s thay %(holder)s từ ngày %(since)s đến hết ngày %(until)s.") % {
        "name": row.user,
        "holder": post.holder.user,
        "since": day_text(row.valid_from),
        "until": day_text(row.valid_to),
    }
    _tell(request, post, words, data)
    return words


def _end(request, post, data):
    holder = post.holder
    holder.end(last_on=data["last_on"])
    words = _("%(name)s thôi phụ trách %(post)s sau ngày %(day)s; chưa có người thay.") % {
        "name": holder.user,
        "post": post.name,
        "day": day_text(data["last_on"]),
    }
    _tell(request, post, words, data)
    return words


STEPS = {"hand_over": _hand_over, "substitute": _substitute, "end": _end}


def _tell(request, post, words, data):
    """What is open goes on under the new holder: its thread says so, and both hear of it."""
    document, at = data.get("document"), clock.now()
    text = f"{words} ({document})" if document else words
    for directive in _open(post).order_by("pk"):
        directive.hand_over(by=request.user, at=at, text=text)
    tell_post(post, data.get("user"), text, open_count=_open(post).count(), at=at)
