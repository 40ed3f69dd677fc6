"""The questions that a page asks: from what is typed, before anything is sent."""

from dataclasses import replace

from django.utils.translation import gettext as _

from reports.checks import book
from reports.checks.asking import question_about_text, questions_about
from reports.checks.facts import Number
from reports.checks.of_rows import with_twin
from reports.checks.texts import explanation_text
from reports.models import TargetEntry
from targets.progress import Vintage

from .forms import good


def questions_of(report, rows, known: book.Known, before):
    """Questions by target id, without a query. ``rows``: (form, reads); ``before`` as it is read
    by ``entries_before``."""
    asked = [(form, reads) for form, reads in rows if _is_asked(form)]
    facts = {
        form.target.pk: book.facts_about(
            form.target,
            year=report.year,
            observations=known.observations.get(form.target.pk, {}),
            annual=known.annual.get(form.target.pk, {}),
            figures=tuple(_number(form, figure, reads) for figure in form.figures),
            explanation=reads["explanation"].text,
            has_evidence=form.item.pk in known.with_files,
        )
        for form, reads in asked
    }
    rule = known.text_rule(report)
    return {
        form.target.pk: [
            *questions_about(
                with_twin(facts[form.target.pk], facts.get(form.target.pair_id)),
                known.rulebook.of_targets.get(form.target.pk, ()),
            ),
            *_about_explanation(report, reads, rule, before.get(form.target.pk)),
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


def entries_before(report):
    """Last year's entries of the unit by target id: one query."""
    return {entry.target_id: entry for entry in report_before(TargetEntry, report)}


def offer_again(fields, name, before):
    """Show beside a field what stood there last year; ``fields`` is changed."""
    if text := getattr(before, name, ""):
        fields[name] = replace(fields[name], last_year=text)


def _about_explanation(report, reads, rule, before):
    [what], last = explanation_text().values(), getattr(before, "explanation", "")
    question = question_about_text(rule, report.year, what, reads["explanation"].text, last)
    return [question] if question else []


def report_before(model, report):
    """The rows of the same unit's report of last year."""
    return model.objects.filter(
        report__unit=report.unit_id,
        report__round__year=report.year - 1,
        report__round__plan=report.round.plan_id,
    )


def text_rule_of(report, writing):
    """The plan's rule about texts that stay the same, or None."""
    known = writing.known or book.read_known(report, [])
    return known.text_rule(report)


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
