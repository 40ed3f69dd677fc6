"""On which days people are reminded: pure rules over dates.

A step that was missed is not made up for: only the newest one whose day has come is told. A day on
a weekend counts from the working day before it, so that nobody first reads of a deadline after it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

# Days before the last good day, and days after it.
BEFORE_DEADLINE = (30, 14, 7, 3, 1)
LATE = (1, 3, 7)
# After this many days the letter of the coordinating unit speaks, no machine.
LATE_NO_MORE = 30
# Days since a report was returned, and before the day until which it is asked for again.
SINCE_RETURN = (2, 5)
BEFORE_RESUBMISSION = (1,)
# Days a draft waits for the head.
WITH_HEAD = (1, 3)
# Days that a unit has not taken note of what it was given for a year.
UNNOTED = (7, 14)
# Days before and after the day on which a directive must be answered.
BEFORE_DIRECTIVE = (3, 1)
SATURDAY = 5


def told_on(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def step_before(last_on: date, on: date, steps: Iterable[int], *, since: date) -> int | None:
    """The newest step before ``last_on`` (a good day itself) whose day has come by ``on``.

    None before the first step, after ``last_on``, and for steps that were due on ``since`` or
    earlier: that day brought a message of its own.
    """
    if on > last_on:
        return None
    come = [
        days
        for days in steps
        for day in [told_on(last_on - timedelta(days=days))]
        if since < day <= on
    ]
    return min(come, default=None)


def step_late(last_on: date, on: date, steps: Iterable[int] = LATE) -> int | None:
    """The newest step after ``last_on`` that has come by ``on``; None on and before it."""
    days = (on - last_on).days
    if days > LATE_NO_MORE:
        return None
    return step_since(last_on, on, steps)


def step_since(day: date, on: date, steps: Iterable[int]) -> int | None:
    """The newest step whose number of days has passed since ``day``."""
    passed = (on - day).days
    return max((step for step in steps if step <= passed), default=None)
