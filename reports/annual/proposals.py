"""What units proposed for the next year and expect of this one, as they sent it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from reports.models import Report, Submission, TargetEntry
from targets.progress import Vintage


@dataclass(frozen=True)
class Proposal:
    """``reason`` is the explanation that came with it; ``is_accepted`` after the review."""

    unit: str
    value: Decimal
    reason: str
    is_accepted: bool


@dataclass(frozen=True)
class SentWords:
    """From the last sending of every report of a year, by target code."""

    proposals: dict[str, list[Proposal]]
    estimates: dict[str, Decimal]


def read_sent(plan, year) -> SentWords:
    """One query for the round of ``year``; drafts are never read."""
    last = Submission.objects.filter(report__round__plan=plan, report__round__year=year)
    last = last.values("report").annotate(newest=Max("sequence")).values("newest")
    rows = Submission.objects.filter(plan=plan, sequence__in=last).select_related("report__unit")
    proposals, estimates = defaultdict(list), {}
    for row in rows.order_by("report__unit__order", "report__unit_id"):
        for told in row.content["targets"]:
            if told.get("scope") == TargetEntry.Scope.WARD:
                continue
            if told["proposal"] is not None:
                proposals[told["code"]].append(_proposal(row, told))
            if (estimate := _estimate(told, year)) is not None:
                estimates[told["code"]] = estimate
    return SentWords(proposals, estimates)


def _proposal(row, told):
    return Proposal(
        unit=row.report.unit.short_name,
        value=Decimal(told["proposal"]),
        reason=told["explanation"],
        is_accepted=row.report.state == Report.State.ACCEPTED,
    )


def _estimate(told, year):
    wanted = (year, Vintage.ESTIMATE)
    found = (one["value"] for one in told["figures"] if (one["year"], one["vintage"]) == wanted)
    value = next(found, None)
    return None if value is None else Decimal(value)
