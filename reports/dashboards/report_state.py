"""How far a report is, in the words that each reader may know.

The unit and the plan's two recipients know its state, steps before the first sending included, but
the recipients never its content. Leaders know whether it is due, sent, returned, accepted or late.
"""

from datetime import date, datetime

from q3plan.lib import dates
from q3plan.lib.dates import Punctuality, PunctualityState
from reports.models import Report
from targets.progress import ReportingStatus

State = Report.State


def is_with_unit(report) -> bool:
    """Sent before and back in the unit's hands."""
    held = {State.SUBMITTED, State.ACCEPTED}
    return report.first_submitted_at is not None and report.state not in held


def shown_state(report) -> Report.State:
    """The state as recipients see it: returned or reopened until it is sent again."""
    if not is_with_unit(report):
        return State(report.state)
    return State.REOPENED if report.reopened_until else State.RETURNED


def state_for(powers, report, status: ReportingStatus):
    """The lamp of a report for a reader: a ``Report.State``, or ``status`` for leaders."""
    if report.is_answered_by(powers):
        return State(report.state)
    return shown_state(report) if report.round.plan_id in powers.receives else status


def punctuality_of(report, *, at: datetime, due_before: date) -> Punctuality:
    """On time, late or not counted (rule 5.8); ``due_before`` is exclusive, with an extension.

    A returned report is late from the day after the time that was given to send it again.
    """
    if report.is_excused:
        return Punctuality(PunctualityState.EXCUSED)
    if report.unit_dissolved:
        return Punctuality(PunctualityState.DISSOLVED)
    is_extended = due_before > report.round.due_before
    asked = report.returned_at and report.resubmit_by
    found = dates.punctuality(
        report.first_submitted_at,
        report.round.due_before,
        at=at,
        extension_until=due_before - dates.ONE_DAY if is_extended else None,
        resubmissions=[dates.Resubmission(report.resubmit_by)] if asked else [],
    )
    if report.resent_days_late and not found.days_late:
        late = PunctualityState.LATE
        return Punctuality(late, report.resent_days_late, found.extension_until, after_return=True)
    return found
