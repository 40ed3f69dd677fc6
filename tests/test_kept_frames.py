"""A kept frame shows each person what is theirs, and a token of their own each time."""

import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from assignments.models import Portfolio
from q3plan.accounts.models import User
from reports.kept.frames import frames
from targets.models import Plan
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/bang-dieu-hanh/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def client_of(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.fixture
def plan():
    return make.report_with_items().round.plan


@pytest.fixture
def officer(plan):
    return make.coordinator(plan)


def page(client, query=""):
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


def without_token(text):
    return TOKEN.sub("", text)


def test_everybody_gets_the_page_that_a_fresh_frame_gives(plan, officer):
    chair = make.PortfolioFactory(plan=plan, sector=None, position=Portfolio.Position.CHAIR).user
    everybody = [officer, chair, make.second_recipient(plan), make.PortfolioFactory(plan=plan).user]
    clients = [client_of(user) for user in everybody]
    queries = ("", "?che-do=trinh-chieu", "?loai=khac")
    kept = [page(client, query) for _turn in range(2) for client in clients for query in queries]
    frames.clear()
    fresh = []
    for client in clients:
        for query in queries:
            frames.clear()
            fresh.append(page(client, query))
    assert list(map(without_token, kept)) == list(map(without_token, fresh)) * 2
    assert len(set(map(without_token, fresh))) == len(fresh)


@pytest.mark.parametrize(
    "change",
    [
        lambda officer, plan: User.objects.filter(pk=officer.pk).update(full_name="Tên Khác"),
        lambda officer, plan: User.objects.filter(pk=officer.pk).update(email="khac@q3.example"),
        lambda officer, plan: Plan.objects.filter(pk=plan.pk).update(number="9/KH-UBND"),
        lambda officer, plan: make.PortfolioFactory(user=officer, plan=plan),
    ],
    ids=["name", "address", "plan", "sector"],
)
def test_a_frame_follows_what_it_shows(plan, officer, change):
    client = client_of(officer)
    before = page(client)
    change(officer, plan)
    kept = page(client)
    frames.clear()
    assert without_token(kept) == without_token(page(client))
    assert without_token(kept) != without_token(before)


def test_the_token_is_new_each_time_and_good(officer):
    client = client_of(officer, enforce_csrf_checks=True)
    first, second = (TOKEN.findall(page(client)) for _turn in range(2))
    assert first
    assert first != second
    answer = client.post("/tai-khoan/dang-xuat/", {"csrfmiddlewaretoken": second[0]})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_message_is_shown_once(officer):
    client = client_of(officer)
    page(client)
    left, response = CookieStorage(RequestFactory().get("/")), HttpResponse()
    left.add(messages.SUCCESS, "Đã gửi nhắc việc.")
    left.update(response)
    client.cookies["messages"] = response.cookies["messages"].value
    assert "Đã gửi nhắc việc." in page(client)
    assert "Đã gửi nhắc việc." not in page(client)
