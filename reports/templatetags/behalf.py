"""The banner of a report that is entered from paper: ``{% behalf_banner report %}``."""

from django import template

from q3plan.lib import clock
from reports.entry.sections import address
from reports.entry.wording import reviewer_name
from reports.models import Evidence

register = template.Library()


@register.inclusion_tag("entry/behalf_banner.html", takes_context=True)
def behalf_banner(context, report):
    """Names who signed and who types, on every page of the report; nothing for an ordinary one.

    Two queries, and none for an ordinary report.
    """
    if report.behalf_by_id is None:
        return {"report": None}
    copies = report.evidence.attached().filter(kind=Evidence.Kind.SIGNED_COPY)
    return {
        "report": report,
        "is_mine": report.behalf_by_id == context["user"].pk,
        "office": reviewer_name(report, on=clock.today()),
        "has_copy": copies.exists(),
        "evidence_url": address("report_evidence", report),
    }
