"""The worksheet of a year, for the coordinating unit to fill and the chair to read."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import XLSX, attachment
from reports.annual.access import address, asked_year, deciding_plan, is_over, years_of
from reports.annual.drafting import read_post, save_drafts
from reports.annual.sheet import SOURCES, read_sheet
from reports.annual.values import read_value
from reports.annual.workbook import file_name, sheet_workbook
from reports.entry.sections import CONFLICT, UNPROCESSABLE
from reports.posting import idempotent

BOX = "-value"


@require_safe
def annual_index(request):
    """The year that is to be decided next."""
    plan = deciding_plan(request)
    return redirect(address("annual_sheet", years_of(plan)[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def annual_sheet(request, year):
    """Everything side by side and a box per target; one box that is being typed into is checked."""
    plan = deciding_plan(request)
    years = asked_year(plan, year)
    sheet = read_sheet(plan, year, at=clock.now())
    if request.method == "POST":
        return _save(request, sheet, years)
    asked = next((name for name in request.GET if name.endswith(BOX)), "")
    if request.htmx and (row := sheet.row(asked.removesuffix(BOX))):
        value = read_value(row.target, request.GET[asked])
        check = row.around.check(value.value) if value.value is not None else None
        row = replace(row, check=check, box=replace(row.box, error=value.error))
        return render(request, "annual/check.html", {"row": row, "sheet": sheet})
    return _page(request, sheet, years)


def _page(request, sheet, years, *, rows=None, errors=(), status=200):
    year, plan = sheet.year, sheet.plan
    may_write = plan.pk in request.powers.coordinates and not is_over(year)
    context = {
        "plan": plan,
        "sheet": sheet,
        "rows": sheet.rows if rows is None else rows,
        "errors": errors,
        "year": year,
        "years": [(other, address("annual_sheet", other)) for other in years],
        "may_write": may_write,
        "may_decide": not is_over(year),
        "is_over": is_over(year),
        "fills": SOURCES.items(),
        "page": address("annual_sheet", year),
        "links": {
            name: address(f"annual_{name}", year)
            for name in ("decide", "board", "workbook", "upload", "annex")
        },
    }
    return render(request, "annual/annual_sheet.html", context, status=status)


def _save(request, sheet, years):
    if sheet.plan.pk not in request.powers.coordinates or is_over(sheet.year):
        raise PermissionDenied
    take, fill = request.POST.get("take", ""), request.POST.get("fill", "")
    posted = read_post(sheet, request.POST, take=take, fill=fill)
    if posted.errors:
        return _page(
            request,
            sheet,
            years,
            rows=posted.rows,
            errors=posted.errors,
            status=UNPROCESSABLE,
        )
    is_saved = not posted.conflicts and save_drafts(
        sheet.plan, sheet.year, posted.wanted, by=request.user, at=clock.now()
    )
    if not is_saved:
        if not posted.conflicts:
            # Somebody was faster by a moment: read again what stands now.
            posted = read_post(
                read_sheet(sheet.plan, sheet.year, at=clock.now()), request.POST, take=take
            )
        errors = [
            (
                f"{row.anchor}-value",
                _("%(code)s: có người vừa đổi số này") % {"code": row.target.code},
            )
            for row in posted.conflicts
        ]
        return _page(request, sheet, years, rows=posted.rows, errors=errors, status=CONFLICT)
    if posted.wanted:
        text = _("Đã lưu %(n)s dòng dự kiến giao năm %(year)s.")
        messages.success(request, text % {"n": len(posted.wanted), "year": sheet.year})
    else:
        messages.info(request, _("Không có ô nào thay đổi."))
    row = sheet.row(take.partition(":")[0])
    where = f"#{row.anchor}" if row else ""
    return redirect(address("annual_sheet", sheet.year) + where)


@require_safe
def annual_workbook(request, year):
    """The worksheet as a workbook that can be filled and brought back."""
    plan = deciding_plan(request)
    asked_year(plan, year)
    sheet = read_sheet(plan, year, at=clock.now())
    headers = {"Content-Disposition": attachment(file_name(plan, year))}
    return HttpResponse(sheet_workbook(sheet), content_type=XLSX, headers=headers)
