"""The accepted series of every target: the only numbers that dashboards read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models import Target
from targets.progress import Vintage


class ObservationQuerySet(models.QuerySet):
    def current(self):
        """One row per target, year and vintage: corrections of a vintage keep the older row."""
        return self.filter(replaced_at__isnull=True)


class Observation(models.Model):
    """An accepted value [Số liệu đã duyệt] of a target, year and vintage.

    Values of years before the plan are base data with a source and no report. A later vintage
    stands beside the earlier one; a correction of the same vintage replaces it and keeps it.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="observations")
    year = models.PositiveSmallIntegerField(_("năm"))
    vintage = models.CharField(_("loại số liệu"), max_length=12, choices=Vintage)
    value = models.DecimalField(_("giá trị"), max_digits=20, decimal_places=6)
    numerator = models.DecimalField(
        _("tử số"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("mẫu số"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    source = models.TextField(_("nguồn"))
    is_illustrative = models.BooleanField(_("số liệu minh họa"), default=False)
    report = models.ForeignKey(
        "Report", models.PROTECT, null=True, blank=True, related_name="observations"
    )
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("lý do đính chính"), blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu đã duyệt")
        verbose_name_plural = _("số liệu đã duyệt")
        ordering = ["target", "year", "pk"]
        indexes = [
            models.Index(
                fields=["target", "year"],
                include=["vintage", "value"],
                name="observation_series",
                condition=Q(replaced_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "year", "vintage"],
                condition=Q(replaced_at__isnull=True),
                name="observation_one_current",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="observation_has_source",
                violation_error_message=_("Số liệu cần có nguồn."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code} {self.year} {self.vintage}"

    @classmethod
    def accept(cls, entry, *, by, at):
        """Take the figures of an accepted entry into the series; unchanged ones stay.

        A figure that this report gave before and now leaves blank is withdrawn: it counts no more.
        """
        report = entry.report
        if entry.scope == entry.Scope.WARD:
            return  # a part of the whole is no figure of the district
        for figure in entry.figures.all():
            held = cls.objects.current().filter(
                target_id=entry.target_id, year=figure.year, vintage=figure.vintage
            )
            if figure.value is None:
                held.filter(report=report).update(replaced_at=at)
                continue
            terms = {
                "value": figure.value,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
            }
            if held.filter(**terms).exists():
                continue
            is_correction = bool(held.update(replaced_at=at))
            is_correction |= figure.vintage == Vintage.PRELIMINARY
            cls.objects.create(
                target_id=entry.target_id,
                year=figure.year,
                vintage=figure.vintage,
                is_illustrative=report.round.is_illustrative,
                report=report,
                accepted_at=at,
                accepted_by=by,
                source=entry.source,
                reason=report.last_reopening_reason() if is_correction else "",
                **terms,
            )

    @classmethod
    def withdraw(cls, entry, *, at):
        """Undo the entry's last acceptance: what stood before it counts again."""
        accepted_at = entry.reviewed_at
        given = cls.objects.current().filter(
            report=entry.report, target_id=entry.target_id, accepted_at=accepted_at
        )
        for row in given:
            before = (
                cls.objects.filter(
                    target_id=row.target_id,
                    year=row.year,
                    vintage=row.vintage,
                    replaced_at=accepted_at,
                )
                .order_by("pk")
                .last()
            )
            row.replaced_at = at
            row.save(update_fields=["replaced_at"])
            if before:
                before.replaced_at = None
                before.save(update_fields=["replaced_at"])
