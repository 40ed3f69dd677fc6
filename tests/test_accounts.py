"""Login, passwords, and what was typed before the session ended."""

import html
import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.urls import include, path, resolve, reverse
from django.urls.exceptions import NoReverseMatch
from django.views.decorators.http import require_POST
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from q3plan.accounts import carried, demo
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.test_accounts")]

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"}
HTMX = {"HX-Request": "true", **SAME_ORIGIN}
LOGIN = "/tai-khoan/dang-nhap/"
WORDS = {"noi_dung": 'Dòng 1\r\nDòng "2" <b>', "muc": ["một", "hai"], "key": "k-1"}

received = []


def page(request):
    return HttpResponse("trang")


@require_POST
def write(request):
    received.append({name: request.POST.getlist(name) for name in request.POST})
    return HttpResponse("đã nhận")


urlpatterns = [
    path("", page, name="home"),
    path("ke-hoach/", page, name="plan_detail"),
    path("ghi/", write, name="write"),
    path("thong-bao/", page, name="notice_list"),
    path("tai-khoan/", include("q3plan.accounts.urls")),
]


@pytest.fixture(autouse=True)
def nothing_received():
    received.clear()


@pytest.fixture
def person():
    return make.UserFactory(email="yte.chuyenvien@q3.example", full_name="Mạc Thị Thử")


@pytest.fixture
def strict_client(client):
    client.handler.enforce_csrf_checks = True
    return client


def log_in(client, person, password=make.PASSWORD, **more):
    return client.post(LOGIN, {"login": person.email, "password": password} | more)


def text(response):
    return response.content.decode()


def hidden(response, name):
    """Values of the hidden inputs with this name, as the browser would post them."""
    found = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', text(response))
    return [html.unescape(value) for value in found]


# Login


def test_anonymous_is_led_to_the_login_and_back(client, person):
    response = client.get("/ke-hoach/?nam=2027")
    assert response.status_code == 302
    assert response.url == f"{LOGIN}?next=/ke-hoach/%3Fnam%3D2027"
    shown = client.get(response.url)
    assert hidden(shown, "next") == ["/ke-hoach/?nam=2027"]
    assert log_in(client, person, next="/ke-hoach/?nam=2027").url == "/ke-hoach/?nam=2027"


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_login_never_leads_to_another_site(client, person, away):
    assert log_in(client, person, next=away).url == "/"


def test_login_ignores_the_case_of_the_address(client, person):
    response = client.post(
        LOGIN, {"login": " YTE.ChuyenVien@q3.example ", "password": make.PASSWORD}
    )
    assert response.url == "/"


def test_wrong_password_says_how_to_fix_it(client, person):
    response = log_in(client, person, "sai-mat-khau")
    assert response.status_code == 200
    assert "Thư điện tử hoặc mật khẩu chưa đúng" in text(response)
    assert "Có lỗi cần sửa" in text(response)
    assert "<title>Lỗi:" in text(response)
    assert "sai-mat-khau" not in text(response)


@pytest.mark.parametrize(
    ("login", "words"), [("", "Nhập thư điện tử."), ("không phải thư", "đúng dạng"), ("a\x00b", "")]
)
def test_unusable_address_gets_a_clear_message(client, login, words):
    response = client.post(LOGIN, {"login": login, "password": "x"})
    assert response.status_code == 200
    assert words in text(response)


def test_repeated_failures_are_slowed_down(client, person):
    for _attempt in range(5):
        log_in(client, person, "sai-mat-khau")
    assert "Đã nhập sai quá nhiều lần" in text(log_in(client, person))


def test_inactive_person_cannot_log_in(client, person):
    person.is_active = False
    person.save()
    log_in(client, person)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up():
    for name in ["account_signup", "account_email", "account_set_password"]:
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_logout_is_a_post(client, person):
    client.force_login(person)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).url == LOGIN
    assert "_auth_user_id" not in client.session


def test_demonstration_shows_its_accounts_and_production_does_not(client, settings):
    demo.logins.cache_clear()
    assert "Mật khẩu chung" in text(client.get(LOGIN))
    demo.logins.cache_clear()
    settings.PRODUCTION = True
    assert "Mật khẩu chung" not in text(client.get(LOGIN))
    demo.logins.cache_clear()


@given(data=st.fixed_dictionaries({name: st.text() for name in ("login", "next", "carried")}))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_breaks_the_login(client, person, data):
    assert log_in(client, person, **data).status_code < 500
    data["login"] = person.email
    client.logout()
    assert log_in(client, person, **data).status_code < 500
    client.logout()


# Passwords


def test_person_changes_the_password(client, person):
    client.force_login(person)
    url = reverse("account_change_password")
    new = "một-mật-khẩu-khác-27"
    assert client.get(url).status_code == 200
    response = client.post(url, {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("old", "first", "second", "words"),
    [
        ("sai", "mot-mat-khau-27", "mot-mat-khau-27", "Nhập đúng mật khẩu đang dùng"),
        (make.PASSWORD, "ngan", "ngan", "ít nhất 10 ký tự"),
        (make.PASSWORD, "1234509876123", "1234509876123", "không được chỉ gồm chữ số"),
        (make.PASSWORD, "mot-mat-khau-27", "hai-mat-khau-27", "chưa giống nhau"),
        (make.PASSWORD, "", "", "Nhập mật khẩu mới."),
    ],
)
def test_unfit_new_password_says_how_to_fix_it(client, person, old, first, second, words):
    client.force_login(person)
    data = {"oldpassword": old, "password1": first, "password2": second}
    response = client.post(reverse("account_change_password"), data)
    assert response.status_code == 200
    assert words.lower() in text(response).lower()


def test_forgotten_password_is_set_anew_by_mail(client, person):
    response = client.post(reverse("account_reset_password"), {"email": person.email})
    assert response.url == reverse("account_reset_password_done")
    assert client.get(response.url).status_code == 200
    message = mail.outbox[0]
    assert message.subject == "Q3Plan: Đặt lại mật khẩu"
    assert message.to == [person.email]
    link = re.search(r"https?://[^/]+(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    url = form.request["PATH_INFO"]
    response = client.post(
        url, {"password1": "mat-khau-dat-lai-27", "password2": "mat-khau-dat-lai-27"}
    )
    assert response.url == reverse("account_reset_password_from_key_done")
    assert client.get(response.url).status_code == 200
    person.refresh_from_db()
    assert person.check_password("mat-khau-dat-lai-27")
    assert "không còn dùng được" in text(client.get(link, follow=True))


def test_unknown_address_gets_the_same_answer_and_no_mail(client):
    response = client.post(reverse("account_reset_password"), {"email": "ai-do@q3.example"})
    assert response.url == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_reauthentication_asks_for_the_own_password(client, person):
    client.force_login(person)
    url = reverse("account_reauthenticate")
    assert client.get(url).status_code == 200
    assert "Mật khẩu chưa đúng" in text(client.post(url, {"password": "sai"}))
    assert client.post(url, {"password": make.PASSWORD}).url == "/"


# What was typed before the session ended


def test_htmx_post_without_session_brings_a_notice_and_keeps_the_page(client):
    response = client.post("/ghi/", WORDS, headers=HTMX)
    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#session-notice"
    assert 'role="alert"' in text(response)
    assert 'target="_blank"' in text(response)
    assert "<html" not in text(response)
    assert received == []


def test_plain_post_without_session_logs_in_in_place_and_offers_the_words_again(client, person):
    response = client.post("/ghi/?nam=2027", WORDS, headers=SAME_ORIGIN)
    assert response.status_code == 401
    assert "vẫn còn" in text(response)
    signed = hidden(response, "carried")[0]

    wrong = log_in(client, person, "sai-mat-khau", carried=signed)
    assert hidden(wrong, "carried"), "the words survive a wrong password"

    response = log_in(client, person, carried=hidden(wrong, "carried")[0])
    assert response.status_code == 200
    assert received == [], "nothing is posted without the person's click"
    assert 'action="/ghi/?nam=2027"' in text(response)
    assert hidden(response, "muc") == WORDS["muc"]
    assert hidden(response, "noi_dung") == [WORDS["noi_dung"]]

    again = log_in(client, person, carried=signed)
    assert hidden(again, "key") == ["k-1"], "a reload of the answer loses nothing either"


def test_plain_post_from_a_foreign_page_is_not_carried(client):
    response = client.post("/ghi/", WORDS, headers=FOREIGN)
    assert response.status_code == 302
    assert response.url == LOGIN


def test_passwords_are_never_carried(client):
    data = {"oldpassword": "bi-mat", "password1": "x", "password2": "x"}
    response = client.post(reverse("account_change_password"), data, headers=SAME_ORIGIN)
    assert "bi-mat" not in text(response)
    assert not hidden(response, "carried")


def test_words_too_long_to_carry_are_shown_for_copying(client, monkeypatch):
    monkeypatch.setattr(carried, "MAX_SIGNED_CHARS", 20)
    response = client.post("/ghi/", WORDS, headers=SAME_ORIGIN)
    assert "Dòng &quot;2&quot; &lt;b&gt;</textarea>" in text(response)
    assert not hidden(response, "carried")


@pytest.mark.parametrize("forged", ["x", "a:b:c", "", "eyJwYXRoIjoiLyJ9:1:abc"])
def test_forged_words_are_ignored(client, person, forged):
    assert log_in(client, person, carried=forged).url == "/"


@pytest.mark.parametrize("path", ["//example.org/", "https://example.org/", "/khong-co/", ""])
def test_words_never_lead_outside_the_site(path):
    signed = carried.CarriedPost(path, ()).signed()
    assert carried.from_signed(signed) is None


def test_stale_token_with_a_session_loses_nothing(strict_client, person):
    strict_client.force_login(person)
    response = strict_client.post("/ghi/", WORDS, headers=SAME_ORIGIN)
    assert hidden(response, "noi_dung") == [WORDS["noi_dung"]]
    assert received == []
    data = {**WORDS, "csrfmiddlewaretoken": hidden(response, "csrfmiddlewaretoken")[0]}
    assert text(strict_client.post("/ghi/", data)) == "đã nhận"
    assert received[0]["muc"] == WORDS["muc"]


def test_stale_token_without_a_session_logs_in_in_place(strict_client):
    response = strict_client.post("/ghi/", WORDS, headers=SAME_ORIGIN)
    assert response.status_code == 401
    assert hidden(response, "carried")


def test_stale_login_page_shows_the_login_again(strict_client, person):
    response = strict_client.post(LOGIN, {"login": person.email}, headers=SAME_ORIGIN)
    assert response.status_code == 403
    assert "mở quá lâu" in text(response)
    assert f'value="{person.email}"' in text(response)


def test_foreign_page_gets_403_and_no_replay(strict_client, person):
    strict_client.force_login(person)
    response = strict_client.post("/ghi/", WORDS, headers=FOREIGN)
    assert response.status_code == 403
    assert "Dòng 1" not in text(response)
    assert received == []


def test_stale_token_in_a_fragment_asks_for_a_retry(strict_client, person):
    strict_client.force_login(person)
    response = strict_client.post("/ghi/", WORDS, headers=HTMX)
    assert response.status_code == 403
    assert response.headers["X-Retry"] == "1"
    assert "csrftoken" in response.cookies


# Errors


def test_unknown_page_leads_on(client, person):
    client.force_login(person)
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)
    assert "khong-co" not in text(response)


def test_account_addresses_are_vietnamese():
    assert resolve("/tai-khoan/doi-mat-khau/").url_name == "account_change_password"
    assert resolve("/tai-khoan/quen-mat-khau/").url_name == "account_reset_password"
