"""Setting a year's targets: values under discussion, and units that took note of the decision."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from targets.models import AnnualTarget, Target


class AnnualDraft(models.Model):
    """A value that the coordinating unit intends for a year [Dự kiến giao], not yet decided."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="annual_drafts")
    year = models.PositiveSmallIntegerField(_("năm"))
    value = models.DecimalField(
        _("dự kiến giao"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    note = models.TextField(_("căn cứ, ghi chú"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dự kiến giao chỉ tiêu")
        verbose_name_plural = _("dự kiến giao chỉ tiêu")
        ordering = ["year", "target__order"]
        constraints = [
            models.UniqueConstraint(fields=["target", "year"], name="annual_draft_once"),
        ]

    def __str__(self):
        return f"{self.target.code} {self.year}"


class Acknowledgement(models.Model):
    """A unit took note of the annual target that it answers for [Xác nhận đã nhận]."""

    annual_target = models.ForeignKey(AnnualTarget, models.CASCADE, related_name="acknowledgements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(_("ý kiến"), blank=True)

    class Meta:
        verbose_name = _("xác nhận chỉ tiêu giao")
        verbose_name_plural = _("xác nhận chỉ tiêu giao")
        ordering = ["annual_target", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["annual_target", "unit"],
                name="acknowledgement_once",
                violation_error_message=_("Đơn vị đã xác nhận chỉ tiêu này."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} – {self.annual_target}"
