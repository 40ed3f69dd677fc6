"""Fetching one report by its address, with permission."""

from django.shortcuts import get_object_or_404

from assignments.shown_plan import plan_or_404
from reports.models import Report

RELATED = (
    "round__plan",
    "unit",
    "handed_over_by",
    "submitted_by",
    "returned_by",
    "accepted_by",
    "behalf_by",
)


def _report(request, reports, year, unit):
    """A report of a round that is open by this day: before, nobody writes or sends it."""
    plan = plan_or_404(request)
    found = reports.filter(
        round__plan=plan, round__year=year, round__opens_on__lte=request.powers.on, unit__code=unit
    )
    found = found.select_related(*RELATED).with_owner(on=request.powers.on)
    return get_object_or_404(found.prefetch_related("extensions"))


def visible_report(request, year, unit):
    """The report, or 404 for one that the person may not open."""
    return _report(request, Report.objects.visible_to(request.powers), year, unit)


def writable_report(request, year, unit):
    """The report of one's own unit, in whatever state, or 404."""
    return _report(request, Report.objects.writable_by(request.powers), year, unit)


def is_writer(request, report) -> bool:
    """Whether it is the person's own: as one of the unit, or as who enters it from paper."""
    return report.is_answered_by(request.powers) or report.is_entered_by(request.user)


def is_held_by_other(report, person) -> bool:
    """Whether somebody else is entering it from paper: then the unit reads and does not write."""
    return report.behalf_by_id is not None and not report.is_entered_by(person)


def may_change(report, person, *, on) -> bool:
    """Whether this person, who may write the report, can change it on this day."""
    return report.is_editable(on=on) and not is_held_by_other(report, person)
