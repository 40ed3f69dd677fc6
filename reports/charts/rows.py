"""Drawings in rows, whose places across are percentages of the paper.

Their letters keep their size on a phone and on a wide screen, and one drawing serves both. Labels
that stand clear of each other on the narrowest paper do so on any wider one.
"""

from dataclasses import dataclass
from decimal import Decimal

# The narrowest paper in CSS pixels: a phone of 360 less the edges of the page and of a card.
PAPER = Decimal(296)
GLYPH = Decimal("7.1")
# Marks at the ends of a scale keep their whole width on the paper.
EDGE = Decimal("0.8")
# Pixels between two labels, and from a label to what it stands for.
GAP, REACH = 3, 5


@dataclass(frozen=True)
class Scale:
    """From ``low``..``high`` in the unit of the data to percentages of the paper."""

    low: Decimal
    high: Decimal

    def at(self, value) -> Decimal:
        inside = min(max(value, self.low), self.high)
        return EDGE + (inside - self.low) / (self.high - self.low) * (100 - 2 * EDGE)


@dataclass(frozen=True)
class Label:
    """Words wanted beside ``at`` (percent): ``lean`` −1 before it, 0 under it, 1 behind it.

    ``rows`` are the heights to try, nearest first.
    """

    role: str
    text: str
    at: Decimal
    rows: tuple[int, ...]
    lean: int = 0


@dataclass(frozen=True)
class Placed:
    """``shift`` (pixels) moves the middle of the words from ``at``, on paper of any width."""

    role: str
    text: str
    at: Decimal
    y: int
    shift: Decimal


def pc(value) -> str:
    """A percentage as SVG reads it: "54.5%"."""
    return f"{Decimal(value):.1f}%"


def text_width(text) -> Decimal:
    """Pixels of words in letters of 12 pixels, rather too many than too few."""
    return len(text) * GLYPH


def place_labels(labels, *, paper=PAPER, beside=()) -> list[Placed]:
    """Each label at its place, or pushed aside as far as it still touches it.

    None meets another nor leaves the paper, and none changes sides with another, so that on wider
    paper they only move apart. The most important come first; what finds no room is left out, for
    it stands in the description and the table. ``beside`` are labels that stand already.
    """
    placed = list(beside)
    for label in labels:
        for y in label.rows:
            taken = [_box(other, paper) for other in placed if other.y == y]
            centre = _centre(label, taken, paper)
            if centre is None:
                continue
            shift = centre - label.at / 100 * paper
            placed.append(Placed(label.role, label.text, label.at, y, shift))
            break
    return placed[len(beside) :]


@dataclass(frozen=True)
class _Box:
    at: Decimal
    left: Decimal
    right: Decimal


def _box(placed, paper):
    centre, half = placed.at / 100 * paper + placed.shift, text_width(placed.text) / 2
    return _Box(placed.at, centre - half - GAP, centre + half + GAP)


def _centre(label, taken, paper):
    """The middle of the label in pixels that is nearest to the wanted one; None without room."""
    half, at = text_width(label.text) / 2, label.at / 100 * paper
    wanted = at + label.lean * half
    least, most = max(half, at - half - REACH), min(paper - half, at + half + REACH)
    edges = [edge for box in taken for edge in (box.left - half, box.right + half)]
    places = [min(max(wanted, least), most), *edges]
    fitting = [
        place
        for place in places
        if least <= place <= most and all(_is_clear(label, place, half, box) for box in taken)
    ]
    return min(fitting, key=lambda place: abs(place - wanted), default=None)


def _is_clear(label, place, half, box):
    is_before = place + half <= box.left and label.at <= box.at
    return is_before or (place - half >= box.right and label.at >= box.at)
