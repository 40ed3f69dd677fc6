"""What was made last, by key; older things are made again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Recent:
    """The ``most`` things asked for last. Two threads may make the same thing; both are right."""

    def __init__(self, most: int):
        self.most = most
        self._lock = Lock()
        self._held: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], object]):
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        self.put(key, made)
        return made

    def put(self, key: Hashable, made):
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while len(self._held) > self.most:
                self._held.popitem(last=False)

    def find(self, key: Hashable):
        """What is held under ``key``, or None."""
        with self._lock:
            return self._held.get(key)

    def clear(self):
        with self._lock:
            self._held.clear()
