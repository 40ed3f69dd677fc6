"""Columns of the yearly KT-XH table and what stands in its cells; pure rules on Decimals.

A cell keeps the Decimal beside the printed text, so that screen, sheet and paper say the same.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import (
    NONE_SIGN,
    change_digits,
    format_decimal,
    places_shown,
    round_half_up,
)


@dataclass(frozen=True)
class Column:
    """``sign`` is what the numbered row prints; ``compares`` names two columns, left with right.

    ``kind`` is "text", "figure", "comparison" or "verdict"; ``width`` is in characters.
    """

    key: str
    heading: str
    sign: str
    width: int
    kind: str = "text"
    compares: tuple[str, str] | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in ("figure", "comparison")


@dataclass(frozen=True)
class Cell:
    """``text`` as readers see it; ``value`` is the unrounded figure, None for words and blanks.

    ``digits`` and ``suffix`` are those of ``text``: "36,0 (ước)" has 1 and " (ước)". ``is_signed``
    marks a difference, which shows its plus.
    """

    text: str = NONE_SIGN
    value: Decimal | None = None
    digits: int = 0
    suffix: str = ""
    is_signed: bool = False
    is_illustrative: bool = False

    @property
    def number(self) -> str:
        """ "36,0" of "36,0 (ước)"."""
        return self.text.removesuffix(self.suffix) if self.suffix else self.text

    @property
    def mark(self) -> str:
        """What stands after the number and is not torn apart: "(ước)", "điểm %", "%"."""
        return self.suffix.strip()

    @property
    def gap(self) -> str:
        return " " if self.suffix.startswith(" ") else ""

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.text == NONE_SIGN


BLANK = Cell()


def columns_of(year: int) -> tuple[Column, ...]:
    """The columns in the order of the form, for the round of ``year`` (N)."""
    before, after = year - 1, year + 1

    def words(text):
        return text % {"before": before, "year": year, "after": after}

    return (
        Column("number", _("TT"), "A", 4),
        Column("name", _("Chỉ tiêu"), "B", 27),
        Column("unit", _("Đơn vị tính"), "C", 10),
        Column("previous", words(_("Thực hiện năm %(before)s")), "1", 10, "figure"),
        Column("planned", words(_("Kế hoạch năm %(year)s")), "2", 12, "figure"),
        Column("ytd", words(_("Thực hiện 10 tháng năm %(year)s")), "3", 9, "figure"),
        Column("estimate", words(_("Ước thực hiện năm %(year)s")), "4", 11, "figure"),
        Column("next", words(_("Kế hoạch năm %(after)s")), "5", 12, "figure"),
        Column(
            "to_previous",
            words(_("ƯTH %(year)s / TH %(before)s")),
            "6 = 4/1",
            11,
            "comparison",
            ("estimate", "previous"),
        ),
        Column(
            "to_planned",
            words(_("ƯTH %(year)s / KH %(year)s")),
            "7 = 4/2",
            11,
            "comparison",
            ("estimate", "planned"),
        ),
        Column(
            "next_to_estimate",
            words(_("KH %(after)s / ƯTH %(year)s")),
            "8 = 5/4",
            11,
            "comparison",
            ("next", "estimate"),
        ),
        Column("verdict", _("Đánh giá"), "9", 10, "verdict"),
        Column("leads", _("Đơn vị chủ trì"), "10", 14),
        Column("notes", _("Ghi chú"), "11", 36),
    )


def figure_cell(value, text: str, *, is_illustrative=False) -> Cell:
    """The cell of a figure that other pages print as ``text``: "36,0", "36,0 (ước)"."""
    if value is None:
        return BLANK
    _number, space, mark = text.partition(" ")
    return Cell(
        text=text,
        value=value,
        digits=places_shown(text),
        suffix=space + mark,
        is_illustrative=is_illustrative,
    )


def words_cell(text: str) -> Cell:
    return Cell(text=text) if text else BLANK


def comparison_cell(left: Cell, right: Cell, *, is_percentage: bool, decimals: int) -> Cell:
    """Left against right: points between percentages, else a ratio in percent.

    No ratio stands on a base of zero or less. A figure that is not quite 100 %, or not quite the
    same, is given the digits that say so.
    """
    if left.value is None or right.value is None:
        return BLANK
    if is_percentage:
        digits = max(decimals, left.digits, right.digits)
        return _compared(left.value - right.value, digits, _(" điểm %"), even=0, is_signed=True)
    if right.value <= 0:
        return BLANK
    return _compared(left.value / right.value * 100, 1, "%", even=100)


def _compared(value, digits, suffix, *, even, is_signed=False):
    digits = change_digits(value - even, digits)
    shown = round_half_up(value, digits)
    sign = "+" if is_signed and shown > 0 else ""
    text = f"{sign}{format_decimal(value, digits)}{suffix}"
    return Cell(text, shown, digits, suffix, is_signed)
