"""What a report still lacks before it can be sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal
from targets.models.over_time import OF_TARGET
from targets.progress import Vintage

from .items import TaskUpdate


@dataclass(frozen=True)
class Missing:
    """One thing that lacks before sending: ``section`` targets, tasks or assessment.

    ``field`` names the box of the item's form where it can be mended.
    """

    section: str
    anchor: str
    label: str
    text: str
    field: str


def figure_label(figure):
    """The words of one asked number, with its year."""
    words = {
        Vintage.YTD: _("Thực hiện 10 tháng năm %(year)s"),
        Vintage.ESTIMATE: _("Ước thực hiện cả năm %(year)s"),
        Vintage.PRELIMINARY: _("Số sơ bộ năm %(year)s"),
        Vintage.FINAL: _("Số chính thức năm %(year)s"),
    }
    return words[Vintage(figure.vintage)] % {"year": figure.year}


def missing_in(report):
    """Every ``Missing`` of a report in the order of its pages."""
    entries = report.entries.select_related("target")
    return [
        *missing_in_entries(report, list(entries.prefetch_related("figures", *OF_TARGET))),
        *missing_in_updates(report, report.updates.select_related("task")),
        *missing_in_assessment(report, report.assessment),
    ]


def missing_in_entries(report, entries, known=None):
    """``entries`` with figures and readings; ``known`` where a page has read it already."""
    # The checks stand on every model, this one too.
    from reports.checks.of_rows import impossible_pairs, questions_of

    questions = questions_of(report, entries, known)
    pairs = list(impossible_pairs(report, entries))
    found = []
    for entry in entries:
        found += _missing_in_entry(report, entry)
        found += _impossible_in_entry(entry, pairs)
        found += _unexplained_in_entry(entry, questions.get(entry.pk, ()))
    return found


def missing_in_updates(report, updates):
    return [lack for update in updates for lack in _missing_in_update(report, update)]


def _missing_in_entry(report, entry):
    def lack(text, field):
        return Missing("targets", entry.anchor, str(entry), text, field)

    if report.item_is_locked(entry):
        return []
    found = [
        lack(_("Có số cần sửa lại: “%s”") % typed, name) for name, typed in entry.unparsed.items()
    ]
    read = [f for f in entry.figures.all() if not _has_unread(entry, f)]
    blank = [figure for figure in read if figure.value is None]
    # A preliminary value is asked for after the year and given where there is one.
    asked = [figure for figure in blank if figure.vintage != Vintage.PRELIMINARY]
    found += [
        lack(
            _("“%s” mới có một trong hai số (tử số, mẫu số)") % figure_label(figure),
            f"{figure.name}_{'numerator' if figure.numerator is None else 'denominator'}",
        )
        for figure in read
        if not figure.shared_denominator_id
        and (figure.numerator is None) != (figure.denominator is None)
    ]
    governing = entry.target.reading_in(report.year)
    optional = bool(governing and governing.start_year and governing.start_year > report.year)
    if not optional and not entry.explanation.strip():
        found += [
            lack(
                _("Chưa có “%s”") % figure_label(figure),
                f"{figure.name}_numerator" if entry.target.is_ratio else figure.name,
            )
            for figure in asked
        ]
    if len(blank) < len(entry.figures.all()) and not entry.source.strip():
        found.append(lack(_("Chưa ghi nguồn số liệu"), "source"))
    return found


def _impossible_in_entry(entry, pairs):
    """Shares of one whole that are more than the whole."""
    return [
        Missing(
            "targets",
            entry.anchor,
            str(entry),
            pair_problem(other.target.code, total),
            f"{figure.name}_numerator" if entry.target.is_ratio else figure.name,
        )
        for named, figure, other, total in pairs
        if named.pk == entry.pk
    ]


def _unexplained_in_entry(entry, questions):
    """A strange figure may be right: it is not refused, but a word about it is asked for."""
    return [
        Missing(
            "targets",
            entry.anchor,
            str(entry),
            _("Cần giải trình: %(question)s") % {"question": question.text},
            "explanation",
        )
        for question in questions
        if question.must_be_answered
    ]


def pair_problem(other_code, total):
    """Why two shares of one whole cannot both be right."""
    return _(
        "Cộng với %(code)s được %(total)s%%, quá 100%%: hai tỷ trọng của cùng một tổng không thể "
        "vượt 100%%. Kiểm tra lại số ở cả hai chỉ tiêu."
    ) % {"code": other_code, "total": format_decimal(total)}


def _has_unread(entry, figure):
    """Whether something typed for this figure still waits to be read (its own name or a term)."""
    return any(name.split("_")[0] == figure.name for name in entry.unparsed)


def _missing_in_update(report, update):
    def lack(text, field):
        return Missing("tasks", update.anchor, str(update), text, field)

    if report.item_is_locked(update):
        return []
    if not update.rating:
        return [lack(_("Chưa tự đánh giá"), "rating")]
    rating = TaskUpdate.Rating(update.rating)
    found = []
    if not update.result.strip() and rating not in {
        TaskUpdate.Rating.NOT_STARTED,
        TaskUpdate.Rating.PERIOD_ENDED,
    }:
        found.append(lack(_("Chưa ghi kết quả thực hiện"), "result"))
    if rating.is_short_of_done:
        if not update.difficulties.strip():
            found.append(lack(_("Chưa ghi khó khăn, vướng mắc"), "difficulties"))
        if not update.proposals.strip():
            found.append(lack(_("Chưa ghi kiến nghị, đề xuất"), "proposals"))
    return found


def missing_in_assessment(report, assessment):
    if report.item_is_locked(assessment) or assessment.overview.strip():
        return []
    return [
        Missing(
            "assessment",
            assessment.anchor,
            str(assessment),
            _("Chưa ghi kết quả nổi bật trong năm"),
            "overview",
        )
    ]
