"""Signing in again inside a page, and pages that belong to somebody else."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests import factories as make
from tests.test_accounts import HTMX, SAME_ORIGIN, WORDS, hidden, log_in, received, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.test_accounts")]

AGAIN = "/tai-khoan/dang-nhap-lai/"
SESSION = "/tai-khoan/phien-lam-viec/"


@pytest.fixture(autouse=True)
def nothing_received():
    received.clear()


@pytest.fixture
def person():
    return make.UserFactory(email="yte.chuyenvien@q3.example", full_name="Mạc Thị Thử")


@pytest.fixture
def other():
    return make.UserFactory(email="yte.lanhdao@q3.example", full_name="Lê Văn Mẫu")


def sign_in_again(client, person, password=make.PASSWORD, **more):
    data = {"login": person.email, "password": password, "page_user": person.pk} | more
    return client.post(AGAIN, data, headers=HTMX)


def signed_in(client):
    return client.session.get("_auth_user_id")


def from_page_of(person):
    return {**HTMX, "X-Page-User": str(person.pk)}


# The login in the page


def test_person_signs_in_again_without_leaving_the_page(client, person):
    response = sign_in_again(client, person)
    assert response.status_code == 204
    assert signed_in(client) == str(person.pk)
    assert "sessionid" in response.cookies
    assert "csrftoken" in response.cookies


def test_wrong_password_is_told_in_the_dialog(client, person):
    response = sign_in_again(client, person, "sai-mat-khau")
    assert response.status_code == 422
    assert "Thư điện tử hoặc mật khẩu chưa đúng" in text(response)
    assert f'value="{person.email}"' in text(response)
    assert "sai-mat-khau" not in text(response)
    assert "<html" not in text(response)
    assert signed_in(client) is None


def test_repeated_failures_are_slowed_down_in_the_dialog_too(client, person):
    for _attempt in range(5):
        sign_in_again(client, person, "sai-mat-khau")
    response = sign_in_again(client, person)
    assert response.status_code == 422
    assert "Đã nhập sai quá nhiều lần" in text(response)
    assert signed_in(client) is None
    assert "Đã nhập sai quá nhiều lần" in text(log_in(client, person)), "one count for both logins"


def test_too_many_logins_of_one_machine_get_429(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    statuses = [sign_in_again(client, person).status_code for _attempt in range(3)]
    assert statuses == [204, 204, 429]


def test_inactive_person_cannot_sign_in_again(client, person):
    person.is_active = False
    person.save()
    assert sign_in_again(client, person).status_code == 422
    assert signed_in(client) is None


@pytest.mark.parametrize("page_user", ["", "0", "không phải số"])
def test_another_person_cannot_sign_in_to_the_page(client, person, page_user):
    response = sign_in_again(client, person, page_user=page_user)
    assert response.status_code == 422
    assert "tài khoản của trang này" in text(response)
    assert signed_in(client) is None


def test_wrong_password_leaves_another_persons_session(client, person, other):
    client.force_login(other)
    assert sign_in_again(client, person, "sai-mat-khau").status_code == 422
    assert signed_in(client) == str(other.pk)
    assert sign_in_again(client, person).status_code == 204
    assert signed_in(client) == str(person.pk)


def test_the_dialog_is_posted_only(client):
    assert client.get(AGAIN).status_code == 405


def test_sign_in_again_needs_a_token(person):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = sign_in_again(strict, person)
    assert response.status_code == 401
    assert signed_in(strict) is None
    token = response.cookies["csrftoken"].value
    headers = {**HTMX, "X-CSRFToken": token}
    data = {"login": person.email, "password": make.PASSWORD, "page_user": person.pk}
    assert strict.post(AGAIN, data, headers=headers).status_code == 204


# Is the page's person still signed in?


def test_the_page_asks_whether_its_person_is_signed_in(client, person, other):
    client.force_login(person)
    assert client.get(SESSION, headers=from_page_of(person)).status_code == 204
    client.force_login(other)
    answer = client.get(SESSION, headers=from_page_of(person))
    assert answer.status_code == 401
    assert answer.headers["X-Session"] == "other"
    client.logout()
    answer = client.get(SESSION, headers=from_page_of(person))
    assert answer.status_code == 401
    assert "Phiên làm việc đã hết" in text(answer)


@pytest.mark.parametrize("how", ["the session is over", "the password was changed"])
def test_a_lost_session_is_noticed_in_place(how, client, person):
    client.force_login(person)
    if how == "the session is over":
        Session.objects.all().delete()
    else:
        person.set_password("mot-mat-khau-khac-27")
        person.save()
    response = client.post("/ghi/", WORDS, headers=from_page_of(person))
    assert response.status_code == 401
    assert "data-sign-in-again" in text(response)
    assert received == []


# A page of somebody else


def test_words_from_another_persons_page_are_refused(client, person, other):
    client.force_login(other)
    response = client.post("/ghi/", WORDS, headers=from_page_of(person))
    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#session-notice"
    assert response.headers["X-Session"] == "other"
    assert "đăng nhập bằng tài khoản của Lê Văn Mẫu" in text(response)
    assert person.full_name not in text(response)
    assert received == []
    assert client.post("/ghi/", WORDS, headers=from_page_of(other)).status_code == 200
    assert len(received) == 1


def test_a_form_of_another_persons_page_waits_for_its_person(client, person, other):
    client.force_login(other)
    response = client.post("/ghi/", {**WORDS, "page_user": person.pk}, headers=SAME_ORIGIN)
    assert response.status_code == 401
    assert "của tài khoản khác" in text(response)
    signed = hidden(response, "carried")[0]
    assert signed_in(client) == str(other.pk)

    again = log_in(client, other, carried=signed)
    assert again.status_code == 401
    assert hidden(again, "carried"), "the second person's login does not take the words"

    response = log_in(client, person, carried=signed)
    assert hidden(response, "noi_dung") == [WORDS["noi_dung"]]
    assert signed_in(client) == str(person.pk)
    data = {"page_user": hidden(response, "page_user")[0], "noi_dung": WORDS["noi_dung"]}
    assert text(client.post("/ghi/", data)) == "đã nhận"


def test_expired_words_are_not_taken_up_by_another_person(client, person, other):
    response = client.post("/ghi/", {**WORDS, "page_user": person.pk}, headers=SAME_ORIGIN)
    response = log_in(client, other, carried=hidden(response, "carried")[0])
    assert response.status_code == 401
    assert not hidden(response, "noi_dung")
    assert hidden(response, "carried")
    assert received == []


def test_a_foreign_page_carries_nothing_by_naming_a_person(client, person, other):
    client.force_login(other)
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"}
    response = client.post("/ghi/", {**WORDS, "page_user": person.pk}, headers=foreign)
    assert response.status_code == 401
    assert not hidden(response, "carried")
    assert received == []


def test_signing_out_is_never_refused(client, person, other):
    client.force_login(other)
    client.post(reverse("account_logout"), {"page_user": person.pk})
    assert signed_in(client) is None


def test_the_page_names_its_person_and_no_password_box_of_its_own(client, person):
    client.force_login(person)
    page = text(client.get(reverse("account_change_password")))
    assert f'data-page-user="{person.pk}"' in page
    assert person.email in page
    client.logout()
    assert "data-page-user" not in text(client.get(reverse("account_login")))
