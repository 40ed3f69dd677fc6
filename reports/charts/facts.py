"""The one sentence over a chart: a value and its verdict, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.progress import PaceStatus, Vintage, YearStatus

_PACES = {
    PaceStatus.ACHIEVED_EARLY: gettext_lazy("đạt sớm mục tiêu"),
    PaceStatus.ON_TRACK: gettext_lazy("đúng lộ trình"),
    PaceStatus.BEHIND: gettext_lazy("chậm so với lộ trình"),
    PaceStatus.AT_RISK: gettext_lazy("nguy cơ không đạt mục tiêu"),
    PaceStatus.WORSENING: gettext_lazy("thụt lùi so với lộ trình"),
}


def fact(standing) -> str:
    """ "22,4 giường/10.000 dân – chậm so với lộ trình"; the year result goes before the pace."""
    if standing.value is None:
        return empty_words(standing)
    words = {"value": standing.display_with_unit, "verdict": _verdict(standing)}
    return _("%(value)s – %(verdict)s") % words


def known_words(points) -> str:
    """ "2024: 35,0; 2025: 36,0 (ước)"; where the series breaks the words say so."""
    mark = _("từ đây không so với các năm trước")
    return "; ".join(f"{p.year}: {p.display}{f' ({mark})' if p.begins else ''}" for p in points)


def empty_words(standing) -> str:
    """What stands in place of a value: "Chưa có số liệu năm 2027 – chưa đến hạn báo cáo"."""
    words = {"year": standing.year, "start": standing.rule.start_year}
    if standing.result.status == YearStatus.NOT_STARTED:
        return _("Chưa có số liệu năm %(year)s – áp dụng từ năm %(start)s") % words
    if standing.no_data_reason is None:
        return _("Chưa có số liệu năm %(year)s") % words
    words["reason"] = standing.no_data_reason.label
    return _("Chưa có số liệu năm %(year)s – %(reason)s") % words


def _verdict(standing):
    result, pace = standing.result, standing.pace
    if standing.vintage == Vintage.YTD:
        return _("số 10 tháng, chưa so với mức cả năm")
    if result.status == YearStatus.NOT_STARTED:
        return _("áp dụng từ năm %(start)s") % {"start": standing.rule.start_year}
    if result.status.is_assessed or pace.status is None:
        return str(result.label).lower()
    return str(_PACES[pace.status])
