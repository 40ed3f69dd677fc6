"""One input of the yearly report: what may be typed into it and how that is read.

Reading never raises and never loses text: what cannot be read is kept beside its message.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from hashlib import sha256

from django.utils.translation import gettext as _

from q3plan.lib.numbers import (
    AmbiguousNumber,
    NumberProblem,
    format_decimal,
    input_text,
    parse_decimal,
)
from q3plan.lib.text import clean, looks_legacy_encoded

MAX_TEXT = 20_000
MAX_TYPED_NUMBER = 200
MAX_UNANSWERED = 10
# SQLite keeps decimals as floating numbers: more digits would come back changed.
MAX_SIGNIFICANT = 15


class Kind(Enum):
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """``low`` and ``high`` are inclusive, ``positive`` asks for more than 0, ``unit`` stands
    outside the box; ``places`` is the most digits after the comma."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    hint: str = ""
    optional: bool = False
    allow_negative: bool = False
    positive: bool = False
    is_count: bool = False
    places: int = 6
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple = ()


@dataclass(frozen=True)
class Read:
    """What was typed and what it means.

    ``text`` is the one form of it that is stored, compared and shown. ``readings`` are the texts
    that an ambiguous number can mean. ``refused`` text is too long to be kept on the server.
    """

    text: str = ""
    value: Decimal | str | None = None
    error: str = ""
    readings: tuple[str, ...] = ()
    refused: bool = False
    warning: str = ""

    def with_error(self, message):
        return replace(self, error=message)


def fingerprint(text: str) -> str:
    """Short stand-in for a text, so that a page need not carry every text twice."""
    return sha256(text.encode()).hexdigest()[:20]


def read(asked: Field, typed: str, picked: str = "") -> Read:
    """Read what was typed; ``picked`` is the chosen reading of an ambiguous number."""
    text = clean(typed)
    if asked.kind is Kind.NUMBER:
        return _read_number(asked, text, clean(picked))
    if asked.kind is Kind.CHOICE:
        if text and text not in dict(asked.choices):
            return Read(text, error=_("Chọn một mức trong danh sách."), refused=True)
        return Read(text, text)
    return _read_text(text)


def _read_text(text):
    if len(text) > MAX_TEXT:
        words = {"most": format_decimal(MAX_TEXT), "now": format_decimal(len(text))}
        message = _("Nội dung dài %(now)s ký tự, tối đa %(most)s ký tự. Hãy rút gọn.") % words
        return Read(text, error=message, refused=True)
    warning = ""
    if looks_legacy_encoded(text):
        warning = _(
            "Có vẻ đoạn này được dán từ văn bản dùng phông chữ cũ (VNI, TCVN3). "
            "Hãy kiểm tra lại dấu tiếng Việt."
        )
    return Read(text, text, warning=warning)


def _read_number(asked, text, picked):
    shown = " ".join(text.split())
    if len(shown) > MAX_TYPED_NUMBER:
        message = _("Nội dung quá dài cho một con số. Ví dụ: 92,5.")
        return Read(shown, error=message, refused=True)
    try:
        value = parse_decimal(
            text,
            allow_negative=asked.allow_negative,
            plausible_range=(asked.low, asked.high),
            unit=asked.unit,
            is_count=asked.is_count,
        )
    except AmbiguousNumber as question:
        readings = tuple(input_text(value) for value in question.readings)
        if picked in readings:
            return _read_number(asked, picked, "")
        return Read(shown, error=_question(shown, question.readings), readings=readings)
    except NumberProblem as problem:
        return Read(shown, error=problem.message)
    if value is None:
        return Read()
    return Read(input_text(value) if not (error := _limits(asked, value)) else shown, value, error)


def _question(shown, values):
    one, other = (format_decimal(value).replace(".", " ") for value in values)
    return _("Anh/chị nhập %(typed)s: là %(one)s hay %(other)s? Chọn một cách đọc.") % {
        "typed": shown,
        "one": one,
        "other": other,
    }


def _limits(asked, value):
    """Why a number that was read cannot be right, with the way to mend it; "" when it can."""
    if -value.normalize().as_tuple().exponent > asked.places:
        return _("Tối đa %(n)s chữ số sau dấu phẩy.") % {"n": asked.places}
    if len(value.normalize().as_tuple().digits) > MAX_SIGNIFICANT:
        return _("Tối đa %(n)s chữ số. Kiểm tra lại số và đơn vị tính.") % {"n": MAX_SIGNIFICANT}
    if asked.positive and value <= 0:
        return _("Số này là mẫu số nên phải lớn hơn 0.")
    return out_of_range(value, asked.low, asked.high)


def out_of_range(value, low, high) -> str:
    if (low is None or value >= low) and (high is None or value <= high):
        return ""
    ends = {"low": format_decimal(low), "high": format_decimal(high)}
    if low is not None and high is not None:
        return (
            _("Nhập số từ %(low)s đến %(high)s, dùng dấu phẩy cho phần thập phân, ví dụ 92,5.")
            % ends
        )
    if low is not None:
        return _("Nhập số từ %(low)s trở lên.") % ends
    return _("Nhập số không quá %(high)s.") % ends


@dataclass
class Typed:
    """What the browser sent for one field; ``text`` None when it sent nothing.

    ``sent`` are texts of this same page whose saving was never answered, so that a lost answer is
    not taken for another person's change.
    """

    text: str | None = None
    sent: tuple[str, ...] = ()
    base: str = ""
    pick: str = ""
    choice: str = ""
    seen: str = ""

    @classmethod
    def of(cls, data, html_name):
        return cls(
            text=data.get(html_name),
            sent=tuple(data.getlist(f"{html_name}-sent")[-MAX_UNANSWERED:]),
            base=data.get(f"{html_name}-base", ""),
            pick=data.get(f"{html_name}-pick", ""),
            choice=data.get(f"{html_name}-choice", ""),
            seen=data.get(f"{html_name}-seen", ""),
        )
