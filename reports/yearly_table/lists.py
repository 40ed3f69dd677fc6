"""The sheets beside the table: the plan's tasks by unit, and how the units have reported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from q3plan.lib import dates
from q3plan.lib import sheets_out as out
from q3plan.lib.numbers import NONE_SIGN
from reports.dashboards.task_standing import FEW, task_standings, visible_tasks

TASKS, BOARD = "Nhiệm vụ", "Tình hình nộp báo cáo"
SIZE = 11
HEAD_FILL = "DCE6F4"
HEAD_ROW = 4
DAY, MOMENT, COUNT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0"


@dataclass(frozen=True)
class ListColumn:
    """``value`` gives text, or with ``shape`` (a number format) a number, day or moment."""

    heading: str
    width: int
    value: Callable[[Any], Any]
    shape: str = ""


def write_tasks(sheet, table, chosen, powers):
    """One line per task and rated unit, so that the sheet can be sorted and filtered."""
    lines = _task_lines(table, chosen, powers)
    title = f"Kết quả thực hiện nhiệm vụ, giải pháp đến kỳ báo cáo năm {table.year}"
    _write(sheet, title, _told(chosen, "sector", "unit"), _TASK_COLUMNS, lines)


def _task_lines(table, chosen, powers):
    tasks = (
        visible_tasks(powers).counted().filter(plan=table.plan).select_related("sector", "clause")
    )
    sector, unit = (chosen.cleaned_data.get(name) for name in ("sector", "unit"))
    if sector:
        tasks = tasks.filter(sector__slug=sector)
    day = dates.as_day(table.at)
    found = task_standings(tasks.order_by("order"), on=day, until=table.year)
    lines = []
    for standing in found:
        held = {one.code for one in (*standing.leads, *standing.cooperating)}
        held |= {rating.unit.code for rating in standing.ratings}
        if unit and unit not in held:
            continue
        ratings = [row for row in standing.ratings if not unit or row.unit.code == unit]
        lines += [(standing, rating) for rating in ratings or [None]]
    return lines


def _names(units):
    """A few units by name; many are counted, as each has a line of its own once it is rated."""
    if len(units) > FEW:
        return f"{len(units)} đơn vị"
    return "; ".join(unit.short_name for unit in units)


_TASK_COLUMNS = (
    ListColumn("Điều khoản", 11, lambda line: line[0].task.clause.reference),
    ListColumn("Nhiệm vụ, giải pháp", 48, lambda line: line[0].task.title),
    ListColumn("Lĩnh vực", 18, lambda line: line[0].task.sector.name),
    ListColumn("Đơn vị chủ trì", 26, lambda line: _names(line[0].leads)),
    ListColumn("Đơn vị phối hợp", 26, lambda line: _names(line[0].cooperating)),
    ListColumn("Đơn vị được đánh giá", 20, lambda line: line[1] and line[1].unit.short_name),
    ListColumn(
        "Đánh giá đã duyệt", 22, lambda line: line[1].rating.label if line[1] else "Chưa có"
    ),
    ListColumn("Năm", 7, lambda line: line[1] and line[1].year, COUNT),
)


def write_board(sheet, table, chosen, board):
    rows = chosen.board_rows_of_status(chosen.board_rows(board.rows))
    title = f"Tình hình nộp báo cáo năm {table.year}"
    words = f"{board.sent} trên {board.expected} đơn vị đã gửi, {board.accepted} đã duyệt."
    names = ("unit", "status") if chosen.status_of_reports else ("unit",)
    told = " ".join(text for text in (words, _told(chosen, *names)) if text)
    _write(sheet, title, told, _BOARD_COLUMNS, rows)


def _sent_at(row):
    moment = row.report.first_submitted_at
    return moment and dates.local(moment).replace(tzinfo=None, second=0, microsecond=0)


_BOARD_COLUMNS = (
    ListColumn("Đơn vị", 44, lambda row: row.report.unit_name),
    ListColumn("Trạng thái", 22, lambda row: row.state.label),
    ListColumn("Nộp trước ngày", 15, lambda row: row.due_before, DAY),
    ListColumn("Gia hạn", 12, lambda row: "Có" if row.is_extended else "Không"),
    ListColumn("Gửi lần đầu", 19, _sent_at, MOMENT),
    ListColumn("Số ngày trễ", 11, lambda row: row.punctuality.days_late, COUNT),
    ListColumn("Đúng hạn hay trễ", 30, lambda row: row.punctuality.label),
)


def _told(chosen, *names):
    """The filters that narrow this sheet, in words."""
    labels = {chosen.fields[name].label for name in names}
    held = [f"{chip.label}: {chip.value}" for chip in chosen.chips if chip.label in labels]
    return f"Đã lọc: {'; '.join(held)}." if held else ""


def _write(sheet, title, told, columns, lines):
    plain = {"border": False, "wrap": False}
    out.put_text(sheet.cell(1, 1), title, bold=True, size=14, **plain)
    out.put_text(sheet.cell(2, 1), told, italic=True, size=SIZE, **plain)
    columns = (ListColumn("TT", 5, lambda line: None, COUNT), *columns)
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        look = {"bold": True, "fill": HEAD_FILL, "align": "center", "vertical": "center"}
        out.put_text(sheet.cell(HEAD_ROW, number), column.heading, size=SIZE, **look)
    sheet.row_dimensions[HEAD_ROW].height = 32
    for row, line in enumerate(lines, HEAD_ROW + 1):
        _write_line(sheet, row, columns, line)
    last = max(HEAD_ROW + len(lines), HEAD_ROW + 1)
    if not lines:
        out.put_text(sheet.cell(HEAD_ROW + 1, 2), "Không có dòng nào.", size=SIZE)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(columns))}{last}"
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    out.print_on_a4(sheet, left=title, heading_rows=f"{HEAD_ROW}:{HEAD_ROW}")


def _write_line(sheet, row, columns, line):
    texts = []
    for number, column in enumerate(columns, 1):
        cell, value = sheet.cell(row, number), column.value(line)
        if number == 1:
            out.put_number(cell, row - HEAD_ROW, COUNT, align="center", size=SIZE)
        elif column.shape and value is not None:
            out.put_number(cell, value, column.shape, align="center", size=SIZE)
        else:
            text = str(value or NONE_SIGN)
            align = "center" if text == NONE_SIGN else "left"
            out.put_text(cell, text, align=align, size=SIZE)
            texts.append((text, column.width))
    sheet.row_dimensions[row].height = out.row_points(texts)
