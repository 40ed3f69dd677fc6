"""A draft like one that was undone, to be mended and carried out."""

from datetime import datetime

from django.db import transaction

from assignments.models import (
    AssignmentChoice,
    Heir,
    Inheritance,
    MembershipChoice,
    Reorganisation,
)
from reports.models import ReportChoice

HEAD = ("title", "document", "document_on", "issued_by", "effective_on", "note")


@transaction.atomic
def prepare_again(undone: Reorganisation, *, by, at: datetime) -> Reorganisation:
    undone.lock(Reorganisation.State.UNDONE)
    draft = Reorganisation.objects.create(
        **{name: getattr(undone, name) for name in HEAD}, created_at=at, created_by=by
    )
    heirs = {None: None}
    for heir in undone.heirs.order_by("pk"):
        heirs[heir.pk] = _copied(Heir, heir, draft)
    for line in undone.inheritances.order_by("pk"):
        _copied(Inheritance, line, draft, heir=heirs[line.heir_id])
    for model, choices in (
        (AssignmentChoice, undone.assignment_choices),
        (MembershipChoice, undone.membership_choices),
        (ReportChoice, undone.report_choices),
    ):
        for choice in choices.order_by("pk"):
            _copied(model, choice, draft, heir=heirs[choice.heir_id])
    draft.break_targets.set(undone.break_targets.all())
    return draft


def _copied(model, row, draft, **values):
    fields = {
        field.name: getattr(row, field.name)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    return model.objects.create(**(fields | {"reorganisation": draft} | values))
