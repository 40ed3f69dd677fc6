"""Whom a step of a directive tells: the units that must answer, or whoever holds it now."""

from django.urls import reverse
from django.utils.translation import gettext as _

from q3plan.lib.dates import as_day, day_text
from reports.models import NoticeKind
from reports.notices.telling import chairs_of, leaders_of, people_of, tell

from .reading import about_words


def tell_given(directive, *, at):
    title = _("%(leader)s có ý kiến chỉ đạo: %(about)s")
    _tell_units(directive, f"directive:{directive.pk}", title, directive.text, at=at)


def tell_asked_again(directive, message, *, at):
    title = _("%(leader)s yêu cầu trả lời thêm: %(about)s")
    _tell_units(directive, f"directive-message:{message.pk}", title, message.text, at=at)


def _tell_units(directive, key, title, text, *, at):
    on = as_day(at)
    rows = directive.units.filter(answered_at__isnull=True).select_related("unit")
    due = _("Đề nghị trả lời đến hết ngày %(day)s.") % {"day": day_text(directive.due_on)}
    tell(
        [person for row in rows for person in people_of(row.unit, on)],
        NoticeKind.DIRECTIVE_GIVEN,
        key,
        title=title % {"leader": directive.position, "about": about_words(directive)},
        text=f"{text}\n\n{due}",
        link=reverse("directive_detail", args=[directive.pk]),
        plan=directive.plan,
        at=at,
    )


def tell_answered(directive, message, *, at):
    """Whoever holds the sector now, not who asked: they may have changed since."""
    on = as_day(at)
    sector = directive.sector
    words = {"unit": message.unit.short_name, "about": about_words(directive)}
    tell(
        leaders_of(sector, on) if sector else chairs_of(directive.plan, on),
        NoticeKind.DIRECTIVE_ANSWERED,
        f"directive-message:{message.pk}",
        title=_("%(unit)s đã trả lời: %(about)s") % words,
        text=message.text,
        link=reverse("directive_detail", args=[directive.pk]),
        plan=directive.plan,
        at=at,
    )
