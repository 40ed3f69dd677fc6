"""One shared table of denominators: every ratio of a year stands on the same population."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.progress import Vintage

from .plan import Plan


class DenominatorSeries(models.Model):
    """What is counted [Mẫu số dùng chung]: population, households, employed people …"""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="denominator_series")
    code = models.SlugField(_("mã"))
    name = models.CharField(_("tên"), max_length=120)
    unit_of_measure = models.CharField(_("đơn vị tính"), max_length=40)
    definition = models.TextField(_("định nghĩa"), blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    class Meta:
        verbose_name = _("mẫu số dùng chung")
        verbose_name_plural = _("mẫu số dùng chung")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="denominator_series_code_unique",
                violation_error_message=_("Kế hoạch đã có mẫu số mang mã này."),
            )
        ]

    def __str__(self):
        return self.name


class DenominatorValueQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at__isnull=True)


class DenominatorValue(models.Model):
    """The value of a series for a year and vintage, kept by the coordinating unit.

    A new value replaces the older one and keeps it; what was sent with the older one stays.
    """

    series = models.ForeignKey(DenominatorSeries, models.PROTECT, related_name="values")
    year = models.PositiveSmallIntegerField(_("năm"))
    vintage = models.CharField(_("loại số liệu"), max_length=12, choices=Vintage)
    value = models.DecimalField(_("giá trị"), max_digits=20, decimal_places=4)
    source = models.TextField(_("nguồn"))
    as_of = models.DateField(_("tại ngày"))
    is_illustrative = models.BooleanField(_("số liệu minh họa"), default=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = DenominatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("giá trị mẫu số")
        verbose_name_plural = _("giá trị mẫu số")
        ordering = ["series", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "vintage"],
                condition=Q(replaced_at__isnull=True),
                name="denominator_value_one_current",
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="denominator_value_positive",
                violation_error_message=_("Mẫu số phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="denominator_value_has_source",
                violation_error_message=_("Mẫu số cần có nguồn."),
            ),
        ]

    def __str__(self):
        return f"{self.series} {self.year} {self.vintage}"

    @classmethod
    @transaction.atomic
    def put(cls, series, year, vintage, *, value, source, as_of, by, at, is_illustrative=False):
        """Make this the current value; the one before stays with the moment it was replaced.

        Returns the row, or the current one unchanged when it already says the same.
        """
        DenominatorSeries.objects.select_for_update().get(pk=series.pk)
        held = cls.objects.current().filter(series=series, year=year, vintage=vintage)
        same = held.filter(value=value, source=source, as_of=as_of).first()
        if same:
            return same
        held.update(replaced_at=at)
        return cls.objects.create(
            series=series,
            year=year,
            vintage=vintage,
            value=value,
            source=source,
            as_of=as_of,
            is_illustrative=is_illustrative,
            set_by=by,
            set_at=at,
        )
