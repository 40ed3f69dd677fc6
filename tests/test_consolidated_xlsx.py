"""The KT-XH table as a workbook: every number as on the screen, for every filter, computed too."""

import csv
from decimal import Decimal
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from q3plan.lib.numbers import MINUS_SIGN, format_decimal
from reports.models import Extension
from reports.yearly_table import charts, lists, workbook
from reports.yearly_table.workbook import FIRST_ROW, HEAD_ROW, SIGN_ROW, TABLE_SHEET
from targets.progress import Vintage
from tests import factories as make
from tests.consolidation_scene import EVIL, YEAR, Scene, plain, rows_on_screen
from tests.libreoffice import converted
from tests.test_standing import AT

pytestmark = pytest.mark.django_db
URL = f"/tong-hop/{YEAR}/"
DOWNLOAD = f"{URL}xuat-xlsx/"
LAST = "N"
# Commas between cells, quotes around texts, UTF-8, the first sheet, cells as they are shown.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"


@pytest.fixture
def scene(client):
    scene = Scene()
    scene.accept()
    client.force_login(scene.officer)
    return scene


def opened(client, query="", **how):
    return load_workbook(BytesIO(client.get(DOWNLOAD + query).content), **how)


def printed(cell):
    """What a program in Vietnamese shows for a cell of ours."""
    value, shape = cell.value, cell.number_format
    if value is None or isinstance(value, str):
        return plain(value or "")
    positive, _negative, _zero = (*shape.split(";"), "", "")[:3]
    number, _quote, rest = positive.removeprefix("[$-42A]").removeprefix('"+"').partition('"')
    digits = len(number.partition(".")[2])
    text = format_decimal(Decimal(str(value)), digits)
    sign = "+" if '"+"' in positive and not text.startswith(MINUS_SIGN) and value else ""
    return plain(f"{sign}{text}{rest.removesuffix(chr(34))}")


def rows_in(book):
    """Fourteen texts for each target of the first sheet."""
    sheet = book[TABLE_SHEET]
    lines = sheet.iter_rows(min_row=FIRST_ROW, max_col=14)
    lines = [line for line in lines if isinstance(line[0].value, int)]
    return [[printed(cell) for cell in line] for line in lines]


def test_every_number_is_that_of_the_screen_for_every_filter(client, scene):
    form = client.get(URL).context["form"]
    asked = [""]
    for name in ("sector", "unit", "status", "vintage"):
        choices = [
            pair
            for value, label in form.fields[name].choices
            for pair in (label if isinstance(label, list | tuple) else [(value, label)])
        ]
        asked += [f"?{form.add_prefix(name)}={value}" for value, _label in choices if value]
    asked.append(f"?linh-vuc={scene.economy.slug}&trang-thai=MISSED")
    counts = []
    for query in asked:
        shown = rows_on_screen(client.get(URL + query))
        assert rows_in(opened(client, query, data_only=True)) == shown, query
        counts.append(len(shown))
    assert counts[0] == scene.targets.count()
    assert 0 < min(counts[1:3]) < counts[0]


@pytest.mark.one_database
def test_libreoffice_computes_and_prints_what_the_screen_shows(
    client, scene, tmp_path, monkeypatch
):
    packed = workbook.packed
    monkeypatch.setattr(workbook, "packed", lambda book, results, **kw: packed(book, {}, **kw))
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(client.get(DOWNLOAD).content)
    [paper] = converted(AS_SHOWN, path)
    with paper.open(encoding="utf-8", newline="") as file:
        lines = [[plain(text) for text in line] for line in csv.reader(file)]
    assert [line for line in lines if line[0].isdigit()] == rows_on_screen(client.get(URL))


def test_comparisons_are_formulas_and_figures_are_unrounded_numbers(client, scene):
    sheet = opened(client)[TABLE_SHEET]
    lines = {line[1].value: line for line in sheet.iter_rows(min_row=FIRST_ROW, max_col=14)}
    line = lines[f"{scene.exceeded.name} ({scene.exceeded.code})"]
    assert line[3].value == 35.123456
    row = line[0].row
    known = f"ISNUMBER(G{row}),ISNUMBER(D{row})"
    ratio = f"ROUND(G{row}/D{row}*100,1)"
    assert line[8].value == f'=IF(AND({known}),IF(D{row}>0,{ratio},"–"),"–")'
    share = lines[f"{scene.estimate.name} ({scene.estimate.code})"]
    row = share[0].row
    known = f"ISNUMBER(G{row}),ISNUMBER(D{row})"
    assert share[8].value == f'=IF(AND({known}),ROUND(ROUND(G{row}-D{row},6),2),"–")'
    assert share[4].value == "trên 75%"


def test_it_prints_on_a4_landscape_with_its_heading_on_every_page(client, scene):
    for sheet in opened(client).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        pages = 1 if sheet.title == TABLE_SHEET else 0  # few targets stand on one page
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, pages)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    sheet = opened(client)[TABLE_SHEET]
    assert sheet.print_title_rows == f"${HEAD_ROW}:${SIGN_ROW}"
    signs = [cell.value for cell in sheet[SIGN_ROW][:14]]
    assert signs == [*"ABC", *"12345", "6 = 4/1", "7 = 4/2", "8 = 5/4", "9", "10", "11"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"I{HEAD_ROW}:K{HEAD_ROW}", f"A{HEAD_ROW}:A{HEAD_ROW + 1}", f"A2:{LAST}2"} <= merged
    assert sheet["A2"].value == f"BIỂU TỔNG HỢP TÌNH HÌNH THỰC HIỆN CÁC CHỈ TIÊU NĂM {YEAR}"


def test_what_a_person_typed_never_becomes_a_formula(client, scene):
    type(scene.plan).objects.filter(pk=scene.plan.pk).update(issuer="=1+1", place="+1")
    scene.targets.filter(pk=scene.blank.pk).update(name="@SUM(A1)", unit_of_measure="-2+3")
    book = opened(client)
    found = set()
    for cell in chain.from_iterable(row for sheet in book for row in sheet.iter_rows()):
        if cell.data_type == "f":
            assert cell.value.startswith(("=IF(AND(ISNUMBER(", f"='{TABLE_SHEET}'!"))
        elif isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
            assert cell.quotePrefix
            found.add(cell.value)
    assert {EVIL, "=1+1", "-2+3"} <= found


def test_the_same_data_give_the_same_bytes(client, scene, settings):
    settings.FROZEN_CLOCK = AT
    first, again = (client.get(DOWNLOAD).content for _ in range(2))
    assert first == again
    with ZipFile(BytesIO(first)) as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}
        assert b"2027-11-03T02:00:00Z" in package.read("docProps/core.xml")


def test_the_file_has_a_vietnamese_name_and_is_not_kept(client, scene):
    response = client.get(DOWNLOAD)
    assert "filename*=UTF-8''Bi%E1%BB%83u%20t%E1%BB%95ng" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_the_filters_in_force_are_told_in_the_file(client, scene):
    book = opened(client, f"?linh-vuc={scene.economy.slug}")
    assert "Lĩnh vực: Kinh tế" in book[TABLE_SHEET]["A4"].value
    assert book[lists.TASKS]["A2"].value == "Đã lọc: Lĩnh vực: Kinh tế."
    assert "Đã lọc" not in opened(client)[TABLE_SHEET]["A4"].value


def test_a_filter_that_is_not_offered_gives_its_page_and_no_file_of_everything(client, scene):
    answer = client.get(DOWNLOAD + "?don-vi=khong-co&loai=final")
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.context["errors"] and page.context["form"].chosen_vintage == Vintage.FINAL


def values(sheet, first=5):
    return [[cell.value for cell in line] for line in sheet.iter_rows(min_row=first)]


def test_charts_hold_known_figures_alone_and_say_a_fact(client, scene):
    book = opened(client, data_only=True)
    sheet = book[charts.SHEET]
    titles = [cell.value for cell in sheet["A"] if cell.value]
    assert f"3 trên 4 chỉ tiêu tính bằng % đạt mức của năm {YEAR}" not in titles
    assert f"2 trên 3 chỉ tiêu tính bằng % đạt mức của năm {YEAR}" in titles
    assert len(sheet._charts) == 4
    for chart in sheet._charts:
        for series in chart.series:
            area = range_boundaries(series.val.numRef.f.rpartition("!")[2].replace("$", ""))
            column, first, _column, last = area
            held = [sheet.cell(row, column).value for row in range(first, last + 1)]
            assert held
            assert all(isinstance(value, int | float) for value in held)
    names = " ".join(str(cell.value) for cell in sheet["A"])
    assert scene.blank.name not in names
    assert scene.waiting.code not in names


def test_without_figures_there_is_no_chart(client):
    report = make.report_with_items()
    client.force_login(make.coordinator(report.round.plan))
    sheet = opened(client)[charts.SHEET]
    assert sheet._charts == []
    assert sheet["A3"].value == "Chưa có chỉ tiêu nào đủ số liệu để vẽ biểu đồ."


def test_tasks_stand_with_their_accepted_rating_by_unit_and_year(client, scene):
    unit = scene.report.unit.short_name
    waiting = make.report_with_items(plan=scene.plan, targets=0)
    make.fill(waiting)
    lines = values(opened(client)[lists.TASKS])
    by_task = {line[1]: line for line in lines}
    done = by_task[scene.report.updates.get().task.clause.reference]
    assert (done[4], done[6:9]) == (unit, [unit, "Thường xuyên, có kết quả", YEAR])
    drafted = by_task[waiting.updates.get().task.clause.reference]
    assert drafted[6:9] == ["–", "Chưa có", "–"]
    [only] = values(opened(client, f"?don-vi={scene.report.unit.code}")[lists.TASKS])
    assert only[1] == done[1]


def test_the_board_tells_when_each_unit_sent_and_how_late(client, scene):
    Extension.objects.create(
        report=scene.report,
        due_before=scene.report.round.due_before.replace(day=20),
        reason="Thiên tai",
        granted_at=AT,
        granted_by=scene.officer,
    )
    late = make.report_with_items(plan=scene.plan)
    type(late).objects.filter(pk=late.pk).update(first_submitted_at=make.at(YEAR, 11, 12, 8, 30))
    lines = {line[1]: line for line in values(opened(client)[lists.BOARD])}
    sent = lines[scene.report.unit.name]
    assert sent[2] == "Đã duyệt"
    assert sent[3].date() == scene.report.round.due_before.replace(day=20)
    assert (sent[4], sent[5].date(), sent[6]) == ("Có", AT.date(), 0)
    assert lines[late.unit.name][5].strftime("%d/%m/%Y %H:%M") == f"12/11/{YEAR} 08:30"
    assert lines[late.unit.name][6] == 3
    [only] = values(opened(client, f"?don-vi={scene.unit.code}")[lists.BOARD])
    assert only[1] == "Không có dòng nào."
