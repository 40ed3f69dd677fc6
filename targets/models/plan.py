"""The signed plan: its header, clauses, cited documents, sectors and the decisions made on it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PlanQuerySet(models.QuerySet):
    def in_order(self):
        """Issued last comes first; plans that carry out another stand behind."""
        is_own = models.Case(models.When(carries_out=None, then=0), default=1)
        return self.order_by(is_own, "-issued_on", "-pk")

    def current(self):
        """The plan that screens show where none is named."""
        return self.in_order().first()


class Plan(models.Model):
    """A plan [Kế hoạch] as issued, with its yearly deadline and its tolerance defaults.

    ``carries_out`` is the plan that it implements (III.15.1 asks each unit for one of its own).

    ``deadline_month``/``deadline_day`` name the first day that is too late ("trước ngày 10/11").
    ``watch_points`` (w) and ``near_points`` (k) are percentage points; ``relative_tolerance`` is
    the share of the target value used for other units (domain rule 5.4).
    """

    slug = models.SlugField(_("mã"), unique=True)
    number = models.CharField(_("số, ký hiệu"), max_length=50)
    title = models.TextField(_("trích yếu"))
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    place = models.CharField(_("địa danh"), max_length=100)
    issued_on = models.DateField(_("ngày ban hành"))
    signer_title = models.CharField(_("chức vụ người ký"), max_length=100)
    signer_name = models.CharField(_("người ký"), max_length=100)
    proposed_by = models.TextField(_("theo đề nghị của"), blank=True)
    horizon_year = models.PositiveSmallIntegerField(_("năm đích"))
    vision_year = models.PositiveSmallIntegerField(_("tầm nhìn"))
    carries_out = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_out_by",
        verbose_name=_("triển khai kế hoạch"),
    )
    deadline_month = models.PositiveSmallIntegerField(_("tháng hạn nộp"), default=11)
    deadline_day = models.PositiveSmallIntegerField(_("trước ngày"), default=10)
    watch_points = models.DecimalField(
        _("biên cần theo dõi (điểm %)"), max_digits=6, decimal_places=2, default="0.5"
    )
    near_points = models.DecimalField(
        _("biên sát ngưỡng (điểm %)"), max_digits=6, decimal_places=2, default="1"
    )
    relative_tolerance = models.DecimalField(
        _("biên tương đối cho đơn vị khác"), max_digits=6, decimal_places=4, default="0.05"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch")
        verbose_name_plural = _("kế hoạch")
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon_year__lte=F("vision_year")),
                name="plan_years_in_order",
                violation_error_message=_("Năm đích phải trước hoặc bằng năm tầm nhìn."),
            ),
            # 29 February is no yearly day.
            models.CheckConstraint(
                condition=Q(deadline_month__in=[1, 3, 5, 7, 8, 10, 12], deadline_day__range=(1, 31))
                | Q(deadline_month__in=[4, 6, 9, 11], deadline_day__range=(1, 30))
                | Q(deadline_month=2, deadline_day__range=(1, 28)),
                name="plan_deadline_is_a_day",
                violation_error_message=_("Hạn nộp phải là một ngày có trong mọi năm."),
            ),
        ]

    def __str__(self):
        return self.number


class Clause(models.Model):
    """One clause [Điều khoản], text as printed; a print error keeps its correction apart."""

    class Kind(models.TextChoices):
        PREAMBLE = "PREAMBLE", _("Căn cứ")
        SECTION = "SECTION", _("Phần")
        HEADING = "HEADING", _("Mục")
        PARAGRAPH = "PARAGRAPH", _("Đoạn")
        BULLET = "BULLET", _("Gạch đầu dòng")
        CLOSING = "CLOSING", _("Kết thúc")
        RECIPIENTS = "RECIPIENTS", _("Nơi nhận")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="clauses")
    reference = models.CharField(_("số tham chiếu"), max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    text = models.TextField(_("nguyên văn"))
    corrected_text = models.TextField(_("văn bản đã hiệu đính"), blank=True)
    correction_note = models.TextField(_("ghi chú hiệu đính"), blank=True)
    folded_text = models.TextField(_("văn bản để tìm kiếm"), editable=False, blank=True)

    class Meta:
        verbose_name = _("điều khoản")
        verbose_name_plural = _("điều khoản")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reference"],
                name="clause_reference_unique",
                violation_error_message=_("Kế hoạch đã có điều khoản mang số này."),
            ),
            models.UniqueConstraint(
                fields=["plan", "order"],
                name="clause_order_unique",
                violation_error_message=_("Kế hoạch đã có điều khoản ở thứ tự này."),
            ),
        ]

    def __str__(self):
        return self.reference


class CitedDocument(models.Model):
    """A document that the plan cites [Văn bản viện dẫn], number and date as printed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="cited_documents")
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    title = models.TextField(_("tên văn bản"))
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    remark = models.TextField(_("ghi chú"), blank=True)
    clauses = models.ManyToManyField(Clause, related_name="cited_documents", blank=True)

    class Meta:
        verbose_name = _("văn bản viện dẫn")
        verbose_name_plural = _("văn bản viện dẫn")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number", "title"],
                name="cited_document_unique",
                violation_error_message=_("Văn bản này đã có trong kế hoạch."),
            ),
        ]

    def __str__(self):
        return self.number or self.title


class Sector(models.Model):
    """A field of work [Lĩnh vực] that a vice-chair follows (III.16 leaves the split open)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sectors")
    slug = models.SlugField(_("mã"))
    name = models.CharField(_("tên"), max_length=100)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "slug"],
                name="sector_slug_unique",
                violation_error_message=_("Kế hoạch đã có lĩnh vực mang mã này."),
            ),
        ]

    def __str__(self):
        return self.name


class Decision(models.Model):
    """A decision [Quyết định] that sets or changes something: number, date, who decided, text."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="decisions")
    number = models.CharField(_("số, ký hiệu"), max_length=80)
    decided_on = models.DateField(_("ngày quyết định"))
    decided_by = models.CharField(_("cơ quan, người quyết định"), max_length=200)
    text = models.TextField(_("nội dung"), blank=True)
    is_illustrative = models.BooleanField(_("văn bản minh họa"), default=False)

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        ordering = ["-decided_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="decision_number_unique",
                violation_error_message=_("Đã có quyết định mang số, ký hiệu này."),
            ),
        ]

    def __str__(self):
        return self.number
