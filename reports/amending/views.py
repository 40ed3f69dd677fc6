"""Điều chỉnh: the list, writing a proposal, and one proposal with its steps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.shown_plan import show_plan, shown_plan
from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.amending import page
from reports.amending.announcing import tell_proposed
from reports.amending.forms import FORMS
from reports.amending.subjects import subject_of
from reports.directives.files import attach, received_files
from reports.models import Amendment, StaleReport, TransitionRefused
from reports.posting import UNPROCESSABLE, idempotent

ON_A_PAGE = 50
MAIN = "noi-dung"
Kind, State = Amendment.Kind, Amendment.State


@require_safe
def amendment_list(request):
    """What waits for whom, and what was decided; each sees the proposals that concern them."""
    powers, plan = request.all_powers, shown_plan(request)
    if plan is None or not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    rows = Amendment.objects.visible_to(powers).filter(plan=plan).with_subject()
    closed = rows.filter(state__in=page.CLOSED)
    context = {
        "plan": plan,
        "groups": page.groups_of(rows.exclude(state__in=page.CLOSED), powers),
        "closed": Paginator(closed, ON_A_PAGE).get_page(request.GET.get("trang")),
        "may_forward": plan.pk in powers.coordinates,
        "may_decide": page.may_decide(powers, plan.pk),
    }
    return render(request, "amending/amendment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_add(request):
    """A new proposal about a target, task or clause, with the terms in force beside the new."""
    subject = subject_of(request.all_powers, request.GET.get("ve", ""))
    show_plan(request, subject.plan)
    asked = request.GET.get("loai", "")
    kind = next((kind for kind in subject.kinds if kind == asked), subject.kinds[0])
    if request.method != "POST":
        form = FORMS[kind](subject=subject.thing, today=clock.today())
        return _show_form(request, subject, kind, form)
    with received_files(request) as received:
        return _add(request, subject, kind, *received)


@idempotent
def _add(request, subject, kind, files, problem):
    form = FORMS[kind](request.POST, subject=subject.thing, today=clock.today())
    unit = page.unit_named(subject.units, request.POST.get("unit", ""))
    if not form.is_valid() or problem:
        return _show_form(request, subject, kind, form, problem=problem, status=UNPROCESSABLE)
    with transaction.atomic():
        amendment = Amendment.objects.create(
            plan=subject.plan,
            kind=kind,
            unit=unit,
            change=form.change,
            reason=form.cleaned_data["reason"],
            created_at=clock.now(),
            created_by=request.user,
            **subject.about,
        )
        attach(files, amendment=amendment, by=request.user, at=clock.now())
        _after_saving(request, amendment)
    return redirect("amendment_detail", amendment.pk)


def _after_saving(request, amendment):
    """Sent on at once where the person may and wants to, else kept for the head of the unit."""
    wants_to_send = request.POST.get("action") == "propose"
    if wants_to_send and page.may_send(request.all_powers, amendment.unit):
        amendment.propose(by=request.user, at=clock.now())
        tell_proposed(amendment, at=clock.now())
        messages.success(request, _("Đã gửi đề nghị điều chỉnh tới cơ quan đầu mối."))
    else:
        messages.success(request, _("Đã lưu đề nghị; lãnh đạo đơn vị xem và gửi."))


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_edit(request, pk):
    """The unit rewrites what it holds: a draft, or what it was asked to make clear."""
    amendment = _visible(request, pk)
    if not page.holds(request.all_powers, amendment) or not amendment.allows("revise"):
        raise PermissionDenied
    if request.method != "POST":
        return _show_edit(request, amendment, _edit_form(amendment))
    with received_files(request) as received:
        return _edit(request, amendment, *received)


def _edit_form(amendment, data=None):
    form = FORMS[amendment.kind]
    return form(data, subject=amendment.subject, held=amendment, today=clock.today())


@idempotent
def _edit(request, amendment, files, problem):
    form = _edit_form(amendment, request.POST)
    if not form.is_valid() or problem:
        return _show_edit(request, amendment, form, problem=problem, status=UNPROCESSABLE)
    try:
        with transaction.atomic():
            amendment.revise(
                change=form.change,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
                version=form.version_seen,
            )
            attach(files, amendment=amendment, by=request.user, at=clock.now())
            _after_saving(request, amendment)
    except TransitionRefused as refusal:
        form.data = form.data.copy()
        form.data["version"] = amendment.version
        problem = refusal.message
        if isinstance(refusal, StaleReport):
            problem = _(
                "Người khác vừa sửa đề nghị này. Nội dung anh/chị vừa nhập còn nguyên bên dưới; "
                "lưu lần nữa để thay nội dung của họ."
            )
        return _show_edit(request, amendment, form, problem=problem, status=409)
    return redirect("amendment_detail", amendment.pk)


def _show_edit(request, amendment, form, *, problem="", status=200):
    subject = page.held_subject(amendment)
    return _show_form(
        request,
        subject,
        Kind(amendment.kind),
        form,
        amendment=amendment,
        problem=problem,
        status=status,
    )


def _show_form(request, subject, kind, form, *, amendment=None, problem="", status=200):
    errors = [*([(MAIN, problem)] if problem else []), *errors_of(form)]
    unit = page.unit_named(subject.units, request.POST.get("unit", ""))
    context = {
        "subject": subject,
        "kind": kind,
        "kinds": subject.kinds if amendment is None else (),
        "form": form,
        "facts": page.facts_in_force(form),
        "unit": unit,
        "amendment": amendment,
        "may_send": page.may_send(request.all_powers, unit),
        "errors": errors,
        "problem": problem,
    }
    return render(request, "amending/amendment_form.html", context, status=status)


@require_safe
def amendment_detail(request, pk):
    return page.show_detail(request, _visible(request, pk))


def _visible(request, pk):
    rows = Amendment.objects.visible_to(request.all_powers).with_subject()
    amendment = get_object_or_404(rows, pk=pk)
    show_plan(request, amendment.plan)
    return amendment
