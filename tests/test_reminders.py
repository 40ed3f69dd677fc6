"""Reminders: the right people on the right day, each step once, and nothing once it is done."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from post_office.models import Email

from assignments.models import Office
from reports.models import (
    Directive,
    DirectiveUnit,
    Extension,
    Notice,
    NoticeKind,
    Report,
    ReportHandover,
    ReviewState,
    Round,
)
from reports.notices import steps
from reports.notices.facts import read_facts
from reports.notices.instant import tell_accepted, tell_handed_over, tell_reopened, tell_returned
from reports.notices.reminders import messages_on
from reports.notices.schedule import coming_days
from reports.notices.sending_out import send_reminders
from tests import factories as make

Kind, State = NoticeKind, Report.State
LAST = date(2027, 11, 9)


# -- days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2027, 10, 7), None),
        # 10/10/2027 is a Sunday: the step of that day is told on Friday.
        (date(2027, 10, 8), 30),
        (date(2027, 10, 25), 30),
        (date(2027, 10, 26), 14),
        (date(2027, 11, 2), 7),
        (date(2027, 11, 4), 7),
        (date(2027, 11, 5), 3),
        (date(2027, 11, 8), 1),
        (date(2027, 11, 9), 1),
        (date(2027, 11, 10), None),
    ],
)
def test_a_step_before_the_deadline_is_the_newest_whose_day_has_come(on, step):
    opened = date(2027, 10, 1)
    assert steps.step_before(LAST, on, steps.BEFORE_DEADLINE, since=opened) == step


def test_the_last_step_before_a_sunday_is_told_on_friday():
    """09/11/2025 is a Sunday: a mail on Saturday would be read on Monday."""
    sunday = date(2025, 11, 9)
    given = {"since": date(2025, 10, 1)}
    assert steps.step_before(sunday, date(2025, 11, 6), steps.BEFORE_DEADLINE, **given) == 3
    assert steps.step_before(sunday, date(2025, 11, 7), steps.BEFORE_DEADLINE, **given) == 1


def test_steps_of_the_opening_day_and_before_it_are_not_told():
    opened = date(2027, 10, 30)
    assert steps.step_before(LAST, opened, steps.BEFORE_DEADLINE, since=opened) is None
    assert steps.step_before(LAST, date(2027, 11, 2), steps.BEFORE_DEADLINE, since=opened) == 7


@pytest.mark.parametrize(
    ("days", "step"), [(0, None), (1, 1), (2, 1), (3, 3), (6, 3), (7, 7), (30, 7), (31, None)]
)
def test_a_step_after_the_deadline_is_the_newest_and_ends_after_a_month(days, step):
    assert steps.step_late(LAST, LAST + timedelta(days=days)) == step


# -- people ----------------------------------------------------------------------------------


class Scene:
    """A unit with a reporter and a head, the vice-chair of its sector, the two recipients."""

    def __init__(self):
        self.report = make.report_with_items()
        self.round = self.report.round
        self.plan = self.round.plan
        self.staff = make.member(self.report.unit)
        self.head = make.head(self.report.unit)
        sector = self.report.entries.get().target.sector
        task = self.report.updates.get().task
        task.sector = sector
        task.save()
        self.vice_chair = make.PortfolioFactory(plan=self.plan, sector=sector).user
        self.officer = make.coordinator(self.plan)
        self.recipient = make.second_recipient(self.plan)

    def on(self, month, day, year=2027):
        """What is newly told on that day: (person, kind, number of steps so far) by key."""
        return [
            (notice.user, Kind(notice.kind), notice.key)
            for notice in send_reminders(at=make.at(year, month, day, 7))
        ]

    def set(self, **fields):
        Report.objects.filter(pk=self.report.pk).update(**fields)


@pytest.fixture
def scene(db):
    return Scene()


def told(found, *kinds):
    return {person for person, kind, _key in found if not kinds or kind in kinds}


def test_the_opening_of_a_round_is_told_to_the_people_who_report(scene):
    found = scene.on(10, 1)
    assert told(found, Kind.ROUND_OPENED) == {scene.staff, scene.head}
    assert scene.on(10, 1) == scene.on(10, 2) == []
    newcomer = make.member(scene.report.unit)
    assert told(scene.on(10, 3), Kind.ROUND_OPENED) == {newcomer}
    assert scene.on(9, 30) == []


def test_each_step_before_the_deadline_is_told_once_whatever_was_missed(scene):
    everybody = {scene.staff, scene.head}
    assert told(scene.on(10, 20), Kind.DEADLINE_NEAR) == everybody
    assert scene.on(10, 20) == scene.on(10, 25) == []
    # The runs of two weeks were missed: only the newest step is told.
    (first, second) = scene.on(11, 5)
    assert {first[0], second[0]} == everybody
    assert first[2].endswith(":3")
    assert Email.objects.count() == 4


def test_a_reminder_names_the_last_working_day(db):
    report = make.report_with_items(year=2025)
    make.member(report.unit)
    (notice,) = send_reminders(at=make.at(2025, 11, 7, 7))
    assert "đến hết Chủ nhật 09/11/2025 (còn 2 ngày)" in notice.text
    assert "Ngày làm việc cuối cùng: thứ Sáu 07/11/2025." in notice.text


def test_a_late_report_is_told_on_days_1_3_and_7_and_the_vice_chair_hears_of_it(scene):
    counts = {}
    for day in range(10, 26):
        found = scene.on(11, day)
        assert told(found) in (set(), {scene.staff, scene.head, scene.vice_chair})
        if found:
            counts[day] = {kind for _person, kind, _key in found}
    assert counts == {day: {Kind.REPORT_LATE} for day in (10, 12, 16)}
    titles = Notice.objects.of(scene.vice_chair).values_list("title", flat=True)
    assert all(title.startswith("Để biết: trễ") for title in titles)
    assert scene.recipient.notices.count() == scene.officer.notices.count() == 0


def test_without_a_vice_chair_the_chair_hears_of_a_late_report(scene):
    scene.vice_chair.portfolios.update(valid_to=date(2027, 11, 9))
    chair = make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user
    assert chair in told(scene.on(11, 10), Kind.REPORT_LATE)


def test_an_extension_moves_every_step_and_its_end_is_told(scene):
    scene.on(11, 8)
    Extension.objects.create(
        report=scene.report,
        due_before=date(2027, 11, 17),
        reason="Mưa ngập",
        granted_at=make.at(2027, 11, 8),
        granted_by=scene.officer,
    )
    assert told(scene.on(11, 10), Kind.REPORT_LATE) == set()
    notice = Notice.objects.of(scene.head).first()
    assert "đến hết thứ Ba 16/11/2027" in notice.text
    assert "đã được gia hạn" in notice.text
    assert scene.vice_chair in told(scene.on(11, 17), Kind.REPORT_LATE)


@pytest.mark.parametrize("day", [5, 10])
def test_nobody_is_reminded_of_what_was_sent_excused_or_ended(scene, day):
    at = make.at(2027, 11, 4)
    sent = {"state": State.SUBMITTED, "first_submitted_at": at, "submitted_at": at}
    undone = {
        "sent": {**sent, "submitted_by": scene.head},
        "excused": {"excused_at": at, "excused_by": scene.officer, "excuse_reason": "Miễn"},
        "ended": {"unit_dissolved": True},
    }
    before = Report.objects.filter(pk=scene.report.pk).values(*undone["sent"], *undone["excused"])
    before = {**before[0], "unit_dissolved": False}
    for fields in undone.values():
        scene.set(**fields)
        assert told(scene.on(11, day), Kind.DEADLINE_NEAR, Kind.REPORT_LATE) == set()
        scene.set(**before)
    assert told(scene.on(11, day), Kind.DEADLINE_NEAR, Kind.REPORT_LATE)


def test_who_takes_a_report_over_is_reminded_from_that_day(scene):
    heir = make.UnitFactory(short_name="Phường Bàn Cờ")
    successor = make.head(heir)
    ReportHandover.objects.create(report=scene.report, unit=heir, from_on=date(2027, 11, 6))
    assert told(scene.on(11, 5)) == {scene.staff, scene.head}
    assert told(scene.on(11, 8)) == {successor}
    assert "(Phường Bàn Cờ hoàn tất)" in Notice.objects.of(successor).get().title


def returned(scene):
    at = make.at(2027, 11, 1)
    scene.set(
        state=State.RETURNED,
        first_submitted_at=at,
        submitted_at=at,
        submitted_by=scene.head,
        returned_at=at,
        returned_by=scene.officer,
        return_reason="Thiếu nguồn",
        resubmit_by=date(2027, 11, 10),
    )


def test_what_was_returned_is_asked_for_on_days_2_and_5_before_the_end_and_after_it(scene):
    returned(scene)
    days = {
        day: {kind for _who, kind, _key in found}
        for day in range(1, 19)
        if (found := scene.on(11, day))
    }
    waiting, late = {Kind.RETURN_WAITING}, {Kind.REPORT_LATE}
    assert days == {3: waiting, 6: waiting, 9: waiting, 11: late, 13: late, 17: late}
    assert "Thiếu nguồn" in Notice.objects.of(scene.staff).first().text
    assert Notice.objects.of(scene.vice_chair).count() == 3


def test_a_draft_that_waits_for_the_head_is_told_to_heads_alone(scene):
    at = make.at(2027, 10, 12)
    scene.set(state=State.WITH_HEAD, handed_over_at=at, handed_over_by=scene.staff)
    scene.on(10, 12)
    assert scene.on(10, 13)[0][:2] == (scene.head, Kind.WITH_HEAD)
    assert scene.on(10, 14) == []
    assert told(scene.on(10, 15)) == {scene.head}


def test_a_review_that_waits_is_told_to_the_reviewers_then_to_who_watches(scene):
    at = make.at(2027, 11, 1)
    scene.set(
        state=State.SUBMITTED, first_submitted_at=at, submitted_at=at, submitted_by=scene.head
    )
    chair = make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user
    assert scene.on(11, 7) == []
    assert told(scene.on(11, 8)) == {scene.officer}
    assert told(scene.on(11, 15)) == {scene.officer, scene.recipient, chair}
    scene.set(state=State.ACCEPTED, accepted_at=at, accepted_by=scene.officer)
    assert scene.on(11, 30) == []


def test_nobody_is_asked_to_review_their_own_unit(scene):
    at = make.at(2027, 11, 1)
    scene.set(
        state=State.SUBMITTED,
        first_submitted_at=at,
        submitted_at=at,
        submitted_by=scene.head,
        reviewing_office=Office.Kind.SECOND_RECIPIENT,
        unit=scene.officer.memberships.get().unit,
    )
    assert told(scene.on(11, 8)) == {scene.recipient}
    assert scene.officer not in told(scene.on(11, 15))


def test_a_directive_is_due_in_3_days_and_1_and_then_overdue_with_its_leader(scene):
    at = make.at(2027, 10, 4)
    done = {"first_submitted_at": at, "accepted_at": at, "accepted_by": scene.officer}
    scene.set(state=State.ACCEPTED, **done)
    directive = Directive.objects.create(
        plan=scene.plan,
        sector=scene.vice_chair.portfolios.get().sector,
        text="Vì sao chậm?",
        due_on=date(2027, 10, 21),
        position="Phó Chủ tịch",
        created_at=make.at(2027, 10, 11),
        created_by=scene.vice_chair,
    )
    asked = DirectiveUnit.objects.create(directive=directive, unit=scene.report.unit)
    days = {day: told(found) for day in range(11, 32) if (found := scene.on(10, day))}
    unit = {scene.staff, scene.head}
    late = {*unit, scene.vice_chair}
    assert days == {18: unit, 20: unit, 22: late, 24: late, 28: late}
    assert "Vì sao chậm?" in Notice.objects.of(scene.head).first().text
    Notice.objects.all().delete()
    DirectiveUnit.objects.filter(pk=asked.pk).update(answered_at=make.at(2027, 10, 22))
    assert scene.on(10, 28) == []


def test_the_command_says_what_it_told_and_the_second_run_tells_nothing(scene, capsys):
    call_command("send_reminders")
    call_command("send_reminders")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Nhắc việc: 2 thông báo mới cho 2 người."
    assert second == "Nhắc việc: 0 thông báo mới cho 0 người."


def test_facts_of_many_reports_take_as_many_queries_as_of_one(scene, django_assert_num_queries):
    with django_assert_num_queries(12, exact=False) as asked:
        messages_on(read_facts(), LAST)
    for _number in range(4):
        make.member(make.report_with_items(plan=scene.plan).unit)
    with django_assert_num_queries(len(asked)):
        messages_on(read_facts(), LAST)


def test_the_plan_of_days_is_what_then_happens(scene):
    """What the coordinating unit is shown today is what the runs of the coming days tell."""
    today = date(2027, 11, 3)
    scene.on(11, 3)
    planned = {day.on: day.people for day in coming_days(read_facts(), scene.plan, on=today)}
    happened = {}
    for ahead in range(30):
        day = today + timedelta(days=ahead)
        found = scene.on(day.month, day.day)
        if found:
            happened[day] = len(told(found))
    assert planned == happened
    assert Round.objects.get().due_before in planned


# -- at once ---------------------------------------------------------------------------------


def test_a_step_of_the_reviewer_tells_the_unit_in_the_same_transaction(scene):
    report = make.fill(scene.report)
    at = make.at(2027, 11, 3)
    report.touch(by=scene.staff, at=at)
    report.hand_over(by=scene.staff, at=at)
    tell_handed_over(report, at=at)
    report.submit(by=scene.head, at=at)
    report.return_item(report.entries.get(), by=scene.officer, at=at, reason="Sai đơn vị tính")
    report.send_back(
        by=scene.officer, at=at, reason="Sai đơn vị tính", resubmit_by=date(2027, 11, 8)
    )
    tell_returned(report, at=at)
    report.submit(by=scene.head, at=at)
    report.accept(by=scene.officer, at=at)
    tell_accepted(report, at=at)
    report.reopen(by=scene.officer, at=at, reason="Bổ sung", until=date(2027, 11, 20))
    tell_reopened(report, at=at)
    kinds = [Kind(kind) for kind in Notice.objects.of(scene.head).values_list("kind", flat=True)]
    assert kinds[::-1] == [
        Kind.WITH_HEAD,
        Kind.REPORT_RETURNED,
        Kind.REPORT_ACCEPTED,
        Kind.REPORT_RETURNED,
    ]
    assert Notice.objects.of(scene.staff).count() == 3
    assert report.entries.get().review_state == ReviewState.PENDING
