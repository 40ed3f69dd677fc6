"""The steps of a directive: given, answered, asked again, postponed, closed, handed over."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates

from .refusals import StaleReport, TransitionRefused


class DirectiveSteps(models.Model):
    """Every step locks the directive, checks, adds one message to its thread and saves.

    Each gives that message back. What was said before is never touched.
    """

    class Meta:
        abstract = True

    @classmethod
    @transaction.atomic
    def give(cls, *, units, by, at, **fields):
        """A new directive that ``units`` must answer by the end of ``due_on``; ``fields``: its own.

        Raises TransitionRefused.
        """
        fields["text"] = fields["text"].strip()
        if not fields["text"]:
            raise TransitionRefused(_("Ghi nội dung hỏi hoặc chỉ đạo."))
        if not units:
            raise TransitionRefused(_("Chọn ít nhất một đơn vị phải trả lời."))
        _check_day(fields["due_on"], at=at)
        directive = cls.objects.create(created_at=at, created_by=by, **fields)
        directive.units.bulk_create(
            directive.units.model(directive=directive, unit=unit) for unit in units
        )
        directive.say("ASKED", by=by, at=at, text=directive.text)
        return directive

    @transaction.atomic
    def answer(self, unit, *, by, at, text, version=None):
        """What a unit answers; a further answer adds to the earlier ones."""
        self._lock(version=None)  # answers of two units never stand in each other's way
        if not text.strip():
            raise TransitionRefused(_("Ghi nội dung trả lời."))
        if self.closed_at:
            raise TransitionRefused(_("Ý kiến chỉ đạo này đã kết thúc nên không trả lời thêm."))
        owed = self.units.filter(unit=unit).first()
        if owed is None:
            raise TransitionRefused(_("Đơn vị không được yêu cầu trả lời ý kiến này."))
        owed.answered_at = at
        owed.save(update_fields=["answered_at"])
        return self._told("ANSWERED", by=by, at=at, text=text, unit=unit)

    @transaction.atomic
    def ask_again(self, *, by, at, text, due_on, units=None, version=None):
        """Ask some of the units, or all of them, to answer again by a new day."""
        self._lock(version)
        self._check_open()
        if not text.strip():
            raise TransitionRefused(_("Ghi rõ nội dung cần trả lời lại."))
        _check_day(due_on, at=at)
        asked = self.units.all() if units is None else self.units.filter(unit__in=units)
        if not asked.update(answered_at=None):
            raise TransitionRefused(_("Chọn ít nhất một đơn vị phải trả lời."))
        self.due_on = due_on
        return self._told("ASKED_AGAIN", by=by, at=at, text=text)

    @transaction.atomic
    def postpone(self, *, by, at, due_on, text="", version=None):
        """Give more time to answer."""
        self._lock(version)
        self._check_open()
        _check_day(due_on, at=at)
        if due_on <= self.due_on:
            raise TransitionRefused(_("Hạn mới phải sau hạn đang có."))
        before, self.due_on = self.due_on, due_on
        words = _("Hạn trả lời chuyển từ %(before)s sang %(day)s.") % {
            "before": dates.day_text(before),
            "day": dates.day_text(due_on),
        }
        return self._told("POSTPONED", by=by, at=at, text=f"{words}\n{text}")

    @transaction.atomic
    def close(self, *, by, at, text="", version=None):
        """End it: nothing is owed any more."""
        self._lock(version)
        self._check_open()
        self.closed_at, self.closed_by = at, by
        return self._told("CLOSED", by=by, at=at, text=text)

    @transaction.atomic
    def reopen(self, *, by, at, text, due_on, version=None):
        """Take up a closed directive again; every unit owes an answer."""
        self._lock(version)
        if not self.closed_at:
            raise TransitionRefused(_("Ý kiến chỉ đạo này đang mở."))
        if not text.strip():
            raise TransitionRefused(_("Ghi rõ nội dung cần trả lời lại."))
        _check_day(due_on, at=at)
        self.closed_at, self.closed_by, self.due_on = None, None, due_on
        self.units.update(answered_at=None)
        return self._told("REOPENED", by=by, at=at, text=text)

    @transaction.atomic
    def hand_over(self, *, by, at, text):
        """Another leader answers for the sector from now on; the thread goes on."""
        self._lock(version=None)
        return self._told("HANDED_OVER", by=by, at=at, text=text)

    def say(self, kind, *, by, at, text, unit=None):
        return self.messages.create(kind=kind, at=at, by=by, text=text.strip(), unit=unit)

    def _lock(self, version):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if version is not None and version != self.version:
            raise StaleReport(
                _("Ý kiến này vừa có thay đổi. Xem nội dung mới bên dưới rồi thực hiện lại.")
            )

    def _check_open(self):
        if self.closed_at:
            raise TransitionRefused(_("Ý kiến chỉ đạo này đã kết thúc."))

    def _told(self, kind, *, by, at, text, unit=None):
        self.version += 1
        self.save(update_fields=["version", "due_on", "closed_at", "closed_by"])
        return self.say(kind, by=by, at=at, text=text, unit=unit)


def _check_day(due_on, *, at):
    if due_on < dates.as_day(at):
        raise TransitionRefused(_("Hạn trả lời phải từ hôm nay trở đi."))
