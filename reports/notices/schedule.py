"""What the reminders of the coming weeks will be, if nobody sends anything until then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from q3plan.lib import dates
from reports.models import Notice, NoticeKind
from targets.models import Plan

from .facts import Facts
from .reminders import last_day, messages_on

AT_MOST = timedelta(days=60)


@dataclass(frozen=True)
class Line:
    kind: NoticeKind
    messages: int
    people: int


@dataclass(frozen=True)
class Day:
    on: date
    lines: tuple[Line, ...]
    people: int

    @property
    def weekday(self) -> str:
        return dates.weekday_name(self.on)


def coming_days(facts: Facts, plan: Plan, *, on: date) -> list[Day]:
    """Every day on which somebody will be told something new; what was told already is left out."""
    until = min(last_day(facts, on=on), on + AT_MOST)
    told = set(Notice.objects.filter(plan=plan).values_list("user_id", "key"))
    days = []
    for ahead in range((until - on).days + 1):
        day = on + timedelta(days=ahead)
        found = _new_on(facts, plan, day, told)
        if found:
            days.append(found)
    return days


def _new_on(facts, plan, day, told):
    by_kind = defaultdict(set)
    for person, message in messages_on(facts, day):
        about = (person.pk, message.key)
        if message.plan == plan and about not in told:
            told.add(about)
            by_kind[message.kind].add(about)
    if not by_kind:
        return None
    lines = tuple(
        Line(kind, len({key for _person, key in by_kind[kind]}), len(_people(by_kind[kind])))
        for kind in NoticeKind
        if kind in by_kind
    )
    return Day(day, lines, len(_people(set().union(*by_kind.values()))))


def _people(pairs):
    return {person for person, _key in pairs}
