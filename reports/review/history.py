"""The visible history of a report, and what changed from one submission to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from q3plan.lib.numbers import figure_text, format_decimal
from reports.models import ReportEvent
from reports.models.completeness import figure_label
from reports.review.sent import Sent, assessment_labels

NOTHING = "–"
GROUPED = {ReportEvent.Kind.ITEM_ACCEPTED}
TONES = {
    ReportEvent.Kind.RETURNED: "red",
    ReportEvent.Kind.ITEM_RETURNED: "red",
    ReportEvent.Kind.ACCEPTED: "green",
    ReportEvent.Kind.ITEM_ACCEPTED: "green",
}


@dataclass(frozen=True)
class Change:
    """One field that differs between two submissions."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Step:
    """One line of the history; a sending carries its receipt and what it changed."""

    title: str
    tone: str
    at: datetime
    by: str
    subjects: tuple[str, ...] = ()
    text: str = ""
    receipt: str = ""
    changes: tuple[Change, ...] = ()
    is_repeated: bool = False


def fields_of(sent: Sent) -> dict[str, str]:
    """Label → text of everything in a submission, in the order of its pages."""
    found = {}
    for target in sent.targets.values():
        for figure in target.figures:
            label = f"{target.code}, {figure_label(figure)}"
            is_computed = figure.numerator is not None
            found[label] = figure_text(figure.value, target.decimals, is_computed=is_computed)
            if figure.numerator is not None or figure.denominator is not None:
                found[_("%(label)s (tử số)") % {"label": label}] = format_decimal(figure.numerator)
                found[_("%(label)s (mẫu số)") % {"label": label}] = format_decimal(
                    figure.denominator
                )
        found[f"{target.code}, {_('đề xuất năm sau')}"] = format_decimal(target.proposal)
        found[f"{target.code}, {_('nguồn số liệu')}"] = target.source
        found[f"{target.code}, {_('giải trình')}"] = target.explanation
    for task in sent.tasks.values():
        found[f"{task.code}, {_('tự đánh giá')}"] = task.rating_label
        found[f"{task.code}, {_('kết quả thực hiện')}"] = task.result
        found[f"{task.code}, {_('khó khăn, vướng mắc')}"] = task.difficulties
        found[f"{task.code}, {_('kiến nghị, đề xuất')}"] = task.proposals
    for name, words in assessment_labels().items():
        found[f"{_('Đánh giá chung')}, {words}"] = sent.assessment.get(name, "")
    return found


def changes_between(old: Sent, new: Sent) -> tuple[Change, ...]:
    """Every field whose text differs; a field that is blank reads "–"."""
    before, after = fields_of(old), fields_of(new)
    return tuple(
        Change(label, before.get(label) or NOTHING, after.get(label) or NOTHING)
        for label in dict.fromkeys((*after, *before))
        if (before.get(label) or NOTHING) != (after.get(label) or NOTHING)
    )


def timeline(events: Iterable[ReportEvent], dossier) -> list[Step]:
    """What others than the unit may see of the report's life, newest first; no query.

    ``events`` in order of arrival with ``by``. Items accepted one after the other are one line.
    """
    receipts = {row.receipt_code: index for index, row in enumerate(dossier.submissions)}
    steps = []
    for event in events:
        if event.kind in ReportEvent.INTERNAL:
            continue
        last = steps[-1] if steps else None
        if last and event.kind in GROUPED and (last.title, last.by) == (_title(event), _by(event)):
            steps[-1] = _step(event, subjects=(*last.subjects, event.subject))
            continue
        if event.kind == ReportEvent.Kind.SUBMITTED:
            steps.append(_sending(event, receipts.get(event.subject), dossier.contents))
        else:
            steps.append(_step(event, subjects=(event.subject,) if event.subject else ()))
    return steps[::-1]


def _sending(event, index, contents):
    if not index:
        return _step(event, receipt=event.subject)
    changes = changes_between(contents[index - 1], contents[index])
    return _step(event, receipt=event.subject, changes=changes, is_repeated=True)


def _step(event, **fields):
    tone = TONES.get(event.kind, "")
    return Step(_title(event), tone, event.at, _by(event), text=event.text, **fields)


def _title(event):
    return str(event.get_kind_display())


def _by(event):
    return event.by.full_name if event.by else ""
