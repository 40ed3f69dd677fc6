"""Parts of pages that have to do with directives: ``{% load directives %}``."""

from django import template

from reports.directives.quoting import answers_about, answers_of
from reports.directives.reading import about_words, lines_of
from reports.evidence.kinds import words_of
from reports.evidence.limits import size_words
from reports.models import Directive

register = template.Library()


@register.filter
def file_facts(row):
    """ "PDF · 812 KB" of a stored file."""
    return f"{words_of(row.media_type)} · {size_words(row.size)}"


@register.filter
def about(directive):
    """What a directive is about, in words."""
    return about_words(directive)


def _may_ask(powers, plan_id, sector_id):
    return plan_id in powers.chairs or sector_id in powers.sectors


@register.inclusion_tag("directives/ask_link.html", takes_context=True)
def ask_link(context, target=None, task=None, unit=None, report=None, is_small=False):
    """The way to ask about one thing, for a leader who may; no query."""
    powers = context["request"].all_powers
    subject, may = "", powers.leads
    if target:
        subject, may = f"chi-tieu-{target.pk}", _may_ask(powers, target.plan_id, target.sector_id)
    elif task:
        subject, may = f"nhiem-vu-{task.pk}", _may_ask(powers, task.plan_id, task.sector_id)
    elif unit:
        ended = unit.valid_to and unit.valid_to < powers.on
        subject, may = f"don-vi-{unit.pk}", powers.leads and not ended
    elif report:
        subject = f"bao-cao-{report.pk}"
    return {
        "subject": subject if may else "",
        "about": target or task or unit or report,
        "is_small": is_small,
    }


@register.inclusion_tag("directives/open_list.html", takes_context=True)
def open_directives(context, target=None, task=None, unit=None, sector=None, report=None):
    """What is open about one thing and the person may read; two queries, one when there is none."""
    powers = context["request"].all_powers
    rows = Directive.objects.visible_to(powers).open()
    if target:
        rows = rows.filter(target=target)
    elif task:
        rows = rows.filter(task=task)
    elif unit:
        rows = rows.for_units([unit.pk])
    elif sector:
        rows = rows.about_sectors([sector.pk])
    else:
        rows = rows.filter(report=report)
    return {"lines": lines_of(rows, on=powers.on), "on": powers.on}


@register.inclusion_tag("directives/to_answer.html", takes_context=True)
def directives_to_answer(context):
    """What one's own units are asked and that is still open: those that owe an answer first."""
    powers = context["request"].all_powers
    if not powers.units:
        return {"lines": ()}
    lines = lines_of(Directive.objects.open().for_units(powers.units), on=powers.on)
    owing = [
        line for line in lines if any(powers.may_write_for(unit.pk) for unit in line.unanswered)
    ]
    return {"owing": owing, "answered": [line for line in lines if line not in owing]}


@register.inclusion_tag("directives/quotable.html")
def answers_to_quote(report, block):
    """What the unit answered about this item, each with a button that puts it into the report."""
    return {"answers": answers_about(report, block.item), "prefix": block.prefix}


@register.inclusion_tag("directives/enter_saves.html")
def enter_saves(report):
    """The Enter key presses the first button of a form: never one that quotes."""
    return {"is_needed": bool(answers_of(report))}
