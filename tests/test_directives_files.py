"""Files of an answer: kept like evidence, open to whoever reads the thread, swept by nobody."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from reports.directives.files import store_attachments
from reports.evidence import scanning, storing
from reports.evidence.limits import EvidenceRefused
from reports.models import Attachment
from tests import evidence_files as made
from tests import factories as make
from tests.directive_scene import NOW, DirectiveScene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(settings, tmp_path):
    settings.FROZEN_CLOCK = NOW
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "evidence"},
        },
    }
    return DirectiveScene()


def answer(scene, directive, files, person=None, **more):
    words = {
        "answer-unit": scene.unit.code,
        "answer-text": "Xem tệp kèm theo.",
        "idempotency_key": str(uuid4()),
        "whole": "1",
        "files": [made.upload(name, content) for name, content in files],
    }
    url = reverse("directive_answer", args=[directive.pk])
    return client_of(person or scene.reporter).post(url, words | more)


def download(person, row):
    return client_of(person).get(reverse("attachment_download", args=[row.pk]))


def test_reader_gets_the_file_of_an_answer_byte_by_byte(scene):
    content = made.pdf(words="trả lời")
    assert answer(scene, scene.give(), [("kèm theo.pdf", content)]).status_code == 302
    row = Attachment.objects.get()
    assert (row.name, row.uploaded_by, row.message.unit) == (
        "kèm theo.pdf",
        scene.reporter,
        scene.unit,
    )
    for person in (scene.vice_chair, scene.coordinator, scene.chair, scene.head):
        response = download(person, row)
        assert b"".join(response.streaming_content) == content
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for person in (scene.other_vice_chair, make.member(make.UnitFactory())):
        assert download(person, row).status_code == 404


def test_refused_file_stops_the_answer_and_keeps_its_words(scene):
    directive = scene.give()
    files = [("a.pdf", made.pdf()), ("b.exe", b"MZ" + b"\0" * 99)]
    response = answer(scene, directive, files)
    assert response.status_code == 422
    assert "b.exe" in text_of(response)
    assert "Xem tệp kèm theo." in text_of(response)
    assert directive.messages.count() == 1
    assert not list(storing.stored_names())


def test_upload_that_broke_off_is_not_taken_for_a_file(scene):
    directive = scene.give()
    response = answer(scene, directive, [("a.pdf", made.pdf())], whole="")
    assert response.status_code == 422
    assert "ngắt" in text_of(response)
    assert not Attachment.objects.exists()


def test_same_post_twice_keeps_one_file(scene):
    directive, key = scene.give(), str(uuid4())
    for _ in range(2):
        answer(scene, directive, [("a.pdf", made.pdf())], idempotency_key=key)
    assert Attachment.objects.count() == 1
    assert list(storing.stored_names()) == [Attachment.objects.get().stored_name]
    answer(scene, directive, [("a.pdf", made.pdf(words="khác"))], idempotency_key=key)
    assert Attachment.objects.count() == 2


def test_sweeping_and_checking_know_attached_files(scene, capsys):
    answer(scene, scene.give(), [("a.pdf", made.pdf())])
    call_command("sweep_evidence", "--hours", "-1")
    row = Attachment.objects.get()
    assert list(storing.stored_names()) == [row.stored_name]
    call_command("check_evidence")
    assert "1 tệp, tất cả khớp" in capsys.readouterr().out


def test_rescanning_blocks_an_attached_file_with_a_virus(scene, settings, monkeypatch):
    answer(scene, scene.give(), [("a.pdf", made.pdf())])
    row = Attachment.objects.get()
    Attachment.objects.update(scan=Attachment.Scan.PENDING)
    assert download(scene.vice_chair, row).status_code == 403
    settings.CLAMD = "scanner:3310"
    monkeypatch.setattr(scanning, "scan", lambda _file: Attachment.Scan.INFECTED)
    call_command("rescan_evidence")
    response = download(scene.vice_chair, row)
    assert response.status_code == 403
    assert "Có vi-rút, đã chặn" in text_of(
        client_of(scene.vice_chair).get(
            reverse("directive_detail", args=[row.message.directive_id])
        )
    )


def test_changed_file_is_not_handed_out(scene):
    answer(scene, scene.give(), [("a.pdf", made.pdf())])
    row = Attachment.objects.get()
    with open(storing.storage().path(row.stored_name), "r+b") as file:
        file.write(b"%PDF-1.9")
    assert download(scene.vice_chair, row).status_code == 410


def test_nothing_is_kept_of_a_post_with_one_bad_file(scene):
    message = scene.give().messages.get()
    files = [made.upload("a.pdf", made.pdf()), made.upload("b.pdf", b"words")]
    with pytest.raises(EvidenceRefused, match=r"b\.pdf"):
        store_attachments(files, message=message, by=scene.vice_chair, at=NOW)
    assert not Attachment.objects.exists()
    assert not list(storing.stored_names())
