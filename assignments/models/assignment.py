"""Who answers for which target or task, and which units run the plan."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models import Decision, Plan, Target, Task

from .people import DatedQuerySet
from .unit import Unit, dates_in_order


class AssignmentQuerySet(DatedQuerySet):
    def leading(self):
        return self.filter(role=Assignment.Role.LEAD)

    def providing(self):
        """Those that bring a figure, or an update on a task, into the unit's yearly report."""
        return self.filter(provides=True)

    def overlapping(self, valid_from, valid_to):
        """Those in force on some day of a span; both ends inclusive, ``None`` is an open end."""
        begun = Q() if valid_to is None else Q(valid_from__lte=valid_to)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))


class Assignment(models.Model):
    """Unit × (target or task) [Phân công], lead or cooperating, from–to.

    ``provides`` marks the unit that brings the target's figure (one per target at a time) or writes
    the yearly update on the task (every lead does).
    """

    class Role(models.TextChoices):
        LEAD = "LEAD", _("Chủ trì")
        COOPERATE = "COOPERATE", _("Phối hợp")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    role = models.CharField(_("vai trò"), max_length=10, choices=Role)
    provides = models.BooleanField(_("cung cấp số liệu, kết quả"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    note = models.TextField(_("ghi chú"), blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân công")
        verbose_name_plural = _("phân công")
        constraints = [
            dates_in_order("assignment_dates_in_order"),
            models.CheckConstraint(
                condition=Q(target__isnull=False, task__isnull=True)
                | Q(target__isnull=True, task__isnull=False),
                name="assignment_target_or_task",
                violation_error_message=_("Chọn đúng một chỉ tiêu hoặc một nhiệm vụ."),
            ),
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(target__isnull=False, provides=True, valid_to__isnull=True),
                name="assignment_one_provider",
                violation_error_message=_("Chỉ tiêu này đã có đơn vị cung cấp số liệu."),
            ),
            models.UniqueConstraint(
                fields=["unit", "target"],
                condition=Q(target__isnull=False, valid_to__isnull=True),
                name="assignment_unit_target_once",
                violation_error_message=_("Đơn vị này đang được phân công chỉ tiêu này."),
            ),
            models.UniqueConstraint(
                fields=["unit", "task"],
                condition=Q(task__isnull=False, valid_to__isnull=True),
                name="assignment_unit_task_once",
                violation_error_message=_("Đơn vị này đang được phân công nhiệm vụ này."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} – {self.target or self.task}"

    def clean(self):
        """One provider per target at a time; the constraint sees only spans without an end."""
        if not (self.target_id and self.provides and self.valid_from):
            return
        others = Assignment.objects.filter(target=self.target_id).providing().exclude(pk=self.pk)
        held = others.overlapping(self.valid_from, self.valid_to).select_related("unit").first()
        if held:
            raise ValidationError(
                _("Trong thời gian này %(unit)s đang cung cấp số liệu của chỉ tiêu."),
                params={"unit": held.unit},
            )


class Office(models.Model):
    """The plan's coordinating unit and second recipient [Cơ quan đầu mối] (III.15), from–to."""

    class Kind(models.TextChoices):
        COORDINATING = "COORDINATING", _("Cơ quan đầu mối tổng hợp")
        SECOND_RECIPIENT = "SECOND_RECIPIENT", _("Nơi nhận thứ hai")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="offices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offices")
    kind = models.CharField(_("vai trò"), max_length=18, choices=Kind)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan đầu mối")
        verbose_name_plural = _("cơ quan đầu mối")
        constraints = [
            dates_in_order("office_dates_in_order"),
            models.UniqueConstraint(
                fields=["plan", "kind"],
                condition=Q(valid_to__isnull=True),
                name="office_one_of_a_kind",
                violation_error_message=_("Kế hoạch đã có đơn vị giữ vai trò này."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} – {self.get_kind_display()}"
