"""What units are told about annual targets: ``{% load annual %}``."""

from django import template

from reports.annual.received import waiting_years

register = template.Library()


@register.inclusion_tag("annual/waiting.html", takes_context=True)
def annual_waiting(context):
    """Years whose values one's own units have still to take note of."""
    powers = context["request"].powers
    return {"years": waiting_years(powers.units, on=powers.on) if powers.units else {}}
