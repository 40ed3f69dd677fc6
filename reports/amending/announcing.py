"""Who is told of each step of a proposal; called in the transaction of the step."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Assignment, Office, Unit
from q3plan.lib import dates
from q3plan.lib.dates import day_text
from reports.models import Amendment, NoticeKind
from reports.notices.telling import chairs_of, leaders_of, office_people, people_of, tell


def tell_proposed(amendment, *, at):
    words = {"unit": amendment.unit.name, "subject": amendment.subject}
    _tell(
        amendment,
        office_people(amendment.plan, Office.Kind.COORDINATING, dates.as_day(at)),
        _("%(unit)s đề nghị điều chỉnh %(subject)s") % words,
        amendment.reason,
        at=at,
    )


def tell_returned(amendment, reason, *, at):
    title = _("Đề nghị điều chỉnh %(subject)s: cần làm rõ") % {"subject": amendment.subject}
    _tell(amendment, people_of(amendment.unit, dates.as_day(at)), title, reason, at=at)


def tell_forwarded(amendment, *, at):
    on = dates.as_day(at)
    title = _("Trình điều chỉnh %(subject)s, chờ quyết định") % {"subject": amendment.subject}
    people = [*chairs_of(amendment.plan, on), *people_of(amendment.unit, on)]
    _tell(amendment, people, title, amendment.opinion, at=at)


def tell_decided(amendment, *, at):
    words = {
        "subject": amendment.subject,
        "number": amendment.decision.number,
        "day": day_text(amendment.effective_on),
    }
    _tell(
        amendment,
        _concerned(amendment, dates.as_day(at)),
        _("Đã quyết định điều chỉnh %(subject)s") % words,
        _("Theo %(number)s, áp dụng từ ngày %(day)s.") % words,
        at=at,
    )


def tell_refused(amendment, reason, *, at):
    title = _("Không chấp thuận điều chỉnh %(subject)s") % {"subject": amendment.subject}
    _tell(amendment, people_of(amendment.unit, dates.as_day(at)), title, reason, at=at)


def tell_withdrawn(amendment, *, at):
    words = {"unit": amendment.unit.name, "subject": amendment.subject}
    _tell(
        amendment,
        office_people(amendment.plan, Office.Kind.COORDINATING, dates.as_day(at)),
        _("%(unit)s rút đề nghị điều chỉnh %(subject)s") % words,
        "",
        at=at,
    )


def tell_applied(amendment, said, *, at):
    """``said`` are sentences about open reports."""
    words = {"subject": amendment.subject, "number": amendment.decision.number}
    _tell(
        amendment,
        _concerned(amendment, dates.as_day(at)),
        _("Bắt đầu áp dụng điều chỉnh %(subject)s") % words,
        "\n\n".join([_("Theo %(number)s.") % words, *said]),
        at=at,
    )


def _concerned(amendment, on):
    """Who proposed, who answers for the thing and who leads its sector."""
    units = {amendment.unit}
    if amendment.clause_id is None:
        about = {"target": amendment.target_id} if amendment.target_id else {}
        about = about or {"task": amendment.task_id}
        assigned = Assignment.objects.active(on).filter(**about)
        units |= set(Unit.objects.filter(pk__in=assigned.values("unit")))
    people = [person for unit in units for person in people_of(unit, on)]
    sector = getattr(amendment.subject, "sector", None)
    return [*people, *(leaders_of(sector, on) if sector else ())]


def _tell(amendment: Amendment, people, title, text, *, at):
    step = amendment.steps.last()
    tell(
        people,
        NoticeKind.AMENDMENT,
        f"amendment:{amendment.pk}:{step.pk}",
        title=title[:250],
        text=text,
        link=reverse("amendment_detail", args=[amendment.pk]),
        plan=amendment.plan,
        at=at,
    )
