"""Freezing the consolidated report: what is kept, who may, and that nothing changes it later."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from assignments.models import Portfolio
from assignments.permissions import powers_of
from reports.charts import image
from reports.compiling.assemble import assemble_round
from reports.consolidations import making
from reports.consolidations.charts import charts_of
from reports.consolidations.content import content_of, read_material
from reports.models import CompiledReport, Consolidation, Observation
from reports.yearly_table.table import consolidated_table
from targets.models import Task
from tests import factories as make
from tests.built_once import built_once
from tests.consolidation_scene import YEAR, Scene, plain
from tests.district import client_of, rows
from tests.files import words_of
from tests.test_consolidated_report_official import texts, wide
from tests.test_standing import AT, observe

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FINISH = f"/tong-hop/{YEAR}/chot/"
LIST = f"/tong-hop/{YEAR}/da-chot/"
ONE = f"{LIST}1/"
DOCX = f"/tong-hop/{YEAR}/bao-cao/xuat-docx/"
COMPARE = "/tong-hop/so-sanh/"


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    """A dot for every chart; what charts look like on paper has tests of its own."""
    dot = BytesIO()
    Image.new("L", (1, 1)).save(dot, "PNG")
    monkeypatch.setattr(image, "_png", lambda svg, zoom: dot.getvalue())


def build():
    """Targets in every state of the table, and the consolidated report made from them."""
    scene = Scene()
    scene.accept()
    assemble(scene)
    return scene


kept, built = built_once(build)


@pytest.fixture
def scene(built):
    built.client = client_of(built.officer)
    return built


def assemble(scene):
    assemble_round(scene.report.round, by=scene.officer, at=AT)
    scene.compiled = CompiledReport.objects.get(round=scene.report.round)


def material(scene):
    powers = powers_of(scene.officer, on=AT.date())
    return read_material(scene.compiled, powers=powers, at=AT)


def stamp_of(page):
    return re.search(r'name="stamp" value="(\w+)"', page.content.decode())[1]


def finish(scene, client=None, **data):
    client = client or scene.client
    given = {"stamp": stamp_of(client.get(FINISH)), "idempotency_key": str(uuid4())}
    return client.post(FINISH, given | {"without_all": "on"} | data)


def people(scene):
    chair = Portfolio.Position.CHAIR
    sector = scene.economy
    return {
        "recipient": make.second_recipient(scene.plan),
        "vice-chair": make.PortfolioFactory(plan=scene.plan, sector=sector).user,
        "chair": make.PortfolioFactory(plan=scene.plan, sector=None, position=chair).user,
    }


# -- One number everywhere --------------------------------------------------------------------


def test_the_documents_table_says_what_the_table_says_in_every_state(scene):
    found = material(scene)
    powers = powers_of(scene.officer, on=AT.date())
    table = consolidated_table(scene.plan, YEAR, at=AT, powers=powers)
    made = making.report_file(found, content_of(found), is_draft=True)
    printed = [texts(line) for line in wide(Document(BytesIO(made))).rows[3:]]
    printed = [[plain(text) for text in line] for line in printed if line[0].isdigit()]
    wanted = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    assert len(wanted) == scene.targets.count() > 10
    assert [line[:-1] for line in printed] == [line[:-1] for line in wanted]
    verdicts = {row["verdict"].text for row in table.rows}
    assert {"Đạt", "Vượt", "Không đạt", "Chưa đến kỳ", "Chưa có số liệu"} <= verdicts


def test_charts_state_the_facts_of_the_same_standings(scene):
    found = material(scene)
    charts = charts_of(found)
    titles = [figure.caption for figure in charts.targets]
    economy = next(title for title in titles if title.startswith("Kinh tế: "))
    assert economy.startswith("Kinh tế: 2 trên 5 chỉ tiêu đạt; 1 không đạt")
    told = " ".join(figure.description for figure in charts.targets)
    for row in found.table.rows:
        assert row.standing.display_with_unit in told or row.standing.value is None
    missed = [title for title in titles if title.startswith("Sát ngưỡng. Năm 2027: 99,96%")]
    assert missed, "what was missed is shown over the years"
    [tasks] = charts.tasks
    assert tasks.caption == "1 trên 1 nhiệm vụ đã có kết quả, đến kỳ 2027"


def test_a_report_of_an_earlier_year_tells_nothing_that_came_later(scene, monkeypatch):
    drawn = []
    monkeypatch.setattr(image, "_png", lambda svg, zoom: drawn.append(svg) or b"")
    observe(scene.missed, YEAR + 1, "97.123", "ESTIMATE")
    charts_of(material(scene))
    assert any("99,96" in text for text in drawn) and not any("97,1" in text for text in drawn)


def test_the_snapshot_keeps_value_vintage_yardstick_and_verdict_of_every_target(scene):
    content = content_of(material(scene))
    held = {row["code"]: row for group in content["table"]["groups"] for row in group["rows"]}
    assert set(held) == set(scene.targets.values_list("code", flat=True))
    exceeded = held[scene.exceeded.code]
    assert (exceeded["value"], exceeded["vintage"]) == ("37.2", "ESTIMATE")
    assert (exceeded["result"]["status"], exceeded["result"]["bar"]) == ("EXCEEDED", "36")
    assert exceeded["cells"]["previous"] == {"text": "35,1", "value": "35.123456"}
    blank = held[scene.blank.code]
    assert blank["value"] is None and blank["cells"]["estimate"]["value"] is None
    waiting = held[scene.waiting.code]
    assert waiting["value"] is None, "what waits for review is in no report upward"
    [task] = content["tasks"]
    assert [one["rating"] for one in task["ratings"]] == ["STANDING_WITH_RESULT"]
    states = {row["unit"]: row["status"] for row in content["board"]["rows"]}
    assert states[scene.report.unit.name] == "ACCEPTED" and "SENT" in states.values()
    keys = {one["key"] for part in content["parts"] for one in part["passages"]}
    assert "intro:plan" in keys and "closing" in keys
    receipts = {row["receipt"] for row in content["made_from"]["submissions"]}
    assert len(receipts) == 2


# -- Freezing ---------------------------------------------------------------------------------


def test_finishing_keeps_snapshot_and_both_files_without_a_draft_mark(scene):
    CompiledReport.objects.update(number="12", symbol="UBND", dated_on=AT.date())
    answer = finish(scene, note="Bản đầu.")
    row = Consolidation.objects.get()
    assert answer.url == ONE and row.sequence == 1
    assert (row.made_by, row.note, row.number) == (scene.officer, "Bản đầu.", "12/BC-UBND")
    assert row.dated_on == AT.date() and row.is_intact()
    page = scene.client.get(ONE)
    assert "Nguyên vẹn" in words_of(page) and row.sha256 in words_of(page)
    text = words_of(scene.client.get(f"{ONE}docx/"))
    assert "DỰ THẢO" not in text and "Dự thảo" not in text and "Số: 12/BC-" in text
    book = load_workbook(BytesIO(scene.client.get(f"{ONE}xlsx/").content))
    assert "Biểu tổng hợp" in book.sheetnames
    assert "DỰ THẢO" in words_of(scene.client.get(DOCX))


def test_a_later_correction_shows_as_a_difference_and_changes_nothing_frozen(scene):
    finish(scene)
    frozen = Consolidation.objects.get()
    files = {name: scene.client.get(f"{ONE}{name}/").content for name in ("docx", "xlsx")}
    assert "Chưa có gì thay đổi từ lúc chốt" in words_of(scene.client.get(ONE))
    Observation.objects.filter(target=scene.exceeded, year=YEAR).update(replaced_at=AT)
    observe(scene.exceeded, YEAR, "35.9", "ESTIMATE")
    page = words_of(scene.client.get(ONE))
    assert re.search(r"37,2.*35,9 \(ước\)|37,2.*</del>.*35,9", page, re.DOTALL)
    assert "Không đạt" in page
    again = Consolidation.objects.get()
    assert (again.snapshot, again.sha256) == (frozen.snapshot, frozen.sha256)
    assert {n: scene.client.get(f"{ONE}{n}/").content for n in files} == files
    assert again.is_intact()


def test_units_that_are_missing_are_listed_and_must_be_confirmed(scene):
    page = words_of(scene.client.get(FINISH))
    assert "Đã gửi, chưa duyệt xong (1)" in page and "Mới duyệt 1 trên 2 đơn vị" in page
    answer = finish(scene, without_all="", note="Ghi chú đã gõ.")
    assert answer.status_code == 422 and "Ghi chú đã gõ." in answer.content.decode()
    assert 'aria-describedby="id_without_all_error"' in answer.content.decode()
    assert not Consolidation.objects.exists()


def test_what_changed_after_the_page_was_opened_is_not_frozen_unseen(scene):
    stamp = stamp_of(scene.client.get(FINISH))
    row = scene.compiled.paragraphs.get(key="closing")
    row.edit(by=scene.officer, at=AT, text="Lời mới.", version=row.version)
    answer = finish(scene, stamp=stamp, note="Đã gõ.")
    assert answer.status_code == 409 and "Đã gõ." in answer.content.decode()
    assert not Consolidation.objects.exists()
    assert stamp_of(answer) != stamp, "the answer can be sent again as it stands"
    assert finish(scene).status_code == 302


def test_what_changes_while_the_files_are_made_freezes_nothing(scene, monkeypatch):
    def made_meanwhile(*args, **options):
        observe(scene.blank, YEAR, "95.5", "ESTIMATE")
        return b"docx"

    monkeypatch.setattr(making, "report_file", made_meanwhile)
    assert finish(scene, note="Đã gõ.").status_code == 409
    assert not Consolidation.objects.exists()


def test_a_post_without_a_key_is_whole_too(scene):
    assert finish(scene, idempotency_key="").url == ONE


def test_a_post_that_arrives_twice_freezes_once(scene):
    key = str(uuid4())
    stamp = stamp_of(scene.client.get(FINISH))
    answers = [finish(scene, stamp=stamp, idempotency_key=key) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {ONE}
    assert Consolidation.objects.count() == 1


def test_table_draft_and_frozen_ones_are_one_step_apart(scene):
    finish(scene), finish(scene)
    sides = (f"/tong-hop/{YEAR}/", f"/tong-hop/{YEAR}/bao-cao/", LIST)
    for path in (*sides, FINISH, ONE, COMPARE):
        page = scene.client.get(path).content.decode()
        [tabs] = re.findall(r'<ul class="tabs">.*?</ul>', page, re.DOTALL)
        assert re.findall(r'href="([^"]+)"', tabs) == list(sides), path
        assert tabs.count("aria-current") == 1, path


def test_common_duties_of_all_units_are_counted_as_little_as_on_the_dashboard(scene):
    make.TaskFactory(plan=scene.plan, kind=Task.Kind.OBLIGATION)
    counted = Task.objects.counted().filter(plan=scene.plan).count()
    assert 0 < counted < Task.objects.filter(plan=scene.plan).count()
    assert material(scene).contribution.groups[0].total == counted
    assert f"{counted} nhiệm vụ với kết quả đã duyệt" in words_of(scene.client.get(FINISH))


def test_a_change_told_in_words_has_the_digits_of_the_table(scene):
    told = scene.compiled.paragraphs.get(key=f"target:{scene.estimate.code}").text
    assert "75,04%, giảm 0,36 điểm phần trăm so với năm 2026" in told
    row = next(row for row in material(scene).table.rows if row.target == scene.estimate)
    assert row["to_previous"].text == "−0,36 điểm %"


def test_finishing_again_makes_a_second_one(scene):
    assert [finish(scene).url for _ in range(2)] == [ONE, f"{LIST}2/"]
    first, second = Consolidation.objects.order_by("sequence")
    assert first.content["table"] == second.content["table"]
    assert words_of(scene.client.get(LIST)).count("lần 2") > 0


def test_without_a_draft_there_is_nothing_to_finish_and_nothing_to_download():
    scene = Scene()
    client = client_of(scene.officer)
    assert "Chưa có dự thảo để chốt" in words_of(client.get(FINISH))
    assert client.get(DOCX).status_code == 404
    assert "Chưa có dự thảo" in words_of(client.post(FINISH, {"idempotency_key": uuid4()}))
    assert not Consolidation.objects.exists()


def test_looking_writes_nothing(scene):
    finish(scene)
    scene.client.get(FINISH)
    before = rows()
    for url in (FINISH, LIST, ONE, f"{ONE}docx/", DOCX, COMPARE):
        scene.client.get(url)
    assert rows() == before


# -- Comparing --------------------------------------------------------------------------------


def test_two_frozen_reports_are_compared_word_by_word(scene):
    finish(scene)
    row = scene.compiled.paragraphs.get(key="closing")
    row.edit(by=scene.officer, at=AT, text=f"{row.text} Xin báo cáo thêm.", version=row.version)
    finish(scene)
    page = words_of(scene.client.get(COMPARE))
    assert re.search(r"<ins>.*?Xin báo cáo thêm\..*?</ins>", page, re.DOTALL)
    assert "1 chỗ khác nhau" in page
    same = words_of(scene.client.get(f"{COMPARE}?a={YEAR}-1&b={YEAR}-1"))
    assert "cùng một bản" in same


def test_one_or_no_frozen_report_is_compared_with_nothing(scene):
    assert "Chưa có bản nào được chốt" in words_of(scene.client.get(COMPARE))
    finish(scene)
    assert "Mới có một bản được chốt" in words_of(scene.client.get(COMPARE))


# -- Who --------------------------------------------------------------------------------------


def test_recipients_and_leaders_read_and_only_the_coordinating_unit_finishes(scene):
    finish(scene)
    for name, person in people(scene).items():
        client = client_of(person)
        for url in (LIST, ONE, f"{ONE}docx/", f"{ONE}xlsx/", DOCX, COMPARE):
            assert client.get(url).status_code == 200, (name, url)
        assert client.get(FINISH).status_code == 403
        assert client.post(FINISH, {"without_all": "on"}).status_code == 403
        assert FINISH not in words_of(client.get(LIST))
    assert Consolidation.objects.count() == 1


def test_units_and_administrators_read_none(scene):
    finish(scene)
    unit = scene.report.unit
    administrator = make.UserFactory(is_staff=True, is_superuser=True)
    for person in (make.member(unit), make.head(unit), administrator, make.UserFactory()):
        client = client_of(person)
        for url in (FINISH, LIST, ONE, f"{ONE}docx/", DOCX, COMPARE):
            assert client.get(url).status_code == 403, url


def test_another_plans_people_find_nothing(scene):
    finish(scene)
    client = client_of(make.coordinator(make.PlanFactory()))
    for url in (FINISH, LIST, ONE, f"{ONE}docx/", DOCX, f"{COMPARE}?a={YEAR}-1"):
        assert client.get(url).status_code == 404, url
    assert scene.client.get(f"{LIST}2/").status_code == 404
    assert scene.client.get(f"{ONE}pdf/").status_code == 404
    assert scene.client.get("/tong-hop/1999/da-chot/").status_code == 404


# -- Cost and care ----------------------------------------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    heavy = ('file"."content"', 'consolidation"."snapshot"')
    assert not [row for row in captured.captured_queries if any(n in row["sql"] for n in heavy)]
    return len(captured)


@pytest.mark.one_database
def test_the_list_costs_the_same_for_one_and_for_many(scene):
    finish(scene)
    scene.client.get(LIST)
    one = queries(scene.client, LIST)
    finish(scene)
    finish(scene)
    assert queries(scene.client, LIST) == one <= 10


def test_the_command_names_the_first_report_that_is_not_intact(scene, monkeypatch, capsys):
    finish(scene)
    finish(scene)
    call_command("verify_consolidations")
    assert "2 báo cáo tổng hợp đã chốt, đều nguyên vẹn." in capsys.readouterr().out
    # The database itself refuses to change a row, so a damaged one is played.
    monkeypatch.setattr(Consolidation, "is_intact", lambda row: row.sequence == 1)
    with pytest.raises(CommandError, match=f"năm {YEAR}, lần 2 không còn nguyên vẹn"):
        call_command("verify_consolidations")
    assert "Không còn nguyên vẹn" in words_of(scene.client.get(f"{LIST}2/"))


def test_every_address_of_a_frozen_report_has_its_name():
    place = {"year": YEAR, "sequence": 1}
    assert reverse("consolidation_detail", kwargs=place) == ONE
    assert reverse("consolidation_file", kwargs=place | {"kind": "docx"}) == f"{ONE}docx/"
