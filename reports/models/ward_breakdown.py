"""Targets whose numbers the wards bring too, each in its own report."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from targets.models import Target

from .round import Round


class WardBreakdown(models.Model):
    """In this round every ward gives its own numerator and denominator of a target.

    Marked by the coordinating unit. Their terms are summed, never their percentages averaged.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="ward_breakdowns")
    target = models.ForeignKey(Target, models.PROTECT, related_name="ward_breakdowns")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("số liệu theo phường")
        verbose_name_plural = _("số liệu theo phường")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "target"],
                name="ward_breakdown_once",
                violation_error_message=_("Chỉ tiêu này đã lấy số liệu theo phường trong kỳ."),
            )
        ]

    def __str__(self):
        return f"{self.target.code} – {self.round.year}"

    @classmethod
    @transaction.atomic
    def mark(cls, round, target, *, by, at):
        """Ask every ward of the round for its part; wards that already sent are not troubled.

        Returns ``(row, reports that now ask for it)``.
        """
        row, _new = cls.objects.get_or_create(
            round=round, target=target, defaults={"marked_by": by, "marked_at": at}
        )
        asked = []
        wards = round.reports.filter(unit__kind=Unit.Kind.WARD).select_related("round", "unit")
        for report in wards:
            if report.state not in report.MOVES["edit"]:
                continue
            entry, is_new = report.add_contribution(target)
            if is_new:
                asked.append(report)
                report.record("ITEMS_ADDED", at=at, by=by, subject=str(entry)[:250])
        return row, asked
