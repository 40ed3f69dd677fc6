"""Quantified targets: what is measured, every printed reading of it, and yearly values."""

from decimal import Decimal, localcontext

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from q3plan.lib.numbers import round_half_up
from targets.progress import Comparator, Mode

from .denominator import DenominatorSeries
from .over_time import OverTime
from .plan import Clause, Decision, Plan, Sector

VALUE_PLACES = 6
LARGEST_VALUE = Decimal(10) ** 14


class Target(OverTime, models.Model):
    """One atomic target [Chỉ tiêu] CT-01…CT-13.

    A value is in ``unit_of_measure`` and is shown with ``decimals`` digits. With ``formula`` RATIO
    the value is numerator / denominator × ``multiplier``; with GROWTH it is
    (numerator / denominator − 1) × 100; with NONE it is typed.
    """

    class Formula(models.TextChoices):
        NONE = "NONE", _("Nhập trực tiếp")
        RATIO = "RATIO", _("Tử số chia mẫu số")
        GROWTH = "GROWTH", _("Tốc độ tăng so với năm trước")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="targets")
    code = models.CharField(_("mã"), max_length=10)
    name = models.CharField(_("tên chỉ tiêu"), max_length=200)
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="targets")
    unit_of_measure = models.CharField(_("đơn vị tính"), max_length=60)
    is_percentage = models.BooleanField(_("tính bằng phần trăm"), default=True)
    decimals = models.PositiveSmallIntegerField(_("số chữ số thập phân"), default=1)
    formula = models.CharField(_("cách tính"), max_length=8, choices=Formula, default=Formula.NONE)
    multiplier = models.PositiveIntegerField(_("hệ số nhân"), default=100)
    numerator_label = models.CharField(_("tử số"), max_length=200, blank=True)
    denominator_label = models.CharField(_("mẫu số"), max_length=200, blank=True)
    denominator_series = models.ForeignKey(
        DenominatorSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("mẫu số dùng chung"),
    )
    terms_required = models.BooleanField(_("bắt buộc có tử số, mẫu số"), default=True)
    is_share = models.BooleanField(_("tử số không vượt mẫu số"), default=False)
    floor = models.DecimalField(
        _("giá trị nhỏ nhất"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    ceiling = models.DecimalField(
        _("giá trị lớn nhất"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    baseline_year = models.PositiveSmallIntegerField(_("năm gốc"), null=True, blank=True)
    baseline_value = models.DecimalField(
        _("giá trị năm gốc"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    pair = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="paired_with"
    )
    definition = models.TextField(_("định nghĩa, phương pháp tính"), blank=True)
    definition_source = models.TextField(_("nguồn của định nghĩa"), blank=True)
    note = models.TextField(_("lưu ý"), blank=True)

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="target_code_unique",
                violation_error_message=_("Kế hoạch đã có chỉ tiêu mang mã này."),
            ),
            models.CheckConstraint(
                condition=Q(baseline_year__isnull=True, baseline_value__isnull=True)
                | Q(baseline_year__isnull=False, baseline_value__isnull=False),
                name="target_baseline_year_with_value",
                violation_error_message=_("Năm gốc và giá trị năm gốc phải đi cùng nhau."),
            ),
            models.CheckConstraint(
                condition=Q(formula="NONE") | (~Q(numerator_label="") & ~Q(denominator_label="")),
                name="target_ratio_names_its_terms",
                violation_error_message=_("Chỉ tiêu tỷ lệ phải nêu tên tử số và mẫu số."),
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True)
                | Q(ceiling__isnull=True)
                | Q(floor__lte=F("ceiling")),
                name="target_floor_within_ceiling",
                violation_error_message=_("Giá trị nhỏ nhất không được vượt giá trị lớn nhất."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def slug(self):
        return self.code.lower()

    @property
    def is_ratio(self):
        return self.formula != self.Formula.NONE

    def ratio_of(self, numerator, denominator):
        """The value from its terms, 6 places; ``None`` when it has too many digits to be kept."""
        with localcontext(prec=60):
            quotient = numerator / denominator
            if self.formula == self.Formula.GROWTH:
                value = (quotient - 1) * 100
            else:
                value = quotient * self.multiplier
            value = round_half_up(value, VALUE_PLACES)
        return value if abs(value) < LARGEST_VALUE else None


class Reading(models.Model):
    """One wording of a target in one clause; exactly one governs (domain rule 5.1).

    An amendment adds a reading with its ``decision`` and closes the one it replaces.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="readings")
    quote = models.TextField(_("trích nguyên văn"))
    wording = models.CharField(_("cụm từ ràng buộc"), max_length=100)
    comparator = models.CharField(_("phép so sánh"), max_length=8, choices=Comparator)
    mode = models.CharField(_("cách áp dụng"), max_length=8, choices=Mode)
    value = models.DecimalField(
        _("giá trị"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    upper = models.DecimalField(
        _("cận trên"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    tolerance = models.DecimalField(
        _("dung sai"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    is_point = models.BooleanField(_("nêu giá trị điểm (“đạt 42”)"), default=False)
    start_year = models.PositiveSmallIntegerField(_("từ năm"), null=True, blank=True)
    horizon_year = models.PositiveSmallIntegerField(_("đến năm"), null=True, blank=True)
    is_governing = models.BooleanField(_("cách hiểu áp dụng"), default=False)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="readings"
    )
    replaced_on = models.DateField(_("được thay từ ngày"), null=True, blank=True)
    note = models.TextField(_("khác biệt"), blank=True)

    class Meta:
        verbose_name = _("cách ghi trong kế hoạch")
        verbose_name_plural = _("cách ghi trong kế hoạch")
        ordering = ["target", "-is_governing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(is_governing=True),
                name="reading_one_governs",
                violation_error_message=_("Mỗi chỉ tiêu chỉ có một cách hiểu áp dụng."),
            ),
            models.UniqueConstraint(
                fields=["target", "clause"],
                condition=Q(replaced_on__isnull=True),
                name="reading_target_clause_unique",
                violation_error_message=_("Chỉ tiêu này đã có cách ghi tại điều khoản này."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_on__isnull=True) | Q(is_governing=False),
                name="reading_replaced_governs_no_more",
                violation_error_message=_("Cách ghi đã được thay không còn áp dụng."),
            ),
            models.CheckConstraint(
                condition=Q(comparator="BETTER") | Q(value__isnull=False),
                name="reading_comparator_needs_value",
                violation_error_message=_("Phép so sánh này cần một giá trị."),
            ),
            models.CheckConstraint(
                condition=~Q(comparator="BETWEEN") | Q(upper__isnull=False),
                name="reading_between_needs_upper",
                violation_error_message=_("Khoảng giá trị cần cận trên."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(upper__isnull=True) | Q(value__lte=F("upper")),
                name="reading_value_within_upper",
                violation_error_message=_("Giá trị không được vượt cận trên."),
            ),
            models.CheckConstraint(
                condition=~Q(comparator="ABOUT") | Q(tolerance__isnull=False),
                name="reading_about_needs_tolerance",
                violation_error_message=_(
                    "“Khoảng” cần một dung sai do cơ quan đầu mối quyết định."
                ),
            ),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True)
                | Q(horizon_year__isnull=True)
                | Q(start_year__lte=F("horizon_year")),
                name="reading_years_in_order",
                violation_error_message=_("Năm bắt đầu phải trước hoặc bằng năm kết thúc."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code} ({self.clause.reference})"


class AnnualTarget(models.Model):
    """A year's value [Chỉ tiêu giao năm] set by a decision; a later decision replaces it."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="annual_targets")
    year = models.PositiveSmallIntegerField(_("năm"))
    value = models.DecimalField(_("giá trị giao"), max_digits=20, decimal_places=6)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="annual_targets")
    replaced_on = models.DateField(_("được thay từ ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("chỉ tiêu giao năm")
        verbose_name_plural = _("chỉ tiêu giao năm")
        ordering = ["target", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "year"],
                condition=Q(replaced_on__isnull=True),
                name="annual_target_one_in_force",
                violation_error_message=_("Năm này đã có chỉ tiêu giao đang áp dụng."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code} {self.year}"
