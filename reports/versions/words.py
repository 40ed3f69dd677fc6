"""Two texts as words that stayed, went and came."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Longer texts are shown whole: comparing them word by word costs the square of their length.
MOST_WORDS = 1_200


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words in a row with one mark; pieces are joined by single spaces or line breaks."""

    mark: Mark
    text: str


def _tokens(text):
    """Words with the blank space that follows each, so that pieces add up to the text."""
    found, word = [], ""
    for char in text:
        if word and word[-1].isspace() and not char.isspace():
            found.append(word)
            word = ""
        word += char
    return [*found, word] if word else found


def compare_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """``(old, new)`` as pieces; joined, each side is its text again."""
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return (Piece(Mark.GONE, old),), (Piece(Mark.NEW, new),)
    left, right = [], []
    keys = [[token.strip() for token in side] for side in (before, after)]
    for tag, i, j, k, n in SequenceMatcher(None, *keys).get_opcodes():
        is_same = tag == "equal"
        if i < j:
            left.append(Piece(Mark.SAME if is_same else Mark.GONE, "".join(before[i:j])))
        if k < n:
            right.append(Piece(Mark.SAME if is_same else Mark.NEW, "".join(after[k:n])))
    return tuple(left), tuple(right)
