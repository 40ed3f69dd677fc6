"""A unit's answers to directives, put into its next report in its own words."""

from django.http import QueryDict

from q3plan.lib import dates
from reports.directives.reading import answers_to_quote
from reports.models import DirectiveMessage, Report, TargetEntry, TaskUpdate

# Section of the report → the field that takes the words.
FIELDS = {"targets": "explanation", "tasks": "result", "assessment": "overview"}


def answers_of(report: Report) -> list[DirectiveMessage]:
    """What the unit answered since the last report was due; one query however often asked."""
    if not hasattr(report, "answers_to_quote"):
        due = report.round.due_before
        report.answers_to_quote = list(
            answers_to_quote(
                report,
                since=dates.cutoff(due.replace(year=due.year - 1)),
                until=dates.cutoff(due.replace(year=due.year + 1)),
            )
        )
    return report.answers_to_quote


def answers_about(report, item) -> list[DirectiveMessage]:
    """Those about a target or task; for the general assessment those about the unit's work."""
    found = []
    for answer in answers_of(report):
        directive = answer.directive
        if isinstance(item, TargetEntry):
            is_about = directive.target_id == item.target_id
        elif isinstance(item, TaskUpdate):
            is_about = directive.task_id == item.task_id
        else:
            is_about = directive.target_id is None and directive.task_id is None
        if is_about:
            found.append(answer)
    return found


def with_quotation(report, section_key, data: QueryDict) -> tuple[QueryDict, str]:
    """``data`` with the answer that ``quote`` ("prefix:number") names behind what was typed.

    Returns (data, prefix of the item); ("" where nothing is quoted). Words that stand there
    already are not put there twice.
    """
    prefix, _colon, number = data.get("quote", "").partition(":")
    name = f"{prefix}-{FIELDS[section_key]}"
    known = answers_of(report) if number else ()
    answer = next((one for one in known if str(one.pk) == number), None)
    if answer is None or name not in data:
        return data, ""
    typed = data[name].replace("\r\n", "\n")
    if answer.text not in typed:
        data = data.copy()
        data[name] = f"{typed.rstrip()}\n\n{answer.text}".strip()
    return data, prefix
