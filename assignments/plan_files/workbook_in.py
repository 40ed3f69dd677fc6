"""Reading a plan from its .xlsx file: every fault by its cell, and nothing half read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from assignments.plan_files.rows import data_of
from assignments.plan_files.sheets import HEADER, SHEETS, Column, Holds
from q3plan.lib.numbers import parse_decimal
from q3plan.lib.sheets import Kind, Workbook
from q3plan.lib.text import fold

YES = {"co", "x", "true", "1", "dung"}
NO = {"", "khong", "false", "0", "sai"}


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which sheet and cell ("" for a whole sheet)."""

    sheet: str
    place: str
    text: str


class _Unreadable(ValueError):
    """The sentence that tells what the cell should hold."""


def read_plan(book: Workbook) -> tuple[dict | None, list[Fault]]:
    """``(plan's dict, [])``, or ``(None, faults)``."""
    by_title = {fold(sheet.name.strip()): sheet for sheet in book.sheets}
    faults, rows = [], {}
    for part in (HEADER, *SHEETS):
        sheet = by_title.get(fold(part.title))
        if sheet is None:
            words = _("Tệp thiếu trang này: tải mẫu mới và chép nội dung sang.")
            faults.append(Fault(part.title, "", words))
            continue
        read = _header if part is HEADER else _rows
        rows[part.section] = read(sheet, part, faults)
    return (None, faults) if faults else (data_of(rows), [])


def _header(sheet, part, faults):
    places = {_folded(sheet.cell(at, 1)): at for at in range(1, sheet.max_row + 1)}
    row = {}
    for column in part.columns:
        at = places.get(fold(column.heading))
        if at is None:
            words = _("Thiếu mục “%(name)s”.") % {"name": column.heading}
            faults.append(Fault(part.title, "", words))
        else:
            row[column.key] = _value(part, column, sheet.cell(at, 2), faults)
    return [row]


def _rows(sheet, part, faults):
    headings = {_folded(sheet.cell(1, at)): at for at in range(1, sheet.max_col + 1)}
    lacking = [column.heading for column in part.columns if fold(column.heading) not in headings]
    if lacking:
        words = _("Thiếu cột: %(names)s.") % {"names": ", ".join(lacking)}
        faults.append(Fault(part.title, "", words))
        return []
    places = [(column, headings[fold(column.heading)]) for column in part.columns]
    found = []
    for number in range(2, sheet.max_row + 1):
        cells = [(column, sheet.cell(number, at)) for column, at in places]
        if all(_is_blank(cell) for _column, cell in cells):
            continue
        found.append({c.key: _value(part, c, cell, faults) for c, cell in cells})
    return found


def _folded(cell):
    return fold(str(cell.value).strip()) if cell.kind is Kind.TEXT else ""


def _is_blank(cell):
    return cell.kind is Kind.EMPTY or (cell.kind is Kind.TEXT and not cell.value.strip())


def _value(part, column: Column, cell, faults):
    try:
        if _is_blank(cell):
            if column.is_required:
                raise _Unreadable(_("“%(name)s” không được để trống.") % {"name": column.heading})
            return column.blank
        return _READERS[column.holds](column, cell)
    except _Unreadable as problem:
        faults.append(Fault(part.title, cell.coordinate, str(problem)))
        return column.blank


def _text(column, cell):
    if cell.kind is Kind.NUMBER:
        return format(cell.value, "f")
    if cell.kind is Kind.TEXT:
        return cell.value if column.holds is Holds.TEXT else cell.value.strip()
    raise _Unreadable(_("Ghi “%(name)s” dưới dạng văn bản.") % {"name": column.heading})


def _number(column, cell):
    try:
        value = cell.value if cell.kind is Kind.NUMBER else parse_decimal(_text(column, cell))
    except ValueError as error:
        words = _("“%(name)s” phải là một số.") % {"name": column.heading}
        raise _Unreadable(words) from error
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(column, cell):
    text = _number(column, cell)
    if "." in text or text.startswith("-"):
        raise _Unreadable(_("“%(name)s” phải là số nguyên.") % {"name": column.heading})
    return int(text)


def _day(column, cell):
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return datetime.strptime(str(value).strip(), "%d/%m/%Y").date().isoformat()
    except ValueError as error:
        words = _("“%(name)s” phải là một ngày, ví dụ 25/02/2025.") % {"name": column.heading}
        raise _Unreadable(words) from error


def _flag(column, cell):
    if cell.kind is Kind.BOOL:
        return cell.value
    said = fold(_text(column, cell).strip())
    if said in YES:
        return True
    if said in NO:
        return False
    raise _Unreadable(_("“%(name)s”: ghi Có hoặc để trống.") % {"name": column.heading})


def _choice(column, cell):
    said = fold(_text(column, cell).strip())
    for value, label in column.choices:
        if said in (fold(label), fold(value)):
            return value
    offered = "; ".join(label for _value, label in column.choices)
    words = _("“%(name)s” phải là một trong: %(offered)s.")
    raise _Unreadable(words % {"name": column.heading, "offered": offered})


def _list(column, cell):
    return [part.strip() for part in _text(column, cell).split(";") if part.strip()]


_READERS = {
    Holds.TEXT: _text,
    Holds.CODE: _text,
    Holds.LIST: _list,
    Holds.WHOLE: _whole,
    Holds.NUMBER: _number,
    Holds.DATE: _day,
    Holds.FLAG: _flag,
    Holds.CHOICE: _choice,
}
