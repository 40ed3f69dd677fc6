"""Totals of a plan's year, kept beside the figures so that many plans can be seen at once."""

from django.db import models

from targets.models import Plan


class PlanYearTotal(models.Model):
    """How one plan stands in one year: targets by year result (a pair counts once), reports.

    Kept by the transaction that changes what it counts; ``recount_totals`` checks it.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="totals")
    year = models.PositiveSmallIntegerField()
    targets = models.PositiveSmallIntegerField(default=0)
    with_data = models.PositiveSmallIntegerField(default=0)
    exceeded = models.PositiveSmallIntegerField(default=0)
    met = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)
    no_data = models.PositiveSmallIntegerField(default=0)
    not_assessable = models.PositiveSmallIntegerField(default=0)
    not_started = models.PositiveSmallIntegerField(default=0)
    expected = models.PositiveSmallIntegerField(default=0)
    excused = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveSmallIntegerField(default=0)
    sent_late = models.PositiveSmallIntegerField(default=0)
    accepted = models.PositiveSmallIntegerField(default=0)
    refreshed_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "year"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year"], name="plan_year_total_once"),
        ]

    def __str__(self):
        return f"{self.plan} {self.year}"
