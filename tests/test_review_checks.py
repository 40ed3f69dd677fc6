"""Flags and verdict flips: each with a case that raises it and one that does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.models import ReportEvent
from reports.review import checks
from reports.review.flips import verdict_flips
from reports.review.sent import Sent, SentFigure, SentTarget, SentTask
from targets.models import AnnualTarget, Decision
from targets.progress import Comparator, Mode, Rule, Vintage, year_result
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of, text_of

D = Decimal
RULE = Rule(Comparator.GE, Mode.HOLD, D(75))
LONG = "Đã tổ chức ba đợt kiểm tra liên ngành và xử lý hết các trường hợp vi phạm."


def facts(estimate=None, final=None, *, denominator=None, **fields):
    figures = (
        SentFigure(2027, Vintage.ESTIMATE, estimate and D(estimate), None, denominator),
        SentFigure(2026, Vintage.FINAL, final and D(final)),
    )
    sent = SentTarget("CT-01", "Tên", figures=figures)
    return checks.TargetFacts(sent=sent, year=2027, rule=RULE, **fields)


SERIES = {2023: D(80), 2024: D(81), 2025: D(83), 2026: D(84)}


def test_jump_beyond_every_change_on_record():
    assert "Thay đổi 6,00" in checks.target_flags(facts("90", accepted=SERIES))[0]
    assert checks.target_flags(facts("86", accepted=SERIES)) == []


def test_jump_needs_a_record_to_compare_with():
    assert checks.target_flags(facts("99", accepted={2025: D(83), 2026: D(84)})) == []


def test_same_as_last_year_unless_exactly_that_is_asked():
    assert "bằng đúng số của năm trước" in checks.target_flags(facts("84", accepted=SERIES))[0]
    hundred = replace(facts("100", "100"), rule=Rule(Comparator.EQ, Mode.HOLD, D(100)))
    assert checks.target_flags(hundred) == []


def test_equal_to_the_yardstick():
    assert "bằng đúng mức phải đạt" in checks.target_flags(facts("75", yardstick=D(75)))[0]
    assert checks.target_flags(facts("75.1", yardstick=D(75))) == []


def test_growth_base_must_be_last_years_value():
    past = {"formula": "GROWTH", "terms": {2026: (D(1000), D(900))}}
    assert "khác tử số" in checks.target_flags(facts("9", denominator=D(990), **past))[0]
    assert checks.target_flags(facts("9", denominator=D(1000), **past)) == []


def test_base_of_a_ratio_that_leaps():
    past = {"formula": "RATIO", "terms": {2026: (D(1), D(200_000))}}
    assert "khác xa" in checks.target_flags(facts("9", denominator=D(20_000), **past))[0]
    assert checks.target_flags(facts("9", denominator=D(190_000), **past)) == []


def test_blank_with_explanation_is_pointed_out():
    blank = facts("80", final=None)
    blank = replace(blank, sent=replace(blank.sent, explanation="Cục Thống kê chưa công bố."))
    assert "Số chính thức năm 2026" in checks.target_flags(blank)[0]


def test_pair_that_does_not_add_up_to_100():
    def share(code, value):
        return SentTarget(code, "", figures=(SentFigure(2027, Vintage.ESTIMATE, D(value)),))

    assert "104" in checks.pair_flags(share("CT-02", "78"), share("CT-03", "26"))[0]
    assert checks.pair_flags(share("CT-02", "78.04"), share("CT-03", "21.98")) == []


def test_repeated_text_is_found_whatever_its_case():
    now, last = SentTask("III.1.1", "", result=LONG.upper()), SentTask("III.1.1", "", result=LONG)
    assert checks.task_flags(now, last)
    assert checks.task_flags(now, None) == []
    assert checks.task_flags(replace(now, result="Không."), replace(last, result="Không.")) == []
    assert checks.assessment_flags({"overview": LONG}, {"overview": LONG})


def test_lateness_in_words():
    assert checks.lateness_flags(3, 0) == ["Gửi lần đầu trễ 3 ngày."]
    assert checks.lateness_flags(None, 0) == []


def test_later_value_flips_the_verdict_only_when_the_word_changes():
    def judge(values, year):
        vintage, value = max(values[year].items(), key=lambda item: Vintage(item[0]).rank)
        return year_result(RULE, year=year, value=value, vintage=vintage)

    before = {2026: {Vintage.ESTIMATE: D(74)}}
    [(old, new)] = verdict_flips(judge, before, {2026: before[2026] | {Vintage.FINAL: D(76)}})
    assert checks.flip_words(old, new) == (
        "Năm 2026: ước cả năm 74,0 – Không đạt, sát ngưỡng; chính thức 76,0 – Đạt."
    )
    assert not verdict_flips(judge, before, {2026: before[2026] | {Vintage.FINAL: D(73)}})
    assert not verdict_flips(judge, {}, {})


def test_payload_that_lacks_a_task_of_last_year_is_no_problem():
    assert Sent({}, {}, {}).targets == {}


@pytest.fixture
def flipping():
    """2026 was estimated below its annual target; the final figure meets it."""
    scene = ReviewScene(year=2026)
    target = scene.entry.target
    decision = Decision.objects.create(
        plan=scene.plan, number="1/QĐ", decided_on=NOW.date(), decided_by="UBND"
    )
    AnnualTarget.objects.create(target=target, year=2026, value=33, decision=decision)
    scene.send(make.at(2026, 11, 1)).accept(make.at(2026, 11, 3))
    later = make.ReportFactory(
        round=make.RoundFactory(plan=scene.plan, year=2027),
        unit=scene.report.unit,
        items=scene.report.unit.assignments.all(),
    )
    scene._pk = later.pk
    make.fill(later)
    later.entries.get().figures.filter(vintage="FINAL").update(value=34, numerator=680)
    later.touch(by=scene.head, at=NOW)
    later.submit(by=scene.head, at=NOW)
    return scene


@pytest.mark.django_db
@pytest.mark.parametrize("whole", [True, False])
def test_accepting_a_final_that_flips_the_verdict_is_announced_once(flipping, whole):
    client = client_of(flipping.coordinator)
    assert "Kết quả đánh giá thay đổi" in text_of(client.get(flipping.path))
    post = flipping.post("accept") if whole else flipping.item_post("accept_item")
    assert client.post(flipping.path, post).status_code == 302
    event = flipping.report.events.get(kind=ReportEvent.Kind.VERDICT_FLIPPED)
    assert event.text == "Năm 2026: ước cả năm 30,0 – Không đạt; chính thức 34,0 – Vượt."
    client.post(flipping.path, flipping.item_post("accept_item"))
    assert flipping.report.events.filter(kind=event.kind).count() == 1
    assert event.text in text_of(client.get(flipping.path))
