"""Flags: what a reviewer should look at first, each one plain sentence.

The questions are the very ones that the unit was asked (``reports.checks``); here stand those that
only a reviewer needs. They never refuse anything: the unit's explanation stands beside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal
from reports.checks.asking import question_about_text, questions_about
from reports.checks.book import facts_about
from reports.checks.facts import Facts
from reports.checks.of_rows import with_twin
from reports.checks.texts import assessment_texts, explanation_text, task_texts
from reports.models.completeness import figure_label
from reports.review.dossier import Dossier, read_dossiers
from reports.review.sent import SentTarget
from targets.progress import Vintage, YearResult, display_value, flipped


@dataclass(frozen=True)
class Flag:
    """One sentence about one item; an empty ``anchor`` is about the report as a whole."""

    anchor: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Flip:
    """The verdict of last year by its accepted estimate and by the final figure sent now."""

    before: YearResult | None = None
    now: YearResult | None = None


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


def verdict_flip(flip: Flip):
    if flip.before and flip.now and flipped(flip.before, flip.now):
        words = flip_words(flip.before, flip.now)
        yield _("Số chính thức làm thay đổi kết quả đánh giá. %(words)s") % {"words": words}


def blank_with_reason(sent: SentTarget):
    for figure in sent.figures:
        if figure.value is None and sent.explanation.strip():
            yield _("Để trống “%(what)s”; đơn vị có giải trình.") % {"what": figure_label(figure)}


def other_denominators(sent: SentTarget, table: Mapping[tuple, Decimal]):
    """Figures whose denominator is not what the shared table says now; ``table`` by figure."""
    for figure in sent.figures:
        now = table.get((figure.year, figure.vintage))
        if None not in (now, figure.denominator) and now != figure.denominator:
            yield _("%(what)s: mẫu số %(sent)s khác bảng mẫu số dùng chung, hiện là %(now)s.") % {
                "what": figure_label(figure),
                "sent": format_decimal(figure.denominator),
                "now": format_decimal(now),
            }


# -- texts and punctuality -------------------------------------------------------------------


def text_flags(rule, year: int, labels: Mapping[str, str], now, last) -> list[str]:
    """Notes on texts nearly taken over from last year; ``now`` and ``last`` by field name."""
    asked = (
        question_about_text(rule, year, words, now.get(name, ""), last.get(name, ""))
        for name, words in labels.items()
    )
    return [question.text for question in asked if question]


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
    for target in sent.targets.values():
        if target.code in dossier.targets:
            texts = _target_texts(dossier, target)
            found += [Flag(target.anchor, text, target.code) for text in texts]
    last, ask = dossier.last_year, _asker_of_texts(dossier)
    for task in sent.tasks.values():
        before = last.tasks.get(task.code) if last else None
        texts = ask(task_texts(), vars(task), vars(before) if before else {})
        found += [Flag(task.anchor, text, task.code) for text in texts]
    texts = ask(assessment_texts(), sent.assessment, last.assessment if last else {})
    return found + [Flag("danh-gia-chung", text, _("Đánh giá chung")) for text in texts]


def _asker_of_texts(dossier):
    rule = dossier.rulebook.of_texts.get(dossier.report.round.plan_id)
    return partial(text_flags, rule, dossier.year)


def _target_texts(dossier, sent):
    """Sentences about one target, the weightiest first."""
    target = dossier.targets[sent.code]
    last = dossier.last_year.targets.get(sent.code) if dossier.last_year else None
    explanations = [{"explanation": one.explanation} if one else {} for one in (sent, last)]
    facts = facts_of(dossier, sent)
    questions = questions_about(facts, dossier.rulebook.of_targets.get(target.pk, ()))
    return [
        *verdict_flip(_flip(dossier, sent)),
        *(question.text for question in questions),
        *other_denominators(sent, _table_of(dossier, target)),
        *blank_with_reason(sent),
        *_asker_of_texts(dossier)(explanation_text(), *explanations),
    ]


def _table_of(dossier, target):
    return {
        (year, vintage): row.value
        for (series, year, vintage), row in dossier.denominators.items()
        if series == target.denominator_series_id
    }


def facts_of(dossier: Dossier, sent: SentTarget) -> Facts:
    """What the checks look at, from what was sent; the paired share with it."""
    facts = _facts_alone(dossier, sent)
    codes = {target.pk: code for code, target in dossier.targets.items()}
    twin = dossier.sent.targets.get(codes.get(dossier.targets[sent.code].pair_id))
    return with_twin(facts, _facts_alone(dossier, twin) if twin else None)


def _facts_alone(dossier, sent):
    target = dossier.targets[sent.code]
    return facts_about(
        target,
        year=dossier.year,
        observations=dossier.ledger.observations.get(target.pk, {}),
        annual=dossier.ledger.annual(target),
        figures=sent.figures,
        explanation=sent.explanation,
        has_evidence=sent.has_evidence,
    )


def _flip(dossier, sent):
    year = dossier.year - 1
    before, final = dossier.earlier(sent, year), sent.figure(year, Vintage.FINAL)
    return Flip(
        before and dossier.judge(sent, year, Vintage(before.vintage), before.value),
        None if final.value is None else dossier.judge(sent, year, Vintage.FINAL, final.value),
    )


def load_flags(reports: Iterable, *, at) -> dict[int, list[Flag]]:
    """Flags by report id of sent reports, in a fixed number of queries."""
    return {dossier.report.pk: flags_of(dossier) for dossier in read_dossiers(reports, at=at)}
