"""Steps on proposals: one at a time on its page, or several together."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assignments.shown_plan import show_plan, shown_plan
from q3plan.lib import clock, dates
from q3plan.lib.form_errors import errors_of
from reports.amending import announcing, page
from reports.amending.deciding import decide_together, forward_together
from reports.amending.decision_form import DecisionForm
from reports.amending.step_forms import EffectiveForm, ForwardForm
from reports.models import Amendment, TransitionRefused
from reports.posting import UNPROCESSABLE, idempotent

State = Amendment.State
ONE_BY_ONE = ("propose", "send_back", "forward", "refuse", "withdraw")


@require_POST
@idempotent
def amendment_step(request, pk):
    """The buttons of a proposal's page."""
    rows = Amendment.objects.visible_to(request.all_powers).with_subject()
    amendment = get_object_or_404(rows, pk=pk)
    show_plan(request, amendment.plan)
    step = request.POST.get("action", "")
    if step not in ONE_BY_ONE:
        raise Http404
    if not _may(request.all_powers, amendment, step):
        raise PermissionDenied
    steps = page.steps_for(request.all_powers, amendment) | {step}
    forms = page.step_forms(steps, amendment, step, request.POST)
    if step in forms and not forms[step].is_valid():
        return page.show_detail(request, amendment, forms=forms, status=UNPROCESSABLE)
    text = forms[step].cleaned_data["text"] if step in forms else ""
    try:
        with transaction.atomic():
            _take(amendment, step, text, _version(request), by=request.user, at=clock.now())
    except TransitionRefused as refusal:
        return page.show_detail(
            request, amendment, forms=forms, problem=refusal.message, status=409
        )
    messages.success(request, page.done_words(step))
    return redirect("amendment_detail", pk)


def _may(powers, amendment, step):
    """Whether the person's part allows the step in any state; the state itself answers 409."""
    plan = amendment.plan_id
    if step in ("propose", "withdraw"):
        return page.may_send(powers, amendment.unit)
    if step == "forward":
        return plan in powers.coordinates
    if step == "send_back":
        return plan in powers.coordinates | powers.chairs
    return page.may_decide(powers, plan)


def _version(request):
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _take(amendment, step, text, version, *, by, at):
    options = {"by": by, "at": at, "version": version}
    match step:
        case "propose":
            amendment.propose(**options)
            announcing.tell_proposed(amendment, at=at)
        case "send_back":
            amendment.send_back(reason=text, **options)
            announcing.tell_returned(amendment, text, at=at)
        case "forward":
            amendment.forward(opinion=text, **options)
            announcing.tell_forwarded(amendment, at=at)
        case "refuse":
            amendment.refuse(reason=text, **options)
            announcing.tell_refused(amendment, text, at=at)
        case "withdraw":
            was_proposed = amendment.state != State.DRAFT
            amendment.withdraw(**options)
            if was_proposed:
                announcing.tell_withdrawn(amendment, at=at)


# -- several together ------------------------------------------------------------------------


def _rows(request, plans, state):
    """Proposals of the shown plan that wait in a state, for those who act on that plan."""
    plan = shown_plan(request)
    if plan is None or plan.pk not in plans:
        raise PermissionDenied
    rows = Amendment.objects.visible_to(request.all_powers).with_subject()
    return plan, list(rows.filter(plan=plan, state=state).order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def amendment_forward(request):
    """One opinion for several proposals."""
    plan, rows = _rows(request, request.all_powers.coordinates, State.PROPOSED)
    form = ForwardForm(
        request.POST or None,
        rows=rows,
        today=clock.today(),
        initial={"chosen": _asked(request, rows)},
    )
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            opinion = form.cleaned_data["opinion"]
            forward_together(form.pairs, opinion=opinion, by=request.user, at=clock.now())
        except TransitionRefused as refusal:
            problem = refusal.message
        else:
            count = len(form.pairs)
            text = ngettext("Đã trình %(n)s đề nghị.", "Đã trình %(n)s đề nghị.", count)
            messages.success(request, text % {"n": count})
            return redirect("amendment_list")
    context = {"plan": plan, "form": form, "rows": rows, "errors": _errors(problem, form)}
    status = 409 if problem else _status(form)
    return render(request, "amending/amendment_forward.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def amendment_decide(request):
    """One decision for several proposals: taken by the chair, or recorded by the office."""
    powers = request.all_powers
    plan, rows = _rows(request, powers.chairs | powers.coordinates, State.FORWARDED)
    today = clock.today()
    initial = {"chosen": _asked(request, rows), "effective_on": today}
    form = EffectiveForm(request.POST or None, rows=rows, plan=plan, today=today, initial=initial)
    decision = DecisionForm(
        request.POST or None, plan=plan, today=today, initial={"decided_on": today}
    )
    problem = ""
    if form.is_bound and all([form.is_valid(), decision.is_valid()]):
        try:
            said = _decide(request, form, decision)
        except TransitionRefused as refusal:
            problem = refusal.message
        else:
            _say_decided(request, len(form.pairs), form.cleaned_data["effective_on"])
            for sentence in said:
                messages.info(request, sentence)
            return redirect("amendment_list")
    context = {
        "plan": plan,
        "form": form,
        "decision": decision,
        "rows": rows,
        "errors": _errors(problem, form, decision),
    }
    status = 409 if problem else _status(form)
    return render(request, "amending/amendment_decide.html", context, status=status)


@transaction.atomic
def _decide(request, form, decision):
    return decide_together(
        form.pairs,
        decision=decision.decision(),
        effective_on=form.cleaned_data["effective_on"],
        by=request.user,
        at=clock.now(),
    )


def _say_decided(request, count, effective_on):
    words = {"n": count, "day": dates.day_text(effective_on)}
    if effective_on <= clock.today():
        text = _("Đã quyết định %(n)s đề nghị; áp dụng từ ngày %(day)s, có hiệu lực ngay.")
    else:
        text = _("Đã quyết định %(n)s đề nghị; đến ngày %(day)s mới áp dụng.")
    messages.success(request, text % words)


def _asked(request, rows):
    """Those that the list had ticked; all where none is named."""
    named = set(request.GET.getlist("chon"))
    keys = {str(row.pk): f"{row.pk}:{row.version}" for row in rows}
    return [key for pk, key in keys.items() if not named or pk in named]


def _status(form):
    """A proposal that moved on meanwhile is no choice any more."""
    if not form.is_bound:
        return 200
    return 409 if form.has_error("chosen", "invalid_choice") else UNPROCESSABLE


def _errors(problem, *forms):
    found = [("de-nghi", problem)] if problem else []
    return found + [error for form in forms for error in errors_of(form, chosen="de-nghi")]
