"""The reviewer's queue: what waits for them, what waits for the units, what was accepted."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from q3plan.lib import clock, dates
from reports.dashboards.report_state import is_with_unit, punctuality_of, shown_state
from reports.models import Report, Round
from reports.review import checks, rights
from reports.review.flips import recent_flips
from targets.models import Target

RECENT = 10


@dataclass(frozen=True)
class Line:
    """One report of the queue as its table shows it."""

    report: Report
    state: Report.State
    punctuality: dates.Punctuality
    flags: tuple[checks.Flag, ...] = ()
    last_on: date | None = None
    days_over: int = 0
    is_mine: bool = False
    extended_until: date | None = None

    @property
    def is_repeated(self) -> bool:
        return self.report.times_sent > 1


@dataclass(frozen=True)
class Queue:
    """The reports of one year in five heaps; every report is in exactly one."""

    year: int
    waiting: tuple[Line, ...] = ()
    with_unit: tuple[Line, ...] = ()
    accepted: tuple[Line, ...] = ()
    not_sent: tuple[Line, ...] = ()
    elsewhere: tuple[Line, ...] = ()

    @property
    def total(self) -> int:
        heaps = (self.waiting, self.with_unit, self.accepted, self.not_sent, self.elsewhere)
        return sum(map(len, heaps))

    @property
    def flagged(self) -> int:
        return sum(bool(line.flags) for line in self.waiting)

    @property
    def overdue_with_unit(self) -> int:
        return sum(line.days_over > 0 for line in self.with_unit)

    @property
    def overdue_not_sent(self) -> int:
        overdue = dates.PunctualityState.OVERDUE
        return sum(line.punctuality.state is overdue for line in self.not_sent)


@require_safe
def review_queue(request):
    if not request.powers.receives:
        raise PermissionDenied
    at = clock.now()
    queue, years = queue_of(request, at=at)
    context = {
        "queue": queue,
        "years": years,
        "recent": queue.accepted[:RECENT],
        "flips": recent_flips(Target.objects.filter(plan__in=request.powers.receives), at=at),
    }
    return render(request, "review/review_queue.html", context)


def queue_of(request, *, at):
    """(queue of the year in the address, years on offer), for the page and its export."""
    years = _years(request.powers, on=dates.as_day(at))
    year = _chosen_year(request.GET.get("nam", ""), years)
    return _read_queue(request.powers, year, at=at), years


def _years(powers, *, on):
    """Rounds by year, newest first, with the number of reports that wait for a decision of ours."""
    waiting = Q(
        reports__in=Report.objects.reviewable_by(powers), reports__state=Report.State.SUBMITTED
    )
    rounds = Round.objects.opened(on).filter(plan__in=powers.receives)
    rows = rounds.values("year").annotate(waiting=Count("reports", filter=waiting))
    return list(rows.order_by("-year"))


def _chosen_year(typed, years):
    known = [row["year"] for row in years]
    if typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) in known:
        return int(typed)
    return known[0] if known else None


def _read_queue(powers, year, *, at):
    reports = list(
        Report.objects.filter(round__plan__in=powers.receives, round__year=year)
        .select_related("round__plan", "unit", "behalf_by")
        .prefetch_related("extensions")
        .annotate(times_sent=Count("submissions"))
        .with_owner(on=powers.on)
        .order_by("submitted_at", "unit__order", "pk")
    )
    mine = [
        report
        for report in reports
        if report.state == Report.State.SUBMITTED and rights.reviews(powers, report)
    ]
    flags = checks.load_flags(mine, at=at)
    heaps = {"waiting": [], "with_unit": [], "accepted": [], "not_sent": [], "elsewhere": []}
    for report in reports:
        line = _line(report, flags.get(report.pk, ()), powers, at=at)
        heaps[_heap(powers, report)].append(line)
    heaps["waiting"].sort(key=lambda line: not line.flags)
    heaps["with_unit"].sort(key=lambda line: line.last_on or date.max)
    heaps["accepted"].sort(key=lambda line: line.report.accepted_at, reverse=True)
    return Queue(year=year, **{name: tuple(lines) for name, lines in heaps.items()})


def _heap(powers, report):
    if report.first_submitted_at is None:
        return "not_sent"
    if is_with_unit(report):
        return "with_unit"
    if report.state == Report.State.ACCEPTED:
        return "accepted"
    return "waiting" if rights.reviews(powers, report) else "elsewhere"


def _line(report, flags, powers, *, at):
    last_on = report.reopened_until or report.resubmit_by
    due_before = report.due_before()
    today = dates.as_day(at)
    is_waited_for = is_with_unit(report) and last_on is not None
    return Line(
        report=report,
        state=shown_state(report),
        punctuality=punctuality_of(report, at=at, due_before=due_before),
        flags=tuple(flags),
        last_on=last_on,
        days_over=max(0, (today - last_on).days) if is_waited_for else 0,
        extended_until=due_before - dates.ONE_DAY if due_before > report.round.due_before else None,
        is_mine=report.submitted_by_id == powers.user_id,
    )
