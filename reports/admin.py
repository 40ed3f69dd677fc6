"""Only the rounds: an administrator sees no report, neither a draft nor what was sent."""

from django.contrib import admin

from q3plan.accounts.master_data import KeptAdmin
from reports.models import Round


@admin.register(Round)
class RoundAdmin(KeptAdmin):
    list_display = ("year", "plan", "opens_on", "data_cutoff_on", "due_before")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("year", "plan__number")
    autocomplete_fields = ("plan",)

    def has_add_permission(self, request):
        """A round is opened together with its reports, not by a row here."""
        return False
