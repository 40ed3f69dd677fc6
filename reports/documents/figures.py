"""The figures of a payload as rows of an official table, and what is said about them below it."""

from dataclasses import dataclass
from datetime import date

from q3plan.lib.dates import document_short_date
from q3plan.lib.numbers import figure_text, format_decimal
from reports.models import TargetEntry
from reports.models.completeness import figure_label
from reports.review.sent import SentFigure, SentTarget
from targets.progress import Vintage

from .official import Column
from .word import legible, lines_of


@dataclass(frozen=True)
class PrintedTarget:
    """A target of a payload with what the reviewer's reading of it leaves out.

    ``governing`` is (clause, quote) of the plan's sentence; ``shared`` tells where denominators
    came from that the unit did not type.
    """

    sent: SentTarget
    is_ward_part: bool
    governing: tuple[str, str]
    shared: tuple[str, ...]


def of_payload(content, sent):
    """``PrintedTarget`` of each target, in the payload's order."""
    return [_printed(row, sent.targets[row["code"]]) for row in content["targets"]]


def _printed(row, sent):
    quotes = [(one["clause"], one["quote"]) for one in row["readings"] if one["governs"]]
    shared = [figure.get("denominator_source") for figure in row["figures"]]
    return PrintedTarget(
        sent=sent,
        is_ward_part=row.get("scope") == TargetEntry.Scope.WARD,
        governing=quotes[0] if quotes else ("", ""),
        # The same source serves several figures; it is named once.
        shared=tuple(dict.fromkeys(_shared_words(one) for one in shared if one)),
    )


def _shared_words(shared):
    day = document_short_date(date.fromisoformat(shared["as_of"]))
    return f"{legible(shared['series'])}, {legible(shared['source'])}, tính đến ngày {day}"


def asked(year):
    """Year and vintage of the columns of figures, as a report asks for them."""
    return ((year - 1, Vintage.FINAL), (year, Vintage.YTD), (year, Vintage.ESTIMATE))


def whole_columns(year):
    final, ytd, estimate = (figure_label(SentFigure(*one)) for one in asked(year))
    headings = (
        final,
        f"Chỉ tiêu giao năm {year}",
        ytd,
        estimate,
        f"Đề xuất chỉ tiêu năm {year + 1}",
    )
    return (*_first_columns(39, 25), *(Column(text, 18.4, is_number=True) for text in headings))


def _first_columns(name, unit):
    return (
        Column("TT", 9, is_centred=True),
        Column("Chỉ tiêu", name),
        Column("Đơn vị tính", unit, is_centred=True),
    )


def whole_row(target, year, annual):
    """A target's own figures; ``annual`` is target code → the value set for the year."""
    sent = target.sent
    final, ytd, estimate = (_value_text(sent.figure(*one), sent) for one in asked(year))
    # What somebody decided or asks for is printed with all its digits.
    decided, proposed = (
        figure_text(value, sent.decimals, is_computed=False)
        for value in (annual.get(sent.code), sent.proposal)
    )
    return (sent.name, sent.unit_of_measure, final, decided, ytd, estimate, proposed)


def part_columns(year):
    headings = (f"Tử số năm {year}", f"Mẫu số năm {year}", f"Giá trị năm {year}")
    return (*_first_columns(54, 27), *(Column(text, 25, is_number=True) for text in headings))


def part_row(target, year):
    """A ward's contribution to a target of the whole district."""
    sent = target.sent
    figure = sent.figure(year, Vintage.ESTIMATE)
    terms = (format_decimal(figure.numerator), format_decimal(figure.denominator))
    return (sent.name, sent.unit_of_measure, *terms, _value_text(figure, sent))


def _value_text(figure, sent):
    is_computed = figure.numerator is not None
    return figure_text(figure.value, sent.decimals, is_computed=is_computed)


def notes(target, plan_number, year) -> list[str]:
    """Lines below the table: the plan's sentence, terms, sources and explanation."""
    sent, (clause, quote) = target.sent, target.governing
    quoted = legible(quote).strip().rstrip(".;")
    lines = [f"Mục {clause} Kế hoạch số {plan_number}: “{quoted}”."] if quoted else []
    if not target.is_ward_part:
        lines += _other_values(sent, year) + _terms(sent)
    lines += [f"Mẫu số lấy từ bảng số liệu dùng chung: {words}." for words in target.shared]
    lines += _labelled("Nguồn số liệu", sent.source)
    return lines + _labelled("Giải trình", sent.explanation)


def _other_values(sent, year):
    """A figure that has no column of its own must not get lost."""
    return [
        f"{figure_label(one)}: {_value_text(one, sent)}."
        for one in sent.figures
        if one.value is not None and (one.year, one.vintage) not in asked(year)
    ]


def _terms(sent):
    known = [one for one in sent.figures if None not in (one.numerator, one.denominator)]
    known.sort(key=lambda one: (one.year, one.vintage.rank))
    words = [f"{_ratio(one)} ({figure_label(one).lower()})" for one in known]
    return [f"Tử số/mẫu số: {'; '.join(words)}."] if words else []


def _ratio(figure):
    return f"{format_decimal(figure.numerator)}/{format_decimal(figure.denominator)}"


def _labelled(label, text):
    lines = lines_of(text)
    return [f"{label}: {lines[0]}", *lines[1:]] if lines else []
