"""A person's own work: where login leads, and the reports of one's unit."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import Assignment
from q3plan.lib import clock
from q3plan.lib.dates import Punctuality
from reports.entry import wording
from reports.entry.access import RELATED, may_change
from reports.entry.progress import section_progress
from reports.entry.sections import address, whole_writing
from reports.evidence.listing import usage
from reports.models import Report
from reports.review.flips import recent_flips
from targets.models import Target


@require_safe
def home(request):
    powers = request.powers
    if powers.receives:
        return redirect("review_queue")
    if powers.units:
        return redirect("my_work")
    if powers.sectors:
        return redirect("sector_list")
    if powers.chairs:
        return redirect("dashboard")
    return redirect("admin:index" if powers.is_administrator else "my_work")


@require_safe
def my_work(request):
    powers, at = request.powers, clock.now()
    own = Report.objects.writable_by(powers).filter(round__opens_on__lte=clock.today())
    latest = own.aggregate(year=Max("round__year"))["year"]
    is_open = ~Q(state=Report.State.ACCEPTED) | Q(round__year=latest)
    reports = own.select_related(*RELATED).prefetch_related("extensions")
    reports = reports.with_owner(on=powers.on)
    reports = reports.order_by("-round__year", "unit__order", "pk")
    cards = [card(report, request.user, powers, at) for report in reports.filter(is_open)]
    cards.sort(key=lambda shown: not shown.waits_for_me)
    earlier = [] if latest is None else reports.exclude(is_open)
    context = {
        "cards": cards,
        "earlier": [Earlier(report, at) for report in earlier],
        "flips": recent_flips(_led_targets(powers), at=at),
    }
    return render(request, "entry/my_work.html", context)


def _led_targets(powers):
    led = Assignment.objects.active(powers.on).leading().filter(unit__in=powers.units)
    return Target.objects.filter(pk__in=led.filter(target__isnull=False).values("target"))


@dataclass(frozen=True)
class Row:
    """One line of the task list; without ``url`` it cannot be started yet."""

    title: str
    hint: str
    tag: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Card:
    report: Report
    is_head: bool
    is_editable: bool
    countdown: wording.Countdown | None
    lock: wording.Lock | None
    rows: tuple[Row, ...]
    returned: tuple
    punctuality: Punctuality | None

    @property
    def state(self):
        return Report.State(self.report.state)

    @property
    def is_on_behalf(self):
        """Entered by the reader for another unit: nobody else gets a card that can be changed."""
        return self.report.behalf_by_id is not None and self.is_editable

    @property
    def waits_for_me(self):
        """With the head, on the head's own page."""
        return self.is_head and self.report.state == Report.State.WITH_HEAD


class Earlier:
    def __init__(self, report, at):
        self.report = report
        self.state = Report.State(report.state)
        self.punctuality = wording.punctuality_of_sent(report, at=at)


@dataclass(frozen=True)
class ReturnedItem:
    """An item that the reviewer sent back, with the reviewer's words."""

    item: object
    url: str
    is_corrected: bool


def card(report, user, powers, at):
    today = clock.today()
    is_editable = may_change(report, user, on=today)
    rows, returned = _open_rows(report, user, at) if is_editable else ((), ())
    return Card(
        report=report,
        is_head=report.is_headed_by(powers),
        is_editable=is_editable,
        countdown=wording.countdown_of(report, on=today),
        lock=wording.lock_of(report, on=today, reader=user),
        rows=rows,
        returned=returned,
        punctuality=wording.punctuality_of_sent(report, at=at),
    )


def _open_rows(report, user, at):
    made, writing = whole_writing(report, by=user, at=at)
    rows, returned = [], []
    for section, forms in made:
        progress = section_progress(writing.state_of(form) for form in forms)
        hint = section.count_words % {"done": progress.done, "total": progress.total}
        url = address(section.name, report)
        rows.append(Row(section.title, hint, progress.state.tag, progress.state.label, url))
        returned += [
            ReturnedItem(form.item, f"{url}#{form.prefix}", form.prefix in writing.corrected)
            for form in forms
            if form.item.is_returned
        ]
    uncorrected = sum(not row.is_corrected for row in returned)
    rows.append(_evidence_row(report))
    return (*rows, _check_row(report, writing, uncorrected)), tuple(returned)


def _evidence_row(report):
    used = usage(report)
    words = (used.words, "tag-plain", _("Có tệp")) if used.files else ("", "tag-grey", _("Chưa có"))
    hint, tag, label = words
    return Row(
        _("Minh chứng"), hint or _("Không bắt buộc"), tag, label, address("report_evidence", report)
    )


def _check_row(report, writing, uncorrected):
    lacking = len({lack.anchor for lack in writing.missing})
    url = address("report_check", report)
    title = _("Kiểm tra và gửi")
    if lacking:
        hint = _("Còn %(n)s mục chưa đủ nội dung") % {"n": lacking}
        return Row(title, hint, "tag-grey", _("Chưa gửi được"), url)
    if uncorrected:
        hint = _("Còn %(n)s mục bị trả lại chưa sửa") % {"n": uncorrected}
        return Row(title, hint, "tag-grey", _("Chưa nên gửi"), url)
    return Row(title, _("Đủ nội dung"), "tag-blue", _("Sẵn sàng"), url)
