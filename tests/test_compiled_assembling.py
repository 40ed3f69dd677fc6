"""Assembling the consolidated report: only what was accepted, and nothing edited is ever lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from reports.compiling.content import compiled_content
from reports.models import (
    CompiledReport,
    Consolidation,
    Observation,
    Paragraph,
    ParagraphChange,
    StaleReport,
    TransitionRefused,
)
from targets.models import Target
from tests import factories as make
from tests.built_once import built_once
from tests.compiled_scene import CompiledScene
from tests.review_scene import NOW, ReviewScene

Section = Paragraph.Section
Kind = ParagraphChange.Kind


kept, scene = built_once(CompiledScene)


def kinds(row):
    return list(row.changes.values_list("kind", flat=True))


def snapshot(compiled):
    rows = list(compiled.paragraphs.order_by("pk").values())
    return rows, ParagraphChange.objects.filter(paragraph__compiled=compiled).count()


# -- what goes in ----------------------------------------------------------------------------


def test_every_accepted_item_becomes_a_passage_with_its_unit(scene):
    done = scene.assemble()
    assert done.added == scene.compiled.paragraphs.count()
    unit = scene.first.report.unit
    entry, update = scene.first.entry, scene.first.update
    assert scene.passage(f"target:{entry.code}").unit == unit
    task = scene.task()
    assert (task.unit, task.item) == (unit, update.code)
    assert update.task.title in task.heading and update.task.clause.reference in task.heading
    assert task.text == task.source == "Đã thực hiện.\nĐánh giá: thường xuyên, có kết quả."
    assert scene.passage(f"overview:{unit.code}").text == "Kết quả tốt."


def test_a_sent_report_that_nobody_accepted_brings_nothing(db):
    scene = CompiledScene(accepted=False)
    scene.assemble()
    keys = set(scene.compiled.paragraphs.values_list("key", flat=True))
    assert keys == {"intro:plan", "intro:reports", "closing"}


def test_drafts_returned_and_pending_items_stay_out(db):
    scene = CompiledScene(accepted=False)
    report, other = scene.first.report, scene.second.report
    report.accept_item(report.updates.get(), by=scene.officer, at=NOW)
    report.return_item(report.entries.get(), by=scene.officer, at=NOW, reason="Thiếu.")
    other.updates.update(result="Chưa ai duyệt.")
    draft = make.fill(make.report_with_items(plan=scene.plan))
    draft.updates.update(result="Bản nháp.")
    scene.assemble()
    with_item = scene.compiled.paragraphs.exclude(item="")
    assert [row.item for row in with_item] == [report.updates.get().code]
    text = "\n".join(scene.compiled.paragraphs.values_list("text", flat=True))
    assert "Bản nháp" not in text and "Chưa ai duyệt" not in text


def test_words_changed_after_reopening_wait_for_acceptance(scene):
    scene.assemble()
    report = scene.first.report
    report.reopen(by=scene.officer, at=NOW, reason="Sửa.", until=NOW.date())
    report.updates.update(result="Đang sửa dở.")
    scene.assemble()
    assert not scene.compiled.paragraphs.filter(text__contains="Đang sửa dở").exists()


def test_a_targets_passage_says_value_yardstick_verdict_and_the_units_explanation(db):
    scene = CompiledScene(accepted=False)
    entry = scene.first.entry
    entry.explanation = "Thêm giường mới."
    entry.save()
    scene.first.report.accept(by=scene.officer, at=NOW)
    scene.assemble()
    lines = scene.passage(f"target:{entry.code}").text.splitlines()
    assert "Ước cả năm 2027: 30,0 giường/10.000 dân" in lines[0]
    assert "tăng 1,0 giường/10.000 dân so với năm 2026" in lines[0]
    assert "Tiến độ" in lines[0] or "Chưa đánh giá" in lines[0]
    assert lines[1] == "Thêm giường mới."


def test_difficulties_stand_by_unit_with_the_titles_of_their_tasks(db):
    scene = CompiledScene(accepted=False)
    report = scene.first.report
    report.assessment.difficulties = "Thiếu người."
    report.assessment.save()
    report.updates.update(difficulties="Thiếu kinh phí.", proposals="Cấp thêm kinh phí.")
    report.accept(by=scene.officer, at=NOW)
    scene.assemble()
    title = report.updates.get().task.title
    found = scene.compiled.paragraphs.get(section=Section.DIFFICULTIES)
    assert found.text == f"Thiếu người.\n{title}: Thiếu kinh phí."
    asked = scene.compiled.paragraphs.get(section=Section.PROPOSALS)
    assert asked.text == f"{title}: Cấp thêm kinh phí."


def test_what_is_decided_for_next_year_is_no_proposal_any_more(scene):
    for one, proposal in ((scene.first, 33), (scene.second, 41)):
        one.report.entries.update(proposal=Decimal(proposal))
    target, other = scene.first.entry.target, scene.second.entry.target
    Target.objects.filter(pk=target.pk).update(name="Giường bệnh")
    Target.objects.filter(pk=other.pk).update(name="Bác sĩ")
    make.give(target, 35, year=2028)
    scene.assemble()
    decided, proposed = scene.passage("next-decided"), scene.passage("next-targets")
    assert decided.heading == "Chỉ tiêu đã giao cho năm 2028"
    unit = target.unit_of_measure
    assert decided.text == f"Giường bệnh: từ 35 trở lên ({unit}), theo 01/QĐ-UBND."
    assert proposed.text.startswith("Bác sĩ: 41") and "Giường bệnh" not in proposed.text


def test_the_introduction_counts_excused_and_silent_units_apart(scene):
    silent = make.report_with_items(plan=scene.plan).unit
    excused = make.report_with_items(plan=scene.plan)
    excused.excuse(by=scene.officer, at=NOW, reason="Giải thể.")
    scene.assemble()
    text = scene.passage("intro:reports").text
    assert "có 3 đơn vị phải báo cáo" in text and "2 đơn vị đã gửi, đều đúng hạn" in text
    assert f"Chưa gửi báo cáo: {silent.name}." in text
    assert f"Được miễn báo cáo: {excused.unit.name}." in text


def reported_before(scene, value="28"):
    """A value of 2026 that stood when a report went upward, and that 2027 brings anew."""
    target = scene.first.entry.target
    Observation.objects.filter(target=target, year=2026).delete()
    before = NOW - timedelta(days=300)
    old = Observation.objects.create(
        target=target,
        year=2026,
        vintage="ESTIMATE",
        value=Decimal(value),
        source="Báo cáo",
        accepted_at=before,
    )
    earlier = make.RoundFactory(plan=scene.plan, year=2026)
    with transaction.atomic():
        Consolidation.freeze(
            earlier, {"a": 1}, {}, title="2026", by=scene.officer, at=before + timedelta(days=1)
        )
    Observation.objects.create(
        target=target,
        year=2026,
        vintage="FINAL",
        value=Decimal("29"),
        source="Báo cáo",
        accepted_at=NOW,
        report=scene.first.report,
        reason="Rà soát lại",
    )
    return old


def test_a_value_that_changed_since_the_last_consolidation_is_corrected_with_its_reason(scene):
    reported_before(scene)
    scene.assemble()
    row = scene.compiled.paragraphs.get(section=Section.CORRECTIONS)
    assert "đã báo cáo là 28,0 giường/10.000 dân (ước cả năm)" in row.text
    assert "nay là 29,0 giường/10.000 dân (chính thức)" in row.text
    assert "Lý do: Rà soát lại." in row.text
    assert row.unit == scene.first.report.unit


def test_a_verdict_that_a_correction_changed_is_told_with_it(scene):
    reported_before(scene)
    words = "Năm 2026: ước cả năm 28,0 – Không đạt; chính thức 29,0 – Đạt."
    target = scene.first.entry.target
    for text, subject in ((words, str(target)), ("Năm 2026: khác.", "CT-00 Chỉ tiêu khác")):
        scene.first.report.record(
            "VERDICT_FLIPPED", at=NOW, by=scene.officer, subject=subject, text=text
        )
    scene.assemble()
    row = scene.compiled.paragraphs.get(section=Section.CORRECTIONS)
    assert row.text.splitlines()[-1] == f"Kết quả đánh giá thay đổi. {words}"


def test_the_same_value_of_a_later_vintage_is_no_correction(scene):
    reported_before(scene, value="29")
    scene.assemble()
    assert not scene.compiled.paragraphs.filter(section=Section.CORRECTIONS).exists()


# -- again and again -------------------------------------------------------------------------


def test_assembling_twice_changes_nothing_and_logs_nothing(scene):
    scene.assemble()
    before = snapshot(scene.compiled)
    assert not scene.assemble().has_changed
    assert snapshot(scene.compiled) == before


def test_an_unedited_passage_follows_its_source(scene):
    scene.assemble()
    scene.rewrite("Đã làm thêm.")
    done = scene.assemble()
    row = scene.task()
    assert (done.followed, done.behind) == (1, 0)
    assert row.text.startswith("Đã làm thêm.") and not row.is_edited
    assert kinds(row) == [Kind.ASSEMBLED, Kind.ASSEMBLED]


def test_an_edited_passage_is_never_overwritten_and_shows_both_sources(scene):
    scene.assemble()
    row = scene.edit(scene.task(), "Câu của chuyên viên.")
    old_source = row.source
    scene.rewrite("Đã làm thêm.")
    assert scene.assemble().behind == 1
    row = scene.task()
    assert row.text == "Câu của chuyên viên." and row.is_behind
    assert row.edited_source == old_source and row.source.startswith("Đã làm thêm.")


def test_keeping_settles_the_difference_until_the_source_moves_again(scene):
    scene.assemble()
    scene.edit(scene.task(), "Câu của chuyên viên.")
    scene.rewrite("Lần hai.")
    scene.assemble()
    row = scene.task()
    row.keep(by=scene.officer, at=NOW, version=row.version)
    assert not scene.task().is_behind and scene.task().text == "Câu của chuyên viên."
    scene.rewrite("Lần ba.")
    scene.assemble()
    assert scene.task().is_behind
    assert kinds(scene.task()) == ["ASSEMBLED", "EDITED", "ASSEMBLED", "KEPT", "ASSEMBLED"]


def test_taking_the_new_words_keeps_the_edited_ones_in_the_history(scene):
    scene.assemble()
    scene.edit(scene.task(), "Câu của chuyên viên.")
    scene.rewrite("Lần hai.")
    scene.assemble()
    row = scene.task()
    row.restore(by=scene.officer, at=NOW, version=row.version)
    row = scene.task()
    assert row.text == row.source and not row.is_edited
    last = row.changes.last()
    assert (last.kind, last.before, last.after) == (Kind.RESTORED, "Câu của chuyên viên.", row.text)


def test_a_passage_whose_origin_went_says_nothing_unless_somebody_edited_it(scene):
    scene.assemble()
    scene.edit(scene.task(), "Câu của chuyên viên.")
    for one in (scene.first, scene.second):
        one.report.reopen(by=scene.officer, at=NOW, reason="Sửa.", until=NOW.date())
    assert scene.assemble().gone
    kept, other = scene.task(), scene.task(scene.second)
    assert kept.is_orphan and kept.text == "Câu của chuyên viên."
    assert other.is_withdrawn and other.text == ""
    printed = {one.key for part in compiled_content(scene.compiled).parts for one in part.passages}
    assert kept.key in printed and other.key not in printed
    assert not scene.assemble().has_changed


def test_a_passage_left_out_stays_left_out_when_its_origin_comes_back(scene):
    scene.assemble()
    row = scene.task()
    row.leave_out(by=scene.officer, at=NOW, version=row.version)
    report = scene.first.report
    report.reopen(by=scene.officer, at=NOW, reason="Sửa.", until=NOW.date())
    scene.assemble()
    assert scene.task().is_orphan and scene.task().text == ""
    scene.first.report.submit(by=scene.first.head, at=NOW)
    scene.first.report.accept(by=scene.officer, at=NOW)
    scene.assemble()
    row = scene.task()
    assert row.is_left_out and not row.is_orphan and row.text.startswith("Đã thực hiện.")


def test_new_passages_stand_behind_their_neighbours_and_moved_ones_stay_moved(scene):
    scene.assemble()
    second = scene.task(scene.second)
    while second.move(by=scene.officer, at=NOW, up=True):
        pass
    third = ReviewScene(plan=scene.plan).send()
    third.report.accept(by=scene.officer, at=NOW)
    scene.assemble()
    rows = scene.compiled.paragraphs.filter(section=Section.TASKS).order_by("order")
    keys = [row.key for row in rows]
    assert keys[0] == second.key
    assert keys[-2:] == [f"overview:{third.report.unit.code}", scene.task(third).key]
    assert [row.order for row in rows] == list(range(1, len(keys) + 1))


# -- editing ---------------------------------------------------------------------------------


def test_a_stale_edit_is_refused_and_changes_nothing(scene):
    scene.assemble()
    seen = scene.task()
    scene.edit(scene.task(), "Người thứ nhất.")
    with pytest.raises(StaleReport):
        scene.edit(seen, "Người thứ hai.")
    assert scene.task().text == "Người thứ nhất."


def test_typing_the_units_own_words_again_is_restoring(scene):
    scene.assemble()
    source = scene.task().source
    scene.edit(scene.task(), "Khác.")
    scene.edit(scene.task(), source)
    assert not scene.task().is_edited
    assert kinds(scene.task()) == ["ASSEMBLED", "EDITED", "RESTORED"]


def test_there_is_nothing_to_restore_in_an_unedited_or_own_passage(scene):
    scene.assemble()
    own = scene.compiled.add_own(section="TASKS", text="Tự viết.", by=scene.officer, at=NOW)
    for row in (scene.task(), own):
        with pytest.raises(TransitionRefused):
            row.restore(by=scene.officer, at=NOW, version=row.version)


def test_what_is_left_out_or_blank_is_not_in_the_content(scene):
    scene.assemble()
    row = scene.task()
    row.leave_out(by=scene.officer, at=NOW, version=row.version)
    keys = {one.key for part in compiled_content(scene.compiled).parts for one in part.passages}
    assert row.key not in keys and scene.task(scene.second).key in keys
    row.put_back(by=scene.officer, at=NOW, version=row.version)
    tasks = compiled_content(scene.compiled).part(Section.TASKS)
    assert row.key in {one.key for one in tasks.passages}
    assert kinds(row) == [Kind.ASSEMBLED, Kind.LEFT_OUT, Kind.PUT_BACK]


def test_the_content_is_in_order_of_sections_with_lines_and_units(scene):
    scene.assemble()
    scene.edit(scene.task(), "Dòng một.\n\n  Dòng hai. ")
    content = compiled_content(scene.compiled)
    order = list(Section)
    places = [order.index(part.section) for part in content.parts]
    assert places == sorted(places) and places[0] == 0
    passage = next(
        one for one in content.part(Section.TASKS).passages if one.key == scene.task().key
    )
    assert passage.lines == ("Dòng một.", "Dòng hai.")
    assert passage.unit == scene.first.report.unit.name


def test_an_own_passage_stands_where_it_was_put_and_survives_assembling(scene):
    scene.assemble()
    after = scene.task()
    own = scene.compiled.add_own(
        section=after.section, text="Tự viết.", by=scene.officer, at=NOW, after=after
    )
    assert not scene.assemble().has_changed
    keys = list(
        scene.compiled.paragraphs.filter(section=after.section)
        .order_by("order")
        .values_list("key", flat=True)
    )
    assert keys.index(own.key) == keys.index(after.key) + 1
    assert scene.passage("own:").text == "Tự viết."


def test_the_head_begins_with_the_letterhead_and_refuses_a_stale_change(scene):
    scene.assemble()
    compiled = scene.compiled
    assert compiled.agency and compiled.signer_title
    assert scene.plan.number in compiled.subject
    compiled.change_head(version=1, subject="Mới")
    with pytest.raises(StaleReport):
        CompiledReport.objects.get(pk=compiled.pk).change_head(version=1, subject="Cũ")
