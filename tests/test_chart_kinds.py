"""Bullets, small multiples, contribution of tasks: places on the paper, words, odd data."""

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.bullet import WIDE, bullet_chart, draw_bullet
from reports.charts.contribution import (
    LOOKS,
    contribution_chart,
    draw_contribution,
    draw_key,
    look_of,
)
from reports.charts.drawing import bullets_of, drawing, multiples_of
from reports.charts.facts import fact
from reports.charts.multiples import HEIGHT, WIDTH, draw_multiple, sector_multiples
from reports.charts.ranked_bars import Bar, RankedBars, Reference
from reports.charts.rows import GAP, PAPER, Label, place_labels, text_width
from targets.progress import Point, Vintage
from tests.chart_cases import (
    BEDS,
    CASES,
    REACH,
    SVG,
    TASKS,
    Rating,
    classed,
    counts,
    parsed,
    percent,
    row,
    sector,
)

EVERY_CASE = pytest.mark.parametrize("standing", CASES.values(), ids=CASES.keys())


@EVERY_CASE
def test_a_bullet_keeps_every_mark_and_word_on_its_paper(standing):
    root = parsed(draw_bullet(bullet_chart(standing)))
    for node in root.iter():
        for name in ("x", "x1", "x2", "width"):
            if name in node.attrib and node.attrib[name].endswith("%"):
                assert 0 <= percent(node.attrib[name]) <= 100, node.attrib
    everything = list(root.iter(f"{SVG}text"))
    later = {words for group in classed(root, "on-wide") for words in group}
    for paper, shown in ((PAPER, set(everything) - later), (WIDE, everything), (900, everything)):
        boxes = defaultdict(list)
        for words in shown:
            middle = percent(words.attrib["x"]) / 100 * float(paper) + float(words.attrib["dx"])
            half = float(text_width(words.text)) / 2
            assert middle - half >= -1 and middle + half <= paper + 1, words.text
            boxes[words.attrib["y"]].append((middle - half, middle + half))
        for line in boxes.values():
            assert all(one[1] <= other[0] for one, other in pairwise(sorted(line)))


@EVERY_CASE
def test_a_bullet_says_all_that_it_shows(standing):
    bullet = bullet_chart(standing)
    svg = draw_bullet(bullet)
    spoken = parsed(svg)[0].attrib["aria-label"]
    for mark in bullet.marks:
        assert mark.hover in spoken
    assert bullet.title in spoken
    assert "," not in "".join(re.findall(r' (?:[xy][12]?|width|height)="([^"]*)"', svg))


def test_a_final_value_is_solid_and_one_that_may_change_is_hollow_and_striped():
    final = parsed(draw_bullet(bullet_chart(row("40", rule=REACH, unit=BEDS))))
    estimate = parsed(
        draw_bullet(bullet_chart(row("40", rule=REACH, unit=BEDS, vintage=Vintage.ESTIMATE)))
    )
    assert classed(final, "bullet-bar") and not classed(final, "bullet-stripes")
    assert classed(estimate, "bullet-bar-open") and classed(estimate, "bullet-stripes")
    assert not classed(estimate, "bullet-bar")


def test_no_value_draws_no_bar_and_says_so():
    bullet = bullet_chart(CASES["no value"])
    root = parsed(draw_bullet(bullet))
    assert bullet.value is None
    assert not classed(root, "bullet-bar") and not classed(root, "bullet-bar-open")
    assert [words.text for words in classed(root, "label-none")] == ["chưa có số liệu"]
    assert [words.text for words in classed(root, "label-yardstick")] == ["giao 39"]
    assert bullet.title == "Chưa có số liệu năm 2027 – chưa đến hạn báo cáo"


def test_zero_is_a_value_and_not_a_blank():
    bullet = bullet_chart(CASES["zero"])
    assert bullet.value == 0
    assert classed(parsed(draw_bullet(bullet)), "bullet-bar")


def test_the_good_side_follows_the_direction():
    rising = bullet_chart(row("40", rule=REACH, unit=BEDS, annual=39))
    falling = bullet_chart(CASES["falling"])
    assert rising.band == (39, rising.scale.high)
    assert falling.band == (0, 3)


def test_bars_begin_at_zero_and_shares_that_aim_high_end_at_a_hundred():
    share = bullet_chart(row("75.04", rule={"comparator": "GT", "value": Decimal(75)}))
    assert (share.scale.low, share.scale.high) == (0, 100)
    jobless = bullet_chart(CASES["falling"])
    assert jobless.scale.low == 0 and 3 < jobless.scale.high < 10
    growth = bullet_chart(CASES["negative growth"])
    assert growth.scale.low <= Decimal("-4.88") and growth.scale.high > 10
    root = parsed(draw_bullet(growth))
    [bar] = classed(root, "bullet-bar")
    zero = percent(classed(root, "bullet-zero")[0].attrib["x1"])
    end = percent(bar.attrib["x"]) + percent(bar.attrib["width"])
    assert abs(end - zero) < 0.3  # it runs to the left of zero


def test_ten_months_stand_against_no_yardstick_of_the_year():
    bullet = bullet_chart(CASES["ten months"])
    assert bullet.mark("yardstick") is None
    assert bullet.mark("goal").value == 42
    assert "số 10 tháng" in bullet.title


def test_a_target_without_a_yardstick_of_the_year_shows_the_reference_and_the_goal():
    bullet = bullet_chart(CASES["behind"])
    assert {mark.role for mark in bullet.marks} == {"reference", "goal"}
    assert bullet.mark("reference").hover.startswith("mức tham khảo")


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (CASES["behind"], "22,4 giường/10.000 dân – nguy cơ không đạt mục tiêu"),
        (
            row("18", rule=REACH, unit=BEDS, baseline=Point(2024, Decimal(0))),
            "18,0 giường/10.000 dân – chậm so với lộ trình",
        ),
        (CASES["falling"], "2,6% (ước) – đạt"),
        (CASES["not started"], "293,2% – áp dụng từ năm 2030"),
        (row("36.9", rule=REACH, unit=BEDS, annual=37), "36,9 giường/10.000 dân – không đạt, sát"),
    ],
)
def test_the_title_of_a_chart_is_one_fact(standing, words):
    assert fact(standing).startswith(words)


def test_thirteen_bullets_stay_small():
    bullets = [bullet_chart(standing) for standing in CASES.values()]
    assert len(bullets) == 13
    assert sum(len(draw_bullet(bullet).encode()) for bullet in bullets) < 20_000


@given(
    st.lists(
        st.tuples(
            st.decimals("0", "100", places=1),
            st.text("abcdefgh 0123456789", min_size=1, max_size=24),
            st.sampled_from([-1, 0, 1]),
        ),
        max_size=5,
    ),
    st.integers(296, 1400),
)
def test_labels_meet_on_no_paper_that_is_wide_enough(wanted, paper):
    placed = place_labels(Label("x", text, at, (11, 42), lean) for at, text, lean in wanted)
    rows = defaultdict(list)
    for label in placed:
        middle, half = label.at / 100 * paper + label.shift, text_width(label.text) / 2
        assert middle - half >= 0
        assert middle + half <= paper
        rows[label.y].append((middle - half, middle + half))
    for boxes in rows.values():
        assert all(other[0] - one[1] >= GAP for one, other in pairwise(sorted(boxes)))


# -- small multiples ---------------------------------------------------------------------------


def test_small_multiples_share_their_years_and_each_has_its_own_scale():
    charts = sector_multiples(sector())
    assert {(chart.first_year, chart.last_year) for chart in charts} == {(2020, 2027)}
    assert len({chart.y_range for chart in charts}) == 4
    for chart in charts:
        low, high = chart.y_range
        assert low < min([chart.goal, *(spot.value for spot in chart.spots)])
        assert high > max([chart.goal, *(spot.value for spot in chart.spots)])
    assert sector_multiples([]) == []


def test_a_small_chart_leaves_missing_years_open_and_dashes_estimates():
    root = parsed(draw_multiple(sector_multiples(sector())[0]))
    [solid] = classed(root, "series-final")
    assert solid.attrib["d"].count("M") == 1  # 2022–2023; 2020 and 2027 stand alone
    assert not classed(root, "series-estimate")
    [dots] = classed(root, "point-final")
    assert dots.attrib["d"].count("M") == 3
    assert dots.attrib["data-says"] == "2020: 30,0|2022: 31,5|2023: 32,0"
    assert len(classed(root, "point-estimate")) == 1
    assert [words.text for words in classed(root, "label-estimate")] == ["36,0 (ước)"]


def test_small_charts_keep_lines_and_words_on_their_paper():
    for chart in sector_multiples(sector()):
        root = parsed(draw_multiple(chart))
        places = [(dot.attrib["cx"], dot.attrib["cy"]) for dot in root.iter(f"{SVG}circle")]
        for dots in root.iter(f"{SVG}path"):
            places += re.findall(r"[ML]([\d.]+) ([\d.]+)", dots.attrib["d"])
        for x, y in places:
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= HEIGHT
        for words in root.iter(f"{SVG}text"):
            assert 0 < float(words.attrib["y"]) <= HEIGHT


def test_a_small_chart_without_values_says_so():
    root = parsed(draw_multiple(sector_multiples(sector())[1]))
    assert [words.text for words in classed(root, "label-none")] == ["chưa có số liệu"]


# -- contribution ------------------------------------------------------------------------------


def test_contribution_counts_every_task_once_and_sums_sectors():
    chart = contribution_chart(TASKS, year=2027)
    assert [group.label for group in chart.groups] == [
        "Tất cả nhiệm vụ",
        "Kinh tế",
        "Đô thị",
        "Văn hóa",
    ]
    assert [group.total for group in chart.groups] == [36, 17, 9, 10]
    done = 14 + 5 + 3
    assert chart.title == f"{done} trên 36 nhiệm vụ đã có kết quả, đến kỳ 2027"
    [alone] = contribution_chart(TASKS[:1]).groups
    assert alone.label == "Kinh tế"


def test_every_rating_has_its_own_shape_and_tells_itself_apart_on_grey_paper():
    assert set(LOOKS) == {*Rating.names, "NONE"}
    assert len({look.mark for look in LOOKS.values()}) == len(LOOKS)
    patterned = [look.pattern for look in LOOKS.values() if look.pattern]
    assert len(set(patterned)) == len(patterned)
    plain = sorted(grey(look.ground) for look in LOOKS.values() if not look.pattern)
    assert all(lighter - darker > 18 for darker, lighter in pairwise(plain)), plain
    assert look_of("SOMETHING NEW") == LOOKS["NONE"]


def grey(colour):
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_pieces_fill_the_bar_and_counts_do_not_touch():
    chart = contribution_chart(TASKS)
    root = parsed(draw_contribution(chart))
    for group in root.iter(f"{SVG}g"):
        if "data-row" not in group.attrib:
            continue
        pieces = group.findall(f"{SVG}rect")
        assert abs(sum(percent(piece.attrib["width"]) for piece in pieces) - 98.4) < 0.6
        for paper, name in ((float(PAPER), "on-narrow"), (600, "on-wide")):
            [held] = [g for g in group.findall(f"{SVG}g") if g.attrib["class"] == name]
            starts = [percent(mark.attrib["x"]) / 100 * paper for mark in held]
            assert all(b - a >= 20 for a, b in pairwise(starts))
            assert starts[-1] + 20 <= paper
    assert len(list(parsed(draw_key(chart)).iter(f"{SVG}li"))) == len(LOOKS)


def test_no_task_makes_an_empty_chart():
    chart = contribution_chart([])
    assert chart.groups == ()
    assert chart.title == "Chưa có nhiệm vụ nào"
    ET.fromstring(draw_contribution(chart))


# -- all kinds ---------------------------------------------------------------------------------


def drawings():
    rows = list(CASES.values())
    ranked = RankedBars(
        "phuong",
        "Phường 1 cao nhất",
        "Mô tả",
        "Đơn vị: %",
        (Bar("Phường 1", Decimal("99.5"), "99,5%"), Bar("Phường 2", Decimal(90), "90%", True)),
        Reference(Decimal(95), "Toàn quận 95%"),
    )
    return [
        drawing(bullets_of(rows, title="5 trên 13 đạt")),
        drawing(bullets_of([], title="Chưa có")),
        drawing(multiples_of(sector(), title="Y tế")),
        drawing(multiples_of([], title="Chưa có")),
        drawing(contribution_chart(TASKS)),
        drawing(contribution_chart([])),
        drawing(ranked),
    ]


def test_every_kind_has_a_valid_figure_and_a_table_of_the_same_rows():
    for shown in drawings():
        sent = json.loads(json.dumps(shown.figure, cls=DjangoJSONEncoder))
        go.Figure(sent)
        if "narrow" in sent["layout"].get("meta", {}):
            go.Figure(data=sent["data"], layout=sent["layout"]["meta"]["narrow"])
        parsed(shown.svg)
        if shown.table:
            widths = {len(line) for line in shown.table.rows} | {len(shown.table.headings)}
            assert len(widths) == 1


def test_names_cannot_break_a_drawing_or_speak_as_markup():
    hostile = '"><script>alert(1)</script><b>'
    rows = [row("36", rule=REACH, unit=hostile, name=hostile, code="CT-06", previous=35)]
    tasks = [(hostile, counts(OVERDUE=1))]
    for shown in (
        drawing(bullets_of(rows, title=hostile)),
        drawing(multiples_of(rows, title=hostile)),
        drawing(contribution_chart(tasks)),
    ):
        assert "<script" not in shown.svg + shown.words_key
        parsed(shown.svg)
        assert "<script" not in json.dumps(shown.figure, cls=DjangoJSONEncoder)


def test_drawings_carry_no_inline_style():
    for shown in drawings():
        assert "style=" not in shown.svg + shown.words_key
