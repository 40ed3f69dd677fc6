"""The consolidated report as a whole: its outline and passages, and taking in what was accepted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from reports.compiling.access import check_writer, compiled_of, writes
from reports.compiling.assemble import assemble_round, count_news
from reports.compiling.page import read_page
from reports.consolidations.access import years_beside
from reports.posting import idempotent

TEMPLATE = "compiling/compiled_report.html"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def compiled_report(request, year):
    """Readers see the passages; the coordinating unit takes in newly accepted material."""
    round, report = compiled_of(request, year)
    if request.method == "POST":
        check_writer(request, round)
        _report, done = assemble_round(round, by=request.user, at=clock.now())
        messages.success(request, assembled_words(done))
        return redirect("compiled_report", year=year)
    context = {
        "round": round,
        "report": report,
        "years": years_beside(round),
        "may_write": writes(request, round),
    }
    if report is None:
        return render(request, TEMPLATE, context)
    context |= page_context(request, report, around=request.GET.get("doan", ""))
    if request.htmx:
        return render(request, f"{TEMPLATE}#results", context)
    context["news"] = count_news(report, at=clock.now())
    return render(request, TEMPLATE, context)


def page_context(request, report, *, around="") -> dict:
    """What the list of passages names; ``around`` is the number of a passage to be on the page."""
    place = int(around) if str(around).isdecimal() and len(str(around)) < 18 else None
    page = read_page(report, request.GET, request.powers, around=place)
    return {
        "report": report,
        "round": report.round,
        "shown_page": page,
        "may_write": writes(request, report.round),
        "focus": None,
        "oob": False,
    }


def assembled_words(done) -> str:
    """What taking in brought, in one message."""
    if not done.has_changed:
        return _("Báo cáo đã có đủ nội dung được duyệt, không có gì thay đổi.")
    parts = [
        (done.added, _("thêm %(n)s đoạn")),
        (done.followed, _("%(n)s đoạn chưa sửa theo nội dung mới")),
        (done.behind, _("%(n)s đoạn đã sửa được giữ nguyên, nguồn đã thay đổi")),
        (done.gone, _("%(n)s đoạn không còn nguồn")),
    ]
    words = "; ".join(text % {"n": count} for count, text in parts if count)
    return _("Đã cập nhật từ báo cáo đã duyệt: %(words)s.") % {"words": words}
