"""One passage: read beside what the unit wrote, edited, left out, moved; and one of one's own."""

from enum import StrEnum

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.compiling.access import (
    check_writer,
    compiled_of,
    paragraph_of,
    writes,
    written_of,
)
from reports.compiling.forms import OwnPassageForm, PassageForm
from reports.compiling.history import steps_of
from reports.compiling.page import PassageFilter, show
from reports.models import Paragraph, StaleReport, TransitionRefused
from reports.posting import idempotent
from reports.versions.words import compare_words

from .report import TEMPLATE as LIST
from .report import page_context

TEMPLATE = "compiling/paragraph_edit.html"


class Action(StrEnum):
    SAVE = "save"
    RESTORE = "restore"
    KEEP = "keep"
    LEAVE_OUT = "leave_out"
    PUT_BACK = "put_back"
    UP = "up"
    DOWN = "down"


# Buttons of the form with the text, and buttons that stand in the list.
OF_TEXT = {Action.SAVE, Action.RESTORE, Action.KEEP}


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def paragraph_edit(request, year, pk):
    """The page of a passage, or its block in the list for htmx; readers see it without a form."""
    round, report = compiled_of(request, year)
    row = paragraph_of(report, pk)
    if request.method == "POST":
        check_writer(request, round)
        return _carry_out(request, row)
    if request.htmx and "thoi" in request.GET:
        return _answer_with_block(request, row)
    return _show(request, row, PassageForm(row=row))


def _show(request, row, form, *, status=200, problem="", theirs=None):
    report = row.compiled
    may_write = writes(request, report.round)
    if request.htmx and status == 200:
        form.fields["text"].widget.attrs["autofocus"] = True
    context = {
        "round": report.round,
        "shown": show(row, report, request.powers),
        "form": form,
        "errors": [(form["text"].id_for_label, problem)] if problem else errors_of(form),
        "problem": problem,
        "theirs": theirs,
        "may_write": may_write,
        "query": _known(request.GET),
        "steps": steps_of(row),
        "moved_source": compare_words(row.edited_source, row.source) if row.is_behind else None,
        "list_url": _list_url(request, row),
        "is_page": not request.htmx,
    }
    template = f"{TEMPLATE}#passage" if request.htmx else TEMPLATE
    return render(request, template, context, status=status)


def _known(data):
    """The filters of the list that the person came from."""
    kept = data.copy()
    for name in set(kept) - set(PassageFilter.NAMES.values()):
        del kept[name]
    return kept.urlencode()


def _list_url(request, row):
    """The list as it was filtered, on the page of this passage."""
    query = "&".join(part for part in (_known(request.GET), f"doan={row.pk}") if part)
    address = reverse("compiled_report", args=[row.compiled.round.year])
    return f"{address}?{query}#doan-{row.pk}"


# -- what the buttons do ---------------------------------------------------------------------


def _carry_out(request, row):
    try:
        action = Action(request.POST.get("action", ""))
    except ValueError:
        problem = _("Hãy chọn một nút trên trang.")
        return _show(request, row, PassageForm(row=row), status=400, problem=problem)
    if action in OF_TEXT:
        return _change_text(request, row, action)
    return _change_place(request, row, action)


def _change_text(request, row, action):
    form = PassageForm(request.POST, row=row)
    if not form.is_valid() and (action == Action.SAVE or "version" in form.errors):
        return _show(request, row, form, status=422)
    typed = form.cleaned_data
    try:
        with transaction.atomic():
            _write(row, action, typed, by=request.user, at=clock.now())
    except TransitionRefused as refusal:
        return _refused(request, row, refusal)
    if request.htmx:
        return _answer_with_block(request, row, focus="edit")
    return HttpResponseRedirect(_list_url(request, row))


def _write(row, action, typed, *, by, at):
    """Words typed beside another button are kept in the history before it does its work."""
    version = typed["version"]
    if typed.get("text") and (typed["text"] != row.text or row.is_own):
        heading = typed.get("heading")
        row.edit(by=by, at=at, text=typed["text"], heading=heading, version=version)
        version = row.version
    if action == Action.RESTORE and row.is_edited:
        row.restore(by=by, at=at, version=version)
    elif action == Action.KEEP and row.is_behind:
        row.keep(by=by, at=at, version=version)
    elif version != row.version:
        raise StaleReport(_("Người khác vừa sửa đoạn này."))


def _refused(request, row, refusal):
    """409 with what is stored and what was typed; the next press is made with open eyes."""
    row = paragraph_of(row.compiled, row.pk)
    data = request.POST.copy()
    data["version"] = row.version
    form = PassageForm(data, row=row)
    form.is_valid()
    last = row.changes.select_related("by").last()
    return _show(request, row, form, status=409, problem=refusal.message, theirs=last)


def _change_place(request, row, action):
    by, at = request.user, clock.now()
    try:
        if action in {Action.UP, Action.DOWN}:
            row.move(by=by, at=at, up=action == Action.UP)
        else:
            step = row.leave_out if action == Action.LEAVE_OUT else row.put_back
            step(by=by, at=at, version=_version(request))
    except TransitionRefused as refusal:
        return _refused(request, row, refusal)
    if request.htmx:
        context = page_context(request, row.compiled, around=row.pk)
        context |= {"focus": (row.pk, _same_button(action)), "oob": True}
        return render(request, f"{LIST}#results", context)
    return HttpResponseRedirect(_list_url(request, row))


def _version(request):
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else -1


def _same_button(action):
    """Leaving out and putting back are one button that says what it would do now."""
    return "leave" if action in {Action.LEAVE_OUT, Action.PUT_BACK} else action.value


def _answer_with_block(request, row, *, focus=""):
    """The passage as the list shows it, with the outline's new counts beside."""
    row = paragraph_of(row.compiled, row.pk)
    context = page_context(request, row.compiled, around=row.pk)
    context |= {
        "shown": show(row, row.compiled, request.powers),
        "focus": (row.pk, focus or "edit"),
        "oob": True,
    }
    return render(request, f"{LIST}#answer", context)


# -- a passage of one's own ------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def paragraph_add(request, year):
    """``?phan=`` proposes the section, ``?sau=`` the passage behind which it will stand."""
    report = written_of(request, year)
    after = _after(request, report)
    section = after.section if after else request.GET.get("phan", "")
    form = OwnPassageForm(request.POST or None, initial={"section": section})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if after and after.section != chosen["section"]:
            after = None
        made = report.add_own(**chosen, after=after, by=request.user, at=clock.now())
        messages.success(request, _("Đã thêm đoạn vào báo cáo."))
        made.compiled = report
        return HttpResponseRedirect(_list_url(request, made))
    context = {
        "round": report.round,
        "form": form,
        "after": show(after, report, request.powers) if after else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "compiling/paragraph_add.html", context, status=status)


def _after(request, report):
    given = request.GET.get("sau", "")
    if not given.isdecimal() or len(given) > 17:
        return None
    rows = Paragraph.objects.filter(compiled=report).select_related("unit")
    return rows.filter(pk=given).first()
