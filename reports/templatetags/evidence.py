"""The files of a report on pages of other areas: one tag a place, one query a page."""

from django import template

from reports.evidence import listing

register = template.Library()


def _reader(context):
    request = context["request"]
    return {"on": request.powers.on, "person": request.user}


@register.inclusion_tag("evidence/box.html", takes_context=True)
def evidence_box(context, report, item):
    """The files of an item, with the way to add one; for a page of one's own report."""
    box = listing.box_of(report, item, **_reader(context))
    return {"report": report, "box": box, "usage": listing.usage(report)}


@register.inclusion_tag("evidence/signed.html", takes_context=True)
def signed_copy(context, report, page):
    """The signed copy of one's own report, with a form that works without a script.

    ``page`` is the view's name: a plain form comes back to it.
    """
    return {
        "request": context["request"],
        "user": context["request"].user,
        "csrf_token": context["csrf_token"],
        "report": report,
        "page": page,
        "box": listing.signed_box(report, **_reader(context)),
        "usage": listing.usage(report),
    }


@register.inclusion_tag("evidence/summary.html", takes_context=True)
def evidence_summary(context, report, is_own):
    """All files of a report by item: as the unit has them now, or as they were sent last."""
    boxes = listing.lists_of(report, is_own=is_own, on=context["request"].powers.on)
    return {"boxes": boxes, "report": report, "is_own": is_own}
