"""How the units file their reports: one round by kind and by age, several years side by side.

Rates are over expected units; one that is excused, or ended before its deadline, is not expected
and stands apart (rule 5.8).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assignments.models import Unit
from assignments.permissions import visible_units
from q3plan.lib.ordering import natural_key
from reports.dashboards.board import BoardRow, board_rows
from reports.models import Call, LetterUnit, Report, Round
from targets.progress import ReportingStatus

# Days late from and to; the last is open.
AGES = ((1, 3), (4, 7), (8, 14), (15, 30), (31, None))


@dataclass(frozen=True)
class Contact:
    """What was done to get a report: letters that went out, and the last call."""

    letters: int = 0
    last_call: Call | None = None


@dataclass(frozen=True)
class FilingRow:
    """One unit's report in a round, with what was done about it."""

    board: BoardRow
    contact: Contact = Contact()
    is_own: bool = False

    @property
    def report(self) -> Report:
        return self.board.report

    @property
    def unit(self) -> Unit:
        return self.board.unit

    @property
    def is_counted(self) -> bool:
        return self.report.is_counted

    @property
    def is_sent(self) -> bool:
        return self.board.is_sent

    @property
    def is_on_time(self) -> bool:
        return self.is_sent and not self.board.is_late

    @property
    def is_sent_late(self) -> bool:
        return self.is_sent and self.board.is_late and not self.is_awaited

    @property
    def is_accepted(self) -> bool:
        return self.board.status == ReportingStatus.ACCEPTED

    @property
    def is_awaited(self) -> bool:
        """Past its time and with the unit: never sent, or returned and not sent again."""
        if not self.report.is_counted:
            return False
        is_back = self.is_sent and self.board.status == ReportingStatus.RETURNED
        return self.board.is_late and (not self.is_sent or is_back)

    @property
    def is_chased(self) -> bool:
        """Whether the coordinating unit may have somebody to call about it."""
        return not self.is_own and (self.is_awaited or not self.is_sent or self.has_contact)

    @property
    def has_contact(self) -> bool:
        return bool(self.contact.letters or self.contact.last_call)

    @property
    def days_late(self) -> int:
        return self.board.punctuality.days_late


@dataclass(frozen=True)
class Tally:
    expected: int
    excused: int
    ended: int
    sent: int
    on_time: int
    sent_late: int
    awaited: int
    accepted: int

    def share(self, count: int) -> str:
        """ "92%" of the expected units, cut and never rounded up; "–" where none is expected."""
        return f"{count * 100 // self.expected}%" if self.expected else "–"

    @property
    def sent_share(self) -> str:
        return self.share(self.sent)

    @property
    def on_time_share(self) -> str:
        return self.share(self.on_time)

    @property
    def accepted_share(self) -> str:
        return self.share(self.accepted)


@dataclass(frozen=True)
class Age:
    """Reports that are late by so many days: still awaited, or sent meanwhile."""

    label: str
    awaited: tuple[FilingRow, ...]
    sent: tuple[FilingRow, ...]


@dataclass(frozen=True)
class UnitYears:
    """One unit through the years; a year without its report is None."""

    unit: Unit
    cells: tuple[FilingRow | None, ...]


@dataclass(frozen=True)
class Filing:
    """A round as it stands ``at`` a moment, beside the plan's other rounds."""

    round: Round
    at: datetime
    rows: tuple[FilingRow, ...]
    excused: tuple[FilingRow, ...]
    ended: tuple[FilingRow, ...]
    total: Tally
    kinds: tuple[tuple[str, Tally], ...]
    ages: tuple[Age, ...]
    years: tuple[int, ...]
    by_year: tuple[Tally, ...]
    kinds_by_year: tuple[tuple[str, tuple[Tally, ...]], ...]
    history: tuple[UnitYears, ...]

    @property
    def awaited(self) -> tuple[FilingRow, ...]:
        return tuple(row for row in self.rows if row.is_awaited)

    @property
    def title(self) -> str:
        """The one fact of the page."""
        words = {"sent": self.total.sent, "expected": self.total.expected}
        text = _("%(sent)s trên %(expected)s đơn vị đã gửi") % words
        unsent = sum(not row.is_sent for row in self.awaited)
        again = len(self.awaited) - unsent
        if unsent:
            text += "; " + _("%(count)s đơn vị quá hạn chưa gửi") % {"count": unsent}
        if again:
            text += "; " + _("%(count)s đơn vị bị trả lại, quá hạn chưa gửi lại") % {"count": again}
        return text


def read_filing(round: Round, *, at: datetime, powers) -> Filing:
    """A fixed number of queries, whatever the number of units and years."""
    everything = _rows(round.plan_id, at, powers)
    of_round = everything.get(round.year, [])
    rows = tuple(row for row in of_round if row.is_counted)
    years = tuple(sorted(everything))
    return Filing(
        round=round,
        at=at,
        rows=rows,
        excused=tuple(row for row in of_round if row.report.is_excused),
        ended=tuple(row for row in of_round if _has_ended(row.report)),
        total=tally(of_round),
        kinds=_by_kind(of_round),
        ages=_ages(rows),
        years=years,
        by_year=tuple(tally(everything[year]) for year in years),
        kinds_by_year=_kinds_by_year(everything, years),
        history=_history(everything, years),
    )


def _rows(plan_id, at, powers):
    reports = Report.objects.filter(round__plan=plan_id, round__opens_on__lte=powers.on)
    openable = set(reports.visible_to(powers).values_list("pk", flat=True))
    visitable = set(visible_units(powers).values_list("pk", flat=True))
    contacts = _contacts(reports) if plan_id in powers.receives else {}
    found = defaultdict(list)
    for row in board_rows(reports, powers=powers, at=at, openable=openable, visitable=visitable):
        contact = contacts.get(row.report.pk, Contact())
        is_own = row.report.is_answered_by(powers)
        found[row.report.round.year].append(FilingRow(row, contact, is_own))
    return found


def _contacts(reports):
    """Report id → what was done; the log is the recipients' own."""
    letters, calls = defaultdict(set), {}
    sent = LetterUnit.objects.filter(report__in=reports, letter__sent_at__isnull=False)
    for report, letter in sent.values_list("report_id", "letter_id"):
        letters[report].add(letter)
    for call in Call.objects.filter(report__in=reports).order_by("at", "pk"):
        calls[call.report_id] = call
    return {pk: Contact(len(letters.get(pk, ())), calls.get(pk)) for pk in {*letters, *calls}}


def _has_ended(report):
    """Its unit was gone before the deadline; where nobody ends it, it stands as excused."""
    return report.unit_dissolved and not report.is_excused


def tally(rows: Iterable[FilingRow]) -> Tally:
    rows = list(rows)
    expected = [row for row in rows if row.report.is_counted]
    return Tally(
        expected=len(expected),
        excused=sum(row.report.is_excused for row in rows),
        ended=sum(_has_ended(row.report) for row in rows),
        sent=sum(row.is_sent for row in expected),
        on_time=sum(row.is_on_time for row in expected),
        sent_late=sum(row.is_sent_late for row in expected),
        awaited=sum(row.is_awaited for row in expected),
        accepted=sum(row.is_accepted for row in expected),
    )


def _by_kind(rows):
    held = defaultdict(list)
    for row in rows:
        held[row.unit.kind].append(row)
    return tuple((str(kind.label), tally(held[kind])) for kind in Unit.Kind if kind in held)


def _kinds_by_year(everything, years):
    """Every kind that reported in some year, with a tally for each year."""
    tallies = {year: dict(_by_kind(everything[year])) for year in years}
    names = [str(k.label) for k in Unit.Kind if any(str(k.label) in tallies[y] for y in years)]
    nothing = tally(())
    return tuple((name, tuple(tallies[y].get(name, nothing) for y in years)) for name in names)


def _ages(rows):
    return tuple(
        Age(
            label=_age_words(first, last),
            awaited=tuple(row for row in late if row.is_awaited),
            sent=tuple(row for row in late if not row.is_awaited),
        )
        for first, last in AGES
        for late in [[row for row in rows if _is_between(row.days_late, first, last)]]
    )


def _is_between(days, first, last):
    return first <= days and (last is None or days <= last)


def _age_words(first, last):
    if last is None:
        return _("Trên %(days)s ngày") % {"days": first - 1}
    return _("%(first)s–%(last)s ngày") % {"first": first, "last": last}


def _history(everything, years):
    units, cells = {}, defaultdict(dict)
    for year, rows in everything.items():
        for row in rows:
            units[row.unit.pk] = row.unit
            cells[row.unit.pk][year] = row
    ordered = sorted(units.values(), key=lambda unit: (unit.order, natural_key(unit.name)))
    return tuple(UnitYears(unit, tuple(cells[unit.pk].get(y) for y in years)) for unit in ordered)
