"""Adding files to a report, taking them out of a draft, and handing them out again."""

from enum import Enum

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from reports.entry.access import may_change, writable_report
from reports.entry.sections import UNPROCESSABLE, address, steps
from reports.entry.wording import lock_of
from reports.models import Evidence, TransitionRefused
from reports.posting import idempotent

from . import attaching, kinds, listing, preview, storing
from .drawing import NoSuchPage, PreviewFailed
from .handing_out import FORBIDDEN, GONE, file_response, guarded
from .limits import EvidenceRefused


class Action(Enum):
    ADD = "add"
    REMOVE = "remove"

    @classmethod
    def _missing_(cls, value):
        return cls.ADD


@require_http_methods(["GET", "HEAD", "POST"])
def report_evidence(request, year, unit):
    """Files are looked at and stored before anything is locked: scanning one may take its time."""
    report = writable_report(request, year, unit)
    if request.method != "POST":
        return _page(request, report)
    anchor = request.POST.get("item", listing.GENERAL)
    place = listing.place_of(report, anchor)
    if place is None:
        raise Http404
    received = []
    if _is_whole(request) and _may_add(request, report, *place):
        is_signed = place[1] == Evidence.Kind.SIGNED_COPY
        received = storing.receive(
            request.FILES.getlist("files"), allowed=kinds.SIGNED if is_signed else None
        )
    _tell_contents_apart(request, received)
    try:
        return _post(request, report, anchor, place, received)
    finally:
        storing.discard_unused(received)


def _is_whole(request):
    """Whether the post came to its end: its last field says so.

    A connection that broke off leaves a file that is cut short and looks like any other.
    """
    return request.POST.get("whole") == "1"


def _may_add(request, report, item, kind):
    return attaching.may_add(report, item, kind, by=request.user, on=clock.today())


def _tell_contents_apart(request, received):
    """The same form with other files is other work: the answer of the first is not theirs."""
    words = request.POST.copy()
    words.setlist("contents", [one.sha256 or one.refusal for one in received])
    request.POST = words


@idempotent
def _post(request, report, anchor, place, received):
    if Action(request.POST.get("action")) is Action.REMOVE:
        return _remove(request, report, anchor)
    problems = _problems_before(request, report, place, received)
    for one in received:
        if not one.refusal:
            _attach(request, report, place, one)
    problems += [(one.given_name, one.refusal) for one in received if one.refusal]
    return _answer(request, report, anchor, received, problems)


def _problems_before(request, report, place, received):
    if getattr(request, "is_upload_stopped", False):
        return [("", _("Gửi quá nhiều dữ liệu một lần. Hãy tải lên ít tệp hơn mỗi lần."))]
    if not _may_add(request, report, *place):
        return [("", attaching.closed_words(report, by=request.user, on=clock.today()))]
    if not _is_whole(request):
        return [("", _("Đường truyền bị ngắt nên tệp chưa lên trọn vẹn. Hãy tải lên lại."))]
    return [] if received else [("", _("Chưa chọn tệp nào."))]


def _attach(request, report, place, one):
    item, kind = place
    try:
        one.evidence = attaching.attach(
            report, one, item=item, kind=kind, by=request.user, at=clock.now()
        )
    except (EvidenceRefused, TransitionRefused) as refused:
        one.refusal = refused.message


def _remove(request, report, anchor):
    text = request.POST.get("file", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        row = attaching.remove(report, pk, by=request.user, at=clock.now())
    except (EvidenceRefused, TransitionRefused) as refused:
        return _answer(request, report, anchor, [], [("", refused.message)])
    if row and not request.htmx:
        messages.success(request, _("Đã bỏ tệp “%(name)s”.") % {"name": row.name})
    return _answer(request, report, anchor, [], [])


def _answer(request, report, anchor, received, problems):
    """A script gets the list of the place as it is now; a plain form the page that came before."""
    notes = [one.note for one in received if one.evidence and one.note]
    kept = sum(one.evidence is not None for one in received)
    if request.htmx:
        return _fragment(request, report, anchor, notes, problems)
    if problems:
        return _page(request, report, anchor=anchor, problems=problems, status=UNPROCESSABLE)
    if kept:
        words = ngettext("Đã tải lên %(n)s tệp.", "Đã tải lên %(n)s tệp.", kept) % {"n": kept}
        messages.success(request, " ".join([words, *notes]))
    return redirect(f"{address(_page_after(request), report)}#minh-chung-{anchor}")


def _page_after(request):
    """Where a plain form stood: one of the pages that carry such a form."""
    pages = {"report_check", "report_receipt"}
    asked = request.POST.get("page", "")
    return asked if asked in pages else "report_evidence"


def _fragment(request, report, anchor, notes, problems):
    item, kind = listing.place_of(report, anchor)
    is_signed = kind == Evidence.Kind.SIGNED_COPY
    reader = {"on": clock.today(), "person": request.user}
    box = listing.signed_box(report, **reader)
    if not is_signed:
        box = listing.box_of(report, item, **reader)
    context = {
        "report": report,
        "box": box,
        "usage": listing.usage(report),
        "notes": notes,
        "problems": problems,
    }
    before = getattr(report, "version_before", report.version)
    status = UNPROCESSABLE if problems else 200
    response = render(request, "evidence/fragment.html", context, status=status)
    response["X-Saved-Version"] = f"{before} {report.version}"
    return response


def _page(request, report, *, anchor="", problems=(), status=200):
    today = clock.today()
    is_open = may_change(report, request.user, on=today)
    boxes = listing.boxes_of(report, on=today, person=request.user)
    places = [box for box in boxes if box.may_add]
    context = {
        "report": report,
        "boxes": boxes,
        "places": places,
        "only_signed": all(box.is_signed for box in places),
        "chosen": anchor or request.GET.get("muc", ""),
        "usage": listing.usage(report),
        "errors": [("id_files", f"{name}: {text}" if name else text) for name, text in problems],
        "steps": steps(report, "report_evidence") if is_open else [],
        "lock": lock_of(report, on=today, reader=request.user),
    }
    return render(request, "evidence/report_evidence.html", context, status=status)


# -- one file --------------------------------------------------------------------------------


def _evidence(request, pk):
    rows = Evidence.objects.visible_to(request.powers)
    return get_object_or_404(rows.select_related("report__round", "report__unit"), pk=pk)


def _withheld(request, row, *, is_broken=False):
    """A page that says why the file is not handed out."""
    context = {"row": row, "is_broken": is_broken}
    status = GONE if is_broken else FORBIDDEN
    return render(request, "evidence/withheld.html", context, status=status)


@require_safe
def evidence_download(request, pk):
    """The file as it was uploaded, always to be saved and never shown by us."""
    row = _evidence(request, pk)
    if not row.is_downloadable:
        return _withheld(request, row)
    try:
        return file_response(row)
    except storing.BrokenFile:
        return _withheld(request, row, is_broken=True)


@require_safe
def evidence_page(request, pk, number):
    """A picture of one page, drawn by us; words when there is none."""
    row = _evidence(request, pk)
    try:
        data, media_type = preview.picture_of(row, number)
    except storing.BrokenFile:
        return _words(_("Tệp lưu không còn nguyên vẹn."), GONE)
    except NoSuchPage as failed:
        return _words(failed.message, 404)
    except PreviewFailed as failed:
        return _words(failed.message, UNPROCESSABLE)
    return guarded(HttpResponse(data, content_type=media_type))


def _words(text, status):
    return guarded(HttpResponse(text, content_type="text/plain; charset=utf-8", status=status))


@require_safe
def evidence_view(request, pk):
    """Every page of a file one below the other, as pictures."""
    row = _evidence(request, pk)
    if not row.is_downloadable:
        return _withheld(request, row)
    failure, pages = "", 0
    try:
        pages = preview.all_pages(row)
    except storing.BrokenFile:
        return _withheld(request, row, is_broken=True)
    except PreviewFailed as failed:
        failure = failed.message
    context = {
        "row": row,
        "shown": listing.ShownFile(row),
        "report": row.report,
        "numbers": range(1, min(pages, preview.MAX_PAGES) + 1),
        "pages": pages,
        "is_cut": pages > preview.MAX_PAGES,
        "failure": failure,
        "is_own": row.report.is_answered_by(request.powers),
    }
    return render(request, "evidence/evidence_view.html", context)
