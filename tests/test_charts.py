"""Charts: one description, two drawings, the same numbers in both."""

import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given
from hypothesis import strategies as st

from assignments.permissions import powers_of
from reports.charts import figure_json, svg
from reports.charts.bullet import bullet_chart
from reports.charts.burn_up import burn_up_chart
from reports.charts.describe import nice_ticks
from reports.charts.multiples import sector_multiples
from reports.charts.trajectory import trajectory_chart, trend_words
from reports.dashboards.board import reporting_board
from reports.dashboards.standing import standings
from reports.dashboards.trajectory import trajectory
from reports.models import Report
from targets.models import Target
from targets.progress import Vintage
from tests import factories as make
from tests.test_standing import AT, decide, hold, observe

NUMBERS = re.compile(r'(?:[xy][12]?|c[xy]|width|height|d)="([^"]*)"')


def reach():
    """A REACH target with a gap, an estimate, a baseline and a replaced annual target."""
    target = make.TargetFactory(baseline_year=2024, baseline_value=Decimal(33))
    for year, value in ((2020, 30), (2022, 31), (2023, 32), (2024, 33), (2026, "35.5")):
        observe(target, year, value)
    observe(target, 2026, 34, Vintage.ESTIMATE)
    observe(target, 2027, "35.9", Vintage.ESTIMATE)
    decide(target, 2027, 37, "1/QĐ-UBND", replaced_on=AT.date())
    decide(target, 2027, 36, "2/QĐ-UBND")
    return target


def chart_of(target, year=2027):
    return trajectory_chart(trajectory(target, year=year, at=AT), area="Quận 3")


def cases():
    empty = make.TargetFactory()
    one = make.TargetFactory()
    observe(one, 2027, 0)
    falling = hold("LT", 3, reading__start_year=2025, reading__horizon_year=2030)
    observe(falling, 2026, "3.4")
    far = make.TargetFactory(
        reading__mode="HOLD", reading__start_year=2030, reading__horizon_year=2045
    )
    observe(far, 2026, 290)
    negative = hold("GE", 10, decimals=2)
    observe(negative, 2021, "-9.5")
    return [reach(), empty, one, falling, far, negative]


@pytest.mark.django_db
def test_both_drawings_of_every_kind_of_target_are_valid():
    for target in cases():
        chart = chart_of(target)
        wide, narrow = ET.fromstring(f"<div>{svg.draw(chart)}</div>")
        for drawn in (wide, narrow):
            assert drawn.attrib["role"] == "img"
            assert drawn[0].text == chart.title
            assert drawn[1].text == chart.description
        assert wide.attrib["aria-labelledby"] != narrow.attrib["aria-labelledby"]
        sent = json.loads(json.dumps(figure_json.figure(chart), cls=DjangoJSONEncoder))
        go.Figure(sent)


@pytest.mark.django_db
def test_svg_carries_no_inline_style_and_reads_numbers_with_a_dot():
    text = str(svg.draw(chart_of(reach())))
    assert "style=" not in text
    assert not [found for found in NUMBERS.findall(text) if "," in found]


@pytest.mark.django_db
def test_no_words_leave_the_paper_and_figures_of_an_axis_do_not_touch():
    for drawn in ET.fromstring(f"<div>{svg.draw(chart_of(reach()))}</div>"):
        width = float(drawn.attrib["viewBox"].split()[2])
        words = [row for row in drawn.iter() if row.tag.endswith("text")]
        for row in words:
            size = len(row.text) * float(svg.GLYPH)
            left = (
                float(row.attrib["x"])
                - size * {"start": 0, "middle": 0.5, "end": 1}[row.attrib["text-anchor"]]
            )
            assert left >= 0 and left + size <= width + 4, row.text
        years = [float(row.attrib["x"]) for row in words if re.fullmatch("20..", row.text)]
        assert min(b - a for a, b in pairwise(years)) > 4 * float(svg.GLYPH)


@pytest.mark.django_db
def test_a_missing_year_stays_a_gap():
    chart = chart_of(reach())
    [final] = [line for line in chart.lines if line.role == "final"]
    assert [[int(mark.x) for mark in run] for run in final.runs] == [
        [2020],
        [2022, 2023, 2024],
        [2026],
    ]
    [trace] = [t for t in figure_json.figure(chart)["data"] if t["name"] == "Chính thức"]
    assert trace["connectgaps"] is False
    assert trace["y"].count(None) == len(final.runs)


@pytest.mark.django_db
def test_an_estimate_is_dashed_and_stays_beside_its_final():
    chart = chart_of(reach())
    dashed, points = (line for line in chart.lines if line.role == "estimate")
    assert [[int(mark.x) for mark in run] for run in dashed.runs] == [[2026, 2027]]
    assert [(int(mark.x), mark.y) for mark in points.marks] == [(2026, 34), (2027, Decimal("35.9"))]


@pytest.mark.django_db
def test_the_drawing_names_goal_reference_annual_targets_and_decisions():
    chart = chart_of(reach())
    roles = {line.role for line in chart.lines}
    assert roles == {"final", "estimate", "target", "replaced", "reference", "baseline"}
    assert [level.text for level in chart.levels] == ["Mục tiêu 2030: từ 42 trở lên"]
    assert [upright.text for upright in chart.uprights] == ["1/QĐ-UBND", "2/QĐ-UBND"]
    text = str(svg.draw(chart))
    for words in ("tham khảo", "Giao 36", "35,9 (ước)", "2/QĐ-UBND, 10/12/2026"):
        assert words in text


@pytest.mark.django_db
def test_a_target_to_hold_has_its_zone_only_over_its_years():
    target = hold("LT", 3, reading__start_year=2025, reading__horizon_year=2030)
    observe(target, 2022, "2.9")
    [zone] = chart_of(target).zones
    assert (zone.x_from, zone.x_to, zone.low, zone.high) == (2025, 2030, None, 3)


@pytest.mark.django_db
def test_a_share_has_no_room_above_100_and_one_value_no_zone():
    target = hold("EQ", 100, reading__start_year=2025, reading__horizon_year=2030)
    for year, value in ((2025, "99.2"), (2026, "99.96"), (2027, "100")):
        observe(target, year, value)
    chart = chart_of(target)
    assert chart.y_range[1] == 100
    assert chart.zones == ()
    assert [level.text for level in chart.levels] == ["Kế hoạch: bằng 100%"]
    [standing] = standings(Target.objects.all(), year=2027, at=AT)
    bullet, [small] = bullet_chart(standing), sector_multiples([standing])
    assert (bullet.scale.high, bullet.band) == (100, None)
    assert small.y_range[1] == 100


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "value"), [("%/năm", "100"), ("%", "104"), ("giường", "100")])
def test_other_axes_go_past_the_data(unit, value):
    target = hold("GE", 100)
    target.unit_of_measure = unit
    target.save()
    observe(target, 2027, value)
    assert chart_of(target).y_range[1] > Decimal(value)


@pytest.mark.django_db
def test_the_title_states_the_trend():
    target = hold("LT", 3, decimals=1)
    observe(target, 2026, "2.5")
    observe(target, 2027, "2.9", Vintage.ESTIMATE)
    row = standings(Target.objects.all(), year=2027, at=AT)[0]
    assert trend_words(row) == (
        "Năm 2027: 2,9% (ước) – đạt, cần theo dõi; tăng 0,4 điểm % so với năm 2026"
    )
    later = standings(Target.objects.all(), year=2028, at=AT)[0]
    assert trend_words(later) == "Năm 2028: chưa có số liệu; số gần nhất 2,9 (ước), năm 2027"


@pytest.mark.django_db
def test_names_of_people_and_things_cannot_break_the_drawing():
    target = reach()
    Target.objects.update(name="<script>x</script>", unit_of_measure='"><b>')
    target.refresh_from_db()
    text = str(svg.draw(chart_of(target)))
    assert "<script>" not in text
    ET.fromstring(f"<div>{text}</div>")


@pytest.mark.django_db
def test_the_burn_up_climbs_at_first_sendings_against_the_deadline():
    plan = make.PlanFactory()
    moments = [make.at(2027, 10, 20), make.at(2027, 11, 12), None]
    for moment in moments:
        report = make.report_with_items(plan=plan)
        Report.objects.filter(pk=report.pk).update(first_submitted_at=moment)
    powers = powers_of(make.coordinator(plan), on=AT.date())
    board = reporting_board(report.round, at=make.at(2027, 11, 15), powers=powers)
    chart = burn_up_chart(board)
    assert [int(mark.y) for mark in chart.lines[0].marks] == [0, 1, 2, 2]
    assert chart.title == "2 trên 3 báo cáo đã gửi; 1 gửi trễ, 1 còn thiếu sau hạn"
    assert [row.text for row in chart.uprights] == ["Hạn: hết 09/11"]
    ET.fromstring(f"<div>{svg.draw(chart)}</div>")
    go.Figure(json.loads(json.dumps(figure_json.figure(chart))))


@given(
    st.decimals("-1e6", "1e6", places=2),
    st.decimals("0", "1e6", places=2),
)
def test_axis_steps_are_few_and_cover_the_values(low, spread):
    ticks = nice_ticks(low, low + spread)
    assert ticks[0].at <= low
    assert ticks[-1].at >= low + spread
    assert 1 <= len(ticks) <= 8
    assert len({tick.text for tick in ticks}) == len(ticks)
