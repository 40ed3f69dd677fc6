"""Writing and sending for a unit that cannot: on paper, or while its network is down."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates

from .evidence import Evidence
from .history import ReportEvent
from .refusals import TransitionRefused


class BehalfSteps(models.Model):
    """The coordinating unit enters a signed paper report; both names stay.

    ``behalf_by`` is set while that person may write the report and until it is sent. The paper's
    arrival decides punctuality, the person who entered it never reviews it.
    """

    behalf_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    behalf_at = models.DateTimeField(null=True, blank=True)
    behalf_signer = models.CharField(_("người ký bản giấy"), max_length=120, blank=True)
    behalf_reason = models.TextField(_("lý do nhập thay"), blank=True)
    behalf_received_at = models.DateTimeField(_("nhận bản giấy lúc"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def behalf_constraint():
        return models.CheckConstraint(
            condition=Q(behalf_by__isnull=True)
            | (
                Q(behalf_at__isnull=False, behalf_received_at__isnull=False)
                & ~Q(behalf_signer="")
                & ~Q(behalf_reason="")
            ),
            name="report_on_behalf_has_circumstances",
            violation_error_message=_(
                "Nhập thay đơn vị cần người ký, lý do và thời điểm nhận bản giấy."
            ),
        )

    @transaction.atomic
    def begin_on_behalf(self, *, by, at, signer, reason, received_at):
        """Open the report to ``by`` of the coordinating unit, who holds the signed paper.

        ``received_at`` is when the paper came, not later than ``at``.
        """
        if not signer.strip() or not reason.strip():
            raise TransitionRefused(_("Ghi rõ người ký bản giấy và lý do nhập thay đơn vị."))
        if received_at > at:
            raise TransitionRefused(_("Thời điểm nhận bản giấy không thể sau lúc này."))
        self._locked("edit", at=at)
        owner = self.owner_on(dates.as_day(at))
        if owner.memberships.filter(user=by).exists():
            raise TransitionRefused(_("Đây là báo cáo của đơn vị anh/chị: không cần nhập thay."))
        self.behalf_by, self.behalf_at, self.behalf_received_at = by, at, received_at
        self.behalf_signer, self.behalf_reason = signer.strip(), reason.strip()
        self._save(*BEHALF_FIELDS)
        self.record(
            ReportEvent.Kind.BEHALF_BEGUN,
            at=at,
            by=by,
            subject=_("Người ký: %(signer)s") % {"signer": self.behalf_signer},
            text=self.behalf_reason,
        )

    @transaction.atomic
    def end_on_behalf(self, *, by, at):
        """Give the report back to the unit; what was typed stays in the draft."""
        self._locked("edit", at=at)
        if self.behalf_by is None:
            return
        self._clear_behalf()
        self._save(*BEHALF_FIELDS)
        self.record(ReportEvent.Kind.BEHALF_ENDED, at=at, by=by)

    def _clear_behalf(self):
        self.behalf_by = self.behalf_at = self.behalf_received_at = None
        self.behalf_signer = self.behalf_reason = ""

    def is_entered_by(self, person):
        """Whether this person holds the unit's pen at the moment."""
        return self.behalf_by_id is not None and self.behalf_by_id == person.pk

    def _check_not_held(self):
        """The unit neither sends nor hands over while its paper is being entered."""
        if self.behalf_by_id:
            raise TransitionRefused(
                _("Cơ quan đầu mối đang nhập thay báo cáo này từ bản giấy đã ký.")
            )

    def _behalf_words(self):
        """Both names for the history; "" for an ordinary sending."""
        if self.behalf_by is None:
            return ""
        return _("%(enterer)s nhập thay từ bản giấy do %(signer)s ký. Lý do: %(reason)s") % {
            "enterer": self.behalf_by.full_name,
            "signer": self.behalf_signer,
            "reason": self.behalf_reason,
        }

    def _check_signed_copy(self):
        copies = self.evidence.attached().filter(kind=Evidence.Kind.SIGNED_COPY)
        if not copies.exists():
            raise TransitionRefused(
                _("Gửi thay đơn vị cần kèm bản quét báo cáo giấy đã ký, đóng dấu.")
            )


BEHALF_FIELDS = (
    "behalf_by",
    "behalf_at",
    "behalf_signer",
    "behalf_reason",
    "behalf_received_at",
)
