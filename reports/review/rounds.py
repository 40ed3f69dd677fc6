"""The coordinating unit's list of yearly rounds, and the button that opens the next one."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock, dates
from reports.dashboards.report_state import punctuality_of, shown_state
from reports.models import Report, Round
from reports.posting import idempotent
from targets.models import Plan

State = Report.State


@dataclass(frozen=True)
class RoundLine:
    """A round with its reports counted as others than the unit may see them."""

    round: Round
    countdown: dates.Countdown
    is_open: bool
    total: int
    waiting: int
    with_unit: int
    accepted: int
    not_sent: int
    late: int


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def round_list(request):
    plan = Plan.objects.filter(pk__in=request.powers.coordinates).current()
    if plan is None:
        raise PermissionDenied
    years = list(plan.rounds.values_list("year", flat=True))
    next_year = max(years) + 1 if years else clock.today().year
    problem = ""
    if request.method == "POST":
        year, problem = _year_to_open(request.POST.get("year", ""), plan, years, next_year)
        if not problem:
            problem = _open(request, plan, year)
        if not problem:
            return redirect("round_list")
    context = {
        "plan": plan,
        "lines": _lines(plan, at=clock.now()),
        "next_year": next_year if next_year <= plan.vision_year else None,
        "errors": [("mo-ky", problem)] if problem else [],
    }
    return render(request, "review/round_list.html", context, status=400 if problem else 200)


def _year_to_open(typed, plan, years, next_year):
    """(year, problem); a year that is open already is no problem: opening again changes nothing."""
    typed = typed.strip()
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else None
    if year in years or (year == next_year and year <= plan.vision_year):
        return year, ""
    return None, _("Chỉ mở được kỳ báo cáo năm %(year)s.") % {"year": next_year}


def _open(request, plan, year):
    try:
        with transaction.atomic():
            opened, created = Round.open(
                plan,
                year,
                at=clock.now(),
                by=request.user,
                is_illustrative=not settings.PRODUCTION,
            )
    except (IntegrityError, ValueError):
        return _("Hạn nộp ghi trong Kế hoạch không tạo được kỳ báo cáo của năm này.")
    words = {"year": opened.year, "count": created}
    if created:
        messages.success(request, _("Đã mở kỳ báo cáo năm %(year)s cho %(count)s đơn vị.") % words)
    else:
        messages.info(request, _("Kỳ báo cáo năm %(year)s đã mở từ trước.") % words)
    return ""


def _lines(plan, *, at):
    """Two queries for the rounds and their reports, one for extensions."""
    reports = defaultdict(list)
    rows = Report.objects.filter(round__plan=plan).select_related("round")
    for report in rows.prefetch_related("extensions"):
        reports[report.round_id].append(report)
    return [_line(row, reports[row.pk], at=at) for row in plan.rounds.order_by("-year")]


def _line(row, reports, *, at):
    states = Counter(shown_state(report) for report in reports)
    marks = [
        punctuality_of(report, at=at, due_before=report.due_before()).state for report in reports
    ]
    late = {dates.PunctualityState.LATE, dates.PunctualityState.OVERDUE}
    return RoundLine(
        round=row,
        countdown=dates.countdown(at, row.due_before),
        is_open=row.opens_on <= dates.as_day(at),
        total=len(reports),
        waiting=states[State.SUBMITTED],
        with_unit=states[State.RETURNED] + states[State.REOPENED],
        accepted=states[State.ACCEPTED],
        not_sent=sum(report.first_submitted_at is None for report in reports),
        late=sum(mark in late for mark in marks),
    )
