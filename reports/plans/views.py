"""Nhập kế hoạch, xuất kế hoạch."""

from enum import Enum

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.plan_files.description import describe
from assignments.plan_files.loading import RowRefused
from assignments.plan_files.workbook_out import write_plan
from assignments.shown_plan import plan_address
from q3plan.lib.attachment import XLSX, attachment
from q3plan.lib.sheets import SheetRefused
from reports.plans.importing import import_plan, open_seal, preview_of
from reports.posting import UNPROCESSABLE, idempotent
from targets.models import Plan

CONFLICT = 409


class Action(Enum):
    PREVIEW = "preview"
    CONFIRM = "confirm"

    @classmethod
    def _missing_(cls, value):
        return cls.PREVIEW


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def plan_import(request):
    """Choose a workbook, see what it would bring, confirm. Only the confirming form has a key."""
    _check_may_import(request.powers)
    if request.method != "POST":
        return _page(request)
    if Action(request.POST.get("action")) is Action.CONFIRM:
        return _confirm(request)
    file = request.FILES.get("file")
    if file is None:
        words = _("Chưa chọn tệp. Chọn tệp .xlsx của kế hoạch rồi bấm “Kiểm tra và xem trước”.")
        return _page(request, refused=words, status=UNPROCESSABLE)
    try:
        preview = preview_of(file, by=request.user)
    except SheetRefused as problem:
        return _page(request, refused=problem.message, status=UNPROCESSABLE)
    return _page(request, preview=preview, status=UNPROCESSABLE if preview.faults else 200)


def _check_may_import(powers):
    if not (powers.is_administrator or powers.coordinates):
        raise PermissionDenied


def _page(request, *, preview=None, refused="", status=200):
    context = {"preview": preview, "refused": refused}
    return render(request, "plans/plan_import.html", context, status=status)


def _confirm(request):
    data = open_seal(request.POST.get("sealed", ""), by=request.user)
    if data is None:
        words = _("Bản xem trước không còn hiệu lực. Chọn lại tệp và kiểm tra một lần nữa.")
        return _page(request, refused=words, status=CONFLICT)
    try:
        plan = import_plan(data)
    except RowRefused as problem:
        return _page(request, refused=str(problem), status=CONFLICT)
    messages.success(request, _("Đã nhập Kế hoạch %(number)s.") % {"number": plan.number})
    return redirect(plan_address(plan.slug, reverse("plan_detail")))


@require_safe
def plan_import_form(request):
    """The empty workbook with its explanations."""
    _check_may_import(request.powers)
    return _file(write_plan(None), "mau-ke-hoach.xlsx")


@require_safe
def plan_export(request, slug):
    """The plan as it holds today, in the file that ``plan_import`` takes."""
    powers, plan = request.all_powers, get_object_or_404(Plan, slug=slug)
    if not (powers.is_administrator or plan.pk in powers.sees_plans):
        raise PermissionDenied
    return _file(write_plan(describe(plan)), f"ke-hoach-{plan.slug}.xlsx")


def _file(content, name):
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = attachment(name)
    return response
