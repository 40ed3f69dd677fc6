"""Sentences about a report's state: why it is locked, when it is due, whether it came in time."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.models import Office
from q3plan.lib import dates
from reports.dashboards.report_state import punctuality_of
from reports.models import Report

SOON_DAYS = 7


@dataclass(frozen=True)
class Countdown:
    """``note`` tells what sending late means, or of an extension; "" for neither."""

    figure: str
    text: str
    tone: str
    note: str = ""


def countdown_of(report, *, on):
    """The countdown to the day that counts now; ``None`` when nothing is asked of the unit."""
    if report.state in {Report.State.SUBMITTED, Report.State.ACCEPTED}:
        return None
    if report.reopened_until and not report.resubmit_by:
        return _reopened_countdown(report, on)
    if report.resubmit_by:
        due_before = report.resubmit_by + timedelta(days=1)
        text = _("gửi lại đến hết ngày %(day)s") % {"day": dates.day_text(report.resubmit_by)}
    else:
        due_before = report.due_before()
        text = dates.due_words(due_before)
    counted = dates.countdown(on, due_before)
    note = _late_note(counted) if counted.is_over else _extension_note(report, due_before)
    return Countdown(capfirst(counted.short), text, _tone(counted), note)


def _reopened_countdown(report, on):
    """``None`` once that time is over: a closed report is not overdue."""
    counted = dates.countdown(on, report.reopened_until + timedelta(days=1))
    if counted.is_over:
        return None
    text = _("được sửa và gửi lại đến hết ngày %(day)s") % {
        "day": dates.day_text(report.reopened_until)
    }
    return Countdown(capfirst(counted.short), text, _tone(counted))


def _tone(counted):
    if counted.is_over:
        return "red"
    return "amber" if counted.days_left <= SOON_DAYS else ""


def _late_note(counted):
    return _("Báo cáo vẫn được tiếp nhận; gửi hôm nay thì được ghi nhận là trễ %(days)s ngày.") % {
        "days": counted.days_late
    }


def _extension_note(report, due_before):
    granted = [row for row in report.extensions.all() if row.due_before == due_before]
    if not granted:
        return ""
    return _("Đã được gia hạn đến hết ngày %(day)s. Lý do: %(reason)s") % {
        "day": dates.day_text(due_before - timedelta(days=1)),
        "reason": granted[-1].reason,
    }


def punctuality_of_sent(report, *, at):
    """On time or late, once something was sent; ``None`` before."""
    if report.first_submitted_at is None:
        return None
    return punctuality_of(report, at=at, due_before=report.due_before())


def reviewer_name(report, *, on) -> str:
    """The unit that reviews this report on a day."""
    office = (
        Office.objects.active(on)
        .filter(plan=report.round.plan_id, kind=report.reviewing_office)
        .select_related("unit")
        .first()
    )
    return office.unit.name if office else Office.Kind(report.reviewing_office).label


@dataclass(frozen=True)
class Lock:
    """Why a report cannot be changed and what comes next."""

    title: str
    text: str


def lock_of(report, *, on):
    """The lock on a report of the reader's own unit; ``None`` while it can be changed."""
    if report.is_editable(on=on):
        return None
    words = {"reviewer": reviewer_name(report, on=on)}
    match Report.State(report.state):
        case Report.State.WITH_HEAD:
            words |= {"at": _moment(report.handed_over_at), "by": report.handed_over_by}
            return Lock(
                _("Đang chờ lãnh đạo xem"),
                _(
                    "%(by)s trình lúc %(at)s. Lãnh đạo đơn vị sẽ gửi báo cáo hoặc trả lại "
                    "chuyên viên để sửa tiếp; trong lúc chờ, nội dung không sửa được."
                )
                % words,
            )
        case Report.State.SUBMITTED:
            words |= {"at": _moment(report.submitted_at), "by": report.submitted_by}
            return Lock(
                _("Đã gửi, đang chờ thẩm định"),
                _(
                    "%(by)s gửi lúc %(at)s. %(reviewer)s đang thẩm định nên nội dung không sửa "
                    "được. Nếu cần sửa, đề nghị %(reviewer)s trả lại báo cáo."
                )
                % words,
            )
        case Report.State.ACCEPTED:
            words |= {"at": _moment(report.accepted_at)}
            return Lock(
                _("Đã duyệt"),
                _(
                    "%(reviewer)s duyệt lúc %(at)s. Nếu cần sửa, đề nghị %(reviewer)s mở lại "
                    "báo cáo, có lý do và thời hạn."
                )
                % words,
            )
    words |= {"day": dates.day_text(report.reopened_until)}
    return Lock(
        _("Thời gian mở lại đã hết"),
        _(
            "Báo cáo được mở lại đến hết ngày %(day)s. Số liệu đã duyệt được giữ nguyên; muốn sửa "
            "tiếp, đề nghị %(reviewer)s gia hạn."
        )
        % words,
    )


def _moment(value):
    return dates.local(value).strftime("%d/%m/%Y %H:%M") if value else ""
