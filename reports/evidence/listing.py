"""The files of a report as its pages show them: by item, with what a person may do with each."""

from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from reports.models import Evidence, TargetEntry, TaskUpdate

from .attaching import Usage, may_add, may_remove, usage_of
from .kinds import words_of
from .limits import size_words
from .preview import can_preview

GENERAL, SIGNED = "danh-gia-chung", "ban-ky"
Kind = Evidence.Kind
Scan = Evidence.Scan


@dataclass(frozen=True)
class ShownFile:
    evidence: Evidence
    may_remove: bool = False

    @property
    def facts(self):
        return f"{words_of(self.evidence.media_type)} · {size_words(self.evidence.size)}"

    @property
    def can_preview(self):
        return can_preview(self.evidence)

    @property
    def is_signed(self):
        return self.evidence.kind == Kind.SIGNED_COPY

    @property
    def is_infected(self):
        return self.evidence.scan == Scan.INFECTED

    @property
    def is_pending(self):
        return self.evidence.scan == Scan.PENDING


@dataclass(frozen=True)
class Box:
    """The files of one place: a target, a task, the report as a whole, or its signed copy."""

    anchor: str
    title: str
    files: tuple[ShownFile, ...]
    may_add: bool = False
    is_signed: bool = False


def place_of(report, anchor):
    """``(item, kind)`` of a box's anchor; None for an anchor that the report does not have."""
    if anchor == SIGNED:
        return None, Kind.SIGNED_COPY
    if anchor == GENERAL:
        return None, Kind.SUPPORT
    for item in _items(report):
        if item.anchor == anchor:
            return item, Kind.SUPPORT
    return None


def _items(report):
    return [
        *report.entries.select_related("target"),
        *report.updates.select_related("task"),
    ]


def rows_of(report):
    """What is attached now, one query however often it is asked for."""
    prefetch_related_objects([report], "evidence")
    return [row for row in report.evidence.all() if row.removed_at is None]


def usage(report) -> Usage:
    return usage_of(rows_of(report))


def box_of(report, item, *, on, person=None) -> Box:
    """The box of a target entry or a task update; of the report for its assessment or None.

    ``person`` is who may write the report; None for a list that is only read.
    """
    is_item = isinstance(item, TargetEntry | TaskUpdate)
    place = item if is_item else None
    rows = [row for row in rows_of(report) if row.kind == Kind.SUPPORT and _is_at(row, place)]
    return Box(
        anchor=item.anchor if is_item else GENERAL,
        title=str(item) if is_item else _("Cả báo cáo"),
        files=_shown(report, rows, place, on, person),
        may_add=_may_add(report, place, Kind.SUPPORT, person, on),
    )


def signed_box(report, *, on, person=None) -> Box:
    rows = [row for row in rows_of(report) if row.kind == Kind.SIGNED_COPY]
    return Box(
        anchor=SIGNED,
        title=_("Bản ký, đóng dấu"),
        files=_shown(report, rows, None, on, person),
        may_add=_may_add(report, None, Kind.SIGNED_COPY, person, on),
        is_signed=True,
    )


def boxes_of(report, *, on, person=None) -> list[Box]:
    """Every place of the report, in the order of the work."""
    places = [*_items(report), None]
    boxes = [box_of(report, place, on=on, person=person) for place in places]
    return [*boxes, signed_box(report, on=on, person=person)]


def _may_add(report, item, kind, person, on):
    return person is not None and may_add(report, item, kind, by=person, on=on)


def _is_at(row, item):
    if isinstance(item, TargetEntry):
        return row.entry_id == item.pk
    if isinstance(item, TaskUpdate):
        return row.update_id == item.pk
    return row.entry_id is None and row.update_id is None


def _shown(report, rows, item, on, person):
    """The rows of one place; their item is known, so that asking for it costs no query."""
    for row in rows:
        if isinstance(item, TargetEntry):
            row.entry = item
        elif isinstance(item, TaskUpdate):
            row.update = item
    return tuple(
        ShownFile(row, person is not None and may_remove(report, row, by=person, on=on))
        for row in rows
    )


def with_files(cards, report):
    """Cards of a reviewer's page, each with what was sent for it; signed copies for the whole."""
    sent = sent_files(report)
    general = (*sent.get(GENERAL, ()), *sent.get(SIGNED, ()))
    files = sent | {GENERAL: general}
    return [replace(card, files=files.get(card.card.anchor, ())) for card in cards]


# -- what was sent ---------------------------------------------------------------------------


def sent_files(report) -> dict[str, tuple[ShownFile, ...]]:
    """Files of the last sending by the anchor of their item, signed copies that came later too.

    Two queries. A file that the unit took out of its draft since then still stands here.
    """
    rows = list(report.evidence.sent().select_related("entry__target", "update__task"))
    if not rows:
        return {}
    last = report.submissions.order_by("-sequence").first()
    listed = {(row["item"], row["kind"], row["sha256"]) for row in last.content.get("evidence", ())}
    shown = {}
    for row in sorted(rows, key=lambda row: (row.removed_at is not None, row.pk)):
        code = row.item.code if row.item else ""
        place = (code, row.kind, row.sha256)
        is_late = row.kind == Kind.SIGNED_COPY and row.removed_at is None
        if place in listed or is_late:
            listed.discard(place)
            shown.setdefault(anchor_of(row), []).append(ShownFile(row))
    return {anchor: tuple(files) for anchor, files in shown.items()}


def anchor_of(row) -> str:
    if row.item:
        return row.item.anchor
    return SIGNED if row.kind == Kind.SIGNED_COPY else GENERAL


def titles_of(report) -> dict[str, str]:
    """Words for the anchors of ``sent_files``."""
    return {item.anchor: str(item) for item in _items(report)} | {
        GENERAL: _("Cả báo cáo"),
        SIGNED: _("Bản ký, đóng dấu"),
    }


def lists_of(report, *, is_own, on) -> list[Box]:
    """The places that hold files: as the unit has them now, or as they were sent."""
    if is_own:
        boxes = boxes_of(report, on=on)
        return [box for box in boxes if box.files]
    sent = sent_files(report)
    if not sent:
        return []
    return [
        Box(anchor, title, sent[anchor], is_signed=anchor == SIGNED)
        for anchor, title in titles_of(report).items()
        if anchor in sent
    ]
