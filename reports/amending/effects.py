"""What a change of a target would do to this year's verdict, told before it is decided."""

from dataclasses import dataclass
from datetime import datetime

from assignments.permissions import Powers, visible_targets
from q3plan.lib import dates
from reports.amending.terms import reading_values
from reports.dashboards.judging import pace_of, result_of, rule_of, rule_of_reading
from reports.dashboards.ledger import read_ledger
from reports.models import Amendment, Round
from targets.models import Reading
from targets.progress import Pace, YearResult

Kind = Amendment.Kind


@dataclass(frozen=True)
class Effect:
    """Verdicts of ``year`` as the plan stands and under the new terms."""

    year: int
    before: YearResult
    before_pace: Pace
    after: YearResult
    after_pace: Pace


def effect_of(amendment: Amendment, powers: Powers, *, at: datetime) -> Effect | None:
    """None where nothing is judged, once it is in force, or for those who see no figures."""
    if amendment.kind not in (Kind.TARGET, Kind.READING) or amendment.applied_at is not None:
        return None
    target = visible_targets(powers).filter(pk=amendment.target_id)
    ledger = read_ledger(target, at=at)
    if not ledger.targets:
        return None
    [target] = ledger.targets
    opened = Round.objects.filter(plan=target.plan_id).latest_opened(dates.as_day(at))
    year = opened.year if opened else dates.as_day(at).year
    reading = _proposed(amendment, target)
    if reading is None:
        return None
    old, new = rule_of(target, year), rule_of_reading(reading, target)
    return Effect(
        year,
        result_of(ledger, target, year, old),
        pace_of(ledger, target, year, old),
        result_of(ledger, target, year, new),
        pace_of(ledger, target, year, new),
    )


def _proposed(amendment, target):
    if amendment.kind == Kind.TARGET:
        return Reading(target=target, **reading_values(amendment.change))
    chosen = amendment.change["reading"]
    return next((row for row in target.readings.all() if row.pk == chosen), None)
