"""Finding words in the plan without regard to marks, case or đ, and where they stand."""

from functools import lru_cache

from q3plan.lib.text import fold

# The plan prints "kinh tế - xã hội" and "sản xuất – kinh doanh"; nobody types the long dash.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
MAX_QUERY = 100


def needle(query: str) -> str:
    """The folded form of what was typed; "" asks for nothing."""
    return fold(query[:MAX_QUERY]).translate(_DASHES)


def contains(folded_text: str, sought: str) -> bool:
    """Whether a text that ``fold`` has folded holds the needle."""
    return sought in folded_text.translate(_DASHES)


@lru_cache(maxsize=1024)
def _letters(char):
    return " " if char.isspace() else fold(char).translate(_DASHES)


def _folded_with_places(text):
    """The folded text with, for each of its characters, the place of its origin in ``text``."""
    folded, places = [], []
    for place, char in enumerate(text):
        letters = _letters(char)
        if letters == " " and (not folded or folded[-1] == " "):
            continue
        folded.extend(letters)
        places.extend([place] * len(letters))
    return "".join(folded), places


def marked(text: str, sought: str) -> list[tuple[str, bool]]:
    """``text`` cut into (piece, is a hit) pairs; put together the pieces are the text again.

    Pieces are plain strings, so that the template escapes each of them.
    """
    if not text:
        return []
    if not sought:
        return [(text, False)]
    folded, places = _folded_with_places(text)
    pieces, done, start = [], 0, folded.find(sought)
    while start >= 0:
        after = start + len(sought)
        first, last = places[start], _end_of(text, places[after - 1])
        if first > done:
            pieces.append((text[done:first], False))
        if last > done:
            pieces.append((text[max(first, done) : last], True))
            done = last
        start = folded.find(sought, after)
    if done < len(text):
        pieces.append((text[done:], False))
    return pieces


def _end_of(text, place):
    """The place after a letter and the combining marks that belong to it."""
    end = place + 1
    while end < len(text) and not _letters(text[end]):
        end += 1
    return end
