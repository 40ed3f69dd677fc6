"""Figures by ward: what the coordinating unit asks for, and the sum for the providing unit."""

from enum import StrEnum

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from reports.entry.access import writable_report
from reports.entry.sections import CONFLICT, address
from reports.models import Round, TargetEntry, TransitionRefused, WardBreakdown
from reports.posting import idempotent
from reports.wards import adopting, marking
from reports.wards.comparison import comparisons
from reports.wards.overview import overview
from targets.models import Plan, Target
from targets.models.over_time import OF_TARGET


class Action(StrEnum):
    MARK = "mark"
    UNMARK = "unmark"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ward_breakdown(request, year):
    """The coordinating unit marks the targets whose numbers the wards bring."""
    plan = Plan.objects.filter(pk__in=request.powers.coordinates).current()
    if plan is None:
        raise PermissionDenied
    round = get_object_or_404(Round, plan=plan, year=year)
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _change(request, round)
        if not problem:
            return redirect("ward_breakdown", year=year)
    context = {
        "round": round,
        "page": overview(round),
        "years": plan.rounds.order_by("-year").values_list("year", flat=True),
        "errors": [("danh-sach", problem)] if problem else [],
    }
    return render(request, "wards/ward_breakdown.html", context, status=status)


def _change(request, round):
    """(what stands against it or "", status)."""
    target = Target.objects.filter(plan=round.plan_id, code=request.POST.get("code", "")).first()
    action = request.POST.get("action")
    if target is None or action not in set(Action):
        return _("Hãy chọn một nút trên trang."), 400
    try:
        if action == Action.MARK:
            _mark(request, round, target)
        else:
            marking.unmark(round, target, by=request.user, at=clock.now())
            messages.success(
                request, _("Thôi lấy số liệu %(code)s theo phường.") % {"code": target.code}
            )
    except TransitionRefused as refused:
        return refused.message, CONFLICT
    return "", 200


def _mark(request, round, target):
    asked, not_asked = marking.mark(round, target, by=request.user, at=clock.now())
    words = {"code": target.code, "n": len(asked)}
    if asked:
        messages.success(request, _("%(code)s: đã thêm vào báo cáo của %(n)s phường.") % words)
    else:
        messages.info(request, _("%(code)s: không có thêm phường nào được hỏi.") % words)
    if not_asked:
        words |= {
            "n": len(not_asked),
            "names": ", ".join(report.unit.short_name for report in not_asked),
        }
        messages.warning(
            request,
            _("%(n)s phường không được hỏi vì báo cáo đã qua bước soạn: %(names)s.") % words,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ward_sum(request, year, unit, code):
    """The wards' numbers before the unit that brings the whole, and the button that takes them."""
    report = writable_report(request, year, unit)
    entry = _own_entry(report, code)
    compared = comparisons(report, [entry], url_of=lambda target: "").get(entry.target_id)
    if compared is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = _adopt(request, report, entry.target.code, compared.breakdown)
        if not problem:
            return HttpResponseRedirect(f"{address('report_targets', report)}#{entry.anchor}")
    context = {
        "report": report,
        "entry": entry,
        "compared": compared,
        "hindrance": adopting.hindrance(entry.target, compared.figure, compared.total),
        "may_adopt": report.is_editable(on=clock.today()) and not report.item_is_locked(entry),
        "errors": [("tong-hop", problem)] if problem else [],
    }
    status = CONFLICT if problem else 200
    return render(request, "wards/ward_sum.html", context, status=status)


def _own_entry(report, code):
    """The target's entry in the providing unit's own report; addresses are lower-case."""
    entries = report.entries.filter(scope=TargetEntry.Scope.WHOLE, target__code=code.upper())
    if code != code.lower():
        raise Http404
    marked = WardBreakdown.objects.filter(round=report.round_id).values("target")
    entries = entries.filter(target__in=marked).select_related("target__plan")
    return get_object_or_404(entries.prefetch_related("figures", *OF_TARGET))


def _adopt(request, report, code, breakdown):
    if request.POST.get("action") != "adopt":
        return _("Hãy chọn một nút trên trang.")
    try:
        adopting.adopt(
            report,
            code,
            breakdown,
            version=request.POST.get("version", ""),
            stamp=request.POST.get("stamp", ""),
            by=request.user,
            at=clock.now(),
        )
    except TransitionRefused as refused:
        return refused.message
    words = {"code": code, "coverage": breakdown.sent.coverage}
    messages.success(
        request,
        _("%(code)s: đã dùng số tổng hợp từ %(coverage)s phường làm số ước cả năm.") % words,
    )
    return ""
