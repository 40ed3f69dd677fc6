"""Style sheets and scripts of ours, put together and made small for the pages.

A page waits for every file that it names, one answer of the server each, so what belongs together
travels together. The sources in ``static/`` stay as they are written; ``build_assets`` makes the
bundles of them.
"""

import re
from collections.abc import Iterable
from pathlib import Path

# In the order of the cascade. What one kind of page needs beside it is a sheet of its own, linked
# after this one.
SHEETS = {
    "q3.css": (
        *("app", "shell", "layout", "notices", "parts", "lists"),
        *("forms", "entry", "tables", "evidence"),
        *("charts", "chart-parts", "standing", "meeting", "print"),
    ),
}
SCRIPTS = {
    "q3.js": ("app", "connection", "session", "chart", "chart-steps", "fullscreen", "parts"),
    "entry.js": ("autosave", "entry"),
}

_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_CSS_TOKEN = re.compile(rf"({_STRING})|/\*.*?\*/|\s+", re.DOTALL)
_CSS_SPACE = re.compile(
    rf"({_STRING})|\s*;\s*(?=\}})|\s*([{{}};,>])\s*|(?<=[\w)-])(:)\s+", re.DOTALL
)
_LINE_COMMENT = re.compile(r"\s*//")
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)


def sheets(folder: Path) -> dict[str, str]:
    return {
        name: "\n".join(small_css(text) for text in _texts(folder, parts, "css"))
        for name, parts in SHEETS.items()
    }


def scripts(folder: Path) -> dict[str, str]:
    return {
        name: "".join(small_js(text) for text in _texts(folder, parts, "js"))
        for name, parts in SCRIPTS.items()
    }


def _texts(folder, names, kind) -> Iterable[str]:
    return ((folder / kind / f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


def small_css(css: str) -> str:
    """``css`` without comments and without white space that means nothing; strings stay whole."""
    spaced = _CSS_TOKEN.sub(lambda match: match[1] or " ", css).strip()
    return _CSS_SPACE.sub(lambda match: match[1] or match[2] or match[3] or "", spaced)


def small_js(script: str) -> str:
    """``script`` without comments that have lines of their own, indents and empty lines.

    ValueError when a text goes over several lines: its indents would be part of it.
    """
    lines = _BLOCK_COMMENT.sub("", script).splitlines()
    kept = [line.strip() for line in lines if not _LINE_COMMENT.match(line)]
    if any(line.count("`") % 2 for line in kept):
        raise ValueError("A text between backquotes goes over several lines.")
    return "".join(f"{line}\n" for line in kept if line)
