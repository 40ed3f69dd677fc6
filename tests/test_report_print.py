"""The paper route: a sheet to sign, and its scan beside what was sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.evidence import attaching, storing
from reports.models import Evidence
from tests import evidence_files as made
from tests import factories as make
from tests.entry_cases import url
from tests.review_scene import NOW, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return ReviewScene()


def sheet(scene, person):
    return text_of(client_of(person).get(url("report_print", scene.report)))


def test_unit_prints_its_draft_with_the_official_parts(scene):
    make.fill(scene.report)
    scene.report.touch(by=scene.head, at=NOW)
    text = sheet(scene, scene.head)
    for words in (
        "DỰ THẢO in lúc 03/11/2027 09:00",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        "Nơi nhận:",
        "Lưu: VT.",
        "I. KẾT QUẢ NỔI BẬT",
        "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "Số giường bệnh trên 10.000 dân",
        "Báo cáo thống kê",
        "Đã thực hiện.",
        "TRƯỞNG PHÒNG",
    ):
        assert words in text, words
    assert "Mã biên nhận" not in text
    assert reverse("report_evidence", args=[2027, scene.report.unit.code]) in text


def test_blank_parts_of_a_draft_are_seen_on_paper(scene):
    assert "(Chưa có nội dung)" in sheet(scene, scene.head)


def test_sent_report_is_printed_with_its_receipt_and_state(scene):
    scene.send()
    code = scene.report.submissions.get().receipt_code
    for person in (scene.head, scene.coordinator):
        text = sheet(scene, person)
        assert f"Mã biên nhận {code}" in text
        assert "ĐÃ GỬI, CHỜ THẨM ĐỊNH" in text
        assert "DỰ THẢO" not in text
    scene.accept()
    assert "CHỜ THẨM ĐỊNH" not in sheet(scene, scene.head)


def test_others_print_what_was_sent_and_never_the_draft(scene):
    scene.send().send_back()
    scene.report.updates.update(result="CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM")
    assert "CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM" not in sheet(scene, scene.coordinator)
    assert "CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM" in sheet(scene, scene.head)


def test_nobody_else_prints_a_draft(scene):
    path = url("report_print", scene.report)
    for person in (scene.coordinator, make.UserFactory()):
        assert client_of(person).get(path).status_code == 404


# The scan beside the values


def side_by_side(scene, person=None):
    path = reverse("review_side_by_side", args=[2027, scene.report.unit.code])
    return client_of(person or scene.coordinator).get(path)


def test_reviewer_is_told_that_nothing_was_sent_or_no_copy_came(scene):
    assert "chưa gửi báo cáo nên chưa có gì để đối chiếu" in text_of(side_by_side(scene))
    scene.send()
    text = text_of(side_by_side(scene))
    assert "không kèm bản ký, đóng dấu" in text
    assert "600" in text


@pytest.fixture
def copied(scene, settings, tmp_path):
    """The report sent with a signed copy of two pages, stored for real."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {**settings.STORAGES["evidence"]["OPTIONS"], "location": tmp_path / "ev"},
        },
    }
    make.fill(scene.report)
    scene.report.touch(by=scene.head, at=NOW)
    [received] = storing.receive([SimpleUploadedFile("ban-ky.pdf", made.pdf())])
    kind = Evidence.Kind.SIGNED_COPY
    row = attaching.attach(scene.report, received, item=None, kind=kind, by=scene.head, at=NOW)
    scene.copy = row
    return scene


def test_reviewer_reads_scan_and_values_side_by_side(copied):
    copied.send()
    text = text_of(side_by_side(copied))
    page = reverse("evidence_page", args=[copied.copy.pk, 1])
    assert f'src="{page}"' in text
    assert "Trang 1 của bản ký" in text
    assert "Ước thực hiện cả năm 2027" in text
    assert client_of(copied.coordinator).get(page)["Content-Type"].startswith("image/")
    assert copied.report.state == State.SUBMITTED


def test_a_copy_in_the_units_draft_is_not_shown_to_the_reviewer(copied):
    assert "ban-ky.pdf" not in text_of(side_by_side(copied))


def test_only_the_two_recipients_compare(copied):
    copied.send()
    assert side_by_side(copied, copied.recipient).status_code == 200
    for person in (copied.head, make.UserFactory()):
        assert side_by_side(copied, person).status_code == 403
