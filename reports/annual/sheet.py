"""The worksheet of a year: everything that a value is chosen from, side by side."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from q3plan.lib.numbers import figure_text, input_text, round_half_up
from reports.annual.checking import Surroundings, surroundings_of
from reports.annual.proposals import Proposal, read_sent
from reports.dashboards.ledger import Ledger, read_ledger
from reports.dashboards.standing import Known, TargetStanding, known, standing_of
from reports.entry.fields import fingerprint
from reports.models import AnnualDraft
from targets.models import AnnualTarget, Plan, Target
from targets.progress import SettingCheck, Vintage

# Where a value can be taken from, and the words of its button.
SOURCES = {
    "proposal": _("Theo đề xuất"),
    "path": _("Theo lộ trình"),
    "estimate": _("Theo ước thực hiện"),
}


@dataclass(frozen=True)
class Offer:
    """A value that can be taken into the box."""

    source: str
    label: str
    value: Decimal
    text: str


@dataclass(frozen=True)
class Box:
    """What stands in the two inputs of a row; ``theirs`` is what somebody saved meanwhile."""

    text: str = ""
    note: str = ""
    version: int = 0
    error: str = ""
    note_error: str = ""
    theirs: str = ""


@dataclass(frozen=True)
class SheetRow:
    """One target; ``estimate`` is this year's expected value, accepted or only sent."""

    target: Target
    now: TargetStanding
    around: Surroundings
    last_final: Known | None
    estimate: Decimal | None
    estimate_is_accepted: bool
    proposals: tuple[Proposal, ...]
    in_force: AnnualTarget | None
    replaced: tuple[AnnualTarget, ...]
    draft: AnnualDraft | None
    box: Box = field(default_factory=Box)
    check: SettingCheck | None = None

    @property
    def anchor(self) -> str:
        return self.target.slug

    @property
    def value(self) -> Decimal | None:
        return self.draft.value if self.draft else None

    @property
    def base(self) -> str:
        """Stands for what is stored, so that a row that nobody touched is nobody's change."""
        stored = with_stored(self).box
        return base_of(stored.text, stored.note)

    @property
    def is_new(self) -> bool:
        """Whether the draft is something that is still to be decided."""
        decided = self.in_force.value if self.in_force else None
        return self.value is not None and self.value != decided

    @property
    def value_text(self) -> str:
        return self.text(self.value)

    @property
    def in_force_text(self) -> str:
        return self.text(self.in_force.value if self.in_force else None)

    @property
    def estimate_text(self) -> str:
        """As reported: a computed value has the digits of its target."""
        if self.estimate is None:
            return ""
        if self.estimate_is_accepted:
            return self.now.display_with_unit if self.now.has_percent_unit else self.now.display
        shown = figure_text(self.estimate, self.target.decimals, is_computed=True)
        return f"{shown}{'%' if self.target.is_percentage else ''}"

    @property
    def straight_text(self) -> str:
        return self.text(self.around.straight)

    @property
    def proposal_rows(self):
        return [(row, self.text(row.value)) for row in self.proposals]

    @property
    def replaced_rows(self):
        return [(row, self.text(row.value)) for row in self.replaced]

    def text(self, value) -> str:
        if value is None:
            return ""
        shown = figure_text(value, self.target.decimals, is_computed=False)
        return f"{shown}{'%' if self.target.is_percentage else ''}"

    @property
    def offers(self) -> tuple[Offer, ...]:
        values = {
            "proposal": self.proposals[0].value if self.proposals else None,
            "path": self.around.straight,
            "estimate": self._rounded(self.estimate),
        }
        return tuple(
            Offer(source, str(SOURCES[source]), value, self.text(value))
            for source, value in values.items()
            if value is not None
        )

    def _rounded(self, value):
        """A value worked out from its terms has more digits than anybody gives."""
        return None if value is None else round_half_up(value, self.target.decimals)

    def offer(self, source) -> Offer | None:
        return next((one for one in self.offers if one.source == source), None)


def base_of(text, note) -> str:
    return fingerprint(f"{text}\n{note}")


@dataclass(frozen=True)
class Sheet:
    plan: Plan
    year: int
    rows: tuple[SheetRow, ...]
    ledger: Ledger
    is_illustrative: bool

    @property
    def last_year(self) -> int:
        return self.year - 1

    def row(self, anchor) -> SheetRow | None:
        return next((row for row in self.rows if row.anchor == anchor), None)

    @property
    def filled(self) -> int:
        return sum(row.value is not None for row in self.rows)

    @property
    def decided(self) -> int:
        return sum(row.in_force is not None for row in self.rows)

    @property
    def to_decide(self) -> tuple[SheetRow, ...]:
        return tuple(row for row in self.rows if row.is_new)


def read_sheet(plan: Plan, year: int, *, at: datetime) -> Sheet:
    """The worksheet for ``year`` as known at ``at``: a fixed number of queries."""
    ledger = read_ledger(Target.objects.filter(plan=plan), at=at)
    sent = read_sent(plan, year - 1)
    drafts = {row.target_id: row for row in drafts_of(plan, year)}
    replaced = {}
    for row in replaced_of(plan, year):
        replaced.setdefault(row.target_id, []).append(row)
    rows = tuple(
        _row(ledger, target, year, sent, drafts.get(target.pk), replaced.get(target.pk, ()))
        for target in ledger.targets
    )
    known_points = [point for row in rows for point in row.now.series]
    return Sheet(plan, year, rows, ledger, any(point.is_illustrative for point in known_points))


def drafts_of(plan, year):
    rows = AnnualDraft.objects.filter(target__plan=plan, year=year)
    return rows.select_related("updated_by", "target")


def replaced_of(plan, year):
    rows = AnnualTarget.objects.filter(target__plan=plan, year=year, replaced_on__isnull=False)
    return rows.select_related("decision").order_by("replaced_on", "pk")


def _row(ledger, target, year, sent, draft, replaced):
    now = standing_of(ledger, target, year - 1)
    held = ledger.best(target, year - 1)
    estimate = held.value if held else sent.estimates.get(target.code)
    around = surroundings_of(ledger, target, year, expected=estimate)
    row = SheetRow(
        target=target,
        now=now,
        around=around,
        last_final=_last_final(ledger, target, year, around.rule),
        estimate=estimate,
        estimate_is_accepted=held is not None,
        proposals=tuple(sent.proposals.get(target.code, ())),
        in_force=ledger.annual(target).get(year),
        replaced=tuple(replaced),
        draft=draft,
    )
    return with_stored(row)


def with_stored(row: SheetRow) -> SheetRow:
    draft = row.draft
    box = Box(input_text(draft.value), draft.note, draft.version) if draft else Box()
    check = row.around.check(draft.value) if draft and draft.value is not None else None
    return replace(row, box=box, check=check)


def _last_final(ledger, target, year, rule):
    rows = ledger.observations.get(target.pk, {})
    finals = [
        held[Vintage.FINAL]
        for known_year, held in sorted(rows.items())
        if known_year < year and Vintage.FINAL in held
    ]
    return known(finals[-1], rule) if finals else None
