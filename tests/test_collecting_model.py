"""What holds around a report while it is collected, in the database and in the model."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from reports.models import (
    CheckRule,
    Evidence,
    Observation,
    Report,
    TransitionRefused,
    WardBreakdown,
)
from reports.models.shared_denominators import take_shared
from targets.models import DenominatorSeries, DenominatorValue
from targets.progress import Vintage
from tests import factories
from tests.report_scene import NOON, Scene, State

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=9)


@pytest.fixture
def scene():
    return Scene()


def attach(report, by, **fields):
    usual = {
        "name": "Biểu số liệu.pdf",
        "stored_name": f"{Evidence.objects.count():064d}",
        "size": 1_000,
        "sha256": "a" * 64,
        "media_type": "application/pdf",
        "scan": Evidence.Scan.CLEAN,
        "uploaded_at": NOON,
        "uploaded_by": by,
    }
    return Evidence.objects.create(report=report, **{**usual, **fields})


def begin(scene, **words):
    scene.bring(State.DRAFT)
    said = {"signer": "Trưởng phòng", "reason": "Mất mạng.", "received_at": NOON}
    scene.report.begin_on_behalf(by=scene.reviewer, at=LATER, **{**said, **words})


BAD_WRITES = {
    "evidence_of_one_item": lambda s: attach(s.report, s.staff, entry=s.entry, update=s.update),
    "evidence_removed_was_sent": lambda s: attach(
        s.report, s.staff, removed_at=NOON, removed_by=s.staff
    ),
    "evidence_removed_has_moment_and_person": lambda s: [
        attach(s.bring(State.SUBMITTED), s.staff, sent_in=s.report.submissions.get()),
        Evidence.objects.update(removed_at=NOON),
    ],
    "evidence_once_a_report": lambda s: [attach(s.report, s.staff) for _twice in "ab"],
    "evidence_once_an_entry": lambda s: [
        attach(s.report, s.staff, entry=s.entry) for _twice in "ab"
    ],
    "evidence_once_an_update": lambda s: [
        attach(s.report, s.staff, update=s.update) for _twice in "ab"
    ],
    "check_rule_once_a_target": lambda s: CheckRule.objects.bulk_create(
        CheckRule(plan=s.plan, target=s.entry.target, kind="CHANGE", sentence="Vì sao?")
        for _twice in "ab"
    ),
    "check_rule_once_a_plan": lambda s: CheckRule.objects.bulk_create(
        CheckRule(plan=s.plan, kind="SAME_TEXT", sentence="Vì sao?") for _twice in "ab"
    ),
    "check_rule_has_sentence": lambda s: CheckRule.objects.bulk_create(
        [CheckRule(plan=s.plan, target=s.entry.target, kind="CHANGE", sentence="")]
    ),
    "ward_breakdown_once": lambda s: WardBreakdown.objects.bulk_create(
        WardBreakdown(round=s.report.round, target=s.entry.target, marked_at=NOON)
        for _twice in "ab"
    ),
    "report_on_behalf_has_circumstances": lambda s: Report.objects.update(behalf_by=s.reviewer),
}


@pytest.mark.parametrize("write", BAD_WRITES.values(), ids=BAD_WRITES.keys())
def test_the_database_refuses(write, scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(scene)


def test_the_same_file_may_stand_at_two_items_and_come_back_once_removed(scene):
    report = scene.bring(State.SUBMITTED)
    sent = {"sent_in": report.submissions.get()}
    attach(report, scene.staff, entry=scene.entry, **sent)
    attach(report, scene.staff, update=scene.update)
    Evidence.objects.filter(**sent).update(removed_at=NOON, removed_by=scene.staff)
    attach(report, scene.staff, entry=scene.entry)
    assert report.evidence.count() == 3


def test_a_sending_holds_the_files_of_its_moment(scene):
    factories.fill(scene.report)
    scene.report.touch(by=scene.staff, at=NOON)
    held = attach(scene.report, scene.staff, entry=scene.entry)
    sent = scene.report.submit(by=scene.head, at=NOON)
    held.refresh_from_db()
    assert held.sent_in == sent
    assert [row["name"] for row in sent.content["evidence"]] == ["Biểu số liệu.pdf"]
    assert sent.content["evidence"][0]["item"] == scene.entry.code


# On behalf


def test_a_paper_report_is_on_time_when_the_paper_came_in_time(scene):
    begin(scene)
    attach(scene.report, scene.reviewer, kind=Evidence.Kind.SIGNED_COPY)
    sent = scene.report.submit(by=scene.reviewer, at=LATER)
    assert (scene.report.days_late, scene.report.first_submitted_at) == (0, NOON)
    assert scene.report.submitted_at == LATER
    assert sent.content["on_behalf"]["signer"] == "Trưởng phòng"
    assert sent.content["submitted_by"] == scene.reviewer.full_name
    assert "Trưởng phòng" in scene.report.events.get(kind="SUBMITTED").text
    assert scene.report.behalf_by is None


def test_a_paper_report_is_not_sent_without_its_scan(scene):
    begin(scene)
    with pytest.raises(TransitionRefused, match="bản quét"):
        scene.report.submit(by=scene.reviewer, at=LATER)


def test_the_one_who_entered_a_report_does_not_judge_it(scene):
    begin(scene)
    attach(scene.report, scene.reviewer, kind=Evidence.Kind.SIGNED_COPY)
    scene.report.submit(by=scene.reviewer, at=LATER)
    with pytest.raises(TransitionRefused, match="người khác"):
        scene.report.accept(by=scene.reviewer, at=LATER)
    scene.report.accept(by=factories.coordinator(scene.plan), at=LATER)


def test_the_unit_waits_while_its_paper_is_entered(scene):
    begin(scene)
    with pytest.raises(TransitionRefused, match="nhập thay"):
        scene.report.submit(by=scene.head, at=LATER)
    scene.report.end_on_behalf(by=scene.reviewer, at=LATER)
    scene.report.submit(by=scene.head, at=LATER)
    assert scene.report.days_late == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"signer": " "}, "người ký"),
        ({"reason": ""}, "lý do"),
        ({"received_at": LATER + timedelta(minutes=1)}, "không thể sau"),
    ],
)
def test_entering_for_a_unit_needs_its_circumstances(words, told, scene):
    with pytest.raises(TransitionRefused, match=told):
        begin(scene, **words)


# Shared denominators


def put(scene, value, vintage=Vintage.ESTIMATE):
    series, _new = DenominatorSeries.objects.get_or_create(
        plan=scene.plan, code="dan-so", defaults={"name": "Dân số", "unit_of_measure": "người"}
    )
    target = scene.entry.target
    target.denominator_series = series
    target.save(update_fields=["denominator_series"])
    return DenominatorValue.put(
        series,
        2027,
        vintage,
        value=Decimal(value),
        source="Niên giám",
        as_of=NOON.date(),
        by=None,
        at=NOON,
    )


def estimate(scene):
    return scene.entry.figures.get(vintage=Vintage.ESTIMATE)


def test_a_figure_follows_the_shared_table_while_it_is_written(scene):
    factories.fill(scene.report)
    put(scene, 200_000)
    take_shared(scene.report)
    first = estimate(scene)
    put(scene, 210_000)
    take_shared(scene.report)
    now = estimate(scene)
    assert (first.denominator, now.denominator) == (200_000, 210_000)
    target = scene.entry.target
    assert now.value == target.ratio_of(now.numerator, Decimal(210_000)) != first.value
    assert DenominatorValue.objects.count() == 2  # the older one is kept


def test_taking_the_same_table_again_changes_nothing(scene):
    put(scene, 200_000)
    assert take_shared(scene.report)
    version = scene.entry.version
    assert not take_shared(scene.report)
    assert scene.entry.version == version


def test_a_numerator_that_no_longer_fits_is_kept_as_typed(scene):
    target = scene.entry.target
    target.is_share = True
    target.save(update_fields=["is_share"])
    factories.fill(scene.report, terms=("600", "2000"))
    put(scene, 500)
    take_shared(scene.report)
    assert (estimate(scene).numerator, estimate(scene).value) == (None, None)
    assert scene.entry.unparsed == {"estimate_numerator": "600"}


def test_a_sending_names_the_source_of_its_denominator(scene):
    put(scene, 200_000)
    take_shared(scene.report)
    report = scene.bring(State.SUBMITTED)
    figures = report.submissions.get().content["targets"][0]["figures"]
    sources = {row["vintage"]: row["denominator_source"] for row in figures}
    assert sources["ESTIMATE"]["source"] == "Niên giám"
    assert sources["YTD"] is None


# Wards


def test_a_wards_part_is_never_the_figure_of_the_district(scene):
    entry, _new = scene.report.add_contribution(factories.TargetFactory(plan=scene.plan))
    report = scene.bring(State.ACCEPTED)
    entry.refresh_from_db()
    assert entry.is_accepted
    assert not Observation.objects.filter(target=entry.target).exists()
    assert Observation.objects.filter(report=report).exists()


def test_marking_asks_the_wards_that_still_write():
    ward = factories.report_with_items(unit=factories.UnitFactory(kind="WARD"))
    target, by = factories.TargetFactory(plan=ward.round.plan), factories.UserFactory()
    _row, asked = WardBreakdown.mark(ward.round, target, by=by, at=NOON)
    _row, again = WardBreakdown.mark(ward.round, target, by=by, at=NOON)
    assert (asked, again) == ([ward], [])
    entry = ward.entries.get(target=target)
    assert [figure.vintage for figure in entry.figures.all()] == [Vintage.ESTIMATE]
