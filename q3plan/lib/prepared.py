"""Queries whose SQL is worked out once in a process.

Django builds and compiles a queryset anew each time, which for the few queries that every page
makes costs more than the database takes to answer them. Here a queryset is built once, with odd
values (``number()``, ``text()``, ``day()``) where each call gives its own::

    names = Prepared(lambda: Unit.objects.filter(pk=number()).values_list("name"))
    names.rows(7, on=today)

The compiled SQL keeps the odd values as its parameters, where ``rows`` puts the real ones. Two
things follow: a queryset must look the same for every value (no branch on it, no ``pk__in`` of
another length), and a lookup that changes its value (``icontains``) cannot take one. A list of keys
is given as one text (``Among``).
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import connection
from django.db.models import BooleanField, Func, QuerySet, Value

# No key is negative, no figure is of the year 1000.
_FIRST_NUMBER = -1_000_000_007
_DAY = 365_001


def number(place: int = 0) -> int:
    """Stands for a whole number (a key) that is given with each call."""
    return _FIRST_NUMBER - place


def text(place: int = 0) -> str:
    """Stands for a text that is given with each call."""
    return f"\x00{place}"


def day() -> date:
    """Stands for the day that is given with each call."""
    return date.fromordinal(_DAY)


def keys_text(keys: Iterable[int]) -> str:
    """The value that ``Among`` reads, in the order of the keys: what is the same looks the same."""
    return "{" + ",".join(map(str, sorted(keys))) + "}"


class Among(Func):
    """Whether a key is among those of a text: one statement and one value, however many keys.

    ``__in`` writes each key into the statement, which for hundreds costs more than to run it::

        rows = Prepared(lambda: Plan.objects.filter(Among("pk", text())).values_list("number"))
        rows.rows(keys_text(plans), on=today)
    """

    output_field = BooleanField()

    def __init__(self, key, keys: str):
        super().__init__(key, Value(keys))

    def as_postgresql(self, compiler, connection, **extra_context):
        # A literal of an array is read once; an expression would be worked out for every row.
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s::bigint[])",
            arg_joiner=" = ANY(",
            **extra_context,
        )

    def as_sqlite(self, compiler, connection, **extra_context):
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s, '{', '['), '}', ']')))",
            arg_joiner=" IN (SELECT value FROM JSON_EACH(REPLACE(REPLACE(",
            **extra_context,
        )


class Prepared:
    """The rows of a ``values_list`` queryset as the driver gives them.

    ``build`` makes the queryset with the stand-ins above in the places of what changes; rows must
    be of numbers and texts, for no field converts them.
    """

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self._compiled = {}

    def rows(self, *values: int | str, on: date) -> list[tuple]:
        """One query: the first value stands where ``number(0)`` or ``text(0)`` does, and so on."""
        vendor = connection.vendor
        if vendor not in self._compiled:
            self._compiled[vendor] = self.build().query.sql_with_params()
        sql, params = self._compiled[vendor]
        adapted = connection.ops.adapt_datefield_value
        given = {adapted(day()): adapted(on)}
        for place, value in enumerate(values):
            given[(text if isinstance(value, str) else number)(place)] = value
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(value, value) for value in params])
            return cursor.fetchall()
