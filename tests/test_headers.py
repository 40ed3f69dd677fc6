"""Headers of every answer: personal pages are never kept, foreign code never runs."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

NO_STORE = "no-store, private"
ANSWERS = ["/tai-khoan/dang-nhap/", "/", "/khong-co-trang-nay/", "/tai-khoan/doi-mat-khau/"]


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("htmx", [False, True])
def test_no_cache_keeps_a_page_a_redirect_or_an_error(client, path, htmx):
    response = client.get(path, headers={"HX-Request": "true"} if htmx else {})
    assert response.headers["Cache-Control"] == NO_STORE
    varies = {name.strip().lower() for name in response.headers["Vary"].split(",")}
    assert {"cookie", "hx-request"} <= varies


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_say_what_the_browser_may_do(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_content_policy_is_the_strict_one(client):
    header = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    policy = {rule.split()[0]: " ".join(rule.split()[1:]) for rule in header.split(";")}
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_static_files_keep_their_own_cache_rules(client):
    response = client.get("/static/css/app.css")
    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_frame_carries_nothing_inline(client):
    html = client.get(reverse("account_login")).content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert " hx-on" not in html
    assert 'lang="vi"' in html
