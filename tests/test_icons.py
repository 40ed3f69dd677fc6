"""Icons are letters of a font that has those alone which pages use."""

import json
import re
from functools import cache
from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.template import Context, Template
from lxml import html
from PIL import Image, ImageChops, ImageDraw, ImageFont

from q3plan.lib import icons
from q3plan.management import font_subset
from q3plan.management.commands.build_assets import (
    ICON_FONT,
    STATIC,
    icon_font,
    icon_letters,
    icon_names,
    package_file,
    whole_font,
)

SHAPE = re.compile(r'\.is-([\w-]+) > a::after \{\s*--shape: "\\(\w+)";')


@cache
def pen(font, size=96):
    return ImageFont.truetype(BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)


def written(font, letters):
    """Each letter in a place of its own."""
    sheet = Image.new("L", (128 * len(letters), 160))
    for place, letter in enumerate(letters):
        ImageDraw.Draw(sheet).text((128 * place + 16, 16), letter, fill=255, font=pen(font))
    return sheet


def test_every_icon_that_a_page_uses_is_drawn_as_it_was():
    letters = icon_letters(icon_names())
    assert set(icons.ICONS) < letters.keys()
    assert {"key", "paperclip"} <= letters.keys() - set(icons.ICONS)
    whole = package_file(f"{ICON_FONT}/fonts/bootstrap-icons.woff")
    small = icon_font(letters.values())
    for letter in letters.values():
        box = pen(small).getbbox(letter, anchor="ls")
        assert box[2] - box[0] > 30
        # As high as its em, on the line: style sheets count on it.
        assert -100 <= box[1] < box[3] <= 4
    assert (
        ImageChops.difference(
            *(written(font, [*letters.values()]) for font in (whole, small))
        ).getbbox()
        is None
    )


def test_the_font_has_the_icons_of_our_pages_alone():
    letters = icon_letters(icon_names())
    small = icon_font(letters.values())
    assert len(small) < 110 * len(letters)
    tables = font_subset._tables(small)
    assert {chr(code) for code, _glyph in font_subset._codes(tables["cmap"])} == {*letters.values()}
    assert len(font_subset._glyphs(tables)) == len(letters) + 1


def test_glyphs_that_move_up_take_their_parts_along():
    """ "ệ" is put together from a letter and marks, which are told by their numbers."""
    tables = font_subset._tables(whole_font("400Regular"))
    del tables["GPOS"]
    unkerned = font_subset._woff(tables)
    small, _range = font_subset.subset_woff(unkerned, {"a", "ệ", "Ễ"})
    assert len(font_subset._glyphs(font_subset._tables(small))) < 12
    one, other = (written(font, "aệỄ") for font in (whole_font("400Regular"), small))
    unlike = ImageChops.difference(one, other).point(lambda ink: 255 * (ink > 128))
    assert unlike.histogram()[255] < one.size[0] * one.size[1] / 200


def test_a_name_that_nobody_drew_stops_the_build():
    with pytest.raises(CommandError, match="no-such-icon"):
        icon_letters(["clock", "no-such-icon"])


def test_an_icon_is_one_element_with_one_letter():
    page = Template('{% load vi %}<p>{% icon "clock" %}</p>').render(Context())
    [icon] = html.fromstring(page)
    assert (icon.tag, dict(icon.attrib)) == ("i", {"class": "icon", "aria-hidden": "true"})
    assert icon.text == icons.letter("clock") == icon_letters(["clock"])["clock"]
    assert len(icon.text) == 1 and "\ue000" <= icon.text <= "\uf8ff"


@pytest.mark.parametrize("made", [None, {"clock": "\uf293"}])
def test_icons_that_were_not_made_are_told(monkeypatch, tmp_path, made):
    if made:
        (tmp_path / "icons.json").write_text(json.dumps(made))
    monkeypatch.setattr(icons, "LETTERS_FILE", tmp_path / "icons.json")
    monkeypatch.setattr(icons, "_letters", icons._letters.__wrapped__)
    with pytest.raises(ImproperlyConfigured, match=r"'bell'.*build_assets"):
        icons.letter.__wrapped__("bell")


def test_shapes_of_the_style_sheets_are_the_icons_of_their_names():
    css = (STATIC / "css" / "standing.css").read_text(encoding="utf-8")
    shapes = {name: chr(int(code, 16)) for name, code in SHAPE.findall(css)}
    assert len(shapes) == css.count("--shape:") == 8
    assert shapes == icon_letters([*shapes])
    assert set(shapes) <= set(icons.ICONS)
