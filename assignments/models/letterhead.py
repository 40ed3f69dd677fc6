"""How a unit's documents begin and end: data, for the form changes with every reorganisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models import Plan

from .unit import Unit


class LetterheadFields(models.Model):
    """Head and signature block of an official document (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    Texts are as printed. ``agency`` and ``recipients`` hold one line each row; ``authority`` is
    the form of signing above the title ("KT. TRƯỞNG PHÒNG"), blank when the head signs.
    """

    superior = models.CharField(_("cơ quan chủ quản"), max_length=200, blank=True)
    agency = models.TextField(_("cơ quan ban hành"))
    symbol = models.CharField(_("ký hiệu"), max_length=40)
    place = models.CharField(_("địa danh"), max_length=80)
    authority = models.CharField(_("quyền hạn người ký"), max_length=200, blank=True)
    signer_title = models.CharField(_("chức vụ người ký"), max_length=120)
    signer_name = models.CharField(_("họ tên người ký"), max_length=120, blank=True)
    recipients = models.TextField(_("nơi nhận"), blank=True)
    archive = models.CharField(_("lưu"), max_length=80, default="VT")

    class Meta:
        abstract = True

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.recipients.splitlines() if line.strip())


class Letterhead(LetterheadFields):
    """How the documents of a unit begin and end [Thể thức văn bản]."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="letterhead")

    class Meta:
        verbose_name = _("thể thức văn bản")
        verbose_name_plural = _("thể thức văn bản")

    def __str__(self):
        return f"{self.unit} – {self.symbol}"


class PlanLetterhead(LetterheadFields):
    """How the documents of the plan's issuer begin and end: those that report upward."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="letterhead")

    class Meta:
        verbose_name = _("thể thức văn bản của cơ quan ban hành kế hoạch")
        verbose_name_plural = _("thể thức văn bản của cơ quan ban hành kế hoạch")

    def __str__(self):
        return f"{self.plan} – {self.symbol}"
