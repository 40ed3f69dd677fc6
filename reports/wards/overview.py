"""The coordinating unit's list: every target of the plan and how far its wards have come."""

from collections import defaultdict
from dataclasses import dataclass

from assignments.models import Unit
from reports.models import Report, TargetEntry, WardBreakdown
from reports.wards.marking import SUGGESTED, has_words, why_not
from reports.wards.reading import Breakdown, read_breakdowns
from reports.wards.sums import rate_with_unit
from targets.models import Target


@dataclass(frozen=True)
class MarkedLine:
    """A target that the wards are asked for; ``asked`` of all wards have it in their report.

    ``askable`` more could have it: they still write and came after the mark.
    """

    mark: WardBreakdown
    breakdown: Breakdown
    asked: int
    askable: int
    may_unmark: bool

    @property
    def target(self):
        return self.breakdown.target

    @property
    def total(self):
        return self.breakdown.sent

    @property
    def sum_text(self) -> str:
        return rate_with_unit(self.target, self.total.part.value) if self.total.part else ""


@dataclass(frozen=True)
class OpenLine:
    """A target that could be asked for, or the reason why it cannot."""

    target: Target
    is_suggested: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Overview:
    marked: tuple[MarkedLine, ...]
    possible: tuple[OpenLine, ...]
    impossible: tuple[OpenLine, ...]
    wards: int
    sent: int


def overview(round) -> Overview:
    """Queries grow with the marked targets (two each), never with the wards."""
    marks = {
        row.target_id: row
        for row in WardBreakdown.objects.filter(round=round).select_related("marked_by")
    }
    targets = list(Target.objects.filter(plan=round.plan_id).order_by("order"))
    marked = [target for target in targets if target.pk in marks]
    parts = TargetEntry.objects.filter(report__round=round, scope=TargetEntry.Scope.WARD)
    asked = defaultdict(set)
    for target, report in parts.values_list("target_id", "report_id"):
        asked[target].add(report)
    breakdowns = read_breakdowns(round, marked)
    others = [
        OpenLine(target, target.code in SUGGESTED, why_not(target))
        for target in targets
        if target.pk not in marks
    ]
    wards = round.reports.filter(unit__kind=Unit.Kind.WARD)
    writing = set(wards.filter(state__in=Report.MOVES["edit"]).values_list("pk", flat=True))
    return Overview(
        marked=tuple(
            MarkedLine(
                marks[target.pk],
                breakdowns[target.pk],
                len(asked[target.pk]),
                len(writing - asked[target.pk]),
                not has_words(parts.filter(target=target)),
            )
            for target in marked
        ),
        possible=tuple(
            sorted((o for o in others if not o.problem), key=lambda line: not line.is_suggested)
        ),
        impossible=tuple(line for line in others if line.problem),
        wards=wards.count(),
        sent=wards.filter(first_submitted_at__isnull=False).count(),
    )
