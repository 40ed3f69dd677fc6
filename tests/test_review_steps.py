"""What the reviewing office can take back, and what it cannot ask for."""

from datetime import timedelta

import pytest

from reports.models import Observation, TransitionRefused
from tests.report_scene import NOON, TODAY, Scene, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def test_an_acceptance_taken_back_counts_no_more_and_what_stood_before_does(scene):
    report = scene.bring(State.SUBMITTED)
    entry = scene.entry
    before = Observation.objects.create(
        target=entry.target,
        year=2026,
        vintage="FINAL",
        value=29,
        source="Niên giám",
        accepted_at=NOON - timedelta(days=300),
    )
    report.accept_item(entry, by=scene.reviewer, at=NOON)
    assert Observation.objects.current().get(year=2026).value == 30
    report.return_item(scene.entry, by=scene.reviewer, at=NOON, reason="Kiểm tra lại.")
    assert list(Observation.objects.current()) == [before]


def test_a_report_with_nothing_to_mend_is_not_sent_back(scene):
    report = scene.bring(State.SUBMITTED)
    for item in report.items():
        report.accept_item(item, by=scene.reviewer, at=NOON)
    with pytest.raises(TransitionRefused, match="đánh dấu nội dung"):
        report.send_back(by=scene.reviewer, at=NOON, reason="Bổ sung.", resubmit_by=TODAY)


def test_a_reopened_report_left_with_the_head_is_opened_again(scene):
    report = scene.bring(State.REOPENED)
    report.hand_over(by=scene.staff, at=NOON)
    later = NOON + timedelta(days=3)
    with pytest.raises(TransitionRefused, match="Thời gian mở lại"):
        report.submit(by=scene.head, at=later)
    report.reopen(
        by=scene.reviewer, at=later, reason="Thêm thời gian.", until=TODAY + timedelta(days=9)
    )
    assert report.state == State.REOPENED
