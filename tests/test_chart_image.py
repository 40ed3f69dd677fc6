"""Charts for paper: sharp, with all Vietnamese letters, no class unknown to the print sheet."""

import re
from decimal import Decimal as D
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from reports.charts import bullet, contribution, image, svg
from reports.charts.describe import Chart, Level, Line, Mark, Tick, Upright, Zone
from reports.charts.print_sheet import RULES
from reports.charts.rows import Scale
from reports.models import TaskUpdate

LETTERS = "ẵ ữ ỵ ệ đ Đ ơ ư"


def drawn(text):
    return f'<svg viewBox="0 0 320 40"><text class="label" x="4" y="24">{text}</text></svg>'


def opened(made) -> Image.Image:
    return Image.open(BytesIO(made.png)).convert("L")


def ink(picture):
    return sum(picture.histogram()[:160])


def every_chart():
    """A trajectory, a bullet and a contribution with everything that they can draw."""
    roles = ("final", "estimate", "target", "replaced", "reference", "baseline")
    bare = ("target", "replaced", "baseline")  # points without a line
    marks = tuple(Mark(D(2020 + n), D(n), f"Nhãn {n}") for n in range(4))
    chart = Chart(
        key="thu",
        title="Năm 2027: 3 – đạt",
        description="Thử",
        note="",
        x_ticks=tuple(Tick(D(year), str(year)) for year in range(2020, 2025)),
        y_ticks=tuple(Tick(D(n), str(n)) for n in range(5)),
        lines=tuple(
            Line(role, role, (marks,), role not in bare, role != "reference") for role in roles
        ),
        zones=(Zone(D(2021), D(2023), D(2), None),),
        levels=(Level(D(2020), D(2024), D(3), "Kế hoạch: từ 3"),),
        uprights=(Upright(D(2022), "Hạn", role="deadline"), Upright(D(2021), "QĐ", is_tick=True)),
    )
    rating = TaskUpdate.Rating
    parts = tuple(contribution.Part(one.value, str(one.label), 2) for one in rating)
    tasks = contribution.Contribution("n", "Tên", "", (contribution.Group("Tất cả", parts),))
    marks = tuple(
        bullet.BulletMark(role, D(n), f"{n}", f"{role} {n}")
        for n, role in enumerate(("previous", "yardstick", "reference", "goal"), 2)
    )
    shown = bullet.Bullet(
        key="b",
        code="CT-01",
        name="Tên",
        unit="%",
        year=2027,
        title="3 – đạt",
        text="3 (ước)",
        value=D(3),
        is_provisional=True,
        scale=Scale(D(-1), D(8)),
        marks=marks,
        band=(D(2), D(8)),
    )
    final = bullet.Bullet(**{**vars(shown), "is_provisional": False})
    empty = bullet.Bullet(**{**vars(shown), "value": None})
    bullets = [bullet.draw_bullet(one) for one in (shown, final, empty)]
    return [svg.draw_wide(chart), contribution.draw_contribution(tasks), *bullets]


def test_a_picture_has_two_hundred_dots_an_inch_on_white():
    made = image.image_of(drawn(LETTERS), width=165)
    picture = opened(made)
    assert picture.width >= 165 / 25.4 * 200
    assert made.height == pytest.approx(165 / 8)
    assert picture.height / picture.width == pytest.approx(1 / 8, abs=0.002)
    assert picture.getpixel((picture.width - 1, 0)) == 255


@pytest.mark.parametrize("letter", LETTERS.split())
def test_every_vietnamese_letter_is_drawn_and_none_is_a_box(letter):
    """A font without a letter draws nothing or its box; each must differ from both."""
    picture = opened(image.image_of(drawn(letter), width=100))
    box = opened(image.image_of(drawn("\U0010fffd"), width=100))
    assert ink(picture) > 20
    assert ImageChops.difference(picture, box).getbbox()


def test_marks_stand_above_their_letters():
    whole, bare = (opened(image.image_of(drawn(text), width=100)) for text in ("ẵ", "a"))
    assert whole.getbbox() and ink(whole) > ink(bare) * 1.3


def test_without_fonts_nothing_is_drawn_silently(monkeypatch):
    with_letters = ink(opened(image.image_of(drawn("Đạt 92,5%"), width=100)))
    image._png.cache_clear()
    monkeypatch.setattr(image, "_fonts", list)
    assert ink(opened(image.image_of(drawn("Đạt 92,5%"), width=100))) < with_letters / 10
    image._png.cache_clear()


def test_missing_font_files_are_told(monkeypatch):
    monkeypatch.setattr(image, "FONTS", ("/khong/co/tep.ttf",))
    with pytest.raises(image.FontsMissing, match="tep"):
        image.image_of(drawn("Chữ chưa từng vẽ"), width=90)


def test_the_same_drawing_gives_the_same_bytes():
    one = image.image_of(drawn(LETTERS), width=165)
    image._png.cache_clear()
    assert image.image_of(drawn(LETTERS), width=165) == one


def test_a_drawing_without_a_size_takes_the_one_of_its_paper():
    bars = '<svg width="100%" height="40"><rect class="bullet-bar" width="50%" height="40"/></svg>'
    picture = opened(image.image_of(bars, width=100, pixels=400, height=40))
    assert picture.width / picture.height == pytest.approx(10, abs=0.1)
    dark = ink(picture) / (picture.width * picture.height)
    assert dark == pytest.approx(0.5, abs=0.01)


def test_the_print_sheet_knows_every_class_that_is_drawn():
    """A class without a rule would be drawn black, or not at all."""
    drawings = "".join(map(str, every_chart()))
    found = {name for text in re.findall(r'class="([^"]+)"', drawings) for name in text.split()}
    roots = {"chart-wide", "bullet", "contribution", "on-wide"}
    assert len(found) > 20
    assert found - roots <= {name.lstrip(".") for name in RULES}


def test_print_colours_are_plain_and_differ_in_grey():
    assert not [style for style in RULES.values() if "var(" in style]
    lines = {name: RULES[name] for name in (".series-final", ".series-estimate", ".series-goal")}
    dashes = [re.search(r"dasharray:([^;]+)", style) for style in lines.values()]
    assert len({found and found.group(1) for found in dashes}) == 3, "told apart without colour"


def test_labels_for_phones_are_left_out_of_print():
    both = drawn(LETTERS).replace('class="label"', 'class="label on-narrow"')
    assert not ink(opened(image.image_of(both, width=100)))


@pytest.mark.parametrize("place", range(5))
def test_every_kind_of_chart_is_more_than_a_white_sheet(place):
    chart = every_chart()[place]
    made = image.image_of(chart, width=165, pixels=640, height=200)
    assert ink(opened(made)) > 800
