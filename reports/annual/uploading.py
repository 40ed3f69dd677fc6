"""An uploaded worksheet → what a post of the page would hold, each row with the cell it came from.

Nothing is found by position: the sheet by its hidden mark, rows and columns by their hidden keys.
A cell that still says what the file was written with is nobody's change.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from q3plan.lib.text import clean
from reports.annual.drafting import Posted, read_post
from reports.annual.sheet import Sheet
from reports.annual.values import note_field, read_note, read_value, value_field
from reports.annual.workbook import PREFIX, is_same_mark
from reports.entry.fields import fingerprint
from reports.workbook.cells import told

MARK_ROWS = 100


class WrongSheet(Exception):
    """The file is no worksheet of this plan and year; ``message`` says so."""

    def __init__(self, message):
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Remark:
    """``place`` is "Chỉ tiêu giao 2028!L7"."""

    place: str
    text: str


@dataclass
class Uploaded:
    """``data`` as a form would post it; only of rows that the person changed."""

    data: dict[str, str] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def posted(self, sheet: Sheet) -> Posted:
        return read_post(sheet, self.data)


def read_upload(book, sheet: Sheet) -> Uploaded:
    """Raises ``WrongSheet``."""
    page, (top, left) = _marked(book, sheet)
    columns = {
        clean(str(cell.value)): column
        for (row, column), cell in page.cells.items()
        if row == top and column != left
    }
    if "value" not in columns:
        raise WrongSheet(_("Tệp không còn cột “Dự kiến giao”. Tải lại biểu mẫu rồi chép số sang."))
    found, seen = Uploaded(), {}
    for (number, column), cell in sorted(page.cells.items()):
        if column != left or number <= top:
            continue
        place, row = f"{page.name}!{number}", sheet.row(clean(str(cell.value)))
        if row is None:
            found.notes.append(
                Remark(place, _("Dòng này không thuộc Kế hoạch nên không được đọc."))
            )
        elif row.anchor in seen:
            text = _("Chỉ tiêu này đã có ở %(other)s. Xóa bớt một dòng rồi tải lên lại.")
            found.problems.append(Remark(place, text % {"other": seen[row.anchor]}))
        else:
            seen[row.anchor] = place
            _read_row(found, page, number, columns, row)
    for row in sheet.rows:
        if row.anchor not in seen:
            text = _("Không thấy dòng %(code)s; số đang lưu được giữ nguyên.")
            found.notes.append(Remark(page.name, text % {"code": row.target.code}))
    return found


def _marked(book, sheet):
    others = False
    for page in book.sheets:
        for place, cell in page.cells.items():
            if place[0] > MARK_ROWS:
                break
            if not isinstance(cell.value, str) or not cell.value.startswith(f"{PREFIX}|"):
                continue
            if is_same_mark(cell.value, sheet.plan, sheet.year):
                return page, place
            others = True
    if others:
        raise WrongSheet(
            _("Biểu mẫu này của năm hoặc kế hoạch khác. Tải lên ở đúng trang của năm đó.")
        )
    raise WrongSheet(
        _(
            "Tệp này không phải biểu mẫu tải từ trang Chỉ tiêu giao năm, hoặc mã ẩn đã bị xóa. "
            "Tải lại biểu mẫu rồi chép số sang."
        )
    )


def _read_row(found, page, number, columns, row):
    def cell(key):
        return page.cells.get((number, columns[key])) if key in columns else None

    def base(key, stored):
        kept = cell(key)
        return clean(str(kept.value)) if kept else fingerprint(stored)

    said = {"value": told(value_field(row.target), cell("value"))}
    if "note" in columns:
        said["note"] = told(note_field(), cell("note"))
    readers = {"value": lambda text: read_value(row.target, text), "note": read_note}
    held = {"value": row.box.text, "note": row.box.note}
    changed = {}
    for key, one in said.items():
        where = f"{page.name}!{get_column_letter(columns[key])}{number}"
        if one.problem:
            found.problems.append(Remark(where, one.problem))
            continue
        result = readers[key](one.text)
        if result.error:
            found.problems.append(Remark(where, result.error))
        elif fingerprint(result.text) != base(f"@{key}-base", held[key]):
            changed[key] = result.text
            if one.note:
                found.notes.append(Remark(where, one.note))
    if not changed:
        return
    version = cell("@version")
    found.data[f"{row.anchor}-version"] = clean(str(version.value)) if version else ""
    for key, text in changed.items():
        found.data[f"{row.anchor}-{key}"] = text
