"""Telling people: a notice in their list and, beside it, a mail in the queue; each cause once.

Both rows are written in the transaction of what they tell of, so that a rollback leaves neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from assignments.models import Membership, Office, Portfolio, Unit
from q3plan.accounts.models import User
from reports.models import MailRefusal, Notice, NoticeKind, NoticeSwitch
from targets.models import Plan, Sector

from .addresses import path_in_plan
from .mail import cut_at_word, queue_mail


@dataclass(frozen=True)
class Message:
    """What is told. ``key`` names the cause; ``link`` is a path of ours; ``text`` has paragraphs.

    Paragraphs of ``text`` are parted by an empty line. ``plan`` is whose coordinating unit may
    have switched mails of the kind off.
    """

    kind: NoticeKind
    key: str
    title: str
    text: str
    link: str
    plan: Plan | None = None


def tell(
    people: Iterable[User],
    kind: NoticeKind,
    key: str,
    *,
    title: str,
    text: str,
    link: str,
    at: datetime,
    plan: Plan | None = None,
) -> list[Notice]:
    """Tell these people once; returns the notices that are new.

    Inactive people and doubles are left out. Call it in the transaction of the cause.
    """
    message = Message(kind, key, title, text, link, plan)
    return tell_together([(person, message) for person in people], at=at)


@transaction.atomic
def tell_together(pairs: Iterable[tuple[User, Message]], *, at: datetime) -> list[Notice]:
    """Tell many things at once: whoever is told several new ones gets them in a single mail.

    Everybody who tells goes through people and keys in the same order, so that two at once wait
    for each other instead of blocking each other.
    """
    by_person: dict[int, tuple[User, dict[str, Message]]] = {}
    for person, message in pairs:
        if person.is_active:
            by_person.setdefault(person.pk, (person, {}))[1].setdefault(message.key, message)
    told = []
    several = Plan.objects.count() > 1
    for _pk, (person, messages) in sorted(by_person.items()):
        ordered = [_at_home(messages[key], several) for key in sorted(messages)]
        told += _tell_person(person, ordered, at=at)
    return told


def _at_home(message, several):
    return replace(message, link=path_in_plan(message.plan, message.link, several_plans=several))


def _tell_person(person, messages, *, at):
    known = set(
        Notice.objects.filter(user=person, key__in=[one.key for one in messages]).values_list(
            "key", flat=True
        )
    )
    new = [
        (message, notice)
        for message in messages
        if message.key not in known
        for notice in [_written(person, message, at=at)]
        if notice is not None
    ]
    mailed = [notice for message, notice in new if _wants_mail(person, message)]
    if mailed:
        email = queue_mail(person, mailed)
        Notice.objects.filter(pk__in=[notice.pk for notice in mailed]).update(email=email)
        for notice in mailed:
            notice.email = email
    return [notice for _message, notice in new]


def _written(person, message, *, at):
    """The new notice, or None where somebody wrote the same one a moment before."""
    try:
        with transaction.atomic():
            return Notice.objects.create(
                user=person,
                plan=message.plan,
                kind=message.kind,
                key=message.key,
                title=cut_at_word(" ".join(message.title.split()), 250),
                text=message.text,
                link=message.link,
                at=at,
            )
    except IntegrityError:
        return None


def _wants_mail(person, message) -> bool:
    """The office of the plan may switch a kind off; a person may, where it is not a duty."""
    kind = NoticeKind(message.kind)
    if message.plan and NoticeSwitch.objects.filter(plan=message.plan, kind=kind).exists():
        return False
    return kind.is_duty or not MailRefusal.objects.filter(user=person, kind=kind).exists()


def people_of(unit: Unit, on: date, roles: Iterable[Membership.Role] | None = None) -> list[User]:
    """The active people of a unit on a day, in these roles or any."""
    held = Membership.objects.active(on).filter(unit=unit)
    if roles is not None:
        held = held.filter(role__in=list(roles))
    return _people(held)


def office_people(plan: Plan, kind: Office.Kind, on: date) -> list[User]:
    """The active people of the unit that coordinates a plan, or is its second recipient."""
    offices = Office.objects.active(on).filter(plan=plan, kind=kind)
    return _people(Membership.objects.active(on).filter(unit__in=offices.values("unit")))


def leaders_of(sector: Sector, on: date) -> list[User]:
    """The vice-chairs of a sector on a day; the chair where nobody holds it."""
    held = Portfolio.objects.active(on).filter(sector=sector)
    return _people(held) or chairs_of(sector.plan_id, on)


def chairs_of(plan: Plan | int, on: date) -> list[User]:
    held = Portfolio.objects.active(on).filter(plan=plan, position=Portfolio.Position.CHAIR)
    return _people(held)


def _people(held):
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
