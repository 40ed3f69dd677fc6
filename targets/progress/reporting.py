"""The third lamp, "Tình trạng báo cáo": where the report stands, never how the target fares."""

from datetime import date, datetime, timedelta

from q3plan.lib.dates import ONE_DAY, cutoff
from targets.progress.words import NoDataReason, ReportingStatus

SOON = timedelta(days=14)


def reporting_status(
    *,
    at: datetime,
    due_before: date,
    extension_until: date | None = None,
    is_sent: bool = False,
    is_returned: bool = False,
    is_accepted: bool = False,
    is_excused: bool = False,
    has_ended: bool = False,
) -> ReportingStatus:
    """The lamp at the aware moment ``at``; ``extension_until`` is the last good day, inclusive.

    ``has_ended`` tells that the unit was gone before the deadline.
    """
    if is_accepted:
        return ReportingStatus.ACCEPTED
    if is_returned:
        return ReportingStatus.RETURNED
    if is_sent:
        return ReportingStatus.SENT
    if is_excused:
        return ReportingStatus.EXCUSED
    if has_ended:
        return ReportingStatus.ENDED
    last_moment = cutoff(max(due_before, (extension_until or date.min) + ONE_DAY))
    if at >= last_moment:
        return ReportingStatus.OVERDUE
    return ReportingStatus.DUE_SOON if at >= last_moment - SOON else ReportingStatus.NOT_DUE


def no_data_reason(status: ReportingStatus) -> NoDataReason:
    """Why a target has no accepted value, told from the report's state."""
    return {
        ReportingStatus.NOT_DUE: NoDataReason.NOT_DUE,
        ReportingStatus.DUE_SOON: NoDataReason.NOT_DUE,
        ReportingStatus.OVERDUE: NoDataReason.OVERDUE,
        ReportingStatus.SENT: NoDataReason.IN_REVIEW,
        ReportingStatus.RETURNED: NoDataReason.RETURNED,
        ReportingStatus.ACCEPTED: NoDataReason.NO_SOURCE,
        ReportingStatus.EXCUSED: NoDataReason.NO_SOURCE,
        ReportingStatus.ENDED: NoDataReason.NO_SOURCE,
    }[status]
