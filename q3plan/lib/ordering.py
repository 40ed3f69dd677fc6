"""Vietnamese order (CLDR "vi"): letters first, then tones, then case; numbers by their value."""

import unicodedata
from functools import lru_cache

from q3plan.lib.text import fix_lookalikes

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: position for position, letter in enumerate(_ALPHABET)}
_SHAPE_MARKS = "\u0306\u0302\u031b"  # breve, circumflex, horn: part of the letter
# không dấu < huyền < hỏi < ngã < sắc < nặng
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_GAP, _NUMBER, _LETTER, _OTHER = range(4)


def _clusters(text):
    """Pairs (base character, its combining marks) of the decomposed text."""
    base, marks = "", ""
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            marks += char
            continue
        if base:
            yield base, marks
        base, marks = char, ""
    if base:
        yield base, marks


@lru_cache(maxsize=4096)
def natural_key(text: str) -> tuple:
    """Sort key: "Phường 2" < "Phường 10", "Dân" < "Đội" < "Văn phòng".

    Spaces, dashes and punctuation count alike, so that dash variants stay together.
    """
    primary, tones, case = [], [], []
    for base, marks in _clusters(fix_lookalikes(text)):
        if base in "0123456789":
            if primary and primary[-1][0] == _NUMBER:
                primary[-1] = (_NUMBER, primary[-1][1] * 10 + int(base))
            else:
                primary.append((_NUMBER, int(base)))
            continue
        if not base.isalnum():
            if primary and primary[-1][0] != _GAP:
                primary.append((_GAP, 0))
            continue
        shape = "".join(mark for mark in marks if mark in _SHAPE_MARKS)
        letter = unicodedata.normalize("NFC", base.lower() + shape)
        rank = _RANK.get(letter, _RANK.get(base.lower()))
        primary.append((_OTHER, ord(base[0])) if rank is None else (_LETTER, rank))
        tones.append(max((_TONE_RANK.get(mark, 0) for mark in marks), default=0))
        case.append(base.isupper())
    if primary and primary[-1][0] == _GAP:
        primary.pop()
    return tuple(primary), tuple(tones), tuple(case), text


def person_key(full_name: str) -> tuple:
    """Sort key of a person: given name (the last word), then family and middle names."""
    *before, given = full_name.split() or [""]
    return natural_key(given)[:2], natural_key(" ".join(before)), full_name
