"""Bringing the filled worksheet back: choose a file, see what it would change, confirm."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from q3plan.lib.sheets import SheetRefused, read_workbook
from reports.annual.access import address, asked_year, deciding_plan, is_over
from reports.annual.drafting import read_post, save_drafts
from reports.annual.sheet import read_sheet
from reports.annual.uploading import WrongSheet, read_upload
from reports.entry.sections import CONFLICT, UNPROCESSABLE
from reports.posting import idempotent


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def annual_upload(request, year):
    """Only the confirming form carries a key: looking at a file writes nothing."""
    plan = deciding_plan(request, may_write=True)
    asked_year(plan, year)
    if is_over(year):
        raise PermissionDenied
    sheet = read_sheet(plan, year, at=clock.now())
    if request.method != "POST":
        return _page(request, sheet)
    if request.POST.get("action") == "confirm":
        return _confirm(request, sheet)
    return _preview(request, sheet)


def _preview(request, sheet):
    file = request.FILES.get("file")
    if file is None:
        refused = _("Chưa chọn tệp. Chọn tệp .xlsx đã điền rồi bấm “Xem trước”.")
        return _page(request, sheet, refused=refused, status=UNPROCESSABLE)
    try:
        uploaded = read_upload(read_workbook(file), sheet)
    except (SheetRefused, WrongSheet) as problem:
        return _page(request, sheet, refused=problem.message, status=UNPROCESSABLE)
    posted = uploaded.posted(sheet)
    status = UNPROCESSABLE if uploaded.problems else 200
    return _page(request, sheet, uploaded=uploaded, posted=posted, status=status)


def _confirm(request, sheet):
    posted = read_post(sheet, request.POST)
    if posted.errors or posted.conflicts:
        status = UNPROCESSABLE if posted.errors else CONFLICT
        return _page(request, sheet, posted=posted, status=status)
    if not save_drafts(sheet.plan, sheet.year, posted.wanted, by=request.user, at=clock.now()):
        newer = read_sheet(sheet.plan, sheet.year, at=clock.now())
        return _page(request, newer, posted=read_post(newer, request.POST), status=CONFLICT)
    text = _("Đã lưu %(n)s dòng từ tệp.") % {"n": len(posted.wanted)}
    messages.success(request, text)
    return redirect(address("annual_sheet", sheet.year))


def _page(request, sheet, *, uploaded=None, posted=None, refused="", status=200):
    stored = {row.anchor: row for row in sheet.rows}
    changes = [
        (row, stored[row.anchor])
        for row in (posted.rows if posted else ())
        if row.target.pk in posted.wanted or row.box.theirs
    ]
    problems = uploaded.problems if uploaded else ()
    context = {
        "sheet": sheet,
        "year": sheet.year,
        "plan": sheet.plan,
        "refused": refused,
        "problems": problems,
        "notes": uploaded.notes if uploaded else (),
        "changes": changes,
        "is_preview": posted is not None,
        "may_confirm": bool(changes) and not problems and not (posted and posted.errors),
        "errors": [*([("tep", refused)] if refused else ()), *(posted.errors if posted else ())],
        "sheet_page": address("annual_sheet", sheet.year),
        "workbook": address("annual_workbook", sheet.year),
    }
    return render(request, "annual/annual_upload.html", context, status=status)
