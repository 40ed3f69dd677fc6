"""Các kế hoạch: how every plan that a person sees stands, from totals that are kept."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import FilteredRelation, Q, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.shown_plan import plan_address
from q3plan.lib import clock
from reports.models import PlanYearTotal
from targets.models import Plan
from targets.progress import YearStatus

STATUSES = tuple(YearStatus)
COUNTS = (
    "targets",
    "with_data",
    *(status.lower() for status in STATUSES),
    *("expected", "sent", "sent_late", "accepted", "excused"),
)
# A city has hundreds of plans: so many stand on one page, the sum is of all.
ON_A_PAGE = 50


@dataclass(frozen=True)
class Column:
    """A count of the table and the word over it."""

    name: str
    label: str


@require_safe
def plan_list(request):
    """The plans that the person sees whole in one year; two queries, whatever stands behind."""
    request.powers = powers = request.all_powers
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    # The page is of no single plan; to look for the newest of hundreds would cost more than it.
    request.shown_plan = Plan.objects.current()
    sums = _sums_by_year(powers.sees_plans)
    years = list(sums) or [clock.today().year]
    year, problem = _chosen(request.GET.get("nam", ""), years)
    pages = Paginator(_plans(powers.sees_plans, year), ON_A_PAGE)
    pages.count = len(powers.sees_plans)  # known; it would be asked for
    page = pages.get_page(request.GET.get("trang"))
    columns, totals = _columns(), sums.get(year, [0] * len(COUNTS))
    context = {
        "page": page,
        "year": year,
        "years": years,
        "year_problem": problem,
        "columns": columns,
        "lines": format_html_join("", "{}", ((line,) for line in _lines(page, year, columns))),
        "sum": format_html(_shape(columns, "<strong>{}</strong>"), *_texts(totals, columns)),
        "plan_count": page.paginator.count,
    }
    return render(request, "dashboards/plan_list.html", context)


def _chosen(asked, years):
    """(year, message about an unknown one or "")."""
    if not asked:
        return years[0], ""
    if asked in map(str, years):
        return int(asked), ""
    shown = asked if len(asked) <= 20 else asked[:20] + "…"
    words = {"asked": shown, "year": years[0]}
    return years[0], _("Không có số liệu năm “%(asked)s”; đang xem năm %(year)s.") % words


def _sums_by_year(plans):
    """Year → the sums of ``COUNTS`` over the plans, newest year first."""
    held = PlanYearTotal.objects.filter(plan__in=plans).order_by("-year").values("year")
    summed = held.annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
    return {row["year"]: [row[f"{name}_sum"] for name in COUNTS] for row in summed}


def _plans(plans, year):
    """(slug, number, title, *COUNTS) by plan, counts None where the plan has no round that year."""
    of_year = FilteredRelation("totals", condition=Q(totals__year=year))
    rows = Plan.objects.filter(pk__in=plans).annotate(kept=of_year).order_by("-issued_on", "-pk")
    return rows.values_list("slug", "number", "title", *(f"kept__{name}" for name in COUNTS))


def _columns():
    return [
        Column("data", _("Có số liệu")),
        *(Column(status.lower(), status.label) for status in STATUSES),
        Column("sent", _("Đã gửi")),
        Column("sent_late", _("Gửi trễ")),
        Column("accepted", _("Đã duyệt")),
        Column("excused", _("Miễn, kết thúc")),
    ]


def _lines(rows, year, columns):
    """Table rows; with hundreds of plans each is one ``format`` over a shape made once."""
    dashboard, cells = reverse("dashboard"), _shape(columns)
    nothing = _("Không có kỳ báo cáo năm %(year)s") % {"year": year}
    known = (
        '<tr><th scope="row"><a href="{}?nam={}">{}</a>'
        f'<span class="row-hint">{{}}</span></th>{cells}</tr>'
    )
    unknown = (
        '<tr><th scope="row">{}<span class="row-hint">{}</span></th>'
        f'<td colspan="{len(columns)}" class="muted">{{}}</td></tr>'
    )
    for slug, number, title, *counts in rows:
        if counts[0] is None:
            yield format_html(unknown, number, title, nothing)
        else:
            texts = _texts(counts, columns)
            yield format_html(known, plan_address(slug, dashboard), year, number, title, *texts)


def _shape(columns, inner="{}"):
    """The cells of a row as a format string."""
    labels = (str(escape(column.label)).replace("{", "{{").replace("}", "}}") for column in columns)
    return "".join(f'<td class="num" data-label="{label}">{inner}</td>' for label in labels)


def _texts(counts, columns):
    held = dict(zip(COUNTS, counts, strict=True))
    held["data"] = f"{held['with_data']}/{held['targets']}"
    held["sent"] = f"{held['sent']}/{held['expected']}"
    return [held[column.name] for column in columns]
