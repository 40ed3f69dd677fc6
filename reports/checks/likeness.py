"""How much two texts are alike: from 0 (nothing) to 1 (the same words in the same order)."""

import re
from collections import Counter
from decimal import Decimal

from q3plan.lib.text import fold

# A sentence as short as "Không có khó khăn." may well be the same every year.
SHORTEST = 40
_YEAR = re.compile(r"\b20\d\d\b")


def likeness(now: str, last: str) -> Decimal:
    """Shared pairs of neighbouring words over all of them; case, marks and years do not count.

    Linear in the length, so that a long text costs no more than reading it.
    """
    if len(now.strip()) < SHORTEST or len(last.strip()) < SHORTEST:
        return Decimal(0)
    one, other = _pairs(now), _pairs(last)
    total = one.total() + other.total()
    return Decimal(2 * (one & other).total()) / total if total else Decimal(0)


def _pairs(text):
    words = re.findall(r"\w+", _YEAR.sub(" ", fold(text)))
    return Counter(zip(["", *words], [*words, ""], strict=True))
