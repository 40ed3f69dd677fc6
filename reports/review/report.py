"""One report before its reviewer: read it, decide on its items, decide on the whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock, dates, text
from reports.models import (
    Report,
    StaleReport,
    TaskUpdate,
    TransitionRefused,
)
from reports.notices.instant import tell_accepted, tell_reopened, tell_returned
from reports.posting import idempotent
from reports.review import rights
from reports.review.content import read_items
from reports.review.extensions import grant_extension
from reports.review.flips import announcing_flips
from reports.review.forms import LONGEST_TEXT
from reports.review.page import (
    Action,
    Typed,
    allowed_actions,
    item_form,
    item_stamp,
    page_context,
    read_page,
    report_form,
)

TEMPLATE = "review/review_report.html"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def review_report(request, year, unit):
    report = _received_report(request.powers, year, unit)
    if request.method == "POST":
        return _carry_out(request, report)
    return _show(request, report)


def _received_report(powers, year, unit):
    """A report of a plan whose reports this person's office receives; 403 for everyone else."""
    if not powers.receives:
        raise PermissionDenied
    reports = Report.objects.filter(
        round__plan__in=powers.receives, round__year=year, unit__code=unit
    )
    report = (
        reports.select_related(
            "round__plan", "unit", "submitted_by", "returned_by", "accepted_by", "behalf_by"
        )
        .prefetch_related("extensions__granted_by")
        .with_owner(on=powers.on)
        .order_by("-round__plan__issued_on")
        .first()
    )
    if report is None:
        raise Http404
    return report


def _show(request, report, *, typed=None, status=200):
    at = clock.now()
    page = read_page(report, request.powers, at=at, typed=typed)
    return render(request, TEMPLATE, page_context(page, at=at, typed=typed), status=status)


def _carry_out(request, report):
    if not rights.reviews(request.powers, report):
        raise PermissionDenied
    try:
        action = Action(request.POST.get("action", ""))
    except ValueError:
        return _show(
            request, report, typed=Typed(problem=_("Hãy chọn một nút trên trang.")), status=400
        )
    if action in {Action.ACCEPT_ITEM, Action.RETURN_ITEM}:
        return _decide_item(request, report, action)
    return _decide_report(request, report, action)


def _check_fresh(report, posted, action):
    """Lock the report and refuse a form that was shown before somebody else's step."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if posted.get("version") != str(report.version) or action not in allowed_actions(report):
        raise StaleReport(
            _("Báo cáo đã thay đổi sau khi anh/chị mở trang. Xem lại rồi quyết định lại.")
        )


def _fresh_item(report, posted, anchor):
    """The item as it stands now that the report is locked, so that of two officers one is first."""
    item = read_items(report).by_anchor(anchor)
    if posted.get("stamp") != item_stamp(item):
        raise StaleReport(_("Nội dung này vừa được đồng nghiệp xử lý. Xem lại rồi quyết định lại."))
    return item


# -- one item --------------------------------------------------------------------------------


def _decide_item(request, report, action):
    anchor = request.POST.get("item", "")
    items = read_items(report)
    item = items.by_anchor(anchor)
    if item is None:
        problem = _("Không tìm thấy nội dung này trong báo cáo.")
        return _show(request, report, typed=Typed(problem=problem), status=400)
    form = item_form(item, request.POST, returning=action == Action.RETURN_ITEM)
    if not form.is_valid():
        typed = Typed(action, form, anchor)
        if request.htmx:
            # The swap takes the focus to what must be mended.
            form[next(iter(form.errors))].field.widget.attrs["autofocus"] = True
        return _answer_item(request, report, typed, 422 if request.htmx else 400)
    try:
        with transaction.atomic():
            _check_fresh(report, request.POST, action)
            item = _fresh_item(report, request.POST, anchor)
            _judge_item(report, item, action, form.cleaned_data, by=request.user)
    except TransitionRefused as refusal:
        typed = Typed(action, form, anchor, refusal.message, form.cleaned_data["reason"])
        return _answer_item(request, report, typed, 409)
    if request.htmx:
        return _answer_item(request, report, Typed(anchor=anchor), 200)
    return HttpResponseRedirect(f"{request.path}#{anchor}")


def _judge_item(report, item, action, cleaned, *, by):
    at = clock.now()
    if action == Action.RETURN_ITEM:
        report.return_item(item, by=by, at=at, reason=cleaned["reason"])
        return
    rating = ""
    if isinstance(item, TaskUpdate):
        rating = cleaned["reviewer_rating"] or item.rating
    with announcing_flips(report, by=by, at=at):
        report.accept_item(item, by=by, at=at, reviewer_rating=rating)


def _answer_item(request, report, typed, status):
    """The item's block and the verdict beside it for htmx, else the page."""
    report = _received_report(request.powers, report.round.year, report.unit.code)
    if not request.htmx:
        return _show(request, report, typed=typed, status=status)
    at = clock.now()
    page = read_page(report, request.powers, at=at, typed=typed)
    context = page_context(page, at=at, typed=typed)
    context |= {"shown": page.shown(typed.anchor), "fragment": True}
    return render(request, f"{TEMPLATE}#answer", context, status=status)


# -- the whole report ------------------------------------------------------------------------


def _decide_report(request, report, action):
    today = dates.as_day(clock.now())
    form = report_form(action, report, today=today, data=request.POST)
    lost = text.clean(request.POST.get("reason", ""))[:LONGEST_TEXT]
    if form is not None and action in allowed_actions(report) and not form.is_valid():
        return _show(request, report, typed=Typed(action, form), status=400)
    try:
        with transaction.atomic():
            _check_fresh(report, request.POST, action)
            words = STEPS[action](request, report, form.cleaned_data if form else {})
    except TransitionRefused as refusal:
        report = _received_report(request.powers, report.round.year, report.unit.code)
        typed = Typed(action, form, problem=refusal.message, lost_text=lost)
        return _show(request, report, typed=typed, status=409)
    messages.success(request, words)
    if action in {Action.ACCEPT, Action.SEND_BACK}:
        return redirect(f"{reverse('review_queue')}?nam={report.round.year}")
    return HttpResponseRedirect(request.path)


def _names(report):
    return {"year": report.round.year, "unit": report.unit.name}


def _accept(request, report, _cleaned):
    at = clock.now()
    # The office's own rating is the unit's where it said nothing else.
    report.updates.filter(reviewer_rating="").update(reviewer_rating=F("rating"))
    with announcing_flips(report, by=request.user, at=at):
        report.accept(by=request.user, at=at)
    tell_accepted(report, at=at)
    return _("Đã duyệt báo cáo năm %(year)s của %(unit)s.") % _names(report)


def _accept_unflagged(request, report, _cleaned):
    at = clock.now()
    page = read_page(report, request.powers, at=at)
    with announcing_flips(report, by=request.user, at=at):
        for item in page.unflagged_waiting:
            report.accept_item(
                item, by=request.user, at=at, reviewer_rating=getattr(item, "rating", "")
            )
    return _("Đã duyệt %(count)s nội dung không có cảnh báo.") % {
        "count": len(page.unflagged_waiting)
    }


def _send_back(request, report, cleaned):
    at = clock.now()
    report.send_back(
        by=request.user, at=at, reason=cleaned["reason"], resubmit_by=cleaned["resubmit_by"]
    )
    tell_returned(report, at=at)
    return _("Đã trả lại báo cáo năm %(year)s của %(unit)s.") % _names(report)


def _reopen(request, report, cleaned):
    at = clock.now()
    report.reopen(by=request.user, at=at, reason=cleaned["reason"], until=cleaned["until"])
    tell_reopened(report, at=at)
    day = dates.day_text(cleaned["until"])
    return _("Đã mở lại báo cáo đến hết ngày %(day)s.") % {"day": day}


def _close(request, report, cleaned):
    report.close_reopened(by=request.user, at=clock.now(), reason=cleaned["reason"])
    return _("Đã đóng báo cáo của %(unit)s trước hạn; số liệu đã duyệt được giữ nguyên.") % _names(
        report
    )


def _extend(request, report, cleaned):
    until = cleaned["until"]
    grant_extension(report, until=until, reason=cleaned["reason"], by=request.user, at=clock.now())
    return _("Đã gia hạn đến hết ngày %(day)s.") % {"day": dates.day_text(until)}


STEPS = {
    Action.ACCEPT: _accept,
    Action.ACCEPT_UNFLAGGED: _accept_unflagged,
    Action.SEND_BACK: _send_back,
    Action.REOPEN: _reopen,
    Action.CLOSE: _close,
    Action.EXTEND: _extend,
}
