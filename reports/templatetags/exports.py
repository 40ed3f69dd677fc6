"""The links that save a list as a file: ``{% export_links "series_export" code=target.slug %}``."""

from django import template
from django.urls import reverse

from q3plan.lib.export import FileKind

register = template.Library()
LABELS = {FileKind.CSV: "CSV", FileKind.XLSX: "Excel"}


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(context, name, query=None, label="", **arguments):
    """The list ``name`` with the filters of the page's own address.

    ``query`` ("?nam=2027") takes their place where the page is drawn without its request;
    ``label`` names the list where a page has several.
    """
    if query is None:
        given = context["request"].GET.urlencode()
        query = f"?{given}" if given else ""
    return {
        "label": label,
        "links": [
            (text, reverse(name, kwargs={**arguments, "kind": kind}) + query.removesuffix("?"))
            for kind, text in LABELS.items()
        ],
    }
