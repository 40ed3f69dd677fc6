"""Plausibility rules as data: what is asked about, how far it reaches and in which words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models import Plan, Target


class CheckRule(models.Model):
    """One soft check [Kiểm tra hợp lý] of a target, or of all texts where ``target`` is empty.

    ``limit`` means what its kind says (points, percent, years or likeness). ``sentence`` is shown
    to the unit and to the reviewer; its ``{words}`` are filled by the check.
    """

    class Kind(models.TextChoices):
        CHANGE = "CHANGE", _("Thay đổi bất thường so với năm trước")
        SAME_VALUE = "SAME_VALUE", _("Bằng đúng số năm trước")
        AT_YARDSTICK = "AT_YARDSTICK", _("Năm nào cũng bằng đúng mức phải đạt")
        FULL_WITHOUT_EVIDENCE = "FULL_WITHOUT_EVIDENCE", _("Đạt 100% mà không có minh chứng")
        SAME_TEXT = "SAME_TEXT", _("Nội dung gần giống năm trước")
        TERMS = "TERMS", _("Tử số, mẫu số bất thường")
        PAIR_SUM = "PAIR_SUM", _("Hai tỷ trọng cộng lại không bằng 100")
        YTD_ABOVE_ESTIMATE = "YTD_ABOVE_ESTIMATE", _("10 tháng lớn hơn ước cả năm")
        OFF_PATH = "OFF_PATH", _("Ước xa lộ trình")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="check_rules")
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="check_rules"
    )
    kind = models.CharField(_("kiểm tra"), max_length=24, choices=Kind)
    limit = models.DecimalField(_("ngưỡng"), max_digits=12, decimal_places=4, null=True, blank=True)
    sentence = models.TextField(_("câu hỏi cho đơn vị"))
    is_active = models.BooleanField(_("đang áp dụng"), default=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("kiểm tra hợp lý")
        verbose_name_plural = _("kiểm tra hợp lý")
        ordering = ["plan", "target__order", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "kind"],
                condition=Q(target__isnull=False),
                name="check_rule_once_a_target",
                violation_error_message=_("Chỉ tiêu đã có kiểm tra này."),
            ),
            models.UniqueConstraint(
                fields=["plan", "kind"],
                condition=Q(target__isnull=True),
                name="check_rule_once_a_plan",
                violation_error_message=_("Kế hoạch đã có kiểm tra chung này."),
            ),
            models.CheckConstraint(
                condition=~Q(sentence=""),
                name="check_rule_has_sentence",
                violation_error_message=_("Kiểm tra cần một câu hỏi cho đơn vị."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code if self.target else '–'} {self.get_kind_display()}"
