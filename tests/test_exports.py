"""Lists as files: the rows and figures of the page that they are saved from, and nobody else's."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Unit
from assignments.permissions import powers_of
from q3plan.lib.export import FileKind
from reports.exports.observations import streamed, visible_observations
from targets.models import DenominatorSeries, DenominatorValue
from targets.progress import Vintage
from tests import factories as make
from tests.district import District, client_of
from tests.export_files import (
    LAMP,
    both,
    content_of,
    csv_rows,
    export,
    facts_of,
    number,
    page,
    words,
)
from tests.test_standing import AT, decide, observe
from tests.ward_scene import WardScene

pytestmark = pytest.mark.django_db


class Scores:
    """Targets in two sectors: reached, missed, below zero, blank with and without a past."""

    def __init__(self):
        self.plan = plan = make.PlanFactory()
        for year in (2026, 2027):
            self.round = make.RoundFactory(plan=plan, year=year, is_illustrative=False)
        first, second = make.SectorFactory(plan=plan), make.SectorFactory(plan=plan)
        self.sector = first
        self.reached = self.target(first, "CT-91", "95.04", "90")
        self.missed = self.target(first, "CT-92", "60.9", "90")
        self.negative = self.target(second, "CT-93", "-4.876", "10")
        self.past = self.target(second, "CT-94", None, "10")
        self.blank = self.target(second, "CT-95", None, "10")
        observe(self.past, 2026, "-1.25")
        observe(self.reached, 2027, "94.5", Vintage.YTD)
        self.unit = make.UnitFactory()
        make.AssignmentFactory(unit=self.unit, target=self.missed)
        self.officer = make.coordinator(plan)

    def target(self, sector, code, value, bar):
        made = make.TargetFactory(
            plan=self.plan,
            sector=sector,
            code=code,
            name=f"Chỉ tiêu {code}",
            unit_of_measure="%",
            is_percentage=True,
            formula="",
            reading__mode="HOLD",
            reading__value=bar,
            reading__is_point=False,
        )
        if value is not None:
            observe(made, 2027, value, Vintage.ESTIMATE)
        return made


@pytest.fixture
def scores():
    return Scores()


def score_lines(document):
    """(code, figure of the year or "", figure of an earlier year or "", result) of the page."""
    lines = []
    for row in document.xpath("//table[contains(@class, 'score-table')]/tbody/tr"):
        [name], cells = row.xpath("./th"), row.xpath("./td")
        value = words(cells[0])
        year, colon, earlier = value.partition(": ")
        is_past = bool(colon) and year.strip("– ").isdigit()
        lamp = words(cells[2].xpath(LAMP)[0])
        code = words(name).split()[0]
        lines.append((code, "" if is_past else number(value), number(earlier), lamp))
    return lines


def score_rows(rows):
    names = ("Mã", "Giá trị", "Số gần nhất trước đó", "Kết quả năm")
    return [tuple(row[name] for name in names) for row in rows]


FILTERS = [
    "",
    "?nam=2026",
    "?linh-vuc={0.sector.slug}",
    "?don-vi={0.unit.code}",
    "?trang-thai=MISSED",
    "?trang-thai=NO_DATA&xep=plan",
    "?loai=ytd",
    "?loai=estimate&linh-vuc={0.sector.slug}&trang-thai=MISSED",
]


def test_officer_saves_the_score_table_as_filtered(scores):
    client = client_of(scores.officer)
    for query in (one.format(scores) for one in FILTERS):
        rows = score_rows(both(client, "score_export", query))
        assert rows == score_lines(page(client, "dashboard", query)), query
        assert rows, query


def test_negative_blank_and_earlier_figures_are_told_apart(scores):
    client = client_of(scores.officer)
    rows = {row["Mã"]: row for row in both(client, "score_export")}
    assert rows["CT-93"]["Giá trị"].startswith("-4,9")
    assert (rows["CT-94"]["Giá trị"], rows["CT-94"]["Năm của số gần nhất"]) == ("", "2026")
    assert rows["CT-94"]["Số gần nhất trước đó"].startswith("-1,")
    assert (rows["CT-95"]["Giá trị"], rows["CT-95"]["Số gần nhất trước đó"]) == ("", "")


def test_links_of_the_page_carry_its_filters(scores):
    client = client_of(scores.officer)
    document = page(client, "dashboard", f"?linh-vuc={scores.sector.slug}&nam=2026")
    [address] = document.xpath("//a[contains(@href, 'bang-dieu-hanh/xuat-du-lieu.csv')]/@href")
    assert {row["Lĩnh vực"] for row in csv_rows(content_of(client.get(address)))} == {
        scores.sector.name
    }
    assert "nam=2026" in address


UNKNOWN = [
    ("score_export", "/bang-dieu-hanh/", "?nam=1999"),
    ("board_export", "/bang-dieu-hanh/", "?linh-vuc=khong-co"),
    ("target_export", "/chi-tieu/", "?nam=1999"),
    ("task_export", "/nhiem-vu/", "?don-vi=khong-co"),
    ("observation_export", "/so-lieu-da-duyet/", "?loai=khac"),
]


def test_an_unknown_filter_leads_to_the_page_and_never_to_everything(scores):
    client = client_of(scores.officer)
    for name, leads_to, query in UNKNOWN:
        for kind in FileKind:
            response = export(client, name, query, kind)
            assert (response.status_code, response["Location"]) == (302, leads_to + query)


def test_reporter_saves_only_the_targets_of_the_unit(scores):
    client = client_of(make.member(scores.unit))
    assert score_rows(both(client, "target_export")) == score_lines(page(client, "target_list"))
    assert [row["Mã"] for row in both(client, "observation_export")] == ["CT-92"]
    assert export(client, "series_export", code="ct-91").status_code == 404
    assert export(client, "score_export").status_code == 403


def test_officer_saves_the_series_of_a_target_with_what_was_corrected(scores):
    old = observe(scores.reached, 2026, "91.2", replaced_at=AT)
    observe(scores.reached, 2026, "91.7")
    decide(scores.reached, 2027, Decimal("96.5"))
    client, code = client_of(scores.officer), scores.reached.slug
    rows = both(client, "series_export", code=code)
    table = page(client, "target_detail", code=code).xpath("//table[@class]")
    [table] = [one for one in table if "trajectory-table" in one.get("class")]
    shown = [(words(r.xpath("./th")[0]), r.xpath("./td")[0]) for r in table.xpath("./tbody/tr")]
    assert [(row["Năm"], row["Giá trị"]) for row in rows] == [
        (year.split()[0], number(words(cell))) for year, cell in shown
    ]
    assert [row["Tình trạng số liệu"] for row in rows if row["Giá trị"] == "91,2"] == ["Đã sửa"]
    assert old.target_id == scores.reached.pk
    assert {row["Chỉ tiêu giao"] for row in rows if row["Năm"] == "2027"} == {"96,5"}


def test_accepted_figures_leave_whole_with_terms_source_and_origin(scores):
    observe(scores.past, 2025, "0.123456", numerator="12.5", denominator="1000", source="=Sở")
    rows = both(client_of(scores.officer), "observation_export", "?nam=2025")
    [row] = rows
    assert (row["Giá trị"], row["Tử số"], row["Mẫu số"]) == ("0,123456", "12,5", "1000")
    assert row["Loại số liệu"] == Vintage.FINAL.label


def test_a_corrected_figure_is_no_accepted_figure(scores):
    observe(scores.blank, 2024, "7", replaced_at=AT)
    rows = both(client_of(scores.officer), "observation_export")
    assert not [row for row in rows if row["Năm"] == "2024"]


def test_the_page_says_how_many_rows_the_file_has(scores):
    client = client_of(scores.officer)
    for query in ("", "?nam=2027", "?loai=ytd", f"?linh-vuc={scores.sector.slug}"):
        counted = words(page(client, "observations", query).xpath("//*[@role='status']/strong")[0])
        assert int(counted) == len(both(client, "observation_export", query)) > 0, query


def test_accepted_figures_are_asked_for_in_few_queries_however_many(scores):
    client = client_of(scores.officer)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            content_of(export(client, "observation_export"))
        return len(asked)

    few = queries()
    for year in range(1990, 2020):
        observe(scores.blank, year, "1")
    assert queries() == few <= 10


def test_rows_of_the_cursor_are_read_while_they_are_sent(scores, django_assert_num_queries):
    rows = visible_observations(powers_of(scores.officer, on=AT.date()))
    with django_assert_num_queries(0):
        streamed(rows)


def test_the_workbook_says_what_was_filtered_by_whom_and_when(scores):
    content = content_of(
        export(client_of(scores.officer), "score_export", "?trang-thai=MISSED", "xlsx")
    )
    facts = dict(facts_of(content))
    assert "Trạng thái: " in facts["Bộ lọc"]
    assert facts["Người xuất"] == str(scores.officer)
    assert facts["Xuất lúc"] == "03/11/2027 09:00"
    assert "Lưu ý" not in facts


def test_made_up_figures_are_called_so_in_both_files(scores):
    observe(scores.blank, 2027, "3", Vintage.FINAL, is_illustrative=True)
    client = client_of(scores.officer)
    rows = {row["Mã"]: row["Số liệu minh họa"] for row in both(client, "score_export")}
    assert (rows["CT-95"], rows["CT-91"]) == ("x", "")
    assert (
        "minh họa"
        in dict(facts_of(content_of(export(client, "score_export", kind="xlsx"))))["Lưu ý"]
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cache_keeps_a_file_and_a_look_at_the_head_reads_nothing(scores, kind):
    client = client_of(scores.officer)
    response = export(client, "observation_export", kind=kind)
    assert response.headers["Cache-Control"] == "no-store, private"
    assert f"2027.{kind}" in response.headers["Content-Disposition"]
    head = client.head(reverse("observation_export", kwargs={"kind": kind}))
    assert (head.status_code, head.content) == (200, b"")
    content_of(response)


# -- reports and units -------------------------------------------------------------------------


@pytest.fixture
def district():
    return District()


def board_lines(document):
    return document.xpath("//table[caption[@id='board-caption']]/tbody/tr")


def heads_of(document, caption):
    """The row headings of the tables whose caption begins so."""
    tables = document.xpath(f"//table[starts-with(normalize-space(caption), '{caption}')]")
    return [words(th) for table in tables for th in table.xpath("./tbody/tr/th")]


def test_recipients_save_the_queue_board_and_units_of_their_pages(district):
    for person in (district.coordinator, district.recipient):
        client = client_of(person)
        board = both(client, "board_export")
        lines = [
            (words(row.xpath("./th")[0]), words(row.xpath("./td")[0].xpath(LAMP)[0]))
            for row in board_lines(page(client, "dashboard"))
        ]
        assert [(row["Đơn vị"], row["Trạng thái"]) for row in board] == lines
        queue = both(client, "queue_export")
        document = page(client, "review_queue")
        in_page = words(document)
        assert all(row["Đơn vị"] in in_page for row in queue)
        waiting = [row["Đơn vị"] for row in queue if row["Nhóm"] == "Chờ thẩm định"]
        assert waiting == [
            name.removesuffix(" gửi lại") for name in heads_of(document, "Chờ thẩm định")
        ]
        assert len(queue) == len(board)
        units = both(client, "unit_export")
        assert [row["Đơn vị"] for row in units] == [
            words(th) for th in page(client, "unit_list").xpath("//table/tbody/tr/th")
        ]


def test_officer_saves_the_board_as_filtered(district):
    client, code = client_of(district.coordinator), district.all[0].unit.code
    for query in ("?trang-thai=RETURNED", f"?don-vi={code}", "?trang-thai=da-gui"):
        names = [
            words(row.xpath("./th")[0]) for row in board_lines(page(client, "dashboard", query))
        ]
        assert [row["Đơn vị"] for row in both(client, "board_export", query)] == names, query
        assert names, query


def test_steps_inside_the_unit_stay_hidden_from_leaders(district):
    chair = client_of(district.people["chair"])
    states = {row["Trạng thái"] for row in both(chair, "board_export")}
    assert not states & {"Đang soạn", "Chờ lãnh đạo duyệt", "Chờ lãnh đạo đơn vị"}


def test_unit_saves_its_own_reports_and_nobody_elses(district):
    report = district.all[0]
    client = client_of(report.staff)
    own = both(client, "own_reports_export")
    assert {row["Đơn vị"] for row in own} == {report.unit.name}
    rows = both(client, "unit_reports_export", code=report.unit.code)
    table = page(client, "unit_detail", code=report.unit.code).xpath("//table")[0]
    assert [row["Mã biên nhận"] or "–" for row in rows] == [
        words(row.xpath("./td")[-1]) for row in table.xpath("./tbody/tr")
    ]
    foreign = district.all[1].unit.code
    assert export(client, "unit_reports_export", code=foreign).status_code == 404
    assert export(client, "queue_export").status_code == 403


def test_officer_saves_the_tasks_as_filtered(district):
    client = client_of(district.coordinator)
    for query in ("", "?danh-gia=STANDING_WITH_RESULT", "?danh-gia=chua-co"):
        listed = page(client, "task_list", query).xpath("//ul[contains(@class, 'task-list')]/li")
        codes = [words(item.xpath(".//*[@class='target-code']")[0]) for item in listed]
        assert [row["Mã"] for row in both(client, "task_export", query)] == codes, query
        assert codes, query


# -- figures by ward, shared denominators ------------------------------------------------------


def test_figures_by_ward_are_those_of_the_pages():
    scene = WardScene()
    scene.mark()
    scene.accept(1, "990", "1000")
    scene.send(2, "1890", "2000")
    client = client_of(scene.coordinator)
    [marked] = both(client, "ward_export", year=2027)
    row = page(client, "ward_breakdown", year=2027).xpath("//table/tbody/tr")[0]
    shown = [words(cell) for cell in row.xpath("./td")]
    assert f"{marked['Phường được hỏi']}/{marked['Tổng số phường']}" == shown[0]
    assert f"{marked['Phường có số']}/{marked['Tổng số phường']}" == shown[1]
    assert number(shown[2]) == marked["Cộng lại"] == "96,0"
    assert marked["Còn thiếu"] == shown[3]
    parts = both(client, "ward_parts_export", code=scene.target.slug)
    assert [(row["Phường"], row["Giá trị (%)"]) for row in parts] == [
        ("Phường 1", "99,0"),
        ("Phường 2", ""),
        ("Phường 3", ""),
    ]


def test_a_ward_sees_its_own_part_alone():
    scene = WardScene()
    scene.mark()
    for number_ in (1, 2):
        scene.accept(number_, "990", "1000")
    ward = scene.reports[2].unit
    make.AssignmentFactory(unit=ward, target=scene.target, provides=False)
    rows = both(client_of(make.member(ward)), "ward_parts_export", code=scene.target.slug)
    assert [row["Phường"] for row in rows] == ["Phường 2"]
    assert ward.kind == Unit.Kind.WARD


def test_every_reader_saves_the_shared_denominators():
    report = make.report_with_items()
    plan = report.round.plan
    series = DenominatorSeries.objects.create(
        plan=plan, code="dan-so", name="Dân số", unit_of_measure="người"
    )
    DenominatorValue.objects.create(
        series=series,
        year=2027,
        vintage=Vintage.ESTIMATE,
        value=Decimal("196500"),
        source="Công an Quận",
        as_of=AT.date(),
        set_at=AT,
        set_by=make.coordinator(plan),
    )
    client = client_of(make.member(report.unit))
    [row] = both(client, "denominator_export")
    on_page = words(page(client, "denominators").xpath("//table")[0])
    assert "196.500" in on_page
    assert (row["Giá trị"], row["Năm"], row["Tại ngày"]) == ("196500", "2027", "03/11/2027")
