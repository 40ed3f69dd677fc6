"""Các kế hoạch: how every plan that a person sees stands, from totals that are kept."""

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import FilteredRelation, IntegerField, Q, Sum, Value
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.shown_plan import plan_address
from q3plan.lib import clock
from q3plan.lib.packed import Piece
from q3plan.lib.prepared import Among, Prepared, keys_text, number, text
from reports.kept.frames import in_frame
from reports.kept.recent import Recent
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
# Tables as they were drawn last, by everything that they show: some 60 KB each.
tables = Recent(32)


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
    plans = keys_text(powers.sees_plans)
    sums = _sums_by_year(plans)
    years = tuple(sums) or (clock.today().year,)
    year, problem = _chosen(request.GET.get("nam", ""), years)
    pages = Paginator(range(len(powers.sees_plans)), ON_A_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    shown = {
        "year": year,
        "years": years,
        "year_problem": problem,
        "totals": tuple(sums.get(year, [0] * len(COUNTS))),
        "plan_count": pages.count,
        "number": page.number,
        "page_range": pages.page_range,
        "rows": _plans(plans, year, page.start_index() - 1, ON_A_PAGE),
    }
    key = (get_script_prefix(), get_language(), *shown.values())
    content = tables.get(key, lambda: Piece(_table(**shown).encode()))
    return in_frame(request, "dashboards/plan_list.html", {}, [content], key=None)


def _table(rows, totals, **shown):
    """What the page shows below its heading."""
    columns = _columns()
    context = {
        **shown,
        "columns": columns,
        "lines": format_html_join("", "{}", ((x,) for x in _lines(rows, shown["year"], columns))),
        "sum": format_html(_shape(columns, "<strong>{}</strong>"), *_texts(totals, columns)),
    }
    return render_to_string("dashboards/_plans_of_year.html", context)


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
    return {year: sums for year, *sums in _SUMS.rows(plans, on=clock.today())}


def _sums():
    held = PlanYearTotal.objects.filter(Among("plan", text())).order_by("-year").values("year")
    summed = {f"{name}_sum": Sum(name) for name in COUNTS}
    return held.annotate(**summed).values_list("year", *summed)


_SUMS = Prepared(_sums)


def _plans(plans, year, first, count):
    """(slug, number, title, *COUNTS) by plan, counts None where the plan has no round that year."""
    return tuple(_page(first, count).rows(plans, year, on=clock.today()))


@lru_cache(maxsize=64)
def _page(first, count):
    def build():
        # Keys alone are put in order first: of hundreds of whole rows it takes twice as long.
        newest_first = Plan.objects.order_by("-issued_on", "-pk")
        seen = newest_first.filter(Among("pk", text(0))).values("pk")[first : first + count]
        asked = Value(number(1), IntegerField())
        of_year = FilteredRelation("totals", condition=Q(totals__year=asked))
        rows = newest_first.filter(pk__in=seen).annotate(kept=of_year)
        return rows.values_list("slug", "number", "title", *(f"kept__{name}" for name in COUNTS))

    return Prepared(build)


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
    for slug, named, title, *counts in rows:
        if counts[0] is None:
            yield format_html(unknown, named, title, nothing)
        else:
            texts = _texts(counts, columns)
            yield format_html(known, plan_address(slug, dashboard), year, named, title, *texts)


def _shape(columns, inner="{}"):
    """The cells of a row as a format string."""
    labels = (str(escape(column.label)).replace("{", "{{").replace("}", "}}") for column in columns)
    return "".join(f'<td class="num" data-label="{label}">{inner}</td>' for label in labels)


def _texts(counts, columns):
    held = dict(zip(COUNTS, counts, strict=True))
    held["data"] = f"{held['with_data']}/{held['targets']}"
    held["sent"] = f"{held['sent']}/{held['expected']}"
    return [held[column.name] for column in columns]
