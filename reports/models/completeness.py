"""What a report still lacks before it can be sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

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
    entries = report.entries.select_related("target").prefetch_related(
        "figures", "target__readings"
    )
    updates = report.updates.select_related("task")
    found = []
    for entry in entries:
        found += _missing_in_entry(report, entry)
    for update in updates:
        found += _missing_in_update(report, update)
    found += _missing_in_assessment(report)
    return found


def _missing_in_entry(report, entry):
    def lack(text, field):
        return Missing("targets", entry.anchor, str(entry), text, field)

    if report.item_is_locked(entry):
        return []
    found = [
        lack(_("Có số chưa đọc được, cần nhập lại: “%s”") % typed, name)
        for name, typed in entry.unparsed.items()
    ]
    read = [f for f in entry.figures.all() if not _has_unread(entry, f)]
    blank = [figure for figure in read if figure.value is None]
    found += [
        lack(
            _("“%s” mới có một trong hai số (tử số, mẫu số)") % figure_label(figure),
            f"{figure.name}_{'numerator' if figure.numerator is None else 'denominator'}",
        )
        for figure in read
        if not figure.shared_denominator_id
        and (figure.numerator is None) != (figure.denominator is None)
    ]
    governing = next((r for r in entry.target.readings.all() if r.is_governing), None)
    optional = bool(governing and governing.start_year and governing.start_year > report.year)
    if not optional and not entry.explanation.strip():
        found += [
            lack(
                _("Chưa có “%s” (nếu chưa có số liệu, ghi lý do ở ô Giải trình)")
                % figure_label(figure),
                f"{figure.name}_numerator" if entry.target.is_ratio else figure.name,
            )
            for figure in blank
        ]
    if len(blank) < len(entry.figures.all()) and not entry.source.strip():
        found.append(lack(_("Chưa ghi nguồn số liệu"), "source"))
    return found


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


def _missing_in_assessment(report):
    assessment = report.assessment
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
