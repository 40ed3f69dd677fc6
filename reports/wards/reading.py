"""What the wards of a round gave for a target, read from what they sent and never from a draft."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from q3plan.lib.ordering import natural_key
from reports.models import Report, ReportEvent, Submission, TargetEntry, WardBreakdown
from reports.review.sent import SentTarget, read_payload
from reports.wards.sums import Cells, Part, cells_of, part_of, sum_of
from targets.progress import Vintage

Kind = ReportEvent.Kind
REVIEW_KINDS = (Kind.SUBMITTED, Kind.ACCEPTED, Kind.ITEM_ACCEPTED, Kind.ITEM_RETURNED)


class WardState(TextChoices):
    """How far a ward's part has come, as others than the ward may know it."""

    ACCEPTED = "ACCEPTED", _("Đã duyệt")
    SENT = "SENT", _("Đã gửi")
    RETURNED = "RETURNED", _("Bị trả lại")
    NOT_SENT = "NOT_SENT", _("Chưa gửi")
    NOT_ASKED = "NOT_ASKED", _("Chưa được hỏi")

    @property
    def tone(self):
        return {"ACCEPTED": "green", "SENT": "blue", "RETURNED": "red"}.get(self.value, "grey")

    @property
    def shape(self):
        return {
            "ACCEPTED": "check-circle-fill",
            "SENT": "send",
            "RETURNED": "arrow-counterclockwise",
            "NOT_SENT": "circle",
            "NOT_ASKED": "dash-circle",
        }[self.value]


@dataclass(frozen=True)
class WardLine:
    """One ward. ``sent`` is its last sending, ``accepted`` the part that dashboards count.

    ``is_in_doubt``: the reviewer asked to correct this very part, so it is summed no more.
    ``said`` is the ward's explanation where it sent no numbers.
    """

    target: object
    unit: Unit
    state: WardState
    sent: Part | None = None
    accepted: Part | None = None
    said: str = ""
    is_in_doubt: bool = False

    @property
    def sent_cells(self) -> Cells:
        return cells_of(self.target, self.sent)

    @property
    def accepted_cells(self) -> Cells:
        return cells_of(self.target, self.accepted)

    @property
    def counted(self) -> Part | None:
        return None if self.is_in_doubt else self.sent


@dataclass(frozen=True)
class Total:
    """The sum over the wards that have a part; ``part`` is None while none has."""

    part: Part | None
    covered: int
    wards: int
    missing: tuple[WardLine, ...]

    @property
    def is_complete(self) -> bool:
        return self.covered == self.wards

    @property
    def coverage(self) -> str:
        return f"{self.covered}/{self.wards}"

    @property
    def missing_names(self) -> str:
        return ", ".join(line.unit.short_name for line in self.missing)


@dataclass(frozen=True)
class Breakdown:
    """Every ward of a round for one target, in natural order."""

    target: object
    year: int
    lines: tuple[WardLine, ...]

    @cached_property
    def sent(self) -> Total:
        return self._total("counted")

    @cached_property
    def accepted(self) -> Total:
        return self._total("accepted")

    def _total(self, name) -> Total:
        parts = [part for line in self.lines if (part := getattr(line, name))]
        return Total(
            part=sum_of(self.target, parts),
            covered=len(parts),
            wards=len(self.lines),
            missing=tuple(line for line in self.lines if getattr(line, name) is None),
        )

    @property
    def stamp(self) -> str:
        """Changes when what could be adopted does."""
        part = self.sent.part
        terms = (part.numerator.normalize(), part.denominator.normalize()) if part else ()
        return "-".join([self.sent.coverage, *(f"{term:f}" for term in terms)])


def marked_targets(round) -> list:
    """Targets whose numbers the wards bring in this round, in the order of the plan."""
    rows = WardBreakdown.objects.filter(round=round).select_related("target__plan")
    return [row.target for row in rows.order_by("target__order")]


def read_breakdowns(round, targets: Iterable) -> dict[int, Breakdown]:
    """``Breakdown`` by target id; four queries, however many wards and targets."""
    targets = list(targets)
    if not targets:
        return {}
    reports = list(
        Report.objects.filter(round=round, unit__kind=Unit.Kind.WARD).select_related("unit")
    )
    reports.sort(key=lambda report: (report.unit.order, natural_key(report.unit.name)))
    entries = _entries(reports, targets)
    sendings, events = _sendings(reports), _events(reports)
    return {
        target.pk: Breakdown(
            target,
            round.year,
            tuple(
                _line(
                    target,
                    round.year,
                    report,
                    entries.get((report.pk, target.pk)),
                    sendings[report.pk],
                    events[report.pk],
                )
                for report in reports
            ),
        )
        for target in targets
    }


def _entries(reports, targets):
    """The review's state of the parts that are asked; what was typed is not read."""
    rows = TargetEntry.objects.filter(
        report__in=reports, target__in=targets, scope=TargetEntry.Scope.WARD
    )
    return {
        (report, target): state
        for report, target, state in rows.values_list("report_id", "target_id", "review_state")
    }


def _sendings(reports):
    """Receipt code → what was sent, by report, oldest first."""
    found = defaultdict(dict)
    for row in Submission.objects.filter(report__in=reports).order_by("sequence"):
        found[row.report_id][row.receipt_code] = read_payload(row.payload)
    return found


def _events(reports):
    found = defaultdict(list)
    rows = ReportEvent.objects.filter(report__in=reports, kind__in=REVIEW_KINDS).order_by("pk")
    for report, kind, subject in rows.values_list("report_id", "kind", "subject"):
        found[report].append((kind, subject))
    return found


def accepted_receipt(events, code) -> str:
    """Receipt of the sending whose part of target ``code`` counts; "" while none does.

    ``events`` are ``(kind, subject)`` in order. An accepted part goes on counting while its report
    is open again, and gives way to the one before when it is itself returned.
    """
    sent = held = before = ""
    for kind, subject in events:
        is_own = subject.partition(" ")[0] == code
        if kind == Kind.SUBMITTED:
            sent = subject
        elif kind == Kind.ACCEPTED or (kind == Kind.ITEM_ACCEPTED and is_own):
            if held != sent:
                before, held = held, sent
        elif kind == Kind.ITEM_RETURNED and is_own and held == sent:
            held = before
    return held


def _line(target, year, report, review_state, sendings, events):
    contributions = {receipt: _contribution(sent, target) for receipt, sent in sendings.items()}
    last = next(reversed(contributions.values()), None)
    receipt = accepted_receipt(events, target.code)
    accepted = contributions.get(receipt)
    state = _state(report, review_state, last, receipt, contributions)
    return WardLine(
        target=target,
        unit=report.unit,
        state=state,
        sent=_part(target, year, last),
        accepted=_part(target, year, accepted),
        said=last.explanation if last else "",
        # Marks of a review that is still going on are the reviewer's own.
        is_in_doubt=bool(report.returned_at) and review_state == "RETURNED",
    )


def _contribution(sent, target) -> SentTarget | None:
    found = sent.targets.get(target.code)
    return found if found and found.is_of_ward else None


def _part(target, year, contribution):
    if contribution is None:
        return None
    figure = contribution.figure(year, Vintage.ESTIMATE)
    return part_of(target, figure.numerator, figure.denominator)


def _state(report, review_state, last, receipt, contributions):
    if last is None:
        # Before the first sending, whether the ward could still be asked is its own business.
        was_passed_over = contributions and review_state is None
        return WardState.NOT_ASKED if was_passed_over else WardState.NOT_SENT
    is_newest = receipt == next(reversed(contributions), "")
    if report.returned_at:
        return WardState.ACCEPTED if review_state == "ACCEPTED" else WardState.RETURNED
    if is_newest and report.state != Report.State.SUBMITTED:
        return WardState.ACCEPTED
    return WardState.SENT
