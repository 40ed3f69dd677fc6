"""Handing the report out as a workbook and taking it back in."""

from enum import Enum

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import XLSX, attachment
from q3plan.lib.sheets import SheetRefused, read_workbook
from reports.entry.access import may_change, writable_report
from reports.entry.progress import writing_of
from reports.entry.sections import CONFLICT, UNPROCESSABLE, address
from reports.entry.wording import countdown_of, lock_of
from reports.posting import idempotent

from . import changes, memory
from .declaration import sheets_of
from .reading import WrongWorkbook, read_filled
from .writing import file_name, write_workbook


class Action(Enum):
    PREVIEW = "preview"
    CONFIRM = "confirm"

    @classmethod
    def _missing_(cls, value):
        return cls.PREVIEW


def _sheets(request, report):
    return sheets_of(report, writing_of(report, by=request.user, at=clock.now()))


def _closed(request, report):
    """Where a report that cannot be changed now leads, with the reason."""
    lock = lock_of(report, on=clock.today(), reader=request.user)
    messages.info(request, f"{lock.title}. {lock.text}")
    return redirect(address("report_detail", report))


@require_safe
def report_workbook(request, year, unit):
    """The workbook of one's own report, filled with what is known now."""
    report = writable_report(request, year, unit)
    if not may_change(report, request.user, on=clock.today()):
        return _closed(request, report)
    countdown = countdown_of(report, on=clock.today())
    content = write_workbook(
        report, _sheets(request, report), countdown=countdown.text if countdown else ""
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = attachment(file_name(report))
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report_upload(request, year, unit):
    """Choose a file, see what it would change, confirm.

    Only the confirming form carries a key: looking at a file writes nothing, and two files posted
    from one page are two questions.
    """
    report = writable_report(request, year, unit)
    if request.method != "POST":
        if not may_change(report, request.user, on=clock.today()):
            return _closed(request, report)
        return _page(request, report)
    if Action(request.POST.get("action")) is Action.CONFIRM:
        return _confirm(request, report)
    return _preview(request, report)


def _page(request, report, *, preview=None, refused="", status=200):
    context = {
        "report": report,
        "preview": preview,
        "refused": refused,
        "refusal": preview.refusal if preview else "",
        "conflicts": preview.conflicts if preview else [],
        "lock": lock_of(report, on=clock.today(), reader=request.user),
    }
    return render(request, "workbook/report_upload.html", context, status=status)


def _preview(request, report):
    if not may_change(report, request.user, on=clock.today()):
        return _closed(request, report)
    try:
        filled, titles = _read(request, report)
    except (SheetRefused, WrongWorkbook) as problem:
        return _page(request, report, refused=problem.message, status=UNPROCESSABLE)
    memory.settle(request.session, report, filled)
    preview = changes.preview_of(
        report,
        changes.post_of(filled),
        problems=filled.problems,
        ignored=filled.ignored,
        titles=titles,
    )
    status = UNPROCESSABLE if preview.problems else 200
    return _page(request, report, preview=preview, status=status)


def _read(request, report):
    """``(filled, titles by box)`` of the file that came; raises what the person is told."""
    file = request.FILES.get("file")
    if file is None:
        raise WrongWorkbook(_("Chưa chọn tệp. Chọn tệp .xlsx đã điền rồi bấm “Xem trước”."))
    sheets = _sheets(request, report)
    return read_filled(read_workbook(file), report, sheets), _titles(sheets)


def _titles(sheets):
    return {cell.name: cell.title for plan in sheets for cell in plan.inputs.values()}


def _confirm(request, report):
    titles = _titles(_sheets(request, report))
    preview = changes.write(report, request.POST, by=request.user, at=clock.now(), titles=titles)
    if not preview.may_be_written:
        return _page(request, report, preview=preview, status=CONFLICT)
    memory.keep(request.session, report, preview.sent)
    count = len(preview.changes)
    if count:
        words = _("%(n)s ô từ tệp .xlsx") % {"n": count}
        report.record("IMPORTED", at=clock.now(), by=request.user, subject=words)
        messages.success(request, _("Đã lưu %(n)s ô từ tệp.") % {"n": count})
    else:
        messages.info(request, _("Không có ô nào phải thay đổi."))
    return redirect(address("report_check", report))
