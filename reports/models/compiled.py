"""The working text of a round's consolidated report: assembled, then edited by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models import LetterheadFields, Unit

from .round import Round


class CompiledReport(LetterheadFields):
    """The report of a round that the coordinating unit writes upward [Dự thảo báo cáo tổng hợp].

    One for each round; it goes on after a Consolidation was frozen from it. Head and signature
    block are its own, copied once from the plan's letterhead. ``number`` and ``dated_on`` are given
    by the clerk (văn thư) and stay blank until then. ``version`` grows with every change of the
    head, ``assembled_at`` tells when accepted material was taken in last.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="compiled")
    number = models.CharField(_("số"), max_length=20, blank=True)
    dated_on = models.DateField(_("ngày ký"), null=True, blank=True)
    subject = models.TextField(_("trích yếu"))
    addressee = models.TextField(_("kính gửi"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assembled_at = models.DateTimeField(null=True, blank=True)
    assembled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("dự thảo báo cáo tổng hợp")
        verbose_name_plural = _("dự thảo báo cáo tổng hợp")

    def __str__(self):
        return f"{self.subject} – {self.round.year}"


class Paragraph(models.Model):
    """One passage of the consolidated report [Đoạn] with what it was made from.

    ``key`` names its origin within the report ("task:III.1.1:phong-yt"), "own:…" for a passage of
    the officer's own. ``source`` is what assembling brought last and ``text`` what will be printed:
    the same until somebody edits it. An edited text is never overwritten; ``edited_source`` keeps
    the source it was made from, so that a later change of the source can be shown beside it.
    A passage whose origin no longer brings anything has ``is_orphan``; it stays when it was edited.
    """

    class Section(models.TextChoices):
        INTRODUCTION = "INTRODUCTION", _("Mở đầu")
        TARGETS = "TARGETS", _("Kết quả thực hiện các chỉ tiêu")
        TASKS = "TASKS", _("Kết quả thực hiện nhiệm vụ, giải pháp")
        DIFFICULTIES = "DIFFICULTIES", _("Khó khăn, hạn chế và nguyên nhân")
        PROPOSALS = "PROPOSALS", _("Kiến nghị, đề xuất")
        CORRECTIONS = "CORRECTIONS", _("Đính chính số liệu đã báo cáo")
        NEXT_YEAR = "NEXT_YEAR", _("Nhiệm vụ trọng tâm năm sau")
        CLOSING = "CLOSING", _("Kết thúc")

    compiled = models.ForeignKey(CompiledReport, models.PROTECT, related_name="paragraphs")
    key = models.CharField(max_length=160)
    section = models.CharField(_("phần"), max_length=12, choices=Section)
    order = models.PositiveIntegerField(_("thứ tự"))
    heading = models.TextField(_("đề mục"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.CharField(_("mã chỉ tiêu, nhiệm vụ"), max_length=20, blank=True)
    source = models.TextField(_("nội dung đơn vị báo cáo"), blank=True)
    text = models.TextField(_("nội dung đưa vào báo cáo"), blank=True)
    edited_source = models.TextField(blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_left_out = models.BooleanField(_("không đưa vào báo cáo"), default=False)
    is_orphan = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["compiled", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["compiled", "key"], name="paragraph_once"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, edited_by__isnull=True)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="paragraph_edited_has_moment_and_person",
                violation_error_message=_("Đoạn đã sửa phải có thời điểm và người sửa."),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None

    @property
    def is_behind(self) -> bool:
        """Whether the unit's words changed after this passage was edited."""
        return self.is_edited and self.source != self.edited_source


class ParagraphChange(models.Model):
    """One change of a passage: who, when, before and after. Rows are only ever added."""

    class Kind(models.TextChoices):
        ASSEMBLED = "ASSEMBLED", _("Tổng hợp từ báo cáo đơn vị")
        EDITED = "EDITED", _("Sửa nội dung")
        RESTORED = "RESTORED", _("Lấy lại nội dung đơn vị báo cáo")
        KEPT = "KEPT", _("Giữ nội dung đã sửa")
        LEFT_OUT = "LEFT_OUT", _("Không đưa vào báo cáo")
        PUT_BACK = "PUT_BACK", _("Đưa trở lại báo cáo")
        MOVED = "MOVED", _("Chuyển vị trí")

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.paragraph} {self.kind}"
