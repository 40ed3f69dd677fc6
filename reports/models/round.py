"""The yearly reporting round of a plan and the reports that it expects."""

from datetime import date

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Assignment, Office
from targets.models import Plan


class RoundQuerySet(models.QuerySet):
    def opened(self, on):
        return self.filter(opens_on__lte=on)

    def latest_opened(self, on):
        return self.opened(on).order_by("-year").first()


class Round(models.Model):
    """One yearly round [Kỳ báo cáo] (III.15).

    ``due_before`` is exclusive: "trước ngày 10/11" is over when 10/11 begins in Asia/Ho_Chi_Minh.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(_("năm báo cáo"))
    opens_on = models.DateField(_("mở từ ngày"))
    data_cutoff_on = models.DateField(_("chốt số liệu đến hết ngày"))
    due_before = models.DateField(_("nộp trước ngày"))
    is_illustrative = models.BooleanField(_("số liệu minh họa"), default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("kỳ báo cáo")
        verbose_name_plural = _("kỳ báo cáo")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year"],
                name="round_year_unique",
                violation_error_message=_("Năm này đã có kỳ báo cáo."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("data_cutoff_on"))
                & Q(data_cutoff_on__lt=F("due_before")),
                name="round_dates_in_order",
                violation_error_message=_(
                    "Ngày mở, ngày chốt số liệu và hạn nộp phải theo đúng thứ tự."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.plan} – {self.year}"

    @classmethod
    @transaction.atomic
    def open(cls, plan, year, *, at, by=None, opens_on=None, is_illustrative=False):
        """The round of ``year`` with a report for every unit expected to write one.

        Expected are the units with a providing assignment on the opening day. Opening again
        changes nothing. Returns ``(round, reports_created)``.
        """
        from .report import Report

        due_before = date(year, plan.deadline_month, plan.deadline_day)
        opened, _new = cls.objects.get_or_create(
            plan=plan,
            year=year,
            defaults={
                "opens_on": opens_on or date(year, 10, 1),
                "data_cutoff_on": date(year, 10, 31),
                "due_before": due_before,
                "is_illustrative": is_illustrative,
            },
        )
        assigned = (
            Assignment.objects.active(opened.opens_on)
            .providing()
            .filter(Q(target__plan=plan) | Q(task__plan=plan))
            .select_related("unit", "target", "task")
            .order_by("unit__order", "unit_id")
        )
        coordinating = set(
            Office.objects.active(opened.opens_on)
            .filter(plan=plan, kind=Office.Kind.COORDINATING)
            .values_list("unit_id", flat=True)
        )
        have = set(opened.reports.values_list("unit_id", flat=True))
        created = 0
        by_unit = {}
        for assignment in assigned:
            by_unit.setdefault(assignment.unit, []).append(assignment)
        for unit, assignments in by_unit.items():
            if unit.pk in have:
                continue
            report = Report.objects.create(
                round=opened,
                unit=unit,
                reviewing_office=(
                    Office.Kind.SECOND_RECIPIENT
                    if unit.pk in coordinating
                    else Office.Kind.COORDINATING
                ),
            )
            report.add_items(assignments)
            report.record("OPENED", at=at, by=by)
            created += 1
        return opened, created
