"""The preview, unit by unit: what moves, what stays."""

from dataclasses import dataclass
from datetime import datetime

from assignments.models import Assignment, Heir, Reorganisation
from reports.reorganising.filings import ReportMove, sent_by_unit
from reports.reorganising.intended import Intended, read_intended
from reports.reorganising.lines import Ending
from reports.reorganising.people import MemberMove, OfficeMove


@dataclass(frozen=True)
class UnitPreview:
    """One unit that ends. ``sent`` reports stay as they are, under its name."""

    ending: Ending
    assignments: tuple[tuple[Assignment, Heir | None], ...]
    members: tuple[MemberMove, ...]
    offices: tuple[OfficeMove, ...]
    reports: tuple[ReportMove, ...]
    directives: int
    amendments: int
    sent: int


@dataclass(frozen=True)
class Preview:
    intended: Intended
    units: tuple[UnitPreview, ...]

    @property
    def new_heirs(self) -> tuple[Heir, ...]:
        return tuple(heir for heir in self.intended.lines.heirs if heir.is_new)


def preview(reorganisation: Reorganisation, *, at: datetime) -> Preview:
    """What carrying out would do now; writes nothing."""
    intended = read_intended(reorganisation, at=at)
    sent = sent_by_unit(intended.lines)
    units = tuple(_unit(intended, ending, sent) for ending in intended.lines.endings)
    return Preview(intended, units)


def _unit(intended, ending, sent):
    pk = ending.unit.pk
    return UnitPreview(
        ending=ending,
        assignments=tuple(pair for pair in intended.duties.rows if pair[0].unit_id == pk),
        members=tuple(move for move in intended.members if move.membership.unit_id == pk),
        offices=tuple(move for move in intended.offices if move.office.unit_id == pk),
        reports=tuple(move for move in intended.reports if move.owner_id == pk),
        directives=sum(row.unit_id == pk for row in intended.directives),
        amendments=sum(row.unit_id == pk for row in intended.amendments),
        sent=sent[pk],
    )
