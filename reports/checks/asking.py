"""Questions of a set of rules about some facts; the same for the unit and for the reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from q3plan.lib.numbers import format_decimal
from reports.checks.facts import Facts
from reports.checks.kinds import CHECKS, ORDER, Kind
from reports.checks.likeness import likeness
from reports.checks.sentences import fill
from targets.progress import Vintage


@dataclass(frozen=True)
class Question:
    """``vintage`` names the figure it is about, None for a text.

    ``is_answered``: the unit explained. A question about a text is a note and asks no answer.
    """

    kind: Kind
    text: str
    vintage: Vintage | None = None
    is_answered: bool = False

    @property
    def must_be_answered(self) -> bool:
        return self.kind != Kind.SAME_TEXT and not self.is_answered


def questions_about(facts: Facts, rules: Iterable) -> list[Question]:
    """Questions about one target, the weightiest first. ``rules``: kind, limit, sentence."""
    found = []
    for rule in rules:
        kind = Kind(rule.kind)
        check = CHECKS[kind]
        if check.find is None:
            continue
        for finding in check.find(facts, _limit(rule, check)):
            text = fill(rule.sentence, finding.words)
            found.append(Question(kind, text, finding.vintage, _is_explained(facts, kind)))
    return sorted(found, key=lambda question: ORDER[question.kind])


def _limit(rule, check):
    """A rule whose limit was left empty goes by the usual one."""
    if check.limit is None:
        return None
    return check.limit.usual if rule.limit is None else Decimal(rule.limit)


def _is_explained(facts, kind):
    """What two targets give together may be explained at either of them."""
    texts = [facts.explanation]
    if kind == Kind.PAIR_SUM and facts.twin:
        texts.append(facts.twin.explanation)
    return any(text.strip() for text in texts)


def question_about_text(rule, year: int, what: str, now: str, last: str) -> Question | None:
    """A note when this year's text is nearly last year's; ``rule`` None asks nothing."""
    if rule is None or not now or not last:
        return None
    alike = likeness(now, last)
    if alike < _limit(rule, CHECKS[Kind.SAME_TEXT]):
        return None
    words = {
        "what": what,
        "year": str(year),
        "last_year": str(year - 1),
        "likeness": format_decimal(int(alike * 100)),
    }
    return Question(Kind.SAME_TEXT, fill(rule.sentence, words))
