"""What is frozen or sent stays; a unit that is excused is not expected."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from reports.models import Call, Consolidation, ConsolidationFile, Letter, TransitionRefused
from tests import factories
from tests.report_scene import NOON, Scene, State

pytestmark = pytest.mark.django_db

FILES = {"a.docx": (ConsolidationFile.Kind.REPORT, b"one"), "b.xlsx": ("TABLE", b"two")}


@pytest.fixture
def scene():
    return Scene()


def freeze(scene, content=None, files=FILES):
    round = scene.bring(State.DRAFT).round
    officer = factories.UserFactory()
    made = {"title": "Báo cáo năm 2027", "by": officer, "at": NOON}
    with transaction.atomic():
        return Consolidation.freeze(round, content or {"a": 1}, files, **made)


def letter(scene, **fields):
    head = {"agency": "PHÒNG", "symbol": "TCKH", "place": "Quận 3", "signer_title": "TRƯỞNG PHÒNG"}
    round = scene.bring(State.DRAFT).round
    words = {"subject": "V/v gửi báo cáo", "opening": "Đề nghị gửi báo cáo."}
    by = factories.UserFactory()
    return Letter.objects.create(
        round=round, created_at=NOON, created_by=by, **head, **words, **fields
    )


def test_a_consolidation_keeps_its_content_and_files(scene):
    made = freeze(scene)
    assert made.content == {"a": 1}
    assert {row.name: bytes(row.content) for row in made.files.all()} == {
        "a.docx": b"one",
        "b.xlsx": b"two",
    }
    assert made.is_intact()


def test_another_file_or_snapshot_gives_another_hash(scene):
    first = freeze(scene)
    second = freeze(scene, files=FILES | {"b.xlsx": ("TABLE", b"2")})
    third = freeze(scene, content={"a": 2})
    assert [row.sequence for row in (first, second, third)] == [1, 2, 3]
    assert len({row.sha256 for row in (first, second, third)}) == 3


@pytest.mark.parametrize("model", [Consolidation, ConsolidationFile])
def test_the_database_refuses_to_change_what_was_frozen(scene, model):
    freeze(scene)
    for change in (
        lambda rows: rows.update(sha256="0" * 64),
        lambda rows: rows._raw_delete(rows.db),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(model.objects.all())


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_truncate_consolidations(scene):
    freeze(scene)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE reports_consolidation CASCADE")


def test_a_letter_changes_until_it_is_sent(scene):
    row = letter(scene)
    Letter.objects.filter(pk=row.pk).update(
        number="12",
        dated_on=date(2027, 11, 12),
        sent_at=NOON,
        sent_by=row.created_by,
        content=b"docx",
        sha256="1" * 64,
    )
    for change in ({"number": "13"}, {"sent_at": None}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Letter.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("lacking", ["number", "dated_on", "content", "sent_by", "sha256"])
def test_the_database_refuses_a_sent_letter_without(scene, lacking):
    complete = {
        "number": "12",
        "dated_on": date(2027, 11, 12),
        "sent_at": NOON,
        "sent_by": factories.UserFactory(),
        "content": b"docx",
        "sha256": "1" * 64,
    }
    complete[lacking] = "" if lacking in {"number", "sha256"} else None
    with pytest.raises(IntegrityError, match="letter_sent_is_complete"), transaction.atomic():
        letter(scene, **complete)


def test_the_database_refuses_to_change_the_call_log(scene):
    report = scene.bring(State.DRAFT)
    Call.objects.create(
        report=report, at=NOON, by=factories.UserFactory(), spoken_to="Văn thư", note="Hẹn mai"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Call.objects.update(note="Khác")


def test_an_excused_unit_keeps_who_and_why(scene):
    report, officer = scene.bring(State.DRAFT), factories.UserFactory()
    report.excuse(by=officer, at=NOON, reason=" Đơn vị mới thành lập ")
    report.refresh_from_db()
    assert (report.is_excused, report.excused_by) == (True, officer)
    assert report.excuse_reason == "Đơn vị mới thành lập"
    assert report.events.last().kind == "EXCUSED"
    report.end_excuse(by=officer, at=NOON)
    assert not report.is_excused
    assert report.events.last().kind == "EXCUSE_ENDED"


def test_nobody_excuses_without_a_reason_or_their_own_unit(scene):
    report = scene.bring(State.DRAFT)
    for by, reason in ((factories.UserFactory(), " "), (scene.head, "Bận")):
        with pytest.raises(TransitionRefused):
            report.excuse(by=by, at=NOON, reason=reason)
    assert not report.is_excused


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.ACCEPTED])
def test_a_report_that_was_sent_is_not_excused(scene, state):
    with pytest.raises(TransitionRefused):
        scene.bring(state).excuse(by=factories.UserFactory(), at=NOON, reason="Bận")


def test_a_unit_that_sends_after_all_is_expected_again(scene):
    report = scene.bring(State.DRAFT)
    report.excuse(by=factories.UserFactory(), at=NOON, reason="Bận")
    report.submit(by=scene.head, at=NOON + timedelta(hours=1))
    report.refresh_from_db()
    assert (report.is_excused, report.state) == (False, State.SUBMITTED)
