"""Calls and a letter to late units, as the coordinating unit makes them."""

from assignments.permissions import powers_of
from q3plan.lib.dates import as_day
from reports.chasing.document import letter_document
from reports.chasing.drafting import draft_letter
from reports.chasing.late import late_reports
from reports.models import Call


def call(report, spoken_to, note, promised_on, *, by, at):
    told = {"spoken_to": spoken_to, "note": note, "promised_on": promised_on}
    Call.objects.create(report=report, at=at, by=by, **told)


def letter(round, number, reply_by, *, by, at):
    """One letter to every unit that is late at this moment, sent the same day."""
    on = as_day(at)
    late = late_reports(round, at=at, powers=powers_of(by, on=on))
    made = draft_letter(round, late, reply_by=reply_by, by=by, at=at)
    made.revise({"number": number, "dated_on": on}, version=made.version)
    units = list(made.units.select_related("report__unit"))
    content = letter_document(made, units, at=at)
    made.send(by=by, at=at, content=content, version=made.version)
