"""What units and holders do with a directive: each a post to its own address."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from q3plan.lib import clock
from reports.models import Directive, TransitionRefused
from reports.posting import idempotent

from . import files, page
from .telling import tell_answered, tell_asked_again

DONE = {
    "close": gettext_lazy("Đã kết thúc ý kiến chỉ đạo."),
    "ask_again": gettext_lazy("Đã yêu cầu đơn vị trả lời lại."),
    "postpone": gettext_lazy("Đã gia hạn trả lời."),
    "reopen": gettext_lazy("Đã mở lại ý kiến chỉ đạo."),
}


def _directive(request, pk):
    rows = Directive.objects.visible_to(request.all_powers)
    return get_object_or_404(rows, pk=pk)


@require_POST
def directive_answer(request, pk):
    """Files are looked at and stored before anything is locked: scanning may take its time."""
    directive = _directive(request, pk)
    own = _own_units(request, directive)
    if not own:
        raise PermissionDenied
    with files.received_files(request) as (received, problem):
        return _answer(request, directive, own, received, problem)


def _own_units(request, directive):
    units = [row.unit for row in directive.units.select_related("unit")]
    return [unit for unit in units if request.all_powers.may_write_for(unit.pk)]


@idempotent
def _answer(request, directive, own, received, problem):
    form = page.form_of("answer", own, data=request.POST, today=clock.today())
    if problem:
        form.is_valid()
        form.add_error(None, problem)
    if not form.is_valid():
        return page.refused(request, directive, "answer", form)
    at = clock.now()
    try:
        message = directive.answer(
            form.chosen_unit(), by=request.user, at=at, text=form.cleaned_data["text"]
        )
    except TransitionRefused as refused:
        return page.refused(request, directive, "answer", form, problem=refused.message)
    files.attach(received, message=message, by=request.user, at=at)
    tell_answered(directive, message, at=at)
    messages.success(request, _("Đã gửi trả lời."))
    return redirect("directive_detail", directive.pk)


@require_POST
@idempotent
def directive_steer(request, pk):
    """Close, ask again, postpone or reopen; for whoever holds the directive now."""
    directive = _directive(request, pk)
    if not directive.is_held_by(request.all_powers):
        raise PermissionDenied
    action = request.POST.get("action", "")
    if action not in DONE:
        raise Http404
    units = [row.unit for row in directive.units.select_related("unit")]
    form = page.form_of(action, units, data=request.POST, today=clock.today())
    if not form.is_valid():
        return page.refused(request, directive, action, form)
    at = clock.now()
    told = {"by": request.user, "at": at, "version": _version(request), **_words(action, form)}
    try:
        message = getattr(directive, action)(**told)
    except TransitionRefused as refused:
        return page.refused(request, directive, action, form, problem=refused.message)
    if action in ("ask_again", "reopen"):
        tell_asked_again(directive, message, at=at)
    messages.success(request, DONE[action])
    return redirect("directive_detail", directive.pk)


def _words(action, form):
    data = form.cleaned_data
    words = {"text": data["text"]}
    if action != "close":
        words["due_on"] = data["due_on"]
    if action == "ask_again":
        words["units"] = form.chosen_units()
    return words


def _version(request):
    """The row version that the page was made from; one that cannot be read is stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
