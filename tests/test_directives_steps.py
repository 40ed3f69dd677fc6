"""A directive from the question to its end: who owes what, what is kept, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from assignments.permissions import powers_of
from reports.models import (
    Directive,
    DirectiveMessage,
    DirectiveStatus,
    StaleReport,
    TransitionRefused,
)
from tests import factories as make
from tests.directive_scene import DUE, NOW, TODAY, DirectiveScene

pytestmark = pytest.mark.django_db
Kind = DirectiveMessage.Kind
LATER = NOW + timedelta(days=2)
AFTER = date(2027, 11, 11)


@pytest.fixture
def scene():
    return DirectiveScene()


def kinds(directive):
    return list(directive.messages.values_list("kind", flat=True))


def test_new_directive_waits_for_its_unit_until_the_last_day_is_over(scene):
    directive = scene.give()
    assert kinds(directive) == [Kind.ASKED]
    assert directive.status_on(DUE) == DirectiveStatus.WAITING
    assert directive.status_on(AFTER) == DirectiveStatus.OVERDUE
    assert list(Directive.objects.overdue(on=AFTER)) == [directive]
    assert not Directive.objects.overdue(on=DUE)


def test_answer_of_every_unit_is_needed_and_several_are_kept(scene):
    second = make.UnitFactory()
    directive = scene.give(units=[scene.unit, second])
    directive.answer(scene.unit, by=scene.reporter, at=LATER, text="Do thiếu vốn.")
    assert directive.status_on(AFTER) == DirectiveStatus.OVERDUE
    assert list(Directive.objects.owed_by([second.pk])) == [directive]
    assert not Directive.objects.owed_by([scene.unit.pk])
    directive.answer(second, by=make.member(second), at=LATER, text="Do chậm giao.")
    directive.answer(scene.unit, by=scene.head, at=LATER, text="Nói thêm.")
    assert directive.status_on(AFTER) == DirectiveStatus.ANSWERED
    assert not Directive.objects.overdue(on=AFTER)
    assert kinds(directive) == [Kind.ASKED, *[Kind.ANSWERED] * 3]


def test_asking_again_gives_a_new_day_and_keeps_what_was_said(scene):
    directive = scene.give()
    directive.answer(scene.unit, by=scene.reporter, at=LATER, text="Đang làm.")
    new = date(2027, 11, 20)
    directive.ask_again(by=scene.vice_chair, at=LATER, text="Cụ thể hơn.", due_on=new)
    assert (directive.due_on, directive.status_on(AFTER)) == (new, DirectiveStatus.WAITING)
    assert [m.text for m in directive.messages.all()] == [
        "Vì sao chậm?",
        "Đang làm.",
        "Cụ thể hơn.",
    ]


def test_only_the_named_units_owe_a_further_answer(scene):
    second = make.UnitFactory()
    directive = scene.give(units=[scene.unit, second])
    for unit in (scene.unit, second):
        directive.answer(unit, by=make.member(unit), at=LATER, text="Xong.")
    asked = {"text": "Rõ hơn.", "due_on": AFTER, "units": [second]}
    directive.ask_again(by=scene.vice_chair, at=LATER, **asked)
    owed = directive.units.filter(answered_at__isnull=True)
    assert [row.unit for row in owed] == [second]


def test_postponing_says_from_when_to_when(scene):
    directive = scene.give()
    directive.postpone(by=scene.vice_chair, at=LATER, due_on=AFTER, text="Đang họp.")
    words = directive.messages.last().text
    assert "từ 10/11/2027 sang 11/11/2027" in words
    assert words.endswith("Đang họp.")
    with pytest.raises(TransitionRefused, match="sau hạn đang có"):
        directive.postpone(by=scene.vice_chair, at=LATER, due_on=AFTER)


def test_closed_directive_is_owed_by_nobody_and_can_be_taken_up_again(scene):
    directive = scene.give()
    directive.close(by=scene.vice_chair, at=LATER, text="Đã rõ.")
    assert directive.status_on(AFTER) == DirectiveStatus.CLOSED
    assert not Directive.objects.open()
    with pytest.raises(TransitionRefused, match="đã kết thúc"):
        directive.answer(scene.unit, by=scene.reporter, at=LATER, text="Muộn.")
    directive.reopen(by=scene.chair, at=LATER, text="Lại chậm.", due_on=AFTER)
    assert list(Directive.objects.owed_by([scene.unit.pk])) == [directive]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"text": "  "}, "Ghi nội dung"),
        ({"due_on": date(2027, 11, 2)}, "từ hôm nay"),
    ],
)
def test_directive_without_words_or_with_a_day_gone_by_is_refused(step, words, scene):
    with pytest.raises(TransitionRefused, match=words):
        scene.give(**step)
    assert not Directive.objects.exists()


def test_unit_that_was_not_asked_cannot_answer(scene):
    other = make.UnitFactory()
    directive = scene.give()
    with pytest.raises(TransitionRefused, match="không được yêu cầu"):
        directive.answer(other, by=make.member(other), at=LATER, text="Tôi biết.")
    assert kinds(directive) == [Kind.ASKED]


def test_step_from_an_old_page_is_refused_but_an_answer_is_not(scene):
    directive = scene.give()
    seen = directive.version
    directive.answer(scene.unit, by=scene.reporter, at=LATER, text="Đây.")
    with pytest.raises(StaleReport):
        directive.close(by=scene.vice_chair, at=LATER, version=seen)
    directive.answer(scene.unit, by=scene.reporter, at=LATER, text="Thêm.")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_said_is_never_changed(change, scene):
    rows = DirectiveMessage.objects.filter(directive=scene.give())
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="Khác") if change == "update" else rows.delete()


# -- who reads -------------------------------------------------------------------------------


def readers(scene, directive, *people):
    def reads(person):
        powers = powers_of(person, on=TODAY)
        return Directive.objects.visible_to(powers).filter(pk=directive.pk).exists()

    return [reads(person) for person in people]


def test_recipients_chair_own_vice_chair_and_asked_unit_read(scene):
    directive = scene.give()
    known = (scene.coordinator, scene.recipient, scene.chair, scene.vice_chair, scene.head)
    assert readers(scene, directive, *known) == [True] * 5
    others = (scene.other_vice_chair, make.member(make.UnitFactory()), make.UserFactory())
    assert readers(scene, directive, *others) == [False] * 3


def test_vice_chair_reads_what_the_chair_asks_in_their_sector_but_does_not_hold_it(scene):
    directive = scene.give(sector=None, by=scene.chair, position="Chủ tịch")
    assert readers(scene, directive, scene.vice_chair, scene.other_vice_chair) == [True, False]
    assert directive.is_held_by(powers_of(scene.chair, on=TODAY))
    assert not directive.is_held_by(powers_of(scene.vice_chair, on=TODAY))
