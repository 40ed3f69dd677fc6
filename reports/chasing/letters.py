"""Letters to late units: choosing whom, writing, the document, and recording that it went out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import attachment
from q3plan.lib.form_errors import errors_of
from reports.documents.views import DOCX
from reports.models import Call, LetterUnit, Round, StaleReport, TransitionRefused
from reports.posting import idempotent

from .document import letter_document
from .drafting import draft_letter, restated_words
from .forms import LetterForm, NewLetterForm
from .late import late_reports
from .naming import with_named_reports
from .since import since_drafted, units_of

RECENT_CALLS = 20
MAIN = "noi-dung"  # where a message about the whole page leads


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def letter_list(request, year):
    """The late units of a round, the letters about it and the calls that were made."""
    round = coordinated_round(request, year)
    late = late_reports(round, at=clock.now(), powers=request.powers)
    if request.method != "POST":
        form = NewLetterForm(late=late, today=clock.today())
        return _show_list(request, round, late, form)
    form = NewLetterForm(request.POST, late=late, today=clock.today())
    if not form.is_valid():
        return _show_list(request, round, late, form, status=400)
    made = [
        draft_letter(
            round,
            group,
            reply_by=form.cleaned_data["reply_by"],
            by=request.user,
            at=clock.now(),
        )
        for group in form.chosen()
    ]
    messages.success(request, _("Đã soạn %(count)s công văn đôn đốc.") % {"count": len(made)})
    if len(made) == 1:
        return redirect("letter_detail", year, made[0].pk)
    return redirect("letter_list", year)


def coordinated_round(request, year):
    """The round of a plan that the person's unit coordinates; 403 for others, 404 without one."""
    if not request.powers.coordinates:
        raise PermissionDenied
    rounds = Round.objects.opened(request.powers.on).filter(plan__in=request.powers.coordinates)
    newest = rounds.select_related("plan").order_by("-plan__issued_on", "-plan_id")
    if (round := newest.filter(year=year).first()) is None:
        raise Http404
    return round


def _show_list(request, round, late, form, *, status=200):
    chosen = set(form["units"].value() or [])
    on = request.powers.on
    units = Prefetch("units", with_named_reports(LetterUnit.objects.all(), on=on))
    letters = round.letters.prefetch_related(units).select_related("sent_by")
    calls = with_named_reports(Call.objects.filter(report__round=round), on=on)
    context = {
        "round": round,
        "late": [(one, one.unit.code in chosen) for one in late],
        "form": form,
        "letters": letters.defer("content"),
        "calls": calls.select_related("by")[:RECENT_CALLS],
        "errors": errors_of(form, units="cac-don-vi", kind="cach-gui"),
    }
    return render(request, "chasing/letter_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def letter_detail(request, year, pk):
    """One letter: its words while it is a draft, what went out afterwards."""
    letter = _letter(request, year, pk)
    if request.method != "POST":
        return _show(request, letter, LetterForm(letter=letter, today=clock.today()))
    steps = {"save": _save, "send": _save_and_send, "restate": _restate, "discard": _discard}
    step = steps.get(request.POST.get("action"), _save)
    form = LetterForm(
        request.POST, letter=letter, today=clock.today(), is_sending=step is _save_and_send
    )
    try:
        return step(request, letter, form)
    except TransitionRefused as refusal:
        fresh = _letter(request, year, pk)
        words = {"problem": refusal.message}
        # What only this person wrote is shown beside what the letter says now.
        if (isinstance(refusal, StaleReport) or fresh.is_sent) and step is not _discard:
            words["differences"] = form.differences(fresh)
            form.rebase(fresh)
        if step is _discard:
            form = LetterForm(letter=fresh, today=clock.today())
        return _show(request, fresh, form, **words, status=409)


def _letter(request, year, pk):
    round = coordinated_round(request, year)
    return get_object_or_404(round.letters.select_related("round__plan", "sent_by"), pk=pk)


def _save(request, letter, form):
    if not form.is_valid():
        return _show(request, letter, form, status=400)
    letter.revise(form.values, version=form.version_seen)
    messages.success(request, _("Đã lưu công văn."))
    return redirect("letter_detail", letter.round.year, letter.pk)


def _save_and_send(request, letter, form):
    """What stands in the form is what goes out.

    A report may have come while the letter lay at the signer's: the officer then says whether the
    signed paper still names the unit.
    """
    if not form.is_valid():
        return _show(request, letter, form, status=400)
    since = _since(request, letter)
    if request.POST.get("still_named", "") != since.still_named:
        raise TransitionRefused(_not_sent_words(since))
    letter.revise(form.values, version=form.version_seen)
    at = clock.now()
    content = letter_document(letter, units_of(letter, on=clock.today()), at=at)
    letter.send(by=request.user, at=at, content=content, version=letter.version)
    messages.success(
        request,
        _("Đã ghi nhận công văn phát hành; đơn vị được ghi trong nhật ký của từng báo cáo."),
    )
    return redirect("letter_detail", letter.round.year, letter.pk)


def _since(request, letter):
    return since_drafted(letter, at=clock.now(), powers=request.powers)


def _not_sent_words(since):
    if not since.no_longer_late:
        return _("Danh sách đơn vị trễ hạn vừa thay đổi. Vui lòng xem lại.")
    names = ", ".join(report.unit_short_name for report in since.no_longer_late)
    return _("Chưa ghi nhận phát hành: %(units)s không còn trễ hạn.") % {"units": names}


def _restate(request, letter, form):
    """Save the words and take the reports as they stand now."""
    if not form.is_valid():
        return _show(request, letter, form, status=400)
    since = _since(request, letter)
    words = restated_words(letter, form.values, counts=since.counts, on=clock.today())
    letter.revise(words, version=form.version_seen)
    gone = letter.restate({pk: one.stated for pk, one in since.late.items()})
    words = {"count": gone}
    messages.success(
        request,
        _("Đã cập nhật số ngày trễ; đưa %(count)s đơn vị không còn trễ ra khỏi công văn.") % words
        if gone
        else _("Đã cập nhật số ngày trễ của các đơn vị."),
    )
    return redirect("letter_detail", letter.round.year, letter.pk)


def _discard(request, letter, form):
    form.is_valid()
    letter.discard(version=form.version_seen)
    messages.success(request, _("Đã bỏ công văn chưa phát hành."))
    return redirect("letter_list", letter.round.year)


def _show(request, letter, form, *, problem="", differences=(), status=200):
    since = None if letter.is_sent else _since(request, letter)
    context = {
        "letter": letter,
        "rows": _with_last_call(units_of(letter, on=clock.today())),
        "form": form,
        "differences": differences,
        "since": since,
        "same_number": list(letter.others_of_same_number()),
        "errors": [*([(MAIN, problem)] if problem else []), *errors_of(form)],
    }
    return render(request, "chasing/letter_detail.html", context, status=status)


def _with_last_call(units):
    """(unit of the letter, the last call about its report or None)."""
    calls = Call.objects.filter(report__in=[row.report_id for row in units]).select_related("by")
    last = {call.report_id: call for call in calls.order_by("at", "pk")}
    return [(row, last.get(row.report_id)) for row in units]


@require_safe
def letter_docx(request, year, pk):
    """What went out, byte for byte; before that the draft as it stands."""
    letter = _letter(request, year, pk)
    if letter.is_sent:
        made = bytes(letter.content)
    else:
        units = units_of(letter, on=clock.today())
        made = letter_document(letter, units, at=clock.now())
    number = f" số {letter.number}" if letter.number else " (dự thảo)"
    name = f"Công văn đôn đốc{number} - báo cáo năm {year}.docx"
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(made, content_type=DOCX, headers=headers)
