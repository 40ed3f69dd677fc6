"""Numbers as Vietnamese offices write them: 1.234,5. Decimal in, Decimal out.

One parser for forms and sheets, because Django's reads "92.125" as 92125 or 92,125 by a setting.
"""

import re
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from q3plan.lib.text import fold

MAX_DIGITS = 20
MAX_PLACES = 6
NONE_SIGN = "–"
MINUS_SIGN = "−"

_MINUSES = "−–‐‑﹣"
_FULL_WIDTH = {code + 0xFEE0: code for code in b"0123456789.,-+%"}
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_NUMBER = re.compile(rf"([+\-{_MINUSES}]?)\s*([0-9.,][0-9.,\s]*)(.*)", re.DOTALL)
_SPACE_GROUPS = re.compile(r"[0-9]{1,3}(?:[^\S\n\r\t][0-9]{3})+(?=$|[.,])")
_SCALES = {"nghin", "ngan", "trieu", "ty"}
# Words that make another figure of it where the field's own unit lacks them.
_FOREIGN = {*_SCALES, "%"}
_UNIT_WORDS = _SCALES.union(
    ("%", "diem", "phan", "tram", "dong", "vnd", "giuong", "benh", "bac", "si", "sy", "phong"),
    ("hoc", "nguoi", "dan", "ho", "vu", "lop", "truong", "lan", "don", "vi", "cong", "an"),
    ("phuong", "tren", "moi", "trong", "do", "tuoi", "10", "000", "10000"),
)


class NumberProblem(ValueError):
    """A figure that cannot be taken as typed; ``message`` is for the person who typed it."""

    def __init__(self, message):
        self.message = message
        super().__init__(message)


class NotANumber(NumberProblem):
    pass


class NegativeNotAllowed(NumberProblem):
    pass


class TooManyDigits(NumberProblem):
    pass


class WrongUnit(NumberProblem):
    pass


class NotWhole(NumberProblem):
    """A fraction where whole things are counted."""


class AmbiguousNumber(NumberProblem):
    """ "92.125" is 92 125 or 92,125. ``readings`` holds both, the plausible one first."""

    def __init__(self, message, readings):
        self.readings = readings
        super().__init__(message)


def parse_decimal(text, *, allow_negative=False, plausible_range=None, unit="", is_count=False):
    """Read a figure typed or pasted by a person; blank gives None, never 0.

    Comma is the decimal sign; dots and spaces group by three. A lone dot before exactly three
    digits is asked about: ``AmbiguousNumber``. ``plausible_range`` (low, high; None for open) only
    decides which reading is offered first. ``unit`` is the field's unit, so that "5 triệu" in a
    field of tỷ đồng, or "75%" in a field of people, is refused and not read as 5 or 75.
    ``is_count`` says that whole things are counted (people, beds), so "196.500" has only one
    reading. At most 14 digits before and 6 after the comma.
    """
    typed = " ".join(str(text or "").split())
    raw = _INVISIBLE.sub("", str(text or "")).translate(_FULL_WIDTH).strip()
    if not raw:
        return None
    found = _NUMBER.fullmatch(raw)
    if not found:
        raise _not_a_number(typed)
    sign, body, tail = found.group(1), found.group(2).strip(), found.group(3).strip()
    _check_unit(tail, unit, typed)
    sign = -1 if sign and sign != "+" else 1
    values = [sign * value for value in _readings(body, typed)]
    if not allow_negative and values[0] < 0:
        raise NegativeNotAllowed(_("Số này không được âm."))
    if is_count:
        values = values[:1]  # the grouped reading comes first
        if values[0] != values[0].to_integral_value():
            raise NotWhole(_("Nhập số nguyên, không có phần thập phân."))
    if len(values) > 1:
        raise _ambiguous(typed, values, plausible_range)
    return values[0] + 0  # turns -0 into 0


def _readings(body, typed):
    """The one or two Decimals that the digits and separators can mean."""
    grouped = _SPACE_GROUPS.match(body)
    if grouped:
        body = re.sub(r"\s", "", grouped.group()) + body[grouped.end() :]
    if re.search(r"\s", body):
        raise _not_a_number(typed)
    if re.fullmatch(r"[0-9]+", body) or re.fullmatch(r"[0-9]*,[0-9]+", body):
        return [_decimal(body.replace(",", "."))]
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+", body):
        return [_decimal(body.replace(".", "").replace(",", "."))]
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3}){2,}", body):
        return [_decimal(body.replace(".", ""))]
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", body):
        return [_decimal(body.replace(".", "")), _decimal(body)]
    if re.fullmatch(r"[0-9]+\.[0-9]+", body):
        return [_decimal(body)]
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", body):
        raise NotANumber(
            _("“%(typed)s” viết theo kiểu tiếng Anh. Hãy gõ %(wanted)s (dấu phẩy thập phân).")
            % {"typed": typed, "wanted": input_text(_decimal(body.replace(",", "")))}
        )
    raise _not_a_number(typed)


def _decimal(plain):
    whole, _dot, places = plain.partition(".")
    if len(whole.lstrip("0")) > MAX_DIGITS - MAX_PLACES or len(plain) > 200:
        raise TooManyDigits(
            _("Số quá lớn: tối đa %(n)s chữ số trước dấu phẩy.") % {"n": MAX_DIGITS - MAX_PLACES}
        )
    if len(places.rstrip("0")) > MAX_PLACES:
        raise TooManyDigits(_("Tối đa %(n)s chữ số sau dấu phẩy.") % {"n": MAX_PLACES})
    return Decimal(f"{whole or 0}.{places.rstrip('0')[:MAX_PLACES] or 0}" if places else whole)


def _check_unit(tail, unit, typed):
    words = re.findall(r"[^\W_]+|%", fold(tail))
    if re.search(r"[^\w\s%./]|_", tail):
        raise _not_a_number(typed)
    own = set(re.findall(r"[^\W_]+|%", fold(unit)))
    if set(words) - _UNIT_WORDS - own:
        raise _not_a_number(typed)
    if unit and (set(words) & _FOREIGN) - own:
        raise WrongUnit(
            _("Anh/chị nhập “%(typed)s” nhưng ô này tính bằng %(unit)s. Hãy đổi sang %(unit)s.")
            % {"typed": typed, "unit": unit}
        )


def _not_a_number(typed):
    shown = typed if len(typed) <= 40 else typed[:40] + "…"
    return NotANumber(_("“%(typed)s” không phải là số. Ví dụ: 92,5.") % {"typed": shown})


def _ambiguous(typed, values, plausible_range):
    low, high = plausible_range or (None, None)

    def implausible(value):
        return (low is not None and value < low) or (high is not None and value > high)

    readings = tuple(sorted(values, key=implausible))
    spoken = [format_decimal(value).replace(".", " ") for value in readings]
    return AmbiguousNumber(
        _(
            "Anh/chị nhập %(typed)s – là %(one)s hay %(other)s? "
            "Hãy gõ lại: %(one_input)s hoặc %(other_input)s."
        )
        % {
            "typed": typed,
            "one": spoken[0],
            "other": spoken[1],
            "one_input": input_text(readings[0]),
            "other_input": input_text(readings[1]),
        },
        readings,
    )


def _quantized(value, decimals, rounding):
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounding of official figures: 2,25 → 2,3."""
    return _quantized(value, decimals, ROUND_HALF_UP)


def cut(value: Decimal, decimals: int) -> Decimal:
    """Cut downwards, never up: 94,96 → 94,9 and −0,04 → −0,1."""
    return _quantized(value, decimals, ROUND_FLOOR)


def format_decimal(value, decimals=None, grouping=True) -> str:
    """ "1.234,5", with a true minus sign; None (and NaN) as "–".

    ``decimals`` None shows the digits that the value has, without trailing zeros.
    """
    if value is None:
        return NONE_SIGN
    if isinstance(value, float):
        raise TypeError("figures are Decimals, never floats")
    value = Decimal(value)
    if not value.is_finite():
        return NONE_SIGN
    if decimals is not None:
        value = round_half_up(value, decimals)
    whole, _dot, places = f"{abs(value):f}".partition(".")
    if decimals is None:
        places = places.rstrip("0")
    if grouping:
        whole = f"{int(whole):,}".replace(",", ".")
    sign = MINUS_SIGN if value < 0 else ""
    return f"{sign}{whole},{places}" if places else f"{sign}{whole}"


def figure_text(value, decimals, *, is_computed) -> str:
    """A reported figure without its target at hand; every page and paper writes it the same way.

    A number that was typed keeps all its digits. One computed from its terms has ``decimals``, and
    more where rounding would end in a zero that it has not: 99,96 is never "100,0".
    """
    if value is None:
        return NONE_SIGN
    held = max(0, -value.normalize().as_tuple().exponent)
    digits = decimals if is_computed else max(decimals, held)
    while digits < held and not round_half_up(value, digits) % Decimal(1).scaleb(1 - digits):
        digits += 1
    return format_decimal(value, digits)


def places_shown(text) -> int:
    """How many digits stand after the comma of "75,04 (ước)"."""
    return len(text.partition(" ")[0].partition(",")[2])


def change_digits(change, *digits) -> int:
    """The digits of a difference between two printed figures: the most that one of them has.

    Beside 75,4 and 75,04 a fall reads 0,36, not 0,4; a change is never rounded to 0.
    """
    most = max(digits)
    while change and most < MAX_PLACES and not round_half_up(change, most):
        most += 1
    return most


def input_text(value) -> str:
    """The text to put into an input box: "92,5", no grouping, plain hyphen; None as ""."""
    if value is None:
        return ""
    return format_decimal(value, grouping=False).replace(MINUS_SIGN, "-")


def format_change(new, old, *, is_percentage, decimals=1, unit="") -> str:
    """Signed difference; between two percentages it is in "điểm %", never in "%"."""
    if new is None or old is None:
        return NONE_SIGN
    change = round_half_up(Decimal(new) - Decimal(old), decimals)
    sign = "+" if change > 0 else ""
    return (
        f"{sign}{format_decimal(change, decimals)} {_('điểm %') if is_percentage else unit}".strip()
    )
