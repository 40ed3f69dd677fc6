"""Marks of change: whether anything that a plan's pages are computed from has moved."""

from django.db import models

from targets.models import Plan


class PlanChange(models.Model):
    """One write to what a plan's standings are made of, put down by triggers of the database.

    Rows are only added while the plan is in use, so that writers never wait for one another. A
    state of the plan is named by the newest row *and* the number of rows: a row that commits after
    a newer one changes the number.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "id"], name="plan_change_stamp")]

    def __str__(self):
        return f"{self.plan_id} {self.pk}"
