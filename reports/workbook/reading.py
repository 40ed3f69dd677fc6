"""An uploaded workbook → the texts that a browser would post, each with the cell it stands in.

Nothing is found by position: sheets by their hidden mark, rows and columns by their hidden keys,
so that sorting, inserting, hiding and renaming do no harm.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from assignments.models import Unit
from q3plan.lib.sheets import Kind as CellKind
from q3plan.lib.text import clean, fold, same_name
from reports.entry.fields import fingerprint, read

from .cells import told
from .declaration import PREFIX, Input, Ratio, mark_of
from .writing import known_key

_FINGERPRINT = re.compile(r"[0-9a-f]{20}")
MAX_REMARKS, MAX_PLACES = 200, 20
# The mark stands in the first row; people put rows of their own above it.
MARK_ROWS = 100
MAX_MARK_PART = 60


class WrongWorkbook(Exception):
    """The file is no workbook of this report; ``message`` says whose it is."""

    def __init__(self, message):
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Remark:
    """``place`` is "Chỉ tiêu!F7", or a sheet's name."""

    place: str
    text: str


@dataclass
class Filled:
    """``texts``, ``places`` and ``notes`` by the name of the box; only boxes that the person
    changed. ``bases`` are fingerprints of what the workbook was written with, ``stored`` the texts
    in the draft."""

    texts: dict = field(default_factory=dict)
    bases: dict = field(default_factory=dict)
    stored: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    ignored: list = field(default_factory=list)
    newer: list = field(default_factory=list)

    def finish(self):
        """Not more than a page can show; cells that somebody saved since are told in one line."""
        for remarks in (self.problems, self.ignored):
            if len(remarks) > MAX_REMARKS:
                more = _("Còn %(n)s chỗ nữa.") % {"n": len(remarks) - MAX_REMARKS}
                remarks[MAX_REMARKS:] = [Remark("…", more)]
        if self.newer:
            shown = ", ".join(self.newer[:MAX_PLACES]) + ("…" if self.newer[MAX_PLACES:] else "")
            text = _("Hệ thống có nội dung mới hơn tệp, được giữ nguyên.")
            self.ignored.insert(0, Remark(shown, text))
        return self


def read_filled(book, report, sheets) -> Filled:
    """Raises ``WrongWorkbook``. ``sheets`` from ``sheets_of``."""
    marked = _marked_sheets(book)
    _check_owner(marked, report)
    filled = Filled()
    bases = _bases(book, marked, report)
    for plan in sheets:
        found = [
            Grid(sheet, place, plan)
            for sheet, place, key in _owned(marked, report)
            if key == plan.key
        ]
        _read_plan(plan, found, bases, filled)
    _tell_strangers(book, marked, filled)
    return filled.finish()


# -- sheets ------------------------------------------------------------------------------------


def _marked_sheets(book):
    """``(sheet, (row, column), mark)`` of every sheet that carries a mark of ours."""
    found = []
    for sheet in book.sheets:
        for place, cell in sheet.cells.items():
            value = cell.value
            if place[0] > MARK_ROWS:
                break
            if isinstance(value, str) and value.startswith(f"{PREFIX}|"):
                found.append((sheet, place, clean(value)))
                break
    return found


def _owned(marked, report):
    for sheet, place, mark in marked:
        key = mark.split("|")[1]
        if mark == mark_of(report, key):
            yield sheet, place, key


def _check_owner(marked, report):
    if not marked:
        raise WrongWorkbook(
            _(
                "Tệp này không phải biểu mẫu tải từ hệ thống, hoặc mã ẩn (dòng 1, cột A) đã bị "
                "xóa. Tải lại biểu mẫu rồi chép nội dung sang."
            )
        )
    others = {mark for _sheet, _place, mark in marked} - {
        mark_of(report, mark.split("|")[1]) for _sheet, _place, mark in marked
    }
    if not others:
        return
    parts = [part[:MAX_MARK_PART] for part in sorted(others)[0].split("|")]
    _prefix, _key, plan, year, unit = (parts + [""] * 5)[:5]
    name = Unit.objects.filter(code=unit).values_list("name", flat=True).first()
    raise WrongWorkbook(
        _(
            "Biểu mẫu này là của báo cáo khác (đơn vị “%(unit)s”, năm %(year)s, Kế hoạch "
            "%(plan)s). Tải lên ở đúng báo cáo đó, hoặc tải biểu mẫu năm %(own_year)s của %(own)s."
        )
        % {
            "plan": plan,
            "year": year,
            "unit": name or unit,
            "own_year": report.year,
            "own": report.unit.name,
        }
    )


def _bases(book, marked, report):
    """Fingerprints by name; nothing when the hidden sheet is gone."""
    found = {}
    for sheet, (top, left), key in _owned(marked, report):
        if key != "bases":
            continue
        for (row, column), cell in sheet.cells.items():
            if column == left and row > top and isinstance(cell.value, str):
                base = sheet.cells.get((row, left + 1))
                if base and isinstance(base.value, str) and _FINGERPRINT.fullmatch(base.value):
                    found[cell.value] = base.value
    return found


def _tell_strangers(book, marked, filled):
    own = {id(sheet) for sheet, _place, _mark in marked}
    filled.ignored += [
        Remark(sheet.name, _("Trang tính này không thuộc biểu mẫu nên không được đọc."))
        for sheet in book.sheets
        if id(sheet) not in own and sheet.cells
    ]


# -- one sheet ---------------------------------------------------------------------------------


class Grid:
    """A sheet of the workbook with its keys: ``columns`` and ``rows`` by number; ``used`` are the
    columns of each row that hold something. One walk: a sheet may have half a million cells."""

    def __init__(self, sheet, mark_place, plan):
        self.sheet, self.plan = sheet, plan
        self.key_row, self.key_column = mark_place
        self.columns, self.rows, self.used = {}, {}, {}
        for (row, column), cell in sheet.cells.items():
            if row == self.key_row and column != self.key_column:
                self.columns[column] = clean(str(cell.value))
            elif row > self.key_row and column == self.key_column:
                self.rows[row] = clean(str(cell.value))
            elif row > self.key_row:
                self.used.setdefault(row, []).append(column)

    def place(self, row, column=None):
        return f"{self.sheet.name}!{get_column_letter(column) if column else ''}{row}"

    def row_place(self, row):
        return _("%(sheet)s, dòng %(row)s") % {"sheet": self.sheet.name, "row": row}


def _read_plan(plan, grids, bases, filled):
    if not grids:
        text = _("Tệp không có trang này; nội dung đang lưu được giữ nguyên.")
        filled.ignored.append(Remark(plan.name, text))
        return
    declared = {row.key: row for row in plan.rows}
    seen = {}
    for grid in grids:
        _check_columns(plan, grid, filled)
        for number, key in sorted(grid.rows.items()):
            row = declared.get(key)
            if row is None:
                text = _("Mã ẩn “%(key)s” không thuộc báo cáo này; dòng không được đọc.")
                filled.ignored.append(Remark(grid.row_place(number), text % {"key": key[:40]}))
            elif key in seen:
                text = _("Mục này đã có ở %(other)s. Xóa bớt một dòng rồi tải lên lại.")
                problem = Remark(grid.row_place(number), text % {"other": seen[key]})
                filled.problems.append(problem)
            else:
                seen[key] = grid.row_place(number)
                _read_row(grid, number, row, bases, filled)
        _tell_inserted(grid, filled)
    missing = [row for row in plan.rows if row.key not in seen]
    for row in missing:
        name = row.cells.get(plan.check, row.key)
        text = _("Không thấy dòng “%(name)s”; nội dung đang lưu được giữ nguyên.")
        filled.ignored.append(Remark(grids[0].sheet.name, text % {"name": name}))


def _check_columns(plan, grid, filled):
    known = {column.key: column for column in plan.columns}
    keys = list(grid.columns.values())
    for column in plan.columns:
        asked = any(key == column.key for _row, key in plan.inputs)
        words = {"name": " – ".join(filter(None, [column.group, column.heading]))}
        if asked and column.key not in keys:
            text = _("Không thấy cột “%(name)s”; nội dung đang lưu được giữ nguyên.") % words
            filled.ignored.append(Remark(grid.sheet.name, text))
        elif asked and keys.count(column.key) > 1:
            text = _("Cột “%(name)s” có hai lần. Xóa bớt một cột rồi tải lên lại.") % words
            filled.problems.append(Remark(grid.sheet.name, text))
    for place, key in grid.columns.items():
        if key not in known:
            text = _("Cột này không thuộc biểu mẫu nên không được đọc.")
            filled.ignored.append(Remark(f"{grid.sheet.name}!{get_column_letter(place)}", text))


def _tell_inserted(grid, filled):
    """Rows without a key below the headings that hold something in an input column."""
    asked = {key for _row, key in grid.plan.inputs}
    first = min(grid.rows, default=None)
    rows = {
        row
        for row, columns in grid.used.items()
        if first is not None
        and row > first
        and row not in grid.rows
        and any(grid.columns.get(column) in asked for column in columns)
    }
    for row in sorted(rows):
        text = _("Dòng chèn thêm, không có mã ẩn nên không được đọc.")
        filled.ignored.append(Remark(grid.row_place(row), text))


# -- one row -----------------------------------------------------------------------------------


def _read_row(grid, number, row, bases, filled):
    if _is_torn(grid, number, row):
        text = _(
            "Mã ẩn của dòng và mã đang hiện khác nhau: có thể chỉ một phần của bảng được sắp xếp "
            "hoặc chép. Hoàn tác, hoặc tải biểu mẫu mới rồi chép nội dung sang."
        )
        filled.problems.append(Remark(grid.row_place(number), text))
        return
    for place, key in sorted(grid.columns.items()):
        content = row.cells.get(key)
        cell = grid.sheet.cells.get((number, place))
        where = grid.place(number, place)
        if isinstance(content, Input) and not content.is_locked:
            if merged := _merged_over(grid, number, place):
                filled.problems.append(Remark(where, merged))
            else:
                _read_input(content, cell, where, bases, filled)
        elif _is_changed_known(row, key, content, cell, bases):
            filled.ignored.append(Remark(where, _ignored_words(content)))


def _is_torn(grid, number, row):
    """Whether the row shows another item's code than its hidden key."""
    wanted = row.cells.get(grid.plan.check)
    for place, key in grid.columns.items():
        if key == grid.plan.check:
            cell = grid.sheet.cells.get((number, place))
            shown = clean(str(cell.value)) if cell and cell.value is not None else ""
            return bool(shown) and not same_name(shown, wanted)
    return False


def _merged_over(grid, row, column):
    """Why a merged cell cannot be read; "" when it is not merged or covers no other input."""
    for top, left, bottom, right in grid.sheet.merged:
        if not (top <= row <= bottom and left <= column <= right):
            continue
        asked = [
            place
            for number in range(max(top, min(grid.rows)), min(bottom, max(grid.rows)) + 1)
            for place, key in grid.columns.items()
            if left <= place <= right and (grid.rows.get(number), key) in grid.plan.inputs
        ]
        if len(asked) > 1 or (top, left) != (row, column):
            area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            return _("Các ô %(area)s bị gộp làm một. Bỏ gộp ô rồi nhập lại từng ô.") % {
                "area": area
            }
    return ""


def _read_input(content, cell, where, bases, filled):
    """Keep what differs from the text that the workbook was written with."""
    asked, name = content.field, content.name
    found = told(asked, cell)
    base = bases.get(name) or fingerprint(content.stored)
    if not found.problem or found.text:
        typed = read(asked, found.text)
        if fingerprint(typed.text) == base:
            if base != fingerprint(content.stored):
                filled.newer.append(where)
            return
    if found.problem:
        filled.problems.append(Remark(where, found.problem))
        return
    filled.texts[name], filled.bases[name], filled.places[name] = found.text, base, where
    filled.stored[name] = content.stored
    if found.note:
        filled.notes[name] = found.note


def _is_changed_known(row, key, content, cell, bases):
    """Whether somebody wrote into a cell that is not read."""
    if cell is None or cell.kind is CellKind.EMPTY:
        return False
    if isinstance(content, Input):
        text = told(content.field, cell).text
        return fingerprint(text) != (bases.get(content.name) or fingerprint(content.stored))
    if isinstance(content, Ratio):
        return not cell.formula
    if isinstance(content, str):
        return cell.kind is CellKind.TEXT and _is_rewritten(row, key, content, cell, bases)
    if isinstance(content, Decimal) and not key.startswith("@"):
        return cell.value != content
    return content is None and not key.startswith("@")


def _is_rewritten(row, key, content, cell, bases):
    """Neither what the workbook was written with nor what is known by now."""
    base = bases.get(known_key(row.key, key))
    is_known = fold(content) == fold(cell.value) or fingerprint(clean(cell.value)) == base
    return bool(base) and not is_known


def _ignored_words(content):
    if isinstance(content, Ratio):
        return _("Ô này tự tính từ tử số và mẫu số; giá trị gõ đè không được đọc.")
    if isinstance(content, Input):
        return _("Mục này đã được duyệt nên giữ nguyên; nội dung trong tệp không được đọc.")
    if isinstance(content, Decimal):
        return _("Mẫu số này lấy từ bảng dùng chung; số khác trong tệp không được đọc.")
    return _("Ô khóa đã bị sửa; nội dung này không được đọc.")
