"""Native charts of the workbook: each with its figures beside it and one fact in its title.

A chart holds only targets with every figure that it compares; without any it is left out.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.worksheet.pagebreak import Break

from q3plan.lib import sheets_out as out
from q3plan.lib.numbers import round_half_up

from .table import Row, Table, is_comparable

SHEET = "Biểu đồ"
HEAD_FILL = "DCE6F4"
# Dark and light, so that a black-and-white print still tells them apart.
COLOURS = ("9DB4D6", "12436D")
FIRST_ROW, CHART_COLUMN = 3, "F"
# Points: a row of headings, of figures, as it comes; a page at the scale that fits the width.
HEAD_POINTS, LINE_POINTS, ROW_POINTS, PAGE_POINTS = 32, 28, 15, 730
POINTS_IN_CM = 28.35


@dataclass(frozen=True)
class Figure:
    """A number of a chart; ``key`` names the column of the table that it stands in, if any."""

    value: Decimal
    key: str = ""


@dataclass(frozen=True)
class Line:
    row: Row
    figures: tuple[Figure, Figure]


@dataclass(frozen=True)
class Plan:
    """One chart: two bars for each target, all in one unit of measure."""

    title: str
    unit: str
    names: tuple[str, str]
    lines: tuple[Line, ...]


def plans_of(table: Table) -> list[Plan]:
    """The charts that make sense for this table."""
    found = [_against_yardstick(table)]
    for group in table.groups:
        scales = dict.fromkeys(_scale(row.target) for row in group.rows)
        found += [_against_last_year(table, group, scale) for scale in scales]
    return [plan for plan in found if plan.lines]


def _against_yardstick(table):
    lines = tuple(
        Line(row, (_yardstick(row), Figure(row["estimate"].value, "estimate")))
        for row in table.rows
        if row.target.is_percentage
        and row["estimate"].value is not None
        and row.standing.result.bar is not None
    )
    met = sum(line.row.standing.result.status in ("MET", "EXCEEDED") for line in lines)
    title = f"{met} trên {len(lines)} chỉ tiêu tính bằng % đạt mức của năm {table.year}"
    names = (f"Mức của năm {table.year}", f"Ước thực hiện năm {table.year}")
    return Plan(title, "%", names, lines)


def _yardstick(row):
    """What the year is judged by: decided for the year, or the plan's own value."""
    key = "planned" if row["planned"].value is not None else ""
    return Figure(row.standing.result.bar.value, key)


def _scale(target):
    """Percentages share one axis; amounts only with the same unit of measure."""
    return "%" if target.is_percentage else target.unit_of_measure


def _against_last_year(table, group, unit):
    lines = tuple(
        Line(row, tuple(Figure(row[key].value, key) for key in ("previous", "estimate")))
        for row in group.rows
        if _scale(row.target) == unit
        and row["previous"].value is not None
        and is_comparable(row.standing)
        and row["estimate"].value is not None
    )
    names = (f"Thực hiện năm {table.year - 1}", f"Ước thực hiện năm {table.year}")
    return Plan(_fact(table, group, lines), unit, names, lines)


def _fact(table, group, lines):
    moved = [_direction(line) for line in lines]
    if len(lines) == 1:
        [line], [word] = lines, moved
        text = line.row["estimate"].text
        return f"{line.row.target.name}: {text}, {word} so với năm {table.year - 1}"
    counts = [f"{moved.count(word)} {word}" for word in ("tăng", "giảm", "giữ nguyên")]
    told = ", ".join(text for text in counts if not text.startswith("0 "))
    return f"{group.name}: {told} so với năm {table.year - 1}"


def _direction(line):
    before, now = (figure.value for figure in line.figures)
    if now == before:
        return "giữ nguyên"
    return "tăng" if now > before else "giảm"


def write_charts(sheet, table: Table, written) -> dict:
    """Write every chart beside its figures; returns the results of the formulas written."""
    results, plain = {}, {"border": False, "wrap": False}
    out.put_text(sheet["A1"], f"Biểu đồ chỉ tiêu năm {table.year}", bold=True, size=14, **plain)
    for letter, width in zip("ABCDE", (44, 15, 15, 15, 3), strict=True):
        sheet.column_dimensions[letter].width = width
    plans, row, used = plans_of(table), FIRST_ROW, 0
    if not plans:
        out.put_text(sheet["A3"], "Chưa có chỉ tiêu nào đủ số liệu để vẽ biểu đồ.", **plain)
    for plan in plans:
        rows, points = _room(plan)
        if used and used + points > PAGE_POINTS:
            sheet.row_breaks.append(Break(id=row - 1))
            used = 0
        last = _write_figures(sheet, row, plan, written, results)
        sheet.add_chart(_chart(sheet, row + 1, last, plan), f"{CHART_COLUMN}{row + 1}")
        row, used = row + rows, used + points
    out.print_on_a4(sheet, left=f"Biểu đồ chỉ tiêu năm {table.year}")
    return results


def _room(plan):
    """(rows, points) that a chart and its figures take, a gap below included.

    The chart begins one row below the title of its figures.
    """
    lines = 2 + len(plan.lines)
    held = 2 * HEAD_POINTS + len(plan.lines) * LINE_POINTS
    empty = max(2, ceil((_height(plan) * POINTS_IN_CM - held) / ROW_POINTS) + 2)
    return lines + empty, held + empty * ROW_POINTS


def _height(plan):
    """Centimetres."""
    return max(6.0, 3.2 + 1.4 * len(plan.lines))


def _write_figures(sheet, row, plan, written, results):
    """A title, a heading and a line per target; the last row written."""
    out.put_text(sheet.cell(row, 1), plan.title, bold=True, border=False, size=11)
    sheet.row_dimensions[row].height = HEAD_POINTS
    heads = ("Chỉ tiêu", *plan.names, "Đánh giá")
    for number, text in enumerate(heads, 1):
        look = {"bold": True, "fill": HEAD_FILL, "align": "center", "size": 10}
        out.put_text(sheet.cell(row + 1, number), text, **look)
    sheet.row_dimensions[row + 1].height = HEAD_POINTS
    for number, line in enumerate(plan.lines, row + 2):
        out.put_text(sheet.cell(number, 1), _label(line.row, plan), size=10)
        for column, figure in enumerate(line.figures, 2):
            _write_figure(sheet.cell(number, column), figure, line.row, written, results)
        verdict = line.row["verdict"].text
        out.put_text(sheet.cell(number, 4), verdict, size=10, align="center")
        sheet.row_dimensions[number].height = LINE_POINTS
    return row + 1 + len(plan.lines)


def _label(row, plan):
    unit = "" if plan.unit.startswith("%") else f" ({plan.unit})"
    return f"{row.target.code} {row.target.name}{unit}"


def _write_figure(cell, figure, row, written, results):
    """A reference to the table where the figure stands there, so that both change together."""
    digits = max(row.target.decimals, row["previous"].digits, row["estimate"].digits)
    shape = "[$-42A]#,##0" + (f".{'0' * digits}" if digits else "")
    look = {"size": 10, "align": "right"}
    if not figure.key:
        out.put_number(cell, figure.value.normalize() + 0, shape, **look)
        return
    place = written.place(row, figure.key)
    out.put_formula(cell, f"='{written.sheet.title}'!{place}", shape, **look)
    results[cell.coordinate] = figure.value.normalize() + 0


def _chart(sheet, head, last, plan):
    chart = BarChart()
    chart.type, chart.style = "bar", 10
    chart.title = _chart_title(plan.title)
    data = Reference(sheet, min_col=2, max_col=3, min_row=head, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    for series, colour in zip(chart.series, COLOURS, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.dLbls = DataLabelList(showVal=True)
        for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(series.dLbls, name, False)
    # The first target on top, as in the table.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    # Every bar carries its number, so the axis would only repeat them.
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = _low(plan)
    chart.gapWidth, chart.overlap = 60, 0
    chart.legend.position = "b"
    chart.width, chart.height = 24, _height(plan)
    return chart


def _chart_title(text):
    look = ParagraphProperties(defRPr=CharacterProperties(sz=1200, b=True))
    words = Paragraph(
        pPr=look, r=[RegularTextRun(rPr=CharacterProperties(sz=1200, b=True), t=text)]
    )
    return Title(tx=Text(rich=RichText(p=[words])), overlay=False)


def _low(plan):
    """Bars begin at zero; only a negative figure needs room below it."""
    lowest = min(figure.value for line in plan.lines for figure in line.figures)
    return 0 if lowest >= 0 else float(round_half_up(lowest * Decimal("1.1"), 0))
