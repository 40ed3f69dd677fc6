"""What a report still lacks, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from reports.models import (
    Assessment,
    Extension,
    Figure,
    Observation,
    Report,
    Round,
    Submission,
    TargetEntry,
    TaskUpdate,
)
from reports.models.submission import GENESIS
from tests import factories
from tests.report_scene import NOON, TODAY, Scene, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def lacking(report):
    return [(missing.section, missing.text) for missing in report.missing_to_submit()]


def test_missing_in_an_empty_report(scene):
    assert lacking(scene.report) == [
        ("targets", "Chưa có “Thực hiện 10 tháng năm 2027”"),
        ("targets", "Chưa có “Ước thực hiện cả năm 2027”"),
        ("targets", "Chưa có “Số chính thức năm 2026”"),
        ("tasks", "Chưa tự đánh giá"),
        ("assessment", "Chưa ghi kết quả nổi bật trong năm"),
    ]  # fmt: skip


def test_nothing_is_missing_in_a_filled_report(scene):
    assert lacking(factories.fill(scene.report)) == []


def test_zero_is_a_figure_and_blank_is_not(scene):
    factories.fill(scene.report, value="0", terms=("0", "200000"))
    assert lacking(scene.report) == []
    scene.entry.figures.filter(vintage="YTD").update(value=None)
    assert [section for section, _text in lacking(scene.report)] == ["targets"]


def test_a_blank_figure_needs_its_reason(scene):
    factories.fill(scene.report)
    scene.entry.figures.filter(vintage="FINAL").update(value=None)
    TargetEntry.objects.update(explanation="Cục Thống kê chưa công bố.")
    assert lacking(scene.report) == []
    TargetEntry.objects.update(source=" ")
    assert lacking(scene.report) == [("targets", "Chưa ghi nguồn số liệu")]
    scene.entry.figures.update(value=None)
    assert lacking(scene.report) == []


def test_what_could_not_be_read_must_be_typed_again(scene):
    factories.fill(scene.report)
    scene.entry.figures.filter(vintage="YTD").update(value=None)
    TargetEntry.objects.update(unparsed={"ytd": "ba mươi"})
    assert lacking(scene.report) == [
        ("targets", "Có số cần sửa lại: “ba mươi”"),
    ]


def test_a_target_before_its_first_year_may_stay_blank(scene):
    factories.fill(scene.report)
    scene.entry.figures.update(value=None)
    TargetEntry.objects.update(source="")
    assert len(lacking(scene.report)) == 3
    scene.entry.target.readings.update(start_year=2030)
    assert lacking(scene.report) == []


@pytest.mark.parametrize("rating", list(TaskUpdate.Rating))
def test_anything_short_of_done_needs_difficulties_and_proposals(scene, rating):
    factories.fill(scene.report)
    TaskUpdate.objects.update(rating=rating)
    short = {"NOT_STARTED", "IN_PROGRESS", "OVERDUE", "STANDING_NO_RESULT", "PROPOSE_CHANGE"}
    assert len(lacking(scene.report)) == (2 if rating in short else 0)
    TaskUpdate.objects.update(difficulties="Thiếu vốn.", proposals="Cấp vốn.", result="")
    may_be_silent = rating in {"NOT_STARTED", "PERIOD_ENDED"}
    assert len(lacking(scene.report)) == (0 if may_be_silent else 1)


# -- what the database refuses ---------------------------------------------------------------------

FIGURES = Figure.objects.filter
BAD_WRITES = {
    "report_submitted": lambda s: Report.objects.update(state="SUBMITTED"),
    "report_returned": lambda s: Report.objects.update(state="RETURNED"),
    "report_returned_without_words": lambda s: Report.objects.update(
        state="RETURNED", returned_at=NOON, returned_by=s.reviewer
    ),
    "report_accepted": lambda s: Report.objects.update(state="ACCEPTED"),
    "report_reopened": lambda s: Report.objects.update(state="REOPENED"),
    "report_with_head": lambda s: Report.objects.update(state="WITH_HEAD"),
    "report_twice": lambda s: Report.objects.create(round=s.report.round, unit=s.report.unit),
    "entry_twice": lambda s: TargetEntry.objects.create(report=s.report, target=s.entry.target),
    "update_twice": lambda s: TaskUpdate.objects.create(report=s.report, task=s.update.task),
    "assessment_twice": lambda s: Assessment.objects.create(report=s.report),
    "entry_returned": lambda s: TargetEntry.objects.update(review_state="RETURNED"),
    "update_returned": lambda s: TaskUpdate.objects.update(review_state="RETURNED"),
    "assessment_returned": lambda s: Assessment.objects.update(review_state="RETURNED"),
    "figure_twice": lambda s: Figure.objects.create(entry=s.entry, year=2027, vintage="YTD"),
    "share_above_100": lambda s: Figure.objects.update(is_share=True, value="100.000001"),
    "share_below_0": lambda s: Figure.objects.update(is_share=True, value="-1"),
    "share_of_more_than_all": lambda s: Figure.objects.update(
        is_share=True, numerator=11, denominator=10
    ),
    "denominator_zero": lambda s: Figure.objects.update(denominator=0),
    "extension_without_reason": lambda s: Extension.objects.create(
        report=s.report, due_before=TODAY, reason="", granted_at=NOON, granted_by=s.reviewer
    ),
    "observation_without_source": lambda s: observe(s, source=""),
    "observation_twice": lambda s: [observe(s), observe(s)],
    "round_twice": lambda s: factories.RoundFactory(plan=s.plan, year=2027),
    "round_in_an_absurd_year": lambda s: Round.objects.update(year=32_767),
    "round_days_out_of_order": lambda s: Round.objects.update(opens_on=date(2027, 11, 1)),
    "round_due_before_its_data": lambda s: Round.objects.update(due_before=date(2027, 10, 31)),
}


def observe(scene, **fields):
    values = {"year": 2026, "vintage": "FINAL", "value": 30, "source": "Niên giám"} | fields
    return Observation.objects.create(target=scene.entry.target, accepted_at=NOON, **values)


@pytest.mark.parametrize("write", BAD_WRITES.values(), ids=BAD_WRITES.keys())
def test_the_database_refuses(scene, write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(scene)


def test_the_chain_cannot_fork(scene):
    submission = scene.bring(State.SUBMITTED).submissions.get()
    for changed in ({"sequence": 1}, {"sequence": 2}):
        again = {"sha256": "1" * 64, "previous_sha256": GENESIS, "receipt_code": "BN"} | changed
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.create(
                plan=scene.plan,
                report=scene.report,
                payload=submission.payload,
                submitted_at=NOON,
                submitted_by=scene.head,
                **again,
            )
