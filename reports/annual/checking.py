"""The check of one intended value, from the ledger's rows: the same on screen, sheet and paper."""

from dataclasses import dataclass, field
from decimal import Decimal

from reports.dashboards.judging import baseline_of, comparable, rule_of
from targets.models import Target
from targets.progress import Point, Rule, SettingCheck, check_setting, straight_value


@dataclass(frozen=True)
class Surroundings:
    """What a value of a year is checked against; ``known`` are values of earlier years."""

    target: Target
    year: int
    rule: Rule
    baseline: Point | None
    known: dict[int, Decimal] = field(default_factory=dict)
    decided: dict[int, Decimal] = field(default_factory=dict)

    @property
    def last(self) -> Point | None:
        year = max(self.known, default=None)
        return None if year is None else Point(year, self.known[year])

    def check(self, value: Decimal) -> SettingCheck:
        return check_setting(
            self.rule,
            year=self.year,
            value=value,
            last=self.last,
            baseline=self.baseline,
            series=self.known,
        )

    @property
    def straight(self) -> Decimal | None:
        return straight_value(
            self.rule,
            year=self.year,
            last=self.last,
            baseline=self.baseline,
            annual_targets=self.decided,
        )


def surroundings_of(ledger, target, year, *, expected: Decimal | None = None) -> Surroundings:
    """``expected`` is what a unit sent for the year before and nobody has accepted yet."""
    series = ledger.series(target, year - 1)
    known = {row.year: row.value for row in series}
    if expected is not None:
        known.setdefault(year - 1, expected)
    annual = {known_year: row.value for known_year, row in ledger.annual(target).items()}
    return Surroundings(
        target=target,
        year=year,
        rule=rule_of(target, year),
        baseline=baseline_of(target, year),
        known=comparable(target, year, known),
        decided=comparable(target, year, annual),
    )
