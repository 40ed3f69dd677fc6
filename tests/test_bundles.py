"""Sheets, scripts and letters made small for the pages: nothing that counts is lost."""

import re
from functools import cache
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFont

from q3plan.management import bundles
from q3plan.management.commands.build_assets import STATIC, fonts, our_bundles, whole_font
from q3plan.management.font_subset import LETTERS, subset_woff, unicode_range

LINKED = re.compile(r"""static '(?:css|js)/([\w-]+\.(?:css|js))'""")
WORDS = "Ủy ban nhân dân Quận 3 – Tỷ lệ 22,4 ≥ ½ “ĐẠT”"


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { color: red; }\n", "a{color:red}"),
        ("/* why */ a,\n b > c { margin: 0 1px; top: 0 }", "a,b>c{margin:0 1px;top:0}"),
        ('a { content: "a  ;} /* b */" ; }', 'a{content:"a  ;} /* b */"}'),
        ("a :not(.b):hover + c { x: calc(1px + 2px) }", "a :not(.b):hover + c{x:calc(1px + 2px)}"),
        ("@media (min-width: 62rem) { a { x: y; } }", "@media (min-width:62rem){a{x:y}}"),
        ("a { --b: #fff; c: var(--b) }", "a{--b:#fff;c:var(--b)}"),
    ],
)
def test_a_small_sheet_says_the_same(css, small):
    assert bundles.small_css(css) == small


def test_a_small_script_loses_its_comments_and_indents_only():
    script = '/* why\n   and how */\n  let a = "// b"; // c\n\n  // d\n    f(/* e */ a);\n'
    assert bundles.small_js(script) == 'let a = "// b"; // c\nf(/* e */ a);\n'


def test_a_text_over_several_lines_is_refused():
    with pytest.raises(ValueError, match="several lines"):
        bundles.small_js("let a = `b\n  c`;\n")


def test_a_bundle_has_every_rule_of_its_sheets():
    made = our_bundles()
    for name, parts in bundles.SHEETS.items():
        css = made[name].decode()
        assert css.count("{") == css.count("}")
        for part in parts:
            source = (STATIC / "css" / f"{part}.css").read_text(encoding="utf-8")
            for selector in re.findall(r"^([.#][\w-]+) \{$", source, flags=re.MULTILINE):
                assert f"{selector}{{" in css, part
    assert made["q3.css"].decode().index("Licensed under MIT") < 200


def test_the_first_script_brings_htmx_before_what_uses_it():
    script = our_bundles()["q3.js"].decode()
    assert script.startswith("var htmx=") and script.index("htmx?.defineExtension") > 40_000


def test_no_page_asks_for_what_its_bundle_has():
    pages = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    linked = set(LINKED.findall(pages))
    assert not linked & {f"{part}.css" for part in bundles.SHEETS["q3.css"]}
    assert not linked & {f"{part}.js" for parts in bundles.SCRIPTS.values() for part in parts}
    for name in linked:
        assert (STATIC / name.rpartition(".")[2] / name).is_file()


@pytest.mark.parametrize("style", ["400Regular", "600SemiBold"])
def test_the_letters_of_our_pages_look_as_in_the_whole_font(style):
    """Without hints a stroke may lie part of a dot beside: at 160 dots that is next to nothing."""
    whole = whole_font(style)
    small, _letters = subset_woff(whole)
    assert len(small) < len(whole) / 6
    before, after = (_written(font) for font in (whole, small))
    one, other = (_pen(font, 1000) for font in (whole, small))
    assert all(abs(one.getlength(letter) - other.getlength(letter)) <= 1 for letter in LETTERS)
    assert after.histogram()[255] > 10_000
    unlike = ImageChops.difference(before, after).point(lambda ink: 255 * (ink > 128))
    assert unlike.histogram()[255] < before.size[0] * before.size[1] / 200


@cache
def _pen(font, size=160):
    return ImageFont.truetype(BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)


def _written(font):
    """Each letter in a place of its own."""
    letters = sorted(set(WORDS))
    sheet = Image.new("L", (200 * len(letters), 240))
    for place, letter in enumerate(letters):
        ImageDraw.Draw(sheet).text((200 * place + 20, 0), letter, fill=255, font=_pen(font))
    return sheet


def test_a_letter_that_is_left_out_is_not_promised():
    small, letters = subset_woff(whole_font("400Regular"), {"a", "b", "c", "ệ"})
    assert letters == "U+61-63,U+1EC7"
    pen = _pen(small)
    assert pen.getmask("x").getbbox() == pen.getmask("y").getbbox() != pen.getmask("a").getbbox()


def test_ranges_are_told_shortly():
    assert unicode_range([0x41, 0x42, 0x43, 0x20, 0x1EA0]) == "U+20,U+41-43,U+1EA0"


def test_vietnamese_texts_load_one_file_of_a_weight():
    """The last face that has a letter wins."""
    css = fonts()["fonts.css"].decode()
    faces = re.findall(r"@font-face \{.*?\}", css, flags=re.DOTALL)
    assert [("woff')" in face) for face in faces] == [False, False, False, True] * 2
    assert {*"aAđĐếỆơƯ0,%–"} <= LETTERS
    assert "U+1EA0-1EF9" in faces[3]
