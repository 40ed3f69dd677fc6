"""Flags: what a reviewer should look at first. Each check is pure and says one plain sentence.

They never refuse anything: a flagged figure may be right, and the unit's explanation stands beside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal
from q3plan.lib.text import fold
from reports.dashboards.standing import pair_group, rule_of
from reports.models.completeness import figure_label
from reports.review.dossier import Dossier, read_dossiers
from reports.review.sent import SentFigure, SentTarget, SentTask
from targets.models import Target
from targets.progress import Comparator, Rule, Vintage, YearResult, display_value, flipped

# A sentence as short as "Không có khó khăn." may well be the same every year.
SHORTEST_REPEATED_TEXT = 40
LARGEST_CHANGE_OF_TERMS = Decimal("0.2")
FEWEST_CHANGES_ON_RECORD = 2


@dataclass(frozen=True)
class Flag:
    """One sentence about one item; an empty ``anchor`` is about the report as a whole."""

    anchor: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class TargetFacts:
    """One sent target with its past: accepted values and terms of earlier years by year."""

    sent: SentTarget
    year: int
    rule: Rule
    formula: str = Target.Formula.NONE
    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    terms: Mapping[int, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    yardstick: Decimal | None = None
    final_before: YearResult | None = None
    final_now: YearResult | None = None
    last_year: SentTarget | None = None

    @property
    def estimate(self) -> SentFigure:
        return self.sent.figure(self.year, Vintage.ESTIMATE)

    @property
    def final(self) -> SentFigure:
        return self.sent.figure(self.year - 1, Vintage.FINAL)

    @property
    def previous(self) -> Decimal | None:
        """Last year's value: the final figure sent now, else the accepted one."""
        return self.accepted.get(self.year - 1) if self.final.value is None else self.final.value


def flip_words(before: YearResult, now: YearResult) -> str:
    """ "Năm 2026: ước 36,5 – Không đạt; chính thức 42 – Đạt."."""
    return _(
        "Năm %(year)s: %(old_kind)s %(old)s – %(old_word)s; %(new_kind)s %(new)s – %(new_word)s."
    ) % {
        "year": now.year,
        "old_kind": before.vintage.label,
        "old": _judged_value(before),
        "old_word": before.label,
        "new_kind": now.vintage.label,
        "new": _judged_value(now),
        "new_word": now.label,
    }


def _judged_value(result):
    """Its kind of figure stands before it in the sentence."""
    return display_value(result.value, result.bar.rule, result=result, vintage=Vintage.FINAL)


# -- one target ------------------------------------------------------------------------------


def verdict_flip(facts):
    if facts.final_before and facts.final_now and flipped(facts.final_before, facts.final_now):
        words = flip_words(facts.final_before, facts.final_now)
        yield _("Số chính thức làm thay đổi kết quả đánh giá. %(words)s") % {"words": words}


def largest_jump(facts):
    """A change beyond every change between two years on record."""
    value, previous = facts.estimate.value, facts.previous
    known = dict(facts.accepted)
    if facts.final.value is not None:
        known[facts.year - 1] = facts.final.value
    changes = [abs(known[y] - known[y - 1]) for y in known if y < facts.year and y - 1 in known]
    if value is None or previous is None or len(changes) < FEWEST_CHANGES_ON_RECORD:
        return
    if abs(value - previous) > max(changes):
        digits = facts.sent.decimals + 1
        yield _(
            "Thay đổi %(change)s so với năm trước, lớn hơn mọi thay đổi từng ghi nhận "
            "(nhiều nhất %(largest)s)."
        ) % {
            "change": format_decimal(abs(value - previous), digits),
            "largest": format_decimal(max(changes), digits),
        }


def same_as_last_year(facts):
    value = facts.estimate.value
    if value is not None and value == facts.previous and not _asks_one_value(facts):
        yield _("Ước năm %(year)s bằng đúng số của năm trước (%(value)s).") % {
            "year": facts.year,
            "value": format_decimal(value),
        }


def equal_to_yardstick(facts):
    value = facts.estimate.value
    if value is not None and value == facts.yardstick and not _asks_one_value(facts):
        yield _("Ước năm %(year)s bằng đúng mức phải đạt (%(value)s).") % {
            "year": facts.year,
            "value": format_decimal(value),
        }


def _asks_one_value(facts):
    """ "Duy trì 100 %": reaching exactly that, every year, is what is wanted."""
    return facts.rule.comparator == Comparator.EQ and facts.estimate.value == facts.rule.value


def implausible_terms(facts):
    """A growth rate whose base is not last year's value; a ratio whose base leaps."""
    numerator, denominator = facts.terms.get(facts.year - 1, (None, None))
    base = facts.estimate.denominator
    if not base:
        return
    if facts.formula == Target.Formula.GROWTH:
        numerator = facts.final.numerator or numerator
        if numerator and base != numerator:
            yield _("Mẫu số năm %(year)s (%(base)s) khác tử số của năm trước (%(numerator)s).") % {
                "year": facts.year,
                "base": format_decimal(base),
                "numerator": format_decimal(numerator),
            }
        return
    denominator = facts.final.denominator or denominator
    if denominator and abs(base - denominator) > denominator * LARGEST_CHANGE_OF_TERMS:
        yield _("Mẫu số %(base)s khác xa mẫu số năm trước (%(denominator)s).") % {
            "base": format_decimal(base),
            "denominator": format_decimal(denominator),
        }


def blank_with_reason(facts):
    for figure in facts.sent.figures:
        if figure.value is None and facts.sent.explanation.strip():
            yield _("Để trống “%(what)s”; đơn vị có giải trình.") % {"what": figure_label(figure)}


def repeated_explanation(facts):
    last = facts.last_year
    if last and _repeats(facts.sent.explanation, last.explanation):
        yield _("Giải trình giống hệt năm trước.")


TARGET_CHECKS = (
    verdict_flip,
    largest_jump,
    same_as_last_year,
    equal_to_yardstick,
    implausible_terms,
    blank_with_reason,
    repeated_explanation,
)


def target_flags(facts: TargetFacts) -> list[str]:
    """Sentences about one target, the weightiest first."""
    return [text for check in TARGET_CHECKS for text in check(facts)]


# -- pairs, tasks, assessment, punctuality ---------------------------------------------------


def pair_flags(one: SentTarget, other: SentTarget) -> list[str]:
    """Two shares of one whole (CT-02, CT-03) that do not add up to 100."""
    found = []
    for figure in one.figures:
        twin = other.figure(figure.year, figure.vintage)
        if figure.value is None or twin.value is None:
            continue
        total = figure.value + twin.value
        if abs(total - 100) > Decimal(1).scaleb(-one.decimals):
            words = {
                "what": figure_label(figure),
                "one": one.code,
                "other": other.code,
                "total": format_decimal(total),
            }
            found.append(
                _("%(what)s: %(one)s và %(other)s cộng lại được %(total)s, không phải 100.") % words
            )
    return found


def _repeats(now, last):
    return len(now.strip()) >= SHORTEST_REPEATED_TEXT and fold(now) == fold(last)


def _same_texts(names, now, last):
    """One sentence that names every text taken over from last year, or none."""
    same = [
        words for name, words in names.items() if _repeats(now.get(name, ""), last.get(name, ""))
    ]
    return [_("Giống hệt năm trước: %(names)s.") % {"names": ", ".join(same)}] if same else []


def task_flags(now: SentTask, last: SentTask | None) -> list[str]:
    """Difficulties may stay what they were; what was done may not."""
    names = {"result": _("kết quả thực hiện")}
    return _same_texts(names, vars(now), vars(last)) if last else []


def assessment_flags(now: Mapping[str, str], last: Mapping[str, str]) -> list[str]:
    names = {"overview": _("kết quả nổi bật"), "proposals": _("kiến nghị, đề xuất")}
    return _same_texts(names, now, last)


def lateness_flags(days_late: int | None, resent_days_late: int) -> list[str]:
    found = []
    if days_late:
        found.append(_("Gửi lần đầu trễ %(days)s ngày.") % {"days": days_late})
    if resent_days_late:
        found.append(
            _("Gửi lại trễ %(days)s ngày sau khi bị trả lại.") % {"days": resent_days_late}
        )
    return found


# -- a whole report --------------------------------------------------------------------------


def flags_of(dossier: Dossier) -> list[Flag]:
    """Every flag of a report's last submission, in the order of its pages; no query."""
    sent, report = dossier.sent, dossier.report
    if sent is None:
        return []
    found = [Flag("", text) for text in lateness_flags(report.days_late, report.resent_days_late)]
    paired = {}
    for target in sent.targets.values():
        if target.code not in dossier.targets:
            continue
        texts = target_flags(facts_of(dossier, target))
        group = pair_group(dossier.targets[target.code])
        if group in paired:
            texts += pair_flags(paired[group], target)
        elif group:
            paired[group] = target
        found += [Flag(target.anchor, text, target.code) for text in texts]
    last = dossier.last_year
    for task in sent.tasks.values():
        texts = task_flags(task, last.tasks.get(task.code) if last else None)
        found += [Flag(task.anchor, text, task.code) for text in texts]
    texts = assessment_flags(sent.assessment, last.assessment if last else {})
    return found + [Flag("danh-gia-chung", text, _("Đánh giá chung")) for text in texts]


def facts_of(dossier: Dossier, sent: SentTarget) -> TargetFacts:
    target, year = dossier.targets[sent.code], dossier.year
    past = dossier.ledger.series(target, year - 1)
    final = sent.figure(year - 1, Vintage.FINAL)
    estimate = sent.figure(year, Vintage.ESTIMATE)
    before = dossier.earlier(sent, year - 1)
    result = dossier.judge(sent, year, Vintage.ESTIMATE, estimate.value)
    last_year = dossier.last_year
    return TargetFacts(
        sent=sent,
        year=year,
        rule=rule_of(target),
        formula=target.formula,
        accepted={row.year: row.value for row in past},
        terms={row.year: (row.numerator, row.denominator) for row in past},
        yardstick=result.yardstick,
        final_before=before
        and dossier.judge(sent, year - 1, Vintage(before.vintage), before.value),
        final_now=None
        if final.value is None
        else dossier.judge(sent, year - 1, Vintage.FINAL, final.value),
        last_year=last_year.targets.get(sent.code) if last_year else None,
    )


def load_flags(reports: Iterable, *, at) -> dict[int, list[Flag]]:
    """Flags by report id of sent reports, in a fixed number of queries."""
    return {dossier.report.pk: flags_of(dossier) for dossier in read_dossiers(reports, at=at)}
