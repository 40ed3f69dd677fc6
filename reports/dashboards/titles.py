"""The one fact of each part of a dashboard, in words; these are the headings a meeting reads."""

from itertools import islice

from django.utils.translation import gettext as _

from targets.progress import Vintage, YearStatus

_GOOD = (YearStatus.MET, YearStatus.EXCEEDED)
_OPEN = (YearStatus.NO_DATA, YearStatus.NOT_ASSESSABLE, YearStatus.NOT_STARTED)


def count_of(counts, *statuses) -> int:
    """How many of ``StandingCounts`` have one of these year results."""
    return sum(row.count for row in counts.results if row.status in statuses)


def score_title(counts) -> str:
    """ "6 trên 13 chỉ tiêu đạt; 2 không đạt; 5 chưa đánh giá được"."""
    if not counts.total:
        return _("Không có chỉ tiêu nào khớp với bộ lọc")
    words = {"met": count_of(counts, *_GOOD), "total": counts.total}
    parts = [_("%(met)s trên %(total)s chỉ tiêu đạt") % words]
    if missed := count_of(counts, YearStatus.MISSED):
        parts.append(_("%(n)s không đạt") % {"n": missed})
    if without := count_of(counts, *_OPEN):
        parts.append(_("%(n)s chưa đánh giá được") % {"n": without})
    return "; ".join(parts)


def board_title(board) -> str:
    """ "16 trên 25 đơn vị đã gửi báo cáo; 2 bị trả lại; 3 quá hạn chưa gửi"."""
    if not board.expected:
        return _("Không có đơn vị nào phải báo cáo")
    words = {"sent": board.sent, "expected": board.expected}
    parts = [_("%(sent)s trên %(expected)s đơn vị đã gửi báo cáo") % words]
    if board.returned:
        parts.append(_("%(n)s bị trả lại") % {"n": board.returned})
    if board.overdue:
        parts.append(_("%(n)s quá hạn chưa gửi") % {"n": board.overdue})
    return "; ".join(parts)


def tasks_title(troubled: int, total: int) -> str:
    """ "3 trên 54 nhiệm vụ đang vướng mắc"."""
    if not total:
        return _("Không có nhiệm vụ nào khớp với bộ lọc")
    if not troubled:
        return _("Không có nhiệm vụ vướng mắc trong %(total)s nhiệm vụ") % {"total": total}
    words = {"n": troubled, "total": total}
    return _("%(n)s trên %(total)s nhiệm vụ đang vướng mắc") % words


def years_title(counts_by_year) -> str:
    """The first two with data of (year, StandingCounts), newest first.

    "Năm 2026 có 7 chỉ tiêu đạt trong 13 chỉ tiêu có số liệu; năm 2025 có 6 trong 12".
    """
    with_data = ((year, counts) for year, counts in counts_by_year if counts.with_data)
    known = list(islice(with_data, 2))
    if not known:
        return _("Chưa có năm nào có số liệu đã duyệt")
    (year, counts), *before = known
    words = {"year": year, "met": count_of(counts, *_GOOD), "data": counts.with_data}
    title = _("Năm %(year)s có %(met)s chỉ tiêu đạt trong %(data)s chỉ tiêu có số liệu") % words
    if before:
        year, counts = before[0]
        words = {"year": year, "met": count_of(counts, *_GOOD), "data": counts.with_data}
        title += _("; năm %(year)s có %(met)s trong %(data)s") % words
    return title


def sectors_title(rows) -> str:
    """The sector with most targets that call for attention, of standings in any order."""
    urgent, total, sectors = {}, {}, {}
    for row in rows:
        pk = row.target.sector_id
        sectors[pk] = row.target.sector
        total[pk] = total.get(pk, 0) + 1
        urgent[pk] = urgent.get(pk, 0) + (row.tone in ("red", "amber"))
    if not total:
        return _("Không có chỉ tiêu nào khớp với bộ lọc")
    worst = max(total, key=lambda pk: (urgent[pk], urgent[pk] / total[pk], -sectors[pk].order))
    if not urgent[worst] and len(total) > 1:
        return _("Không lĩnh vực nào có chỉ tiêu cần chú ý")
    words = {"sector": sectors[worst].name, "n": urgent[worst], "total": total[worst]}
    if len(total) == 1:
        return _("%(sector)s: %(n)s trên %(total)s chỉ tiêu cần chú ý") % words
    return _("%(sector)s có nhiều chỉ tiêu cần chú ý nhất: %(n)s trên %(total)s") % words


def sector_words(rows) -> str:
    """ "2 trên 3 chỉ tiêu cần chú ý" of the standings of one sector."""
    words = {"n": sum(row.tone in ("red", "amber") for row in rows), "total": len(rows)}
    if not words["n"]:
        return _("không có chỉ tiêu cần chú ý trong %(total)s chỉ tiêu") % words
    return _("%(n)s trên %(total)s chỉ tiêu cần chú ý") % words


def short_title(rows) -> str:
    """Which targets fall short of the year's yardstick: "Dưới mức phải đạt: CT-01, CT-04"."""
    judged = [row for row in rows if row.result.status.is_assessed]
    short = sorted(row.target.code for row in judged if row.result.status == YearStatus.MISSED)
    if short:
        return _("Chưa tới mức phải đạt của năm: %(codes)s") % {"codes": ", ".join(short)}
    if len(judged) == 1:
        return _("%(code)s, chỉ tiêu duy nhất đã đánh giá, tới mức phải đạt") % {
            "code": judged[0].target.code
        }
    if judged:
        return _("Cả %(n)s chỉ tiêu đã đánh giá đều tới mức phải đạt") % {"n": len(judged)}
    return _("Chưa có chỉ tiêu nào đánh giá được")


def trend_title(rows) -> str:
    """How many targets moved the right way: "4 trên 7 chỉ tiêu có số liệu tốt hơn năm trước"."""
    yearly = [row for row in rows if row.value is not None and row.vintage != Vintage.YTD]
    both = [row for row in yearly if row.previous_value is not None]
    if not both:
        return _("Chưa có chỉ tiêu nào có số liệu hai năm liền")
    better = [row for row in both if row.rule.improvement(row.value, row.previous_value) > 0]
    worse = [row for row in both if row.rule.improvement(row.value, row.previous_value) < 0]
    words = {"better": len(better), "worse": len(worse), "total": len(both)}
    return (
        _("%(better)s chỉ tiêu tốt lên, %(worse)s kém đi trong %(total)s chỉ tiêu có số hai năm")
        % words
    )


def headline(counts, board, troubled: int) -> str:
    """The whole in one sentence, for the top of a page."""
    parts = [score_title(counts)]
    if board is not None:
        parts.append(board_title(board))
    if troubled:
        parts.append(_("%(n)s nhiệm vụ đang vướng mắc") % {"n": troubled})
    return "; ".join(parts) + "."
