"""Recording the decision that sets a year's values: the coordinating unit or the chair."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import attachment
from q3plan.lib.form_errors import errors_of
from reports.annual.access import address, asked_year, deciding_plan, is_over
from reports.annual.annex import annex_document, annex_name
from reports.annual.deciding import Given, Refused, give_targets
from reports.annual.forms import GivingForm
from reports.annual.received import read_receipts
from reports.annual.sheet import read_sheet
from reports.documents.views import DOCX
from reports.entry.sections import CONFLICT, UNPROCESSABLE
from reports.posting import idempotent
from targets.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def annual_decide(request, year):
    """Choose the rows that the decision sets, then its number and date."""
    plan = deciding_plan(request)
    asked_year(plan, year)
    if request.method == "POST":
        if is_over(year):
            raise PermissionDenied
        return _decide(request, plan, year)
    sheet = read_sheet(plan, year, at=clock.now())
    form = GivingForm(plan=plan, today=clock.today(), rows=sheet.to_decide, year=year)
    return _page(request, sheet, form)


@transaction.atomic
def _decide(request, plan, year):
    # What is decided is what was seen: nobody changes a draft meanwhile.
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    sheet = read_sheet(plan, year, at=clock.now())
    form = GivingForm(request.POST, plan=plan, today=clock.today(), rows=sheet.to_decide, year=year)
    changed = [row for row in sheet.rows if _is_stale(row, request.POST)]
    if changed:
        codes = ", ".join(row.target.code for row in changed)
        text = _("Dự kiến giao của %(codes)s vừa thay đổi. Xem lại số mới rồi ghi nhận lần nữa.")
        errors = [("danh-sach", text % {"codes": codes})]
        return _page(request, sheet, form, errors=errors, status=CONFLICT)
    if not form.is_valid():
        return _invalid(request, sheet, form)
    return _give(request, sheet, form)


def _is_stale(row, data):
    """Whether the person chose another number of this row than the one that stands now."""
    seen = data.get(f"{row.anchor}-version")
    is_chosen = row.anchor in data.getlist("chosen")
    return is_chosen and (seen != str(row.box.version) or not row.is_new)


def _page(request, sheet, form, *, errors=(), status=200):
    chosen = set(form.data.getlist("chosen")) if form.is_bound else None
    context = {
        "plan": sheet.plan,
        "sheet": sheet,
        "year": sheet.year,
        "form": form,
        "errors": errors,
        "rows": [(row, chosen is None or row.anchor in chosen) for row in sheet.to_decide],
        "blank": [row for row in sheet.rows if row.value is None and row.in_force is None],
        "is_over": is_over(sheet.year),
        "may_write": sheet.plan.pk in request.powers.coordinates and not is_over(sheet.year),
        "sheet_page": address("annual_sheet", sheet.year),
    }
    return render(request, "annual/annual_decide.html", context, status=status)


def _invalid(request, sheet, form):
    errors = errors_of(form, chosen="danh-sach")
    return _page(request, sheet, form, errors=errors, status=UNPROCESSABLE)


def _give(request, sheet, form):
    chosen = set(form.cleaned_data["chosen"])
    given = [Given(row.target, row.value) for row in sheet.to_decide if row.anchor in chosen]
    try:
        # A refusal undoes the row of the decision too.
        with transaction.atomic():
            made = give_targets(sheet.plan, sheet.year, given, form.decision(), at=clock.now())
    except Refused as refused:
        form.add_error(refused.field, refused.message)
        return _invalid(request, sheet, form)
    words = {"n": len(made), "year": sheet.year}
    text = _("Đã giao %(n)s chỉ tiêu năm %(year)s; các đơn vị chủ trì đã được báo.") % words
    messages.success(request, text)
    return redirect(address("annual_board", sheet.year))


@require_safe
def annual_board(request, year):
    """Which values were given and which units took note."""
    plan = deciding_plan(request)
    years = asked_year(plan, year)
    receipts = read_receipts(plan, year, on=clock.today())
    context = {
        "plan": plan,
        "year": year,
        "years": [(other, address("annual_board", other)) for other in years],
        "receipts": receipts,
        "taken": sum(row.taken is not None for row in receipts),
        "sheet_page": address("annual_sheet", year),
        "annex": address("annual_annex", year),
    }
    return render(request, "annual/annual_board.html", context)


@require_safe
def annual_annex(request, year):
    """The annex of the decision as a document: what is in force, or the drafts before."""
    plan = deciding_plan(request)
    asked_year(plan, year)
    sheet = read_sheet(plan, year, at=clock.now())
    headers = {"Content-Disposition": attachment(annex_name(plan, year))}
    made = annex_document(sheet, at=clock.now())
    return HttpResponse(made, content_type=DOCX, headers=headers)
