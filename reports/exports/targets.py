"""Targets as rows: the score table of a year, and the accepted series of one target."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from q3plan.lib.export import MOMENT, NUMBER, SHORT, TEXT, WIDE, YEAR, rounded_as
from reports.dashboards.trajectory import Trajectory, VintageRow, YearRow
from reports.exports.sending import names, word, yes


def _known(row):
    """The newest earlier value of a year that has none of its own."""
    return row.last_known


def _of(name):
    return lambda row: getattr(row.observation, name) if row.observation else None


SCORES = {
    "Mã": (SHORT, lambda row: row.target.code),
    "Chỉ tiêu": (WIDE, lambda row: row.target.name),
    "Lĩnh vực": (TEXT, lambda row: row.target.sector.name),
    "Đơn vị tính": (TEXT, lambda row: row.target.unit_of_measure),
    "Đơn vị chủ trì": (TEXT, lambda row: names(row.leads)),
    "Đơn vị cung cấp số liệu": (TEXT, lambda row: row.provider.short_name if row.provider else ""),
    "Năm": (YEAR, lambda row: row.year),
    "Giá trị": (NUMBER, lambda row: rounded_as(row.value, row.display)),
    "Loại số liệu": (TEXT, lambda row: word(row.vintage)),
    "Tử số": (NUMBER, _of("numerator")),
    "Mẫu số": (NUMBER, _of("denominator")),
    "Số gần nhất trước đó": (
        NUMBER,
        lambda row: rounded_as(_known(row).value, _known(row).display) if _known(row) else None,
    ),
    "Năm của số gần nhất": (YEAR, lambda row: _known(row).year if _known(row) else None),
    "Loại của số gần nhất": (TEXT, lambda row: word(_known(row).vintage) if _known(row) else ""),
    "Mốc so sánh": (TEXT, lambda row: row.yardstick_text),
    "Kết quả năm": (TEXT, lambda row: word(row.result)),
    "Lý do chưa có số": (TEXT, lambda row: word(row.no_data_reason)),
    "Tiến độ": (TEXT, lambda row: word(row.pace) if row.pace.status else ""),
    "Báo cáo": (TEXT, lambda row: word(row.reporting)),
    "Số liệu minh họa": (SHORT, lambda row: yes(row.is_illustrative)),
}


@dataclass(frozen=True)
class SeriesRow:
    """One accepted value in its year; ``vintage`` is None in a year without any."""

    year: YearRow
    vintage: VintageRow | None

    @property
    def observation(self):
        return self.vintage.observation if self.vintage else None

    @property
    def report(self):
        return self.observation.report if self.observation else None

    @property
    def verdict(self):
        """The year's result, beside the value that it judges."""
        return self.year.result if self.vintage is None or self.vintage.counts else None

    @property
    def standing(self) -> str:
        if self.vintage is None:
            return ""
        if self.vintage.is_replaced:
            return "Đã sửa"
        return "Dùng để đánh giá" if self.vintage.counts else "Giữ để đối chiếu"


def series_rows(path: Trajectory) -> Iterator[SeriesRow]:
    """Newest year first, as on the page of the target."""
    for year in path.rows[::-1]:
        for vintage in year.vintages or (None,):
            yield SeriesRow(year, vintage)


def _annual(row):
    annual = row.year.annual
    return rounded_as(annual.value, row.year.annual_text) if annual else None


def _expected(row):
    text = row.year.expected_text
    return rounded_as(row.year.expected.value, text) if text else None


SERIES = {
    "Năm": (YEAR, lambda row: row.year.year),
    "Loại số liệu": (TEXT, lambda row: word(row.vintage.vintage) if row.vintage else ""),
    "Giá trị": (
        NUMBER,
        lambda row: rounded_as(row.observation.value, row.vintage.display) if row.vintage else None,
    ),
    "Tình trạng số liệu": (TEXT, lambda row: row.standing),
    "Kết quả năm": (TEXT, lambda row: word(row.verdict)),
    "Chỉ tiêu giao": (NUMBER, _annual),
    "Quyết định giao": (
        TEXT,
        lambda row: row.year.annual.decision.number if row.year.annual else "",
    ),
    "Mức tham khảo": (NUMBER, _expected),
    "Tử số": (NUMBER, _of("numerator")),
    "Mẫu số": (NUMBER, _of("denominator")),
    "Nguồn": (WIDE, _of("source")),
    "Đơn vị báo cáo": (TEXT, lambda row: row.report.unit.short_name if row.report else ""),
    "Gửi lúc": (MOMENT, lambda row: row.report.submitted_at if row.report else None),
    "Duyệt lúc": (MOMENT, lambda row: row.observation.accepted_at if row.report else None),
    "Sửa lúc": (MOMENT, _of("replaced_at")),
    "Số liệu minh họa": (SHORT, lambda row: yes(_of("is_illustrative")(row))),
}


def any_illustrative(rows: Iterable) -> bool:
    """Whether a standing shows a value that was made up for the demonstration."""
    return any(
        row.is_illustrative or (row.last_known and row.last_known.is_illustrative) for row in rows
    )
