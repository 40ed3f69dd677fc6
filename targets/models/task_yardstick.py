"""Values that a higher level gives for a task, year by year (Plan 57: III.2.1, III.4.2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib.numbers import format_decimal
from targets.progress import YearStatus

from .plan import Decision
from .task import Task


class TaskYardstickQuerySet(models.QuerySet):
    def in_force(self, year):
        """What holds in a year, with its document."""
        return self.filter(year=year, replaced_on__isnull=True).select_related("decision")


class TaskYardstick(models.Model):
    """What the City assigns for a task in a year [Chỉ tiêu cấp trên giao], by its document.

    A later document replaces it; the row that was replaced stays.
    """

    class Direction(models.TextChoices):
        AT_LEAST = "AT_LEAST", _("từ mức này trở lên")
        AT_MOST = "AT_MOST", _("không quá mức này")
        EXACTLY = "EXACTLY", _("đúng mức này")

    task = models.ForeignKey(Task, models.PROTECT, related_name="yardsticks")
    year = models.PositiveSmallIntegerField(_("năm"))
    name = models.CharField(_("nội dung được giao"), max_length=200)
    unit_of_measure = models.CharField(_("đơn vị tính"), max_length=60)
    direction = models.CharField(
        _("yêu cầu"), max_length=10, choices=Direction, default=Direction.AT_LEAST
    )
    value = models.DecimalField(_("mức giao"), max_digits=20, decimal_places=6)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="task_yardsticks")
    replaced_on = models.DateField(_("được thay từ ngày"), null=True, blank=True)

    objects = TaskYardstickQuerySet.as_manager()

    class Meta:
        verbose_name = _("chỉ tiêu cấp trên giao")
        verbose_name_plural = _("chỉ tiêu cấp trên giao")
        ordering = ["task", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "year"],
                condition=Q(replaced_on__isnull=True),
                name="task_yardstick_one_in_force",
                violation_error_message=_("Năm này đã có mức cấp trên giao đang áp dụng."),
            ),
        ]

    def __str__(self):
        return f"{self.task.code} {self.year}"

    def is_met_by(self, value) -> bool:
        """Whether a result reaches it; both in ``unit_of_measure``, compared unrounded."""
        if self.direction == self.Direction.AT_MOST:
            return value <= self.value
        if self.direction == self.Direction.AT_LEAST:
            return value >= self.value
        return value == self.value

    def verdict(self, value) -> YearStatus | None:
        """Đạt or Không đạt; None while there is no result."""
        if value is None:
            return None
        return YearStatus.MET if self.is_met_by(value) else YearStatus.MISSED

    def number(self, value) -> str:
        """ "95%", "1.250 tỷ đồng"."""
        gap = "" if self.unit_of_measure.startswith("%") else " "
        return f"{format_decimal(value)}{gap}{self.unit_of_measure}"

    @property
    def words(self) -> str:
        """ "từ 95% trở lên", "không quá 3 vụ"."""
        value = {"value": self.number(self.value)}
        if self.direction == self.Direction.AT_MOST:
            return _("không quá %(value)s") % value
        if self.direction == self.Direction.AT_LEAST:
            return _("từ %(value)s trở lên") % value
        return _("đúng %(value)s") % value
