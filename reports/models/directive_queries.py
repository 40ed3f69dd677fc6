"""Which directives a person may read, and how each of them stands on a day."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _


class DirectiveStatus(models.TextChoices):
    """How a directive stands on a day; never stored."""

    OVERDUE = "OVERDUE", _("Quá hạn trả lời")
    WAITING = "WAITING", _("Chờ đơn vị trả lời")
    ANSWERED = "ANSWERED", _("Đã trả lời, chờ xem")
    CLOSED = "CLOSED", _("Đã kết thúc")

    @property
    def tone(self):
        return LOOKS[self.value][0]

    @property
    def shape(self):
        return LOOKS[self.value][1]


LOOKS = {
    "OVERDUE": ("red", "exclamation-triangle-fill"),
    "WAITING": ("amber", "clock"),
    "ANSWERED": ("blue", "reply"),
    "CLOSED": ("grey", "check-circle-fill"),
}


class DirectiveQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def unanswered(self):
        """Open ones that some unit still owes an answer."""
        return self.open().filter(self._asked(answered_at__isnull=True))

    def overdue(self, *, on):
        """The day of the answer is over, and an answer is still owed."""
        return self.unanswered().filter(due_on__lt=on)

    def with_status(self, *, on):
        """Adds ``status``, a value of DirectiveStatus."""
        return self.annotate(
            status=Case(
                When(closed_at__isnull=False, then=Value("CLOSED")),
                When(~self._asked(answered_at__isnull=True), then=Value("ANSWERED")),
                When(due_on__lt=on, then=Value("OVERDUE")),
                default=Value("WAITING"),
                output_field=models.CharField(),
            )
        )

    def about_sectors(self, sectors):
        """Given in one of these sectors (ids), or by the chair about something in them."""
        return self.filter(_in_sectors(sectors))

    def for_units(self, units):
        """Those that one of these units (ids) is asked to answer."""
        return self.filter(self._asked(unit__in=units))

    def owed_by(self, units):
        """Open ones that one of these units (ids) has not answered yet."""
        return self.open().filter(self._asked(unit__in=units, answered_at__isnull=True))

    def visible_to(self, powers):
        """The two recipients and the chair read all; a vice-chair their sectors'; a unit its own.

        A unit reads what was asked of the units before it, too.
        """
        return self.filter(
            Q(plan__in=powers.receives | powers.chairs)
            | _in_sectors(powers.sectors)
            | self._asked(unit__in=powers.units | powers.inherited)
        )

    def held_by(self, powers):
        """Those the person may close or ask again: of the own sectors, the chair all."""
        return self.filter(Q(plan__in=powers.chairs) | Q(sector__in=powers.sectors))

    def _asked(self, **conditions):
        """Whether a unit of such a kind is asked to answer."""
        rows = self.model._meta.get_field("units").related_model.objects
        return Exists(rows.filter(directive=OuterRef("pk"), **conditions))


def _in_sectors(sectors):
    return (
        Q(sector__in=sectors)
        | Q(sector__isnull=True, target__sector__in=sectors)
        | Q(sector__isnull=True, task__sector__in=sectors)
    )
