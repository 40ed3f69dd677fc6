"""What a unit sent, read from the frozen content of a submission.

The reviewer's pages show this and never the unit's working rows, so that a draft stays private and
what was judged is what was sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal
from reports.models import TargetEntry
from targets.progress import Vintage, YearStatus


@dataclass(frozen=True)
class SharedTerm:
    """Where a denominator of the shared table came from, as it was on sending."""

    series: str
    source: str
    as_of: date


@dataclass(frozen=True)
class SentFigure:
    """One number of one year; blank is None, never 0."""

    year: int
    vintage: Vintage
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    shared: SharedTerm | None = None

    @property
    def is_shared(self) -> bool:
        """Whether the denominator was the shared table's and not the unit's."""
        return self.shared is not None


@dataclass(frozen=True)
class SentTarget:
    code: str
    name: str
    unit_of_measure: str = ""
    decimals: int = 1
    quotes: tuple[tuple[str, str], ...] = ()
    figures: tuple[SentFigure, ...] = ()
    proposal: Decimal | None = None
    source: str = ""
    explanation: str = ""
    is_of_ward: bool = False
    has_evidence: bool = False

    @property
    def anchor(self) -> str:
        return self.code.lower()

    def figure(self, year: int, vintage: Vintage) -> SentFigure:
        """The figure asked for, or an empty one."""
        wanted = (year, vintage)
        held = (one for one in self.figures if (one.year, one.vintage) == wanted)
        return next(held, SentFigure(year, vintage))


@dataclass(frozen=True)
class SentYardstick:
    """What a higher level gave for a task and what the unit reached, as they were on sending."""

    name: str
    asked: str
    unit_of_measure: str
    decision: str
    decided_by: str
    achieved: Decimal | None
    verdict: YearStatus | None

    @property
    def words(self) -> str:
        words = {"name": self.name, "asked": self.asked, "number": self.decision}
        words["by"] = self.decided_by
        return _("%(name)s: %(asked)s (%(number)s của %(by)s)") % words

    @property
    def reached(self) -> str:
        """ "96,2% – Đạt"; "" while there is no result."""
        if self.achieved is None:
            return ""
        gap = "" if self.unit_of_measure.startswith("%") else " "
        text = f"{format_decimal(self.achieved)}{gap}{self.unit_of_measure}"
        return f"{text} – {self.verdict.label}" if self.verdict else text


@dataclass(frozen=True)
class SentTask:
    code: str
    title: str
    rating: str = ""
    rating_label: str = ""
    result: str = ""
    difficulties: str = ""
    proposals: str = ""
    yardstick: SentYardstick | None = None

    @property
    def anchor(self) -> str:
        return self.code.lower().replace(".", "-")


@dataclass(frozen=True)
class Sent:
    """One submission's content; targets and tasks by code, in the order of the plan."""

    targets: Mapping[str, SentTarget]
    tasks: Mapping[str, SentTask]
    assessment: Mapping[str, str]


def assessment_labels():
    """Field of the general assessment → its words on screen."""
    return {
        "overview": _("Kết quả nổi bật"),
        "difficulties": _("Khó khăn, hạn chế và nguyên nhân"),
        "proposals": _("Kiến nghị, đề xuất"),
        "next_year": _("Nhiệm vụ trọng tâm năm sau"),
    }


def read_payload(payload: str) -> Sent:
    """``Sent`` of a submission's canonical JSON."""
    content = json.loads(payload)
    support = {row["item"] for row in content.get("evidence", ()) if row["kind"] == "SUPPORT"}
    targets = [_target(row, support) for row in content["targets"]]
    tasks = [_task(row) for row in content["tasks"]]
    return Sent(
        targets={target.code: target for target in targets},
        tasks={task.code: task for task in tasks},
        assessment=content["assessment"],
    )


_TASK = ("code", "title", "rating", "rating_label", "result", "difficulties", "proposals")


def _task(row):
    return SentTask(
        **{name: row[name] for name in _TASK}, yardstick=read_yardstick(row.get("yardstick"))
    )


def read_yardstick(row) -> SentYardstick | None:
    """Only tasks to which a higher level gave a value carry one."""
    if row is None:
        return None
    texts = ("name", "asked", "unit_of_measure", "decision", "decided_by")
    return SentYardstick(
        **{name: row[name] for name in texts},
        achieved=_number(row["achieved"]),
        verdict=YearStatus(row["verdict"]) if row["verdict"] else None,
    )


def _target(row, support):
    return SentTarget(
        code=row["code"],
        name=row["name"],
        unit_of_measure=row["unit_of_measure"],
        decimals=row["decimals"],
        quotes=tuple((one["clause"], one["quote"]) for one in row["readings"]),
        figures=tuple(_figure(figure) for figure in row["figures"]),
        proposal=_number(row["proposal"]),
        source=row["source"],
        explanation=row["explanation"],
        # Sendings from before wards were asked know no scope.
        is_of_ward=row.get("scope") == TargetEntry.Scope.WARD,
        has_evidence=row["code"] in support,
    )


def _figure(row):
    terms = {name: _number(row[name]) for name in ("value", "numerator", "denominator")}
    return SentFigure(
        year=row["year"],
        vintage=Vintage(row["vintage"]),
        shared=_shared(row.get("denominator_source")),
        **terms,
    )


def _shared(row):
    if row is None:
        return None
    return SharedTerm(row["series"], row["source"], date.fromisoformat(row["as_of"]))


def _number(text):
    return None if text is None else Decimal(text)
