"""Pictures that this process took, reused while their plan's stamp stands still.

Processes share nothing: each one notices changes by the stamp, which it reads with every request.
"""

from datetime import datetime

from django.db import connection
from django.utils.translation import get_language

from q3plan.lib import dates
from reports.kept.opened import Opened
from reports.kept.picture import Picture, take_picture
from reports.kept.recent import Recent

MOST_PLANS = 32


class Memory:
    """The newest picture of each of the plans that were asked for last.

    ``inside_transactions`` is for tests: what a transaction wrote and may yet undo is not
    remembered, because the stamps of undone changes are given out again.
    """

    inside_transactions = False

    def __init__(self):
        self._held = Recent(MOST_PLANS)

    def picture(self, opened: Opened, *, at: datetime) -> Picture:
        """The picture for a stamp that was read before it: no query, or one where it changed.

        Deadlines pass at midnight, so each day has its own; words are of one language.
        """
        if connection.in_atomic_block and not self.inside_transactions:
            return take_picture(opened.plan, at=at)
        key, state = (opened.plan.pk, get_language()), (dates.as_day(at), opened.stamp)
        held = self._held.find(key)
        if held and held[0] == state:
            return held[1]
        picture = take_picture(opened.plan, at=at, before=held and held[1])
        self._held.put(key, (state, picture))
        return picture

    def forget(self):
        self._held.clear()


memory = Memory()
