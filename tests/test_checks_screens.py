"""The coordinating unit tunes the checks: limits in bounds, sentences with known words only."""

import pytest
from django.urls import reverse

from reports.checks.defaults import install
from reports.checks.kinds import CHECKS, Kind
from reports.models import CheckRule
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    report = make.report_with_items()
    install(report.round.plan)
    return report


@pytest.fixture
def rule(report):
    return CheckRule.objects.get(kind="CHANGE")


@pytest.fixture
def officer(client, report):
    person = make.coordinator(report.round.plan)
    client.force_login(person)
    return person


def form(rule, **fields):
    return {"limit": "1,5", "sentence": rule.sentence, "is_active": "on"} | fields


def post(client, rule, **fields):
    return client.post(reverse("check_rule", args=[rule.pk]), form(rule, **fields))


def test_others_neither_see_nor_tune_the_checks(client, report, rule):
    for person in (make.head(report.unit), make.second_recipient(report.round.plan)):
        client.force_login(person)
        assert client.get(reverse("check_rules")).status_code == 403
        assert post(client, rule).status_code == 403
    rule.refresh_from_db()
    assert rule.changed_at is None


def test_a_coordinator_of_another_plan_does_not_find_the_rule(client, rule):
    client.force_login(make.coordinator(make.PlanFactory()))
    assert post(client, rule).status_code == 404


def test_the_list_shows_every_rule_of_the_plan_with_its_target(client, officer, report):
    text = client.get(reverse("check_rules")).content.decode()
    assert report.entries.get().target.name in text
    for rule in CheckRule.objects.all():
        assert rule.get_kind_display() in text
    assert "mặc định" in text


def test_a_plan_without_rules_gets_the_usual_ones_at_a_press(client, officer):
    CheckRule.objects.all().delete()
    assert "Chưa có kiểm tra nào" in client.get(reverse("check_rules")).content.decode()
    response = client.post(reverse("check_rules"), follow=True)
    count = CheckRule.objects.count()
    assert count and f"Đã thêm {count} kiểm tra" in response.content.decode()


def test_saving_keeps_who_and_when(client, officer, rule):
    sentence = "Năm {year} là {value}: vì sao?"
    assert post(client, rule, sentence=sentence, is_active="").status_code == 302
    rule.refresh_from_db()
    assert (float(rule.limit), rule.sentence, rule.is_active) == (1.5, sentence, False)
    assert rule.changed_by == officer and rule.changed_at
    text = client.get(reverse("check_rules")).content.decode()
    assert officer.full_name in text and "tạm dừng" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"limit": ""}, "Nhập ngưỡng"),
        ({"limit": "0"}, "từ 0,1 đến 100"),
        ({"limit": "nhiều"}, "không phải là số"),
        ({"limit": "1,00001"}, "4 chữ số sau dấu phẩy"),
        ({"sentence": ""}, "Ghi câu hỏi"),
        ({"sentence": "Năm {nam} là bao nhiêu?"}, "không có {nam}"),
        ({"sentence": "Năm {year.__class__}"}, "không có {year.__class__}"),
        ({"sentence": "Năm {year"}, "Dấu { }"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, officer, rule, fields, words):
    response = post(client, rule, **fields)
    assert response.status_code == 400
    assert words in response.content.decode()
    rule.refresh_from_db()
    assert rule.changed_at is None


def test_a_number_of_years_is_whole(client, officer):
    rule = CheckRule.objects.get(kind="AT_YARDSTICK")
    assert "Nhập số nguyên" in post(client, rule, limit="2,5").content.decode()


def test_a_check_without_limit_asks_for_none(client, officer):
    rule = CheckRule.objects.get(kind="SAME_VALUE")
    assert post(client, rule).status_code == 302
    rule.refresh_from_db()
    assert rule.limit is None


def test_the_preview_fills_the_sentence_and_saves_nothing(client, officer, rule):
    response = post(client, rule, sentence="Thử {value} của {year}.", action="preview")
    assert "Thử 36,6 của 2027." in response.content.decode()
    rule.refresh_from_db()
    assert rule.changed_at is None


def test_every_kind_opens_with_its_example(client, officer, report):
    target = report.entries.get().target
    for kind in Kind:
        keys = {"plan": target.plan, "kind": kind}
        keys |= {"target": None if kind == Kind.SAME_TEXT else target}
        sentence = str(CHECKS[kind].sentence)
        rule, _new = CheckRule.objects.get_or_create(**keys, defaults={"sentence": sentence})
        page = client.get(reverse("check_rule", args=[rule.pk]))
        assert page.status_code == 200, kind


def test_query_count_of_check_rules_does_not_grow(
    client, officer, report, django_assert_num_queries
):
    for _turn in range(2):
        make.TargetFactory(plan=report.round.plan)
        install(report.round.plan)
        with django_assert_num_queries(7):
            client.get(reverse("check_rules"))
