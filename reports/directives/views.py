"""Chỉ đạo: giving a directive, the list, and one with its thread."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Portfolio
from assignments.shown_plan import powers_over_plans, show_plan
from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.models import Directive, DirectiveStatus, TransitionRefused
from reports.posting import UNPROCESSABLE, idempotent

from . import page
from .forms import DirectiveFilter, DirectiveForm
from .reading import Line, with_parts
from .subjects import subject_of
from .telling import tell_given

ON_A_PAGE = 50


def read_list(request):
    """(form, rows with their status, the urgent first) for the page and its export."""
    powers, today = powers_over_plans(request), clock.today()
    if not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    everything = Directive.objects.visible_to(powers)
    form = DirectiveFilter(request.GET, rows=everything)
    return form, form.filter(with_parts(everything, on=today))


@require_safe
def directive_list(request):
    form, rows = read_list(request)
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query.pop("trang", None)
    context = {
        "form": form,
        "errors": errors_of(form),
        "page": shown,
        "lines": [Line(row, DirectiveStatus(row.status)) for row in shown],
        "query": query.urlencode(),
    }
    template = "directives/directive_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def directive_add(request):
    """The form that already knows everything but what the leader wants to change."""
    subject = subject_of(powers_over_plans(request), request.GET.get("ve", ""))
    show_plan(request, subject.plan)
    options = {"subject": subject, "today": clock.today()}
    if request.method != "POST":
        return _show_form(request, subject, DirectiveForm(**options))
    form = DirectiveForm(request.POST, **options)
    if not form.is_valid():
        return _show_form(request, subject, form, status=UNPROCESSABLE)
    try:
        directive = _give(request, subject, form)
    except TransitionRefused as refused:
        form.add_error(None, refused.message)
        return _show_form(request, subject, form, status=UNPROCESSABLE)
    messages.success(request, _("Đã gửi. Đơn vị thấy ngay ở đầu “Việc của tôi”."))
    return redirect("directive_detail", directive.pk)


def _give(request, subject, form):
    sector = form.chosen_sector()
    position = Portfolio.Position.VICE_CHAIR if sector else Portfolio.Position.CHAIR
    at = clock.now()
    directive = Directive.give(
        plan=subject.plan,
        sector=sector,
        text=form.cleaned_data["text"],
        due_on=form.cleaned_data["due_on"],
        position=str(position.label),
        units=form.chosen_units(),
        by=request.user,
        at=at,
        **subject.about,
    )
    tell_given(directive, at=at)
    return directive


def _show_form(request, subject, form, status=200):
    near, rest = form.unit_boxes
    context = {
        "subject": subject,
        "form": form,
        "errors": errors_of(form, __all__="id_text", due="id_due_0", units="id_units_0"),
        "near": near,
        "rest": rest,
        "rest_is_open": any(box.data["selected"] for box in rest) or not near,
    }
    return render(request, "directives/directive_add.html", context, status=status)


@require_safe
def directive_detail(request, pk):
    """The thread, with what this person may do next."""
    directive = get_object_or_404(Directive.objects.visible_to(request.all_powers), pk=pk)
    return page.show(request, directive)
