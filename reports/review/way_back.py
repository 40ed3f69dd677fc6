"""Where a person came from to a page about one report that several roles read."""

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.entry.access import is_writer


def way_back(request, report) -> dict:
    """``url`` and ``label``: a recipient returns to the review, everybody else to the report."""
    address = [report.round.year, report.unit.code]
    if not is_writer(request, report) and report.round.plan_id in request.powers.receives:
        label = _("Thẩm định: %(unit)s") % {"unit": report.unit.short_name}
        return {"url": reverse("review_report", args=address), "label": label}
    return {"url": reverse("report_detail", args=address), "label": _("Báo cáo")}
