"""What reminders say. One function for one message: ``(title, text)``, text in paragraphs.

Titles stand on a phone's lock screen: what is asked comes first.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib import dates
from reports.models import Report

PARAGRAPH = "\n\n"


def joined(*paragraphs: str) -> str:
    return PARAGRAPH.join(words for words in paragraphs if words)


def day_with_weekday(day) -> str:
    """ "thứ Ba 09/11/2027"."""
    return f"{dates.weekday_name(day)} {dates.day_text(day)}"


def report_name(report: Report, owner=None) -> str:
    """ "báo cáo năm 2027 của Phường 1", with who finishes it where another unit does."""
    name = report.unit.short_name
    if owner is not None and owner.pk != report.unit_id:
        name = _("%(unit)s (%(owner)s hoàn tất)") % {"unit": name, "owner": owner.short_name}
    return _("báo cáo năm %(year)s của %(unit)s") % {"year": report.round.year, "unit": name}


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def deadline_words(due_before, *, on) -> str:
    """When it must be sent, to the last working day that an office has for it."""
    count = dates.countdown(on, due_before)
    words = _("Hạn nộp: trước ngày %(due)s, tức đến hết %(last)s (%(left)s).") % {
        "due": dates.day_text(due_before),
        "last": day_with_weekday(count.last_on),
        "left": count.short,
    }
    if count.is_over:
        return words
    return f"{words} " + _("Ngày làm việc cuối cùng: %(day)s.") % {
        "day": day_with_weekday(count.last_working_on)
    }


def round_opened(round, *, on):
    title = _("Mở kỳ báo cáo năm %(year)s: nộp trước ngày %(due)s") % {
        "year": round.year,
        "due": dates.day_text(round.due_before),
    }
    return title, joined(
        _("Kỳ báo cáo năm %(year)s của Kế hoạch %(plan)s đã mở.")
        % {"year": round.year, "plan": round.plan.number},
        deadline_words(round.due_before, on=on)
        + " "
        + _("Số liệu chốt đến hết ngày %(day)s.") % {"day": dates.day_text(round.data_cutoff_on)},
        _(
            "Anh/chị có thể nhập dần trên trang hoặc tải biểu mẫu Excel; nội dung đã nhập được lưu "
            "tự động và chỉ đơn vị mình xem được cho đến khi gửi."
        ),
    )


NEXT_STEP = {
    Report.State.NOT_STARTED: gettext_lazy(
        "Đơn vị chưa bắt đầu. Nội dung nhập trên trang được lưu tự động."
    ),
    Report.State.DRAFT: gettext_lazy(
        "Dự thảo đang soạn. Kiểm tra rồi trình lãnh đạo đơn vị xem và gửi."
    ),
    Report.State.WITH_HEAD: gettext_lazy("Dự thảo đã trình và đang chờ lãnh đạo đơn vị gửi."),
}


def next_step(report) -> str:
    return str(NEXT_STEP.get(report.state, ""))


def deadline_near(report, owner, *, due_before, on):
    name = report_name(report, owner)
    title = f"{sentence(dates.countdown(on, due_before).short)}: {name}"
    is_extended = due_before > report.round.due_before
    return title, joined(
        _("%(report)s chưa được gửi.") % {"report": sentence(name)},
        deadline_words(due_before, on=on),
        _("Đây là thời hạn đã được gia hạn.") if is_extended else "",
        next_step(report),
    )


def report_late(report, owner, *, due_before, on, office):
    name = report_name(report, owner)
    days = (on - due_before).days + 1
    title = _("Trễ %(days)s ngày: %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s đã quá hạn %(days)s ngày (hạn nộp: trước ngày %(due)s) và chưa được gửi.")
        % {"report": sentence(name), "days": days, "due": dates.day_text(due_before)},
        _("Đề nghị đơn vị hoàn thành và gửi ngay. Hệ thống vẫn nhận báo cáo gửi sau hạn.")
        + " "
        + next_step(report),
        _("Nếu có lý do khách quan, xin trao đổi với %(office)s.") % {"office": office},
    )


def copy_of_late(report, owner, *, due_before, on):
    days = (on - due_before).days + 1
    name = report_name(report, owner)
    title = _("Để biết: trễ %(days)s ngày, %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s đã quá hạn %(days)s ngày (hạn nộp: trước ngày %(due)s) và chưa được gửi.")
        % {"report": sentence(name), "days": days, "due": dates.day_text(due_before)},
        _("Đơn vị đã được nhắc cùng lúc. Thư này đồng gửi anh/chị để nắm tình hình."),
    )


def return_waiting(report, owner, *, on):
    last_on = report.resubmit_by
    name = report_name(report, owner)
    title = _("Gửi lại đến hết %(day)s: %(report)s") % {
        "day": last_on.strftime("%d/%m"),
        "report": name,
    }
    left = dates.countdown(on, last_on + dates.ONE_DAY).short
    return title, joined(
        _("%(report)s bị trả lại ngày %(day)s và chưa được gửi lại.")
        % {"report": sentence(name), "day": dates.day_text(report.returned_at)},
        _("Hạn gửi lại: đến hết %(day)s (%(left)s).")
        % {"day": day_with_weekday(last_on), "left": left},
        _("Lý do trả lại: %(reason)s") % {"reason": report.return_reason},
    )


def return_late(report, owner, *, on):
    days = (on - report.resubmit_by).days
    name = report_name(report, owner)
    title = _("Gửi lại trễ %(days)s ngày: %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s bị trả lại, cần gửi lại đến hết ngày %(day)s, nay đã quá %(days)s ngày.")
        % {"report": sentence(name), "day": dates.day_text(report.resubmit_by), "days": days},
        _("Lý do trả lại: %(reason)s") % {"reason": report.return_reason},
    )


def copy_of_return_late(report, owner, *, on):
    days = (on - report.resubmit_by).days
    name = report_name(report, owner)
    title = _("Để biết: gửi lại trễ %(days)s ngày, %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s bị trả lại, cần gửi lại đến hết ngày %(day)s, nay đã quá %(days)s ngày.")
        % {"report": sentence(name), "day": dates.day_text(report.resubmit_by), "days": days},
        _("Đơn vị đã được nhắc cùng lúc. Thư này đồng gửi anh/chị để nắm tình hình."),
    )


def with_head(report, owner, *, due_before, on):
    name = report_name(report, owner)
    title = _("Chờ anh/chị gửi: %(report)s") % {"report": name}
    again = report.returned_at and report.resubmit_by
    return title, joined(
        _("%(report)s đã được %(person)s trình ngày %(day)s và đang chờ lãnh đạo đơn vị.")
        % {
            "report": sentence(name),
            "person": report.handed_over_by.full_name,
            "day": dates.day_text(report.handed_over_at),
        },
        _("Hạn gửi lại: đến hết %(day)s.") % {"day": day_with_weekday(report.resubmit_by)}
        if again
        else deadline_words(due_before, on=on),
        _("Anh/chị xem, sửa nếu cần rồi gửi, hoặc trả lại chuyên viên kèm lời nhắn."),
    )


def review_waiting(report, *, on):
    days = (on - dates.as_day(report.submitted_at)).days
    name = report_name(report)
    title = _("Chờ thẩm định %(days)s ngày: %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s gửi ngày %(day)s, đã chờ thẩm định %(days)s ngày.")
        % {"report": sentence(name), "day": dates.day_text(report.submitted_at), "days": days},
        _("Đề nghị anh/chị duyệt hoặc trả lại kèm lý do để đơn vị kịp bổ sung."),
    )


def copy_of_review_waiting(report, *, on, office):
    days = (on - dates.as_day(report.submitted_at)).days
    name = report_name(report)
    title = _("Để biết: chờ thẩm định %(days)s ngày, %(report)s") % {"days": days, "report": name}
    return title, joined(
        _("%(report)s gửi ngày %(day)s, đã chờ %(office)s thẩm định %(days)s ngày.")
        % {
            "report": sentence(name),
            "day": dates.day_text(report.submitted_at),
            "office": office,
            "days": days,
        },
        _("Thư này đồng gửi anh/chị để nắm tình hình."),
    )


def directive_due(asked, *, on):
    directive = asked.directive
    left = dates.countdown(on, directive.due_on + dates.ONE_DAY).short
    title = _("Trả lời chỉ đạo đến hết %(day)s: %(unit)s") % {
        "day": directive.due_on.strftime("%d/%m"),
        "unit": asked.unit.short_name,
    }
    return title, joined(
        _("%(unit)s chưa trả lời ý kiến chỉ đạo của %(position)s.")
        % {"unit": asked.unit.name, "position": directive.position},
        _("Hạn trả lời: đến hết %(day)s (%(left)s).")
        % {"day": day_with_weekday(directive.due_on), "left": left},
        _("Nội dung: %(text)s") % {"text": directive.text},
    )


def directive_late(asked, *, on):
    directive = asked.directive
    days = (on - directive.due_on).days
    title = _("Quá hạn %(days)s ngày trả lời chỉ đạo: %(unit)s") % {
        "days": days,
        "unit": asked.unit.short_name,
    }
    return title, joined(
        _("%(unit)s chưa trả lời ý kiến chỉ đạo của %(position)s; hạn trả lời là hết %(day)s.")
        % {
            "unit": asked.unit.name,
            "position": directive.position,
            "day": day_with_weekday(directive.due_on),
        },
        _("Nội dung: %(text)s") % {"text": directive.text},
    )


def annual_unnoted(unit, year, rows, *, told_on):
    """``rows`` are the values that nobody in the unit took note of."""
    words = {"n": len(rows), "year": year, "unit": unit.short_name}
    title = _("%(unit)s chưa xác nhận %(n)s chỉ tiêu được giao năm %(year)s") % words
    given = _("Đơn vị đã được báo ngày %(day)s:") % {"day": dates.day_text(told_on)}
    lines = "\n".join(f"- {row.target.code} {row.target.name}" for row in rows)
    return title, joined(f"{given}\n{lines}", _("Đề nghị xem và xác nhận đã nhận."))
