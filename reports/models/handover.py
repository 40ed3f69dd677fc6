"""Who finishes a report when its unit ends: exactly one owner on every day."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from assignments.models import Heir, Inheritance, Reorganisation, ReorganisationEffect, Unit


class HandoverQuerySet(models.QuerySet):
    def naming_owners(self, *, on):
        """The one of each handed-over report that names its owner on a day."""
        come = self.filter(from_on__lte=on)
        later = come.filter(report=OuterRef("report"), from_on__gt=OuterRef("from_on"))
        return come.filter(~Exists(later))


class ReportHandover(models.Model):
    """From a day on another unit finishes a report [Bàn giao báo cáo]; its name stays the old one.

    The newest handover whose day has come names the owner; before it, the unit of the report.
    """

    report = models.ForeignKey("Report", models.PROTECT, related_name="handovers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="taken_over")
    from_on = models.DateField(_("từ ngày"))
    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, null=True, blank=True, related_name="handovers"
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("bàn giao báo cáo")
        verbose_name_plural = _("bàn giao báo cáo")
        ordering = ["report", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "from_on"],
                name="report_handed_over_once_a_day",
                violation_error_message=_("Báo cáo đã được bàn giao trong ngày này."),
            ),
        ]

    def __str__(self):
        return f"{self.report} → {self.unit}"

    @classmethod
    def follow_units(cls, report):
        """Whoever answers for ``report`` and has an end is followed by its main heir from then on.

        For reports that become open after the reorganisation: nobody was asked about them then.
        """
        if report.unit.valid_to is None:
            return
        owner = report.owner_on(date.max)
        while owner.valid_to and (line := Inheritance.objects.naming_heir(owner)):
            owner = line.heir.unit
            row = cls.objects.create(
                report=report,
                unit=owner,
                from_on=line.reorganisation.effective_on,
                reorganisation=line.reorganisation,
            )
            ReorganisationEffect.made(line.reorganisation, row)
        report.note_dissolution()


class ReportChoice(models.Model):
    """What a reorganisation does with one report that is not sent yet.

    With an heir, the heir finishes it; without one nobody does, and it is expected no more.
    """

    reorganisation = models.ForeignKey(
        Reorganisation, models.CASCADE, related_name="report_choices"
    )
    report = models.ForeignKey("Report", models.CASCADE, related_name="+")
    heir = models.ForeignKey(Heir, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "report"], name="report_choice_once"),
        ]

    def __str__(self):
        return f"{self.report} → {self.heir or '–'}"
