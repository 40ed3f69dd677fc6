"""What differs between two sendings of a report, item by item, from their frozen contents."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.entry.summary import Item, Row, parts_of_payload
from reports.models import Evidence

from .words import Piece, compare_words


class Kind(TextChoices):
    CHANGED = "CHANGED", gettext_lazy("Sửa")
    ADDED = "ADDED", gettext_lazy("Thêm")
    REMOVED = "REMOVED", gettext_lazy("Bỏ")

    @property
    def tag(self):
        return {"CHANGED": "tag-amber", "ADDED": "tag-blue", "REMOVED": "tag-grey"}[self.value]


@dataclass(frozen=True)
class ChangedRow:
    """One answer that differs; a blank side has no pieces."""

    label: str
    kind: Kind
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True)
class ComparedItem:
    """``same`` are the rows that read alike in both."""

    anchor: str
    title: str
    changed: tuple[ChangedRow, ...]
    same: tuple[Row, ...]
    kind: Kind | None = None


@dataclass(frozen=True)
class Comparison:
    changed: tuple[ComparedItem, ...]
    same: tuple[ComparedItem, ...]

    @property
    def rows_changed(self) -> int:
        return sum(len(item.changed) for item in self.changed)


def compare(old: Mapping, new: Mapping) -> Comparison:
    """``old`` and ``new`` are contents of submissions; items in the order of the later one."""
    before, after = _items(old), _items(new)
    found = [_compare_item(before.get(key), after.get(key)) for key in {**after, **before}]
    return Comparison(
        changed=tuple(item for item in found if item.changed),
        same=tuple(item for item in found if not item.changed),
    )


def _items(content):
    parts = parts_of_payload(content)
    items = {item.anchor: item for part in parts for item in part.items}
    evidence = _evidence(content)
    return items | ({evidence.anchor: evidence} if evidence.rows else {})


def _evidence(content):
    """Files by name; their hash tells when a file of the same name is another one."""
    rows = []
    for file in content.get("evidence", ()):
        about = file["item"] or _("cả báo cáo")
        kind = Evidence.Kind(file["kind"]).label
        label = f"{kind}, {about}: {file['name']}"
        rows.append(Row(label, _("có, mã băm %(hash)s…") % {"hash": file["sha256"][:12]}))
    return Item("", _("Tệp kèm theo"), tuple(rows), "tep-kem-theo")


def _compare_item(old, new):
    before, after = _texts(old), _texts(new)
    changed = [
        _changed(label, before.get(label, ""), after.get(label, ""))
        for label in {**after, **before}
        if before.get(label, "") != after.get(label, "")
    ]
    shown = new or old
    kind = None
    if old is None or new is None:
        kind = Kind.ADDED if old is None else Kind.REMOVED
    same = tuple(row for row in shown.rows if before.get(row.label) == after.get(row.label))
    return ComparedItem(shown.anchor, shown.title, tuple(changed), same, kind)


def _texts(item):
    """Label → the whole answer, its terms included: a change of terms alone is a change."""
    if item is None:
        return {}
    return {
        row.label: f"{row.text} ({row.detail})" if row.detail else row.text for row in item.rows
    }


def _changed(label, old, new):
    kind = Kind.CHANGED if old and new else Kind.ADDED if new else Kind.REMOVED
    before, after = compare_words(old, new)
    return ChangedRow(label, kind, before, after)
