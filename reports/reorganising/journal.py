"""The way back: every row that a reorganisation makes or changes is written down as it was."""

from datetime import UTC, datetime

from django.apps import apps
from django.db import models

from assignments.models import Reorganisation, ReorganisationEffect


def as_text(row: models.Model, names) -> dict:
    """{column: text or None} of some fields, the same on both databases."""
    fields = [row._meta.get_field(name) for name in names]
    return {field.attname: _text(field, row) for field in fields}


def _text(field, row):
    value = field.value_from_object(row)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return None if value is None else field.value_to_string(row)


def as_values(model, texts: dict) -> dict:
    """What ``as_text`` wrote, as Python values by column."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    return {name: columns[name].to_python(text) for name, text in texts.items()}


class Journal:
    """Writes a reorganisation's work and remembers it row by row, in order."""

    def __init__(self, reorganisation: Reorganisation):
        self.reorganisation = reorganisation

    def make(self, model, **values):
        return self.made(model.objects.create(**values))

    def made(self, row):
        names = [field.name for field in row._meta.concrete_fields]
        # A row is read anew: what the database holds is what undoing compares with.
        row.refresh_from_db()
        ReorganisationEffect.made(self.reorganisation, row, after=as_text(row, names))
        return row

    def change(self, row, **values):
        """Set fields of a row that is there; nothing is written where nothing changes."""
        before = as_text(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        self.changed(row, before)

    def changed(self, row, before: dict):
        """Save the fields of ``before`` (as they were) with what ``row`` has now."""
        after = as_text(row, before)
        if after == before:
            return
        row.save(update_fields=list(before))
        self.remember(row, before, after)

    def remember(self, row, before: dict, after: dict):
        """A change that a step of the row itself has saved."""
        ReorganisationEffect.objects.create(
            reorganisation=self.reorganisation,
            model=row._meta.label_lower,
            object_id=row.pk,
            before=before,
            after=after,
        )


def model_of(effect: ReorganisationEffect):
    return apps.get_model(effect.model)
