"""The calendar feed: a person's own deadlines as all-day events (RFC 5545).

The address is the only secret: it opens no page and shows nothing but days and names of units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import Membership
from q3plan.lib import clock, dates
from q3plan.lib.mail_queue import site_host
from reports.models import CalendarFeed, DirectiveUnit, Report
from targets.models import Plan

from .addresses import absolute, path_in_plan
from .wording import report_name, sentence

LINE_OCTETS = 75
ALARM_DAYS = (7, 1)


@dataclass(frozen=True)
class Event:
    """A day that matters; ``uid`` stays the same when the day moves, ``version`` grows."""

    uid: str
    on: date
    title: str
    text: str
    plan: Plan
    link: str
    version: int


@login_not_required
@require_safe
def calendar_feed(request, token):
    """The feed behind a secret address; 404 for any other, as for a person who left."""
    feed = CalendarFeed.objects.filter(token=token, user__is_active=True).select_related("user")
    feed = feed.first()
    if feed is None:
        raise Http404
    at = clock.now()
    body = calendar_text(events_of(feed.user, on=dates.as_day(at)), at=at)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="q3plan.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def events_of(user, *, on: date) -> list[Event]:
    """What the person's units still have to send or answer; nothing that is done."""
    held = Membership.objects.active(on).filter(user=user)
    units = set(held.values_list("unit_id", flat=True))
    found = [*_of_reports(units, on), *_of_directives(units)]
    return sorted(found, key=lambda event: (event.on, event.uid))


def _of_reports(units, on) -> Iterator[Event]:
    asked = (
        Report.objects.owned_by(units, on=on)
        .filter(round__opens_on__lte=on, excused_at__isnull=True, unit_dissolved=False)
        .exclude(state__in=[Report.State.SUBMITTED, Report.State.ACCEPTED])
        .select_related("round__plan", "unit")
        .prefetch_related("extensions")
    )
    for report in asked:
        name = report_name(report)
        link = reverse("report_detail", kwargs={"year": report.year, "unit": report.unit.code})
        kept = (report.round.plan, link, report.version)
        if report.reopened_until:
            if on <= report.reopened_until:
                title = _("Hết thời gian mở lại: %(report)s") % {"report": name}
                until = report.reopened_until
                yield Event(f"reopened-{report.pk}", until, title, "", *kept)
        elif report.first_submitted_at is None:
            yield _deadline(report, name, kept)
        elif report.resubmit_by:
            title = _("Hạn gửi lại: %(report)s") % {"report": name}
            text = _("Lý do trả lại ghi trong báo cáo.")
            yield Event(f"return-{report.pk}", report.resubmit_by, title, text, *kept)


def _deadline(report, name, kept):
    due_before = report.due_before()
    title = _("Hạn nộp: %(report)s") % {"report": name}
    text = sentence(dates.due_words(due_before)) + "."
    last_on = due_before - dates.ONE_DAY
    return Event(f"due-{report.pk}", last_on, title, text, *kept)


def _of_directives(units) -> Iterator[Event]:
    """Only that an answer is due: what a leader wrote stays behind the login."""
    owed = DirectiveUnit.objects.filter(
        unit__in=units, answered_at__isnull=True, directive__closed_at__isnull=True
    ).select_related("directive__plan", "unit")
    for asked in owed:
        directive = asked.directive
        words = {"position": directive.position, "unit": asked.unit.short_name}
        title = _("Hạn trả lời chỉ đạo của %(position)s: %(unit)s") % words
        link = reverse("directive_detail", args=[directive.pk])
        kept = (directive.plan, link, directive.version)
        yield Event(f"directive-{asked.pk}", directive.due_on, title, "", *kept)


def calendar_text(events: list[Event], *, at: datetime) -> str:
    """An iCalendar object with CRLF line ends and folded lines."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Q3Plan//Han bao cao//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(_('Q3Plan: hạn báo cáo'))}",
        f"X-WR-CALNAME:{escaped(_('Q3Plan: hạn báo cáo'))}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    several = Plan.objects.count() > 1
    for event in events:
        link = path_in_plan(event.plan, event.link, several_plans=several)
        lines += _event_lines(event, absolute(link), at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event_lines(event, url, at):
    """An all-day event has no hour and so no zone: the last good day, wherever it is read."""
    description = "\n".join(words for words in (event.text, url) if words)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{site_host()}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + dates.ONE_DAY:%Y%m%d}",
        f"SEQUENCE:{event.version}",
        f"SUMMARY:{escaped(event.title)}",
        f"DESCRIPTION:{escaped(description)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
    ]
    for days in ALARM_DAYS:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(event.title)}",
            f"TRIGGER:-P{days}D",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """TEXT of RFC 5545, 3.3.11."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of at most 75 octets, cut between signs, continued with a space (3.1)."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE_OCTETS:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + octets
    return "\r\n".join([*parts, part])
