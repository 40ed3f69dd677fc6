"""A unit adds files to its report and takes them out of its draft."""

import hashlib
from pathlib import Path

import pytest

from reports.evidence import attaching, storing
from reports.models import Evidence, ReportEvent
from tests import evidence_files as made
from tests import factories as make
from tests.entry_cases import url
from tests.evidence_files import post, take_out
from tests.report_scene import NOON, Scene, State

pytestmark = pytest.mark.django_db
Kind = Evidence.Kind
STAMP = "danh-gia-chung"


@pytest.fixture
def scene(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {**settings.STORAGES["evidence"]["OPTIONS"], "location": tmp_path / "ev"},
        },
    }
    scene = Scene()
    scene.folder = Path(storing.storage().location)
    return scene


@pytest.fixture
def staff(scene, client):
    client.force_login(scene.staff)
    return client


def stored(scene):
    return sorted(path for path in scene.folder.rglob("*") if path.is_file())


def words_of(response):
    return response.content.decode()


def test_unit_adds_several_files_to_a_target_at_once(scene, staff):
    files = [("Bảng 1.pdf", made.pdf()), ("ảnh.png", made.image())]
    response = post(staff, scene.report, files, item=scene.entry.anchor)
    assert response.status_code == 302
    rows = list(scene.entry.evidence.order_by("pk"))
    assert [(row.name, row.media_type, row.scan) for row in rows] == [
        ("Bảng 1.pdf", "application/pdf", "NOT_CONFIGURED"),
        ("ảnh.png", "image/png", "NOT_CONFIGURED"),
    ]
    assert rows[0].sha256 == hashlib.sha256(files[0][1]).hexdigest()
    assert (rows[0].size, rows[0].uploaded_by) == (len(files[0][1]), scene.staff)
    assert (rows[0].kind, rows[0].sent_in) == (Kind.SUPPORT, None)


@pytest.mark.parametrize("place", ["update", "report"])
def test_unit_adds_a_file_to_a_task_and_to_the_report(place, scene, staff):
    item = scene.update.anchor if place == "update" else STAMP
    post(staff, scene.report, [("a.docx", made.docx())], item=item)
    row = Evidence.objects.get()
    assert (row.entry, row.update) == (None, scene.update if place == "update" else None)


def test_stored_name_is_random_private_and_sharded(scene, staff):
    post(staff, scene.report, [("bi mat.pdf", made.pdf())])
    row = Evidence.objects.get()
    path = scene.folder / row.stored_name
    assert "bi" not in row.stored_name.rpartition("/")[2][:2] or len(row.stored_name) == 35
    assert row.stored_name[:2] == row.stored_name[3:5]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_adding_the_first_file_opens_the_draft(scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    scene.report.refresh_from_db()
    assert scene.report.state == State.DRAFT


def test_wrong_files_are_refused_in_words_and_the_good_one_stays(scene, staff):
    files = [("x.pdf", b"<html></html>"), ("tốt.pdf", made.pdf()), ("rỗng.docx", b"")]
    response = post(staff, scene.report, files)
    assert response.status_code == 422
    assert "x.pdf: Nội dung tệp là HTML" in words_of(response)
    assert "rỗng.docx: Tệp trống" in words_of(response)
    assert Evidence.objects.get().name == "tốt.pdf"
    assert len(stored(scene)) == 1


def test_wrong_ending_is_mended_and_told(scene, staff):
    response = post(staff, scene.report, [("quet.pdf", made.image("JPEG"))], htmx=True)
    assert Evidence.objects.get().name == "quet.jpg"
    assert "Nội dung là JPEG" in words_of(response)


def test_file_over_20_mb_is_refused_and_leaves_nothing(scene, staff, monkeypatch):
    monkeypatch.setattr("reports.evidence.receiving.FILE_BYTES", 300)
    monkeypatch.setattr("reports.evidence.storing.FILE_BYTES", 300)
    response = post(staff, scene.report, [("lớn.pdf", made.pdf() + b" " * 400)], htmx=True)
    assert response.status_code == 422
    assert "Tệp lớn hơn 20 MB" in words_of(response)
    assert not Evidence.objects.exists()
    assert stored(scene) == []


def test_request_over_everything_a_report_may_hold_is_not_read(scene, staff, monkeypatch):
    monkeypatch.setattr("reports.evidence.receiving.REQUEST_BYTES", 500)
    response = post(staff, scene.report, [("a.pdf", made.pdf() + b" " * 600)])
    assert response.status_code == 422
    assert "quá nhiều dữ liệu" in words_of(response)
    assert stored(scene) == []


def test_post_without_a_file_says_so(scene, staff):
    response = post(staff, scene.report, [])
    assert response.status_code == 422
    assert "Chưa chọn tệp nào" in words_of(response)


def test_same_content_at_the_same_place_is_kept_once(scene, staff):
    for name in ("a.pdf", "b.pdf"):
        assert post(staff, scene.report, [(name, made.pdf())]).status_code == 302
    assert Evidence.objects.get().name == "a.pdf"
    assert len(stored(scene)) == 1
    post(staff, scene.report, [("c.pdf", made.pdf())], item=scene.entry.anchor)
    assert Evidence.objects.count() == 2


def test_repeated_post_gets_the_same_answer_and_stores_nothing_more(scene, staff):
    key = "7b0e6cb8-9c35-4a63-8ea5-0c7be5c0c3b1"
    for _ in range(2):
        answer = post(staff, scene.report, [("a.pdf", made.pdf())], idempotency_key=key)
        assert answer.status_code == 302
    assert Evidence.objects.count() == len(stored(scene)) == 1


def test_other_files_under_a_used_key_are_other_work(scene, staff):
    key = "7b0e6cb8-9c35-4a63-8ea5-0c7be5c0c3b2"
    for words in ("một", "hai"):
        post(staff, scene.report, [("a.pdf", made.pdf(words=words))], idempotency_key=key)
    assert Evidence.objects.count() == 2


def test_report_takes_200_files_and_no_more(scene, staff, monkeypatch):
    monkeypatch.setattr("reports.evidence.attaching.REPORT_FILES", 2)
    files = [(f"{n}.pdf", made.pdf(words=str(n))) for n in range(3)]
    response = post(staff, scene.report, files)
    assert "đã có 2 tệp, là số tối đa" in words_of(response)
    assert Evidence.objects.count() == len(stored(scene)) == 2


def test_report_takes_200_mb_and_no_more(scene, staff, monkeypatch):
    monkeypatch.setattr("reports.evidence.attaching.REPORT_BYTES", 2 * len(made.pdf()) + 2)
    files = [(f"{n}.pdf", made.pdf(words=str(n))) for n in range(3)]
    assert "Tổng dung lượng" in words_of(post(staff, scene.report, files))
    assert Evidence.objects.count() == 2


def test_the_limit_is_judged_on_the_rows_under_the_lock(scene, staff, monkeypatch):
    """Two uploads at once: what the other one wrote meanwhile counts."""
    monkeypatch.setattr("reports.evidence.attaching.REPORT_FILES", 1)
    seen_before = scene.report.evidence.count()
    post(staff, scene.report, [("a.pdf", made.pdf(words="1"))])
    late = storing.receive([made.upload("b.pdf", made.pdf(words="2"))])[0]
    assert seen_before == 0
    with pytest.raises(attaching.EvidenceRefused, match="số tối đa"):
        attaching.attach(scene.report, late, item=None, kind=Kind.SUPPORT, by=scene.staff, at=NOON)


@pytest.mark.parametrize(("count", "is_near"), [(159, False), (160, True)])
def test_warning_comes_at_80_percent_of_the_files(count, is_near):
    assert attaching.Usage(count, 0).is_near_limit is is_near


def test_warning_comes_at_80_percent_of_the_size(scene, staff, monkeypatch):
    assert attaching.Usage(1, 160 * 1024 * 1024).is_near_limit
    monkeypatch.setattr("reports.evidence.attaching.REPORT_FILES", 2)
    for n in range(2):
        post(staff, scene.report, [("a.pdf", made.pdf(words=str(n)))])
    assert "Báo cáo đã dùng 2 tệp" in words_of(staff.get(url("report_evidence", scene.report)))


def test_script_gets_the_list_of_the_place_and_the_versions(scene, staff):
    scene.bring(State.DRAFT)
    before = scene.report.version
    response = post(
        staff, scene.report, [("a.pdf", made.pdf())], item=scene.entry.anchor, htmx=True
    )
    assert response.status_code == 200
    assert "data-evidence-files" in words_of(response)
    assert "a.pdf" in words_of(response)
    assert "<html" not in words_of(response)
    assert response["X-Saved-Version"] == f"{before} {before + 1}"


# -- taking out ------------------------------------------------------------------------------


def test_unit_takes_a_file_out_of_its_draft_and_the_file_goes(
    scene, staff, django_capture_on_commit_callbacks
):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    with django_capture_on_commit_callbacks(execute=True):
        assert take_out(staff, scene.report, Evidence.objects.get()).status_code == 302
    assert not Evidence.objects.exists()
    assert stored(scene) == []


def test_removing_what_is_gone_is_no_fault(scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    row = Evidence.objects.get()
    assert take_out(staff, scene.report, row, htmx=True).status_code == 200
    assert take_out(staff, scene.report, row, htmx=True).status_code == 200


def test_what_was_sent_stays_when_the_draft_drops_it(scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    scene.bring(State.RETURNED)
    row = Evidence.objects.get()
    assert row.sent_in == scene.report.submissions.get()
    take_out(staff, scene.report, row, htmx=True)
    row.refresh_from_db()
    assert (row.removed_by, len(stored(scene))) == (scene.staff, 1)
    assert staff.get(f"/minh-chung/{row.pk}/").status_code == 200
    assert "a.pdf" not in words_of(staff.get(url("report_evidence", scene.report)))


def test_file_dropped_and_added_again_is_a_new_row_on_the_same_draft(scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    scene.bring(State.RETURNED)
    take_out(staff, scene.report, Evidence.objects.get())
    post(staff, scene.report, [("a.pdf", made.pdf())])
    assert Evidence.objects.count() == 2
    assert Evidence.objects.attached().get().sent_in is None


@pytest.mark.parametrize("state", [State.WITH_HEAD, State.SUBMITTED, State.ACCEPTED])
def test_nothing_is_added_or_removed_once_the_draft_is_closed(state, scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())])
    scene.bring(state)
    response = post(staff, scene.report, [("b.pdf", made.pdf(words="b"))], htmx=True)
    assert response.status_code == 422
    assert "Không thêm, bỏ tệp được" in words_of(response)
    row = Evidence.objects.get()
    assert take_out(staff, scene.report, row, htmx=True).status_code == 422
    assert Evidence.objects.attached().get() == row
    assert len(stored(scene)) == 1


def test_accepted_item_of_a_returned_report_keeps_its_files(scene, staff):
    post(staff, scene.report, [("a.pdf", made.pdf())], item=scene.entry.anchor)
    scene.bring(State.SUBMITTED)
    scene.report.accept_item(scene.entry, by=scene.reviewer, at=NOON)
    scene.report.send_back(by=scene.reviewer, at=NOON, reason="Sửa.", resubmit_by=NOON.date())
    more = post(
        staff, scene.report, [("b.pdf", made.pdf(words="b"))], item=scene.entry.anchor, htmx=True
    )
    assert more.status_code == 422
    row = Evidence.objects.get()
    gone = take_out(staff, scene.report, row, item=scene.entry.anchor, htmx=True)
    assert gone.status_code == 422
    assert post(staff, scene.report, [("c.pdf", made.pdf(words="c"))]).status_code == 302


# -- the signed copy -------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.WITH_HEAD, State.SUBMITTED])
def test_signed_copy_may_follow_until_the_report_is_accepted(state, scene, staff):
    scene.bring(state)
    post(staff, scene.report, [("ky.pdf", made.pdf())], item="ban-ky", page="report_receipt")
    row = Evidence.objects.get()
    assert row.kind == Kind.SIGNED_COPY
    is_sent = state == State.SUBMITTED
    assert row.sent_in == (scene.report.submissions.get() if is_sent else None)
    events = scene.report.events.filter(kind=ReportEvent.Kind.EVIDENCE_ADDED)
    assert [event.subject for event in events] == (["ky.pdf"] if is_sent else [])
    assert take_out(staff, scene.report, row, item="ban-ky", htmx=True).status_code == 422


def test_signed_copy_comes_no_more_after_acceptance(scene, staff):
    scene.bring(State.ACCEPTED)
    response = post(staff, scene.report, [("ky.pdf", made.pdf())], item="ban-ky")
    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_signed_copy_is_a_scan(scene, staff):
    response = post(staff, scene.report, [("ky.docx", made.docx())], item="ban-ky", htmx=True)
    assert "phải là PDF hoặc ảnh" in words_of(response)


def test_signed_copy_returns_the_person_to_the_page_of_the_form(scene, staff):
    scene.bring(State.SUBMITTED)
    response = post(
        staff, scene.report, [("ky.pdf", made.pdf())], item="ban-ky", page="report_receipt"
    )
    assert response.url == url("report_receipt", scene.report) + "#minh-chung-ban-ky"


# -- who -------------------------------------------------------------------------------------


def test_stranger_and_reviewer_add_nothing(scene, client):
    scene.bring(State.SUBMITTED)
    for person in (make.UserFactory(), scene.reviewer, make.member(make.UnitFactory())):
        client.force_login(person)
        assert post(client, scene.report, [("a.pdf", made.pdf())]).status_code == 404
    assert stored(scene) == []


def test_unknown_place_is_not_found(scene, staff):
    assert post(staff, scene.report, [("a.pdf", made.pdf())], item="ct-999").status_code == 404


def test_unit_adds_nothing_while_its_paper_is_being_entered(scene, staff, client):
    enterer = scene.reviewer
    scene.report.begin_on_behalf(
        by=enterer, at=NOON, signer="Trưởng phòng", reason="Mất mạng", received_at=NOON
    )
    response = post(staff, scene.report, [("a.pdf", made.pdf())], htmx=True)
    assert response.status_code == 422
    client.force_login(enterer)
    assert post(client, scene.report, [("a.pdf", made.pdf())], item="ban-ky").status_code == 302


# -- pages -----------------------------------------------------------------------------------


def test_files_stand_on_the_pages_of_the_report(scene, staff):
    scene.bring(State.DRAFT)
    places = (scene.entry.anchor, scene.update.anchor, STAMP, "ban-ky")
    for item in places:
        post(staff, scene.report, [(f"{item}.pdf", made.pdf(words=item))], item=item)
    shown = {
        "report_targets": places[:1],
        "report_tasks": places[1:2],
        "report_assessment": places[2:3],
        "report_check": places,
        "report_evidence": places,
        "report_detail": places,
    }
    for name, items in shown.items():
        page = words_of(staff.get(url(name, scene.report)))
        for item in items:
            assert f"{item}.pdf" in page, (name, item)
    work = words_of(staff.get("/viec-cua-toi/"))
    assert "4 tệp · " in work


def test_page_of_files_costs_the_same_for_many_files(scene, staff, django_assert_max_num_queries):
    for count in range(2):
        post(staff, scene.report, [(f"{count}.pdf", made.pdf(words=str(count)))])
        with django_assert_max_num_queries(17):
            staff.get(url("report_evidence", scene.report))


def test_reviewer_sees_what_was_sent_beside_the_item(scene, staff, client):
    scene.bring(State.DRAFT)
    post(staff, scene.report, [("cũ.pdf", made.pdf())], item=scene.entry.anchor)
    scene.bring(State.RETURNED)
    take_out(staff, scene.report, Evidence.objects.get(), item=scene.entry.anchor)
    post(staff, scene.report, [("mới.pdf", made.pdf(words="m"))], item=scene.entry.anchor)
    client.force_login(scene.reviewer)
    for name in ("review_report", "report_detail"):
        page = words_of(client.get(url(name, scene.report)))
        assert "cũ.pdf" in page, name
        assert "mới.pdf" not in page, name
    draft = Evidence.objects.get(name="mới.pdf")
    assert client.get(f"/minh-chung/{draft.pk}/").status_code == 404


def test_reviewer_sees_a_signed_copy_that_came_later(scene, staff, client):
    scene.bring(State.SUBMITTED)
    post(staff, scene.report, [("ky.pdf", made.pdf())], item="ban-ky")
    client.force_login(scene.reviewer)
    page = words_of(client.get(url("review_report", scene.report)))
    assert "ky.pdf" in page


def test_returned_item_counts_as_mended_when_a_file_was_added(scene, staff):
    scene.bring(State.SUBMITTED)
    scene.report.return_item(scene.entry, by=scene.reviewer, at=NOON, reason="Thiếu biểu kèm.")
    scene.report.send_back(by=scene.reviewer, at=NOON, reason="Sửa.", resubmit_by=NOON.date())
    assert "Nội dung bị trả lại chưa được sửa" in words_of(
        staff.get(url("report_check", scene.report))
    )
    post(staff, scene.report, [("a.pdf", made.pdf())], item=scene.entry.anchor)
    assert "Nội dung bị trả lại chưa được sửa" not in words_of(
        staff.get(url("report_check", scene.report))
    )
