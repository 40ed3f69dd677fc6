"""One run of the reminders: as often as one likes, also twice at once."""

from datetime import datetime

from q3plan.lib import dates
from reports.models import Notice

from .facts import read_facts
from .reminders import messages_on
from .telling import Message, tell_together


def send_reminders(*, at: datetime) -> list[Notice]:
    """Tell everybody what is due on the day of ``at``; returns what is new.

    One transaction for one person: a run that is cut off has told the others, and the next run
    tells the rest.
    """
    by_person: dict[int, list[tuple[object, Message]]] = {}
    for person, message in messages_on(read_facts(), dates.as_day(at)):
        by_person.setdefault(person.pk, []).append((person, message))
    return [
        notice for _pk, pairs in sorted(by_person.items()) for notice in tell_together(pairs, at=at)
    ]
