"""Reorganisations carried out and undone: what moves, what stays, and the way back."""

from datetime import date

import pytest
from django.apps import apps
from django.core import serializers

from assignments.models import (
    Assignment,
    AssignmentChoice,
    Heir,
    Letterhead,
    Lineage,
    Membership,
    MembershipChoice,
    NotReorganised,
    Office,
    Reorganisation,
    StaleReorganisation,
    Succession,
    Unit,
)
from assignments.permissions import powers_of
from reports.models import (
    DirectiveMessage,
    DirectiveUnit,
    Notice,
    Report,
    ReportChoice,
    Round,
    Submission,
)
from reports.reorganising.carrying import carry_out
from reports.reorganising.intended import read_intended
from reports.reorganising.undated import move_undated
from reports.reorganising.undoing import undo
from targets.models import SeriesBreak
from tests import factories as make
from tests.built_once import built_once
from tests.factories import at
from tests.reorganising_scene import AFTER, DAY, LAST, NOW, Scene

pytestmark = pytest.mark.django_db
kept, scene = built_once(Scene)
STATE = Reorganisation.State
# What tells of the work itself; a plan's marks and totals are counted, not kept by hand.
TELLING = {
    "assignments.reorganisation",
    "assignments.reorganisationeffect",
    "reports.notice",
    "reports.planchange",
    "reports.planyeartotal",
}


def everything():
    """Every row of every model as text, without the row versions that only ever rise."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        app = label.split(".")[0]
        if app not in {"assignments", "reports", "targets", "accounts"} or label in TELLING:
            continue
        for row in serializers.serialize("python", model._base_manager.order_by("pk")):
            row["fields"].pop("version", None)
            found[label, row["pk"]] = row["fields"]
    return found


def done(draft, scene, moment=NOW):
    carry_out(draft, by=scene.administrator, at=moment)
    return draft


def heir_of(draft, code):
    return draft.heirs.get(code=code).unit


# -- each kind --------------------------------------------------------------------------------


def test_a_renamed_unit_is_a_new_unit_that_goes_on(scene):
    draft = done(scene.renaming(), scene)
    new = heir_of(draft, "phong-kinh-te-moi")
    assert (new.valid_from, new.valid_to) == (DAY, None)
    assert Unit.objects.get(code="phong-kinh-te").valid_to == LAST
    assert Unit.objects.get(code="phong-kinh-te").name == "Phòng Kinh tế"
    bond = Succession.objects.get(successor=new)
    assert (bond.predecessor, bond.effective_on) == (scene.economy, DAY)
    brings = Assignment.objects.get(unit=new, target=scene.target)
    assert (brings.role, brings.provides, brings.valid_from) == ("LEAD", True, DAY)
    scene.brings.refresh_from_db()
    assert scene.brings.valid_to == LAST
    assert Membership.objects.active(DAY).get(user=scene.head).unit == new
    assert Membership.objects.active(LAST).get(user=scene.head).unit == scene.economy


def test_a_new_unit_begins_its_documents_with_the_old_head_and_no_signer(scene):
    new = heir_of(done(scene.renaming(), scene), "phong-kinh-te-moi")
    paper = Letterhead.objects.get(unit=new)
    assert paper.agency == "PHÒNG KINH TẾ MỚI"
    assert (paper.superior, paper.signer_name) == ("ỦY BAN NHÂN DÂN QUẬN 3", "")


def test_what_merged_units_both_had_is_one_assignment_and_lead_wins(scene):
    new = heir_of(done(scene.merging(), scene), "phong-kthtdt")
    (brings,) = Assignment.objects.filter(unit=new, target=scene.target)
    assert (brings.role, brings.provides) == ("LEAD", True)
    assert Assignment.objects.filter(unit=new, task=scene.task).count() == 1


def test_a_unit_that_goes_on_takes_in_what_it_lacks(scene):
    """It cooperates on the target: from the day on it leads it and brings the figure."""
    helped = scene.assign(scene.health, target=scene.target, role="COOPERATE", provides=False)
    draft = scene.draft()
    going_on = Heir.objects.create(reorganisation=draft, unit=scene.health, is_new=False)
    scene.line(draft, scene.economy, going_on)
    done(draft, scene)
    helped.refresh_from_db()
    assert helped.valid_to == LAST
    leads = Assignment.objects.active(DAY).get(unit=scene.health, target=scene.target)
    assert (leads.role, leads.provides) == ("LEAD", True)
    assert Unit.objects.get(pk=scene.health.pk).valid_to is None


def test_a_split_ward_goes_to_its_main_heir_and_keeps_the_words_of_its_parts(scene):
    draft = done(scene.splitting(), scene)
    one, other = heir_of(draft, "phuong-ban-co"), heir_of(draft, "phuong-xuan-hoa")
    parts = dict(
        Succession.objects.filter(predecessor=scene.ward4).values_list(
            "successor", "partial_territory"
        )
    )
    assert parts == {one.pk: "Các khu phố 1, 2 và 3", other.pk: "Phần còn lại của Phường 4"}
    assert scene.report(scene.ward4).owner_on(LAST) == scene.ward4
    assert scene.report(scene.ward4).owner_on(DAY) == one
    assert Membership.objects.active(DAY).get(user=scene.ward_head).unit == one
    on_one = set(Lineage.objects.filter(unit=one).values_list("ancestor", flat=True))
    assert on_one == {scene.ward1.pk, scene.ward4.pk}


def test_a_split_gives_each_thing_to_the_heir_that_was_chosen(scene):
    draft = scene.splitting()
    other = draft.heirs.get(code="phuong-xuan-hoa")
    AssignmentChoice.objects.create(reorganisation=draft, assignment=scene.of_wards[2], heir=other)
    member = Membership.objects.get(user=scene.ward_clerk)
    MembershipChoice.objects.create(reorganisation=draft, membership=member, heir=other)
    ReportChoice.objects.create(reorganisation=draft, report=scene.report(scene.ward4), heir=other)
    done(draft, scene)
    one, other = heir_of(draft, "phuong-ban-co"), heir_of(draft, "phuong-xuan-hoa")
    assert Membership.objects.active(DAY).get(user=scene.ward_clerk).unit == other
    assert Membership.objects.active(DAY).get(user=scene.ward_head).unit == one
    assert scene.report(scene.ward4).owner_on(DAY) == other
    assert Assignment.objects.active(DAY).filter(task=scene.ward_task).count() == 2


def test_a_dissolved_unit_leaves_no_open_report_behind(scene):
    done(scene.dissolving(), scene)
    report = scene.report(scene.ward4)
    assert report.is_excused and report.unit_dissolved and not report.is_counted
    assert "1685/NQ-UBTVQH15" in report.excuse_reason
    assert not Membership.objects.active(DAY).filter(user=scene.ward_head).exists()
    assert not Assignment.objects.active(DAY).filter(unit=scene.ward4).exists()


def test_a_mix_is_done_in_one_step(scene):
    draft = done(scene.mixing(), scene)
    ended = {scene.economy, scene.urban, scene.ward1, scene.ward2, scene.ward4}
    assert set(Unit.objects.filter(valid_to=LAST)) == ended
    assert Assignment.objects.active(DAY).get(target=scene.target, provides=True).unit == heir_of(
        draft, "phong-kthtdt"
    )
    assert Assignment.objects.active(DAY).filter(target=scene.target).count() == 2


def test_history_goes_through_several_reorganisations(scene):
    first = done(scene.renaming(), scene)
    new = heir_of(first, "phong-kinh-te-moi")
    second = scene.draft(effective_on=date(2028, 3, 1))
    scene.line(second, new, scene.new(second, "phong-sau-cung", "Phòng Sau Cùng"))
    done(second, scene, at(2028, 2, 1))
    last = heir_of(second, "phong-sau-cung")
    found = set(Lineage.objects.filter(unit=last).values_list("ancestor", flat=True))
    assert found == {new.pk, scene.economy.pk}
    powers = powers_of(scene.head, on=date(2028, 3, 2))
    assert powers.inherited == frozenset(found)


# -- offices ----------------------------------------------------------------------------------


def test_the_heir_of_the_coordinating_unit_coordinates_and_never_judges_what_it_ends(scene):
    draft = scene.draft()
    heir = scene.new(draft, "phong-tc-kt", "Phòng Tài chính và Kinh tế")
    scene.line(draft, scene.office, heir)
    scene.line(draft, scene.economy, heir)
    done(draft, scene)
    new = heir_of(draft, "phong-tc-kt")
    offices = Office.objects.filter(plan=scene.plan, kind=Office.Kind.COORDINATING)
    assert offices.active(LAST).get().unit == scene.office
    assert offices.active(DAY).get().unit == new
    for unit in (scene.office, scene.economy):
        assert scene.report(unit).reviewing_office == Office.Kind.SECOND_RECIPIENT


# -- what was sent ----------------------------------------------------------------------------


def test_what_was_sent_stays_under_the_old_name_and_its_return_is_the_heirs(scene):
    report = scene.send(scene.economy)
    before = list(Submission.objects.values())
    draft = done(scene.merging(), scene)
    new = heir_of(draft, "phong-kthtdt")
    assert list(Submission.objects.values()) == before
    report.refresh_from_db()
    assert (report.unit, report.unit_dissolved) == (scene.economy, False)
    report.send_back(by=scene.officer, at=AFTER, reason="Thiếu.", resubmit_by=date(2027, 11, 12))
    assert report.owner_on(date(2027, 11, 8)) == new


def test_an_accepted_report_that_is_opened_again_is_the_heirs(scene):
    report = scene.send(scene.economy)
    report.accept(by=scene.officer, at=NOW)
    draft = done(scene.merging(), scene)
    assert not report.handovers.exists()
    report.reopen(by=scene.officer, at=AFTER, reason="Sửa.", until=date(2027, 11, 12))
    new = heir_of(draft, "phong-kthtdt")
    assert report.owner_on(DAY) == new
    report.touch(by=scene.head, at=AFTER)
    report.submit(by=scene.head, at=AFTER)


def test_a_unit_that_sends_before_its_last_day_is_counted_like_any_other(scene):
    done(scene.merging(), scene)
    assert scene.report(scene.economy).unit_dissolved
    report = scene.send(scene.economy, at(2027, 11, 4))
    assert report.is_counted and report.days_late == 0


def test_the_heir_ends_the_old_report_and_nobody_is_blamed(scene):
    draft = done(scene.merging(), scene)
    report = make.fill(scene.report(scene.economy))
    report.entries.update(explanation="Giữ nguyên như năm trước.")
    late = at(2027, 11, 15)
    report.touch(by=scene.clerk, at=late)
    report.submit(by=scene.head, at=late)
    assert report.days_late and not report.is_counted
    assert report.unit == scene.economy
    assert report.owner_on(DAY) == heir_of(draft, "phong-kthtdt")


def test_nobody_ends_a_report_that_was_chosen_so(scene):
    draft = scene.merging()
    ReportChoice.objects.create(reorganisation=draft, report=scene.report(scene.urban), heir=None)
    done(draft, scene)
    assert scene.report(scene.urban).is_excused
    assert not scene.report(scene.urban).handovers.exists()
    assert not scene.report(scene.economy).is_excused


def test_a_report_sent_after_it_was_chosen_to_be_dropped_is_kept(scene):
    draft = scene.merging()
    report = scene.report(scene.economy)
    ReportChoice.objects.create(reorganisation=draft, report=report, heir=None)
    scene.send(scene.economy)
    assert any("vừa được gửi" in text for text in read_intended(draft, at=NOW).warnings)
    done(draft, scene)
    report.refresh_from_db()
    assert not report.is_excused and report.owner_on(DAY) == heir_of(draft, "phong-kthtdt")


def test_a_round_opened_between_carrying_out_and_the_day_knows_the_heirs(scene):
    done(scene.merging(effective_on=date(2028, 10, 20)), scene)
    opened, _count = Round.open(scene.plan, 2028, at=at(2028, 10, 1))
    report = opened.reports.get(unit=scene.economy)
    assert report.owner_on(date(2028, 10, 19)) == scene.economy
    assert report.owner_on(date(2028, 10, 20)).code == "phong-kthtdt"
    assert report.unit_dissolved


def test_rounds_after_the_day_ask_the_heirs_and_not_the_old_units(scene):
    done(scene.mixing(), scene)
    opened, _count = Round.open(scene.plan, 2028, at=at(2028, 10, 1))
    codes = {report.unit.code for report in opened.reports.select_related("unit")}
    assert {"phuong-ban-co", "phuong-xuan-hoa", "phong-kthtdt", "phong-y-te"} <= codes
    assert not codes & {"phuong-1", "phuong-4", "phong-kinh-te"}


# -- directives, series, notices --------------------------------------------------------------


def test_answers_that_are_owed_go_to_the_heir_on_the_day_and_not_before(scene):
    directive = scene.direct(scene.economy, scene.urban)
    draft = done(scene.merging(), scene)
    assert set(directive.units.values_list("unit__code", flat=True)) == {
        "phong-kinh-te",
        "phong-do-thi",
    }
    assert move_undated(at=AFTER) == 2
    assert move_undated(at=AFTER) == 0
    (row,) = DirectiveUnit.objects.filter(directive=directive)
    assert row.unit == heir_of(draft, "phong-kthtdt")
    assert DirectiveMessage.objects.filter(directive=directive, kind="HANDED_OVER").count() == 2


def test_what_is_carried_out_after_its_day_moves_everything_at_once(scene):
    directive = scene.direct(scene.economy)
    draft = done(scene.merging(), scene, AFTER)
    assert directive.units.get().unit == heir_of(draft, "phong-kthtdt")


def test_a_series_is_broken_only_where_the_decision_says_so(scene):
    draft = scene.splitting()
    done(draft, scene)
    assert not SeriesBreak.objects.exists()
    other = scene.renaming()
    other.break_targets.add(scene.target)
    done(other, scene)
    assert SeriesBreak.objects.get().first_year == 2027


def test_everybody_touched_is_told_once(scene):
    done(scene.mixing(), scene)
    told = set(Notice.objects.values_list("user", flat=True))
    assert {scene.clerk.pk, scene.head.pk, scene.ward_clerk.pk, scene.officer.pk} <= told
    assert Notice.objects.count() == len(told)


# -- the way back -----------------------------------------------------------------------------


@pytest.mark.parametrize("prepared", ["renaming", "merging", "splitting", "dissolving", "mixing"])
def test_undoing_leaves_everything_as_it_was(scene, prepared):
    scene.direct(scene.economy, scene.ward4)
    scene.send(scene.ward1)
    draft = getattr(scene, prepared)()
    draft.break_targets.add(scene.target)
    before = everything()
    done(draft, scene)
    assert everything() != before
    undo(draft, by=scene.officer, at=at(2027, 11, 5, 23, 59))
    assert everything() == before
    draft.refresh_from_db()
    assert (draft.state, draft.undone_by) == (STATE.UNDONE, scene.officer)


def test_undoing_is_refused_from_the_day_on(scene):
    draft = done(scene.mixing(), scene)
    with pytest.raises(NotReorganised, match="ngày hiệu lực"):
        undo(draft, by=scene.officer, at=at(2027, 11, 6, 0, 0))


def test_undoing_is_refused_while_something_new_hangs_on_it(scene):
    draft = done(scene.mixing(), scene)
    make.MembershipFactory(unit=heir_of(draft, "phuong-ban-co"), valid_from=DAY)
    with pytest.raises(NotReorganised) as refused:
        undo(draft, by=scene.officer, at=NOW)
    assert any("Phường Bàn Cờ" in reason for reason in refused.value.reasons)
    draft.refresh_from_db()
    assert draft.state == STATE.CARRIED_OUT


def test_undoing_is_refused_when_somebody_changed_a_row_since(scene):
    draft = done(scene.renaming(), scene)
    new = heir_of(draft, "phong-kinh-te-moi")
    Membership.objects.filter(user=scene.clerk, unit=new).update(valid_to=date(2027, 12, 31))
    with pytest.raises(NotReorganised) as refused:
        undo(draft, by=scene.officer, at=NOW)
    assert any("đã được sửa" in reason for reason in refused.value.reasons)


def test_a_report_sent_in_between_stays_sent_when_undone(scene):
    draft = done(scene.merging(), scene)
    scene.send(scene.economy)
    undo(draft, by=scene.officer, at=NOW)
    report = scene.report(scene.economy)
    assert report.state == Report.State.SUBMITTED and report.is_counted
    assert report.owner_on(DAY) == scene.economy


# -- what stands against it -------------------------------------------------------------------


def blocked(draft, scene, moment=NOW):
    before = everything()
    with pytest.raises(NotReorganised) as refused:
        carry_out(draft, by=scene.administrator, at=moment)
    assert everything() == before
    return " ".join(refused.value.reasons)


def test_an_empty_draft_is_refused(scene):
    assert "Chưa chọn đơn vị" in blocked(scene.draft(), scene)


def test_a_unit_that_has_ended_neither_ends_again_nor_inherits(scene):
    done(scene.dissolving(), scene)
    assert "đã kết thúc" in blocked(scene.dissolving(), scene)
    draft = scene.draft()
    ended = Heir.objects.create(reorganisation=draft, unit=scene.ward4, is_new=False)
    scene.line(draft, scene.ward1, ended)
    assert "không kế thừa được" in blocked(draft, scene)


def test_a_code_is_never_given_twice(scene):
    draft = scene.draft()
    scene.line(draft, scene.ward1, scene.new(draft, "phuong-2", "Phường Mới", Unit.Kind.WARD))
    assert "phuong-2" in blocked(draft, scene)


def test_no_target_gets_two_providers(scene):
    other = scene.assign(
        scene.health, target=scene.target, valid_from=date(2028, 1, 1), valid_to=date(2028, 12, 31)
    )
    Assignment.objects.filter(pk=scene.brings.pk).update(valid_to=date(2027, 12, 31))
    draft = scene.renaming()
    assert not read_intended(draft, at=NOW).blocking
    Assignment.objects.filter(pk=other.pk).update(valid_from=date(2027, 12, 1))
    assert "cung cấp số liệu" in blocked(draft, scene)


def test_the_coordinating_unit_needs_an_heir(scene):
    draft = scene.draft()
    scene.line(draft, scene.office)
    assert "phải có đơn vị kế thừa" in blocked(draft, scene)


def test_an_heir_of_another_kind_is_said_and_done(scene):
    draft = scene.draft()
    scene.line(draft, scene.ward1, scene.new(draft, "phong-moi", "Phòng Mới"))
    assert any("khác loại" in text for text in read_intended(draft, at=NOW).warnings)
    done(draft, scene)


def test_it_is_carried_out_once(scene):
    """Whoever comes second, with the same page in front, is refused."""
    draft = scene.merging()
    seen = Reorganisation.objects.get(pk=draft.pk)
    done(draft, scene)
    with pytest.raises(NotReorganised, match="Đã thực hiện"):
        carry_out(seen, by=scene.officer, at=NOW)
    assert Unit.objects.filter(code="phong-kthtdt").count() == 1


def test_a_draft_that_changed_since_it_was_looked_at_is_not_carried_out(scene):
    draft = scene.merging()
    seen = draft.version
    draft.touch()
    with pytest.raises(StaleReorganisation):
        carry_out(draft, by=scene.officer, at=NOW, version=seen)


def test_reading_what_it_would_do_takes_few_queries(scene, django_assert_max_num_queries):
    draft = scene.mixing()
    with django_assert_max_num_queries(30):
        read_intended(draft, at=NOW)
