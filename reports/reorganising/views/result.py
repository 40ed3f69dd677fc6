"""Before and after: the preview with its one button, what was done, and the way back."""

from enum import StrEnum

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.models import NotReorganised
from q3plan.lib import clock, dates
from reports.posting import idempotent
from reports.reorganising.access import reorganisation_of
from reports.reorganising.again import prepare_again
from reports.reorganising.carrying import carry_out
from reports.reorganising.done import read_done
from reports.reorganising.previewing import preview
from reports.reorganising.undoing import past_its_day, undo

MAIN = "buoc"
CONFLICT = 409


class Action(StrEnum):
    UNDO = "undo"
    AGAIN = "again"
    DELETE = "delete"


def _seen(request):
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else -1


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_preview(request, pk):
    draft = reorganisation_of(request, pk)
    problems, status = [], 200
    if request.method == "POST":
        try:
            carry_out(draft, by=request.user, at=clock.now(), version=_seen(request))
        except NotReorganised as refused:
            problems, status = [refused.message, *refused.reasons], CONFLICT
            draft.refresh_from_db()
        else:
            words = {"day": dates.day_text(draft.effective_on)}
            messages.success(request, _("Đã thực hiện; các thay đổi áp dụng từ %(day)s.") % words)
    if not draft.is_draft and not problems:
        return redirect("reorganisation_detail", pk)
    context = {
        "reorganisation": draft,
        "step": "preview",
        "page": preview(draft, at=clock.now()) if draft.is_draft else None,
        "errors": [(MAIN, problem) for problem in problems],
    }
    return render(request, "reorganising/reorganisation_preview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_detail(request, pk):
    reorganisation = reorganisation_of(request, pk)
    problems, status = [], 200
    if request.method == "POST":
        try:
            return _act(request, reorganisation)
        except NotReorganised as refused:
            problems, status = [refused.message, *refused.reasons], CONFLICT
            reorganisation.refresh_from_db()
    if reorganisation.is_draft and not problems:
        return redirect("reorganisation_preview", pk)
    context = {
        "reorganisation": reorganisation,
        "done": read_done(reorganisation),
        "too_late": past_its_day(reorganisation, at=clock.now()),
        "errors": [(MAIN, problem) for problem in problems],
    }
    return render(request, "reorganising/reorganisation_detail.html", context, status=status)


def _act(request, reorganisation):
    action = request.POST.get("action")
    if action == Action.UNDO:
        undo(reorganisation, by=request.user, at=clock.now(), version=_seen(request))
        messages.success(request, _("Đã hoàn lại; mọi thứ như trước khi thực hiện."))
        return redirect("reorganisation_detail", reorganisation.pk)
    if action == Action.AGAIN:
        draft = prepare_again(reorganisation, by=request.user, at=clock.now())
        messages.success(request, _("Đã lập bản chuẩn bị mới từ bản đã hoàn lại."))
        return redirect("reorganisation_preview", draft.pk)
    if action == Action.DELETE:
        reorganisation.discard(version=_seen(request))
        messages.success(request, _("Đã xóa bản chuẩn bị."))
        return redirect("reorganisation_list")
    raise NotReorganised(_("Hãy chọn một nút trên trang."))
