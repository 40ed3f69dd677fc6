"""Who reviews what an heir ends: nobody judges their own report."""

from assignments.models import Office


def holders(intended) -> dict[tuple[int, str], int]:
    """{(plan, kind): heir} of the offices that change hands, by the heir's own key."""
    return {(move.office.plan_id, move.office.kind): move.heir for move in intended.offices}


def reviewer_of(intended) -> dict[tuple[int, int], str]:
    """{(plan, unit): office that reviews it} of the heirs that hold an office from the day on.

    The coordinating unit's own report goes to the second recipient, every other to it (III.15).
    """
    kind = Office.Kind
    units = {heir.unit_id for heir in intended.lines.heirs if heir.unit_id}
    rows = Office.objects.active(intended.reorganisation.effective_on).filter(unit__in=units)
    found = {}
    for plan, unit, held in rows.values_list("plan_id", "unit_id", "kind"):
        own = kind.SECOND_RECIPIENT if held == kind.COORDINATING else kind.COORDINATING
        found[plan, unit] = own
    return found
