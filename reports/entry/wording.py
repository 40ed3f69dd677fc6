"""Sentences about a report's state: why it is locked, when it is due, whether it came in time."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.models import Office
from q3plan.lib import dates
from reports.dashboards.report_state import punctuality_of
from reports.entry.access import is_held_by_other
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
    if report.is_excused or report.state in {Report.State.SUBMITTED, Report.State.ACCEPTED}:
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


def lock_of(report, *, on, reader=None):
    """The lock on a report of the reader's own unit; ``None`` while it can be changed.

    Says which lock, since when, and who can lift it. ``reader`` is the person, for a report that
    somebody else enters from paper.
    """
    if reader is not None and is_held_by_other(report, reader):
        return _behalf_lock(report, on)
    if report.is_editable(on=on):
        return None
    words = {"reviewer": reviewer_name(report, on=on)}
    if report.reopened_until and on > report.reopened_until:
        return _reopening_over(report, words)
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
    return None


def _reopening_over(report, words):
    words |= {
        "day": dates.day_text(report.reopened_until),
        "since": dates.day_text(report.reopened_until + dates.ONE_DAY),
    }
    return Lock(
        _("Thời gian mở lại đã hết"),
        _(
            "Báo cáo được mở lại đến hết ngày %(day)s, khóa từ 00:00 ngày %(since)s. Số liệu đã "
            "duyệt được giữ nguyên; muốn sửa tiếp, đề nghị %(reviewer)s mở lại thêm."
        )
        % words,
    )


def _behalf_lock(report, on):
    words = {
        "by": report.behalf_by,
        "office": reviewer_name(report, on=on),
        "signer": report.behalf_signer,
        "since": _moment(report.behalf_at),
        "reason": report.behalf_reason.rstrip("."),
    }
    return Lock(
        _("Đang được nhập thay từ bản giấy"),
        _(
            "%(by)s (%(office)s) nhập báo cáo từ bản giấy do %(signer)s ký, từ %(since)s. Lý do: "
            "%(reason)s. Anh/chị xem được nội dung đang nhập, chưa sửa và chưa gửi được. Muốn tự "
            "làm tiếp, liên hệ %(office)s để thôi nhập thay."
        )
        % words,
    )


def _moment(value):
    return dates.local(value).strftime("%d/%m/%Y %H:%M") if value else ""
