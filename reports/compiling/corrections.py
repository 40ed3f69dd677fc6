"""Values that changed since they were last reported upward (rules 5.2 and 5.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.dashboards.ledger import COUNTING
from reports.dashboards.standing import TargetStanding
from reports.models import Consolidation, Observation, ReportEvent, Round
from targets.progress import Vintage

# (target id, year) → the value that counts.
Known = Mapping[tuple[int, int], Observation]


@dataclass(frozen=True)
class Correction:
    """``new`` is None where the value was withdrawn; ``flip`` is the changed verdict, or ""."""

    standing: TargetStanding
    year: int
    old: Observation
    new: Observation | None
    flip: str = ""


def corrections_of(round: Round, standings: Iterable[TargetStanding]) -> list[Correction]:
    """In the order of the plan, then by year: at most five queries.

    Compared are the last consolidation of an earlier round (without one, the figures that the
    previous round first accepted) and, for what that did not hold, this round's own last one.
    """
    moments = _reported(round)
    if not moments:
        return []
    by_target = {row.target.pk: row for row in standings}
    rows = list(
        Observation.objects.filter(
            target__in=by_target, year__lte=round.year, vintage__in=COUNTING
        ).select_related("report__unit")
    )
    now = _best(rows, lambda row: row.replaced_at is None)
    found = {}
    for moment in moments:
        for key, old in known_at(rows, moment).items():
            found.setdefault(key, (old, now.get(key), moment))
    changed = {key: held for key, held in found.items() if _differs(*held[:2])}
    flips = _flips(round, min(moments)) if changed else []
    return [
        Correction(by_target[pk], year, old, new, _flip(flips, by_target[pk], year, moment))
        for pk in by_target
        for (target, year), (old, new, moment) in sorted(changed.items())
        if target == pk
    ]


def known_at(rows: Iterable[Observation], moment: datetime) -> Known:
    """The best value of each target and year as it stood at a moment."""

    def stood(row):
        is_replaced = row.replaced_at is not None and row.replaced_at <= moment
        return row.accepted_at <= moment and not is_replaced

    return _best(rows, stood)


def _best(rows, stood):
    best = {}
    for row in rows:
        key = (row.target_id, row.year)
        if stood(row) and (key not in best or _rank(row) > _rank(best[key])):
            best[key] = row
    return best


def _rank(row):
    return Vintage(row.vintage).rank


def _differs(old, new):
    return new is None or new.value != old.value


def _reported(round):
    """The moments whose figures were reported, the earlier round's first."""
    frozen = list(
        Consolidation.objects.filter(round__plan=round.plan_id, round__year__lte=round.year)
        .order_by("round__year", "sequence")
        .values_list("round__year", "made_at")
    )
    before = [moment for year, moment in frozen if year < round.year][-1:]
    own = [moment for year, moment in frozen if year == round.year][-1:]
    return (before or _first_accepted(round)) + own


def _first_accepted(round):
    """When the previous round's last figure was accepted; corrections of it came later."""
    earlier = Round.objects.filter(plan=round.plan_id, year__lt=round.year).order_by("-year")[:1]
    rows = Observation.objects.filter(report__round__in=earlier.values("pk"), reason="")
    return list(rows.order_by("-accepted_at").values_list("accepted_at", flat=True)[:1])


def _flips(round, since):
    kind = ReportEvent.Kind.VERDICT_FLIPPED
    events = ReportEvent.objects.filter(
        report__round__plan=round.plan_id, kind=kind, at__gt=since
    ).order_by("-pk")
    return list(events.values_list("subject", "text", "at"))


def _flip(flips, standing, year, moment):
    """The words of the newest event about this target and year."""
    subject, start = str(standing.target)[:250], f"Năm {year}:"
    return next(
        (
            text
            for about, text, at in flips
            if about == subject and at > moment and text.startswith(start)
        ),
        "",
    )
