"""What a unit is told at once of a step on its report. Call it in the transaction of the step."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Membership
from q3plan.lib import dates
from reports.models import NoticeKind, Report

from .telling import people_of, tell
from .wording import day_with_weekday, joined, report_name, sentence


def returned(report, owner):
    """Why, and until when it is asked for again."""
    name = report_name(report, owner)
    return _("Bị trả lại: %(report)s") % {"report": name}, joined(
        _("%(report)s vừa được trả lại để bổ sung.") % {"report": sentence(name)},
        _("Hạn gửi lại: đến hết %(day)s.") % {"day": day_with_weekday(report.resubmit_by)},
        _("Lý do: %(reason)s") % {"reason": report.return_reason},
        _("Nội dung đã duyệt được giữ nguyên; chỉ sửa những mục được đánh dấu."),
    )


def accepted(report, owner):
    name = report_name(report, owner)
    return _("Đã duyệt: %(report)s") % {"report": name}, joined(
        _("%(report)s đã được duyệt. Cảm ơn anh/chị và đơn vị.") % {"report": sentence(name)}
    )


def reopened(report, owner):
    name = report_name(report, owner)
    return _("Được mở lại: %(report)s") % {"report": name}, joined(
        _("%(report)s được mở lại để sửa, đến hết %(day)s.")
        % {"report": sentence(name), "day": day_with_weekday(report.reopened_until)},
        _("Lý do: %(reason)s") % {"reason": report.reopen_reason},
        _("Số liệu đã duyệt tiếp tục được dùng cho đến khi bản sửa được duyệt."),
    )


def handed_over(report, owner):
    name = report_name(report, owner)
    return _("Chờ anh/chị gửi: %(report)s") % {"report": name}, joined(
        _("%(person)s vừa trình anh/chị %(report)s.")
        % {"person": report.handed_over_by.full_name, "report": name},
        _("Anh/chị xem, sửa nếu cần rồi gửi, hoặc trả lại chuyên viên kèm lời nhắn."),
    )


def tell_returned(report: Report, *, at: datetime):
    _tell(report, NoticeKind.REPORT_RETURNED, returned, at=at)


def tell_accepted(report: Report, *, at: datetime):
    _tell(report, NoticeKind.REPORT_ACCEPTED, accepted, at=at)


def tell_reopened(report: Report, *, at: datetime):
    """A reopening is a return that came after the acceptance: the unit has something to do."""
    _tell(report, NoticeKind.REPORT_RETURNED, reopened, at=at)


def tell_handed_over(report: Report, *, at: datetime):
    """The heads of the unit: a draft waits for them."""
    heads = [Membership.Role.HEAD]
    _tell(report, NoticeKind.WITH_HEAD, handed_over, at=at, roles=heads, page="report_check")


def _tell(report, kind, words, *, at, roles=None, page="report_detail"):
    on = dates.as_day(at)
    owner = report.owner_on(on)
    title, text = words(report, owner)
    tell(
        people_of(owner, on, roles),
        kind,
        # The version grows with every step, so the same step of another day is another cause.
        f"{words.__name__}:{report.pk}:{report.version}",
        title=title,
        text=text,
        link=reverse(page, kwargs={"year": report.round.year, "unit": report.unit.code}),
        plan=report.round.plan,
        at=at,
    )
