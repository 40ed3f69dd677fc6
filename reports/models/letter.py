"""Chasing late reports: letters, and the calls beside them."""

import hashlib

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models import LetterheadFields
from q3plan.lib.dates import as_day

from .history import ReportEvent
from .refusals import StaleReport, TransitionRefused
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

    def others_of_same_number(self):
        """Letters of the plan with this number, symbol and year.

        A clerk gives the numbers and may have a reason, so this is told and not forbidden.
        """
        if not self.number:
            return Letter.objects.none()
        year = (self.dated_on or as_day(self.created_at)).year
        is_of_year = Q(dated_on__year=year) | Q(dated_on=None, created_at__year=year)
        same = {"round__plan": self.round.plan_id, "symbol": self.symbol, "number": self.number}
        return Letter.objects.filter(is_of_year, **same).exclude(pk=self.pk).defer("content")

    @transaction.atomic
    def revise(self, values, *, version):
        """Change head or words of a letter that did not go out; ``values`` by field name."""
        self._locked(version)
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=["version", *values])

    @transaction.atomic
    def restate(self, rows):
        """Take in anew how the reports stand; those that came meanwhile are asked for no more.

        ``rows`` is {report id: (due_before, days_late, missing)} of the reports still late.
        Returns how many fell out.
        """
        self._locked()
        gone = self.units.exclude(report__in=rows)
        count = gone.count()
        gone.delete()
        for unit in self.units.all():
            unit.due_before, unit.days_late, unit.missing = rows[unit.report_id]
            unit.save(update_fields=["due_before", "days_late", "missing"])
        self.version += 1
        self.save(update_fields=["version"])
        return count

    @transaction.atomic
    def send(self, *, by, at, content, version):
        """Record that the letter went out, with ``content``, the document's bytes, for good."""
        self._locked(version)
        units = list(self.units.select_related("report"))
        if not units:
            raise TransitionRefused(_("Công văn không còn đơn vị nào để đôn đốc."))
        if not self.number or self.dated_on is None:
            raise TransitionRefused(_("Ghi số và ngày ký của công văn trước khi phát hành."))
        self.sent_at, self.sent_by, self.content = at, by, content
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.save(update_fields=["sent_at", "sent_by", "content", "sha256"])
        for unit in units:
            kind, subject = ReportEvent.Kind.CHASED, f"{self.number}/{self.symbol}"
            unit.report.record(kind, at=at, by=by, subject=subject, text=unit.missing)

    @transaction.atomic
    def discard(self, *, version):
        """Forget a letter that did not go out."""
        self._locked(version)
        self.delete()

    def _locked(self, version=None):
        """This row, locked, not sent, and as it was when the person saw it."""
        self.refresh_from_db(from_queryset=Letter.objects.select_for_update(of=("self",)))
        if self.is_sent:
            raise TransitionRefused(_("Công văn đã phát hành nên không thay đổi được nữa."))
        if version is not None and version != self.version:
            raise StaleReport(
                _("Công văn vừa được người khác thay đổi. Vui lòng xem lại rồi thực hiện lại.")
            )


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
