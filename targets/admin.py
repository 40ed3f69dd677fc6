"""Master data of the plan for administrators. The text as printed is never edited here."""

from django.contrib import admin

from q3plan.accounts.master_data import KeptAdmin, MasterDataInline
from q3plan.lib.text import fold
from targets.models import (
    AnnualTarget,
    CitedDocument,
    Clause,
    Decision,
    Plan,
    Reading,
    Sector,
    Target,
    Task,
)


@admin.register(Plan)
class PlanAdmin(KeptAdmin):
    list_display = ("number", "issuer", "issued_on", "horizon_year", "vision_year")
    search_fields = ("number", "title")


@admin.register(Sector)
class SectorAdmin(KeptAdmin):
    list_display = ("name", "slug", "plan", "order")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name", "slug")


@admin.register(Clause)
class ClauseAdmin(KeptAdmin):
    """Only the correction of a print error may change; the print itself is what was signed."""

    list_display = ("reference", "kind", "start", "is_corrected", "plan")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("reference", "text", "folded_text")
    readonly_fields = ("plan", "reference", "parent", "kind", "order", "text")
    fields = (*readonly_fields, "corrected_text", "correction_note")

    @admin.display(description=Clause._meta.get_field("text").verbose_name)
    def start(self, clause):
        return clause.text[:80] + ("…" if len(clause.text) > 80 else "")

    @admin.display(description=Clause._meta.get_field("corrected_text").verbose_name, boolean=True)
    def is_corrected(self, clause):
        return bool(clause.corrected_text)

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        obj.folded_text = fold(f"{obj.text} {obj.corrected_text}")
        super().save_model(request, obj, form, change)


@admin.register(CitedDocument)
class CitedDocumentAdmin(KeptAdmin):
    list_display = ("__str__", "issuer", "issued_on")
    search_fields = ("number", "title", "issuer")
    autocomplete_fields = ("plan", "clauses")


class ReadingInline(MasterDataInline):
    model = Reading
    autocomplete_fields = ("clause",)
    can_delete = False


@admin.register(Target)
class TargetAdmin(KeptAdmin):
    list_display = ("code", "name", "sector", "unit_of_measure", "formula")
    list_filter = ("plan", "sector")
    list_select_related = ("sector",)
    search_fields = ("code", "name")
    autocomplete_fields = ("plan", "sector", "pair")
    inlines = (ReadingInline,)


@admin.register(Reading)
class ReadingAdmin(KeptAdmin):
    list_display = ("target", "clause", "wording", "comparator", "mode", "is_governing")
    list_filter = ("is_governing", "target__plan")
    list_select_related = ("target", "clause")
    search_fields = ("target__code", "target__name", "clause__reference", "wording")
    autocomplete_fields = ("target", "clause")


@admin.register(AnnualTarget)
class AnnualTargetAdmin(KeptAdmin):
    list_display = ("target", "year", "value", "decision", "replaced_on")
    list_filter = ("year", "target__plan")
    list_select_related = ("target", "decision")
    search_fields = ("target__code", "target__name", "decision__number")
    autocomplete_fields = ("target", "decision")


@admin.register(Decision)
class DecisionAdmin(KeptAdmin):
    list_display = ("number", "decided_on", "decided_by", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("number", "text", "decided_by")
    autocomplete_fields = ("plan",)


@admin.register(Task)
class TaskAdmin(KeptAdmin):
    list_display = ("code", "title", "kind", "sector", "start_year", "end_year")
    list_filter = ("plan", "kind", "sector")
    list_select_related = ("sector",)
    search_fields = ("code", "title", "quote")
    autocomplete_fields = ("plan", "clause", "sector")
