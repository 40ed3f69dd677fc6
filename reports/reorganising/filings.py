"""Reports that units leave behind: what was sent stays; what is open gets somebody who ends it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from assignments.models import Heir
from reports.models import Amendment, DirectiveUnit, Report, ReportHandover
from reports.reorganising.lines import Lines

PENDING = ("DRAFT", "PROPOSED", "RETURNED", "FORWARDED")


@dataclass(frozen=True)
class ReportMove:
    """A report that is not accepted; the unit ``owner_id`` answers for it until the day.

    Without an heir nobody ends it: a report that was never sent is expected no more. A choice about
    a report that was sent meanwhile counts no more (``overtaken``): its main heir answers for it.
    """

    report: Report
    owner_id: int
    heir: Heir | None
    overtaken: bool = False

    @property
    def is_sent(self) -> bool:
        return self.report.first_submitted_at is not None


def _unaccepted(lines: Lines):
    rows = Report.objects.owned_by(lines.unit_ids, on=lines.reorganisation.effective_on)
    rows = rows.exclude(state=Report.State.ACCEPTED).filter(excused_at__isnull=True)
    return rows.select_related("round__plan", "unit").order_by(
        "-round__year", "unit__order", "unit_id", "pk"
    )


def open_reports(lines: Lines):
    """Those that the wizard asks about: never sent, expected."""
    return _unaccepted(lines).filter(first_submitted_at__isnull=True)


def owners_of(reports, *, on) -> dict[int, int]:
    """{report: unit that answers for it on a day}; one query for all."""
    ids = [report.pk for report in reports]
    taken = ReportHandover.objects.filter(report__in=ids).naming_owners(on=on)
    owners = {report.pk: report.unit_id for report in reports}
    return owners | dict(taken.values_list("report_id", "unit_id"))


def read_reports(lines: Lines) -> tuple[ReportMove, ...]:
    """Three queries."""
    reorganisation = lines.reorganisation
    chosen = {row.report_id: row.heir_id for row in reorganisation.report_choices.all()}
    heirs = {heir.pk: heir for heir in lines.heirs}
    rows = list(_unaccepted(lines))
    owners = owners_of(rows, on=reorganisation.effective_on)
    moves = []
    for row in rows:
        main = lines.main_heir(owners[row.pk])
        is_sent = row.first_submitted_at is not None
        asked = row.pk in chosen and not is_sent
        heir = heirs.get(chosen[row.pk]) if asked else main
        overtaken = is_sent and row.pk in chosen
        moves.append(ReportMove(row, owners[row.pk], heir, overtaken))
    return tuple(moves)


def is_gone_before_deadline(report, effective_on) -> bool:
    """Whether a unit that ends the day before cannot use the last good day for sending."""
    return report.first_submitted_at is None and effective_on < report.due_before()


def sent_by_unit(lines: Lines) -> Counter:
    """Unit → reports that it has sent: they stay as they are, under its name. One query."""
    rows = Report.objects.filter(unit__in=lines.unit_ids, first_submitted_at__isnull=False)
    return Counter(rows.values_list("unit_id", flat=True))


def directives_of(unit_ids):
    """Answers owed in directives that are not closed."""
    rows = DirectiveUnit.objects.filter(unit__in=unit_ids, directive__closed_at__isnull=True)
    return rows.select_related("directive", "unit").order_by("unit__order", "unit_id", "pk")


def amendments_of(unit_ids):
    """Proposals of these units that nobody has decided yet."""
    rows = Amendment.objects.filter(Q(state__in=PENDING), unit__in=unit_ids)
    return rows.select_related("unit", "target", "task", "clause").order_by("pk")
