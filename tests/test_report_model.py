"""A report's steps: every allowed and every refused one, punctuality, review, history."""

from datetime import date, datetime, timedelta

import pytest

from q3plan.lib.dates import LOCAL
from reports.models import (
    Extension,
    Observation,
    Report,
    ReportEvent,
    StaleReport,
    Submission,
    TargetEntry,
    TaskUpdate,
    TransitionRefused,
)
from tests import factories
from tests.built_once import built_once
from tests.factories import at
from tests.report_scene import NOON, TODAY, Scene, State

pytestmark = pytest.mark.django_db


kept, scene = built_once(Scene)


STEPS = {
    "edit": lambda s: s.report.touch(by=s.staff, at=NOON),
    "hand_over": lambda s: s.report.hand_over(by=s.staff, at=NOON),
    "give_back": lambda s: s.report.give_back(by=s.head, at=NOON, note="Xem lại."),
    "submit": lambda s: s.report.submit(by=s.head, at=NOON),
    "accept_item": lambda s: s.report.accept_item(s.entry, by=s.reviewer, at=NOON),
    "return_item": lambda s: s.report.return_item(
        s.entry, by=s.reviewer, at=NOON, reason="Sai số."
    ),
    "send_back": lambda s: s.report.send_back(
        by=s.reviewer, at=NOON, reason="Thiếu.", resubmit_by=TODAY
    ),
    "accept": lambda s: s.report.accept(by=s.reviewer, at=NOON),
    "reopen": lambda s: s.report.reopen(by=s.reviewer, at=NOON, reason="Sửa.", until=TODAY),
}
ALLOWED = {
    State.NOT_STARTED: {"edit": State.DRAFT},
    State.DRAFT: {"edit": State.DRAFT, "hand_over": State.WITH_HEAD, "submit": State.SUBMITTED},
    State.WITH_HEAD: {"give_back": State.DRAFT, "submit": State.SUBMITTED},
    State.SUBMITTED: {
        "accept_item": State.SUBMITTED,
        "return_item": State.SUBMITTED,
        "send_back": State.RETURNED,
        "accept": State.ACCEPTED,
    },
    State.RETURNED: {
        "edit": State.RETURNED,
        "hand_over": State.WITH_HEAD,
        "submit": State.SUBMITTED,
    },
    State.ACCEPTED: {"reopen": State.REOPENED},
    State.REOPENED: {
        "edit": State.REOPENED,
        "hand_over": State.WITH_HEAD,
        "submit": State.SUBMITTED,
        "reopen": State.REOPENED,
    },
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", list(State))
def test_every_step_from_every_state(scene, state, step):
    report = scene.bring(state)
    assert report.state == state
    before = report.version
    expected = ALLOWED[state].get(step)
    if expected is None:
        with pytest.raises(TransitionRefused):
            STEPS[step](scene)
    else:
        STEPS[step](scene)
    stored = Report.objects.get(pk=report.pk)
    assert stored.state == (expected or state)
    moves_version = expected is not None and not step.endswith("_item")
    assert stored.version == before + moves_version


def test_a_report_given_back_by_the_head_returns_to_where_it_came_from(scene):
    report = scene.bring(State.RETURNED)
    report.hand_over(by=scene.staff, at=NOON)
    report.give_back(by=scene.head, at=NOON, note="Còn thiếu.")
    assert report.state == State.RETURNED
    report = bring_again_to_reopened(scene)
    report.hand_over(by=scene.staff, at=NOON)
    report.give_back(by=scene.head, at=NOON, note="Còn thiếu.")
    assert report.state == State.REOPENED
    assert report.head_note == "Còn thiếu."


def bring_again_to_reopened(scene):
    report = scene.report
    report.submit(by=scene.head, at=NOON)
    report.accept(by=scene.reviewer, at=NOON)
    report.reopen(by=scene.reviewer, at=NOON, reason="Sửa.", until=TODAY)
    return report


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.WITH_HEAD, lambda s: s.report.give_back(by=s.head, at=NOON, note=" ")),
        (
            State.SUBMITTED,
            lambda s: s.report.return_item(s.entry, by=s.reviewer, at=NOON, reason=" "),
        ),
        (
            State.SUBMITTED,
            lambda s: s.report.send_back(by=s.reviewer, at=NOON, reason="", resubmit_by=TODAY),
        ),
        (
            State.SUBMITTED,
            lambda s: s.report.send_back(
                by=s.reviewer, at=NOON, reason="Thiếu.", resubmit_by=TODAY - timedelta(days=1)
            ),
        ),
        (
            State.ACCEPTED,
            lambda s: s.report.reopen(by=s.reviewer, at=NOON, reason=" ", until=TODAY),
        ),
        (
            State.ACCEPTED,
            lambda s: s.report.reopen(
                by=s.reviewer, at=NOON, reason="Sửa.", until=TODAY - timedelta(days=1)
            ),
        ),
    ],
)
def test_steps_that_need_words_or_a_day_to_come(scene, state, step):
    scene.bring(state)
    with pytest.raises(TransitionRefused):
        step(scene)
    assert Report.objects.get(pk=scene.report.pk).state == state


def test_staff_may_send_only_where_the_unit_lets_them(scene):
    report = scene.bring(State.DRAFT)
    with pytest.raises(TransitionRefused, match="Lãnh đạo"):
        report.submit(by=scene.staff, at=NOON)
    report.unit.staff_may_submit = True
    report.unit.save()
    report = Report.objects.get(pk=report.pk)
    report.submit(by=scene.staff, at=NOON)
    assert report.state == State.SUBMITTED


def test_a_head_of_the_past_may_not_send(scene):
    report = scene.bring(State.WITH_HEAD)
    report.unit.memberships.filter(user=scene.head).update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(TransitionRefused):
        report.submit(by=scene.head, at=NOON)


def test_a_step_on_an_old_page_is_refused(scene):
    report = scene.bring(State.DRAFT)
    seen = report.version
    report.touch(by=scene.staff, at=NOON)
    with pytest.raises(StaleReport):
        report.hand_over(by=scene.staff, at=NOON, version=seen)
    report.hand_over(by=scene.staff, at=NOON, version=seen + 1)


def test_an_incomplete_report_is_neither_handed_over_nor_sent(scene):
    report = scene.bring(State.DRAFT)
    TaskUpdate.objects.update(rating="")
    for step in (report.hand_over, report.submit):
        with pytest.raises(TransitionRefused) as refused:
            step(by=scene.head, at=NOON)
        assert [missing.section for missing in refused.value.missing] == ["tasks"]
    assert not Submission.objects.exists()


# -- punctuality -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "late"),
    [
        (datetime(2027, 11, 9, 23, 59, 59, 999999, tzinfo=LOCAL), 0),
        (datetime(2027, 11, 10, 0, 0, tzinfo=LOCAL), 1),
        (datetime(2027, 11, 12, 9, 0, tzinfo=LOCAL), 3),
    ],
)
def test_the_first_sending_settles_punctuality(scene, sent, late):
    report = scene.bring(State.SUBMITTED, moment=sent)
    assert (report.first_submitted_at, report.days_late) == (sent, late)
    assert report.submissions.get().content["days_late"] == late
    report.send_back(
        by=scene.reviewer, at=at(2027, 11, 13), reason="Thiếu.", resubmit_by=date(2027, 11, 15)
    )
    report.submit(by=scene.head, at=at(2027, 11, 15, 23, 59))
    assert (report.first_submitted_at, report.days_late) == (sent, late)
    assert report.resent_days_late == 0


def test_a_returned_report_sent_after_its_day_is_late_from_that_day(scene):
    report = scene.bring(State.SUBMITTED)
    report.send_back(by=scene.reviewer, at=NOON, reason="Thiếu.", resubmit_by=date(2027, 11, 14))
    report.submit(by=scene.head, at=at(2027, 11, 16))
    assert (report.days_late, report.resent_days_late) == (0, 2)


def test_an_extension_moves_the_due_day_of_one_report(scene):
    Extension.objects.create(
        report=scene.report,
        due_before=date(2027, 11, 21),
        reason="Chờ kiểm toán.",
        granted_at=NOON,
        granted_by=scene.reviewer,
    )
    report = scene.bring(State.SUBMITTED, moment=at(2027, 11, 20, 23, 59))
    assert (report.due_before(), report.days_late) == (date(2027, 11, 21), 0)


def test_a_shorter_extension_never_takes_time_away(scene):
    Extension.objects.create(
        report=scene.report,
        due_before=date(2027, 11, 5),
        reason="Nhầm.",
        granted_at=NOON,
        granted_by=scene.reviewer,
    )
    assert scene.report.due_before() == date(2027, 11, 10)


# -- review ----------------------------------------------------------------------------------------


def test_accepted_figures_count_and_others_do_not(scene):
    report = scene.bring(State.SUBMITTED)
    assert not Observation.objects.exists()
    report.return_item(scene.entry, by=scene.reviewer, at=NOON, reason="Sai nguồn.")
    assert not Observation.objects.exists()
    report.accept_item(scene.entry, by=scene.reviewer, at=NOON)
    held = {(row.year, row.vintage): row for row in Observation.objects.current()}
    assert set(held) == {(2027, "YTD"), (2027, "ESTIMATE"), (2026, "FINAL")}
    row = held[(2027, "ESTIMATE")]
    assert (row.value, row.numerator, row.denominator) == (30, 600, 200000)
    assert (row.report, row.accepted_by, row.source) == (report, scene.reviewer, "Báo cáo thống kê")


def test_blank_figures_are_never_observed(scene):
    report = scene.bring(State.DRAFT)
    scene.entry.figures.exclude(vintage="FINAL").update(value=None)
    TargetEntry.objects.update(explanation="Chưa có.")
    report.submit(by=scene.head, at=NOON)
    report.accept(by=scene.reviewer, at=NOON)
    assert [row.vintage for row in Observation.objects.all()] == ["FINAL"]


def test_a_correction_replaces_its_vintage_and_keeps_the_old_row(scene):
    report = scene.bring(State.REOPENED)
    scene.entry.figures.filter(vintage="ESTIMATE").update(value=31)
    later = NOON + timedelta(hours=3)
    report.submit(by=scene.head, at=later)
    assert Observation.objects.current().get(vintage="ESTIMATE").value == 30
    report.accept(by=scene.reviewer, at=later)
    estimates = Observation.objects.filter(vintage="ESTIMATE").order_by("pk")
    assert [(row.value, row.replaced_at) for row in estimates] == [(30, later), (31, None)]
    assert Observation.objects.filter(vintage="FINAL").count() == 1


def test_a_figure_withdrawn_by_its_report_counts_no_more(scene):
    report = scene.bring(State.REOPENED)
    others = Observation.objects.create(
        target=scene.entry.target,
        year=2025,
        vintage="FINAL",
        value=28,
        source="Niên giám",
        accepted_at=NOON,
    )
    scene.entry.figures.update(value=None, numerator=None, denominator=None)
    TargetEntry.objects.update(explanation="Số cũ tính sai phạm vi.")
    report.submit(by=scene.head, at=NOON)
    assert Observation.objects.current().count() == 4
    report.accept(by=scene.reviewer, at=NOON)
    assert list(Observation.objects.current()) == [others]
    assert Observation.objects.filter(report=report, replaced_at=NOON).count() == 3


def test_a_blank_figure_leaves_what_another_report_gave(scene):
    factories.fill(scene.report)
    held = Observation.objects.create(
        target=scene.entry.target,
        year=2026,
        vintage="FINAL",
        value=29,
        source="Niên giám",
        accepted_at=NOON,
    )
    scene.entry.figures.filter(vintage="FINAL").update(value=None)
    TargetEntry.objects.update(explanation="Chưa có.")
    report = scene.report
    report.touch(by=scene.staff, at=NOON)
    report.submit(by=scene.head, at=NOON)
    report.accept(by=scene.reviewer, at=NOON)
    assert Observation.objects.current().get(vintage="FINAL") == held


def test_a_report_with_an_item_to_correct_is_not_accepted(scene):
    report = scene.bring(State.SUBMITTED)
    report.return_item(scene.update, by=scene.reviewer, at=NOON, reason="Nêu kết quả.")
    with pytest.raises(TransitionRefused):
        report.accept(by=scene.reviewer, at=NOON)
    assert not Observation.objects.exists()


def test_accepted_items_of_a_returned_report_are_locked(scene):
    report = scene.bring(State.SUBMITTED)
    report.accept_item(scene.entry, by=scene.reviewer, at=NOON)
    report.return_item(scene.update, by=scene.reviewer, at=NOON, reason="Nêu kết quả.")
    assert not report.item_is_locked(scene.entry)
    report.send_back(by=scene.reviewer, at=NOON, reason="Bổ sung.", resubmit_by=TODAY)
    assert report.item_is_locked(scene.entry)
    assert not report.item_is_locked(scene.update)
    assert not report.item_is_locked(report.assessment)
    assert scene.update.review_reason == "Nêu kết quả."
    report.submit(by=scene.head, at=NOON)
    assert (scene.update.review_state, scene.update.review_reason) == ("PENDING", "")
    assert scene.entry.review_state == "ACCEPTED"
    assert report.return_reason == ""


def test_a_locked_item_lacks_nothing(scene):
    report = scene.bring(State.SUBMITTED)
    report.accept_item(scene.entry, by=scene.reviewer, at=NOON)
    report.send_back(by=scene.reviewer, at=NOON, reason="Bổ sung.", resubmit_by=TODAY)
    TargetEntry.objects.update(source="")
    assert report.missing_to_submit() == []


def test_the_reviewer_gives_an_own_rating(scene):
    report = scene.bring(State.SUBMITTED)
    report.accept_item(scene.update, by=scene.reviewer, at=NOON, reviewer_rating="IN_PROGRESS")
    assert scene.update.reviewer_rating == "IN_PROGRESS"
    assert scene.update.rating == "STANDING_WITH_RESULT"


def test_reopening_ends_with_its_day_and_accepted_figures_keep_counting(scene):
    report = scene.bring(State.REOPENED)
    assert report.is_editable(on=TODAY)
    assert not report.is_editable(on=TODAY + timedelta(days=1))
    with pytest.raises(TransitionRefused, match="Thời gian mở lại"):
        report.touch(by=scene.staff, at=NOON + timedelta(days=1))
    assert Observation.objects.current().count() == 3
    assert not report.item_is_locked(TargetEntry.objects.get())
    report.submit(by=scene.head, at=NOON)
    assert (report.reopened_until, report.reopen_reason) == (None, "")


def test_the_history_tells_every_step(scene):
    report = scene.bring(State.SUBMITTED)
    report.return_item(scene.entry, by=scene.reviewer, at=NOON, reason="Sai nguồn.")
    report.send_back(by=scene.reviewer, at=NOON, reason="Bổ sung.", resubmit_by=TODAY)
    report.submit(by=scene.head, at=NOON)
    report.accept(by=scene.reviewer, at=NOON)
    report.reopen(by=scene.reviewer, at=NOON, reason="Sửa.", until=TODAY)
    told = [(event.kind, event.by, event.text) for event in report.events.all()]
    assert told == [
        ("STARTED", scene.staff, ""),
        ("HANDED_OVER", scene.staff, ""),
        ("SUBMITTED", scene.head, ""),
        ("ITEM_RETURNED", scene.reviewer, "Sai nguồn."),
        ("RETURNED", scene.reviewer, "Bổ sung."),
        ("SUBMITTED", scene.head, ""),
        ("ACCEPTED", scene.reviewer, ""),
        ("REOPENED", scene.reviewer, "Sửa."),
    ]
    receipts = ReportEvent.objects.filter(kind="SUBMITTED").values_list("subject", flat=True)
    assert list(receipts) == list(Submission.objects.values_list("receipt_code", flat=True))
