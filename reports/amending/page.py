"""What the screens of a proposal show, and what each person may do there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Unit
from assignments.permissions import Powers
from q3plan.lib import clock
from reports.amending.effects import effect_of
from reports.amending.step_forms import WordsForm
from reports.amending.subjects import Subject, address_of
from reports.amending.terms import TermRow, rows_of, term_rows
from reports.models import Amendment
from reports.versions.words import compare_words

State = Amendment.State
CLOSED = (State.DECIDED, State.REFUSED, State.WITHDRAWN)
GROUPS = (
    (State.FORWARDED, gettext_lazy("Chờ quyết định")),
    (State.PROPOSED, gettext_lazy("Chờ cơ quan đầu mối tổng hợp")),
    (State.RETURNED, gettext_lazy("Đơn vị đang làm rõ")),
    (State.DRAFT, gettext_lazy("Đang soạn")),
)


@dataclass(frozen=True)
class Group:
    state: State
    title: str
    rows: tuple[Amendment, ...]


def groups_of(rows: Iterable[Amendment], powers: Powers) -> list[Group]:
    """Proposals under way by what they wait for; empty groups are left out."""
    rows = list(rows)
    found = [
        Group(state, title, tuple(row for row in rows if row.state == state))
        for state, title in GROUPS
    ]
    return [group for group in found if group.rows]


# -- who may do what -------------------------------------------------------------------------


def may_decide(powers: Powers, plan: int) -> bool:
    """The chair decides; the coordinating unit records what the standing committee decided."""
    return plan in powers.chairs | powers.coordinates


def holds(powers: Powers, amendment: Amendment) -> bool:
    return powers.may_write_for(amendment.unit_id)


def may_send(powers: Powers, unit: Unit) -> bool:
    return powers.is_head_of(unit.pk) or (unit.staff_may_submit and powers.may_write_for(unit.pk))


def steps_for(powers: Powers, amendment: Amendment) -> set[str]:
    """Names of the steps that the person may take now."""
    plan, steps = amendment.plan_id, set()
    if holds(powers, amendment):
        steps.add("revise")
        if may_send(powers, amendment.unit):
            steps |= {"propose", "withdraw"}
    if plan in powers.coordinates:
        steps |= {"send_back", "forward"}
    if plan in powers.chairs and amendment.state == State.FORWARDED:
        steps.add("send_back")
    if may_decide(powers, plan):
        steps |= {"decide", "refuse"}
    return {step for step in steps if amendment.allows(step)}


def unit_named(units: tuple[Unit, ...], code: str) -> Unit:
    """One of the person's units; the first where none of them is named."""
    return next((unit for unit in units if unit.code == code), units[0])


def held_subject(amendment: Amendment) -> Subject:
    """The subject of a proposal that exists, for the form that rewrites it."""
    names = {"target": "chi-tieu", "task": "nhiem-vu", "clause": "dieu-khoan"}
    thing = amendment.subject
    return Subject(thing, names[type(thing).__name__.lower()], (amendment.unit,), ())


# -- one proposal ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A line of the comparison with its words marked where they differ."""

    row: TermRow
    old: tuple
    new: tuple


def compared(amendment: Amendment, on) -> tuple[list[Compared], list[TermRow]]:
    """(lines that differ, lines that stay)."""
    rows = term_rows(amendment, on)
    changed = [Compared(row, *compare_words(row.old, row.new)) for row in rows if row.is_changed]
    return changed, [row for row in rows if not row.is_changed]


def facts_in_force(form) -> list[TermRow]:
    """What holds today, beside the form."""
    if not form.current:
        return []
    return rows_of(form.kind, form.subject, form.current, form.current)


def show_detail(request, amendment, *, forms=None, problem="", status=200):
    powers, on = request.all_powers, clock.today()
    steps = steps_for(powers, amendment)
    changed, same = compared(amendment, on)
    forms = step_forms(steps, amendment) | (forms or {})
    errors = [("cac-buoc", problem)] if problem else []
    errors += [
        (form["text"].id_for_label, message)
        for form in forms.values()
        for message in form.errors.get("text", ())
    ]
    context = {
        "amendment": amendment,
        "subject_url": address_of(amendment.subject),
        "changed": changed,
        "same": same,
        "steps": steps,
        "forms": forms,
        "files": amendment.files.all(),
        "history": amendment.steps.select_related("by"),
        "effect": effect_of(amendment, powers, at=clock.now()),
        "errors": errors,
    }
    return render(request, "amending/amendment_detail.html", context, status=status)


LABELS = {
    "send_back": (
        gettext_lazy("Cần làm rõ"),
        gettext_lazy("Đơn vị đọc được nguyên văn và sửa lại đề nghị."),
    ),
    "forward": (
        gettext_lazy("Ý kiến của cơ quan đầu mối"),
        gettext_lazy("Trình cùng đề nghị của đơn vị."),
    ),
    "refuse": (
        gettext_lazy("Lý do không chấp thuận"),
        gettext_lazy("Đơn vị đọc được nguyên văn."),
    ),
}


def step_forms(steps, amendment, name="", data=None) -> dict[str, WordsForm]:
    """A form for each step that asks for words; the one called ``name`` is bound."""
    return {
        step: WordsForm(
            data if step == name else None,
            label=label,
            hint=hint,
            today=clock.today(),
            auto_id=f"{step}-%s",
        )
        for step, (label, hint) in LABELS.items()
        if step in steps
    }


def done_words(step: str) -> str:
    return {
        "propose": _("Đã gửi đề nghị điều chỉnh tới cơ quan đầu mối."),
        "send_back": _("Đã đề nghị đơn vị làm rõ."),
        "forward": _("Đã trình đề nghị, chờ quyết định."),
        "refuse": _("Đã ghi nhận không chấp thuận."),
        "withdraw": _("Đã rút đề nghị."),
    }[step]
