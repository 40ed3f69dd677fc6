"""A rule's sentence with {words} in braces. Not ``str.format``: people write these sentences."""

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\{([^{}]*)\}")


def fill(sentence: str, words: Mapping[str, str]) -> str:
    """The sentence with its words; a word that nobody gave stays as it is written."""
    return _WORD.sub(lambda found: words.get(found[1].strip(), found[0]), sentence)


def unknown_words(sentence: str, known: Iterable[str]) -> list[str]:
    """Words in braces that the check does not give, in their order."""
    known = set(known)
    return [word for word in _WORD.findall(sentence) if word.strip() not in known]


def has_stray_brace(sentence: str) -> bool:
    return bool(re.search(r"[{}]", _WORD.sub("", sentence)))
