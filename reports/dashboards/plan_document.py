"""The plan as a document: clauses in printed order, each with its targets and tasks beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from assignments.permissions import visible_targets
from q3plan.lib import dates
from q3plan.lib.text import fold
from reports.dashboards.plan_search import contains, marked, needle
from reports.dashboards.standing import TargetStanding, standings
from reports.dashboards.task_standing import FEW, TaskStanding, task_standings, visible_tasks
from reports.versions.words import compare_words
from targets.models import (
    CitedDocument,
    Clause,
    ClauseVersion,
    GoverningSpan,
    Reading,
    Target,
    Task,
    TaskVersion,
)

Kind = Clause.Kind


@dataclass(frozen=True)
class TargetNote:
    """A target as this clause words it. ``standing`` is None for those who may not see it.

    ``is_contested`` tells that the plan words the target in two ways of different weight. ``span``
    is the decision by which the governing reading governs, ``replaced`` what this clause said.
    """

    target: Target
    reading: Reading
    governing: Reading
    is_contested: bool
    standing: TargetStanding | None
    span: GoverningSpan | None = None
    replaced: tuple[Reading, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether this clause only says again what the governing reading says elsewhere."""
        return not self.reading.is_governing and _same_terms(self.reading, self.governing)


@dataclass(frozen=True)
class TaskNote:
    """A task beside its clause; its rating is for those who may see it."""

    standing: TaskStanding
    is_visible: bool
    may_propose: bool = False

    @property
    def versions(self) -> tuple[TaskVersion, ...]:
        """What it was, newest first, each with the decision that changed it to the next."""
        rows = sorted(self.task.versions.all(), key=lambda row: row.valid_from)
        return tuple((old, new) for old, new in pairwise(rows))[::-1]

    @property
    def task(self) -> Task:
        return self.standing.task

    @property
    def units(self) -> str:
        leads = self.standing.leads
        if len(leads) > FEW:
            return _("%(n)s đơn vị") % {"n": len(leads)}
        return ", ".join(unit.short_name for unit in leads)

    @property
    def cooperating(self) -> str:
        return ", ".join(unit.short_name for unit in self.standing.cooperating)


@dataclass(frozen=True)
class DocClause:
    """One clause on the page. ``pieces`` is its text cut at the search hits.

    ``label`` is the number as printed ("II.", "4.", "–"); ``lines`` holds the recipients.
    """

    clause: Clause
    label: str
    pieces: list
    lines: tuple[list, ...]
    corrected: str
    targets: tuple[TargetNote, ...]
    tasks: tuple[TaskNote, ...]
    documents: tuple[CitedDocument, ...]
    is_hit: bool
    amended: tuple["Amended", ...] = ()

    @property
    def reference(self) -> str:
        return self.clause.reference

    @property
    def is_section(self) -> bool:
        return self.clause.kind == Kind.SECTION

    @property
    def is_heading(self) -> bool:
        return self.clause.kind == Kind.HEADING

    @property
    def is_recipients(self) -> bool:
        return self.clause.kind == Kind.RECIPIENTS

    @property
    def is_closing(self) -> bool:
        return self.clause.kind == Kind.CLOSING

    @property
    def has_side(self) -> bool:
        return bool(self.targets or self.tasks)

    @property
    def is_ours(self) -> bool:
        """Whether the reference is only ours: the print gives the paragraph no number at all."""
        return self.clause.kind in {Kind.PREAMBLE, Kind.CLOSING, Kind.RECIPIENTS}


@dataclass(frozen=True)
class Amended:
    """A clause's wording from a day on beside the one before it, marked where they differ."""

    version: ClauseVersion
    old: tuple
    new: tuple


@dataclass(frozen=True)
class Contents:
    """One line of the table of contents with the lines under it."""

    reference: str
    label: str
    text: str
    children: tuple["Contents", ...] = ()


@dataclass(frozen=True)
class PlanDocument:
    """``clauses`` is the whole plan, or what a search found with the headings above it."""

    clauses: tuple[DocClause, ...]
    contents: tuple[Contents, ...]
    documents: tuple[CitedDocument, ...]
    issued_on: str
    query: str
    found: int
    times: int
    has_figures: bool
    is_illustrative: bool


def read_plan(plan, *, powers, year: int, at: datetime, query: str = "") -> PlanDocument:
    """The plan with what the person may see of its progress; a fixed number of queries."""
    sought = needle(query)
    cited = Prefetch("cited_documents", CitedDocument.objects.order_by("number", "title"))
    versions = Prefetch("versions", ClauseVersion.objects.select_related("decision"))
    clauses = list(plan.clauses.prefetch_related(cited, versions).order_by("order"))
    notes = _target_notes(plan, powers, year, at)
    tasks = _task_notes(plan, powers, at)
    lines = [
        _doc_clause(clause, text, notes[clause.pk], tasks[clause.pk], sought)
        for clause, text in _printed_texts(clauses)
    ]
    shown = {
        id(n.standing): n.standing for line in lines for n in line.targets if n.standing
    }.values()
    documents = plan.cited_documents.prefetch_related("clauses").order_by("number", "title")
    return PlanDocument(
        clauses=tuple(_with_headings(lines) if sought else lines),
        contents=_contents(clauses),
        documents=tuple(sorted(documents, key=lambda row: (not row.number, fold(str(row))))),
        issued_on=dates.document_date(plan.issued_on),
        query=query if sought else "",
        found=sum(line.is_hit for line in lines),
        times=sum(is_hit for line in lines for _piece, is_hit in _all_pieces(line)),
        has_figures=any(row.series for row in shown),
        is_illustrative=any(known.is_illustrative for row in shown for known in row.series),
    )


def _all_pieces(line):
    return [piece for part in (line.pieces, *line.lines) for piece in part]


def _printed_texts(clauses):
    """(clause, text) without the words that III.15.1 and III.16.1 share with their headings.

    The print runs the heading on into its first paragraph, so the words stand there once.
    """
    texts = {clause.pk: clause.text for clause in clauses}
    for clause in clauses:
        heading = texts.get(clause.parent_id, "")
        text = clause.text
        if heading and text.startswith(f"{heading} "):
            text = text[len(heading) + 1 :]
        yield clause, text


def _label(clause):
    last = clause.reference.rpartition(".")[2]
    match clause.kind:
        case Kind.SECTION | Kind.HEADING:
            return f"{last}."
        case Kind.PARAGRAPH if clause.reference.startswith("I."):
            return f"{last}."
        case Kind.BULLET:
            return "–"
    return ""


def _doc_clause(clause, text, targets, tasks, sought):
    names = [f"{note.target.code} {note.target.name}" for note in targets]
    names += [f"{note.task.code} {note.task.title}" for note in tasks]
    is_recipients = clause.kind == Kind.RECIPIENTS
    pieces = [] if is_recipients else marked(text, sought)
    return DocClause(
        clause=clause,
        label=_label(clause),
        pieces=pieces,
        lines=tuple(marked(line, sought) for line in text.splitlines()) if is_recipients else (),
        corrected=_corrected(clause, text),
        targets=tuple(targets),
        tasks=tuple(tasks),
        documents=tuple(clause.cited_documents.all()),
        is_hit=bool(sought)
        and (
            fold(clause.reference) == sought
            or (contains(clause.folded_text, sought) and _shows(clause, text, pieces))
            or any(contains(fold(name), sought) for name in names)
            or any(contains(fold(row.text), sought) for row in clause.versions.all())
        ),
        amended=_amended(clause),
    )


def _amended(clause):
    """The newest first."""
    rows = sorted(clause.versions.all(), key=lambda row: row.valid_from)
    texts = [clause.text, *(row.text for row in rows)]
    pairs = zip(rows, texts[:-1], strict=True)
    return tuple(Amended(row, *compare_words(old, row.text)) for row, old in pairs)[::-1]


def _shows(clause, text, pieces):
    """Whether the hit is in the words shown here, not in those that the heading shows."""
    return text == clause.text or any(is_hit for _piece, is_hit in pieces)


def _corrected(clause, text):
    return clause.corrected_text if clause.corrected_text != text else ""


def _with_headings(lines):
    """The lines that were found, each under the headings that it belongs to."""
    by_id = {line.clause.pk: line for line in lines}
    shown = set()
    for line in lines:
        above = line if line.is_hit else None
        while above is not None:
            shown.add(above.clause.pk)
            above = by_id.get(above.clause.parent_id)
    return [line for line in lines if line.clause.pk in shown]


def _same_terms(one, other):
    names = ("comparator", "mode", "value", "upper", "start_year")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _target_notes(plan, powers, year, at):
    visible = visible_targets(powers).filter(plan=plan)
    seen = {row.target.pk: row for row in standings(visible, year=year, at=at)}
    by_target = defaultdict(list)
    spans, replaced = _governing_spans(plan), defaultdict(list)
    rows = Reading.objects.filter(target__plan=plan).select_related("target", "clause", "decision")
    for reading in rows.order_by("target__order", "-is_governing", "pk"):
        if reading.replaced_on is None:
            by_target[reading.target].append(reading)
        else:
            replaced[reading.target_id, reading.clause_id].append(reading)
    notes = defaultdict(list)
    for target, readings in by_target.items():
        governing = readings[0]
        is_contested = any(not _same_terms(reading, governing) for reading in readings)
        for reading in readings:
            notes[reading.clause_id].append(
                TargetNote(
                    target,
                    reading,
                    governing,
                    is_contested,
                    seen.get(target.pk),
                    spans.get(target.pk) if reading == governing else None,
                    tuple(replaced[target.pk, reading.clause_id]),
                )
            )
    return notes


def _governing_spans(plan):
    """By target id the decision from which its present reading governs."""
    rows = GoverningSpan.objects.filter(
        target__plan=plan, valid_to__isnull=True, decision__isnull=False
    )
    return {row.target_id: row for row in rows.select_related("decision")}


def _task_notes(plan, powers, at):
    visible = set(visible_tasks(powers).filter(plan=plan).values_list("pk", flat=True))
    notes = defaultdict(list)
    versions = Prefetch("versions", TaskVersion.objects.select_related("decision"))
    tasks = plan.tasks.prefetch_related(versions).order_by("order")
    for row in task_standings(tasks, on=dates.as_day(at)):
        own = {unit.pk for unit in (*row.leads, *row.cooperating)} & powers.units
        may_propose = bool(own) or plan.pk in powers.coordinates
        notes[row.task.clause_id].append(TaskNote(row, row.task.pk in visible, may_propose))
    return notes


def _contents(clauses):
    """Sections with their headings; the basis before them and the recipients after them."""
    children = defaultdict(list)
    for clause in clauses:
        if clause.kind == Kind.HEADING:
            children[clause.parent_id].append(_line(clause))
    first = next((c for c in clauses if c.kind == Kind.PREAMBLE), None)
    last = next((c for c in clauses if c.kind == Kind.RECIPIENTS), None)
    lines = [Contents(first.reference, "", _("Căn cứ"))] if first else []
    lines += [
        _line(clause, tuple(children[clause.pk]))
        for clause in clauses
        if clause.kind == Kind.SECTION
    ]
    return (*lines, Contents(last.reference, "", _("Nơi nhận"))) if last else tuple(lines)


def _line(clause, children=()):
    return Contents(clause.reference, _label(clause), clause.text, children)
