"""One post of a page: merge with what others saved, write what can be read, keep the rest.

Nothing is written when two people changed the same field differently.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from q3plan.lib.dates import as_day
from reports.models import Assessment, Figure, Report
from targets.models import TaskYardstick
from targets.models.over_time import OF_TARGET

from . import bound
from .access import is_held_by_other
from .conflicts import Conflict, Merge, merge
from .fields import Typed, fingerprint, read
from .forms import AssessmentForm, EntryForm, UpdateForm
from .pairs import pair_errors


@dataclass
class ItemOutcome:
    """One item after a post: what was read, whose text stood and what is still to be mended."""

    form: object
    reads: dict
    typed: dict
    merges: dict
    conflicts: list
    before: dict
    other: tuple

    @property
    def errors(self):
        return {name: read.error for name, read in self.reads.items() if read.error}

    @property
    def refused(self):
        return any(read.refused for read in self.reads.values())


@dataclass
class Outcome:
    items: list
    forms: list
    changed: bool = False
    refusal: str = ""

    @property
    def conflicts(self):
        return [conflict for item in self.items for conflict in item.conflicts]

    @property
    def refused(self):
        return any(item.refused for item in self.items)

    @property
    def has_errors(self):
        return any(item.errors for item in self.items)


def entry_forms(report):
    figures = Prefetch("figures", Figure.objects.select_related("shared_denominator__series"))
    entries = (
        report.entries.select_related(
            "target__plan", "target__denominator_series", "updated_by", "reviewed_by"
        )
        .prefetch_related(figures, "target__readings__clause", *OF_TARGET)
        .order_by("target__order")
    )
    return [EntryForm(report, entry) for entry in entries]


def update_forms(report):
    updates = report.updates.select_related("task__clause", "updated_by", "reviewed_by")
    updates = updates.prefetch_related("task__versions")
    given = TaskYardstick.objects.in_force(report.year).filter(task__updates__report=report)
    yardsticks = {row.task_id: row for row in given}
    return [
        UpdateForm(report, update, yardsticks.get(update.task_id))
        for update in updates.order_by("task__order")
    ]


def assessment_forms(report):
    rows = Assessment.objects.filter(report=report).select_related("updated_by", "reviewed_by")
    return [AssessmentForm(report, row) for row in rows]


@transaction.atomic
def save(report, make_forms, data, *, by, at) -> Outcome:
    """Save what ``data`` (a QueryDict) holds for the items of one page.

    Locks the report first, so that the texts compared are those that will be replaced.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    report.state, report.version = locked.state, locked.version
    report.reopened_until, report.behalf_by_id = locked.reopened_until, locked.behalf_by_id
    forms = make_forms(report)
    open_forms = [form for form in forms if not report.item_is_locked(form.item)]
    outcome = Outcome(read_items(forms, open_forms, data), forms)
    if not report.is_editable(on=as_day(at)):
        outcome.refusal = _("Chưa lưu được vì báo cáo đang ở trạng thái “%(state)s”.") % {
            "state": report.get_state_display()
        }
        return outcome
    if is_held_by_other(report, by):
        outcome.refusal = _(
            "Chưa lưu được vì cơ quan đầu mối đang nhập thay báo cáo này từ bản giấy."
        )
        return outcome
    changed = [item for item in outcome.items if is_changed(item)]
    if outcome.conflicts or not changed:
        return outcome
    report.touch(by=by, at=at)
    for item in changed:
        item.form.apply(stored_reads(item), by=by, at=at)
    outcome.changed = True
    return outcome


def read_items(forms, open_forms, data):
    """What was posted for the open items of a page, checked across items too."""
    items = {id(form): read_item(form, data) for form in open_forms}
    across = [
        (form, items[id(form)].reads if id(form) in items else bound.from_rows(form)[0])
        for form in forms
        if isinstance(form, EntryForm)
    ]
    for form, name, message in list(pair_errors(across)):
        if item := items.get(id(form)):
            item.reads[name] = item.reads[name].with_error(message)
    return list(items.values())


def read_item(form, data):
    """Merge each posted text with the stored one, then read the result as one item."""
    before = form.stored()
    same_version = data.get(f"{form.prefix}-version", "") == str(form.item.version)
    reads, typed, merges, conflicts = {}, {}, {}, []
    for asked in form.fields:
        sent = typed[asked.name] = Typed.of(data, f"{form.prefix}-{asked.name}")
        current = before.get(asked.name, "")
        mine = read(asked, current if sent.text is None else sent.text, sent.pick)
        verdict = Merge.SAME
        if sent.text is not None:
            own = [read(asked, text).text for text in sent.sent]
            verdict = merge(mine.text, current, sent, same_version=same_version, own=own)
        merges[asked.name] = verdict
        reads[asked.name] = read(asked, current) if verdict is Merge.THEIRS else mine
        if verdict is Merge.CONFLICT:
            conflicts.append(conflict_of(form, asked, mine.text, current, sent))
    reads = form.check(reads)
    other = (form.item.updated_by, form.item.updated_at)
    return ItemOutcome(form, reads, typed, merges, conflicts, before, other)


def conflict_of(form, asked, mine, current, sent):
    choices = dict(asked.choices)
    return Conflict(
        html_name=f"{form.prefix}-{asked.name}",
        item=form.title,
        label=asked.label,
        mine=str(choices.get(mine, mine)),
        theirs=str(choices.get(current, current)),
        seen=fingerprint(current),
        choice=sent.choice if sent.seen == fingerprint(current) else "",
        by=form.item.updated_by,
        at=form.item.updated_at,
    )


def stored_reads(item):
    """What is written: a text too long to be kept leaves the stored one as it is."""
    kept = {
        name: read(asked, item.before.get(name, "")) if item.reads[name].refused else None
        for asked in item.form.fields
        for name in [asked.name]
    }
    if not any(kept.values()):
        return item.reads
    return item.form.check({name: kept[name] or item.reads[name] for name in item.reads})


def is_changed(item):
    """Whether writing would change the row: texts differ, or an error appeared or went away."""
    reads = stored_reads(item)
    unread = {name: one.text for name, one in reads.items() if one.error and not one.refused}
    texts = {name: one.text for name, one in reads.items()}
    changed = any(texts[name] != item.before.get(name, "") for name in texts)
    return changed or unread != item.form.item.unparsed
