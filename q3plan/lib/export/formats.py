"""Formats of a column: how its values stand in a .csv and in a cell of an .xlsx.

None is blank in both, never 0 and never a dash.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from q3plan.lib import dates
from q3plan.lib.numbers import MINUS_SIGN, format_decimal, input_text, round_half_up
from q3plan.lib.sheets_out import starts_like_formula
from q3plan.lib.text import nfc, strip_controls


@dataclass(frozen=True)
class Rounded:
    """A figure with the number of digits that its page shows."""

    value: Decimal
    digits: int


def rounded_as(value: Decimal | None, shown: str) -> Rounded | None:
    """``value`` with as many digits as ``shown`` has: "36,0 (ước)" has one."""
    if value is None:
        return None
    places = shown.partition(" ")[0].partition(",")[2]
    return Rounded(value, len(places))


class Format:
    """``width`` is in characters; ``align`` as spreadsheets name it."""

    align = "left"

    def __init__(self, width):
        self.width = width

    def plain(self, value) -> str:
        """The field of a .csv."""
        raise NotImplementedError

    def cell(self, value) -> tuple[object, str]:
        """What an .xlsx cell holds, and its number format."""
        raise NotImplementedError


class Text(Format):
    def plain(self, value):
        return "" if value is None else plain_text(str(value))

    def cell(self, value):
        return (nfc(str(value)) or None) if value is not None else None, "General"


class Number(Format):
    """Decimals and whole numbers; a ``Rounded`` is shown as on its page, else with all digits."""

    align = "right"

    def plain(self, value):
        if isinstance(value, Rounded):
            shown = format_decimal(value.value, value.digits, grouping=False)
            return shown.replace(MINUS_SIGN, "-")
        return input_text(value)

    def cell(self, value):
        if value is None:
            return None, "General"
        if isinstance(value, float):
            raise TypeError("figures are Decimals, never floats")
        if isinstance(value, Rounded):
            shape = number_format(value.digits)
            # A spreadsheet would write "-0,0" for −0.04, which every page writes as "0,0".
            rounds_away = value.value < 0 and not round_half_up(value.value, value.digits)
            return value.value, f"{shape};{shape}" if rounds_away else shape
        return value, number_format(_digits(value))


class Year(Format):
    """A whole number without groups: 2027, not 2.027."""

    align = "center"

    def plain(self, value):
        return "" if value is None else str(value)

    def cell(self, value):
        return value, "0"


class Day(Format):
    """A date, or an aware moment's day in Asia/Ho_Chi_Minh."""

    align = "center"

    def plain(self, value):
        return dates.day_text(value) if value else ""

    def cell(self, value):
        day = dates.local(value).date() if isinstance(value, datetime) else value
        return day, "dd/mm/yyyy"


class Moment(Format):
    """An aware moment as the clock of Asia/Ho_Chi_Minh showed it."""

    align = "center"

    def plain(self, value):
        return dates.local(value).strftime("%d/%m/%Y %H:%M") if value else ""

    def cell(self, value: date | None):
        # A spreadsheet knows no time zones.
        return dates.local(value).replace(tzinfo=None) if value else None, "dd/mm/yyyy hh:mm"


@lru_cache(maxsize=2048)
def plain_text(text: str) -> str:
    """Text for a .csv: composed Vietnamese letters, nothing that a spreadsheet takes for a formula.

    An apostrophe in front is what spreadsheets themselves write for "this is text". Figures never
    come here, so that −5 stays the number -5.
    """
    kept = nfc(strip_controls(text))
    return f"'{kept}" if starts_like_formula(text) else kept


def number_format(digits: int) -> str:
    """Groups and digits; the reader's spreadsheet writes them with its own signs."""
    return f"#,##0.{'0' * digits}" if digits else "#,##0"


def _digits(value):
    return max(0, -Decimal(value).normalize().as_tuple().exponent)


SHORT, TEXT, WIDE = Text(9), Text(17), Text(40)
NUMBER, YEAR, DAY, MOMENT = Number(12), Year(7), Day(11), Moment(16)
