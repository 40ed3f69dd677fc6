"""Who oversees which sector: handed over on a day, rights with it, no gap that nobody sees."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assignments.models import Portfolio
from assignments.permissions import powers_of
from reports.models import Directive, DirectiveMessage, Notice, NoticeKind
from reports.portfolios.reading import CHAIR, posts_of
from tests import factories as make
from tests.directive_scene import NOW, TODAY, DirectiveScene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 11, 8)


@pytest.fixture
def scene(settings):
    settings.FROZEN_CLOCK = NOW
    return DirectiveScene()


@pytest.fixture
def client(scene):
    return client_of(make.UserFactory(is_staff=True, is_superuser=True))


def leads(person, sector, day):
    return sector.pk in powers_of(person, on=day).sectors


def change(client, slug, action, **words):
    url = reverse("portfolio_change", args=[slug])
    data = {f"{action}-{name}": value for name, value in words.items()}
    return client.post(url, {"action": action, **data})


def hand_over(client, scene, person, day="08/11/2027", **more):
    return change(client, scene.sector.slug, "hand_over", user=person.email, on=day, **more)


def test_rights_go_over_on_the_day_and_not_before(scene, client):
    before, after = scene.vice_chair, make.UserFactory()
    assert hand_over(client, scene, after).status_code == 302
    sunday = MONDAY - timedelta(days=1)
    assert [leads(before, scene.sector, day) for day in (sunday, MONDAY)] == [True, False]
    assert [leads(after, scene.sector, day) for day in (sunday, MONDAY)] == [False, True]


def test_open_directives_keep_their_thread_and_get_the_new_holder(scene, client, settings):
    directive, closed = scene.give(), scene.give(text="Xong")
    closed.close(by=scene.vice_chair, at=NOW)
    before, after = scene.vice_chair, make.UserFactory()
    hand_over(client, scene, after, document="Thông báo 15/TB-UBND")
    said = DirectiveMessage.objects.filter(kind="HANDED_OVER")
    assert [message.directive for message in said] == [directive]
    assert str(after) in said.get().text
    assert "15/TB-UBND" in said.get().text
    settings.FROZEN_CLOCK = make.at(2027, 11, 9)
    directive.answer(scene.unit, by=scene.reporter, at=settings.FROZEN_CLOCK, text="Đây.")
    steer = reverse("directive_steer", args=[directive.pk])
    directive.refresh_from_db()
    words = {"action": "close", "version": directive.version, "close-text": ""}
    assert client_of(before).post(steer, words).status_code == 404
    assert client_of(after).post(steer, words).status_code == 302


def test_answer_goes_to_whoever_holds_the_sector_now(scene, client, settings):
    directive, after = scene.give(), make.UserFactory()
    hand_over(client, scene, after)
    settings.FROZEN_CLOCK = make.at(2027, 11, 9)
    url = reverse("directive_answer", args=[directive.pk])
    words = {"answer-unit": scene.unit.code, "answer-text": "Đây.", "whole": "1"}
    client_of(scene.reporter).post(url, words)
    assert Notice.objects.get(kind=NoticeKind.DIRECTIVE_ANSWERED).user == after


def test_substitute_has_the_rights_beside_the_holder_until_the_day(scene, client):
    holder, substitute = scene.vice_chair, make.UserFactory()
    words = {"user": substitute.email, "since": "08/11/2027", "until": "12/11/2027"}
    assert change(client, scene.sector.slug, "substitute", **words).status_code == 302
    days = [MONDAY - timedelta(days=1), MONDAY, date(2027, 11, 12), date(2027, 11, 13)]
    assert [leads(substitute, scene.sector, day) for day in days] == [False, True, True, False]
    assert all(leads(holder, scene.sector, day) for day in days)
    assert change(client, scene.sector.slug, "substitute", **words).status_code == 422


def test_handing_over_ends_a_leave_of_the_former_holder(scene):
    row = Portfolio.objects.get(user=scene.vice_chair)
    substitute = make.UserFactory()
    row.give_substitute(user=substitute, since=date(2027, 11, 5), until=date(2027, 11, 20))
    Portfolio.take_over(scene.plan, scene.sector, user=make.UserFactory(), on=MONDAY)
    assert leads(substitute, scene.sector, date(2027, 11, 7))
    assert not leads(substitute, scene.sector, MONDAY)


def test_page_warns_of_a_sector_without_a_holder(scene, client):
    page = text_of(client.get(reverse("portfolio_list")))
    assert f"{scene.sector.name}: chưa có người phụ trách" in page
    assert "Phụ trách chung (Chủ tịch): chưa có người phụ trách" in page
    make.PortfolioFactory(plan=scene.plan, sector=scene.sector)
    page = text_of(client.get(reverse("portfolio_list")))
    assert f"{scene.sector.name}: chưa có người phụ trách" not in page


def test_nobody_leaves_a_gap_without_saying_so(scene, client):
    person = scene.vice_chair
    gone = {"last_on": "30/11/2027"}
    assert change(client, scene.sector.slug, "end", **gone).status_code == 422
    assert Portfolio.objects.get(user=person).valid_to is None
    assert change(client, scene.sector.slug, "end", **gone, is_known="on").status_code == 302
    assert "Trống từ 01/12/2027" in text_of(client.get(reverse("portfolio_list")))


def test_gap_between_two_holders_is_seen(scene):
    row = Portfolio.objects.get(user=scene.vice_chair)
    row.end(last_on=date(2027, 11, 20))
    Portfolio.take_over(scene.plan, scene.sector, user=make.UserFactory(), on=date(2027, 12, 1))
    post = next(one for one in posts_of(scene.plan, on=TODAY) if one.sector == scene.sector)
    assert post.holder == row
    assert post.free_from == date(2027, 11, 21)
    assert post.next_holder.valid_from == date(2027, 12, 1)


def test_two_never_hold_a_sector_on_one_day(scene):
    Portfolio.objects.get(user=scene.vice_chair)
    first, second = make.UserFactory(), make.UserFactory()
    Portfolio.take_over(scene.plan, scene.sector, user=first, on=date(2027, 12, 1))
    for day in (MONDAY, date(2027, 12, 1)):
        with pytest.raises(ValidationError, match="Chọn ngày sau đó"):
            Portfolio.take_over(scene.plan, scene.sector, user=second, on=day)
    with pytest.raises(ValidationError, match="đang phụ trách"):
        Portfolio.take_over(scene.plan, scene.sector, user=first, on=date(2027, 12, 9))
    for days in range(60):
        rows = Portfolio.objects.active(TODAY + timedelta(days=days)).holding()
        assert rows.filter(sector=scene.sector).count() == 1


def test_chair_hands_the_whole_plan_over(scene):
    chair, after = scene.chair, make.UserFactory()
    directive = scene.give(sector=None, by=chair, position="Chủ tịch")
    words = {"user": after.email, "on": "08/11/2027"}
    assert change(client_of(chair), CHAIR, "hand_over", **words).status_code == 302
    assert scene.plan.pk not in powers_of(chair, on=MONDAY).chairs
    assert Directive.objects.get(pk=directive.pk).is_held_by(powers_of(after, on=MONDAY))


def test_history_stays_readable(scene, client):
    before = scene.vice_chair
    hand_over(client, scene, make.UserFactory(), day="02/11/2027")
    page = text_of(client.get(reverse("portfolio_list")))
    assert f"{before}: 01/01/2025–01/11/2027" in page


def test_wrong_form_keeps_what_was_typed(scene, client):
    person = make.UserFactory()
    response = hand_over(client, scene, person, day="32/11/2027", document="Thông báo 15")
    assert response.status_code == 422
    assert 'value="Thông báo 15"' in text_of(response)
    assert f'value="{person.email}" selected' in text_of(response)


def test_both_hear_of_a_handover_and_of_what_is_open(scene, client):
    scene.give()
    before, after = scene.vice_chair, make.UserFactory()
    hand_over(client, scene, after, document="Thông báo 15/TB-UBND")
    told = Notice.objects.filter(key__startswith="portfolio:")
    assert {notice.user for notice in told} == {before, after}
    text = told.get(user=after).text
    assert "08/11/2027" in text and "15/TB-UBND" in text and "1 ý kiến chỉ đạo" in text
