"""What units are told about annual targets: ``{% load annual %}``."""

from django import template

from reports.annual.announcing import received_page
from reports.annual.received import waiting_years
from reports.notices.addresses import path_in_plan
from targets.models import Plan

register = template.Library()


@register.inclusion_tag("annual/waiting.html", takes_context=True)
def annual_waiting(context):
    """Years whose values one's own units have still to take note of."""
    powers = context["request"].powers
    waiting = waiting_years(powers.units, on=powers.on) if powers.units else {}
    plans = Plan.objects.in_bulk({plan for plan, _year in waiting}) if waiting else {}
    several = bool(waiting) and Plan.objects.count() > 1
    return {
        "waiting": [
            (plans[pk], year, n, _address(plans[pk], year, several))
            for (pk, year), n in waiting.items()
        ],
        "several": len(plans) > 1,
    }


def _address(plan, year, several):
    return path_in_plan(plan, received_page(plan, year), several_plans=several)
