"""What bears no dates moves when the day comes: answers that are owed, proposals not decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Inheritance
from q3plan.lib import dates
from reports.models import DirectiveMessage, DirectiveUnit
from reports.reorganising.filings import amendments_of, directives_of


@transaction.atomic
def move_undated(*, at: datetime) -> int:
    """Give what units have left undone to their main heirs; how many rows moved.

    Safe to run as often as one likes: what has moved is found no more. Until the day the old unit
    still answers, so nothing needs to be undone.
    """
    on = dates.as_day(at)
    lines = Inheritance.objects.carried_out().filter(
        is_main=True, heir__unit__isnull=False, reorganisation__effective_on__lte=on
    )
    moved = 0
    # An heir may have ended since: its own line stands later and is followed in the same run.
    order = ("reorganisation__effective_on", "reorganisation_id", "pk")
    for line in lines.select_related("heir__unit", "predecessor", "reorganisation").order_by(
        *order
    ):
        moved += _move_directives(line, at=at) + _move_amendments(line)
    return moved


def _move_directives(line, *, at):
    rows = list(directives_of([line.predecessor_id]).select_for_update(of=("self",)))
    for row in rows:
        own = DirectiveUnit.objects.filter(directive=row.directive_id, unit=line.heir.unit).first()
        if own is None:
            row.unit = line.heir.unit
            row.save(update_fields=["unit"])
        else:
            # Whoever owes an answer twice owes it once.
            if row.answered_at is None and own.answered_at is not None:
                own.answered_at = None
                own.save(update_fields=["answered_at"])
            row.delete()
        words = {"old": line.predecessor.name, "document": line.reorganisation.document}
        DirectiveMessage.objects.create(
            directive=row.directive,
            unit=line.heir.unit,
            kind=DirectiveMessage.Kind.HANDED_OVER,
            at=at,
            text=_("Trả lời thay %(old)s theo %(document)s.") % words,
        )
    return len(rows)


def _move_amendments(line):
    rows = list(amendments_of([line.predecessor_id]).select_for_update(of=("self",)))
    for row in rows:
        row.unit, row.version = line.heir.unit, row.version + 1
        row.save(update_fields=["unit", "version"])
    return len(rows)
