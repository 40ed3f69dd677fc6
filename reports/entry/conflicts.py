"""Two people on one draft: a three-way comparison, field by field.

``base`` is the text that a person started from, ``mine`` what that person's form holds now, and
``current`` what the database holds. All three are in the stored form of a field.
"""

from dataclasses import dataclass
from enum import Enum

from .fields import Typed, fingerprint


class Merge(Enum):
    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed differently; ``by`` and ``at`` tell of the other one."""

    html_name: str
    item: str
    label: str
    mine: str
    theirs: str
    seen: str
    choice: str
    by: object
    at: object


def merge(mine: str, current: str, typed: Typed, *, same_version: bool, own=()) -> Merge:
    """Whose text stands. A choice counts only for the text that was shown as the other's.

    ``own`` are stored forms of what the same page sent before without getting an answer.
    """
    if mine == current:
        return Merge.SAME
    if current in own:
        return Merge.MINE
    if typed.base:
        if typed.base == fingerprint(current):
            return Merge.MINE
        # The box still holds what the page was loaded with: only the other person changed it.
        if typed.base == fingerprint(mine):
            return Merge.THEIRS
    elif same_version:
        return Merge.MINE
    if typed.choice in ("mine", "theirs") and typed.seen == fingerprint(current):
        return Merge(typed.choice)
    return Merge.CONFLICT
