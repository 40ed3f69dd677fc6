"""The page of one directive, also as the answer to a step that was not taken."""

from django.shortcuts import render
from django.urls import reverse

from assignments.permissions import visible_targets
from assignments.shown_plan import show_plan
from q3plan.lib import clock, dates
from q3plan.lib.form_errors import errors_of
from reports.models import Directive, Report
from reports.posting import UNPROCESSABLE

from .forms import AnswerForm, AskAgainForm, CloseForm, PostponeForm, ReopenForm, working_day_in
from .reading import Line, thread_of, with_parts

CONFLICT = 409
MAIN = "noi-dung"
STEERING = ("close", "ask_again", "postpone")


def show(request, directive, *, form=None, action="", problem="", status=200):
    """``form`` is the bound one of ``action``; ``problem`` a refusal in words."""
    today, powers = clock.today(), request.all_powers
    directive = with_parts(Directive.objects.filter(pk=directive.pk), on=today).get()
    show_plan(request, directive.plan)
    line = Line(directive, directive.status_on(today))
    forms = forms_for(directive, line.units, powers, today=today)
    places = {"__all__": "id_files", "due": f"id_{action}-due_0", "units": f"id_{action}-units_0"}
    errors = errors_of(form, **places) if form is not None else []
    if form is not None:
        # Typed words come back also where the step is no longer possible.
        if action in STEERING:
            forms = {n: form_of(n, line.units, today=today) for n in STEERING} | forms
        forms[action] = form
    context = {
        "directive": directive,
        "line": line,
        "countdown": dates.countdown(today, directive.due_on + dates.ONE_DAY),
        "steps": thread_of(directive),
        "subject_url": subject_url(directive, powers),
        "is_own": any(powers.may_write_for(unit.pk) for unit in line.units),
        "forms": forms,
        "action": action,
        "errors": [*([(MAIN, problem)] if problem else []), *errors],
    }
    return render(request, "directives/directive_detail.html", context, status=status)


def refused(request, directive, action, form, *, problem=""):
    """Everything typed comes back: 409 where somebody came between, else 422."""
    status = CONFLICT if problem else UNPROCESSABLE
    return show(request, directive, form=form, action=action, problem=problem, status=status)


def form_of(action, units, *, data=None, today):
    """The form of one step, bound where ``data`` is given."""
    kind = FORMS[action]
    options = {"units": units} if kind in (AnswerForm, AskAgainForm) else {}
    if kind is PostponeForm:
        options["initial"] = {"due_on": working_day_in(today, 7)}
    return kind(data, prefix=action, today=today, **options)


FORMS = {
    "answer": AnswerForm,
    "close": CloseForm,
    "ask_again": AskAgainForm,
    "postpone": PostponeForm,
    "reopen": ReopenForm,
}


def forms_for(directive, units, powers, *, today):
    """By action, the forms of what this person may do with it now."""
    own = [unit for unit in units if powers.may_write_for(unit.pk)]
    actions = []
    if own and not directive.closed_at:
        actions.append(("answer", own))
    if directive.is_held_by(powers):
        names = ("reopen",) if directive.closed_at else STEERING
        actions += [(name, units) for name in names]
    return {name: form_of(name, about, today=today) for name, about in actions}


def subject_url(directive, powers):
    """Where to read about it: the target or report itself where the person may open it."""
    plan = reverse("plan_detail")
    if directive.target:
        target = directive.target
        if visible_targets(powers).filter(pk=target.pk).exists():
            return reverse("target_detail", args=[target.slug])
        return f"{plan}#{target.code}"
    if directive.task:
        return f"{plan}#{directive.task.code}"
    if directive.report:
        report = directive.report
        if Report.objects.visible_to(powers).filter(pk=report.pk).exists():
            where = {"year": report.round.year, "unit": report.unit.code}
            return reverse("report_detail", kwargs=where)
    return ""
