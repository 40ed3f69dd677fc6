"""One cell of an uploaded workbook → the text that a person would have typed into the box."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal, input_text, round_half_up
from q3plan.lib.sheets import Kind as CellKind
from q3plan.lib.text import fold, same_name
from reports.entry.fields import Kind, read

# Spreadsheets keep binary fractions: 39,4 may be stored as 39.399999999999999.
SPREADSHEET_DIGITS = 15
MAX_SHOWN = 60


@dataclass(frozen=True)
class Told:
    """``text`` as typed, or ``problem``; ``note`` says how a cell was understood."""

    text: str = ""
    note: str = ""
    problem: str = ""


def told(asked, cell) -> Told:
    """What a cell says for a field; ``cell`` None is blank."""
    if cell is None or cell.kind is CellKind.EMPTY:
        return Told()
    if problem := _unreadable(cell):
        return Told(problem=problem)
    reader = {Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.TEXT: _text}[asked.kind]
    result = reader(asked, cell)
    if cell.formula and result.text and not result.problem:
        note = _("Ô là công thức; lấy kết quả đã tính.")
        return Told(result.text, " ".join(filter(None, [note, result.note])))
    return result


def _unreadable(cell):
    if cell.kind is CellKind.ERROR:
        return _("Ô đang báo lỗi %(error)s. Sửa công thức hoặc gõ thẳng giá trị.") % {
            "error": _short(cell.value)
        }
    if cell.kind is CellKind.FORMULA_WITHOUT_VALUE:
        return _(
            "Ô là công thức nhưng tệp chưa lưu kết quả tính. Mở tệp bằng phần mềm bảng tính, để "
            "tính lại, lưu rồi tải lên; hoặc gõ thẳng giá trị."
        )
    if cell.kind is CellKind.BOOL:
        return _("Ô chứa giá trị đúng/sai (TRUE/FALSE), không phải nội dung cần nhập. Gõ lại.")
    return ""


def _short(value):
    text = str(value or "")
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


# -- numbers -----------------------------------------------------------------------------------


def _number(asked, cell):
    if cell.kind is CellKind.DATE:
        return Told(
            problem=_(
                "Phần mềm bảng tính đã đổi nội dung thành ngày (%(day)s). Đổi định dạng ô thành "
                "Số (Number) rồi gõ lại con số."
            )
            % {"day": _moment_text(cell.value)}
        )
    if cell.kind is CellKind.NUMBER:
        return _true_number(asked, cell)
    result = read(asked, cell.value)
    if result.readings:
        one, other = result.readings
        return Told(
            result.text,
            problem=_(
                "“%(typed)s” có thể là %(one)s hoặc %(other)s. Gõ lại một trong hai, không dùng "
                "dấu chấm: %(one)s hoặc %(other)s."
            )
            % {"typed": result.text, "one": one, "other": other},
        )
    return _checked(asked, cell.value)


def _true_number(asked, cell):
    """A number has one meaning: nothing is asked about dots and commas."""
    with localcontext(prec=SPREADSHEET_DIGITS):
        value = +Decimal(cell.value)
        note = ""
        if cell.is_percent:
            if "%" not in asked.unit:
                return Told(problem=_percent_problem(asked, value))
            value *= 100
            note = _("Ô định dạng phần trăm: đọc là %(value)s%%.") % {"value": input_text(value)}
        elif asked.unit == "%" and 0 < value < 1:
            note = _("Đọc là %(value)s%%, không phải %(other)s%%. Kiểm tra lại.") % {
                "value": input_text(value),
                "other": input_text(value * 100),
            }
    if not asked.is_count and -value.normalize().as_tuple().exponent > asked.places:
        value = round_half_up(value, asked.places)
        rounded = _("Làm tròn còn %(n)s chữ số sau dấu phẩy.") % {"n": asked.places}
        note = " ".join(filter(None, [note, rounded]))
    return _checked(asked, input_text(value), note)


def _percent_problem(asked, value):
    return _(
        "Ô định dạng phần trăm (đang hiện %(shown)s%%) nhưng ô này tính bằng %(unit)s. Đổi định "
        "dạng ô thành Số (Number) rồi gõ lại con số."
    ) % {"shown": format_decimal(value * 100), "unit": asked.unit or _("số")}


def _checked(asked, text, note=""):
    """The same reading as in the browser; ``text`` stays beside the problem for the comparison
    with what the draft already holds."""
    result = read(asked, text)
    return Told(result.text, note, result.error)


# -- words -------------------------------------------------------------------------------------


def _choice(asked, cell):
    words = _plain_text(cell).strip()
    if not words:
        return Told()
    for value, label in asked.choices:
        if same_name(words, str(label)) or fold(words) == fold(value):
            return Told(value)
    return Told(
        problem=_("“%(typed)s” không có trong danh sách. Chọn một trong: %(list)s.")
        % {"typed": _short(words), "list": "; ".join(str(label) for _v, label in asked.choices)}
    )


def _text(asked, cell):
    note = ""
    if cell.kind is CellKind.DATE:
        note = _("Phần mềm bảng tính đã đổi nội dung thành ngày; đọc là %(day)s.") % {
            "day": _moment_text(cell.value)
        }
    return _checked(asked, _plain_text(cell), note)


def _plain_text(cell):
    if cell.kind is CellKind.NUMBER:
        with localcontext(prec=SPREADSHEET_DIGITS):
            value = +Decimal(cell.value)
            return f"{input_text(value * 100)}%" if cell.is_percent else input_text(value)
    if cell.kind is CellKind.DATE:
        return _moment_text(cell.value)
    return str(cell.value)


def _moment_text(value):
    if isinstance(value, datetime):
        return _date_text(value, value.time())
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _date_text(day, at):
    shown = day.strftime("%d/%m/%Y")
    return shown if at == time.min else f"{shown} {at:%H:%M}"
