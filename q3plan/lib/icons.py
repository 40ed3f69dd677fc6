"""Icons (bootstrap-icons) as letters of a font of ours.

``build_assets`` puts those of ``ICONS``, which Python code and style sheets may name, and those
that a template gives to ``{% icon %}`` into the font ``vendor/fonts/q3-icons.woff``, and their
letters into ``LETTERS_FILE``. A name that bootstrap-icons does not have stops the build.
"""

import json
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LETTERS_FILE = settings.VAR_DIR / "icons.json"

ICONS = (
    "arrow-counterclockwise",
    "arrow-left",
    "arrow-right",
    "bar-chart-line",
    "bell",
    "box-arrow-right",
    "building",
    "bullseye",
    "calendar-event",
    "caret-down-fill",
    "caret-up-fill",
    "chat-left-text",
    "check-circle-fill",
    "check-lg",
    "chevron-down",
    "circle",
    "circle-half",
    "clipboard-check",
    "clock",
    "clock-history",
    "dash-circle",
    "dash-lg",
    "diagram-3",
    "diamond-fill",
    "download",
    "envelope",
    "exclamation-circle",
    "exclamation-triangle",
    "exclamation-triangle-fill",
    "file-earmark-arrow-up",
    "file-earmark-text",
    "flag-fill",
    "gear",
    "hourglass-split",
    "inbox",
    "info-circle",
    "journal-text",
    "list-check",
    "list-ul",
    "lock",
    "pencil",
    "people",
    "person-badge",
    "person-circle",
    "person-plus",
    "plus-lg",
    "printer",
    "record-circle",
    "reply",
    "search",
    "send",
    "sliders",
    "table",
    "upload",
    "x-circle-fill",
    "x-lg",
)


@cache
def letter(name: str) -> str:
    """The private-use character that stands for an icon in our font."""
    try:
        return _letters()[name]
    except (OSError, KeyError) as error:
        raise ImproperlyConfigured(
            f"The icon {name!r} is not in {LETTERS_FILE.name}: run manage.py build_assets."
        ) from error


@cache
def _letters():
    return json.loads(LETTERS_FILE.read_text(encoding="utf-8"))
