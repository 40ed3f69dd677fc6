"""A unit's own page: what it was given for a year, and that it took note."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.shown_plan import plan_or_404
from q3plan.lib import clock
from reports.annual.access import address
from reports.annual.received import acknowledge, read_units
from reports.annual.values import read_note
from reports.annual.yardsticks import yardsticks_of_units
from reports.entry.sections import UNPROCESSABLE
from reports.posting import idempotent
from targets.models import AnnualTarget

ALL = "all"


@require_safe
def annual_received_index(request):
    """The newest year that the person's units were given something for."""
    _plan, years = _plan_and_years(request)
    year = years[0] if years else clock.today().year
    return redirect(address("annual_received", year))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def annual_received(request, year):
    plan, years = _plan_and_years(request)
    if year not in years and year != clock.today().year:
        raise Http404
    groups = read_units(plan, year, request.powers.units, on=clock.today())
    if request.method == "POST":
        return _acknowledge(request, groups, plan, year, years)
    return _page(request, groups, plan, year, years)


def _plan_and_years(request):
    powers = request.powers
    if not powers.units:
        raise PermissionDenied
    plan = plan_or_404(request)
    rows = AnnualTarget.objects.filter(target__plan=plan, replaced_on__isnull=True)
    return plan, sorted(set(rows.values_list("year", flat=True)), reverse=True)


def _page(request, groups, plan, year, years, *, errors=(), typed=None, status=200):
    context = {
        "plan": plan,
        "year": year,
        "years": [(other, address("annual_received", other)) for other in {*years, year}],
        "groups": groups,
        "yardsticks": yardsticks_of_units(plan, year, request.powers.units, on=clock.today()),
        "typed": typed or {},
        "errors": errors,
        "page": address("annual_received", year),
    }
    context["years"].sort(reverse=True)
    return render(request, "annual/annual_received.html", context, status=status)


def _acknowledge(request, groups, plan, year, years):
    """One value ("unit-value") or everything that a unit has not taken note of ("all-unit")."""
    asked = request.POST.get("acknowledge", "")
    receipts = {f"{row.unit.pk}-{row.annual.pk}": row for of in groups for row in of.receipts}
    chosen = [row for of in groups for row in of.open if asked == f"{ALL}-{of.unit.pk}"]
    if asked in receipts:
        chosen = [receipts[asked]]
    elif asked not in {f"{ALL}-{of.unit.pk}" for of in groups}:
        raise Http404
    typed = {name: text for name, text in request.POST.items() if name.startswith("note-")}
    notes = {row: read_note(typed.get(row.box, "")) for row in chosen}
    errors = [(row.box, note.error) for row, note in notes.items() if note.error]
    if errors:
        return _page(
            request, groups, plan, year, years, errors=errors, typed=typed, status=UNPROCESSABLE
        )
    new = acknowledge(
        chosen,
        notes={row.annual.pk: note.text for row, note in notes.items()},
        by=request.user,
        at=clock.now(),
    )
    if new:
        messages.success(request, _("Đã ghi nhận xác nhận %(n)s chỉ tiêu.") % {"n": new})
    else:
        messages.info(request, _("Chỉ tiêu này đã được xác nhận trước đó."))
    return redirect(address("annual_received", year))
