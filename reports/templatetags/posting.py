"""What every form carries: the key that makes it safe to send twice, and for whom it was made."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

from q3plan.accounts import page_person

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context):
    """Hidden inputs: a fresh idempotency key, and the person whose page this is (page_person)."""
    return format_html(
        '<input type="hidden" name="idempotency_key" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        uuid4(),
        page_person.FIELD,
        getattr(context.get("user"), "pk", None) or "",
    )
