"""Fields as a page shows them: from the rows, or after a post with what was typed kept."""

from dataclasses import dataclass
from datetime import datetime

from .conflicts import Merge
from .fields import Field, fingerprint, read

NO_BASE = "-"


@dataclass(frozen=True)
class Bound:
    """``base`` stands for the text that the person starts from.

    After an autosave the boxes are not replaced: ``puts`` asks the page to set the box to
    ``shown`` if it still holds ``was``; ``keeps_base`` leaves the old base until that is done.
    ``last_year`` is what the unit wrote here a year ago, to be used again.
    """

    field: Field
    prefix: str
    shown: str
    base: str
    error: str = ""
    readings: tuple[str, ...] = ()
    warning: str = ""
    puts: bool = False
    was: str = ""
    keeps_base: bool = False
    taken_from: object = None
    taken_at: datetime | None = None
    last_year: str = ""

    @property
    def html_name(self):
        return f"{self.prefix}-{self.field.name}"

    @property
    def id(self):
        return f"id_{self.html_name}"

    @property
    def described_by(self):
        hint = f"{self.id}_hint " if self.field.hint else ""
        return f"{hint}{self.id}_error"

    @property
    def kind(self):
        return self.field.kind.value

    @property
    def label_in_full(self):
        """ "Số giường bệnh (giường)" for lists and hidden texts."""
        return f"{self.field.label} ({self.field.unit})" if self.field.unit else self.field.label


def from_rows(form):
    """``(reads, fields by name)`` of an item as it is stored."""
    stored = form.stored()
    reads = {asked.name: read(asked, stored.get(asked.name, "")) for asked in form.fields}
    reads = form.check(reads)
    fields = {}
    for asked in form.fields:
        text, result = stored.get(asked.name, ""), reads[asked.name]
        fields[asked.name] = Bound(
            field=asked,
            prefix=form.prefix,
            shown=text,
            base=fingerprint(text),
            error=result.error,
            readings=result.readings,
            warning=result.warning,
        )
    return reads, fields


def after_post(item, *, final, saved):
    """The fields of an ``ItemOutcome``.

    ``final``: the person wants to go on, so half-given terms are told too. Not ``saved``: the
    page must still start from what it started from.
    """
    lacks = item.form.lacks(item.reads) if final else {}
    stored = item.form.stored()
    fields = {}
    for asked in item.form.fields:
        name = asked.name
        fields[name] = _after(item, asked, stored.get(name, ""), lacks.get(name, ""), saved)
    return item.reads, fields


def _after(item, asked, stored, lack, saved):
    result, sent = item.reads[asked.name], item.typed[asked.name]
    verdict = item.merges[asked.name]
    typed = stored if sent.text is None else sent.text
    is_theirs = verdict is Merge.THEIRS
    is_taken = is_theirs and not sent.choice
    chosen = is_theirs or bool(sent.pick and result.text == sent.pick)
    keeps = verdict is Merge.CONFLICT or not (saved or is_theirs)
    return Bound(
        field=asked,
        prefix=item.form.prefix,
        shown=result.text if chosen else typed,
        base=(sent.base or NO_BASE) if keeps else fingerprint(stored),
        error=result.error or lack,
        readings=result.readings,
        warning=result.warning,
        puts=chosen,
        was=typed,
        keeps_base=is_taken,
        taken_from=item.other[0] if is_taken else None,
        taken_at=item.other[1] if is_taken else None,
    )
