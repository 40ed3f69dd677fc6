"""The reference of the requests per second: a bare Django view in Q3Plan's own settings.

Session and user by the same middleware, one aggregate query over the district's rows, and a table
of as many numeric cells as the dashboard shows (``BENCH_CELLS``), by Django's template language
with ``floatformat`` for each cell. ``/bang/so-lieu/`` adds up the figures of all units,
``/bang/da-duyet/`` the fewer accepted values that the dashboard itself reads.
"""

import os

from django.contrib.auth.decorators import login_not_required
from django.db.models import Avg, F, Max, Min
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from reports.models import Figure, Observation

COLUMNS = ("average", "least", "most")
CELLS = int(os.environ["BENCH_CELLS"])
PAGE = engines["django"].from_string("""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><p>{{ user.full_name }}</p>
<table><thead><tr><th>Chỉ tiêu</th><th>Năm</th><th>TB</th><th>Nhỏ nhất</th><th>Lớn nhất</th></tr>
</thead><tbody>
{% for row in rows %}<tr><th>{{ row.code }}</th><td>{{ row.of_year }}</td>
<td>{{ row.average|floatformat:1 }}</td><td>{{ row.least|floatformat:1 }}</td>
<td>{{ row.most|floatformat:1 }}</td></tr>
{% endfor %}</tbody></table></body></html>""")


def figures(request):
    rows = Figure.objects.filter(value__isnull=False).annotate(
        code=F("entry__target__code"), of_year=F("year")
    )
    return _table(request, rows)


def accepted(request):
    rows = Observation.objects.current().annotate(code=F("target__code"), of_year=F("year"))
    return _table(request, rows)


def _table(request, rows):
    """Grouped by target and year; cut or repeated to the dashboard's number of numeric cells."""
    grouped = rows.values("code", "of_year").annotate(
        average=Avg("value"), least=Min("value"), most=Max("value")
    )
    found = list(grouped.order_by("code", "-of_year"))
    wanted = -(-CELLS // len(COLUMNS))
    found = (found * (wanted // max(len(found), 1) + 1))[:wanted]
    return HttpResponse(PAGE.render({"rows": found, "title": "Bảng đối chiếu"}, request))


@login_not_required
def ready(request):
    """Whether the server is up."""
    return HttpResponse()


urlpatterns = [
    path("", ready),
    path("bang/so-lieu/", figures),
    path("bang/da-duyet/", accepted),
]
