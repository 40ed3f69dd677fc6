"""Notices to people, each once; the mail that goes with one is queued in the same transaction."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Value, When
from django.utils.translation import gettext_lazy as _

from q3plan.lib.prepared import Prepared, number
from targets.models import Plan


class NoticeKind(models.TextChoices):
    ROUND_OPENED = "ROUND_OPENED", _("Mở kỳ báo cáo")
    DEADLINE_NEAR = "DEADLINE_NEAR", _("Sắp đến hạn nộp")
    REPORT_LATE = "REPORT_LATE", _("Báo cáo trễ hạn")
    REPORT_RETURNED = "REPORT_RETURNED", _("Báo cáo bị trả lại")
    RETURN_WAITING = "RETURN_WAITING", _("Nội dung bị trả lại chưa gửi lại")
    REPORT_ACCEPTED = "REPORT_ACCEPTED", _("Báo cáo đã duyệt")
    REVIEW_WAITING = "REVIEW_WAITING", _("Báo cáo chờ thẩm định")
    WITH_HEAD = "WITH_HEAD", _("Báo cáo chờ lãnh đạo đơn vị")
    DIRECTIVE_GIVEN = "DIRECTIVE_GIVEN", _("Ý kiến chỉ đạo mới")
    DIRECTIVE_DUE = "DIRECTIVE_DUE", _("Đến hạn trả lời chỉ đạo")
    DIRECTIVE_ANSWERED = "DIRECTIVE_ANSWERED", _("Đơn vị đã trả lời chỉ đạo")
    ANNUAL_TARGETS = "ANNUAL_TARGETS", _("Giao chỉ tiêu năm")
    AMENDMENT = "AMENDMENT", _("Đề nghị điều chỉnh kế hoạch")
    PORTFOLIO = "PORTFOLIO", _("Phân công lĩnh vực")
    REORGANISATION = "REORGANISATION", _("Sắp xếp đơn vị")
    INVITATION = "INVITATION", _("Mời sử dụng hệ thống")

    @property
    def is_duty(self) -> bool:
        """What a person must be told; they cannot switch it off for themselves."""
        return self in DUTIES


DUTIES = {
    NoticeKind.DEADLINE_NEAR,
    NoticeKind.REPORT_LATE,
    NoticeKind.REPORT_RETURNED,
    NoticeKind.DIRECTIVE_GIVEN,
    NoticeKind.DIRECTIVE_DUE,
    NoticeKind.INVITATION,
}


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at__isnull=True)

    def unread_first(self):
        is_read = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1))
        return self.order_by(is_read, "-at", "-pk")

    def mark_read(self, *, at):
        """A notice keeps the first moment at which it was read."""
        return self.unread().update(read_at=at)

    def kinds_told(self):
        """The kinds that occur, in the order of ``NoticeKind``."""
        told = set(self.order_by().values_list("kind", flat=True).distinct())
        return [kind for kind in NoticeKind.values if kind in told]


class Notice(models.Model):
    """One message to one person [Thông báo].

    ``key`` names its cause; the same cause never tells the same person twice. ``link`` is a path
    of ours. ``email`` is the queued mail; None where the person or the office wants none.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="notices")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    email = models.ForeignKey(
        "post_office.Email", models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once"),
        ]

    def __str__(self):
        return self.title


_UNREAD = Prepared(
    lambda: (
        Notice.objects.unread()
        .filter(user=number())
        .order_by()
        .values("user")
        .annotate(unread=Count("pk"))
        .values_list("unread")
    )
)


def unread_notices(user) -> int:
    """How many notices a person has not read; asked for by every page, so worked out once."""
    rows = _UNREAD.rows(user.pk, on=date.min)
    return rows[0][0] if rows else 0


class NoticeSwitch(models.Model):
    """A kind of mail that the coordinating unit of a plan has switched off [Tắt nhắc việc]."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    switched_off_at = models.DateTimeField()
    switched_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="notice_switch_once"),
        ]

    def __str__(self):
        return f"{self.plan} {self.kind}"


class MailRefusal(models.Model):
    """A kind of notice that a person wants without mail [Tùy chọn nhận thư]."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mail_refusal_once"),
        ]

    def __str__(self):
        return f"{self.user} {self.kind}"


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar program reads deadlines."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self):
        return str(self.user)
