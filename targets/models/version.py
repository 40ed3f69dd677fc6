"""What a decision changed in the plan: every wording and rule keeps the days on which it held."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .plan import Clause, Decision
from .target import Reading, Target
from .task import Task


def _days_in_order(name):
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
        name=name,
        violation_error_message=_("Ngày bắt đầu phải trước hoặc bằng ngày kết thúc."),
    )


class GoverningSpan(models.Model):
    """Which reading governed a target from one day to another, both inclusive.

    A target without spans was never amended: its governing reading holds for all years. A year is
    judged by the reading of its last day, so a later decision changes no verdict of an earlier
    year.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="governing_spans")
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="spans")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="governing_spans"
    )

    class Meta:
        verbose_name = _("thời gian áp dụng cách hiểu")
        verbose_name_plural = _("thời gian áp dụng cách hiểu")
        ordering = ["target", "valid_from"]
        constraints = [
            _days_in_order("governing_span_dates_in_order"),
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(valid_to__isnull=True),
                name="governing_span_one_open",
                violation_error_message=_("Chỉ tiêu đã có cách hiểu đang áp dụng."),
            ),
            models.UniqueConstraint(
                fields=["target", "valid_from"],
                name="governing_span_begins_once",
                violation_error_message=_("Ngày này đã có một điều chỉnh của chỉ tiêu."),
            ),
        ]

    def __str__(self):
        return f"{self.reading} từ {self.valid_from:%d/%m/%Y}"


class ClauseVersion(models.Model):
    """A clause's wording [Nội dung điều khoản] from a day on; the printed text stays in Clause."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="versions")
    text = models.TextField(_("nội dung sau điều chỉnh"))
    valid_from = models.DateField(_("từ ngày"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="clause_versions")

    class Meta:
        verbose_name = _("nội dung điều chỉnh của điều khoản")
        verbose_name_plural = _("nội dung điều chỉnh của điều khoản")
        ordering = ["clause", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "valid_from"],
                name="clause_version_begins_once",
                violation_error_message=_("Ngày này đã có một điều chỉnh của điều khoản."),
            ),
        ]

    def __str__(self):
        return f"{self.clause} từ {self.valid_from:%d/%m/%Y}"


class TaskVersion(models.Model):
    """How a task read from one day to another, both inclusive; the task's row holds the newest.

    A task without versions was never amended. The first version is the printed one.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="versions")
    title = models.CharField(_("tên ngắn"), max_length=200)
    quote = models.TextField(_("nội dung"))
    kind = models.CharField(_("loại"), max_length=12, choices=Task.Kind)
    start_year = models.PositiveSmallIntegerField(_("từ năm"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("đến năm"), null=True, blank=True)
    period_text = models.CharField(_("thời hạn bằng lời"), max_length=200, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="task_versions"
    )

    class Meta:
        verbose_name = _("lần điều chỉnh nhiệm vụ")
        verbose_name_plural = _("lần điều chỉnh nhiệm vụ")
        ordering = ["task", "valid_from"]
        constraints = [
            _days_in_order("task_version_dates_in_order"),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(valid_to__isnull=True),
                name="task_version_one_open",
                violation_error_message=_("Nhiệm vụ đã có nội dung đang áp dụng."),
            ),
        ]

    def __str__(self):
        return f"{self.task.code} từ {self.valid_from:%d/%m/%Y}"


class SeriesBreak(models.Model):
    """The year from which a target is measured on another territory or by another method.

    Values before ``first_year`` are not compared with those from it on, unless the value of the
    year before was restated on the new footing (``restated_value``, in the target's unit).
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="breaks")
    first_year = models.PositiveSmallIntegerField(_("từ năm"))
    reason = models.TextField(_("lý do"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    restated_value = models.DecimalField(
        _("giá trị năm trước, tính lại"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    restated_source = models.TextField(_("nguồn của giá trị tính lại"), blank=True)

    class Meta:
        verbose_name = _("đứt chuỗi số liệu")
        verbose_name_plural = _("đứt chuỗi số liệu")
        ordering = ["target", "first_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "first_year"],
                name="series_break_once_a_year",
                violation_error_message=_("Năm này đã được đánh dấu đứt chuỗi."),
            ),
            models.CheckConstraint(
                condition=Q(restated_value__isnull=True) | ~Q(restated_source=""),
                name="series_break_restated_needs_source",
                violation_error_message=_("Giá trị tính lại cần có nguồn."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code} {self.first_year}"
