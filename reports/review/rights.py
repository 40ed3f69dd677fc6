"""Who reviews a report, in words and as a yes or no."""

from assignments.models import Office
from q3plan.lib import dates
from q3plan.lib.dates import Punctuality, PunctualityState
from reports.models import Report


def reviews(powers, report) -> bool:
    """Whether the person's office reviews this report; nobody reviews their own unit.

    The same rule as ``Report.objects.reviewable_by``, for one report that may not be sent yet.
    """
    if report.unit_id in powers.units:
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


def is_with_unit(report) -> bool:
    """Sent before and back in the unit's hands; which step inside the unit does not show."""
    held = {Report.State.SUBMITTED, Report.State.ACCEPTED}
    return report.first_submitted_at is not None and report.state not in held


def shown_state(report) -> Report.State | None:
    """The state as others than the unit see it; None while nothing was sent."""
    if report.first_submitted_at is None:
        return None
    if not is_with_unit(report):
        return Report.State(report.state)
    return Report.State.REOPENED if report.reopened_until else Report.State.RETURNED


def punctuality_of(report, *, at) -> Punctuality:
    """On time or late, from what the first and later sendings settled (domain rule 5.8)."""
    due_before, extended = report.round.due_before, report.due_before()
    until = extended - dates.ONE_DAY if extended > due_before else None
    if report.first_submitted_at is None:
        return dates.punctuality(None, due_before, at=at, extension_until=until)
    if report.days_late:
        return Punctuality(PunctualityState.LATE, report.days_late, until)
    if report.resent_days_late:
        return Punctuality(PunctualityState.LATE, report.resent_days_late, until, after_return=True)
    if dates.is_on_time(report.first_submitted_at, due_before):
        return Punctuality(PunctualityState.ON_TIME)
    return Punctuality(PunctualityState.ON_TIME_EXTENDED, 0, until)
