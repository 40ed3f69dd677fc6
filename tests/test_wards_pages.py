"""A ward's part in its own report, before its reviewer and on the target's page: never a district
figure, and nobody's before it is sent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assignments.models import Portfolio
from reports.charts.ranked_bars import Bar, RankedBars, Reference, draw
from reports.dashboards.ledger import read_ledger
from reports.dashboards.standing import standings
from reports.models import Observation, TargetEntry
from reports.review.providing import set_provider
from targets.models import Target
from tests import factories as make
from tests.entry_cases import writer
from tests.review_scene import client_of, text_of
from tests.ward_scene import NOW, TODAY, WardScene

pytestmark = pytest.mark.django_db
MARK, NUMBER, SHOWN = "dấu-bản-nháp", "3141.59", ("3141.59", "3.141,59", "3141,59")


@pytest.fixture
def scene():
    scene = WardScene()
    scene.mark()
    return scene


def url(name, number):
    return reverse(name, args=[2027, f"phuong-{number}"])


def target_page(scene):
    return reverse("target_detail", args=[scene.target.slug])


# -- in the ward's report ------------------------------------------------------------------------


def test_a_ward_sees_whose_part_it_writes_and_no_verdict(scene, client):
    client.force_login(scene.heads[1])
    page = text_of(client.get(url("report_targets", 1)))
    assert "Phần của Phường 1; số toàn quận do Phòng Cấp nước cung cấp." in page
    assert "chỉ tính trong phường" in page
    for words in ("Đề xuất chỉ tiêu", "Chỉ tiêu giao", "lamp-", "ytd", "final"):
        assert words not in page, words


def test_a_ward_without_marked_targets_has_no_such_page_in_its_steps(client):
    scene = WardScene(wards=1)
    client.force_login(scene.heads[1])
    assert url("report_targets", 1) not in text_of(client.get(url("report_tasks", 1)))
    scene.mark()
    assert url("report_targets", 1) in text_of(client.get(url("report_tasks", 1)))


def test_a_ward_enters_its_terms_and_reads_its_rate_without_a_lamp(scene, client):
    page = writer(client, "report_targets", scene.reports[1])
    page.type("ct-901-estimate_numerator", "990").type("ct-901-estimate_denominator", "1.000")
    page.type("ct-901-source", "Rà soát của khu phố")
    answer = page.post(htmx=True)
    assert answer.status_code == 200
    assert "99,0 % (ước)" in text_of(answer)
    assert "lamp" not in text_of(answer)
    figure = scene.part(1).figures.get()
    assert (figure.numerator, figure.denominator, figure.value) == (990, 1000, 99)


def test_a_ward_must_write_its_part_before_sending(scene):
    lacks = {(lack.anchor, lack.field) for lack in scene.reports[1].missing_to_submit()}
    assert ("ct-901", "estimate_numerator") in lacks


def test_a_ward_sees_what_it_sent_last_year(scene, client):
    before = make.RoundFactory(plan=scene.plan, year=2026)
    this_year, scene.round = scene.round, before
    old = make.ReportFactory(round=before, unit=scene.reports[1].unit, items=[])
    now, scene.reports[1] = scene.reports[1], old
    scene.mark()
    scene.send(1, "970", "1000", moment=make.at(2026, 11, 3))
    scene.round, scene.reports[1] = this_year, now
    client.force_login(scene.heads[1])
    page = text_of(client.get(url("report_targets", 1)))
    assert "Phần của phường đã gửi năm 2026" in page
    assert "97,0% (970/1.000)" in page


# -- before the reviewer ---------------------------------------------------------------------------


def test_the_reviewer_sees_terms_and_rate_but_no_verdict(scene):
    scene.send(1, "990", "1000")
    response = client_of(scene.coordinator).get(url("review_report", 1))
    [card] = [
        shown.card
        for shown in response.context["page"].cards
        if shown.card.code == scene.target.code
    ]
    [row] = card.rows
    assert (row.value, row.terms, row.result) == ("99,0", "990 / 1.000", None)
    assert "số toàn quận do Phòng Cấp nước cung cấp" in text_of(response)
    assert "đề xuất cho năm" not in text_of(response)


def test_a_part_is_returned_and_accepted_on_its_own(scene):
    report = scene.send(1)
    report.return_item(scene.part(1), by=scene.coordinator, at=NOW, reason="Đối chiếu lại.")
    report.send_back(by=scene.coordinator, at=NOW, reason="Xem CT-901.", resubmit_by=TODAY)
    page = text_of(client_of(scene.heads[1]).get(url("report_targets", 1)))
    assert "Đối chiếu lại." in page


def test_the_sent_report_reads_as_the_wards_part(scene):
    scene.accept(1)
    page = text_of(client_of(scene.heads[1]).get(url("report_detail", 1)))
    assert "Ước thực hiện cả năm 2027 của phường" in page
    page = text_of(client_of(scene.coordinator).get(url("report_detail", 1)))
    assert "Ước thực hiện cả năm 2027 của phường" in page
    assert "Đề xuất chỉ tiêu năm sau" not in page


# -- never a district figure -----------------------------------------------------------------------


def test_accepted_parts_are_no_observations(scene):
    for number in (1, 2, 3):
        scene.accept(number)
    assert not Observation.objects.exists()
    [row] = standings(Target.objects.filter(pk=scene.target.pk), year=2027, at=NOW)
    assert row.value is None
    assert row.provider == scene.provider


def test_a_wards_report_is_not_the_one_that_brings_the_figure(scene):
    scene.accept(1)
    ledger = read_ledger([scene.target], at=NOW)
    assert ledger.filing(scene.target, 2027).report == scene.own


def test_parts_do_not_stand_in_the_way_of_another_provider(scene):
    """The wards were asked, the providing unit's own entry is not there yet."""
    TargetEntry.objects.filter(report=scene.own).delete()
    other = make.report_with_items(plan=scene.plan)
    said = set_provider(
        scene.target,
        other.unit,
        valid_from=TODAY,
        document="12/QĐ-UBND",
        note="",
        by=scene.coordinator,
        at=NOW,
    )
    assert said == [f"Đã thêm {scene.target.code} vào báo cáo năm 2027 của {other.unit.name}."]


def test_a_contribution_opens_a_wards_report_to_no_vice_chair(scene):
    scene.accept(1)
    vice_chair = make.PortfolioFactory(plan=scene.plan, sector=scene.target.sector).user
    assert client_of(vice_chair).get(url("report_detail", 1)).status_code == 404


# -- on the target's page --------------------------------------------------------------------------


def leaders(scene):
    sector = scene.target.sector
    position = Portfolio.Position.CHAIR
    return [
        scene.coordinator,
        make.second_recipient(scene.plan),
        make.PortfolioFactory(plan=scene.plan, sector=sector).user,
        make.PortfolioFactory(plan=scene.plan, sector=None, position=position).user,
        scene.clerk,
    ]


def test_everyone_who_sees_the_target_sees_ranked_wards_once_accepted(scene):
    scene.accept(1, "900", "1000")
    scene.accept(2, "495", "500")
    scene.send(3, "7771", "8011")
    for user in leaders(scene):
        response = client_of(user).get(target_page(scene))
        page = text_of(response)
        bars = response.context["wards"].bars
        assert [line.unit.short_name for line in bars] == ["Phường 2", "Phường 1"]
        assert "1.395" in page
        assert "93,0" in page  # 1.395 / 1.500, where an average would say 94,5
        assert "Còn thiếu: Phường 3." in page
        assert "8.011" not in page  # sent, but nobody accepted it yet


def test_a_marked_target_without_accepted_parts_says_why(scene):
    scene.send(1)
    page = text_of(client_of(scene.coordinator).get(target_page(scene)))
    assert "Chưa có phường nào được duyệt số liệu năm 2027 (1/3 phường đã gửi)" in page
    assert '<svg class="ranked-bars" width' not in page


def test_an_unmarked_target_has_no_wards_on_its_page():
    scene = WardScene()
    response = client_of(scene.clerk).get(target_page(scene))
    assert response.context["wards"] is None
    assert "Theo phường" not in text_of(response)


def test_a_ward_does_not_open_the_target_but_one_that_helps_sees_its_own_row(scene):
    scene.accept(1, "900", "1000")
    scene.accept(2, "495", "500")
    client = client_of(scene.heads[1])
    assert client.get(target_page(scene)).status_code == 404
    make.AssignmentFactory(
        unit=scene.reports[1].unit, target=scene.target, role="COOPERATE", provides=False
    )
    response = client.get(target_page(scene))
    assert [line.unit.short_name for line in response.context["wards"].rows] == ["Phường 1"]
    assert "Phường 2" not in text_of(response)
    assert "1.395" in text_of(response)


def test_the_official_figure_is_the_reference_and_is_not_the_sum(scene):
    scene.accept(1, "900", "1000")
    Observation.objects.create(
        target=scene.target,
        year=2027,
        vintage="ESTIMATE",
        value=95,
        numerator=1900,
        denominator=2000,
        source="Báo cáo",
        accepted_at=NOW,
    )
    response = client_of(scene.coordinator).get(target_page(scene))
    assert response.context["wards"].chart.reference.value == 95
    assert "Toàn quận 95,0% (ước)" in text_of(response)


def test_the_target_page_costs_the_same_for_many_wards(scene, django_assert_max_num_queries):
    client = client_of(scene.coordinator)
    scene.accept(1)
    client.get(target_page(scene))
    with django_assert_max_num_queries(80) as few:
        client.get(target_page(scene))
    for number in range(4, 10):
        scene.reports[number] = scene.ward(number)
    scene.mark()
    for number in range(4, 9):
        scene.heads[number] = make.head(scene.reports[number].unit)
        scene.accept(number)
    with django_assert_max_num_queries(len(few)):
        client.get(target_page(scene))


# -- the drawing -----------------------------------------------------------------------------------


def bars(*values):
    return tuple(Bar(f"Phường {value}", Decimal(value), f"{value}%") for value in values)


def test_bars_begin_at_nothing_and_end_at_their_share_of_the_axis():
    chart = RankedBars("k", "Tên", "Mô tả", "", bars("100", "25"))
    svg = draw(chart)
    assert [tick.text for tick in chart.ticks] == ["0", "25", "50", "75", "100"]
    assert 'x="0" y="46" width="100.00%"' in svg
    assert 'width="25.00%"' in svg
    assert "style=" not in svg
    assert svg.count("<rect") == 2


def test_a_reference_beyond_every_bar_still_has_its_place():
    chart = RankedBars("k", "T", "M", "", bars("10"), Reference(Decimal(40), "Toàn quận 40%"))
    assert chart.ticks[-1].at >= 40
    assert "Toàn quận 40%" in draw(chart)


def test_wards_that_all_have_nothing_are_drawn_too():
    assert "0.00%" in draw(RankedBars("k", "T", "M", "", bars("0", "0")))


# -- drafts ----------------------------------------------------------------------------------------


def test_nobody_else_reads_a_wards_draft(scene):
    """Written once before any sending, once after one: others keep seeing what was sent."""
    scene.write(1, NUMBER, "5000", MARK)
    report = scene.send(2, "480", "500")
    report.return_item(report.updates.get(), by=scene.coordinator, at=NOW, reason="Sửa.")
    report.send_back(by=scene.coordinator, at=NOW, reason="Sửa.", resubmit_by=TODAY)
    scene.write(2, NUMBER, "5000", MARK)
    report = scene.accept(3, "480", "500")
    report.reopen(by=scene.coordinator, at=NOW, reason="Sửa.", until=TODAY)
    scene.write(3, NUMBER, "5000", MARK)
    pages = [scene.sum_path, scene.marking_path, target_page(scene)]
    pages.append(f"/bao-cao/2027/{scene.provider.code}/chi-tieu/")
    for number in (1, 2, 3):
        pages += [url(name, number) for name in ("review_report", "report_detail")]
    for user in leaders(scene):
        client = client_of(user)
        for path in pages:
            text = text_of(client.get(path))
            assert MARK not in text, path
            assert not any(number in text for number in SHOWN), path
    own = text_of(client_of(scene.heads[1]).get(url("report_targets", 1)))
    assert MARK in own
