"""Carrying a reorganisation out: everything in one transaction, every row in the journal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Assignment, Membership, NotReorganised, Office, Reorganisation
from q3plan.lib import dates
from reports.kept.totals import refresh_totals
from reports.models import Report, ReportEvent, ReportHandover, TransitionRefused
from reports.models.excuse import EXCUSE_FIELDS
from reports.reorganising.filings import is_gone_before_deadline
from reports.reorganising.intended import Intended, read_intended
from reports.reorganising.journal import Journal, as_text
from reports.reorganising.offices import reviewer_of
from reports.reorganising.telling import tell_carried_out
from reports.reorganising.undated import move_undated
from reports.reorganising.units import bind, end_units, found_units
from targets.models import SeriesBreak

DRAFT = Reorganisation.State.DRAFT


@transaction.atomic
def carry_out(reorganisation: Reorganisation, *, by, at: datetime, version=None) -> Intended:
    """Do what the preview showed, with dates from the effective day on; returns what was done.

    Raises ``NotReorganised`` with its reasons where something stands against it, and
    ``StaleReorganisation`` where the draft is not the ``version`` that the person saw.
    """
    reorganisation.lock(DRAFT, version=version)
    intended = read_intended(reorganisation, at=at, locked=True)
    if intended.blocking:
        raise NotReorganised(
            _("Chưa thực hiện được việc sắp xếp; cần xử lý các vướng mắc sau."), intended.blocking
        )
    journal = Journal(reorganisation)
    found_units(intended.lines, journal)
    _move_duties(intended, journal)
    _move_members(intended, journal)
    _move_offices(intended, journal)
    end_units(intended.lines, journal)
    bind(intended.lines, journal)
    _move_reports(intended, journal, by=by, at=at)
    _break_series(intended, journal)
    reorganisation.mark_carried_out(by=by, at=at)
    if reorganisation.effective_on <= dates.as_day(at):
        move_undated(at=at)
    _recount(intended, at=at)
    tell_carried_out(intended, at=at)
    return intended


def _note(intended, source):
    words = {"unit": source.unit.name, "document": intended.reorganisation.document}
    return _("Kế thừa từ %(unit)s theo %(document)s.") % words


def _move_duties(intended, journal):
    effective_on = intended.reorganisation.effective_on
    last_day = effective_on - dates.ONE_DAY
    for row, _heir in intended.duties.rows:
        if row.valid_from <= last_day:
            journal.change(row, valid_to=last_day)
    for duty in intended.duties.opened:
        source, standing = duty.sources[0], duty.standing
        if duty.is_held:
            continue
        if source.valid_from >= effective_on:
            journal.change(source, unit=duty.heir.unit)
            continue
        values = {"role": duty.role, "provides": duty.provides, "valid_to": duty.end}
        if standing is not None and standing.valid_from >= duty.start:
            journal.change(standing, valid_from=duty.start, **values)
            continue
        if standing is not None:
            journal.change(standing, valid_to=duty.start - dates.ONE_DAY)
        journal.make(
            Assignment,
            unit=duty.heir.unit,
            target=source.target,
            task=source.task,
            valid_from=duty.start,
            decision=source.decision,
            note=_note(intended, source),
            **values,
        )


def _move_members(intended, journal):
    effective_on = intended.reorganisation.effective_on
    for move in intended.members:
        row, until = move.membership, move.membership.valid_to
        goes = move.heir is not None and not move.is_held
        if row.valid_from >= effective_on:
            if goes:
                journal.change(row, unit=move.heir.unit)
            continue
        journal.change(row, valid_to=effective_on - dates.ONE_DAY)
        if goes:
            journal.make(
                Membership,
                user=row.user,
                unit=move.heir.unit,
                role=row.role,
                valid_from=effective_on,
                valid_to=until,
                substitutes_for=row.substitutes_for,
            )


def _move_offices(intended, journal):
    effective_on = intended.reorganisation.effective_on
    for move in intended.offices:
        row, until = move.office, move.office.valid_to
        if row.valid_from >= effective_on:
            journal.change(row, unit=move.heir.unit)
            continue
        journal.change(row, valid_to=effective_on - dates.ONE_DAY)
        journal.make(
            Office,
            plan=row.plan,
            unit=move.heir.unit,
            kind=row.kind,
            valid_from=effective_on,
            valid_to=until,
        )


def _move_reports(intended, journal, *, by, at):
    effective_on = intended.reorganisation.effective_on
    reviewers = reviewer_of(intended)
    for move in intended.reports:
        report = move.report
        before = as_text(report, (*EXCUSE_FIELDS, "reviewing_office"))
        if move.heir is None and not move.is_sent:
            _expect_no_more(intended, journal, report, by=by, at=at)
        elif move.heir is not None:
            _hand_over(intended, journal, move, by=by, at=at)
            plan = report.round.plan_id
            report.reviewing_office = reviewers.get(
                (plan, move.heir.unit_id), report.reviewing_office
            )
        report.unit_dissolved = report.unit_dissolved or is_gone_before_deadline(
            report, effective_on
        )
        _keep(journal, report, before)


def _hand_over(intended, journal, move, *, by, at):
    decision, unit = intended.reorganisation, move.heir.unit
    journal.make(
        ReportHandover,
        report=move.report,
        unit=unit,
        from_on=decision.effective_on,
        reorganisation=decision,
    )
    words = {"day": dates.day_text(decision.effective_on), "document": decision.document}
    text = _("Từ ngày %(day)s, theo %(document)s.") % words
    kind = ReportEvent.Kind.TAKEN_OVER
    journal.made(move.report.record(kind, at=at, by=by, subject=unit.name[:250], text=text))


def _expect_no_more(intended, journal, report, *, by, at):
    """The usual step of excusing, with the reorganisation as its reason."""
    decision = intended.reorganisation
    words = {
        "unit": report.unit.name,
        "day": dates.day_text(decision.effective_on - dates.ONE_DAY),
        "document": decision.document,
    }
    reason = _("%(unit)s kết thúc hết ngày %(day)s theo %(document)s.") % words
    last = report.events.order_by("pk").last()
    try:
        report.excuse(by=by, at=at, reason=reason)
    except TransitionRefused as refused:
        raise NotReorganised(f"{report}: {refused.message}") from refused
    for event in report.events.filter(pk__gt=last.pk if last else 0):
        journal.made(event)


def _keep(journal, report, before):
    """What the steps saved and what is set here, in one line of the journal."""
    after = as_text(report, before)
    if after == before:
        return
    report.save(update_fields=list(before))
    # Pages that are open over the old row must be read again.
    Report.objects.filter(pk=report.pk).update(version=report.version + 1)
    report.version += 1
    journal.remember(report, before, after)


def _break_series(intended, journal):
    decision = intended.reorganisation
    for target in decision.break_targets.all():
        year = decision.effective_on.year
        if not SeriesBreak.objects.filter(target=target, first_year=year).exists():
            journal.make(
                SeriesBreak,
                target=target,
                first_year=year,
                reason=_("Địa bàn thay đổi: %(title)s") % {"title": decision.title},
                document=decision.document[:200],
            )


def _recount(intended, *, at):
    """Each plan from the first year that a change of its can reach; in one order."""
    for plan_id, since in sorted(intended.plans().items()):
        refresh_totals(plan_id, since=since, at=at)
