"""Where targets stand: accepted values only, lamps as the rules give them, few queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from reports.dashboards.judging import rule_of, tolerances_of
from reports.dashboards.standing import by_severity, standings, status_counts
from reports.dashboards.trajectory import trajectory
from reports.models import Extension, Observation, Report, Round
from targets.models import AnnualTarget, Decision, Reading, Target
from targets.progress import (
    Flag,
    NoDataReason,
    PaceStatus,
    Point,
    ReportingStatus,
    Vintage,
    YearStatus,
    pace,
    year_result,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

AT = make.at(2027, 11, 3)


def observe(target, year, value, vintage=Vintage.FINAL, **fields):
    return Observation.objects.create(
        target=target,
        year=year,
        vintage=vintage,
        value=Decimal(str(value)),
        **{"source": "Niên giám", "accepted_at": AT, **fields},
    )


def decide(target, year, value, number="1/QĐ-UBND", replaced_on=None):
    decision, _new = Decision.objects.get_or_create(
        plan=target.plan,
        number=number,
        defaults={"decided_on": date(2026, 12, 10), "decided_by": "Chủ tịch"},
    )
    return AnnualTarget.objects.create(
        target=target, year=year, value=value, decision=decision, replaced_on=replaced_on
    )


def stand(target, year=2027, at=AT):
    return standings(Target.objects.filter(pk=target.pk), year=year, at=at)[0]


def hold(comparator, value, **fields):
    reading = {
        "reading__comparator": comparator,
        "reading__mode": "HOLD",
        "reading__value": value,
        "reading__is_point": False,
    }
    return make.TargetFactory(is_percentage=True, unit_of_measure="%", **reading, **fields)


def test_drafts_and_sent_figures_do_not_count_until_accepted():
    report = make.report_with_items()
    target = report.entries.get().target
    make.fill(report)
    assert stand(target).value is None
    head, officer = make.head(report.unit), make.coordinator(report.round.plan)
    report.touch(by=head, at=AT)
    report.submit(by=head, at=AT)
    sent = stand(target)
    assert (sent.value, sent.result.status) == (None, YearStatus.NO_DATA)
    assert sent.no_data_reason == NoDataReason.IN_REVIEW
    report.accept(by=officer, at=AT)
    accepted = stand(target)
    assert (accepted.value, accepted.vintage) == (Decimal(30), Vintage.ESTIMATE)
    assert accepted.display == "30,0 (ước)"
    assert accepted.reporting == ReportingStatus.ACCEPTED


def test_a_corrected_value_replaces_the_older_one():
    target = make.TargetFactory()
    observe(target, 2026, 30, replaced_at=AT)
    observe(target, 2026, 31)
    assert stand(target, 2026).value == 31


def test_the_best_vintage_counts_and_ytd_never():
    target = make.TargetFactory()
    observe(target, 2027, 20, Vintage.YTD)
    only_ytd = stand(target)
    assert only_ytd.value is None
    assert only_ytd.ytd.display == "20,0 (10 tháng)"
    observe(target, 2027, 36, Vintage.ESTIMATE)
    assert stand(target).value == 36
    observe(target, 2027, 35, Vintage.FINAL)
    assert stand(target).value == 35


def test_lamps_equal_the_progress_functions():
    target = make.TargetFactory(baseline_year=2024, baseline_value=Decimal(30))
    observe(target, 2026, 35)
    observe(target, 2027, "35.6", Vintage.ESTIMATE)
    decide(target, 2027, 36)
    found, rule = stand(target), rule_of(target, 2027)
    baseline = Point(2024, Decimal(30))
    series = {2026: Decimal(35), 2027: Decimal("35.6")}
    assert found.result == year_result(
        rule,
        year=2027,
        value=Decimal("35.6"),
        annual_target=Decimal(36),
        previous_value=Decimal(35),
        baseline=baseline,
        series=series,
        tolerances=tolerances_of(target.plan),
        vintage=Vintage.ESTIMATE,
    )
    assert found.pace == pace(
        rule,
        year=2027,
        value=Decimal("35.6"),
        baseline=baseline,
        annual_targets={2027: Decimal(36)},
        series=series,
    )
    assert found.pace.status == PaceStatus.BEHIND
    assert found.yardstick_text == "từ 36 trở lên"
    assert found.annual_target.decision.number == "1/QĐ-UBND"


def test_a_replaced_annual_target_is_no_yardstick():
    target = make.TargetFactory()
    decide(target, 2027, 40, "1/QĐ-UBND", replaced_on=date(2027, 6, 1))
    decide(target, 2027, 36, "2/QĐ-UBND")
    observe(target, 2027, 37)
    assert stand(target).result.status == YearStatus.EXCEEDED


def test_display_never_contradicts_the_lamp():
    target = hold("GT", 75)
    observe(target, 2027, "75.04")
    assert stand(target).display == "75,04"


def test_the_last_known_value_stands_in_when_the_year_has_none():
    target = make.TargetFactory()
    observe(target, 2026, "33.4")
    found = stand(target)
    assert (found.value, found.display) == (None, "–")
    assert (found.last_known.year, found.last_known.display) == (2026, "33,4")


def test_a_later_value_does_not_reach_an_earlier_year():
    target = make.TargetFactory()
    observe(target, 2027, 36)
    assert stand(target, 2026).series == ()


def test_every_other_reading_is_judged_too():
    target = hold("GE", 89)
    Reading.objects.create(
        target=target,
        clause=make.ClauseFactory(plan=target.plan),
        quote="khoảng 89%",
        wording="khoảng 89%",
        comparator="ABOUT",
        mode="HOLD",
        value=89,
        tolerance=1,
    )
    observe(target, 2027, "88.2")
    found = stand(target)
    assert found.result.status == YearStatus.MISSED
    assert found.result.flags == (Flag.NEAR_MISS,)
    assert [other.result.status for other in found.others] == [YearStatus.MET]


def test_leads_provider_and_missing_provider():
    target = make.TargetFactory()
    alone = stand(target)
    assert (alone.leads, alone.provider, alone.reporting) == ((), None, None)
    assert alone.no_data_reason == NoDataReason.NO_SOURCE
    lead = make.AssignmentFactory(target=target, unit__order=2)
    other = make.AssignmentFactory(target=target, provides=False, unit__order=1)
    found = stand(target)
    assert found.leads == (other.unit, lead.unit)
    assert found.provider == lead.unit
    assert found.no_data_reason == NoDataReason.NOT_DUE


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (make.at(2027, 10, 20), ReportingStatus.NOT_DUE),
        (make.at(2027, 11, 9, 23, 59), ReportingStatus.DUE_SOON),
        (make.at(2027, 11, 10, 0, 0), ReportingStatus.OVERDUE),
    ],
)
def test_a_late_unit_is_no_failing_target(moment, status):
    target = make.report_with_items().entries.get().target
    found = stand(target, at=moment)
    assert found.reporting == status
    assert found.result.status == YearStatus.NO_DATA
    assert found.tone == "grey"


def test_an_extension_moves_the_reporting_lamp():
    report = make.report_with_items()
    Extension.objects.create(
        report=report,
        due_before=date(2027, 11, 20),
        reason="Thiên tai",
        granted_at=AT,
        granted_by=make.UserFactory(),
    )
    target = report.entries.get().target
    assert stand(target, at=make.at(2027, 11, 15)).reporting == ReportingStatus.DUE_SOON
    assert stand(target, at=make.at(2027, 11, 20)).reporting == ReportingStatus.OVERDUE


def test_what_happens_inside_the_unit_after_a_return_does_not_show():
    report = make.report_with_items()
    target = report.entries.get().target
    make.fill(report)
    head, officer = make.head(report.unit), make.coordinator(report.round.plan)
    report.touch(by=head, at=AT)
    report.submit(by=head, at=AT)
    report.send_back(by=officer, at=AT, reason="Thiếu nguồn", resubmit_by=date(2027, 11, 8))
    report.hand_over(by=make.member(report.unit), at=AT)
    assert Report.objects.get().state == Report.State.WITH_HEAD
    assert stand(target).reporting == ReportingStatus.RETURNED


def test_red_stands_first_then_amber_green_grey():
    plan = make.PlanFactory()
    grey, green, red, amber = (hold("LT", 3, plan=plan, decimals=2) for _ in range(4))
    observe(green, 2027, 2)
    observe(red, 2027, 4)
    observe(amber, 2026, "2.5")
    observe(amber, 2027, "2.9")
    rows = by_severity(standings(Target.objects.all(), year=2027, at=AT))
    assert [row.target for row in rows] == [red, amber, green, grey]
    assert [row.tone for row in rows] == ["red", "amber", "green", "grey"]


def test_a_pair_counts_once_with_its_more_urgent_status():
    plan = make.PlanFactory()
    one, two = hold("GT", 75, plan=plan), hold("LT", 25, plan=plan)
    Target.objects.filter(pk=one.pk).update(pair=two)
    Target.objects.filter(pk=two.pk).update(pair=one)
    hold("GT", 75, plan=plan)
    observe(one, 2027, 76)
    observe(two, 2027, 26)
    counts = status_counts(standings(Target.objects.all(), year=2027, at=AT))
    found = {row.status: row.count for row in counts.results if row.count}
    assert found == {YearStatus.MISSED: 1, YearStatus.NO_DATA: 1}
    assert (counts.with_data, counts.total) == (1, 2)
    assert counts.words == "1 trên 2 chỉ tiêu có số liệu đã duyệt"
    assert sum(row.percent for row in counts.results) == 100


def test_a_target_without_a_governing_reading_is_left_out():
    make.TargetFactory(reading=False)
    assert standings(Target.objects.all(), year=2027, at=AT) == []


@pytest.mark.one_database
def test_the_queries_do_not_grow_with_targets_and_years(django_assert_num_queries):
    call_command("load_plan", verbosity=0)
    for year in (2025, 2026, 2027):
        Round.open(Target.objects.first().plan, year, at=AT)
    for target in Target.objects.all():
        for year in range(2020, 2028):
            observe(target, year, 50)
    with django_assert_num_queries(8):
        rows = standings(Target.objects.all(), year=2027, at=AT)
        for row in rows:
            assert row.yardstick_text
            assert row.target.sector.name
            assert row.target.plan.number
    assert len(rows) == 13
    assert [row.target.order for row in rows] == sorted(row.target.order for row in rows)


def test_the_plan_itself_without_any_value_is_grey_and_says_why():
    call_command("load_plan", verbosity=0)
    rows = {row.target.code: row for row in standings(Target.objects.all(), year=2027, at=AT)}
    assert {row.tone for row in rows.values()} == {"grey"}
    assert rows["CT-12"].result.status == YearStatus.NOT_STARTED
    assert rows["CT-13"].provider is None
    assert rows["CT-06"].yardstick_text == "từ 42 trở lên vào năm 2030"
    assert rows["CT-12"].yardstick_text == "từ 300 trở lên, từ năm 2030"
    assert rows["CT-02"].pair_group == rows["CT-03"].pair_group is not None


def test_the_trajectory_keeps_every_vintage_and_correction():
    target = make.TargetFactory(baseline_year=2024, baseline_value=Decimal(30))
    observe(target, 2026, 33, Vintage.ESTIMATE)
    observe(target, 2026, 34, replaced_at=AT)
    observe(target, 2026, 35)
    decide(target, 2027, 38, "1/QĐ-UBND", replaced_on=date(2027, 6, 1))
    decide(target, 2027, 37, "2/QĐ-UBND")
    path = trajectory(target, year=2027, at=AT)
    last_year = next(row for row in path.rows if row.year == 2026)
    kept = [(row.display, row.counts, row.is_replaced) for row in last_year.vintages]
    assert kept == [("35,0", True, False), ("34,0", False, True), ("33,0 (ước)", False, False)]
    this_year = path.rows[-1]
    assert this_year.annual.value == 37
    assert [row.value for row in this_year.replaced] == [38]
    assert [point.year for point in path.expected] == list(range(2024, 2031))
    assert any("từ 34,0 thành 35,0" in row.text for row in path.history)


def test_a_final_value_that_flips_the_verdict_is_told():
    target = hold("GE", 10, decimals=2)
    observe(target, 2021, 9, Vintage.ESTIMATE)
    observe(target, 2021, "10.27")
    [flip] = trajectory(target, year=2027, at=AT).flips
    assert flip.before.status == YearStatus.MISSED
    assert flip.after.status == YearStatus.MET
    titles = [row.title for row in trajectory(target, year=2027, at=AT).history]
    assert "Kết quả năm 2021 thay đổi: Không đạt, sát ngưỡng → Đạt" in titles
