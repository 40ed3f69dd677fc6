"""The virus scanner, asked when there is one, waited for when silent; the care of the store."""

import os

import pytest
from django.core.management import CommandError, call_command

from reports.evidence import scanning, storing
from reports.models import Evidence
from tests import evidence_files as made
from tests.entry_cases import url
from tests.evidence_files import post
from tests.fake_clamd import FakeClamd
from tests.report_scene import Scene, State

pytestmark = pytest.mark.django_db
Scan = Evidence.Scan


@pytest.fixture
def scene(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "ev"},
        },
    }
    return Scene()


@pytest.fixture
def staff(scene, client):
    client.force_login(scene.staff)
    return client


@pytest.fixture
def clamd(settings):
    daemons = []

    def start(behaviour):
        daemon = FakeClamd(behaviour)
        daemons.append(daemon)
        settings.CLAMD = daemon.address
        return daemon

    yield start
    for daemon in daemons:
        daemon.stop()


def add(staff, scene, words="", name="a.pdf"):
    response = post(staff, scene.report, [(name, made.pdf(words=words))], htmx=True)
    return response, Evidence.objects.order_by("-pk").first()


def stored():
    return list(storing.stored_names())


def test_clean_file_is_marked_clean_after_the_scanner_had_all_of_it(scene, staff, clamd):
    daemon = clamd("OK")
    _, row = add(staff, scene)
    assert (row.scan, row.scanned_at is not None) == (Scan.CLEAN, True)
    assert daemon.received == [made.pdf()]
    assert staff.get(f"/minh-chung/{row.pk}/").status_code == 200


def test_infected_file_is_refused_in_words_and_leaves_nothing(scene, staff, clamd):
    clamd("FOUND")
    response, row = add(staff, scene)
    assert response.status_code == 422
    assert "Tệp có vi-rút" in response.content.decode()
    assert row is None
    assert stored() == []


@pytest.mark.parametrize("behaviour", ["DROP", "HANG", "ERROR", "nobody there"])
def test_file_is_taken_and_waits_while_the_scanner_is_silent(
    behaviour, scene, staff, clamd, settings
):
    settings.CLAMD_SECONDS = 0.3
    if behaviour == "nobody there":
        clamd("OK").stop()
    else:
        clamd(behaviour)
    _, row = add(staff, scene)
    assert (row.scan, row.scanned_at) == (Scan.PENDING, None)
    for address in ("", "xem/"):
        response = staff.get(f"/minh-chung/{row.pk}/{address}")
        assert response.status_code == 403
        assert "đang chờ quét vi-rút" in response.content.decode()
    assert staff.get(f"/minh-chung/{row.pk}/trang/1/").status_code == 422
    page = staff.get(url("report_evidence", scene.report)).content.decode()
    assert "Chờ quét vi-rút" in page


def test_silent_scanner_is_asked_once_a_post(scene, staff, clamd, monkeypatch):
    asked = []
    monkeypatch.setattr(scanning, "scan", lambda file: asked.append(file) or Scan.PENDING)
    files = [(f"{n}.pdf", made.pdf(words=str(n))) for n in range(3)]
    post(staff, scene.report, files)
    assert Evidence.objects.filter(scan=Scan.PENDING).count() == 3
    assert len(asked) == 1


def test_rescan_frees_what_waited(scene, staff, clamd, capsys):
    clamd("DROP")
    _, row = add(staff, scene)
    clamd("OK")
    call_command("rescan_evidence")
    row.refresh_from_db()
    assert row.scan == Scan.CLEAN
    assert "Sạch: 1" in capsys.readouterr().out


def test_rescan_that_gets_no_answer_changes_nothing(scene, staff, clamd):
    clamd("DROP")
    _, row = add(staff, scene)
    call_command("rescan_evidence")
    row.refresh_from_db()
    assert row.scan == Scan.PENDING


def test_virus_found_later_blocks_the_file_and_is_shown_in_red(scene, staff, clamd):
    clamd("OK")
    _, row = add(staff, scene)
    clamd("FOUND")
    call_command("rescan_evidence", "--all")
    row.refresh_from_db()
    assert row.scan == Scan.INFECTED
    assert staff.get(f"/minh-chung/{row.pk}/").status_code == 403
    page = staff.get(url("report_evidence", scene.report)).content.decode()
    assert 'tag-red">Có vi-rút, đã chặn' in page


def test_infected_file_is_left_out_of_what_is_sent(scene, staff, clamd):
    clamd("OK")
    _, row = add(staff, scene)
    Evidence.objects.update(scan=Scan.INFECTED)
    scene.bring(State.SUBMITTED)
    row.refresh_from_db()
    assert row.sent_in is None
    assert scene.report.submissions.get().content["evidence"] == []


def test_rescan_without_a_scanner_says_so(scene):
    with pytest.raises(CommandError, match="CLAMD"):
        call_command("rescan_evidence")


# -- the store -------------------------------------------------------------------------------


def age(name, hours):
    path = storing.storage().path(name)
    then = os.stat(path).st_mtime - hours * 3600
    os.utime(path, (then, then))


def orphan(content=b"left over"):
    return storing._store(made.upload("x", content))[0]


def test_sweep_takes_old_files_without_a_row_and_nothing_else(scene, staff):
    _, row = add(staff, scene)
    old, fresh = orphan(), orphan()
    age(old, 25)
    age(row.stored_name, 25)
    call_command("sweep_evidence")
    assert sorted(stored()) == sorted([row.stored_name, fresh])


def test_check_is_content_with_a_sound_store(scene, staff, capsys):
    add(staff, scene)
    call_command("check_evidence")
    assert "1 tệp, tất cả khớp" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("gone", "thiếu tệp"),
        ("longer", "dung lượng"),
        ("changed", "sai mã băm"),
        ("orphan", "không có chủ"),
    ],
)
def test_check_names_what_does_not_fit(damage, words, scene, staff, capsys):
    _, row = add(staff, scene)
    path, name = storing.storage().path(row.stored_name), row.stored_name
    if damage == "gone":
        os.remove(path)
    elif damage == "longer":
        with open(path, "ab") as file:
            file.write(b"x")
    elif damage == "changed":
        with open(path, "r+b") as file:
            file.write(b"x")
    else:
        name = orphan()
    with pytest.raises(CommandError, match="1 chỗ"):
        call_command("check_evidence")
    lines = capsys.readouterr().err
    assert words in lines
    assert name in lines


def test_upload_that_fails_half_way_leaves_no_row_and_no_file(scene, staff, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError

    monkeypatch.setattr("reports.evidence.attaching.attach", fail)
    with pytest.raises(RuntimeError):
        add(staff, scene)
    assert not Evidence.objects.exists()
    assert stored() == []


def test_upload_that_is_cut_off_leaves_no_row_and_no_file(scene, staff):
    """The browser goes away in the middle of the file."""
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="item"\r\n\r\ndanh-gia-chung\r\n'
        b'--cut\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + made.pdf()[:40]
    )
    response = staff.generic(
        "POST",
        url("report_evidence", scene.report),
        body,
        content_type="multipart/form-data; boundary=cut",
    )
    assert response.status_code == 422
    assert "chưa lên trọn vẹn" in response.content.decode()
    assert not Evidence.objects.exists()
    assert stored() == []
