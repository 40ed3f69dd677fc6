"""Chasing late reports: letters, and the calls beside them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models import LetterheadFields

from .round import Round


class Letter(LetterheadFields):
    """A letter that asks units for their late reports [Công văn đôn đốc].

    One letter may go to many units. The number is given by hand. Once sent, ``content`` keeps the
    document byte for byte and nothing of it changes.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="letters")
    number = models.CharField(_("số"), max_length=20, blank=True)
    dated_on = models.DateField(_("ngày ký"), null=True, blank=True)
    subject = models.TextField(_("trích yếu"))
    opening = models.TextField(_("đoạn mở đầu"))
    closing = models.TextField(_("đoạn kết"), blank=True)
    reply_by = models.DateField(_("gửi báo cáo đến hết ngày"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("công văn đôn đốc")
        verbose_name_plural = _("công văn đôn đốc")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | (
                    Q(sent_by__isnull=False, dated_on__isnull=False, content__isnull=False)
                    & ~Q(number="")
                    & ~Q(sha256="")
                ),
                name="letter_sent_is_complete",
                violation_error_message=_(
                    "Công văn đã gửi phải có số, ngày ký, người gửi và văn bản."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.subject} ({self.number or '…'})"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class LetterUnit(models.Model):
    """A report that a letter asks for, with how it stood when the letter was written.

    ``days_late`` are calendar days from ``due_before`` (exclusive); ``missing`` tells in words what
    was still lacking.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="units")
    report = models.ForeignKey("Report", models.PROTECT, related_name="letters")
    due_before = models.DateField(_("nộp trước ngày"))
    days_late = models.PositiveSmallIntegerField(_("số ngày trễ"))
    missing = models.TextField(_("nội dung còn thiếu"), blank=True)

    class Meta:
        ordering = ["letter", "report__unit__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "report"], name="letter_asks_once"),
        ]

    def __str__(self):
        return f"{self.letter} → {self.report}"


class Call(models.Model):
    """A call or message to a late unit [Nhật ký liên hệ]: who spoke to whom and what was promised.

    Rows are only ever added.
    """

    report = models.ForeignKey("Report", models.PROTECT, related_name="calls")
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    spoken_to = models.CharField(_("người nghe"), max_length=120)
    note = models.TextField(_("nội dung"))
    promised_on = models.DateField(_("hẹn gửi ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("liên hệ")
        verbose_name_plural = _("liên hệ")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(note="") & ~Q(spoken_to=""),
                name="call_has_person_and_note",
                violation_error_message=_("Ghi rõ đã liên hệ ai và nội dung."),
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.at:%d/%m/%Y}"
