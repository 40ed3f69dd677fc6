"""Several querysets read in one statement, as rows of their models.

A page that needs a little of many tables pays for each round trip to the database. Each queryset
becomes one branch of a UNION ALL whose rows carry the name of the branch, a group (rows of one
target, of one round) and all rows of the group as JSON. A text that is the same as the last one
need not be turned into rows again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Aggregate, BigIntegerField, CharField, F, Field, QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.functions import Cast, JSONArray
from django.utils.functional import cached_property

from q3plan.lib.prepared import Prepared

# Group → its rows as JSON.
Texts = Mapping[int, str]


@dataclass(frozen=True)
class Part:
    """Rows wanted of one queryset: fields of its model by attribute name ("plan_id").

    ``more`` are annotations of the queryset with the field that reads them. ``by`` is the attribute
    whose values make the groups; without one all rows are group 0. Other fields of the rows are
    read from the database when somebody asks for them, which nobody should.
    """

    rows: QuerySet
    fields: tuple[str, ...]
    more: Mapping[str, Field] = None
    by: str = ""

    @property
    def columns(self) -> dict[str, Field]:
        own = {f.attname: f for f in self.rows.model._meta.concrete_fields}
        return {name: own[name] for name in own if name in self.fields} | dict(self.more or {})


class Together:
    """The statement of some parts, worked out once; see ``Prepared`` for what stands in them."""

    def __init__(self, build: Callable[[], Mapping[str, Part]]):
        self._build = build
        self._statement = Prepared(self._union)

    @cached_property
    def _shapes(self):
        return {name: _Shape(part) for name, part in self._build().items()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._shapes)

    def _union(self):
        first, *others = [_branch(name, part) for name, part in self._build().items()]
        return first.union(*others, all=True)

    def texts(self, *values: int | str, on: date) -> dict[str, Texts]:
        """What there is by the names of the parts, not yet turned into rows. One query."""
        found = {name: {} for name in self._shapes}
        for name, group, text in self._statement.rows(*values, on=on):
            if text is not None:
                found[name][group] = text
        return found

    def rows(self, name: str, text: str) -> list:
        """Instances of a group of the part ``name``, in no order."""
        shape = self._shapes[name]
        return [shape.instance(values) for values in json.loads(text)]

    def read(self, *values: int | str, on: date) -> dict[str, list]:
        """Instances by the names of the parts, in no order. One query."""
        found = self.texts(*values, on=on)
        return {name: self.all_rows(name, groups) for name, groups in found.items()}

    def all_rows(self, name: str, groups: Texts) -> list:
        return [row for text in groups.values() for row in self.rows(name, text)]


class _Row(JSONArray):
    def as_postgresql(self, compiler, connection, **extra_context):
        # Made without the binary form that Django's own goes through, and without its casts.
        return self.as_sql(compiler, connection, function="JSON_BUILD_ARRAY", **extra_context)


class _Rows(Aggregate):
    """All rows of a group as one JSON array, by their key; NULL or an empty one for none.

    PostgreSQL hands out a row that was written last of all, so without an order the text of rows
    that nobody touched could come out another.
    """

    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection, **extra_context):
        row, key = (compiler.compile(each) for each in self.get_source_expressions()[:2])
        return f"JSON_AGG({row[0]} ORDER BY {key[0]})", (*row[1], *key[1])

    def as_sqlite(self, compiler, connection, **extra_context):
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"JSON_GROUP_ARRAY({sql})", params


def _branch(name, part):
    values = [
        # Numbers of JSON are binary; figures stay decimal.
        Cast(column, CharField()) if isinstance(field, models.DecimalField) else F(column)
        for column, field in part.columns.items()
    ]
    group = F(part.by) if part.by else Value(0)
    rows = part.rows.order_by().annotate(
        part=Value(name, CharField()), group=Cast(group, BigIntegerField())
    )
    grouped = rows.values("part", "group").annotate(
        texts=Cast(_Rows(_Row(*values), F("pk")), models.TextField())
    )
    return grouped.values_list("part", "group", "texts")


class _Shape:
    """How the values of a row become an instance."""

    def __init__(self, part):
        columns = part.columns
        self.model = part.rows.model
        self.names = tuple(columns)
        readers = [_reader(field) for field in columns.values()]
        self.readers = [(place, read) for place, read in enumerate(readers) if read]

    def instance(self, values):
        for place, read in self.readers:
            if values[place] is not None:
                values[place] = read(values[place])
        # What ``from_db`` makes, without its signals and descriptors, which take most of the time.
        row = self.model.__new__(self.model)
        row._state = ModelState()
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        row.__dict__.update(zip(self.names, values, strict=True))
        return row


def _reader(field):
    """How a value of JSON becomes what the field gives; None where it is that already."""
    if isinstance(field, models.DecimalField):
        places = Decimal(1).scaleb(-field.decimal_places)
        return lambda value: field.to_python(value).quantize(places, context=field.context)
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return field.to_python
    return bool if isinstance(field, models.BooleanField) else None


def _moment(text):
    """SQLite writes moments in UTC and does not say so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
