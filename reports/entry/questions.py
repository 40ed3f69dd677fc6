"""The questions that a page asks: from what is typed, before anything is sent."""

from dataclasses import replace

from django.utils.translation import gettext as _

from reports.checks import book
from reports.checks.asking import question_about_text, questions_about
from reports.checks.facts import Number
from reports.checks.of_rows import with_twin
from reports.checks.texts import explanation_text
from reports.models import CheckRule, TargetEntry
from targets.progress import Vintage

from .forms import good


def questions_of(report, rows, background):
    """Questions by target id. ``rows``: (form, reads); four queries for any number of them."""
    asked = [(form, reads) for form, reads in rows if _is_asked(form)]
    rulebook = book.read_rules([form.target.pk for form, _r in asked], [report.round.plan_id])
    with_files = book.entries_with_evidence([form.item for form, _r in asked])
    facts = {
        form.target.pk: book.facts_about(
            form.target,
            year=report.year,
            observations=background.observations.get(form.target.pk, {}),
            annual=background.annual.get(form.target.pk, {}),
            figures=tuple(_number(form, figure, reads) for figure in form.figures),
            explanation=reads["explanation"].text,
            has_evidence=form.item.pk in with_files,
        )
        for form, reads in asked
    }
    rule = rulebook.of_texts.get(report.round.plan_id)
    last = _last_explanations(report)
    return {
        form.target.pk: [
            *questions_about(
                with_twin(facts[form.target.pk], facts.get(form.target.pair_id)),
                rulebook.of_targets.get(form.target.pk, ()),
            ),
            *_about_explanation(report, reads, rule, last.get(form.target.pk, "")),
        ]
        for form, reads in asked
        if not report.item_is_locked(form.item)
    }


def _is_asked(form):
    return not form.is_of_ward and book.is_asked_about(form.target)


def _number(form, figure, reads):
    is_ratio = form.target.is_ratio
    return Number(
        figure.year,
        Vintage(figure.vintage),
        form.figure_value(figure, reads),
        good(reads[f"{figure.name}_numerator"]) if is_ratio else None,
        form.denominator_of(figure, reads) if is_ratio else None,
        figure.shared_denominator_id is not None,
    )


def _last_explanations(report):
    return dict(report_before(TargetEntry, report).values_list("target", "explanation"))


def _about_explanation(report, reads, rule, last):
    [what] = explanation_text().values()
    question = question_about_text(rule, report.year, what, reads["explanation"].text, last)
    return [question] if question else []


def report_before(model, report):
    """The rows of the same unit's report of last year."""
    return model.objects.filter(
        report__unit=report.unit_id,
        report__round__year=report.year - 1,
        report__round__plan=report.round.plan_id,
    )


def rule_of_texts(report):
    """The plan's rule about texts that stay the same, or None: one query."""
    rules = CheckRule.objects.filter(plan=report.round.plan_id, target=None, is_active=True)
    return rules.filter(kind=CheckRule.Kind.SAME_TEXT).first()


def note_texts(rule, year, labels, fields, last):
    """Put a note beside every text that is nearly last year's; ``fields`` is changed."""
    for name, what in labels.items():
        before = getattr(last, name, "") if last else ""
        question = question_about_text(rule, year, what, fields[name].shown, before)
        if question:
            fields[name] = with_warning(fields[name], question.text)


def ask_for_explanation(fields, questions):
    """Say at the explanation itself what it should tell; ``fields`` is changed."""
    open_questions = [question for question in questions if question.must_be_answered]
    for question in questions:
        if question.vintage is None:
            fields["explanation"] = with_warning(fields["explanation"], question.text)
    if open_questions:
        count = {"count": len(open_questions)}
        text = _("Cần giải trình ở ô này: còn %(count)s câu hỏi về số liệu ở trên.") % count
        fields["explanation"] = with_warning(fields["explanation"], text)


def with_warning(shown, text):
    return replace(shown, warning=f"{shown.warning} {text}".strip())
