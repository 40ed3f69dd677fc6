"""Whom a reorganisation touches, and what they are told."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Membership, Office
from q3plan.accounts.models import User
from q3plan.lib import dates
from reports.models import NoticeKind
from reports.notices.telling import tell


def _people(unit_ids, on) -> Iterable[User]:
    rows = Membership.objects.active(on).filter(unit__in=unit_ids).select_related("user")
    return [row.user for row in rows]


def touched(intended):
    """People of the units that end or take over, and those of the plans' two offices."""
    lines, day = intended.lines, intended.reorganisation.effective_on
    moved = [move.membership.user for move in intended.members]
    going_on = [heir.unit_id for heir in lines.heirs if heir.unit_id]
    offices = Office.objects.active(day).filter(plan__in=intended.plans())
    return [*moved, *_people(going_on, day), *_people(offices.values("unit"), day)]


def _sentences(intended):
    for ending in intended.lines.endings:
        words = {"unit": ending.unit.name, "heirs": ", ".join(str(heir) for heir in ending.heirs)}
        if ending.heirs:
            yield _("%(unit)s → %(heirs)s.") % words
        else:
            yield _("%(unit)s giải thể.") % words


def tell_carried_out(intended, *, at):
    decision = intended.reorganisation
    words = {
        "day": dates.day_text(decision.effective_on),
        "document": decision.document,
        "title": decision.title,
    }
    paragraphs = [
        _("Theo %(document)s, từ ngày %(day)s: %(title)s.") % words,
        "\n".join(_sentences(intended)),
        _(
            "Báo cáo đã gửi giữ nguyên tên đơn vị cũ. Người, phân công và báo cáo còn dở "
            "của đơn vị kết thúc chuyển sang đơn vị kế thừa từ ngày đó."
        ),
    ]
    _tell(intended, "carried-out", _("Sắp xếp đơn vị từ ngày %(day)s") % words, paragraphs, at=at)


def tell_undone(intended, *, at):
    words = {"document": intended.reorganisation.document, "title": intended.reorganisation.title}
    paragraphs = [
        _("Việc sắp xếp theo %(document)s (%(title)s) đã được hoàn lại trước ngày hiệu lực.")
        % words,
        _("Các đơn vị, người và báo cáo trở lại như trước."),
    ]
    _tell(intended, "undone", _("Hoàn lại việc sắp xếp đơn vị"), paragraphs, at=at)


def _tell(intended, what, title, paragraphs, *, at):
    tell(
        touched(intended),
        NoticeKind.REORGANISATION,
        f"reorganisation-{intended.reorganisation.pk}-{what}",
        title=title,
        text="\n\n".join(paragraphs),
        link=reverse("my_work"),
        at=at,
    )
