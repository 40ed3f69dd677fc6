"""Time in hand: extensions, reopening with an end, and corrections of accepted figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from assignments.models import Unit
from reports.entry.wording import lock_of
from reports.models import Extension, Observation, Report, ReportEvent, TransitionRefused
from reports.review.flips import recent_flips
from targets.models import Target
from tests import factories as make
from tests.built_once import built_once
from tests.entry_cases import url, writer
from tests.review_scene import NOW, TODAY, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db
Kind = ReportEvent.Kind
REASON = "Cục Thống kê công bố lại."


class GrowthScene(ReviewScene):
    """A target "từ 10 % trở lên" whose year was estimated at 9,00 and accepted."""

    def __init__(self):
        self.sector = make.SectorFactory()
        target = make.TargetFactory(
            plan=self.sector.plan,
            sector=self.sector,
            code="CT-01",
            name="Tốc độ tăng trưởng",
            unit_of_measure="%/năm",
            is_percentage=True,
            decimals=2,
            formula=Target.Formula.NONE,
            reading__value=10,
            reading__mode="HOLD",
            reading__is_point=False,
            reading__wording="từ 10% trở lên",
        )
        unit = make.UnitFactory(kind=Unit.Kind.DEPARTMENT)
        report = make.ReportFactory(
            round=make.RoundFactory(plan=self.sector.plan),
            unit=unit,
            items=[make.AssignmentFactory(unit=unit, target=target)],
        )
        self._pk, self.plan, self.target = report.pk, self.sector.plan, target

    def submit(self, moment):
        self.report.submit(by=self.head, at=moment)
        return self

    def give(self, vintage, value):
        self.entry.figures.filter(vintage=vintage).update(value=Decimal(value))
        return self

    def accepted(self):
        make.fill(self.report)
        for vintage in ("YTD", "ESTIMATE", "FINAL"):
            self.give(vintage, "9")
        self.report.touch(by=self.head, at=NOW)
        self.submit(NOW)
        return self.accept()

    def reopened(self, moment, until):
        self.report.reopen(by=self.coordinator, at=moment, reason=REASON, until=until)
        return self

    def series(self):
        rows = Observation.objects.filter(target=self.target, year=2027).order_by("pk")
        return [(row.vintage, row.value, row.replaced_at is None) for row in rows]


kept, scene = built_once(lambda: GrowthScene().accepted())


def accept_by_post(scene):
    assert client_of(scene.coordinator).post(scene.path, scene.post("accept")).status_code == 302


# Within the year: the same vintage is replaced


def test_correction_in_the_year_replaces_the_estimate_and_keeps_it_with_the_reason(scene):
    scene.reopened(NOW, TODAY).give("ESTIMATE", "10.27").submit(NOW)
    assert not scene.entry.figures.filter(vintage="PRELIMINARY").exists()
    accept_by_post(scene)
    assert scene.series() == [
        ("YTD", 9, True),
        ("ESTIMATE", 9, False),
        ("ESTIMATE", Decimal("10.27"), True),
    ]
    row = Observation.objects.current().get(target=scene.target, year=2027, vintage="ESTIMATE")
    assert row.reason == REASON
    event = scene.report.events.get(kind=Kind.VERDICT_FLIPPED)
    assert "9,00" in event.text
    assert "10,27" in event.text


def test_correction_is_told_on_the_target_page_and_in_the_reports_history(scene):
    scene.reopened(NOW, TODAY).give("ESTIMATE", "10.27").submit(NOW)
    accept_by_post(scene)
    page = text_of(client_of(scene.coordinator).get(reverse("target_detail", args=["ct-01"])))
    assert "từ 9,00 thành 10,27" in page
    assert f"đính chính, lý do: {REASON}" in page
    for person in (scene.head, scene.coordinator):
        history = text_of(client_of(person).get(url("report_history", scene.report)))
        assert "9,00 %/năm → 10,27 %/năm" in history
        assert f"Lý do: {REASON}" in history


def test_a_figure_that_nobody_corrected_is_no_correction(scene):
    history = text_of(client_of(scene.head).get(url("report_history", scene.report)))
    assert "đính chính" not in history


# After the year: a preliminary value beside the estimate

AFTER = make.at(2028, 2, 14)
UNTIL = date(2028, 2, 20)


@pytest.fixture
def over(scene, settings):
    settings.FROZEN_CLOCK = AFTER
    return scene.reopened(AFTER, UNTIL)


def test_reopening_after_the_year_asks_for_a_preliminary_value_that_may_stay_blank(over):
    [figure] = over.entry.figures.filter(vintage="PRELIMINARY")
    assert (figure.year, figure.value) == (2027, None)
    assert not over.report.missing_to_submit()
    over.submit(AFTER)
    accept_by_post(over)
    assert [row[0] for row in over.series()] == ["YTD", "ESTIMATE"]


def test_reopening_twice_asks_once(over):
    over.reopened(AFTER, UNTIL)
    assert over.entry.figures.filter(vintage="PRELIMINARY").count() == 1


def test_unit_types_the_preliminary_value_on_its_own_page(over, client):
    page = writer(client, "report_targets", over.report, over.head)
    assert page.type("ct-01-preliminary", "10,27").post("later").status_code == 302
    assert over.entry.figures.get(vintage="PRELIMINARY").value == Decimal("10.27")
    assert over.entry.figures.get(vintage="ESTIMATE").value == 9


def test_preliminary_value_stands_beside_the_estimate_and_counts(over):
    over.give("PRELIMINARY", "10.27").submit(AFTER)
    accept_by_post(over)
    assert over.series() == [
        ("YTD", 9, True),
        ("ESTIMATE", 9, True),
        ("PRELIMINARY", Decimal("10.27"), True),
    ]
    row = Observation.objects.get(target=over.target, vintage="PRELIMINARY")
    assert row.reason == REASON
    page = text_of(client_of(over.coordinator).get("/chi-tieu/ct-01/?nam=2027"))
    assert "10,27" in page
    assert "sơ bộ" in page
    assert f"đính chính sau khi năm kết thúc, lý do: {REASON}" in page


def test_flip_is_announced_to_the_office_the_lead_unit_and_the_vice_chair(over):
    vice_chair = make.PortfolioFactory(plan=over.plan, sector=over.sector).user
    over.give("PRELIMINARY", "10.27").submit(AFTER)
    accept_by_post(over)
    event = over.report.events.get(kind=Kind.VERDICT_FLIPPED)
    assert "ước cả năm 9,00 – Không đạt" in event.text
    assert "sơ bộ 10,27 – Đạt" in event.text
    for person, page in (
        (over.coordinator, reverse("review_queue")),
        (over.head, reverse("my_work")),
        (vice_chair, reverse("sector_detail", args=[over.sector.slug])),
        (over.head, url("report_history", over.report)),
    ):
        assert event.text in text_of(client_of(person).get(page)), page


def test_flip_of_an_older_round_reaches_the_vice_chair_after_the_next_round_opened(over, settings):
    settings.FROZEN_CLOCK = later = make.at(2028, 10, 20)
    make.RoundFactory(plan=over.plan, year=2028)
    vice_chair = make.PortfolioFactory(plan=over.plan, sector=over.sector).user
    over.reopened(later, date(2028, 10, 25)).give("PRELIMINARY", "10.27").submit(later)
    accept_by_post(over)
    page = text_of(client_of(vice_chair).get(reverse("sector_detail", args=[over.sector.slug])))
    assert "sơ bộ 10,27 – Đạt" in page


def test_an_old_flip_is_no_news(over):
    over.give("PRELIMINARY", "10.27").submit(AFTER)
    accept_by_post(over)
    targets = Target.objects.filter(plan=over.plan)
    assert len(recent_flips(targets, at=AFTER)) == 1
    assert recent_flips(targets, at=make.at(2028, 3, 20)) == []
    assert recent_flips(Target.objects.none(), at=AFTER) == []


# Reopening ends


def test_reopened_report_is_closed_the_day_after_and_says_which_lock_and_who_lifts_it(scene):
    scene.reopened(NOW, TODAY)
    assert lock_of(scene.report, on=TODAY) is None
    lock = lock_of(scene.report, on=date(2027, 11, 4))
    assert lock.title == "Thời gian mở lại đã hết"
    assert "khóa từ 00:00 ngày 04/11/2027" in lock.text
    assert scene.coordinator.memberships.get().unit.name in lock.text


@pytest.mark.parametrize(("moment", "is_open"), [((3, 23, 59), True), ((4, 0, 0), False)])
def test_the_last_good_minute_of_a_reopening(moment, is_open, scene):
    scene.reopened(NOW, TODAY)
    at = make.at(2027, 11, *moment)
    if is_open:
        scene.submit(at)
        return
    with pytest.raises(TransitionRefused, match="Thời gian mở lại báo cáo đã hết"):
        scene.submit(at)


def test_a_draft_with_the_head_after_the_end_is_told_as_closed(scene):
    scene.reopened(NOW, TODAY)
    scene.report.hand_over(by=scene.head, at=NOW)
    assert lock_of(scene.report, on=date(2027, 11, 4)).title == "Thời gian mở lại đã hết"


def test_reviewer_closes_a_reopening_early_with_a_reason(scene):
    scene.reopened(NOW, date(2027, 11, 20))
    client = client_of(scene.coordinator)
    assert 'value="close"' in text_of(client.get(scene.path))
    blank = client.post(scene.path, scene.post("close", reason=" "))
    assert blank.status_code == 400
    assert "Ghi rõ lý do đóng sớm" in text_of(blank)
    response = client.post(scene.path, scene.post("close", reason="Mở nhầm đơn vị."))
    assert response.status_code == 302
    report = scene.report
    assert not report.is_editable(on=TODAY)
    assert lock_of(report, on=TODAY).title == "Thời gian mở lại đã hết"
    event = report.events.last()
    assert (event.kind, event.subject) == ("CLOSED_EARLY", "từ ngày 03/11/2027")
    assert "Mở nhầm đơn vị." in text_of(client_of(scene.head).get(url("report_history", report)))
    page = text_of(client.get(scene.path))
    assert 'value="close"' not in page
    assert "khóa từ 00:00 ngày 03/11/2027" in page
    with pytest.raises(TransitionRefused):
        report.submit(by=scene.head, at=NOW)
    assert [value for _v, value, counts in scene.series() if counts] == [9, 9]


def test_a_closed_report_is_opened_again(scene):
    scene.reopened(NOW, TODAY)
    scene.report.close_reopened(by=scene.coordinator, at=NOW, reason="Mở nhầm.")
    scene.reopened(NOW, TODAY)
    assert scene.report.is_editable(on=TODAY)


def test_nothing_reopened_is_closed(scene):
    with pytest.raises(TransitionRefused):
        scene.report.close_reopened(by=scene.coordinator, at=NOW, reason="Vội.")
    client = client_of(scene.coordinator)
    assert client.post(scene.path, scene.post("close", reason="Vội.")).status_code == 409


# Extensions


@pytest.fixture
def waiting():
    """Two units of a plan that sent nothing yet and one that did."""
    first = ReviewScene()
    second = ReviewScene(plan=first.plan)
    sent = ReviewScene(plan=first.plan).send()
    return first, second, sent


def extend(first, *scenes, **fields):
    path = reverse("extend_reports", args=[2027])
    codes = [scene.report.unit.code for scene in scenes]
    given = {"units": codes, "until": "15/11/2027", "reason": "Chờ kiểm toán."}
    return client_of(first.coordinator).post(path, given | fields)


def test_officer_extends_several_units_with_one_reason(waiting):
    first, second, _sent = waiting
    assert extend(first, first, second).status_code == 302
    rows = Extension.objects.order_by("pk")
    assert [row.due_before for row in rows] == [date(2027, 11, 16)] * 2
    assert {row.granted_by for row in rows} == {first.coordinator}
    for scene in (first, second):
        assert scene.report.events.get(kind=Kind.EXTENDED).by == first.coordinator
    client = client_of(first.coordinator)
    assert text_of(client.get(reverse("review_queue"))).count("Gia hạn đến hết 15/11/2027") == 2
    assert first.coordinator.full_name in text_of(client.get(first.path))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"units": []}, "Chọn ít nhất một đơn vị."),
        ({"units": ["khong-co"]}, "Chọn lại trong danh sách"),
        ({"until": "09/11/2027"}, "phải sau hạn hiện nay"),
        ({"until": "15-thg-11"}, "ngày/tháng/năm"),
        ({"reason": " "}, "Gia hạn cần ghi rõ lý do."),
    ],
)
def test_officer_is_told_what_to_mend_and_nothing_is_extended(fields, words, waiting):
    first, second, _sent = waiting
    response = extend(first, first, second, **fields)
    assert response.status_code == 400
    assert words in text_of(response)
    assert not Extension.objects.exists()


def test_a_sent_report_is_not_offered_more_time(waiting):
    first, second, sent = waiting
    path = reverse("extend_reports", args=[2027])
    page = text_of(client_of(first.coordinator).get(path))
    assert second.report.unit.name in page
    assert sent.report.unit.name not in page
    assert extend(first, first, sent).status_code == 400
    assert not Extension.objects.exists()


def test_a_draft_with_the_units_head_gets_more_time(waiting):
    first, _second, _sent = waiting
    make.fill(first.report)
    first.report.touch(by=first.head, at=NOW)
    first.report.hand_over(by=first.head, at=NOW)
    page = text_of(client_of(first.coordinator).get(first.path))
    assert 'value="extend"' in page
    assert 'value="reopen"' not in page
    assert Report.objects.get(pk=first.report.pk).state == State.WITH_HEAD
