"""What happened to one passage: who, when, before and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.models import Paragraph, ParagraphChange
from reports.versions.words import Piece, compare_words

Kind = ParagraphChange.Kind
TEXTUAL = {Kind.ASSEMBLED, Kind.EDITED, Kind.RESTORED}


@dataclass(frozen=True)
class Step:
    """``pieces`` are the words before and after, none where the text stayed."""

    change: ParagraphChange
    note: str = ""
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def steps_of(paragraph: Paragraph) -> list[Step]:
    """Newest first; one query."""
    steps, text = [], None
    for change in paragraph.changes.select_related("by"):
        steps.append(_step(change, text))
        if change.kind in TEXTUAL and (
            change.kind != Kind.ASSEMBLED or text in (None, change.before)
        ):
            text = change.after
    return steps[::-1]


def _step(change, text):
    if change.kind == Kind.MOVED:
        words = {"old": change.before, "new": change.after}
        return Step(change, _("Từ vị trí %(old)s đến vị trí %(new)s trong phần.") % words)
    if change.kind not in TEXTUAL:
        return Step(change)
    return Step(change, _note(change, text), *compare_words(change.before, change.after))


def _note(change, text):
    """What taking in did besides changing words; ``text`` is the passage as it stood before."""
    if change.kind != Kind.ASSEMBLED:
        return ""
    is_kept = text not in (None, change.before)
    if not change.after:
        return (
            _("Nguồn không còn trong nội dung đã duyệt; nội dung đã sửa được giữ nguyên.")
            if is_kept
            else _("Nguồn không còn trong nội dung đã duyệt.")
        )
    if is_kept:
        return _("Nội dung đơn vị báo cáo thay đổi; nội dung đã sửa được giữ nguyên.")
    return ""
