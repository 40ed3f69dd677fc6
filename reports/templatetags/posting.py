"""The hidden key that makes a form safe to send twice."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def form_key():
    """A hidden input with a fresh idempotency key."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4())
