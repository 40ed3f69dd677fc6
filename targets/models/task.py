"""Narrative tasks and solutions of section III, and the standing obligations of III.15–16."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .plan import Clause, Plan, Sector


class TaskQuerySet(models.QuerySet):
    def counted(self):
        """The 54 tasks; the obligations of III.15–16 are not among them."""
        return self.exclude(kind=Task.Kind.OBLIGATION)


class Task(models.Model):
    """One task [Nhiệm vụ, giải pháp] III.1.1…III.14.2, with its own period where one is printed."""

    class Kind(models.TextChoices):
        STANDING = "STANDING", _("Thường xuyên")
        DATED = "DATED", _("Có thời hạn")
        DELIVERABLE = "DELIVERABLE", _("Có sản phẩm")
        OBLIGATION = "OBLIGATION", _("Trách nhiệm chung")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    code = models.CharField(_("mã"), max_length=12)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks")
    title = models.CharField(_("tên ngắn"), max_length=200)
    quote = models.TextField(_("trích nguyên văn"))
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="tasks")
    start_year = models.PositiveSmallIntegerField(_("từ năm"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("đến năm"), null=True, blank=True)
    period_text = models.CharField(_("thời hạn như trong kế hoạch"), max_length=200, blank=True)
    cooperation_text = models.TextField(_("phối hợp như trong kế hoạch"), blank=True)
    monitored = models.TextField(_("nội dung có thể đo đếm"), blank=True)
    is_sensitive = models.BooleanField(_("có thể chạm bí mật nhà nước"), default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm vụ")
        verbose_name_plural = _("nhiệm vụ")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="task_code_unique",
                violation_error_message=_("Kế hoạch đã có nhiệm vụ mang mã này."),
            ),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True)
                | Q(end_year__isnull=True)
                | Q(start_year__lte=models.F("end_year")),
                name="task_years_in_order",
                violation_error_message=_("Năm bắt đầu phải trước hoặc bằng năm kết thúc."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def slug(self):
        """ "III.2.1" → "iii-2-1": in addresses, and its place in a report."""
        return self.code.lower().replace(".", "-")

    def terms_in(self, year: int):
        """Title, quote, kind and period on the last day of a year: a version or the task itself.

        No query where ``versions`` were prefetched.
        """
        versions = sorted(self.versions.all(), key=lambda row: row.valid_from)
        begun = [row for row in versions if row.valid_from.year <= year]
        return (begun or versions or [self])[-1 if begun else 0]

    def has_ended(self, year):
        """Whether the period that held in ``year`` was over before it began."""
        end = self.terms_in(year).end_year
        return end is not None and end < year
