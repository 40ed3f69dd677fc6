"""Vietnamese text: one normal form in, one folded form for comparing and searching."""

import re
import unicodedata

# Stroke-d look-alikes casefold to three different letters; only the first is Vietnamese.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_DASHES = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_KEPT_CONTROLS = {"\n", "\t"}
_DROPPED_CATEGORIES = {"Cc", "Cf", "Cs"}
# Zero-width joiners build emoji; dropping them would tear a person's text apart.
_KEPT_FORMATS = {"\u200c", "\u200d"}

_VNI_PAIR = re.compile(r"[aeo]â|aê|[aeiouyôö][ùøûïåäëüö]|öô|ñ[aeiouyôö]", re.IGNORECASE)
_TCVN3_PAIR = re.compile(
    r"[a-z][·¸¹µ¶¨©ª«¬®¾»¼½ÆÖÜßËÏÎÑÞ×þ÷]|[®§][a-zA-ZÀ-ÿ]|[·¸¹µ¶¨©ª«¬¾»¼½ÆÖÜßËÏÎÑÞ×þ÷][a-z]"
)


def nfc(text: str) -> str:
    """Composed form (TCVN 6909), the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def fix_lookalikes(text: str) -> str:
    """Replace Ð (U+00D0) and Ɖ (U+0189) by the Vietnamese Đ (U+0110), small ones too."""
    return text.translate(_LOOKALIKES)


def strip_controls(text: str) -> str:
    """Drop NUL, control, bidirectional, zero-width and surrogate characters; keep line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS
        or char in _KEPT_FORMATS
        or unicodedata.category(char) not in _DROPPED_CATEGORIES
    )


def clean(text: str) -> str:
    """What every text input goes through: no control characters, one Đ, NFC, trimmed."""
    return nfc(fix_lookalikes(strip_controls(text))).strip()


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def fold(text: str) -> str:
    """Form for searching: no marks, no case, đ as d, single spaces. "Thành uỷ" → "thanh uy"."""
    bare = _without_marks(_without_marks(fix_lookalikes(text)).casefold()).replace("đ", "d")
    return " ".join(bare.split())


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name the same unit: marks, case and kinds of dash do not matter."""
    return _DASHES.sub("-", fold(one)) == _DASHES.sub("-", fold(other))


def looks_legacy_encoded(text: str) -> bool:
    """Whether the text was pasted in a VNI or TCVN3 font ("Daân soá", "ViÖt").

    Two telling pairs are asked for, so that one foreign name ("Noël") raises no alarm.
    """
    return any(
        sum(1 for _ in pattern.finditer(nfc(text))) >= 2 for pattern in (_VNI_PAIR, _TCVN3_PAIR)
    )
