"""Files that stand behind a report: never changed, and once sent never gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .stored_file import StoredFile


class EvidenceQuerySet(models.QuerySet):
    def attached(self):
        """What belongs to the report as it stands now; a file with a virus never does."""
        return self.filter(removed_at__isnull=True).exclude(scan="INFECTED")

    def sent(self):
        return self.filter(sent_in__isnull=False)

    def visible_to(self, powers):
        """The unit's own files at once; everybody else's view begins with the sending.

        The report itself decides who may open it.
        """
        from .report import Report

        reports = Report.objects.visible_to(powers)
        return self.filter(report__in=reports.values("pk")).filter(
            Q(report__in=Report.objects.writable_by(powers).values("pk")) | Q(sent_in__isnull=False)
        )


def _once(fields, condition, name):
    return models.UniqueConstraint(
        fields=fields,
        condition=condition & Q(removed_at__isnull=True),
        name=name,
        violation_error_message=_("Tệp này đã có ở nội dung này."),
    )


class Evidence(StoredFile):
    """One file [Minh chứng] of a report, of one of its targets or of one of its tasks.

    ``sent_in`` is the first sending that held the file:
    before it the row may be deleted, after it the file can only be left out of later sendings.
    """

    class Kind(models.TextChoices):
        SUPPORT = "SUPPORT", _("Minh chứng")
        SIGNED_COPY = "SIGNED_COPY", _("Bản ký, đóng dấu")

    report = models.ForeignKey("Report", models.PROTECT, related_name="evidence")
    entry = models.ForeignKey(
        "TargetEntry", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    update = models.ForeignKey(
        "TaskUpdate", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(_("loại"), max_length=12, choices=Kind, default=Kind.SUPPORT)
    sent_in = models.ForeignKey(
        "Submission", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=True) | Q(update__isnull=True),
                name="evidence_of_one_item",
                violation_error_message=_("Một tệp chỉ gắn với một nội dung."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(sent_in__isnull=False),
                name="evidence_removed_was_sent",
                violation_error_message=_("Tệp chưa gửi thì xóa hẳn, không đánh dấu đã bỏ."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_has_moment_and_person",
                violation_error_message=_("Bỏ tệp phải có thời điểm và người bỏ."),
            ),
            _once(
                ["report", "kind", "sha256"], Q(entry=None, update=None), "evidence_once_a_report"
            ),
            _once(["entry", "kind", "sha256"], Q(entry__isnull=False), "evidence_once_an_entry"),
            _once(["update", "kind", "sha256"], Q(update__isnull=False), "evidence_once_an_update"),
        ]

    @property
    def item(self):
        """The entry or update it belongs to; ``None`` for the report as a whole."""
        return self.entry or self.update
