"""The passages of a round's consolidated report, made from what was accepted and nothing else."""

from datetime import datetime

from django.db import transaction

from reports.models import CompiledReport, Paragraph, Round
from reports.models.compiled import Assembled
from reports.models.paragraph import Material

from . import directives, sentences
from .accepted import Accepted, read_accepted
from .head import head_of

Section = Paragraph.Section


@transaction.atomic
def assemble_round(round: Round, *, by, at: datetime) -> tuple[CompiledReport, Assembled]:
    """Begin the report or take newly accepted material in; edited passages stay as they are."""
    compiled, _is_new = CompiledReport.begin(round, by=by, at=at, **head_of(round, at=at))
    # Two people who assemble at once must not bring in what the other read before.
    compiled.lock()
    return compiled, compiled.assemble(passages_of(read_accepted(round, at=at)), by=by, at=at)


def count_news(compiled: CompiledReport, *, at: datetime) -> int:
    """How many passages would say something else if accepted material were taken in now.

    Not only an accepted report moves them: so do a final figure of a later round, a target set for
    the year, an amendment. The table beside the text follows all of these at once.
    """
    said = {
        piece.key: (piece.text, piece.heading, piece.unit and piece.unit.pk, piece.item)
        for piece in passages_of(read_accepted(compiled.round, at=at))
    }
    held = {
        row.key: (row.source, row.heading, row.unit_id, row.item)
        for row in compiled.paragraphs.filter(is_orphan=False)
        if not row.is_own
    }
    return sum(said.get(key) != held.get(key) for key in {*said, *held})


def passages_of(accepted: Accepted) -> list[Material]:
    """In the order of the sections; what has nothing to say is absent."""
    parts = (
        _introduction,
        _targets,
        _tasks,
        _difficulties,
        _proposals,
        _corrections,
        _directives,
        _next_year,
        _closing,
    )
    return [piece for part in parts for piece in part(accepted) if piece.text.strip()]


def _introduction(accepted):
    round, section = accepted.round, Section.INTRODUCTION
    yield Material("intro:plan", section, sentences.opening(round))
    yield Material("intro:reports", section, sentences.filing(round, accepted.filed))
    yield Material("intro:results", section, sentences.results(accepted.standings))
    yield Material("intro:ratings", section, sentences.ratings(accepted.updates))


def _targets(accepted):
    for row in accepted.standings:
        entry = accepted.entries.get(row.target.pk)
        explanation = entry.explanation.strip() if entry else ""
        lines = [line for line in (sentences.standing_words(row), explanation) if line]
        yield Material(
            f"target:{row.target.code}",
            Section.TARGETS,
            "\n".join(lines),
            heading=row.target.name,
            unit=entry.report.unit if entry else row.provider,
            item=row.target.code,
        )


def _tasks(accepted):
    """Unit by unit: what it is most proud of, then its tasks in the order of the plan."""
    overviews = {row.report.unit_id: row for row in accepted.assessments}
    updates = {}
    for row in accepted.updates:
        updates.setdefault(row.report.unit_id, []).append(row)
    units = {row.report.unit for row in (*accepted.assessments, *accepted.updates)}
    for unit in sorted(units, key=lambda unit: (unit.order, unit.code)):
        if unit.pk in overviews:
            text = overviews[unit.pk].overview.strip()
            heading = "Kết quả nổi bật"
            yield Material(f"overview:{unit.code}", Section.TASKS, text, heading, unit)
        for row in updates.get(unit.pk, ()):
            yield _task(row, unit, accepted.yardsticks.get(row.task_id))


def _task(row, unit, yardstick):
    task = row.task
    return Material(
        f"task:{task.code}:{unit.code}",
        Section.TASKS,
        sentences.task_words(row, yardstick),
        heading=f"{task.title} (mục {task.clause.reference})",
        unit=unit,
        item=task.code,
    )


def _difficulties(accepted):
    yield from _by_unit(accepted, "difficulties", Section.DIFFICULTIES)


def _proposals(accepted):
    yield from _by_unit(accepted, "proposals", Section.PROPOSALS)


def _by_unit(accepted, name, section):
    """One passage for each unit: its general words, then those on its tasks by their titles."""
    lines = {}
    for row in accepted.assessments:
        lines.setdefault(row.report.unit, []).append(getattr(row, name).strip())
    for row in accepted.updates:
        text = getattr(row, name).strip()
        found = f"{row.task.title}: {text}" if text else ""
        lines.setdefault(row.report.unit, []).append(found)
    for unit, found in sorted(lines.items(), key=lambda held: (held[0].order, held[0].code)):
        text = "\n".join(line for line in found if line)
        yield Material(f"{name}:{unit.code}", section, text, unit=unit)


def _corrections(accepted):
    for row in accepted.corrections:
        target, report = row.standing.target, (row.new or row.old).report
        yield Material(
            f"correction:{target.code}:{row.year}",
            Section.CORRECTIONS,
            sentences.correction_words(row),
            heading=target.name,
            unit=report.unit if report else None,
            item=target.code,
        )


def _directives(accepted):
    yield from directives.passages(accepted.round, accepted.directives, at=accepted.at)


def _next_year(accepted):
    section, year = Section.NEXT_YEAR, accepted.round.year + 1
    for row in accepted.assessments:
        unit = row.report.unit
        yield Material(f"next:{unit.code}", section, row.next_year.strip(), unit=unit)
    text = "\n".join(sentences.decided_words(row) for row in accepted.decided)
    yield Material("next-decided", section, text, heading=f"Chỉ tiêu đã giao cho năm {year}")
    given = {row.target_id for row in accepted.decided}
    entries = [
        row
        for row in accepted.entries.values()
        if row.proposal is not None and row.target_id not in given
    ]
    text = "\n".join(sentences.proposal_words(row) for row in entries)
    yield Material("next-targets", section, text, heading=f"Mức đề xuất cho năm {year}")


def _closing(accepted):
    yield Material("closing", Section.CLOSING, sentences.ending(accepted.round))
