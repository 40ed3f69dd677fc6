"""What an upload would change, told before anything is written, and the writing itself.

The texts go the way of a browser's post (``reports.entry.saving``): same reading, same checks,
same question where two people changed one box.
"""

from dataclasses import dataclass, field, replace

from django.db import transaction
from django.http import QueryDict

from q3plan.lib.numbers import format_decimal
from reports.entry import saving
from reports.entry.conflicts import Merge
from reports.entry.fields import Kind, read
from reports.entry.sections import SECTIONS
from reports.models import Report

from .reading import Remark

MAX_PLACE = 120


@dataclass(frozen=True)
class Change:
    """One box: ``old`` and ``new`` as a person reads them, "" for blank."""

    place: str
    item: str
    label: str
    old: str
    new: str
    note: str = ""


@dataclass
class Preview:
    """``sent`` are the hidden inputs that bring the same upload back for confirming."""

    changes: list = field(default_factory=list)
    conflicts: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    ignored: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    kept: int = 0
    refusal: str = ""

    @property
    def is_ready(self):
        return bool(self.changes or self.conflicts) and not self.problems

    @property
    def may_be_written(self):
        return not (self.problems or self.conflicts or self.refusal)


def post_of(filled) -> QueryDict:
    """The upload as a browser would post it, with the cells that the texts stand in."""
    data = QueryDict(mutable=True)
    for name, text in filled.texts.items():
        data[name] = text
        data[f"{name}-base"] = filled.bases[name]
        data[f"{name}-cell"] = filled.places[name]
        if name in filled.notes:
            data[f"{name}-note"] = filled.notes[name]
    return data


def preview_of(report, data, *, problems=(), ignored=(), titles=None) -> Preview:
    """Compare ``data`` with what is stored; writes nothing. ``titles`` names boxes in full."""
    preview = Preview(problems=list(problems), ignored=list(ignored))
    for section in SECTIONS:
        forms = section.make_forms(report)
        open_forms = [form for form in forms if not report.item_is_locked(form.item)]
        before = _errors(saving.read_items(forms, open_forms, QueryDict()))
        for item in saving.read_items(forms, open_forms, data):
            _preview_item(preview, item, before[item.form.prefix], data, titles or {})
    return preview


def _errors(items):
    return {item.form.prefix: item.errors for item in items}


def _preview_item(preview, item, before, data, titles):
    """What was wrong before and was not touched is the draft's own matter."""
    prefix = item.form.prefix
    posted = [asked.name for asked in item.form.fields if f"{prefix}-{asked.name}" in data]
    for asked in item.form.fields:
        name, html_name = asked.name, f"{prefix}-{asked.name}"
        error = item.errors.get(name)
        if error and (name in posted or error != before.get(name)):
            place = _place(data, html_name) or _place(data, f"{prefix}-{(posted or [''])[0]}")
            code = item.form.title.split(" ")[0]
            words = f"{titles.get(html_name, asked.label)}: {error}"
            preview.problems.append(Remark(place or code, f"{code}, {words}" if place else words))
        if name in posted:
            preview.sent += _hidden(data, html_name)
            if item.merges[name] in (Merge.MINE, Merge.THEIRS) and not error:
                _add_change(preview, item, asked, data, titles)
    # A target asks for the same box more than once, for each of its figures.
    preview.conflicts += [
        replace(conflict, label=titles.get(conflict.html_name, conflict.label))
        for conflict in item.conflicts
    ]


def _add_change(preview, item, asked, data, titles):
    html_name = f"{item.form.prefix}-{asked.name}"
    if item.merges[asked.name] is Merge.THEIRS:
        preview.kept += 1
        return
    old, new = item.before.get(asked.name, ""), item.reads[asked.name].text
    # A rate that only repeats what its terms give is not kept beside them.
    if old == new:
        return
    preview.changes.append(
        Change(
            _place(data, html_name),
            item.form.title,
            titles.get(html_name, asked.label),
            shown(asked, old),
            shown(asked, new),
            data.get(f"{html_name}-note", "")[:500],
        )
    )


def _place(data, html_name):
    return data.get(f"{html_name}-cell", "")[:MAX_PLACE]


def _hidden(data, html_name):
    names = (html_name, *(f"{html_name}-{part}" for part in ("base", "cell", "note")))
    return [(name, data[name]) for name in names if name in data]


def shown(asked, text) -> str:
    """A stored text for reading: words of a choice, figures in groups."""
    if asked.kind is Kind.CHOICE:
        return str(dict(asked.choices).get(text, text))
    if asked.kind is Kind.NUMBER:
        result = read(asked, text)
        return text if result.error or result.value is None else format_decimal(result.value)
    return text


@transaction.atomic
def write(report, data, *, by, at, titles=None) -> Preview:
    """All of it or nothing. The preview that comes back says what was written, or what is asked.

    Locks the report first: what was compared is what is replaced.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    report.state = locked.state
    preview = preview_of(report, data, titles=titles)
    if not preview.may_be_written:
        return preview
    for section in SECTIONS:
        outcome = saving.save(report, section.make_forms, data, by=by, at=at)
        preview.refusal = preview.refusal or outcome.refusal
        preview.conflicts += outcome.conflicts
    if not preview.may_be_written:
        transaction.set_rollback(True)
    return preview
