"""A unit that need not report in a round: not expected, never late, shown apart (rule 5.8)."""

from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates

from .handover import ReportHandover
from .history import ReportEvent
from .refusals import TransitionRefused

EXCUSE_FIELDS = ("excused_at", "excused_by", "excuse_reason", "unit_dissolved")


class ExcuseSteps(models.Model):
    """Excusing a unit from one round [Miễn báo cáo], with who granted it and why.

    A report that was sent is not excused any more: it was expected and came.
    """

    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    excuse_reason = models.TextField(_("lý do miễn báo cáo"), blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def excuse_constraint():
        return models.CheckConstraint(
            condition=Q(excused_at__isnull=True)
            | (Q(excused_by__isnull=False, first_submitted_at__isnull=True) & ~Q(excuse_reason="")),
            name="report_excused_needs_reason",
            violation_error_message=_(
                "Miễn báo cáo cần người quyết định và lý do; báo cáo đã gửi thì không miễn được."
            ),
        )

    @property
    def is_excused(self) -> bool:
        return self.excused_at is not None

    @transaction.atomic
    def excuse(self, *, by, at, reason, version=None):
        """Expect no report from the unit in this round."""
        if not reason.strip():
            raise TransitionRefused(_("Ghi rõ lý do miễn báo cáo."))
        self._locked("excuse", at=at, version=version)
        if self.first_submitted_at is not None:
            raise TransitionRefused(_("Đơn vị đã gửi báo cáo nên không cần miễn."))
        if self.excused_at is not None:
            raise TransitionRefused(_("Đơn vị đã được miễn báo cáo kỳ này."))
        self._check_not_reviewing_own(by, at)
        self.excused_at, self.excused_by, self.excuse_reason = at, by, reason.strip()
        self._save(*EXCUSE_FIELDS)
        self.record(ReportEvent.Kind.EXCUSED, at=at, by=by, text=self.excuse_reason)
        self._recount(at=at)

    @transaction.atomic
    def end_excuse(self, *, by, at, version=None):
        """Expect the report again; its deadline is what it was."""
        self._locked("excuse", at=at, version=version)
        if self.excused_at is None:
            raise TransitionRefused(_("Đơn vị hiện không được miễn báo cáo."))
        self._clear_excuse()
        self._save(*EXCUSE_FIELDS)
        ReportHandover.follow_units(self)
        last = self.owner_on(date.max)
        if last.valid_to is not None:
            raise TransitionRefused(
                _("%(unit)s kết thúc hoạt động, không có đơn vị kế thừa để báo cáo.")
                % {"unit": last.name}
            )
        self.record(ReportEvent.Kind.EXCUSE_ENDED, at=at, by=by)
        self._recount(at=at)

    def _clear_excuse(self):
        self.excused_at, self.excused_by, self.excuse_reason = None, None, ""

    def note_dissolution(self):
        """Its unit is gone before the last day for sending is over: nobody is late for it."""
        end = self.unit.valid_to
        gone = end is not None and end + dates.ONE_DAY < self.due_before()
        if gone and self.first_submitted_at is None and not self.unit_dissolved:
            self.unit_dissolved = True
            self.save(update_fields=["unit_dissolved"])

    def _clear_dissolution(self, at):
        """A unit that sends while it is there is judged like any other, though its end is set."""
        end = self.unit.valid_to
        if self.unit_dissolved and (end is None or dates.as_day(at) <= end):
            self.unit_dissolved = False

    def _check_not_reviewing_own(self, by, at):
        owner = self.owner_on(dates.as_day(at))
        if owner.memberships.filter(user=by).exists():
            raise TransitionRefused(_("Không tự miễn báo cáo cho đơn vị của mình."))
