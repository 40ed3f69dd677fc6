"""Flags and verdict flips: each with a case that raises it and one that does not."""

from decimal import Decimal

import pytest

from reports.models import CheckRule, ReportEvent
from reports.review import checks
from reports.review.flips import verdict_flips
from reports.review.sent import Sent, SentFigure, SentTarget
from targets.models import AnnualTarget, Decision
from targets.progress import Comparator, Mode, Rule, Vintage, year_result
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of, text_of

D = Decimal
RULE = Rule(Comparator.GE, Mode.HOLD, D(75))
LONG = "Đã tổ chức ba đợt kiểm tra liên ngành và xử lý hết các trường hợp vi phạm."


def sent(estimate, final=None, denominator=None, **fields):
    figures = (
        SentFigure(2027, Vintage.ESTIMATE, estimate and D(estimate), None, denominator),
        SentFigure(2026, Vintage.FINAL, final and D(final)),
    )
    return SentTarget("CT-01", "Tên", figures=figures, **fields)


def test_blank_with_explanation_is_pointed_out():
    [text] = checks.blank_with_reason(sent("80", explanation="Cục Thống kê chưa công bố."))
    assert "Số chính thức năm 2026" in text
    assert not list(checks.blank_with_reason(sent("80")))


def test_a_denominator_that_the_shared_table_no_longer_holds_is_pointed_out():
    table = {(2027, Vintage.ESTIMATE): D(196_500), (2026, Vintage.FINAL): D(195_900)}
    [text] = checks.other_denominators(sent("80", denominator=D(190_000)), table)
    assert "190.000" in text and "196.500" in text
    assert not list(checks.other_denominators(sent("80", denominator=D("196500.0")), table))
    assert not list(checks.other_denominators(sent("80", denominator=D(190_000)), {}))


def test_repeated_text_is_noted_by_field():
    rule = CheckRule(kind="SAME_TEXT", limit=D("0.9"), sentence="{what} giống năm {last_year}.")
    labels = {"result": "Kết quả", "difficulties": "Khó khăn"}
    now, last = {"result": LONG.upper(), "difficulties": "Không."}, {"result": LONG}
    assert checks.text_flags(rule, 2027, labels, now, last) == ["Kết quả giống năm 2026."]
    assert checks.text_flags(None, 2027, labels, now, last) == []


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
