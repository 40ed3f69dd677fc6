"""The rounds, and totals kept right beside master data that is changed by hand.

An administrator sees no report, neither a draft nor what was sent.
"""

from auditlog import admin as history_admin
from django.contrib import admin
from django.db.models import F
from post_office import admin as mail_admin

from q3plan.accounts.master_data import KeptAdmin
from q3plan.lib import clock
from reports.kept.totals import refresh_totals
from reports.models import Round
from targets.admin import AnnualTargetAdmin, PlanAdmin, ReadingAdmin, TargetAdmin
from targets.models import AnnualTarget, Plan, Reading, Target


class RecountingAdmin:
    """Counts a plan's totals again in the transaction that saves what they are counted from.

    ``plan_path`` leads from a row to the key of its plan.
    """

    plan_path = "plan"

    def save_model(self, request, obj, form, change):
        # A row may be moved: the plan that loses it is counted as well.
        form.plans_before = self._plans(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """After the row and its inlines."""
        super().save_related(request, form, formsets, change)
        for plan in sorted(form.plans_before | self._plans(form.instance)):
            refresh_totals(plan, since=0, at=clock.now())

    def _plans(self, row):
        rows = self.model._base_manager.filter(pk=row.pk)
        return set(rows.values_list(F(self.plan_path), flat=True))


@admin.register(Round)
class RoundAdmin(RecountingAdmin, KeptAdmin):
    list_display = ("year", "plan", "opens_on", "data_cutoff_on", "due_before")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("year", "plan__number")
    autocomplete_fields = ("plan",)

    def has_add_permission(self, request):
        """A round is opened together with its reports, not by a row here."""
        return False


# Mails hold links that sign a person in, changes the names of people: both have pages of their own
# for those who may see them. The libraries are asked first, so that they register nothing later.
for log in (mail_admin.Email, mail_admin.Log, mail_admin.EmailTemplate, mail_admin.Attachment):
    admin.site.unregister(log)
admin.site.unregister(history_admin.LogEntry)

# What the totals are counted from is registered by the apps below, which know nothing of totals.
for model, kept_admin, path in (
    (Plan, PlanAdmin, "pk"),
    (Target, TargetAdmin, "plan"),
    (Reading, ReadingAdmin, "target__plan"),
    (AnnualTarget, AnnualTargetAdmin, "target__plan"),
):
    admin.site.unregister(model)
    admin.site.register(
        model, type(kept_admin.__name__, (RecountingAdmin, kept_admin), {"plan_path": path})
    )
