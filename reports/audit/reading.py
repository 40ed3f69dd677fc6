"""Entries of the field history in the words of the fields."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.permissions import Powers
from q3plan.accounts.master_data import link_name
from q3plan.lib import dates
from reports.audit.registering import ACCOUNTS, RECORDED

ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("Thêm"),
    LogEntry.Action.UPDATE: gettext_lazy("Sửa"),
    LogEntry.Action.DELETE: gettext_lazy("Xóa"),
}
NOTHING = ("", "None")
LONGEST = 300


@dataclass(frozen=True)
class Change:
    """One field: its name for people, what it held, what it holds. Blank is ""."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    action: str
    kind: str
    thing: str
    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        return "; ".join(
            f"{row.field}: {row.old or '–'} → {row.new or '–'}" for row in self.changes
        )


def recorded_entries(powers: Powers):
    """Entries that the person may read, newest first; accounts are the administrator's alone."""
    models_ = RECORDED if powers.is_administrator else [m for m in RECORDED if m not in ACCOUNTS]
    kinds = ContentType.objects.get_for_models(*models_).values()
    entries = LogEntry.objects.filter(content_type__in=kinds, action__in=ACTIONS)
    return entries.select_related("actor").order_by("-timestamp", "-pk")


def lines_of(entries: Iterable[LogEntry]) -> list[Line]:
    """The entries as lines; rows that fields point to are looked up once per model."""
    entries = list(entries)
    pointed = _pointed_at(entries)
    return [_line(entry, pointed) for entry in entries]


def _model_of(entry):
    return ContentType.objects.get_for_id(entry.content_type_id).model_class()


def _field_of(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _pointed_at(entries):
    wanted = defaultdict(set)
    for entry in entries:
        model = _model_of(entry)
        for name, values in (entry.changes or {}).items():
            field = _field_of(model, name)
            if field is not None and field.is_relation and isinstance(values, list):
                wanted[field.related_model] |= {int(v) for v in values if str(v).isdigit()}
    return {model: model._default_manager.in_bulk(keys) for model, keys in wanted.items()}


def _line(entry, pointed):
    model = _model_of(entry)
    actor = entry.actor.full_name if entry.actor else entry.actor_email or _("Hệ thống")
    changes = [
        _change(_field_of(model, name), name, values, pointed)
        for name, values in sorted((entry.changes or {}).items())
        if isinstance(values, list) and len(values) == 2
    ]
    return Line(
        at=entry.timestamp,
        actor=actor,
        action=str(ACTIONS[entry.action]),
        kind=capfirst(str(model._meta.verbose_name)),
        thing=entry.object_repr,
        changes=tuple(row for row in changes if row.old != row.new),
    )


def _change(field, name, values, pointed):
    label = name
    if field is not None:
        label = capfirst(str(link_name(field) if field.is_relation else field.verbose_name))
    return Change(label, *(_text(field, value, pointed) for value in values))


def _text(field, value, pointed):
    if value is None or str(value) in NOTHING:
        return ""
    text = str(value)
    if field is None:
        return text[:LONGEST]
    if field.is_relation:
        row = pointed.get(field.related_model, {}).get(int(text)) if text.isdigit() else None
        return str(row) if row is not None else text
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.BooleanField):
        return _("Có") if text == "True" else _("Không")
    if isinstance(field, models.DateTimeField):
        return _moment(text)
    if isinstance(field, models.DateField):
        return _day(text)
    if isinstance(field, models.DecimalField):
        return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _day(text):
    try:
        return dates.day_text(date.fromisoformat(text))
    except ValueError:
        return text


def _moment(text):
    try:
        return dates.local(datetime.fromisoformat(text)).strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return text
