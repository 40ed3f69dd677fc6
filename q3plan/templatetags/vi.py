"""Vietnamese numbers, days, icons and lamps for templates: ``{% load vi %}``."""

from decimal import Decimal, InvalidOperation
from functools import cache

from django import template
from django.utils.html import format_html

from q3plan.lib import dates, icons, numbers

register = template.Library()


def _as_decimal(value):
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def decimal(value, decimals=None):
    """ "92,5"; without an argument as many digits as the value has; blank as "–"."""
    return numbers.format_decimal(
        _as_decimal(value), None if decimals in (None, "") else int(decimals)
    )


@register.filter
def number_input(value):
    """The same figure for the value of an input box: no groups, blank stays blank."""
    return numbers.input_text(_as_decimal(value))


@register.filter
def vdate(value):
    """ "10/11/2027" of a date, or of an aware moment in Asia/Ho_Chi_Minh; blank as ""."""
    return dates.day_text(value) if value else ""


@register.filter
def vdatetime(value):
    """ "03/11/2027 09:00" in Asia/Ho_Chi_Minh."""
    return dates.local(value).strftime("%d/%m/%Y %H:%M") if value else ""


@register.filter
def vtime(value):
    """ "10:32" in Asia/Ho_Chi_Minh."""
    return dates.local(value).strftime("%H:%M") if value else ""


@register.filter
def weekday(value):
    """ "thứ Ba"."""
    return dates.weekday_name(value) if value else ""


@register.filter
def due_words(value):
    """ "trước ngày 10/11/2027 (đến hết 09/11/2027)" of an exclusive deadline."""
    return dates.due_words(value) if value else ""


@register.simple_tag
@cache
def icon(name):
    """A decorative letter of the icon font, hidden from screen readers."""
    return format_html('<i class="icon" aria-hidden="true">{}</i>', icons.letter(name))


@register.simple_tag
def lamp(status):
    """Any status with ``label``, ``tone`` and ``shape``: its word and shape beside its colour."""
    if not getattr(status, "tone", ""):
        return ""
    return format_html(
        '<span class="lamp lamp-{}">{}<span class="lamp-word">{}</span></span>',
        status.tone,
        icon(status.shape),
        status.label,
    )
