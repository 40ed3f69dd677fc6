"""The yearly reporting round of a plan and the reports that it expects."""

from datetime import date, timedelta

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
            # Pages draw a column for every year up to the newest round.
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="round_year_is_plausible",
                violation_error_message=_("Năm báo cáo phải từ 2000 đến 2100."),
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

        Opening again changes no report that is there and adds those that lack; so with the
        plan's checks. Returns ``(round, reports_created)``.
        """
        from reports.checks.defaults import install
        from reports.kept.totals import refresh_totals

        from .handover import ReportHandover
        from .report import Report

        install(plan)
        days = cls.days_of(plan, year) | ({"opens_on": opens_on} if opens_on else {})
        opened, is_new = cls.objects.get_or_create(
            plan=plan, year=year, defaults={**days, "is_illustrative": is_illustrative}
        )
        # Two people who open at once make each report once.
        cls.objects.select_for_update().get(pk=opened.pk)
        have = set(opened.reports.values_list("unit_id", flat=True))
        asked = {unit: rows for unit, rows in opened._expected().items() if unit.pk not in have}
        coordinating = set(
            Office.objects.active(opened.opens_on)
            .filter(plan=plan, kind=Office.Kind.COORDINATING)
            .values_list("unit_id", flat=True)
        )
        created = []
        for unit, assignments in asked.items():
            is_own = unit.pk in coordinating
            report = Report.objects.create(
                round=opened,
                unit=unit,
                reviewing_office=(
                    Office.Kind.SECOND_RECIPIENT if is_own else Office.Kind.COORDINATING
                ),
            )
            report.add_items(assignments)
            ReportHandover.follow_units(report)
            report.record("OPENED", at=at, by=by)
            created.append(report)
        opened._ask_wards(created, is_new=is_new, by=by, at=at)
        refresh_totals(plan.pk, since=year, at=at)
        return opened, len(asked)

    def _ask_wards(self, reports, *, is_new, by, at):
        """The coordinating unit's standing wish: what wards were asked last, they are asked again.

        Only reports that are being made are asked; those that are there stay as they are.
        """
        from .ward_breakdown import WardBreakdown

        earlier = Round.objects.filter(plan=self.plan_id, year__lt=self.year).order_by("-year")
        source = earlier.first() if is_new else self
        marks = WardBreakdown.objects.filter(round=source).select_related("target")
        for mark in marks.order_by("target__order"):
            if is_new:
                WardBreakdown.objects.create(
                    round=self, target=mark.target, marked_by=by, marked_at=at
                )
            for report in reports:
                if report.unit.is_ward:
                    report.add_contribution(mark.target)

    @staticmethod
    def days_of(plan, year):
        """The usual days of a round: the month before the deadline's opens it and closes the data.

        Plan 57, III.15: due before 10/11, hence opened on 01/10 with data to 31/10.
        """
        due_before = date(year, plan.deadline_month, plan.deadline_day)
        cutoff = due_before.replace(day=1) - timedelta(days=1)
        return {
            "opens_on": cutoff.replace(day=1),
            "data_cutoff_on": cutoff,
            "due_before": due_before,
        }

    def _expected(self):
        """Unit → its providing assignments of the opening day, in the order of the plan."""
        assigned = (
            Assignment.objects.active(self.opens_on)
            .providing()
            .filter(Q(target__plan=self.plan_id) | Q(task__plan=self.plan_id))
            .select_related("unit", "target", "task")
            .order_by("unit__order", "unit_id")
        )
        by_unit = {}
        for assignment in assigned:
            by_unit.setdefault(assignment.unit, []).append(assignment)
        return by_unit
