"""What the pages of a report show for each item: fields, state, surroundings, preview."""

from dataclasses import dataclass, field, replace

from reports.checks.book import read_known
from reports.checks.texts import assessment_texts, task_texts
from reports.denominators.wording import shared_words
from reports.models import Assessment, TaskUpdate
from reports.wards.beside import WardPart, beside
from reports.wards.comparison import Comparison
from targets.models import DenominatorSeries, Task, TaskVersion

from . import bound
from .pairs import pair_errors
from .preview import Background, Computed, computed
from .progress import ItemState
from .questions import (
    ask_for_explanation,
    entries_before,
    note_texts,
    offer_again,
    questions_of,
    report_before,
    text_rule_of,
)

MAX_CLAUSE = 300


@dataclass
class FigureGroup:
    """The fields of one asked figure. ``id`` is the place of what they give.

    ``shared`` tells where the shared table's denominator comes from; ``explanation_id`` is where
    the ``questions`` about the figure are answered.
    """

    id: str
    title: str
    hint: str
    fields: list
    computed: Computed | None
    shared: str = ""
    awaits_shared: bool = False
    questions: list = field(default_factory=list)
    explanation_id: str = ""


@dataclass
class Block:
    """One item on a page. ``fields`` are those outside ``groups``."""

    form: object
    reads: dict
    all_fields: list
    state: ItemState
    is_locked: bool
    fields: list = field(default_factory=list)
    groups: list = field(default_factory=list)

    @property
    def item(self):
        return self.form.item

    @property
    def prefix(self):
        return self.form.prefix

    @property
    def code(self):
        return self.form.title.split(" ")[0]

    @property
    def is_returned(self):
        """Whether the unit may read the reviewer's words: not before the review is finished."""
        return bool(self.form.report.returned_at) and self.item.is_returned

    @property
    def errors(self):
        """``(field id, words)``; the words name the figure or the field, for they stand apart."""
        titles = {shown.id: group.title for group in self.groups for shown in group.fields}
        return [
            (shown.id, f"{self.code}, {titles.get(shown.id, shown.field.label)}: {shown.error}")
            for shown in self.all_fields
            if shown.error
        ]


@dataclass(frozen=True)
class Quotation:
    """The words of a reading inside the clause as printed."""

    before: str
    words: str
    after: str


def quotation_of(reading):
    """A long clause is not repeated whole: the words then stand alone."""
    text, words = reading.clause.text, reading.quote
    before, found, after = text.partition(words)
    if not found or len(text) > MAX_CLAUSE:
        return Quotation("", words, "")
    return Quotation(before, words, after)


@dataclass
class TargetBlock(Block):
    governing: object = None
    quotation: Quotation | None = None
    others: list = field(default_factory=list)
    history: list = field(default_factory=list)
    annual_target: object = None
    is_sensitive: bool = False
    starts_in: int | None = None
    part: WardPart | None = None
    wards: Comparison | None = None
    series: DenominatorSeries | None = None


@dataclass
class TaskBlock(Block):
    """``terms`` are the task's words in the report's year."""

    terms: Task | TaskVersion | None = None
    last_year: TaskUpdate | None = None

    @property
    def yardstick(self):
        return self.form.yardstick

    @property
    def reached(self):
        """Đạt or Không đạt of what stands in the box; None while it holds no number."""
        if self.yardstick is None or self.reads["achieved"].error:
            return None
        return self.yardstick.verdict(self.reads["achieved"].value)


@dataclass
class AssessmentBlock(Block):
    last_year: Assessment | None = None

    @property
    def code(self):
        return self.form.title


def _bound(forms, outcome, final, saved):
    """``(form, reads, fields)`` of every item, after a post where there was one."""
    after = {id(item.form): item for item in outcome.items} if outcome else {}
    for form in forms:
        item = after.get(id(form))
        if item is None:
            yield form, *bound.from_rows(form)
        else:
            yield form, *bound.after_post(item, final=final, saved=saved)


def _base(form, reads, fields, writing):
    return {
        "form": form,
        "reads": reads,
        "all_fields": list(fields.values()),
        "state": writing.state_of(form),
        "is_locked": writing.report.item_is_locked(form.item),
    }


def target_blocks(report, forms, writing, *, outcome=None, final=False, saved=True):
    known = writing.known or read_known(report, [form.item for form in forms])
    background = Background(known.observations, known.annual)
    before = entries_before(report)
    rows = list(_bound(forms, outcome, final, saved))
    _mark_pairs(rows)
    questions = questions_of(report, [(form, reads) for form, reads, _f in rows], known, before)
    sensitive = _sensitive_clauses(forms)
    wards = beside(report, forms)
    for form, _reads, fields in rows:
        offer_again(fields, "source", before.get(form.target.pk))
    return [
        _target_block(report, row, questions, background, writing, sensitive, wards) for row in rows
    ]


def _sensitive_clauses(forms):
    """Clauses that a sensitive task shares with these targets."""
    clauses = {reading.clause_id for form in forms for reading in form.target.readings.all()}
    return set(
        Task.objects.filter(is_sensitive=True, clause__in=clauses).values_list("clause", flat=True)
    )


def _mark_pairs(rows):
    """Errors between two items; after a post they are there already and give no value here."""
    by_form = {id(form): (reads, fields) for form, reads, fields in rows}
    for form, name, message in list(pair_errors([(form, reads) for form, reads, _f in rows])):
        reads, fields = by_form[id(form)]
        reads[name] = reads[name].with_error(message)
        fields[name] = replace(fields[name], error=message)


def _target_block(report, row, questions, background: Background, writing, sensitive, wards):
    form, reads, fields = row
    asked = questions.get(form.target.pk, [])
    ask_for_explanation(fields, asked)
    # As the plan words the target in the report's year.
    governing = form.target.reading_in(report.year)
    readings = form.target.readings_in(report.year)
    groups = []
    for figure in form.figures:
        own = [fields[asked.name] for asked in form.by_figure[figure]]
        groups.append(
            FigureGroup(
                id=f"{form.prefix}-{figure.name}-gia-tri",
                title=form.figure_title(figure),
                hint=form.figure_hint(figure),
                fields=own,
                computed=computed(form, figure, reads, background),
                shared=shared_words(figure.shared_denominator) if figure.shared_denominator else "",
                awaits_shared=_awaits_shared(form, figure),
                questions=[one for one in asked if one.vintage == figure.vintage],
                explanation_id=fields["explanation"].id,
            )
        )
    starts = governing.start_year if governing else None
    # The district's own values and annual target say nothing about one ward.
    years = () if form.is_of_ward else (report.year - 1, report.year - 2)
    annual = None if form.is_of_ward else background.annual_target(form.target, report.year)
    return TargetBlock(
        **_base(form, reads, fields, writing),
        fields=[fields[asked.name] for asked in form.other_fields()],
        groups=groups,
        governing=governing,
        quotation=quotation_of(governing) if governing else None,
        others=[reading for reading in readings if reading != governing],
        history=[known for year in years if (known := background.best(form.target, year))],
        annual_target=annual,
        is_sensitive=any(reading.clause_id in sensitive for reading in readings),
        starts_in=starts if starts and starts > report.year else None,
        part=wards.parts.get(form.target.pk),
        wards=wards.sums.get(form.target.pk),
        series=None if form.is_of_ward else form.target.denominator_series,
    )


def _awaits_shared(form, figure):
    """The shared table should give this denominator and does not yet."""
    is_of_table = form.target.denominator_series_id is not None and not form.is_of_ward
    return is_of_table and figure.shared_denominator_id is None


def task_blocks(report, forms, writing, *, outcome=None, final=False, saved=True):
    before = report_before(TaskUpdate, report)
    last_year = {update.task_id: update for update in before}
    rule, rows = text_rule_of(report, writing), list(_bound(forms, outcome, final, saved))
    for form, _reads, fields in rows:
        last = last_year.get(form.item.task_id)
        note_texts(rule, report.year, task_texts(), fields, last)
    return [
        TaskBlock(
            **_base(form, reads, fields, writing),
            fields=list(fields.values()),
            terms=form.item.task.terms_in(report.year),
            last_year=last_year.get(form.item.task_id),
        )
        for form, reads, fields in rows
    ]


def assessment_blocks(report, forms, writing, *, outcome=None, final=False, saved=True):
    last_year = report_before(Assessment, report).first()
    rule, rows = text_rule_of(report, writing), list(_bound(forms, outcome, final, saved))
    for _form, _reads, fields in rows:
        note_texts(rule, report.year, assessment_texts(), fields, last_year)
    return [
        AssessmentBlock(
            **_base(form, reads, fields, writing),
            fields=list(fields.values()),
            last_year=last_year,
        )
        for form, reads, fields in rows
    ]
