"""Several querysets read in one statement, as rows of their models.

A page that needs a little of many tables pays for each round trip to the database. Each queryset
becomes one branch of a UNION ALL whose rows carry the name of the branch and a JSON array.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CharField, F, Field, QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.functions import Cast, JSONArray
from django.utils.functional import cached_property

from q3plan.lib.prepared import Prepared


@dataclass(frozen=True)
class Part:
    """Rows wanted of one queryset: fields of its model by attribute name ("plan_id").

    ``more`` are annotations of the queryset with the field that reads them. Other fields of the
    rows are read from the database when somebody asks for them, which nobody should.
    """

    rows: QuerySet
    fields: tuple[str, ...]
    more: Mapping[str, Field] = None

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

    def _union(self):
        first, *others = [_branch(name, part) for name, part in self._build().items()]
        return first.union(*others, all=True)

    def read(self, *values: int | str, on: date) -> dict[str, list]:
        """Instances by the names of the parts, in no order. One query."""
        found = {name: [] for name in self._shapes}
        for name, row in self._statement.rows(*values, on=on):
            found[name].append(self._shapes[name].instance(json.loads(row)))
        return found


def _branch(name, part):
    values = [
        # Numbers of JSON are binary; figures stay decimal.
        Cast(column, CharField()) if isinstance(field, models.DecimalField) else F(column)
        for column, field in part.columns.items()
    ]
    rows = part.rows.order_by().annotate(
        part=Value(name, CharField()), row=Cast(JSONArray(*values), models.TextField())
    )
    return rows.values_list("part", "row")


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
