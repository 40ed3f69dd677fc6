"""How far the writing of a report has come, item by item and section by section."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reports.checks.book import Known, read_known
from reports.evidence.listing import rows_of
from reports.models import Assessment, Report, TargetEntry, TaskUpdate
from reports.models.completeness import (
    missing_in_assessment,
    missing_in_entries,
    missing_in_updates,
)
from reports.models.payload import submission_payload


class ItemState(TextChoices):
    TODO = "TODO", _("Chưa làm")
    DOING = "DOING", _("Đang làm")
    DONE = "DONE", _("Hoàn thành")
    OPTIONAL = "OPTIONAL", _("Chưa bắt buộc")
    RETURNED = "RETURNED", _("Bị trả lại")
    ACCEPTED = "ACCEPTED", _("Đã duyệt")

    @property
    def tag(self):
        return {
            "TODO": "tag-grey",
            "DOING": "tag-blue",
            "DONE": "tag-plain",
            "OPTIONAL": "tag-grey",
            "RETURNED": "tag-red",
            "ACCEPTED": "tag-green",
        }[self.value]

    @property
    def is_done(self):
        return self in {ItemState.DONE, ItemState.OPTIONAL, ItemState.ACCEPTED}


@dataclass(frozen=True)
class Writing:
    """What lacks before sending, and which returned items were changed since the last sending.

    ``known`` is what a page read to tell that, for whatever else it asks.
    """

    report: Report
    missing: tuple
    corrected: frozenset[str]
    known: Known | None = None

    def state_of(self, form) -> ItemState:
        item, anchor = form.item, form.prefix
        is_accepted = item.is_accepted and self.report.state == Report.State.ACCEPTED
        if is_accepted or self.report.item_is_locked(item):
            return ItemState.ACCEPTED
        if self.report.returned_at and item.is_returned and anchor not in self.corrected:
            return ItemState.RETURNED
        has_words = any(form.stored().values())
        if any(lack.anchor == anchor for lack in self.missing):
            return ItemState.DOING if has_words else ItemState.TODO
        return ItemState.DONE if has_words else ItemState.OPTIONAL


@dataclass(frozen=True)
class SectionProgress:
    done: int
    total: int
    state: ItemState

    @property
    def is_done(self):
        return self.state.is_done


def section_progress(states) -> SectionProgress:
    """A section is as far as its items: one returned makes it returned, one begun begins it."""
    states = list(states)
    done = sum(state.is_done for state in states)
    if ItemState.RETURNED in states:
        state = ItemState.RETURNED
    elif done == len(states):
        state = ItemState.DONE
    elif done or ItemState.DOING in states:
        state = ItemState.DOING
    else:
        state = ItemState.TODO
    return SectionProgress(done, len(states), state)


def writing_of(report, *, by, at, forms=None) -> Writing:
    """With the ``forms`` of a page only their items are looked at, and no row is read twice."""
    corrected = corrected_since_sent(report, by, at)
    if forms is None:
        return Writing(report, tuple(report.missing_to_submit()), corrected)
    items = [form.item for form in forms]
    entries = [item for item in items if isinstance(item, TargetEntry)]
    updates = [item for item in items if isinstance(item, TaskUpdate)]
    known = read_known(report, entries, rows_of(report) if entries else None)
    missing = [
        *missing_in_entries(report, entries, known),
        *missing_in_updates(report, updates),
    ]
    for item in items:
        if isinstance(item, Assessment):
            missing += missing_in_assessment(report, item)
    return Writing(report, tuple(missing), corrected, known)


def corrected_since_sent(report, by, at) -> frozenset[str]:
    """Anchors of items that read differently now than in the last submission.

    Told from the content: moments do not tell, because a demonstration's clock stands still.
    """
    if not report.returned_at:
        return frozenset()
    last = report.submissions.order_by("-sequence").first()
    if last is None:
        return frozenset()
    return frozenset(
        anchor
        for anchor, content in _by_anchor(submission_payload(report, by=by, at=at)).items()
        if content != _by_anchor(last.content).get(anchor)
    )


def _by_anchor(content):
    """What each item says, its files too: a missing file may be all that was to be mended."""
    files = {}
    for row in content.get("evidence", ()):
        files.setdefault(row["item"], []).append([row["kind"], row["sha256"]])
    items = _items_by_anchor(content)
    return {anchor: (row, sorted(files.get(row.get("code", ""), ()))) for anchor, row in items}


def _items_by_anchor(content):
    rows = {row["code"].lower().replace(".", "-"): row for row in content["targets"]}
    rows |= {row["code"].lower().replace(".", "-"): row for row in content["tasks"]}
    return (rows | {"danh-gia-chung": content["assessment"]}).items()
