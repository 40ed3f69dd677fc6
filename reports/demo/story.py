"""The three rounds, step by step in the order of time, as people carry them out."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from assignments.models import Office
from q3plan.lib.dates import LOCAL, due_words
from reports.demo import (
    annual,
    chasing,
    data,
    files,
    reorganised,
    series,
    upward,
    ward_figures,
    wording,
)
from reports.demo.people import Cast
from reports.models import (
    Extension,
    Figure,
    Report,
    ReportHandover,
    Round,
    TargetEntry,
    TaskUpdate,
    WardBreakdown,
)
from reports.review.flips import announcing_flips

ITEM_FIELDS = ["version", "updated_at", "updated_by"]
REVIEWERS = ("tckh.tonghop1", "tckh.tonghop2")


@dataclass(order=True)
class Step:
    """One deed at one moment; ``turn`` keeps the order of equal moments."""

    at: datetime
    turn: int
    unit: str = field(compare=False)
    deed: str = field(compare=False)
    words: dict = field(compare=False, default_factory=dict)


def tell(plan, cast: Cast, year, name="story"):
    """Open the round of a year and carry out every step of its story."""
    story = data.read(f"{name}-{year}")
    at, officer = data.moment(year, story["opened"]), cast.officers[REVIEWERS[0]]
    series.share_denominators(plan, year, by=officer, at=at)
    opens_on = at.date() if story.get("opens_early") else None
    opened, _created = Round.open(
        plan, year, at=at, by=officer, opens_on=opens_on, is_illustrative=True
    )
    for target in plan.targets.filter(code__in=story.get("ward_targets", [])):
        WardBreakdown.mark(opened, target, by=officer, at=at)
    reports = {report.unit.code: report for report in opened.reports.select_related("unit")}
    stage = Stage(year=year, cast=cast, reports=reports, rng=Random(57 + year))
    for step in sorted(_steps(story, reports, stage.rng)):
        stage.play(step)


def _steps(story, reports, rng):
    year = story["year"]
    told = [
        (
            row["at"],
            row["unit"],
            "extend",
            {"due_before": row["due_before"], "reason": row["reason"]},
        )
        for row in story.get("extensions", [])
    ]
    for row in story.get("office", []):
        words = {name: text for name, text in row.items() if name not in ("at", "unit", "deed")}
        told.append((row["at"], row["unit"], row["deed"], words))
    for code in sorted(reports):
        own = story["units"].get(code, {})
        if "steps" in own:
            told += [(at, code, deed, *words) for at, deed, *words in own["steps"]]
        else:
            yield from _usual(story, code, own, rng)
    for turn, (at, code, deed, *words) in enumerate(told):
        yield Step(data.moment(year, at), turn, code, deed, *words)


def _usual(story, code, own, rng):
    """A year without incident: filled over two weeks, handed over, sent, accepted."""
    year = story["year"]
    if "sent" in own:
        sent = data.moment(year, own["sent"])
    else:
        # Most units send in the last days before the deadline.
        day = date(year, 11, 9) - timedelta(days=int(rng.triangular(0, 22, 2)))
        sent = _office_hour(day, rng)
    filled = _office_hour(sent.date() - timedelta(days=rng.randrange(6, 14)), rng)
    handed = _office_hour(sent.date() - timedelta(days=rng.randrange(1, 3)), rng)
    accepted_on = sent.date() + timedelta(days=rng.randrange(3, 9))
    last_on = data.moment(year, f"{story['ends']} 12:00").date()
    deeds = [(filled, "fill", {}), (handed, "hand_over", {}), (sent, _sending(code), {})]
    if "given_back" in own:
        back = _office_hour(handed.date() - timedelta(days=1), rng)
        deeds[1:1] = [
            (back - timedelta(minutes=50), "hand_over", {}),
            (back, "give_back", {"note": own["given_back"]}),
        ]
    if _sending(code) == "submit_by_staff":
        del deeds[1]
    ratings = {"ratings": own["ratings"]} if "ratings" in own else {}
    deeds.append((_office_hour(min(accepted_on, last_on), rng), "accept", ratings))
    for turn, (at, deed, words) in enumerate(deeds):
        yield Step(at, turn, code, deed, words)


def _sending(code):
    by_staff = data.read("people")["wards_sending_directly"]
    return "submit_by_staff" if code in by_staff else "submit"


def _office_hour(day, rng):
    while day.weekday() > 4:
        day -= timedelta(days=1)
    hour = rng.choice((8, 9, 10, 13, 14, 15, 16))
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), tzinfo=LOCAL)


@dataclass
class Stage:
    year: int
    cast: Cast
    reports: dict[str, Report]
    rng: Random
    # Who answers for a report since when, where another unit took it over.
    taken_over: dict[int, tuple[date, str]] = field(default_factory=dict)
    today: date = date.min

    def play(self, step: Step):
        self.today = step.at.date()
        getattr(self, step.deed)(self.reports[step.unit], step.at, **self._words(step))

    def _words(self, step):
        return {"items": step.words} if step.deed == "fix" else step.words

    def reporter(self, report):
        return self.cast.reporters[self._answering(report)]

    def head(self, report):
        return self.cast.heads[self._answering(report)]

    def _answering(self, report):
        since, code = self.taken_over.get(report.pk, (date.max, ""))
        return code if self.today >= since else report.unit.code

    def reviewer(self, report):
        """The coordinating unit's officers share the work; its own report is another's."""
        if report.reviewing_office == Office.Kind.SECOND_RECIPIENT:
            return self.cast.officers["vp.tonghop"]
        return self.cast.officers[REVIEWERS[report.unit.order % 2]]

    # -- the unit ----------------------------------------------------------------------------

    def fill(self, report, at, *, part=1):
        by = self.reporter(report)
        report.touch(by=by, at=at)
        entries = list(report.entries.select_related("target").prefetch_related("figures"))
        updates = list(report.updates.select_related("task"))
        # Half a report: every second target and task, no general assessment yet.
        entries, updates = entries[::part], updates[::part]
        figures = []
        for entry in entries:
            is_of_ward = entry.scope == TargetEntry.Scope.WARD
            figures += (ward_figures if is_of_ward else series).write_entry(entry, self.year)
            sign(entry, by, at)
        for update in updates:
            wording.write_update(update, report.unit, self.year, self.rng)
            annual.write_achieved(update, self.year)
            sign(update, by, at)
        Figure.objects.bulk_update(figures, ["value", "numerator", "denominator"])
        TargetEntry.objects.bulk_update(
            entries, ["source", "explanation", "proposal", *ITEM_FIELDS]
        )
        TaskUpdate.objects.bulk_update(
            updates, ["rating", "result", "achieved", "difficulties", "proposals", *ITEM_FIELDS]
        )
        if part == 1:
            wording.write_assessment(report.assessment, report.unit, self.rng)
            sign(report.assessment, by, at)
            report.assessment.save()

    def fill_half(self, report, at):
        self.fill(report, at, part=2)

    def fix(self, report, at, *, items):
        by = self.reporter(report)
        report.touch(by=by, at=at)
        for code, texts in items.items():
            item = find(report, code)
            for name, text in texts.items():
                setattr(item, name, text)
            sign(item, by, at)
            item.save()

    def attach(self, report, at, *, name, picture, item=None):
        place = find(report, item) if item else None
        files.attach(report, place, name, picture, by=self.reporter(report), at=at)

    def hand_over(self, report, at):
        report.hand_over(by=self.reporter(report), at=at)

    def give_back(self, report, at, *, note):
        report.give_back(by=self.head(report), at=at, note=note)

    def submit(self, report, at):
        report.submit(by=self.head(report), at=at)

    def submit_by_staff(self, report, at):
        report.submit(by=self.reporter(report), at=at)

    # -- the reviewer ------------------------------------------------------------------------

    def accept_item(self, report, at, *, item):
        report.accept_item(find(report, item), by=self.reviewer(report), at=at)

    def return_item(self, report, at, *, item, reason):
        report.return_item(find(report, item), by=self.reviewer(report), at=at, reason=reason)

    def send_back(self, report, at, *, reason, until):
        report.send_back(
            by=self.reviewer(report), at=at, reason=reason, resubmit_by=self._day(until)
        )

    def accept(self, report, at, *, ratings=None):
        """Accept the report; some tasks with the reviewer's own rating."""
        by = self.reviewer(report)
        if ratings is None:
            ratings = {} if report.unit.is_ward else self._agreed(report)
        for code, rating in ratings.items():
            report.accept_item(find(report, code), by=by, at=at, reviewer_rating=rating)
        with announcing_flips(report, by=by, at=at):
            report.accept(by=by, at=at)

    def _agreed(self, report):
        """The unit's own rating of its first two tasks."""
        return dict(report.updates.values_list("task__code", "rating")[:2])

    def reopen(self, report, at, *, reason, until):
        report.reopen(by=self.reviewer(report), at=at, reason=reason, until=self._day(until))

    def extend(self, report, at, *, due_before, reason):
        by = self.reviewer(report)
        extension = Extension.objects.create(
            report=report,
            due_before=self._day(due_before),
            reason=reason,
            granted_at=at,
            granted_by=by,
        )
        report.record(
            "EXTENDED", at=at, by=by, subject=due_words(extension.due_before), text=reason
        )

    def call(self, report, at, *, spoken_to, note, promised_on):
        chasing.call(
            report, spoken_to, note, self._day(promised_on), by=self.reviewer(report), at=at
        )

    def letter(self, report, at, *, number, reply_by):
        """The coordinating unit, whose own report this is, writes to all that are late."""
        officer = self.cast.officers[REVIEWERS[0]]
        chasing.letter(report.round, number, self._day(reply_by), by=officer, at=at)

    def reorganise(self, report, at, *, file):
        """Units are reorganised while the round runs; reports that are open get their heirs."""
        reorganised.carry_out_file(file, self.cast, by=self.cast.officers[REVIEWERS[0]], at=at)
        rows = ReportHandover.objects.filter(report__in=self.reports.values())
        for row in rows.select_related("unit"):
            self.taken_over[row.report_id] = (row.from_on, row.unit.code)

    def compile(self, report, at, *, edits, left_out=()):
        by = self.cast.officers[REVIEWERS[0]]
        upward.compile_report(report.round, edits, left_out, by=by, at=at)

    def finish(self, report, at, *, number, note):
        by = self.cast.officers[REVIEWERS[0]]
        upward.finish(report.round, number, note, by=by, at=at)

    def _day(self, text):
        return data.moment(self.year, f"{text} 00:00").date()


def sign(item, by, at):
    item.version += 1
    item.updated_by, item.updated_at = by, at


def find(report, code):
    """The item of a report by its code: "CT-10", "III.8.3" or "assessment"."""
    if code == "assessment":
        return report.assessment
    if code.startswith("CT-"):
        return report.entries.select_related("target").get(target__code=code)
    return report.updates.select_related("task").get(task__code=code)
