"""The original name of a file: readable, safe to show and to save anywhere."""

import re

from q3plan.lib.text import clean

MAX_CHARS = 180
# Windows takes these for devices, with any extension.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def clean_name(given: str, extensions: tuple[str, ...], known: frozenset[str]) -> str:
    """The name to keep: NFC, no path, no controls or direction marks, at most 180 characters.

    ``extensions`` are those of the content (with the dot), the first one is written where the name
    has none of them; a wrong one out of ``known`` is replaced.
    """
    name = clean(re.sub(r"[\r\n\t]+", " ", given))
    name = re.split(r"[/\\]", name)[-1]
    # What a cut or broken name leaves at its ends says nothing.
    stem, extension = _split(" ".join(name.split()), known)
    stem = stem.strip(" .\u200c\u200d")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    ending = extension if extension.lower() in extensions else extensions[0]
    return clean((stem or "tep")[: MAX_CHARS - len(ending)].rstrip(" .\u200c\u200d")) + ending


def _split(name, known):
    stem, dot, ending = name.rpartition(".")
    extension = dot + ending.rstrip()
    return (stem, extension) if extension.lower() in known else (name, "")
