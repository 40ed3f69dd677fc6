"""``gettext`` for rules that say thousands of words a page."""

from django.utils.translation import get_language
from django.utils.translation import gettext as translate

_SAID: dict[tuple[str | None, str], str] = {}


def gettext(message: str) -> str:
    """The message in the language of the moment; catalogues do not change while a process runs."""
    key = get_language(), message
    if key not in _SAID:
        _SAID[key] = translate(message)
    return _SAID[key]
