"""Units, people's roles and who answers for what, for administrators."""

from django.contrib import admin

from assignments.models import (
    Assignment,
    Letterhead,
    Membership,
    Office,
    PlanLetterhead,
    Portfolio,
    Succession,
    Unit,
)
from q3plan.accounts.master_data import KeptAdmin, MasterDataAdmin


@admin.register(Unit)
class UnitAdmin(KeptAdmin):
    """A unit is not renamed: a new name is a new row and a succession."""

    list_display = ("name", "short_name", "code", "kind", "valid_from", "valid_to")
    list_filter = ("kind", "staff_may_submit")
    search_fields = ("name", "short_name", "code")
    autocomplete_fields = ("parent",)


@admin.register(Letterhead)
class LetterheadAdmin(KeptAdmin):
    list_display = ("unit", "symbol", "place", "authority", "signer_title", "signer_name")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "unit__short_name", "symbol")
    autocomplete_fields = ("unit",)


@admin.register(PlanLetterhead)
class PlanLetterheadAdmin(KeptAdmin):
    list_display = ("plan", "symbol", "place", "authority", "signer_title", "signer_name")
    list_select_related = ("plan",)


@admin.register(Succession)
class SuccessionAdmin(MasterDataAdmin):
    list_display = ("predecessor", "successor", "effective_on", "document")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__name", "successor__name", "document")
    autocomplete_fields = ("predecessor", "successor")


@admin.register(Membership)
class MembershipAdmin(MasterDataAdmin):
    list_display = ("user", "unit", "role", "valid_from", "valid_to")
    list_filter = ("role", "unit")
    list_select_related = ("user", "unit")
    search_fields = ("user__full_name", "user__email", "unit__name", "unit__short_name")
    autocomplete_fields = ("user", "unit")


@admin.register(Portfolio)
class PortfolioAdmin(MasterDataAdmin):
    list_display = ("user", "position", "sector", "plan", "valid_from", "valid_to")
    list_filter = ("position", "plan")
    list_select_related = ("user", "sector", "plan")
    search_fields = ("user__full_name", "user__email", "sector__name")
    autocomplete_fields = ("user", "plan", "sector")


@admin.register(Assignment)
class AssignmentAdmin(MasterDataAdmin):
    list_display = ("unit", "target", "task", "role", "provides", "valid_from", "valid_to")
    list_filter = ("role", "provides", "unit")
    list_select_related = ("unit", "target", "task")
    search_fields = (
        "unit__name",
        "unit__short_name",
        "target__code",
        "target__name",
        "task__code",
        "task__title",
    )
    autocomplete_fields = ("unit", "target", "task", "decision")


@admin.register(Office)
class OfficeAdmin(MasterDataAdmin):
    list_display = ("unit", "kind", "plan", "valid_from", "valid_to")
    list_filter = ("kind", "plan")
    list_select_related = ("unit", "plan")
    search_fields = ("unit__name", "plan__number")
    autocomplete_fields = ("unit", "plan")
