"""One example of every kind of mail, made of the reports of the round that is open."""

import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Office, Unit
from q3plan.accounts.models import User
from q3plan.lib import dates
from reports.filing.waiting import OVER_DAYS
from reports.models import Directive, DirectiveUnit, Notice, NoticeKind, Report, Round
from targets.models import Plan

from . import instant, wording
from .addresses import path_in_plan
from .mail import Mail, compose
from .reminders import link_to


@dataclass(frozen=True)
class Sample:
    kind: NoticeKind
    notice: Notice
    mail: Mail


def sample_of(kind: NoticeKind, plan: Plan, reader: User, *, at: datetime) -> Sample | None:
    """The example as ``reader`` would get it; None while the plan has no report to speak of."""
    report = _example(plan, on=dates.as_day(at))
    if report is None:
        return None
    title, text, link = _words(kind, report, at)
    link = path_in_plan(plan, link, several_plans=Plan.objects.count() > 1)
    notice = Notice(user=reader, kind=kind, key="", title=title, text=text, link=link, at=at)
    return Sample(kind, notice, compose(reader, [notice]))


def _example(plan, *, on) -> Report | None:
    """A report of the newest round, as a copy that is never saved; a unit's rather than ours."""
    round = Round.objects.filter(plan=plan).latest_opened(on)
    if round is None:
        return None
    offices = Office.objects.active(on).filter(plan=plan).values("unit")
    reports = round.reports.select_related("round__plan", "unit").prefetch_related("extensions")
    return reports.exclude(unit__in=offices).order_by("unit__order", "pk").first() or (
        reports.order_by("unit__order", "pk").first()
    )


def _words(kind, report, at):
    on = dates.as_day(at)
    due_before = report.due_before()
    last_on = due_before - dates.ONE_DAY
    report = _as_if(copy.copy(report), at)
    given = {"due_before": due_before}
    page = "report_detail"
    if kind == NoticeKind.ROUND_OPENED:
        words, page = wording.round_opened(report.round, on=report.round.opens_on), "my_work"
    elif kind == NoticeKind.DEADLINE_NEAR:
        report.state = Report.State.DRAFT
        words = wording.deadline_near(report, None, on=last_on - timedelta(days=7), **given)
    elif kind == NoticeKind.REPORT_LATE:
        report.state = Report.State.DRAFT
        late_on = last_on + timedelta(days=3)
        office = _office(report.round.plan, on)
        words = wording.report_late(report, None, on=late_on, office=office, **given)
    elif kind == NoticeKind.REPORT_RETURNED:
        words = instant.returned(report, None)
    elif kind == NoticeKind.RETURN_WAITING:
        words = wording.return_waiting(report, None, on=on + timedelta(days=2))
    elif kind == NoticeKind.REPORT_ACCEPTED:
        words = instant.accepted(report, None)
    elif kind == NoticeKind.WITH_HEAD:
        report.returned_at = None
        words = wording.with_head(report, None, on=on + timedelta(days=1), **given)
        page = "report_check"
    elif kind == NoticeKind.REVIEW_WAITING:
        words = wording.review_waiting(report, on=on + timedelta(days=OVER_DAYS))
        page = "review_report"
    else:
        return _of_others(kind, report, on)
    return *words, link_to(page, report)


def _as_if(report, at):
    """The copy after every step that a mail may speak of."""
    person = User(full_name=_("Nguyễn Văn A"))
    report.handed_over_at = report.submitted_at = report.returned_at = at
    report.handed_over_by = person
    report.return_reason = _("Bổ sung nguồn số liệu và minh chứng của chỉ tiêu được đánh dấu.")
    report.resubmit_by = dates.as_day(at) + timedelta(days=7)
    return report


def _of_others(kind, report, on):
    """Kinds whose words come from the step that tells them: the last one told, or their form."""
    plan, unit = report.round.plan, report.unit
    if last := Notice.objects.filter(plan=plan, kind=kind).first():
        return last.title, last.text, last.link
    if kind == NoticeKind.DIRECTIVE_DUE:
        asked = DirectiveUnit(unit=unit, directive=_directive(plan, on))
        return *wording.directive_due(asked, on=on), reverse("notice_list")
    words = {
        NoticeKind.DIRECTIVE_GIVEN: _("Phó Chủ tịch hỏi %(unit)s; hạn trả lời ghi trong thư."),
        NoticeKind.DIRECTIVE_ANSWERED: _("%(unit)s đã trả lời ý kiến chỉ đạo của anh/chị."),
        NoticeKind.ANNUAL_TARGETS: _(
            "Chỉ tiêu năm sau của %(unit)s đã có dự kiến hoặc quyết định."
        ),
        NoticeKind.AMENDMENT: _("Đề nghị điều chỉnh kế hoạch của %(unit)s có bước xử lý mới."),
        NoticeKind.PORTFOLIO: _(
            "Anh/chị phụ trách một lĩnh vực từ ngày ghi trong văn bản phân công."
        ),
        NoticeKind.REORGANISATION: _("%(unit)s nằm trong một quyết định sắp xếp đơn vị."),
        NoticeKind.INVITATION: _("Anh/chị được mời dùng Q3Plan cho %(unit)s."),
    }[kind]
    text = wording.joined(
        words % {"unit": unit.name},
        _("Chưa có thông báo loại này: nội dung cụ thể do bước xử lý ghi vào thư."),
    )
    return str(kind.label), text, reverse("notice_list")


def _directive(plan, on: date):
    return Directive(
        plan=plan,
        position=_("Phó Chủ tịch"),
        text=_("Đề nghị làm rõ nguyên nhân và giải pháp đối với nội dung chưa đạt."),
        due_on=on + timedelta(days=3),
    )


def _office(plan, on) -> str:
    office = Office.objects.active(on).filter(plan=plan, kind=Office.Kind.COORDINATING)
    unit = Unit.objects.filter(offices__in=office).first()
    return unit.name if unit else str(Office.Kind.COORDINATING.label)
