"""Remarks of the KT-XH table: what a figure is, what it is held against, why a cell is blank."""

from django.utils.translation import gettext as _

from reports.dashboards.judging import begins_series
from targets.progress import Vintage, YearStatus

_TOLD_BY_REASON = {YearStatus.NO_DATA, YearStatus.NOT_ASSESSABLE, YearStatus.NOT_STARTED}


def row_notes(standing, cells, proposal, decided, asked) -> tuple[str, ...]:
    """The remarks on one target, each a sentence; ``cells`` by column key.

    ``proposal`` or ``decided`` is what stands for next year; ``asked`` tells the decision's words.
    """
    found = [
        *_verdict(standing),
        *_yardstick(standing),
        *_vintages(standing, cells),
        *_bases(standing, cells),
        *_broken(standing),
        *_next_year(standing, proposal, decided, asked),
        *_readings(standing),
    ]
    if any(cell.is_illustrative for cell in cells.values()):
        found.append(_("Số liệu minh họa."))
    return tuple(found)


def _verdict(standing):
    result = standing.result
    if result.status in _TOLD_BY_REASON and result.reason:
        reason = result.reason[0].lower() + result.reason[1:]
        yield f"{result.status.label}: {reason.rstrip('.')}."
    for flag in result.flags:
        label = str(flag.label)
        yield f"{label[0].upper()}{label[1:]}."
    last = standing.last_known
    if last and last.year < standing.year - 1:
        words = {"year": last.year, "value": last.display}
        yield _("Số liệu gần nhất: %(value)s, năm %(year)s.") % words


def _yardstick(standing):
    if standing.annual_target:
        yield _given(standing.annual_target, standing.yardstick_text)


def _given(annual, words):
    return _("Kế hoạch năm %(year)s: %(words)s, theo %(decision)s.") % {
        "year": annual.year,
        "words": words,
        "decision": annual.decision.number,
    }


def _vintages(standing, cells):
    previous = next((row for row in standing.series if row.year == standing.year - 1), None)
    for known, year in ((previous, standing.year - 1), (standing, standing.year)):
        vintage = known.vintage if known else None
        if vintage == Vintage.PRELIMINARY:
            yield _("Số năm %(year)s là số sơ bộ.") % {"year": year}
        elif vintage == Vintage.ESTIMATE and year < standing.year:
            yield _("Số năm %(year)s là số ước, chưa có số chính thức.") % {"year": year}
        elif vintage == Vintage.FINAL and year == standing.year:
            yield _("Năm %(year)s đã có số chính thức.") % {"year": year}


def _bases(standing, cells):
    """Why there is no ratio although both figures are known."""
    if standing.target.is_percentage:
        return
    for left, right in (("estimate", "previous"), ("estimate", "planned"), ("next", "estimate")):
        base = cells[right].value
        if cells[left].value is not None and base is not None and base <= 0:
            names = {
                "previous": _("số năm trước"),
                "planned": _("kế hoạch năm"),
                "estimate": _("ước thực hiện"),
            }
            what = _("bằng 0") if base == 0 else _("là số âm")
            words = {"name": names[right], "what": what}
            yield _("Không tính tỷ lệ so với %(name)s vì %(what)s.") % words


def _broken(standing):
    if standing.broken:
        yield _break_words(standing.broken)
    if standing.broken and standing.previous:
        words = {"year": standing.year - 1, "source": standing.broken.restated_source.rstrip(".")}
        yield _("Số năm %(year)s là số tính lại, nguồn: %(source)s.") % words


def _break_words(broken):
    words = {"year": broken.first_year, "reason": broken.reason.rstrip(".")}
    return _("Chuỗi số liệu đổi từ năm %(year)s: %(reason)s.") % words


def _next_year(standing, proposal, decided, asked):
    if decided:
        yield _given(decided, asked)
    coming = begins_series(standing.target, standing.year + 1)
    if coming and (decided or proposal):
        yield _break_words(coming)
    if proposal:
        yield _("Kế hoạch năm %(year)s: %(unit)s đề xuất, chưa được giao.") % {
            "year": standing.year + 1,
            "unit": proposal.report.unit.short_name,
        }


def _readings(standing):
    """Other wordings of the plan that ask for something else."""
    asked = _asked(standing.governing)
    for other in standing.others:
        if _asked(other.reading) != asked:
            yield _("Mục %(clause)s ghi “%(wording)s”: %(verdict)s.") % {
                "clause": other.reading.clause.reference,
                "wording": other.reading.wording,
                "verdict": str(other.result.status.label).lower(),
            }


def _asked(reading):
    return (
        reading.comparator,
        reading.mode,
        reading.value,
        reading.upper,
        reading.tolerance,
        reading.start_year,
        reading.horizon_year,
    )


def footnotes(plan, rows) -> tuple[str, ...]:
    """The remarks below the table that hold for several rows."""
    cells = [cell for row in rows for cell in row.cells]
    found = [
        _(
            "Cột 6, 7, 8: chỉ tiêu tính bằng % so sánh bằng hiệu số, tính theo điểm phần trăm "
            "(4 − 1, 4 − 2, 5 − 4); chỉ tiêu khác so sánh bằng tỷ lệ phần trăm. Các cột này tính "
            "từ số chưa làm tròn."
        ),
        _(
            "Cột 2 ghi bằng chữ (ví dụ “trên 75%%”) là mức của Kế hoạch %(number)s vì năm đó chưa "
            "được giao chỉ tiêu; không tính cột 7."
        )
        % {"number": plan.number},
        _("Dấu “–”: không có số liệu được duyệt hoặc không so sánh được."),
    ]
    marks = {
        _("(ước): số ước cả năm."): _("ước"),
        _("(sơ bộ): số sơ bộ, chưa phải số chính thức."): _("sơ bộ"),
        _("(tính lại): số năm trước tính lại theo cách đo của năm nay."): _("tính lại"),
        _("(đề xuất): số do đơn vị đề xuất, chưa được giao."): _("đề xuất"),
    }
    found += [
        text for text, mark in marks.items() if any(cell.suffix == f" ({mark})" for cell in cells)
    ]
    if any(cell.is_illustrative for cell in cells):
        found.append(_("Dấu ◇: số liệu minh họa."))
    return tuple(found)
