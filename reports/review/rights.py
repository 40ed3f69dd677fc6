"""Who reviews a report, in words and as a yes or no."""

from assignments.models import Office


def reviews(powers, report) -> bool:
    """Whether the person's office reviews this report; nobody reviews what their unit answers for.

    The same rule as ``Report.objects.reviewable_by``, for one report that may not be sent yet.
    """
    if report.is_answered_by(powers):
        return False
    by_office = {
        Office.Kind.COORDINATING: powers.coordinates,
        Office.Kind.SECOND_RECIPIENT: powers.second_recipient_of,
    }
    return report.round.plan_id in by_office[report.reviewing_office]


def reviewing_unit(report, *, on):
    """The unit that holds the reviewing office on a day, or None."""
    office = (
        Office.objects.active(on)
        .filter(plan=report.round.plan_id, kind=report.reviewing_office)
        .select_related("unit")
        .first()
    )
    return office.unit if office else None
