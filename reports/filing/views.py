"""The filing board as a page and as a workbook."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import XLSX, attachment
from q3plan.lib.form_errors import errors_of
from reports.models import Round

from .filters import FilingFilter
from .reading import read_filing
from .waiting import OVER_DAYS, waiting_lines
from .workbook import filing_workbook


@require_safe
def filing_board(request):
    """The two recipients and all leaders see who sent; what units write is not shown here."""
    filing, form, years, problem = _asked(request)
    if filing is None:
        return render(request, "filing/filing_board.html", {"filing": None})
    rows = form.filter(filing.rows)
    context = {
        "filing": filing,
        "form": form,
        "rows": rows,
        "years": years,
        "errors": [*([("noi-dung", problem)] if problem else []), *errors_of(form)],
        "may_chase": filing.round.plan_id in request.powers.coordinates,
        "sees_contacts": filing.round.plan_id in request.powers.receives,
        "tiles": _tiles(filing, form),
        "waiting": waiting_lines(filing.round.plan, at=filing.at),
        "over_days": OVER_DAYS,
    }
    return render(request, "filing/filing_board.html", context)


@require_safe
def filing_xlsx(request):
    """The same board as a workbook, as filtered."""
    filing, form, _years, problem = _asked(request)
    if filing is None:
        raise Http404
    rows = form.filter(filing.rows)
    if problem or form.errors:
        # A file of everything would be taken for the filtered one; the page says what is wrong.
        return redirect(f"{reverse('filing_board')}?{request.GET.urlencode()}")
    sees_contacts = filing.round.plan_id in request.powers.receives
    made = filing_workbook(filing, rows, form, sees_contacts=sees_contacts)
    name = f"Tình hình nộp báo cáo năm {filing.round.year}.xlsx"
    return HttpResponse(made, content_type=XLSX, headers={"Content-Disposition": attachment(name)})


def _asked(request):
    """(filing, form, years on offer, message about an unknown year)."""
    powers = request.powers
    if not (powers.receives or powers.leads):
        raise PermissionDenied
    rounds = _rounds(powers)
    if not rounds:
        return None, None, [], ""
    asked = request.GET.get("nam", "")
    chosen = next((row for row in rounds if str(row.year) == asked), rounds[0])
    problem = ""
    if asked and asked != str(chosen.year):
        words = {"asked": asked[:20], "year": chosen.year}
        problem = _("Không có kỳ báo cáo năm “%(asked)s”; đang xem năm %(year)s.") % words
    form = FilingFilter(request.GET, year=chosen.year, is_newest=chosen == rounds[0])
    filing = read_filing(chosen, at=clock.now(), powers=powers)
    return filing, form, [row.year for row in rounds], problem


def _rounds(powers):
    """Opened rounds of the newest plan that the person follows, newest first."""
    followed = Q(plan__in=powers.receives | powers.chairs) | Q(plan__sectors__in=powers.sectors)
    rounds = Round.objects.opened(powers.on).filter(followed).distinct().select_related("plan")
    rounds = list(rounds.order_by("-plan__issued_on", "-plan_id", "-year"))
    return [row for row in rounds if row.plan_id == rounds[0].plan_id]


def _tiles(filing, form):
    """(label, count, note, tone, address of the rows it counts)."""
    total = filing.total
    current = form.cleaned_data.get("standing", "") if form.is_valid() else ""

    def tile(label, count, note, tone, standing):
        is_current = current == standing and bool(standing)
        return label, count, note, tone, form.address(standing="" if is_current else standing)

    expected = _("trên %(n)s đơn vị phải báo cáo") % {"n": total.expected}
    return [
        tile(_("Đã gửi"), total.sent, f"{expected} ({total.sent_share})", "", "da-gui"),
        tile(_("Gửi đúng hạn"), total.on_time, total.on_time_share, "green", "dung-han"),
        tile(_("Gửi trễ"), total.sent_late, total.share(total.sent_late), "amber", "gui-tre"),
        tile(_("Quá hạn, còn thiếu"), total.awaited, total.share(total.awaited), "red", "qua-han"),
        tile(_("Đã duyệt"), total.accepted, total.accepted_share, "green", "da-duyet"),
    ]
