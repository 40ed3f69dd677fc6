"""The consolidated KT-XH table of a year: one description for the screen, .xlsx and .docx.

    table = consolidated_table(plan, 2027, at=now, powers=powers)
    [column.heading for column in table.columns]      # TT, Chỉ tiêu, Đơn vị tính …
    for group in table.groups:                        # one per sector
        group.numeral, group.name                     # "II", "Văn hóa – xã hội"
        for row in group.rows:
            [cell.text for cell in row.cells]         # as printed; cell.value is the Decimal
            row["estimate"].value, row.standing, row.remarks
    table.footnotes                                   # lines below the table

Only accepted figures stand in it. It speaks the language that is active: a document that is
always Vietnamese is made within ``translation.override("vi")``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from assignments.permissions import Powers, visible_targets
from q3plan.lib.numbers import figure_text
from reports.dashboards.filters import ScoreFilter
from reports.dashboards.judging import (
    begins_series,
    governing_reading,
    rule_of_reading,
    yardstick_words,
)
from reports.dashboards.ledger import read_ledger
from reports.dashboards.standing import TargetStanding, standings
from reports.models import ReviewState, TargetEntry
from targets.models import Plan, Sector, Target
from targets.progress import Vintage

from .cells import BLANK, Cell, Column, columns_of, comparison_cell, figure_cell, words_cell
from .notes import footnotes, row_notes

NOTE_BREAK = "\n"
_NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Row:
    """One target; ``cells`` stand in the order of ``Table.columns``, ``row[key]`` is one."""

    number: int
    standing: TargetStanding
    columns: tuple[Column, ...]
    by_key: Mapping[str, Cell]
    remarks: tuple[str, ...]

    @property
    def target(self) -> Target:
        return self.standing.target

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self.by_key.values())

    @property
    def pairs(self) -> tuple[tuple[Column, Cell], ...]:
        return tuple(zip(self.columns, self.cells, strict=True))

    def __getitem__(self, key) -> Cell:
        return self.by_key[key]


@dataclass(frozen=True)
class Group:
    """The targets of one sector in plan order."""

    numeral: str
    sector: Sector
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        return self.sector.name


@dataclass(frozen=True)
class Table:
    """The table as known ``at`` a moment."""

    plan: Plan
    year: int
    at: datetime
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    @property
    def title(self) -> str:
        return _("Biểu tổng hợp tình hình thực hiện các chỉ tiêu năm %(year)s") % {
            "year": self.year
        }

    @property
    def compared(self) -> int:
        """How many columns stand under the heading "So sánh"."""
        return sum(column.kind == "comparison" for column in self.columns)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def footnotes(self) -> tuple[str, ...]:
        return footnotes(self.plan, self.rows)

    @property
    def is_illustrative(self) -> bool:
        return any(cell.is_illustrative for row in self.rows for cell in row.cells)


def consolidated_table(
    plan: Plan,
    year: int,
    *,
    at: datetime,
    powers: Powers,
    filter: ScoreFilter | None = None,
) -> Table:
    """The table of ``year`` for a reader: the ledger's queries and one more.

    ``filter`` is a bound ``ScoreFilter``; it is offered its choices here and narrows the rows.
    """
    ledger = read_ledger(visible_targets(powers).filter(plan=plan), at=at)
    found = standings((), year=year, at=at, ledger=ledger, **_vintage(filter))
    if filter is not None:
        filter.offer(found)
        found = filter.filter(found)
    proposals = _proposals(found, year)
    columns = columns_of(year)
    return Table(plan, year, at, columns, _groups(columns, found, ledger, proposals))


def _vintage(filter):
    vintage = getattr(filter, "chosen_vintage", None)
    return {"vintage": vintage} if vintage else {}


def _proposals(found, year):
    """Target id → the accepted entry that proposes a value for the year after ``year``."""
    rows = TargetEntry.objects.filter(
        target__in=[standing.target.pk for standing in found],
        scope=TargetEntry.Scope.WHOLE,
        review_state=ReviewState.ACCEPTED,
        proposal__isnull=False,
        report__round__year=year,
    )
    rows = rows.select_related("report__unit", "report__round").order_by("pk")
    return {row.target_id: row for row in rows}


def _groups(columns, found, ledger, proposals):
    by_sector = {}
    for standing in sorted(found, key=lambda row: row.target.order):
        by_sector.setdefault(standing.target.sector, []).append(standing)
    groups, number = [], 0
    for sector in sorted(by_sector, key=lambda sector: (sector.order, sector.pk)):
        rows = []
        for standing in by_sector[sector]:
            number += 1
            proposal = proposals.get(standing.target.pk)
            rows.append(_row(columns, number, standing, ledger, proposal))
        groups.append(Group(_numeral(len(groups) + 1), sector, tuple(rows)))
    return tuple(groups)


def _row(columns, number, standing, ledger, proposal):
    target = standing.target
    decided = ledger.annual(target).get(standing.year + 1)
    if decided:
        proposal = None
    cells = {
        "number": words_cell(str(number)),
        "name": words_cell(f"{target.name} ({target.code})"),
        "unit": words_cell(target.unit_of_measure),
        "previous": _previous(standing),
        "planned": _planned(standing),
        "ytd": _ytd(standing),
        "estimate": _estimate(standing),
        "next": _decided(target, decided) if decided else _proposed(target, proposal),
    }
    for column in columns:
        if column.compares:
            left, right = (cells[key] for key in column.compares)
            is_percentage, decimals = target.is_percentage, target.decimals
            cells[column.key] = comparison_cell(
                left, right, is_percentage=is_percentage, decimals=decimals
            )
            if not _is_one_series(standing, column.compares):
                cells[column.key] = words_cell(_("không so sánh được"))
    asked = _asked(ledger, target, decided) if decided else ""
    notes = row_notes(standing, cells, proposal, decided, asked)
    cells["verdict"] = words_cell(str(standing.result.status.label))
    cells["leads"] = words_cell("; ".join(unit.short_name for unit in standing.leads))
    cells["notes"] = words_cell(NOTE_BREAK.join(notes))
    ordered = {column.key: cells[column.key] for column in columns}
    return Row(number, standing, columns, ordered, notes)


def _asked(ledger, target, annual):
    """What next year's decision asks in full: a bare "38,0" does not say on which side."""
    governing = governing_reading(target, annual.year)
    rule = rule_of_reading(governing, target)
    return yardstick_words(ledger, target, annual.year, rule, governing)


def _is_one_series(standing, compared):
    """Whether both figures are measured alike: a break may lie before the year or behind it."""
    if "previous" in compared:
        return is_comparable(standing)
    if "next" in compared:
        return begins_series(standing.target, standing.year + 1) is None
    return True


def is_comparable(standing: TargetStanding) -> bool:
    """Whether last year's figure was measured as this year's is, or restated to be so."""
    return standing.broken is None or standing.previous is not None


def _previous(standing):
    """The restated figure where there is one: what the comparison is made with."""
    if standing.broken and standing.previous:
        return _known(standing.previous)
    return _known(next((row for row in standing.series if row.year == standing.year - 1), None))


def _known(known):
    if known is None:
        return BLANK
    return figure_cell(known.value, known.display, is_illustrative=known.is_illustrative)


def _ytd(standing):
    known = standing.ytd
    if known is None:
        return BLANK
    number = known.display.partition(" ")[0]  # the heading says "10 tháng"
    return figure_cell(known.value, number, is_illustrative=known.is_illustrative)


def _estimate(standing):
    """The best accepted value of the year; ten months are no value of the year (§5.2)."""
    if standing.vintage == Vintage.YTD:
        return BLANK
    return figure_cell(standing.value, standing.display, is_illustrative=standing.is_illustrative)


def _planned(standing):
    """What was decided for the year; without it the plan's own words, which are no number."""
    if standing.annual_target:
        return _decided(standing.target, standing.annual_target)
    return words_cell(standing.yardstick_text)


def _decided(target, annual):
    text = figure_text(annual.value, target.decimals, is_computed=False)
    return figure_cell(annual.value, text, is_illustrative=annual.decision.is_illustrative)


def _proposed(target, entry):
    if entry is None:
        return BLANK
    number = figure_text(entry.proposal, target.decimals, is_computed=False)
    text = f"{number} ({_('đề xuất')})"
    return figure_cell(entry.proposal, text, is_illustrative=entry.report.round.is_illustrative)


def _numeral(number):
    text = ""
    for value, sign in _NUMERALS:
        while number >= value:
            text, number = text + sign, number - value
    return text
