"""The reporting board: how far a round has come, unit by unit. Late never means failing."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from assignments.permissions import visible_units
from q3plan.lib import dates
from q3plan.lib.ordering import natural_key
from reports.dashboards.ledger import extended_to, report_status
from reports.dashboards.report_state import punctuality_of, shown_state, state_for
from reports.models import Report, Round
from targets.progress import ReportingStatus


@dataclass(frozen=True)
class BoardRow:
    """One unit's report in the round; ``due_before`` is exclusive and includes an extension.

    ``state`` is the lamp that the reader may know: a ``Report.State`` or, for leaders, ``status``.
    ``may_open`` tells whether the reader may see the report, ``may_visit`` the unit's page.
    """

    report: Report
    state: Report.State | ReportingStatus
    status: ReportingStatus
    punctuality: dates.Punctuality
    due_before: date
    is_extended: bool
    may_open: bool = False
    may_visit: bool = False

    @property
    def unit(self):
        return self.report.unit

    @property
    def is_sent(self) -> bool:
        return self.report.first_submitted_at is not None

    @property
    def is_late(self) -> bool:
        """Sent after the deadline, or past it and not sent."""
        return self.punctuality.days_late > 0

    @property
    def is_counted(self) -> bool:
        """Otherwise it counts in no rate and stands last."""
        return self.report.is_counted

    @property
    def lamps(self) -> tuple:
        """The state, and how late; one lamp where both would say that it is overdue."""
        if not self.is_late:
            return (self.state,)
        says_it = self.state is ReportingStatus.OVERDUE
        return (self.punctuality,) if says_it else (self.state, self.punctuality)

    @property
    def rank(self) -> int:
        """Overdue first, then returned, not yet sent, waiting for review, accepted."""
        if not self.is_counted:
            return 5
        if self.status == ReportingStatus.OVERDUE:
            return 0
        if self.status == ReportingStatus.RETURNED:
            return 1
        if not self.is_sent:
            return 2
        return 4 if self.status == ReportingStatus.ACCEPTED else 3


@dataclass(frozen=True)
class StateCount:
    state: Report.State | ReportingStatus
    count: int


@dataclass(frozen=True)
class Board:
    """A round as it stands ``at`` a moment; ``rows`` with the late units on top.

    Excused units, and those that ended, stand last: neither expected nor late (rule 5.8).
    """

    round: Round
    at: datetime
    rows: tuple[BoardRow, ...]

    @property
    def _counted(self) -> list[BoardRow]:
        """Neither excused nor of a unit that was gone before its deadline."""
        return [row for row in self.rows if row.report.is_counted]

    @property
    def expected(self) -> int:
        return len(self._counted)

    @property
    def sent(self) -> int:
        return sum(row.is_sent for row in self._counted)

    @property
    def accepted(self) -> int:
        return sum(row.status == ReportingStatus.ACCEPTED for row in self._counted)

    @property
    def returned(self) -> int:
        return sum(row.status == ReportingStatus.RETURNED for row in self._counted)

    @property
    def waiting(self) -> int:
        """Sent and waiting for the reviewer."""
        return sum(row.report.state == Report.State.SUBMITTED for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.status == ReportingStatus.OVERDUE for row in self._counted)

    @property
    def sent_late(self) -> int:
        return sum(row.is_sent and row.is_late for row in self._counted)

    @property
    def states(self) -> tuple[StateCount, ...]:
        """Every state that the reader may know with its count, zero included."""
        counts = Counter(row.state for row in self.rows)
        kinds = dict.fromkeys(type(row.state) for row in self.rows)
        states = [state for kind in kinds for state in kind]
        rare = {ReportingStatus.EXCUSED, ReportingStatus.ENDED}
        return tuple(StateCount(s, counts[s]) for s in states if s not in rare or counts[s])

    @property
    def countdown(self) -> dates.Countdown:
        return dates.countdown(self.at, self.round.due_before)

    @property
    def first_sendings(self) -> tuple[datetime, ...]:
        """Moments of first sending in order; what the burn-up climbs on."""
        return tuple(sorted(row.report.first_submitted_at for row in self.rows if row.is_sent))


def board_rows(reports, *, powers, at: datetime, openable=(), visitable=()) -> list[BoardRow]:
    """Rows of a queryset of reports for a reader, late units on top: one query.

    ``openable`` holds ids of reports, ``visitable`` ids of units that the reader may see.
    """
    reports = reports.with_owner(on=dates.as_day(at)).annotate(extended=extended_to("pk"))
    reports = reports.select_related("unit", "round")
    rows = in_order(row_of(report, at=at) for report in reports)
    return [seen_by(powers, row, openable, visitable) for row in rows]


def row_of(report, *, at: datetime) -> BoardRow:
    """The row of a report with its unit, round and ``extended``, as the two recipients see it."""
    status = report_status(report, at=at, extended=report.extended)
    due_before = max(report.round.due_before, report.extended or date.min)
    return BoardRow(
        report=report,
        state=shown_state(report),
        status=status,
        punctuality=punctuality_of(report, at=at, due_before=due_before),
        due_before=due_before,
        is_extended=report.extended is not None,
    )


def seen_by(powers, row: BoardRow, openable=(), visitable=()) -> BoardRow:
    """The same row as this reader may know it."""
    return replace(
        row,
        state=state_for(powers, row.report, row.status),
        may_open=row.report.pk in openable,
        may_visit=row.report.unit_id in visitable,
    )


def in_order(rows) -> list[BoardRow]:
    """Late units on top."""
    return sorted(rows, key=_late_first)


def _late_first(row):
    return row.rank, not row.is_late, row.unit.order, natural_key(row.unit.name)


def reporting_board(round: Round, *, at: datetime, powers) -> Board:
    """The board of a round for a reader: three queries, whatever the number of units."""
    reports = Report.objects.filter(round=round)
    openable = set(reports.visible_to(powers).values_list("pk", flat=True))
    visitable = set(visible_units(powers).values_list("pk", flat=True))
    rows = board_rows(reports, powers=powers, at=at, openable=openable, visitable=visitable)
    return Board(round, at, tuple(rows))
