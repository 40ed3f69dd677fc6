"""A report that another unit finishes is called so in letters, calls, receipts and files."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from assignments.models import Unit
from assignments.permissions import powers_of
from reports.dashboards.board import reporting_board
from reports.models import Call, Letter, Report
from reports.reorganising.carrying import carry_out
from targets.progress import ReportingStatus
from tests import factories as make
from tests.built_once import built_once
from tests.export_files import both
from tests.factories import at
from tests.reorganising_scene import NOW, Scene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
# The ward ends behind the deadline: its report is counted, late, and the heir's to finish.
ENDS, LATE = at(2027, 11, 15), at(2027, 11, 20)
NAMED = "Ủy ban nhân dân Phường 4 (Ủy ban nhân dân Phường Bàn Cờ hoàn tất)"
SHORT = "Phường 4 (Ủy ban nhân dân Phường Bàn Cờ hoàn tất)"


def build():
    scene = Scene()
    draft = scene.splitting(effective_on=ENDS.date())
    carry_out(draft, by=scene.administrator, at=NOW)
    scene.heir = make.head(Unit.objects.get(code="phuong-ban-co"))
    return scene


kept, built = built_once(build)


@pytest.fixture
def scene(built, settings):
    settings.FROZEN_CLOCK = LATE
    return built


def letter_to_ward_4(client):
    typed = {"units": ["phuong-4"], "kind": "together", "reply_by": "24/11/2027"}
    assert client.post(reverse("letter_list", args=[2027]), typed).status_code == 302
    return Letter.objects.get()


def test_letters_and_calls_name_who_finishes_the_report(scene):
    client = client_of(scene.officer)
    letter = letter_to_ward_4(client)
    report = scene.report(scene.ward4)
    Call.objects.create(report=report, at=LATE, by=scene.officer, spoken_to="Văn thư", note="Hẹn.")
    detail = reverse("letter_detail", args=[2027, letter.pk])
    for name in ("excuse_report", "call_log"):
        assert NAMED in text_of(client.get(reverse(name, args=[2027, "phuong-4"])))
    assert NAMED in text_of(client.get(detail))
    page = text_of(client.get(reverse("letter_list", args=[2027])))
    assert page.count(NAMED) >= 2 and SHORT in page
    paper = Document(BytesIO(client.get(reverse("letter_docx", args=[2027, letter.pk])).content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert NAMED in cells
    for name in ("letter_export", "call_export"):
        assert [row["Đơn vị"] for row in both(client, name, year=2027)] == [NAMED]
    scene.report(scene.ward4).excuse(by=scene.officer, at=LATE, reason="Đã sắp xếp.")
    assert f"{NAMED}: đã gửi, được gia hạn" in text_of(client.get(detail))


def test_the_queries_of_the_call_export_do_not_grow_with_its_calls(
    scene, django_assert_max_num_queries
):
    client, address = client_of(scene.officer), reverse("call_export", args=[2027, "csv"])
    told = {"at": LATE, "by": scene.officer, "spoken_to": "Văn thư", "note": "Hẹn."}
    Call.objects.create(report=scene.report(scene.ward4), **told)
    client.get(address)
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    for unit in (scene.ward1, scene.ward2, scene.economy, scene.urban):
        Call.objects.create(report=scene.report(unit), **told)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_receipt_names_who_sent_in_place_of_whom(scene):
    report = make.fill(scene.report(scene.ward4))
    report.touch(by=scene.heir, at=LATE)
    report.submit(by=scene.heir, at=LATE)
    page = client_of(scene.heir).get(reverse("report_receipt", args=[2027, "phuong-4"]))
    assert f"<dd>{NAMED}</dd>" in text_of(page)


def test_board_and_workbooks_name_who_is_to_be_asked(scene):
    client = client_of(scene.officer)
    assert SHORT in text_of(client.get(reverse("filing_board")))
    for address, sheet in (
        (reverse("consolidated_xlsx", args=[2027]), "Tình hình nộp báo cáo"),
        (reverse("filing_xlsx"), "Đơn vị"),
    ):
        book = load_workbook(BytesIO(client.get(address).content))
        assert NAMED in [row[1].value for row in book[sheet].iter_rows(min_row=5)]
    ages = [cell.value or "" for row in book["Tổng hợp"].iter_rows() for cell in row]
    assert any(SHORT in str(value) for value in ages)


def test_a_leader_reads_that_a_unit_ended_and_not_that_it_was_excused(scene):
    carry_out(scene.merging(), by=scene.administrator, at=NOW)
    chair = make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user
    excused = scene.report(scene.ward1)
    excused.excuse(by=scene.officer, at=NOW, reason="Mới thành lập.")
    board = reporting_board(scene.round, at=LATE, powers=powers_of(chair, on=LATE.date()))
    states = {row.unit.code: row.state for row in board.rows}
    assert states["phong-kinh-te"] is ReportingStatus.ENDED
    assert states["phuong-1"] is ReportingStatus.EXCUSED
    assert {row.state: row.count for row in board.states}[ReportingStatus.ENDED] == 2
    page = text_of(client_of(chair).get(reverse("filing_board")))
    told = page.partition('id="da-ket-thuc"')[2].partition("</section>")[0]
    assert told.count("Đơn vị đã kết thúc") == 2 and "Được miễn" not in told
    assert Report.objects.get(pk=excused.pk).is_excused
