"""The report as a workbook, on its way out: what stands in it and what must never."""

from decimal import Decimal

import pytest
from openpyxl.worksheet.protection import SheetProtection

from reports.models import Report
from targets.models import Target
from tests import factories as make
from tests.entry_cases import url
from tests.factories import at
from tests.workbook_cases import GENERAL, GUIDE, TARGETS, TASKS, Carrier

pytestmark = pytest.mark.django_db

RISKY = (
    "=1+1",
    "+84 28",
    "-5 hộ",
    "@nhóm",
    "\t=2",
    "\r=3",
    '=HYPERLINK("http://x";"y")',
    "_x0041_",
)


@pytest.fixture
def report():
    return make.report_with_items(targets=2, tasks=2)


@pytest.fixture
def carrier(client, report):
    return Carrier(client, report)


def entry(report):
    return report.entries.select_related("target").first()


@pytest.mark.one_database
def test_workbook_has_a_sheet_for_every_part_and_a_guide(carrier):
    book = carrier.download().book
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == [GUIDE, TARGETS, TASKS, GENERAL]


def test_unit_without_targets_gets_no_sheet_of_targets(client):
    book = Carrier(client, make.report_with_items(targets=0)).download().book
    assert TARGETS not in book.sheetnames and TASKS in book.sheetnames


def test_workbook_asks_for_the_same_boxes_as_the_pages(carrier, report):
    """Open cells of the sheets = boxes of the three pages."""
    book = carrier.download()
    open_cells = sum(
        not cell.protection.locked
        for key in ("targets", "tasks", "assessment")
        for row in book.sheet_of(key).iter_rows()
        for cell in row
    )
    boxes = 0
    for page in ("report_targets", "report_tasks", "report_assessment"):
        html = carrier.client.get(url(page, report)).content.decode()
        boxes += html.count('-base" id=')
    assert open_cells == boxes > 20


def test_known_things_are_filled_in_and_locked(carrier, report):
    target = entry(report).target
    book = carrier.download()
    words = book.cell("targets", target.slug, "@words")
    assert target.name in words.value and "đạt 42 giường bệnh" in words.value
    assert words.protection.locked
    assert book.cell("targets", target.slug, "@unit").value == target.unit_of_measure
    assert book.sheet_of("targets").protection.sheet
    assert not book.sheet_of("targets").protection.password


def test_draft_leaves_as_numbers_and_words(carrier, report):
    make.fill(report, terms=("600", "200000"))
    target = entry(report).target
    book = carrier.download()
    assert book.cell("targets", target.slug, "ytd_numerator").value == 600
    task = report.updates.first()
    assert book.cell("tasks", task.anchor, "rating").value == "Thường xuyên, có kết quả"
    overview = book.cell("assessment", "danh-gia-chung-overview", "@text")
    assert overview.value == "Kết quả tốt."


def test_unreadable_draft_text_leaves_as_it_was_typed(carrier, report):
    row = entry(report)
    row.unparsed = {"proposal": "khoảng 42"}
    row.save()
    assert carrier.download().cell("targets", row.anchor, "proposal").value == "khoảng 42"


@pytest.mark.one_database
def test_ratio_is_a_formula_of_ours_without_an_error_sign(carrier, report):
    cell = carrier.download().cell("targets", entry(report).anchor, "ytd")
    assert cell.data_type == "f" and cell.protection.locked
    assert cell.value.startswith("=IF(COUNT(") and '""' in cell.value


@pytest.mark.one_database
@pytest.mark.parametrize("text", RISKY)
def test_typed_text_never_leaves_as_a_formula(carrier, report, text):
    report.updates.update(result=text, difficulties=text)
    report.assessment.overview = text
    report.assessment.save()
    report.unit.name = text
    report.unit.save()
    entry(report).target.readings.update(quote=text)
    Target.objects.update(name=text, numerator_label=text)
    book = carrier.download()
    for sheet in book.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith("=IF(COUNT("), cell
    cell = book.cell("tasks", report.updates.first().anchor, "result")
    assert cell.data_type == "s"
    assert cell.quotePrefix is (text != "_x0041_")


@pytest.mark.one_database
def test_characters_that_a_cell_cannot_hold_are_left_out(carrier, report):
    report.updates.update(result="Kết\x0b quả\x1f tốt\ufffe")
    cell = carrier.download().cell("tasks", report.updates.first().anchor, "result")
    assert cell.value == "Kết quả tốt"


@pytest.mark.one_database
def test_inputs_carry_limits_and_words_of_their_field(carrier, report):
    Target.objects.update(floor=Decimal(0), ceiling=Decimal(100), is_share=True)
    book = carrier.download()
    rules = book.sheet_of("targets").data_validations.dataValidation
    proposal = next(rule for rule in rules if rule.type == "decimal" and rule.operator == "between")
    assert (proposal.formula1, proposal.formula2) == ("0", "100")
    assert "từ 0 đến 100" in proposal.error and proposal.showErrorMessage
    ratings = book.sheet_of("tasks").data_validations.dataValidation
    chosen = next(rule for rule in ratings if rule.type == "list")
    assert chosen.formula1.startswith(f"'{GUIDE}'!$B$")
    for sheet in book.book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255 and len(rule.error or "") <= 255
            assert len(rule.promptTitle or "") <= 32


@pytest.mark.one_database
def test_workbook_is_made_for_paper(carrier):
    for sheet in carrier.download().book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert isinstance(sheet.protection, SheetProtection) and sheet.protection.sheet
        if sheet.title != GUIDE:
            assert sheet.print_title_rows == "$4:$5"
            assert sheet.freeze_panes
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
        assert fonts == {"Times New Roman"}


def test_accepted_items_of_a_returned_report_are_locked(client, report):
    make.fill(report)
    reviewer, head = make.coordinator(report.round.plan), make.head(report.unit)
    now = at(2027, 11, 3)
    report.touch(by=head, at=now)
    report.submit(by=head, at=now)
    row = entry(report)
    row.review_state = "ACCEPTED"
    row.save()
    report.send_back(by=reviewer, at=now, reason="Thiếu nguồn.", resubmit_by=now.date())
    book = Carrier(client, report).download()
    assert book.cell("targets", row.anchor, "source").protection.locked
    other = report.entries.last()
    assert not book.cell("targets", other.anchor, "source").protection.locked


def test_closed_report_leads_back_with_the_reason(client, report):
    make.fill(report)
    head = make.head(report.unit)
    report.touch(by=head, at=at(2027, 11, 3))
    report.submit(by=head, at=at(2027, 11, 3))
    carrier = Carrier(client, report)
    for name in ("report_workbook", "report_upload"):
        response = carrier.client.get(url(name, report), follow=True)
        assert response.redirect_chain[-1][0] == url("report_detail", report)
        assert "đang chờ thẩm định" in response.content.decode()
    assert carrier.upload(b"x").response.status_code == 302


def test_colleague_of_another_unit_gets_nothing(client, report):
    other = make.member(make.UnitFactory())
    client.force_login(other)
    for name in ("report_workbook", "report_upload"):
        assert client.get(url(name, report)).status_code == 404
    assert client.post(url("report_upload", report), {"action": "confirm"}).status_code == 404


def test_download_asks_few_queries(carrier, django_assert_max_num_queries):
    with django_assert_max_num_queries(38):
        carrier.download()


def test_download_changes_nothing(carrier, report):
    before = Report.objects.get(pk=report.pk)
    carrier.download()
    after = Report.objects.get(pk=report.pk)
    assert (before.state, before.version) == (after.state, after.version)
