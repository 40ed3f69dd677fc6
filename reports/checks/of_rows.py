"""Questions about a report as its rows stand now, for what lacks before sending."""

from dataclasses import replace

from reports.checks import book
from reports.checks.asking import Question, questions_about
from reports.checks.facts import Facts, Number
from reports.checks.rules import excess_of_pair
from reports.models.items import TargetEntry
from targets.progress import Vintage


def questions_of(
    report, entries: list[TargetEntry], known: book.Known | None = None
) -> dict[int, list[Question]]:
    """Questions by entry id; ``entries`` with figures and readings: four queries without known."""
    entries = [entry for entry in entries if _is_asked(entry)]
    if not entries:
        return {}
    known = known or book.read_known(report, entries)
    if not known.rulebook.of_targets:
        return {}
    facts = {
        entry.target_id: book.facts_about(
            entry.target,
            year=report.year,
            observations=known.observations.get(entry.target_id, {}),
            annual=known.annual.get(entry.target_id, {}),
            figures=numbers_of(entry),
            explanation=entry.explanation,
            has_evidence=entry.pk in known.with_files,
        )
        for entry in entries
    }
    return {
        entry.pk: questions_about(
            with_twin(facts[entry.target_id], facts.get(entry.target.pair_id)),
            known.rulebook.of_targets.get(entry.target_id, ()),
        )
        for entry in entries
        if not report.item_is_locked(entry)
    }


def _is_asked(entry):
    return _is_whole(entry) and book.is_asked_about(entry.target)


def _is_whole(entry):
    return entry.scope == TargetEntry.Scope.WHOLE


def with_twin(facts: Facts, twin: Facts | None) -> Facts:
    return replace(facts, twin=twin) if twin else facts


def numbers_of(entry: TargetEntry) -> tuple[Number, ...]:
    return tuple(
        Number(
            figure.year,
            Vintage(figure.vintage),
            figure.value,
            figure.numerator,
            figure.denominator,
            figure.shared_denominator_id is not None,
        )
        for figure in entry.figures.all()
    )


def impossible_pairs(report, entries: list[TargetEntry]):
    """(entry, figure, other entry, sum) of shares of one whole above 100 together.

    The later of the two is named, or the earlier where the later is accepted and locked.
    """
    by_target = {entry.target_id: entry for entry in entries if _is_whole(entry)}
    for later in by_target.values():
        earlier = by_target.get(later.target.pair_id)
        if earlier is None or earlier.target.order > later.target.order:
            continue
        is_locked = report.item_is_locked(later)
        entry, other = (earlier, later) if is_locked else (later, earlier)
        values = {(one.year, one.vintage): one.value for one in other.figures.all()}
        for figure in entry.figures.all():
            value = values.get((figure.year, figure.vintage))
            if None in (value, figure.value):
                continue
            total = excess_of_pair(value, figure.value, entry.target.decimals)
            if total is not None:
                yield entry, figure, other, total
