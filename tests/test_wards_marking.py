"""The coordinating unit says which targets the wards are asked for."""

import pytest
from django.urls import reverse

from q3plan.lib import clock
from reports.models import Report, Round, TargetEntry, TransitionRefused, WardBreakdown
from reports.wards import marking
from tests import factories as make
from tests.review_scene import client_of, text_of
from tests.ward_scene import NOW, TODAY, WardScene

pytestmark = pytest.mark.django_db
WARD = TargetEntry.Scope.WARD


@pytest.fixture
def scene():
    return WardScene()


def parts():
    return TargetEntry.objects.filter(scope=WARD)


def test_wards_have_no_targets_unless_one_is_marked(scene):
    assert not any(report.entries.exists() for report in scene.reports.values())
    scene.mark()
    assert all(report.entries.get().scope == WARD for report in scene.reports.values())
    assert scene.own.entries.get().scope == TargetEntry.Scope.WHOLE


def test_a_ward_is_asked_for_one_figure_and_nothing_else(scene):
    scene.mark()
    figure = scene.part(1).figures.get()
    assert (figure.year, figure.vintage, figure.is_share) == (2027, "ESTIMATE", True)


def test_marking_asks_those_who_still_write_and_names_the_others(scene):
    scene.mark(other := make.TargetFactory(plan=scene.plan))
    scene.send(1, "1", "2")
    asked, not_asked = scene.mark()
    assert [report.unit.code for report in asked] == ["phuong-2", "phuong-3"]
    assert [report.unit.code for report in not_asked] == ["phuong-1"]
    assert scene.states == ["NOT_ASKED", "NOT_SENT", "NOT_SENT"]
    assert parts().filter(target=other).count() == 3


def test_only_wards_that_can_still_be_asked_are_offered_to_be_asked(scene):
    scene.mark(make.TargetFactory(plan=scene.plan))
    report = scene.send(1, "1", "2")
    scene.mark()
    client = client_of(scene.coordinator)
    assert "Hỏi thêm" not in text_of(client.get(scene.marking_path))
    report.send_back(by=scene.coordinator, at=NOW, reason="Thiếu.", resubmit_by=TODAY)
    assert "Hỏi thêm 1 phường" in text_of(client.get(scene.marking_path))


def test_marking_again_asks_a_ward_whose_report_came_back(scene):
    scene.mark(make.TargetFactory(plan=scene.plan))
    report = scene.send(1, "1", "2")
    scene.mark()
    report.send_back(by=scene.coordinator, at=NOW, reason="Thiếu.", resubmit_by=TODAY)
    asked, not_asked = scene.mark()
    assert [report.unit.code for report in asked] == ["phuong-1"]
    assert not not_asked
    assert WardBreakdown.objects.filter(target=scene.target).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"formula": "GROWTH"},
        {"formula": "NONE", "numerator_label": "", "denominator_label": ""},
        {"terms_required": False},
    ],
)
def test_what_cannot_be_summed_is_not_marked(scene, fields):
    target = make.TargetFactory(plan=scene.plan, **fields)
    with pytest.raises(TransitionRefused):
        scene.mark(target)
    assert not WardBreakdown.objects.exists()
    response = client_of(scene.coordinator).get(scene.marking_path)
    assert marking.why_not(target) in text_of(response)


def test_a_mark_is_taken_back_while_nobody_typed(scene):
    scene.mark()
    assert marking.unmark(scene.round, scene.target, by=scene.coordinator, at=NOW) == 3
    assert not parts().exists()
    assert not WardBreakdown.objects.exists()


def typed_number(entry):
    entry.figures.update(numerator=5)


def typed_source(entry):
    type(entry).objects.filter(pk=entry.pk).update(source="Khu phố")


def typed_nonsense(entry):
    type(entry).objects.filter(pk=entry.pk).update(unparsed={"estimate_numerator": "nhiều"})


@pytest.mark.parametrize("typed", [typed_number, typed_source, typed_nonsense])
def test_a_mark_stays_once_a_ward_typed_something(scene, typed):
    scene.mark()
    typed(scene.part(2))
    with pytest.raises(TransitionRefused):
        marking.unmark(scene.round, scene.target, by=scene.coordinator, at=NOW)
    assert parts().count() == 3
    response = client_of(scene.coordinator).post(
        scene.marking_path, {"code": "CT-901", "action": "unmark"}
    )
    assert response.status_code == 409
    assert "Đã có phường nhập số liệu" in text_of(response)


def test_next_years_round_asks_the_same(scene):
    scene.mark()
    opened, _created = Round.open(scene.plan, 2028, at=clock.now(), by=scene.coordinator)
    assert [row.target for row in opened.ward_breakdowns.all()] == [scene.target]
    asked = parts().filter(report__round=opened)
    assert asked.count() == 3
    assert {entry.figures.get().year for entry in asked} == {2028}


def test_opening_again_asks_only_reports_that_are_new(scene):
    opened, _created = Round.open(scene.plan, 2028, at=clock.now())
    marking.mark(opened, scene.target, by=scene.coordinator, at=NOW)
    first = opened.reports.get(unit__code="phuong-1")
    Report.objects.filter(pk=first.pk).update(
        state="ACCEPTED", accepted_by=scene.coordinator, accepted_at=NOW, first_submitted_at=NOW
    )
    first.entries.all().delete()
    scene.ward(4)
    Round.open(scene.plan, 2028, at=clock.now())
    asked = parts().filter(report__round=opened).values_list("report__unit__code", flat=True)
    assert sorted(asked) == ["phuong-2", "phuong-3", "phuong-4"]


# -- the screen ------------------------------------------------------------------------------


def test_the_coordinating_unit_marks_and_unmarks_on_the_screen(scene):
    client = client_of(scene.coordinator)
    page = client.post(scene.marking_path, {"code": "CT-901", "action": "mark"}, follow=True)
    assert "đã thêm vào báo cáo của 3 phường" in text_of(page)
    assert "Đang lấy theo phường" in text_of(page)
    page = client.post(scene.marking_path, {"code": "CT-901", "action": "unmark"}, follow=True)
    assert "Thôi lấy số liệu CT-901 theo phường" in text_of(page)
    assert not WardBreakdown.objects.exists()


def test_the_screen_says_which_wards_were_not_asked(scene):
    scene.mark(make.TargetFactory(plan=scene.plan))
    scene.send(1, "1", "2")
    page = client_of(scene.coordinator).post(
        scene.marking_path, {"code": "CT-901", "action": "mark"}, follow=True
    )
    assert "1 phường không được hỏi" in text_of(page)
    assert "Phường 1" in text_of(page)


@pytest.mark.parametrize(
    "data", [{}, {"code": "CT-901"}, {"action": "mark"}, {"code": "CT-77", "action": "mark"}]
)
def test_a_post_without_sense_changes_nothing(scene, data):
    response = client_of(scene.coordinator).post(scene.marking_path, data)
    assert response.status_code == 400
    assert not WardBreakdown.objects.exists()


def test_nobody_else_marks(scene):
    for user in (scene.clerk, scene.heads[1], make.second_recipient(scene.plan)):
        data = {"code": "CT-901", "action": "mark"}
        assert client_of(user).post(scene.marking_path, data).status_code == 403
    assert not WardBreakdown.objects.exists()


def test_the_screen_is_linked_from_rounds_and_from_the_target(scene):
    client = client_of(scene.coordinator)
    for path in (reverse("round_list"), reverse("target_detail", args=["ct-901"])):
        assert scene.marking_path in text_of(client.get(path))


def test_the_screen_costs_the_same_for_many_wards(scene, django_assert_max_num_queries):
    scene.mark()
    client = client_of(scene.coordinator)
    client.get(scene.marking_path)
    with django_assert_max_num_queries(60) as few:
        client.get(scene.marking_path)
    for number in range(4, 12):
        scene.reports[number] = scene.ward(number)
    scene.mark()
    for number in range(4, 9):
        scene.heads[number] = make.head(scene.reports[number].unit)
        scene.send(number)
    with django_assert_max_num_queries(len(few)):
        assert "5/11" in text_of(client.get(scene.marking_path))
