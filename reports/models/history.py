"""The visible history of a report, extensions, and the answers to forms already received."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportEvent(models.Model):
    """One step of a report's life: who, when, what. Rows are only ever added."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", _("Mở kỳ báo cáo")
        STARTED = "STARTED", _("Bắt đầu soạn")
        HANDED_OVER = "HANDED_OVER", _("Trình lãnh đạo")
        GIVEN_BACK = "GIVEN_BACK", _("Lãnh đạo đề nghị sửa")
        SUBMITTED = "SUBMITTED", _("Gửi báo cáo")
        ITEM_ACCEPTED = "ITEM_ACCEPTED", _("Duyệt nội dung")
        ITEM_RETURNED = "ITEM_RETURNED", _("Đề nghị sửa nội dung")
        RETURNED = "RETURNED", _("Trả lại báo cáo")
        ACCEPTED = "ACCEPTED", _("Duyệt báo cáo")
        REOPENED = "REOPENED", _("Mở lại báo cáo")
        CLOSED_EARLY = "CLOSED_EARLY", _("Đóng mở lại trước hạn")
        EXTENDED = "EXTENDED", _("Gia hạn")
        ITEMS_ADDED = "ITEMS_ADDED", _("Bổ sung nội dung phải báo cáo")
        ITEMS_REMOVED = "ITEMS_REMOVED", _("Bớt nội dung phải báo cáo")
        IMPORTED = "IMPORTED", _("Nhập từ biểu mẫu Excel")
        BEHALF_BEGUN = "BEHALF_BEGUN", _("Nhập thay đơn vị")
        BEHALF_ENDED = "BEHALF_ENDED", _("Thôi nhập thay")
        EVIDENCE_ADDED = "EVIDENCE_ADDED", _("Bổ sung bản ký, đóng dấu")
        EXCUSED = "EXCUSED", _("Miễn báo cáo")
        EXCUSE_ENDED = "EXCUSE_ENDED", _("Thôi miễn báo cáo")
        CHASED = "CHASED", _("Đôn đốc bằng công văn")
        TAKEN_OVER = "TAKEN_OVER", _("Bàn giao cho đơn vị kế thừa")
        VERDICT_FLIPPED = "VERDICT_FLIPPED", _("Kết quả đánh giá thay đổi")

    # What happens inside the unit before sending is the unit's own business.
    INTERNAL = (Kind.STARTED, Kind.IMPORTED, Kind.HANDED_OVER, Kind.GIVEN_BACK)

    report = models.ForeignKey("Report", models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.subject}".strip()


class Extension(models.Model):
    """More time for one report [Gia hạn]: who granted it, until when (exclusive) and why."""

    report = models.ForeignKey("Report", models.PROTECT, related_name="extensions")
    due_before = models.DateField(_("nộp trước ngày"))
    reason = models.TextField(_("lý do"))
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_needs_reason",
                violation_error_message=_("Gia hạn cần ghi rõ lý do."),
            ),
        ]

    def __str__(self):
        return f"{self.report} → {self.due_before}"


class PostedForm(models.Model):
    """A form post that was carried out, by its idempotency key, with the answer given to it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="posted_form_once"),
        ]

    def __str__(self):
        return str(self.key)
