"""The chart of a target as a file that is kept and passed on."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from q3plan.lib import clock, dates
from q3plan.lib.attachment import attachment
from reports.charts.drawing import drawing
from reports.charts.standalone import standalone_page
from reports.charts.trajectory import trajectory_chart
from reports.dashboards.parts import FIRST_YEAR
from reports.dashboards.trajectory import trajectory
from reports.dashboards.views.target import chosen_year, one_target


@require_safe
def target_chart_html(request, code):
    """The trajectory of one target as an .html that works without a network."""
    target = one_target(request, code)
    year, _years, _problem = chosen_year(request, clock.today(), first=FIRST_YEAR)
    path = trajectory(target, year=year, at=clock.now())
    chart = drawing(
        trajectory_chart(path, area=target.plan.place), is_illustrative=path.is_illustrative
    )
    on = dates.day_text(clock.today())
    page = standalone_page(chart, heading=f"{target.code} {target.name}", facts=_facts(path, on))
    name = f"{target.code} - {_('biểu đồ')} - {on.replace('/', '-')}.html"
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(page, headers=headers)


def _facts(path, on):
    plan = path.standing.target.plan
    words = {"plan": plan.number, "wording": path.standing.governing.wording, "on": on}
    return (
        _("Kế hoạch %(plan)s: “%(wording)s”.") % words,
        _("Số liệu đã duyệt đến ngày %(on)s.") % words,
    )
