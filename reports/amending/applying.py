"""What a decided amendment changes, on the day from which it holds.

``apply_due(at=now)`` is called daily and whenever something is decided; it may run as often as one
likes. Nothing that was sent or frozen is touched, and no verdict of a past year: spans and versions
tell each year which words held on its last day.
"""

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Unit
from q3plan.lib import dates
from reports.amending.announcing import tell_applied
from reports.amending.reassigning import reassign
from reports.amending.terms import (
    TASK_FIELDS,
    amended_reading,
    current_terms,
    reading_values,
)
from reports.kept.totals import refresh_totals
from reports.models import Amendment, TransitionRefused
from targets.models import ClauseVersion, GoverningSpan, Reading, Target, Task, TaskVersion

log = logging.getLogger(__name__)
Kind = Amendment.Kind


def apply_due(*, at: datetime) -> list[Amendment]:
    """Apply every decided amendment whose day has come, each in its own transaction.

    One that no longer fits what it amends is left waiting and logged; the others go on.
    """
    applied = []
    for pk in Amendment.objects.due(dates.as_day(at)).values_list("pk", flat=True):
        try:
            amendment, _said = apply(pk, at=at)
        except TransitionRefused as refusal:
            log.error("amendment %s cannot be applied: %s", pk, refusal.message)
            continue
        if amendment is not None:
            applied.append(amendment)
    return applied


@transaction.atomic
def apply(pk: int, *, at: datetime, is_news: bool = True) -> tuple[Amendment | None, list[str]]:
    """The amendment and sentences about open reports; None where another process was faster.

    Not ``is_news`` where the decision was just told.
    """
    rows = Amendment.objects.with_subject().select_for_update(of=("self",))
    amendment = rows.filter(applied_at__isnull=True, state=Amendment.State.DECIDED, pk=pk).first()
    if amendment is None:
        return None, []
    on = amendment.effective_on
    before = current_terms(amendment.kind, amendment.subject, on, amendment.change)
    said = _APPLY[amendment.kind](amendment, on, at) or []
    amendment.mark_applied(before=before, at=at)
    refresh_totals(amendment.plan_id, since=on.year, at=at)
    if is_news or said:
        tell_applied(amendment, said, at=at)
    return amendment, said


def misfit(amendment: Amendment, effective_on: date) -> str:
    """Why it cannot take effect on that day, or "" where it can."""
    for row in _rivals(amendment).exclude(pk=amendment.pk):
        if row.effective_on == effective_on or (
            row.applied_at is not None and row.effective_on > effective_on
        ):
            return _(
                "%(subject)s: đã có điều chỉnh khác áp dụng từ ngày %(day)s; chọn ngày sau đó."
            ) % {"subject": amendment.subject, "day": dates.day_text(row.effective_on)}
    match amendment.kind:
        case Kind.TARGET if amended_reading(amendment.target, amendment.change["clause"]) is None:
            return _("%(subject)s không còn cách ghi này.") % {"subject": amendment.subject}
        case Kind.READING if not _is_free(amendment):
            return _("%(subject)s: cách hiểu được chọn đã được thay.") % {
                "subject": amendment.subject
            }
    return ""


def _rivals(amendment):
    """Decided amendments of the same thing whose dates must not cross."""
    kinds = {amendment.kind}
    if amendment.kind in (Kind.TARGET, Kind.READING):
        kinds = {Kind.TARGET, Kind.READING}
    return Amendment.objects.filter(
        state=Amendment.State.DECIDED,
        kind__in=kinds,
        target=amendment.target_id,
        task=amendment.task_id,
        clause=amendment.clause_id,
    )


def _is_free(amendment):
    rows = amendment.target.readings.filter(replaced_on__isnull=True)
    return rows.filter(pk=amendment.change["reading"]).exists()


# -- one kind each ---------------------------------------------------------------------------


def _apply_target(amendment, on, _at):
    target = Target.objects.select_for_update(of=("self",)).get(pk=amendment.target_id)
    old = amended_reading(target, amendment.change["clause"])
    if old is None:
        raise TransitionRefused(_("Cách ghi cần sửa không còn nữa."))
    governs = old.is_governing
    old.is_governing, old.replaced_on = False, on
    old.save(update_fields=["is_governing", "replaced_on"])
    new = Reading(
        target=target,
        clause=old.clause,
        is_governing=governs,
        decision=amendment.decision,
        **reading_values(amendment.change),
    )
    _save_checked(new)
    if governs:
        _govern(amendment, old, new, on)


def _apply_reading(amendment, on, _at):
    target = Target.objects.select_for_update(of=("self",)).get(pk=amendment.target_id)
    old = amended_reading(target)
    free = target.readings.filter(replaced_on__isnull=True)
    new = free.filter(pk=amendment.change["reading"]).first()
    if new is None:
        raise TransitionRefused(_("Cách hiểu được chọn đã được thay."))
    if old == new:
        return
    if old is not None:
        old.is_governing = False
        old.save(update_fields=["is_governing"])
    new.is_governing = True
    new.save(update_fields=["is_governing"])
    _govern(amendment, old or new, new, on)


def _govern(amendment, old, new, on):
    """From ``on`` the new reading governs; the first amendment writes down what governed before."""
    spans = GoverningSpan.objects.filter(target=amendment.target_id)
    if not spans.exists():
        since = amendment.plan.issued_on
        GoverningSpan.objects.create(
            target=amendment.target, reading=old, valid_from=since, valid_to=on - dates.ONE_DAY
        )
    _close(spans, on)
    GoverningSpan.objects.create(
        target=amendment.target, reading=new, valid_from=on, decision=amendment.decision
    )


def _apply_task(amendment, on, _at):
    task = Task.objects.select_for_update(of=("self",)).get(pk=amendment.task_id)
    new = {name: amendment.change[name] for name in TASK_FIELDS}
    if not task.versions.exists():
        printed = {name: getattr(task, name) for name in TASK_FIELDS}
        since = amendment.plan.issued_on
        TaskVersion.objects.create(
            task=task, valid_from=since, valid_to=on - dates.ONE_DAY, **printed
        )
    _close(task.versions, on)
    _save_checked(TaskVersion(task=task, valid_from=on, decision=amendment.decision, **new))
    for name, value in new.items():
        setattr(task, name, value)
    task.save(update_fields=list(new))


def _apply_clause(amendment, on, _at):
    text = amendment.change["text"]
    _save_checked(
        ClauseVersion(
            clause=amendment.clause, text=text, valid_from=on, decision=amendment.decision
        )
    )


def _apply_assignment(amendment, on, at):
    change = amendment.change
    codes = {*change["lead"], *change["cooperate"], change.get("provider")} - {None}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    decided = amendment.steps.filter(kind="DECIDED").last()
    return reassign(
        amendment.subject,
        change,
        units,
        on=on,
        decision=amendment.decision,
        by=decided.by if decided else amendment.created_by,
        at=at,
    )


def _close(rows, on):
    """The row that held until now ends the day before; saved singly, for the field history."""
    for row in rows.filter(valid_to__isnull=True):
        row.valid_to = on - dates.ONE_DAY
        row.save(update_fields=["valid_to"])


def _save_checked(row):
    try:
        row.full_clean()
    except ValidationError as error:
        raise TransitionRefused(" ".join(error.messages)) from error
    row.save()


_APPLY = {
    Kind.TARGET: _apply_target,
    Kind.READING: _apply_reading,
    Kind.TASK: _apply_task,
    Kind.CLAUSE: _apply_clause,
    Kind.ASSIGNMENT: _apply_assignment,
}
