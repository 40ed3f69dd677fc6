"""What a decided amendment changes: on its day and not before, and never a past verdict."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignments.models import Assignment
from assignments.permissions import powers_of
from q3plan.lib import dates
from reports.amending.applying import apply_due
from reports.amending.deciding import decide_together
from reports.amending.terms import terms_of_assignment, terms_of_reading
from reports.dashboards.standing import standings
from reports.kept.memory import memory
from reports.kept.opened import opened_plan
from reports.models import Amendment, Submission, TaskUpdate, TransitionRefused
from targets.models import ClauseVersion, GoverningSpan, Reading, Target, TaskVersion
from tests import factories as make
from tests.amending_scene import NOW, TODAY, AmendingScene
from tests.test_standing import observe

pytestmark = pytest.mark.django_db
Kind = Amendment.Kind
LATER = date(2028, 3, 1)


@pytest.fixture
def scene():
    return AmendingScene()


def verdict(target, year, at=NOW):
    [row] = standings(Target.objects.filter(pk=target.pk), year=year, at=at)
    return row


def test_new_value_holds_from_its_year_on_and_earlier_years_keep_theirs(scene):
    for year in (2026, 2027):
        observe(scene.target, year, 43)
    before = {year: verdict(scene.target, year) for year in (2026, 2027)}
    amendment = scene.decided()
    assert amendment.applied_at and amendment.before["value"] == "42"
    after = {year: verdict(scene.target, year) for year in (2026, 2027)}
    assert after[2026].governing.wording == "đạt 42" and after[2027].governing.wording == "đạt 45"
    assert after[2026].result == before[2026].result
    assert after[2026].pace == before[2026].pace
    assert after[2027].pace != before[2027].pace
    assert scene.reading.value == 45


def test_nothing_changes_before_the_day_and_all_does_on_it(scene):
    amendment = scene.decided(effective_on=LATER)
    assert amendment.applied_at is None and scene.reading.value == 42
    assert apply_due(at=make.at(2028, 2, 29, 23)) == []
    assert scene.reading.value == 42
    assert apply_due(at=make.at(2028, 3, 1, 0)) == [amendment]
    assert scene.reading.value == 45
    assert apply_due(at=make.at(2028, 3, 1, 1)) == []
    spans = list(GoverningSpan.objects.values_list("valid_from", "valid_to"))
    assert spans == [
        (scene.plan.issued_on, LATER - timedelta(days=1)),
        (LATER, None),
    ]


def test_the_replaced_reading_stays_with_its_day(scene):
    scene.decided()
    old, new = scene.target.readings.order_by("pk")
    assert (old.replaced_on, old.is_governing, new.is_governing) == (TODAY, False, True)
    assert new.clause == old.clause and new.decision.number == "215/QĐ-UBND"
    target = scene.target
    assert target.readings_in(2026) == [old] and target.readings_in(2027) == [new]


def test_choosing_the_governing_reading_moves_it_and_keeps_both(scene):
    other = Reading.objects.create(
        target=scene.target,
        clause=make.ClauseFactory(plan=scene.plan),
        quote="khoảng 40",
        wording="khoảng 40",
        comparator="ABOUT",
        mode="REACH",
        value=40,
        tolerance=1,
        horizon_year=2030,
    )
    old = scene.reading
    amendment = scene.draft(Kind.READING, {"reading": other.pk}, target=scene.target)
    scene.decided(amendment)
    assert scene.reading == other
    assert scene.target.reading_in(2026) == old and scene.target.reading_in(2027) == other
    assert [row.reading for row in verdict(scene.target, 2027).others] == [old]
    assert [row.reading for row in verdict(scene.target, 2026).others] == [other]


def test_a_task_gets_a_version_and_each_year_its_own_period(scene):
    scene.task.__class__.objects.filter(pk=scene.task.pk).update(start_year=2021, end_year=2025)
    amendment = scene.decided(scene.of_task(end_year=2030, quote="Tạo lập hồ sơ đến năm 2030"))
    task = scene.task
    assert task.end_year == 2030 and amendment.before["end_year"] == 2025
    assert task.has_ended(2026) and not task.has_ended(2027)
    assert TaskVersion.objects.filter(valid_to=None).get().end_year == 2030


def test_a_clause_keeps_its_printed_text_beside_the_new(scene):
    printed = scene.task.clause.text
    scene.decided(scene.of_clause("Nội dung mới"))
    version = ClauseVersion.objects.get()
    assert (version.text, version.valid_from) == ("Nội dung mới", TODAY)
    assert scene.task.clause.text == printed


def test_an_assignment_closes_and_opens_rows_with_one_provider(scene):
    heir = scene.stranger.unit
    change = {"lead": [heir.code], "cooperate": [scene.unit.code], "provider": heir.code}
    day = date(2027, 11, 10)
    amendment = scene.draft(Kind.ASSIGNMENT, change, target=scene.target)
    scene.decided(amendment, effective_on=day)
    apply_due(at=make.at(2027, 11, 10))
    rows = Assignment.objects.filter(target=scene.target)
    for on in (day - timedelta(days=1), day):
        assert rows.active(on).providing().count() == 1
    assert terms_of_assignment(scene.target, day) == change
    assert rows.get(unit=heir).decision.number == "215/QĐ-UBND"
    # The report of the running round stays with the unit that was asked.
    assert scene.report.entries.filter(target=scene.target).exists()
    assert not scene.stranger.entries.filter(target=scene.target).exists()


def test_a_new_lead_of_a_task_finds_it_in_its_unsent_report(scene):
    unit = scene.stranger.unit
    change = {"lead": [scene.unit.code, unit.code], "cooperate": []}
    scene.decided(scene.draft(Kind.ASSIGNMENT, change, task=scene.task))
    assert TaskUpdate.objects.filter(report=scene.stranger, task=scene.task).exists()
    kept = Assignment.objects.get(unit=scene.unit, task=scene.task)
    assert kept.valid_to is None and kept.valid_from < TODAY


def test_two_changes_cannot_cross(scene):
    scene.decided(number="1/QĐ-UBND")
    late = scene.forwarded(scene.draft(change=scene.new_terms(value="50"), target=scene.target))
    with pytest.raises(TransitionRefused, match="đã có điều chỉnh khác"):
        decide(scene, late)
    late.refresh_from_db()
    assert late.state == "FORWARDED"


def decide(scene, amendment, effective_on=TODAY, *, number="2/QĐ-UBND", at=NOW):
    decide_together(
        [(amendment, None)],
        decision=scene.decision(number, on=dates.as_day(at)),
        effective_on=effective_on,
        by=scene.chair,
        at=at,
    )


def test_a_second_change_amends_the_first(scene):
    scene.decided(number="1/QĐ-UBND")
    late = scene.forwarded(scene.draft(change=scene.new_terms(value="50"), target=scene.target))
    decide(scene, late, LATER)
    apply_due(at=make.at(2028, 3, 2))
    late.refresh_from_db()
    assert late.before["value"] == "45"
    values = [scene.target.reading_in(year).value for year in (2026, 2027, 2028)]
    assert values == [42, 45, 50]


def test_what_was_sent_stays_as_it_was(scene):
    make.fill(scene.report)
    scene.report.touch(by=scene.head, at=NOW)
    scene.report.submit(by=scene.head, at=NOW)
    sent = Submission.objects.values("payload", "sha256").get()
    assert "đạt 42 giường" in str(sent["payload"])
    scene.decided()
    assert Submission.objects.values("payload", "sha256").get() == sent


def test_the_kept_picture_follows(scene):
    observe(scene.target, 2027, 43)
    powers = powers_of(scene.officer, on=TODAY)

    def wording():
        opened = opened_plan(powers, on=TODAY)
        ledger = memory.picture(opened, at=NOW).ledger
        rows = standings((), year=2027, at=NOW, ledger=ledger)
        return next(row for row in rows if row.target == scene.target).governing.wording

    assert wording() == "đạt 42"
    scene.decided()
    assert wording() == "đạt 45"


steps = st.lists(
    st.tuples(st.sampled_from(["TARGET", "READING"]), st.integers(1, 900), st.integers(30, 60)),
    min_size=1,
    max_size=4,
)


@given(steps)
@settings(max_examples=12)
def test_no_amendment_ever_changes_a_verdict_of_an_earlier_year(asked):
    """Random decisions one after another; each year's verdict is noted when the year is over."""
    scene = AmendingScene()
    target = scene.target
    other = Reading.objects.create(
        target=target,
        clause=make.ClauseFactory(plan=scene.plan),
        quote="trên 35",
        wording="trên 35",
        comparator="GT",
        mode="HOLD",
        value=35,
    )
    for year in range(2025, 2031):
        observe(target, year, 36 + year % 5)
    day, known = date(2025, 6, 1), {}
    for number, (kind, wait, value) in enumerate(asked):
        day += timedelta(days=wait)
        if day.year > 2030:
            break
        known |= {year: told(target, year) for year in range(2025, day.year) if year not in known}
        change = _change(scene, other, kind, value)
        if change is not None:
            amendment = scene.draft(kind, change, target=scene.target)
            at = make.at(day.year, day.month, day.day)
            decide(scene, scene.forwarded(amendment), day, number=f"{number}/QĐ", at=at)
        for year, was in known.items():
            assert told(target, year) == was
        spans = list(GoverningSpan.objects.filter(target=target))
        assert all(
            one.valid_to + timedelta(days=1) == following.valid_from
            for one, following in pairwise(spans)
        )
        assert scene.target.readings.filter(is_governing=True).count() == 1


def _change(scene, other, kind, value):
    if kind == "TARGET":
        return terms_of_reading(scene.reading) | {"value": str(Decimal(value))}
    free = scene.target.readings.filter(replaced_on=None, is_governing=False).first()
    return {"reading": free.pk} if free else None


def told(target, year):
    row = verdict(target, year, at=make.at(2031, 1, 5))
    return row.governing.pk, row.result, row.pace
