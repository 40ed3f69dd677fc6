"""What a post of the worksheet holds: read row by row, saved together or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from q3plan.lib.numbers import input_text
from reports.annual.sheet import SOURCES, Box, Sheet, SheetRow, base_of
from reports.annual.values import read_note, read_value
from reports.models import AnnualDraft
from targets.models import Plan

NOBODYS = -1


@dataclass(frozen=True)
class Wanted:
    """What a row is to hold; ``version`` is the one that the person saw."""

    value: Decimal | None
    note: str
    version: int


@dataclass(frozen=True)
class Posted:
    """The rows with what was typed, and what is to be written where everything could be read."""

    rows: tuple[SheetRow, ...]
    wanted: dict[int, Wanted]

    @property
    def errors(self):
        """``(field id, words)`` for the summary on top."""
        found = []
        for row in self.rows:
            for name, text in (("value", row.box.error), ("note", row.box.note_error)):
                if text:
                    found.append((f"{row.anchor}-{name}", f"{row.target.code}: {text}"))
        return found

    @property
    def conflicts(self):
        return [row for row in self.rows if row.box.theirs]


def read_post(sheet: Sheet, data, *, take="", fill="") -> Posted:
    """``take`` "ct-06:path" puts one value into its box, ``fill`` "path" one into every empty."""
    rows, wanted = [], {}
    for row in sheet.rows:
        typed = _typed(row, data, take, fill)
        value, note = read_value(row.target, typed.text), read_note(typed.note)
        box = replace(typed, error=value.error, note_error=note.error)
        check = row.around.check(value.value) if value.value is not None else None
        is_changed = _is_changed(row, value, note)
        if is_changed and not (value.error or note.error):
            if typed.version != row.box.version:
                # The next press is made by somebody who has seen what stands now.
                theirs = row.value_text or _("ô trống")
                box = replace(box, version=row.box.version, theirs=theirs)
            else:
                wanted[row.target.pk] = Wanted(value.value, note.text, typed.version)
        rows.append(replace(row, box=box, check=None if value.error else check))
    return Posted(tuple(rows), wanted)


def _typed(row, data, take, fill):
    """What the person wants in the row; where nothing was touched, what stands there now."""
    text = data.get(f"{row.anchor}-value", row.box.text)
    note = data.get(f"{row.anchor}-note", row.box.note)
    version = _version(data.get(f"{row.anchor}-version"), row.box.version)
    read = (read_value(row.target, text).text, read_note(note).text)
    if data.get(f"{row.anchor}-base") == base_of(*read):
        text, note, version = row.box.text, row.box.note, row.box.version
    source = ""
    if take.partition(":")[0] == row.anchor:
        source = take.partition(":")[2]
    elif fill and not text.strip():
        source = fill
    offer = row.offer(source) if source in SOURCES else None
    return Box(text=input_text(offer.value) if offer else text, note=note, version=version)


def _version(text, current):
    """What the form says it saw; an unreadable one is nobody's, and so a conflict."""
    if text is None:
        return current
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else NOBODYS


def _is_changed(row, value, note):
    stored = row.draft
    held = (stored.value, stored.note) if stored else (None, "")
    return (value.value, note.text) != held


@transaction.atomic
def save_drafts(plan: Plan, year: int, wanted: dict[int, Wanted], *, by, at: datetime) -> bool:
    """Write every row, or none where one was changed since it was read; True when written."""
    # Everybody who writes a sheet of the plan waits here in turn.
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    held = {row.target_id: row for row in AnnualDraft.objects.filter(target__in=wanted, year=year)}
    for target_id, one in wanted.items():
        if (held[target_id].version if target_id in held else 0) != one.version:
            return False
    for target_id, one in wanted.items():
        row = held.get(target_id) or AnnualDraft(target_id=target_id, year=year, version=0)
        row.value, row.note, row.version = one.value, one.note, row.version + 1
        row.updated_at, row.updated_by = at, by
        row.save()
    return True
