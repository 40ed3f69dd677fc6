"""The leader's summary: the little that fits one page, most urgent first."""

from dataclasses import dataclass, replace

from django import forms
from django.utils.translation import gettext_lazy

from reports.charts.bullet import bullet_chart, draw_bullet
from reports.dashboards import titles
from reports.dashboards.board import Board, BoardRow
from reports.dashboards.filters import AddressForm
from reports.dashboards.standing import (
    StandingCounts,
    TargetStanding,
    by_severity,
    standings,
    status_counts,
)
from targets.progress import severity

# What fits one A4 page beside thirteen bullets.
MOST_RED, MOST_UNITS, MOST_TASKS, MOST_CHANGES = 5, 6, 3, 5


class SummaryFilter(AddressForm):
    """Year and sector in the address; only the sectors that the person may see are known."""

    year = forms.TypedChoiceField(label=gettext_lazy("Năm"), coerce=int, required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    NAMES = {"year": gettext_lazy("năm"), "sector": gettext_lazy("lĩnh vực")}
    ADDRESS_NAMES = {"year": "nam", "sector": "linh-vuc"}

    def __init__(self, data, *, years, sectors):
        super().__init__(data, years=years)
        self._offer("sector", [(s.slug, s.name) for s in sectors])
        self.is_valid()

    @property
    def chosen_sector(self) -> str:
        return self.cleaned_data.get("sector", "")


@dataclass(frozen=True)
class Change:
    """A target whose figure or verdict is another than last year's."""

    standing: TargetStanding
    before: TargetStanding
    is_worse: bool

    @property
    def text(self) -> str:
        """ "87,5 → 86,8 (ước): Đạt → Không đạt"."""
        words = f"{self.before.display} → {self.standing.display}"
        was, now = self.before.result.status.label, self.standing.result.status.label
        return f"{words}: {was} → {now}" if was != now else words


@dataclass(frozen=True)
class Short:
    """The first rows of a list and how many there are in all."""

    rows: tuple
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Summary:
    year: int
    headline: str
    counts: StandingCounts
    board: Board
    red: Short
    late: Short
    changes: Short
    tasks: Short
    task_total: int
    bullets: tuple[tuple[TargetStanding, str], ...]
    bullets_title: str

    @property
    def last_year(self) -> int:
        return self.year - 1


def short(rows, most) -> Short:
    rows = tuple(rows)
    return Short(rows[:most], len(rows))


def summary_of(picture, ledger, board, sectors, *, is_whole) -> Summary:
    """The summary of the ledger's targets, of ``sectors`` (ids) and of the units leading there."""
    year = board.round.year
    rows = standings((), year=year, at=ledger.at, ledger=ledger)
    before = standings((), year=year - 1, at=ledger.at, ledger=ledger)
    if not is_whole:
        members = picture.units_by_sector()
        units = set().union(*(members.get(sector, ()) for sector in sectors))
        board = replace(board, rows=tuple(r for r in board.rows if r.unit.pk in units))
    tasks = picture.task_standings(until=year)
    tasks = [row for row in tasks if row.task.sector_id in sectors]
    troubled = sorted((row for row in tasks if row.is_troubled), key=lambda row: row.urgency)
    counts = status_counts(rows)
    return Summary(
        year=year,
        headline=titles.headline(counts, board, len(troubled)),
        counts=counts,
        board=board,
        red=short((row for row in by_severity(rows) if row.tone == "red"), MOST_RED),
        late=short((row for row in board.rows if _calls(row)), MOST_UNITS),
        changes=short(changes(rows, before), MOST_CHANGES),
        tasks=short(troubled, MOST_TASKS),
        task_total=len(tasks),
        bullets=tuple((row, draw_bullet(bullet_chart(row))) for row in rows),
        bullets_title=titles.short_title(rows),
    )


def _calls(row: BoardRow):
    """Overdue, returned, or sent late: what a leader would ask a unit about."""
    return row.rank <= 1 or row.is_late


def changes(rows, before) -> list[Change]:
    """Targets that have a figure in both years and another verdict or value; the worse first."""
    found = []
    for row, old in zip(rows, before, strict=True):
        if row.value is None or old.value is None or row.broken:
            continue
        if row.value != old.value or row.result.status != old.result.status:
            found.append(Change(row, old, _is_worse(row, old)))
    return sorted(found, key=_changed_first)


def _is_worse(row, old):
    """A more urgent verdict; without two verdicts, or with the same, a value on the wrong way."""
    verdicts = row.result.status, old.result.status
    if all(verdict.is_assessed for verdict in verdicts) and verdicts[0] != verdicts[1]:
        return severity(row.result) < severity(old.result)
    return row.rule.improvement(row.value, old.value) < 0


def _changed_first(change):
    same = change.standing.result.status == change.before.result.status
    return same, not change.is_worse, change.standing.target.order
