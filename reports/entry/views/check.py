"""Check everything, then hand over, send or give back."""

from enum import Enum

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from q3plan.lib.text import clean
from reports.entry import wording
from reports.entry.access import is_held_by_other, may_change, writable_report
from reports.entry.progress import ItemState
from reports.entry.sections import (
    CONFLICT,
    SECTIONS,
    TARGETS,
    address,
    steps,
    whole_writing,
    working_parts,
)
from reports.models import Report, StaleReport, TransitionRefused
from reports.notices.instant import tell_handed_over
from reports.posting import idempotent

MAX_NOTE = 5_000


class Step(Enum):
    HAND_OVER = "hand_over"
    SUBMIT = "submit"
    GIVE_BACK = "give_back"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_check(request, year, unit):
    report = writable_report(request, year, unit)
    allowed = allowed_steps(report, request.powers)
    if request.method != "POST":
        is_open = may_change(report, request.user, on=clock.today())
        if not allowed and not is_open:
            return redirect(address("report_detail", report))
        return render(request, "entry/report_check.html", _context(request, report, allowed))
    step = _step(request.POST.get("action"))
    if step and step not in steps_of_role(report, request.powers):
        raise PermissionDenied
    try:
        return _carry_out(request, report, step, allowed)
    except TransitionRefused as refused:
        context = _context(request, writable_report(request, year, unit), allowed)
        context |= {
            "refusal": refused.message,
            "is_stale": isinstance(refused, StaleReport),
            "note": clean(request.POST.get("note", "")),
        }
        return render(request, "entry/report_check.html", context, status=CONFLICT)


def _step(value):
    try:
        return Step(value)
    except ValueError:
        return None


def steps_of_role(report, powers):
    """What this person may ever do with a report of the unit; 403 for anything else.

    Who enters it from paper sends it: another unit's head has signed that paper already.
    """
    if not report.is_answered_by(powers):
        return {Step.SUBMIT}
    if report.is_headed_by(powers):
        return {Step.SUBMIT, Step.GIVE_BACK}
    return {Step.SUBMIT if report.unit.staff_may_submit else Step.HAND_OVER}


def allowed_steps(report, powers):
    """What the report's state allows this person now."""
    if report.behalf_by_id and report.behalf_by_id != powers.user_id:
        return set()
    role = steps_of_role(report, powers)
    if report.state == Report.State.WITH_HEAD:
        return role & {Step.SUBMIT, Step.GIVE_BACK}
    if report.is_editable(on=clock.today()):
        return role & {Step.SUBMIT, Step.HAND_OVER}
    return set()


def _carry_out(request, report, step, allowed):
    if is_held_by_other(report, request.user):
        lock = wording.lock_of(report, on=clock.today(), reader=request.user)
        raise TransitionRefused(f"{lock.title}. {lock.text}")
    if step not in allowed:
        state = report.get_state_display()
        raise TransitionRefused(
            _("Không thực hiện được khi báo cáo ở trạng thái “%(state)s”.") % {"state": state}
        )
    given = {"by": request.user, "at": clock.now(), "version": _version(request)}
    if step is Step.SUBMIT:
        report.submit(**given)
        return redirect(address("report_receipt", report))
    if step is Step.HAND_OVER:
        with transaction.atomic():
            report.hand_over(**given)
            tell_handed_over(report, at=given["at"])
        messages.success(request, _("Đã trình lãnh đạo đơn vị xem và gửi."))
        return redirect("my_work")
    note = clean(request.POST.get("note", ""))
    if len(note) > MAX_NOTE:
        raise TransitionRefused(_("Lời nhắn quá dài: tối đa 5.000 ký tự. Hãy rút gọn."))
    report.give_back(note=note, **given)
    messages.success(request, _("Đã trả lại chuyên viên kèm lời nhắn."))
    return redirect("my_work")


def _version(request):
    """The row version that the page was made from; one that cannot be read is stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _context(request, report, allowed):
    today = clock.today()
    made, writing = whole_writing(report, by=request.user, at=clock.now())
    is_editable = report.is_editable(on=today)
    parts = working_parts(report, made, writing, linked=is_editable)
    has_targets = any(section is TARGETS for section, _forms in made)
    return {
        "report": report,
        "parts": parts,
        "steps": steps(report, "report_check", has_targets) if is_editable else [],
        "lacks_figures": any(lack.section == TARGETS.key for lack in writing.missing),
        "missing": _missing_by_item(report, writing.missing, is_editable),
        "allowed": {step.value for step in allowed},
        "countdown": wording.countdown_of(report, on=today),
        "reviewer": wording.reviewer_name(report, on=today),
        "is_editable": is_editable,
        "uncorrected": uncorrected(parts),
        "refusal": "",
        "is_stale": False,
        "note": "",
    }


def _missing_by_item(report, missing, is_editable):
    """``(item, [(address, words)])``: each address is the box to fill, or the item on this page."""
    pages = {section.key: address(section.name, report) for section in SECTIONS}
    found = {}
    for lack in missing:
        box = f"{pages[lack.section]}#id_{lack.anchor}-{lack.field}"
        found.setdefault(lack.label, []).append(
            (box if is_editable else f"#{lack.anchor}", lack.text)
        )
    return found.items()


def uncorrected(parts):
    """Returned items that still read as they were sent."""
    return [item for part in parts for item in part.items if item.state is ItemState.RETURNED]
