"""What was sent is frozen, chained and cannot be changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from reports.models import (
    Submission,
)
from reports.models.submission import GENESIS, chain_hash
from tests import factories
from tests.report_scene import NOON, Scene, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def test_submissions_form_one_chain_per_plan(scene):
    report = scene.bring(State.RETURNED)
    report.submit(by=scene.head, at=NOON + timedelta(hours=1))
    other = factories.report_with_items(plan=scene.plan)
    factories.fill(other)
    other.touch(by=factories.member(other.unit), at=NOON)
    other.submit(by=factories.head(other.unit), at=NOON + timedelta(hours=2))
    rows = list(Submission.objects.order_by("sequence"))
    assert [row.sequence for row in rows] == [1, 2, 3]
    previous = GENESIS
    for row in rows:
        assert row.previous_sha256 == previous
        assert row.sha256 == chain_hash(previous, row.payload)
        assert row.receipt_code == f"BN-2027-{row.sequence:05d}-{row.sha256[:6].upper()}"
        previous = row.sha256
    assert Submission.objects.first_broken(scene.plan) is None


def test_a_submission_keeps_names_and_values_of_its_moment(scene):
    report = scene.bring(State.SUBMITTED)
    name = report.unit.name
    report.unit.name = "Tên mới"
    report.unit.save()
    scene.entry.figures.update(value=99)
    content = report.submissions.get().content
    assert content["unit"]["name"] == name
    assert content["submitted_by"] == scene.head.full_name
    assert {figure["value"] for figure in content["targets"][0]["figures"]} == {"30"}


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(payload="{}"),
        lambda rows: rows.delete(),
        lambda rows: rows._raw_delete(rows.db),
    ],
)
def test_the_database_refuses_to_change_a_submission(scene, change):
    scene.bring(State.SUBMITTED)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(Submission.objects.all())
    assert Submission.objects.first_broken(scene.plan) is None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_truncate_submissions(scene):
    scene.bring(State.SUBMITTED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE reports_submission CASCADE")


def drop_triggers(cursor):
    if connection.vendor == "sqlite":
        cursor.execute("DROP TRIGGER submission_no_update")
        cursor.execute("DROP TRIGGER submission_no_delete")
    else:
        cursor.execute("DROP TRIGGER submission_no_change ON reports_submission")


def test_a_sending_cut_off_from_the_end_is_found(scene):
    report = scene.bring(State.SUBMITTED)
    with connection.cursor() as cursor:
        drop_triggers(cursor)
        cursor.execute("DELETE FROM reports_submission")
    name, _reason = Submission.objects.first_broken(scene.plan)
    assert name == str(report)


def test_a_moment_that_the_payload_does_not_know_is_found(scene):
    report = scene.bring(State.SUBMITTED)
    with connection.cursor() as cursor:
        drop_triggers(cursor)
    sent = report.submissions.get()
    report.submissions.update(submitted_at=sent.submitted_at - timedelta(days=3))
    name, _reason = Submission.objects.first_broken(scene.plan)
    assert sent.receipt_code in name
