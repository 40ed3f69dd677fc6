"""Whom to remind of what on a day. Pure: the same facts and day give the same messages.

A message's key names the report or directive, its deadline and the step, so that however often
this runs each step is told once, and a new deadline begins anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from assignments.models import Membership, Office
from q3plan.accounts.models import User
from q3plan.lib import dates
from reports.filing.waiting import OVER_DAYS
from reports.models import NoticeKind, Report

from . import steps, wording
from .facts import Facts
from .telling import Message

Pair = tuple[User, Message]
HEAD = Membership.Role.HEAD
# Days that a sent report waits for its reviewer; from the second on, others hear of it.
IN_REVIEW = (OVER_DAYS, 2 * OVER_DAYS)


def messages_on(facts: Facts, on: date) -> list[Pair]:
    """Everything that is due to be told on a day, whether or not it was told before."""
    found = []
    for report in facts.reports:
        if report.round.opens_on <= on:
            found += _of_report(facts, report, on)
    for asked in facts.directives:
        found += _of_directive(facts, asked, on)
    return [*found, *_unnoted(facts, on)]


def _of_report(facts, report, on) -> Iterator[Pair]:
    if report.state == Report.State.SUBMITTED:
        yield from _review_waiting(facts, report, on)
    elif report.state == Report.State.REOPENED or report.reopened_until:
        return  # what was accepted keeps counting; nobody is late
    elif report.first_submitted_at is None:
        yield from _unsent(facts, report, on)
    elif report.returned_at and report.resubmit_by:
        yield from _returned(facts, report, on)
    if report.state == Report.State.WITH_HEAD and report.handed_over_at:
        yield from _with_head(facts, report, on)


def _unsent(facts, report, on):
    due_before = report.due_before()
    last_on = due_before - dates.ONE_DAY
    owner = facts.owner(report, on)
    people = facts.cast.people(owner.pk, on)
    near = steps.step_before(last_on, on, steps.BEFORE_DEADLINE, since=report.round.opens_on)
    if near is not None:
        title, text = wording.deadline_near(report, owner, due_before=due_before, on=on)
        key = f"near:{report.pk}:{due_before}:{near}"
        yield from _to(people, NoticeKind.DEADLINE_NEAR, key, title, text, report)
    elif on <= last_on:
        title, text = wording.round_opened(report.round, on=on)
        message = Message(
            NoticeKind.ROUND_OPENED,
            f"opened:{report.round_id}",
            title,
            text,
            reverse("my_work"),
            report.round.plan,
        )
        yield from ((person, message) for person in people)
    late = steps.step_late(last_on, on)
    if late is not None:
        given = {"due_before": due_before, "on": on}
        key = f"late:{report.pk}:{due_before}:{late}"
        office = _office_name(facts, report, on)
        title, text = wording.report_late(report, owner, office=office, **given)
        yield from _to(people, NoticeKind.REPORT_LATE, key, title, text, report)
        copy = wording.copy_of_late(report, owner, **given)
        yield from _to_leaders(facts, report, on, people, key, copy)


def _returned(facts, report, on):
    owner = facts.owner(report, on)
    people = facts.cast.people(owner.pk, on)
    returned_on, last_on = dates.as_day(report.returned_at), report.resubmit_by
    late = steps.step_late(last_on, on)
    key = f"returned:{report.pk}:{returned_on}:{last_on}"
    if late is not None:
        title, text = wording.return_late(report, owner, on=on)
        key += f":late:{late}"
        yield from _to(people, NoticeKind.REPORT_LATE, key, title, text, report)
        copy = wording.copy_of_return_late(report, owner, on=on)
        yield from _to_leaders(facts, report, on, people, key, copy)
    elif on <= last_on and (step := _return_step(returned_on, last_on, on)):
        title, text = wording.return_waiting(report, owner, on=on)
        yield from _to(people, NoticeKind.RETURN_WAITING, f"{key}:{step}", title, text, report)


def _return_step(returned_on, last_on, on):
    """The newest of the days after the return and the days before the end; "" before the first."""
    before = steps.step_before(last_on, on, steps.BEFORE_RESUBMISSION, since=returned_on)
    since = steps.step_since(returned_on, on, steps.SINCE_RETURN)
    if before is not None:
        return f"before:{before}"
    return f"since:{since}" if since is not None else ""


def _with_head(facts, report, on):
    handed_on = dates.as_day(report.handed_over_at)
    step = steps.step_since(handed_on, on, steps.WITH_HEAD)
    if step is None:
        return
    owner = facts.owner(report, on)
    title, text = wording.with_head(report, owner, due_before=report.due_before(), on=on)
    heads = facts.cast.people(owner.pk, on, HEAD)
    key = f"head:{report.pk}:{handed_on}:{step}"
    yield from _to(heads, NoticeKind.WITH_HEAD, key, title, text, report, page="report_check")


def _review_waiting(facts, report, on):
    sent_on = dates.as_day(report.submitted_at)
    step = steps.step_since(sent_on, on, IN_REVIEW)
    if step is None:
        return
    plan, office = report.round.plan, Office.Kind(report.reviewing_office)
    reviewers = _others(facts.cast.office(plan.pk, office, on), facts, report, on)
    title, text = wording.review_waiting(report, on=on)
    key = f"review:{report.pk}:{sent_on}:{step}"
    kind = NoticeKind.REVIEW_WAITING
    yield from _to(reviewers, kind, key, title, text, report, page="review_report")
    if step < max(IN_REVIEW):
        return
    name = _office_name(facts, report, on, kind=office)
    title, text = wording.copy_of_review_waiting(report, on=on, office=name)
    colleagues = [one for other in Office.Kind for one in facts.cast.office(plan.pk, other, on)]
    watching = [*colleagues, *facts.cast.chair(plan.pk, on)]
    told = {person.pk for person in reviewers}
    watching = [one for one in _others(watching, facts, report, on) if one.pk not in told]
    yield from _to(watching, kind, f"{key}:copy", title, text, report, page="filing_board")


def _of_directive(facts, asked, on) -> Iterator[Pair]:
    directive, due_on = asked.directive, asked.directive.due_on
    given_on = dates.as_day(directive.created_at)
    people = facts.cast.people(asked.unit_id, on)
    key = f"directive:{asked.pk}:{due_on}"
    late = steps.step_late(due_on, on)
    near = steps.step_before(due_on, on, steps.BEFORE_DIRECTIVE, since=given_on)
    if late is None and near is None:
        return
    words = wording.directive_late if late is not None else wording.directive_due
    title, text = words(asked, on=on)
    key += f":late:{late}" if late is not None else f":{near}"
    link = reverse("directive_detail", args=[directive.pk])
    message = Message(NoticeKind.DIRECTIVE_DUE, key, title, text, link, directive.plan)
    yield from ((person, message) for person in people)
    if late is not None:
        told = {person.pk for person in people}
        for person in _holders(facts, directive, on):
            if person.pk not in told:
                yield person, message


def _unnoted(facts, on) -> Iterator[Pair]:
    """One message for everything that a unit was told of on one day and did not take note of."""
    found = defaultdict(list)
    for one in facts.unnoted:
        if one.waits_on(on):
            annual = one.annual
            found[annual.target.plan, annual.year, one.unit, one.told_on].append(annual)
    for (plan, year, unit, told_on), rows in found.items():
        step = steps.step_since(told_on, on, steps.UNNOTED)
        if step is None:
            continue
        title, text = wording.annual_unnoted(unit, year, rows, told_on=told_on)
        key = f"annual-unnoted:{plan.pk}:{year}:{unit.pk}:{told_on}:{step}"
        link = reverse("annual_received", args=[year])
        message = Message(NoticeKind.ANNUAL_TARGETS, key, title, text, link, plan)
        yield from ((person, message) for person in facts.cast.people(unit.pk, on))


def _holders(facts, directive, on):
    """Whose directive it is today: the sector's vice-chair, or the chair."""
    sectors = [directive.sector_id] if directive.sector_id else []
    return facts.cast.leaders(directive.plan_id, sectors, on) or [directive.created_by]


def _to(people, kind, key, title, text, report, page="report_detail") -> Iterator[Pair]:
    message = Message(kind, key, title, text, link_to(page, report), report.round.plan)
    return ((person, message) for person in people)


def _to_leaders(facts, report, on, people, key, words):
    """The copy for whoever leads the sectors of the report, as a message of their own.

    Not as Cc of the unit's mail: a server that refuses one of several recipients refuses silently,
    and a leader with ten late units wants one mail, not ten.
    """
    plan = report.round.plan_id
    leaders = facts.cast.leaders(plan, sorted(facts.sectors_of.get(report.pk, ())), on)
    told = {person.pk for person in people}
    title, text = words
    watching = [person for person in leaders if person.pk not in told]
    kind = NoticeKind.REPORT_LATE
    return _to(watching, kind, f"{key}:copy", title, text, report, page="filing_board")


def _others(people, facts, report, on):
    """Nobody is asked to review the report of their own unit."""
    own = {person.pk for person in facts.cast.people(report.unit_id, on)}
    return [person for person in {one.pk: one for one in people}.values() if person.pk not in own]


def _office_name(facts, report, on, kind=Office.Kind.COORDINATING):
    units = facts.cast.offices.get((report.round.plan_id, kind), ())
    for unit, first, last in units:
        if first <= on and (last is None or on <= last):
            return facts.units[unit]
    return str(kind.label)


def link_to(page: str, report: Report) -> str:
    if page == "my_work":
        return reverse(page)
    if page == "filing_board":
        return f"{reverse(page)}?nam={report.round.year}"
    return reverse(page, kwargs={"year": report.round.year, "unit": report.unit.code})


def last_day(facts: Facts, *, on: date) -> date:
    """The last day on which an open report or directive brings a reminder by itself."""
    ends = [report.due_before() for report in facts.reports if report.first_submitted_at is None]
    ends += [report.resubmit_by for report in facts.reports if report.resubmit_by]
    ends += [asked.directive.due_on for asked in facts.directives]
    return max([on, *ends]) + timedelta(days=max(steps.LATE))
