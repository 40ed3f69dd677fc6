"""The report upward: assembled, some passages put into better words, and finished."""

from assignments.permissions import powers_of
from q3plan.lib.dates import as_day
from reports.compiling.assemble import assemble_round
from reports.consolidations.content import read_material
from reports.consolidations.making import freeze


def compile_report(round, edits, left_out, *, by, at):
    """Assemble; ``edits`` is {passage: new text}, ``left_out`` names passages that stay away."""
    compiled, _assembled = assemble_round(round, by=by, at=at)
    for key, text in edits.items():
        passage = compiled.paragraphs.get(key=key)
        passage.edit(by=by, at=at, text=text, version=passage.version)
    for key in left_out:
        passage = compiled.paragraphs.get(key=key)
        passage.leave_out(by=by, at=at, version=passage.version)
    return compiled


def finish(round, number, note, *, by, at):
    """Number and date as the clerk gave them, then frozen the same day."""
    compiled, on = round.compiled, as_day(at)
    compiled.change_head(version=compiled.version, number=number, dated_on=on)
    powers = powers_of(by, on=on)
    freeze(read_material(compiled, powers=powers, at=at), powers=powers, by=by, at=at, note=note)
