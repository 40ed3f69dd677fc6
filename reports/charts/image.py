"""Charts as PNG for documents: made from the server's own SVG, without a browser or a network."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import resvg_py
from django.conf import settings

from .print_sheet import PRINT_SHEET

DPI = 200
FONTS = tuple(
    str(settings.BASE_DIR / "var" / "fonts" / f"BeVietnamPro_{weight}.ttf")
    for weight in ("400Regular", "600SemiBold")
)
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\s(?:width|height|viewBox|xmlns)="[^"]*"')
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class FontsMissing(Exception):
    """The letters of the charts were not made yet: ``manage.py build_assets`` does it."""


@dataclass(frozen=True)
class Image:
    """A picture for paper: ``width`` and ``height`` in mm, ``png`` at 200 dots an inch."""

    png: bytes
    width: float
    height: float


def image_of(svg, *, width: float, pixels: int = 0, height: int = 0) -> Image:
    """An ``<svg>`` as it is printed ``width`` millimetres wide.

    A drawing whose places are percentages of its paper has no size of its own: ``pixels`` says how
    wide its paper is and ``height`` how high, both in the units of its letters.
    """
    text = str(svg)
    box = _BOX.search(_ROOT.search(text).group())
    across, down = (pixels, height) if box is None else map(float, box.groups())
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{across:g}" height="{down:g}" viewBox="0 0 {across:g} {down:g}"'
    )
    # The root alone is given a size; drawings inside it keep theirs.
    text = _ROOT.sub(lambda found: root + _SIZE.sub("", found.group())[4:], text, count=1)
    return Image(
        png=_png(text, ceil(width / 25.4 * DPI) / across),
        width=width,
        height=width * down / across,
    )


@lru_cache(maxsize=64)
def _png(svg, zoom):
    """The same drawing gives the same bytes; it is not drawn again for the next download."""
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            style_sheet=PRINT_SHEET,
            skip_system_fonts=True,
            font_files=_fonts(),
            zoom=zoom,
            background="#ffffff",
        )
    except OSError as problem:
        raise FontsMissing(str(problem)) from problem


def _fonts():
    """Without its fonts the renderer would leave every letter out and say nothing."""
    for path in FONTS:
        with open(path, "rb"):
            pass
    return list(FONTS)
