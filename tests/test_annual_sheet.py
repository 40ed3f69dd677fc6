"""The worksheet of a year: what it shows, what a post saves, and the workbook there and back."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from q3plan.lib.attachment import XLSX
from reports.models import AnnualDraft
from tests import factories as make
from tests.annual_scene import YEAR, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def office(client, scene):
    client.force_login(scene.officer)
    return client


def page(year=YEAR, name="annual_sheet"):
    return reverse(name, args=[year])


def text_of(response):
    return response.content.decode()


def draft(target):
    return AnnualDraft.objects.filter(target=target, year=YEAR).first()


def test_the_office_sees_estimate_proposal_and_straight_path_side_by_side(office, scene):
    scene.accept(scene.beds, 2027, "36")
    scene.send(proposal="39,5".replace(",", "."))
    text = text_of(office.get(page()))
    assert "36,0 (ước)" in text and "39,5" in text and "Bệnh viện mới mở" in text
    assert "chưa duyệt" in text and "Theo lộ trình: 38,0" in text
    assert "Theo lộ trình: 3,0%" in text


def test_a_draft_proposal_of_a_unit_is_not_shown(office, scene):
    entry = scene.report.entries.get()
    entry.proposal = Decimal("39.5")
    entry.save()
    assert "39,5" not in text_of(office.get(page()))


def test_an_estimate_that_was_only_sent_is_used_and_marked(office, scene):
    scene.send()
    text = text_of(office.get(page()))
    assert "đã gửi, chưa duyệt" in text and "Theo ước thực hiện: 30,0" in text


def test_the_office_saves_drafts_and_sees_the_check(office, scene):
    scene.accept(scene.beds, 2027, "36.3")
    code = scene.beds.slug
    data = {f"{code}-value": "37", f"{code}-note": "Theo nghị quyết", f"{code}-version": "0"}
    response = office.post(page(), data, follow=True)
    assert "còn thiếu 3,6 so với mức phải đạt (42)" in text_of(response)
    row = draft(scene.beds)
    assert (row.value, row.note, row.version, row.updated_by) == (
        37,
        "Theo nghị quyết",
        1,
        scene.officer,
    )
    assert draft(scene.jobless) is None


def test_a_box_that_is_being_typed_into_is_checked_without_writing(office, scene):
    scene.accept(scene.beds, 2027, "36.3")
    hx = {"HX-Request": "true"}
    code = scene.beds.slug
    response = office.get(page(), {f"{code}-value": "37"}, headers=hx)
    assert "còn thiếu 3,6" in text_of(response) and "<html" not in text_of(response)
    assert "không phải là số" in text_of(office.get(page(), {f"{code}-value": "x"}, headers=hx))
    assert office.get(page(), {"khong-co-value": "37"}, headers=hx).status_code == 200
    assert not AnnualDraft.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("nhiều", "không phải là số"),
        ("37.125", "Gõ lại"),
        ("-1", "không được âm"),
        ("101", "từ 0 đến 100"),
        ("1,1234567", "chữ số sau dấu phẩy"),
        ("9" * 300, "quá dài"),
    ],
)
def test_what_cannot_be_read_is_kept_and_nothing_is_saved(office, scene, typed, words):
    data = {f"{scene.jobless.slug}-value": typed, f"{scene.beds.slug}-value": "37"}
    response = office.post(page(), data)
    assert response.status_code == 422
    assert words in text_of(response) and typed in text_of(response)
    assert not AnnualDraft.objects.exists()


def test_a_row_takes_a_value_and_every_empty_row_is_filled(office, scene):
    scene.accept(scene.beds, 2027, "36")
    response = office.post(page(), {"take": f"{scene.beds.slug}:path"})
    assert response.url.endswith(f"#{scene.beds.slug}")
    assert draft(scene.beds).value == 38
    office.post(page(), {"fill": "path"})
    assert (draft(scene.beds).value, draft(scene.jobless).value) == (38, 3)
    assert draft(scene.beds).version == 1
    office.post(page(), {"take": f"{scene.beds.slug}:khong-co"})
    assert draft(scene.beds).version == 1


def test_two_officers_do_not_overwrite_each_other(office, scene):
    code, other = scene.beds.slug, scene.jobless.slug
    first = {f"{code}-value": "37", f"{code}-version": "0"}
    office.post(page(), first)
    second = {f"{code}-value": "38", f"{code}-version": "0", f"{other}-value": "2,8"}
    response = office.post(page(), second)
    text = text_of(response)
    assert response.status_code == 409
    assert "vừa lưu 37" in text and 'value="38"' in text and 'value="2,8"' in text
    assert draft(scene.jobless) is None and draft(scene.beds).value == 37
    assert office.post(page(), second | {f"{code}-version": "zz"}).status_code == 409
    office.post(page(), second | {f"{code}-version": "1"})
    assert (draft(scene.beds).value, draft(scene.jobless).value) == (38, Decimal("2.8"))


def test_a_row_that_was_not_touched_keeps_what_another_officer_saved(office, scene):
    shown = office.get(page()).context["rows"]
    bases = {f"{row.anchor}-base": row.base for row in shown}
    untouched = {f"{row.anchor}-value": "" for row in shown} | bases
    untouched |= {f"{row.anchor}-version": "0" for row in shown}
    office.post(page(), {f"{scene.beds.slug}-value": "37"})
    response = office.post(page(), untouched | {f"{scene.jobless.slug}-value": "2,8"})
    assert response.status_code == 302
    assert (draft(scene.beds).value, draft(scene.jobless).value) == (37, Decimal("2.8"))


def test_the_chair_reads_the_sheet_and_writes_nothing(client, scene):
    client.force_login(scene.chair)
    assert f'name="{scene.beds.slug}-value"' not in text_of(client.get(page()))
    assert client.post(page(), {f"{scene.beds.slug}-value": "37"}).status_code == 403


def test_a_year_that_is_over_is_read_only_and_unknown_years_are_not_found(office, scene):
    assert office.get(page(2026)).status_code == 404
    scene.give(scene.beds, "35", year=2026, on="2026-01-05")
    assert "Năm đã qua" in text_of(office.get(page(2026)))
    assert office.post(page(2026), {f"{scene.beds.slug}-value": "1"}).status_code == 403
    assert office.get(page(2099)).status_code == 404
    assert office.get(reverse("annual_index")).url == page()


def test_the_sheet_costs_the_same_number_of_queries_for_any_number_of_targets(
    office, scene, django_assert_max_num_queries
):
    office.get(page())
    with django_assert_max_num_queries(40) as few:
        office.get(page())
    for _n in range(4):
        make.AssignmentFactory(
            unit=scene.unit, target=make.TargetFactory(plan=scene.plan), provides=True
        )
    with django_assert_max_num_queries(len(few)):
        office.get(page())


# -- the workbook ----------------------------------------------------------------------------


def written(office):
    response = office.get(page(name="annual_workbook"))
    assert response["Content-Type"] == XLSX
    return load_workbook(BytesIO(response.content))


def places(sheet):
    """(row, column) by target anchor and by column key."""
    rows = {sheet.cell(n, 1).value: n for n in range(2, sheet.max_row + 1)}
    columns = {sheet.cell(1, n).value: n for n in range(2, sheet.max_column + 1)}
    return rows, columns


def put(book, target, key, value):
    sheet = book.active
    rows, columns = places(sheet)
    sheet.cell(rows[target.slug], columns[key]).value = value


def upload(office, book, **data):
    stream = BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("giao.xlsx", stream.getvalue(), content_type=XLSX)
    return office.post(page(name="annual_upload"), {"file": file, **data})


def confirm(office, preview):
    data = {"action": "confirm"}
    for row, _stored in preview.context["changes"]:
        data |= {
            f"{row.anchor}-value": row.box.text,
            f"{row.anchor}-note": row.box.note,
            f"{row.anchor}-version": row.box.version,
        }
    return office.post(page(name="annual_upload"), data)


def test_the_workbook_goes_out_is_filled_and_comes_back_whole(office, scene):
    scene.accept(scene.beds, 2027, "36.3")
    book = written(office)
    put(book, scene.beds, "value", 37)
    put(book, scene.beds, "note", "Theo nghị quyết")
    put(book, scene.jobless, "value", "2,8")
    preview = upload(office, book)
    assert preview.status_code == 200 and "còn thiếu 3,6" in text_of(preview)
    assert not AnnualDraft.objects.exists()
    assert confirm(office, preview).status_code == 302
    assert (draft(scene.beds).value, draft(scene.jobless).value) == (37, Decimal("2.8"))
    again = written(office)
    assert "Tệp không có gì khác" in text_of(upload(office, again))


def test_an_error_in_one_cell_is_named_and_saves_nothing(office, scene):
    book = written(office)
    put(book, scene.beds, "value", 37)
    put(book, scene.jobless, "value", "nhiều")
    response = upload(office, book)
    rows, columns = places(book.active)
    cell = book.active.cell(rows[scene.jobless.slug], columns["value"]).coordinate
    assert response.status_code == 422
    assert f"!{cell}" in text_of(response) and not response.context["may_confirm"]
    assert not AnnualDraft.objects.exists()


def test_a_cell_that_nobody_changed_does_not_undo_what_was_saved_meanwhile(office, scene):
    book = written(office)
    office.post(page(), {f"{scene.beds.slug}-value": "37"})
    put(book, scene.jobless, "value", 2.5)
    confirm(office, upload(office, book))
    assert (draft(scene.beds).value, draft(scene.jobless).value) == (37, Decimal("2.5"))


def test_a_cell_that_both_changed_is_shown_before_it_is_taken(office, scene):
    book = written(office)
    office.post(page(), {f"{scene.beds.slug}-value": "37"})
    put(book, scene.beds, "value", 38)
    preview = upload(office, book)
    assert "Có người đổi sau khi tải bảng" in text_of(preview)
    confirm(office, preview)
    assert draft(scene.beds).value == 38


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 hong", b"a;b;c"])
def test_another_file_is_refused_in_words(office, content):
    file = SimpleUploadedFile("giao.xlsx", content)
    response = office.post(page(name="annual_upload"), {"file": file})
    assert response.status_code == 422 and response.context["refused"]
    assert office.post(page(name="annual_upload"), {}).status_code == 422


def test_the_workbook_of_another_year_is_refused(office, scene):
    book = written(office)
    book.active.cell(1, 1).value = book.active.cell(1, 1).value.replace("2028", "2027")
    assert "năm hoặc kế hoạch khác" in text_of(upload(office, book))
    book.active.cell(1, 1).value = None
    assert "mã ẩn" in text_of(upload(office, book))


def test_only_the_coordinating_unit_uploads(client, scene):
    client.force_login(scene.chair)
    assert client.get(page(name="annual_upload")).status_code == 403
    assert client.get(page(name="annual_workbook")).status_code == 200
