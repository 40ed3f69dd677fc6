"""What the admin pages of every app share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from q3plan.lib import text

# Where the name of the related model would not tell two links apart.
LINK_NAMES = {
    "parent": _("cấp trên"),
    "pair": _("chỉ tiêu đi cặp"),
    "predecessor": _("đơn vị trước"),
    "successor": _("đơn vị kế thừa"),
}


def link_name(field):
    """What a link to another row is called: by its own name, else by that of what it points to."""
    return LINK_NAMES.get(field.name, field.related_model._meta.verbose_name)


def _links(model):
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return {field.name: field for field in fields if field.is_relation}


class CleanTextMixin:
    """Text typed here is stored like all other text: NFC, one Đ, no control characters."""

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and not name.startswith("password"):
                cleaned[name] = text.clean(value)
        return cleaned


class MasterDataForm(CleanTextMixin, forms.ModelForm):
    pass


class LinkFilter(admin.RelatedOnlyFieldListFilter):
    """Filters by what rows point to, among those that are pointed to."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = link_name(field)


class KnownChoices:
    """Shows again only what can be a row's key: Django looks up whatever was posted, and breaks."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in map(str, value) if key.isascii() and key.isdigit() and len(key) < 19]
        return super().optgroups(name, keys, attr)


class LinkSelect(KnownChoices, AutocompleteSelect):
    pass


class LinksSelect(KnownChoices, AutocompleteSelectMultiple):
    def value_from_datadict(self, data, files, name):
        """A number beyond every key is refused as the key of no row; no database could read it."""
        keys = super().value_from_datadict(data, files, name) or []
        return [key if len(key) < 19 else "0" for key in keys]


class NamedLinks:
    """Vietnamese names for links in forms."""

    form = MasterDataForm

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **self._widget(LinkSelect, db_field, request), **kwargs
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **self._widget(LinksSelect, db_field, request), **kwargs
        )

    def _widget(self, widget, db_field, request):
        if db_field.name not in self.get_autocomplete_fields(request):
            return {}
        return {"widget": widget(db_field, self.admin_site)}

    def _labels(self):
        return {name: capfirst(link_name(field)) for name, field in _links(self.model).items()}

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, labels=self._labels(), **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, labels=self._labels(), **kwargs)


class MasterDataAdmin(NamedLinks, admin.ModelAdmin):
    """Lists and filters with Vietnamese headings for links."""

    show_facets = admin.ShowFacets.NEVER

    def get_list_display(self, request):
        links = _links(self.model)
        return [_column(links[name]) if name in links else name for name in self.list_display]

    def get_list_filter(self, request):
        return [
            (name, LinkFilter) if _is_link(self.model, name) else name for name in self.list_filter
        ]


class MasterDataInline(NamedLinks, admin.StackedInline):
    extra = 0


class KeptAdmin(MasterDataAdmin):
    """Rows that reports and history point to are changed or ended, never deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


def _is_link(model, path):
    try:
        for name in path.split("__"):
            field = model._meta.get_field(name)
            model = field.related_model
    except FieldDoesNotExist:
        return False
    return isinstance(field, models.ForeignKey)


def _column(field):
    @admin.display(description=link_name(field), ordering=field.name)
    def column(row):
        return getattr(row, field.name)

    column.__name__ = field.name
    return column
