"""The shared table of denominators, one value a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from q3plan.lib.export import DAY, MOMENT, NUMBER, SHORT, TEXT, WIDE, YEAR
from reports.denominators.table import Cell, Section
from reports.exports.sending import word, yes


@dataclass(frozen=True)
class SharedValue:
    section: Section
    cell: Cell


def shared_values(sections) -> Iterator[SharedValue]:
    """The values that stand in ``read_table``, in the order of the page."""
    return (
        SharedValue(section, cell)
        for section in sections
        for line in section.lines
        for cell in line.cells
        if cell.row
    )


DENOMINATORS = {
    "Mẫu số": (WIDE, lambda held: held.section.series.name),
    "Đơn vị tính": (TEXT, lambda held: held.section.series.unit_of_measure),
    "Năm": (YEAR, lambda held: held.cell.year),
    "Loại số liệu": (TEXT, lambda held: word(held.cell.vintage)),
    "Giá trị": (NUMBER, lambda held: held.cell.row.value),
    "Tại ngày": (DAY, lambda held: held.cell.row.as_of),
    "Nguồn": (WIDE, lambda held: held.cell.row.source),
    "Nhập lúc": (MOMENT, lambda held: held.cell.row.set_at),
    "Người nhập": (TEXT, lambda held: held.cell.row.set_by),
    "Dùng cho chỉ tiêu": (
        TEXT,
        lambda held: ", ".join(target.code for target in held.section.targets),
    ),
    "Số liệu minh họa": (SHORT, lambda held: yes(held.cell.row.is_illustrative)),
}
