"""A decision sets values of a year; a later one replaces them and both stay on record."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from q3plan.lib.dates import day_text
from reports.annual.announcing import announce
from reports.kept.totals import refresh_totals
from targets.models import AnnualTarget, Decision, Plan, Target


class Refused(Exception):
    """The decision cannot set these values; ``message`` says why and ``field`` what to mend."""

    def __init__(self, message, field="decided_on"):
        self.message, self.field = message, field
        super().__init__(message)


@dataclass(frozen=True)
class Given:
    """One value of a decision."""

    target: Target
    value: Decimal


@transaction.atomic
def give_targets(
    plan: Plan, year: int, given: list[Given], decision: Decision, *, at: datetime
) -> list[AnnualTarget]:
    """Set the values of ``year`` by ``decision``; lead units are told. Raises ``Refused``.

    A year is judged by what was given for it before or during it: a decision of a later year
    changes nothing that was judged.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if decision.decided_on.year > year:
        text = _("Quyết định ngày %(day)s không thể giao chỉ tiêu cho năm %(year)s đã qua.")
        raise Refused(text % {"day": day_text(decision.decided_on), "year": year})
    held = AnnualTarget.objects.filter(
        target__in=[one.target.pk for one in given], year=year, replaced_on__isnull=True
    )
    in_force = {row.target_id: row for row in held.select_related("decision", "target")}
    for row in in_force.values():
        _check_order(row, decision)
    for row in in_force.values():
        row.replaced_on = decision.decided_on
        row.save(update_fields=["replaced_on"])
    made = [
        AnnualTarget.objects.create(
            target=one.target, year=year, value=one.value, decision=decision
        )
        for one in given
    ]
    announce(plan, year, made, decision, at=at)
    refresh_totals(plan.pk, since=year, at=at)
    return made


def _check_order(old, decision):
    words = {
        "code": old.target.code,
        "number": old.decision.number,
        "day": day_text(old.decision.decided_on),
    }
    if old.decision_id == decision.pk:
        text = _(
            "%(code)s đang áp dụng mức của chính quyết định %(number)s. Thay đổi mức đã giao cần "
            "một quyết định mới."
        )
        raise Refused(text % words, "number")
    if decision.decided_on < old.decision.decided_on:
        text = _(
            "%(code)s đang áp dụng quyết định %(number)s ngày %(day)s; quyết định thay thế không "
            "thể có ngày trước đó."
        )
        raise Refused(text % words)
