"""A session that ends, a server that goes away while a person writes: nothing typed is lost."""

import re
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import serving, start_server
from .test_every_page import faults

UNITS = {
    "phuong2": "phuong-2",
    "phuong5": "phuong-5",
    "phuong14": "phuong-14",
    "dvci": "cong-ty-dvci",
    "tuphap": "phong-tu-phap",
    "ttyte": "trung-tam-y-te",
    "yte": "phong-y-te",
}
BOX = "[name$=-overview]"
STATE = "[data-save-state]"
NOTICE = "#session-notice"
LOST = "#connection-notice"
DIALOG = "dialog#sign-in-again"
OFFLINE = r"ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)|request failed"
REFUSED = r"\b401\b"
SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")


@pytest.fixture(scope="module")
def server(demo_database, tmp_path_factory):
    """One server for the module: the tests write other words, mostly in other units."""
    with serving(demo_database, tmp_path_factory.mktemp("session")) as start:
        yield start()


@pytest.fixture
def write(new_page, server, login):
    def open_page(unit, **options):
        page = login(new_page(server, **options), who(unit))
        page.goto(path(unit))
        return page

    return open_page


def who(unit):
    return f"{unit}.chuyenvien@q3.example"


def head(unit):
    return f"{unit}.lanhdao@q3.example"


def path(unit):
    return f"/bao-cao/2027/{UNITS[unit]}/danh-gia-chung/"


def end_sessions(server, email):
    """As after twelve hours: the cookie is still there, the server knows it no more."""
    server.manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.contrib.sessions.models import Session\n"
        "from q3plan.accounts.models import User\n"
        f"person = str(User.objects.get(email='{email}').pk)\n"
        "for session in Session.objects.all():\n"
        "    if session.get_decoded().get('_auth_user_id') == person: session.delete()",
    )


def set_password(server, email, password):
    server.manage(
        "shell",
        "--no-imports",
        "-c",
        "from q3plan.accounts.models import User\n"
        f"person = User.objects.get(email='{email}')\n"
        f"person.set_password('{password}')\nperson.save()",
    )


def sign_in(page, password):
    page.fill(f"{DIALOG} [name=password]", password)
    page.press(f"{DIALOG} [name=password]", "Enter")


def saved(page, words=None):
    expect(page.locator(STATE)).to_have_text(SAVED)
    expect(page.locator(NOTICE)).to_be_empty()
    if words is not None:
        page.reload()
        expect(page.locator(BOX)).to_have_value(words)


@contextmanager
def gone(page):
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


# The session ends


def test_one_signs_in_again_in_place_and_the_writing_saves_itself(
    write, server, demo_password, problems
):
    problems.allow(rf"{REFUSED}|\b422\b")
    page = write("phuong5")
    page.fill(BOX, "Đã lưu lúc đầu")
    saved(page)
    end_sessions(server, who("phuong5"))
    page.fill(BOX, "Viết khi phiên đã hết")
    expect(page.locator(NOTICE)).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator(STATE)).to_have_text("Chưa lưu được: cần đăng nhập lại")
    expect(page.locator(DIALOG)).to_have_count(0)  # nobody types into a dialog by surprise

    page.locator(NOTICE).get_by_role("button", name="Đăng nhập lại tại đây").click()
    expect(page.locator(f"{DIALOG} [name=login]")).to_have_value(who("phuong5"))
    expect(page.locator(f"{DIALOG} [name=login]")).not_to_be_editable()
    expect(page.locator(f"{DIALOG} [name=password]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator(NOTICE).get_by_role("button")).to_be_focused()

    page.keyboard.press("Enter")
    sign_in(page, "sai-mat-khau")
    expect(page.locator(DIALOG)).to_contain_text("mật khẩu chưa đúng")
    expect(page.locator(f"{DIALOG} [name=password]")).to_be_focused()
    assert not faults(page, "the dialog with an error")
    sign_in(page, demo_password)
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator(BOX)).to_be_focused()
    saved(page)

    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    for field in page.locator("input[name=csrfmiddlewaretoken]").all():
        expect(field).to_have_value(token)
    page.fill(BOX, "Viết tiếp sau khi đăng nhập")
    saved(page, "Viết tiếp sau khi đăng nhập")


def test_a_changed_password_is_asked_for_in_place(write, server, problems):
    problems.allow(REFUSED)
    page = write("tuphap")
    set_password(server, who("tuphap"), "mot-mat-khau-moi-27")
    page.fill(BOX, "Viết khi mật khẩu vừa đổi")
    page.locator(NOTICE).get_by_role("button").click()
    sign_in(page, "mot-mat-khau-moi-27")
    saved(page, "Viết khi mật khẩu vừa đổi")


def test_a_login_beside_the_page_is_enough_too(write, login_by_form, problems):
    problems.allow(REFUSED)
    page = write("phuong14")
    page.context.clear_cookies()
    page.fill(BOX, "Đăng nhập ở thẻ bên")
    with page.expect_popup() as opened:
        page.locator(f"{NOTICE} a").click()
    login_by_form(opened.value, who("phuong14"))
    opened.value.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page, "Đăng nhập ở thẻ bên")


def test_another_person_does_not_get_the_words(
    write, login_by_form, server, demo_password, problems
):
    problems.allow(REFUSED)
    page = write("phuong2")
    beside = page.context.new_page()
    page.context.clear_cookies()
    login_by_form(beside, head("phuong2"))
    page.fill(BOX, "Lời của chuyên viên")
    expect(page.locator(NOTICE)).to_contain_text("không phải tài khoản của trang này")
    expect(page.locator(STATE)).to_have_text("Chưa lưu được: đang đăng nhập bằng tài khoản khác")
    beside.goto(path("phuong2"))
    expect(beside.locator(BOX)).not_to_have_value("Lời của chuyên viên")
    page.bring_to_front()
    page.locator(NOTICE).get_by_role("button").click()
    sign_in(page, demo_password)
    saved(page, "Lời của chuyên viên")


def test_a_press_after_the_session_goes_through_after_the_login(
    write, server, demo_password, problems
):
    problems.allow(REFUSED)
    page = write("dvci")
    end_sessions(server, who("dvci"))
    page.fill(BOX, "Bấm nút khi phiên đã hết")
    page.click("button[value=later]")
    expect(page.locator(f"{DIALOG} [name=password]")).to_be_focused()
    sign_in(page, demo_password)
    page.wait_for_url("**/viec-cua-toi/")
    page.goto(path("dvci"))
    expect(page.locator(BOX)).to_have_value("Bấm nút khi phiên đã hết")


def test_a_form_that_does_not_save_itself_waits_for_the_login(
    new_page, login, server, demo_password, problems
):
    problems.allow(REFUSED)
    page = login(new_page(server), "noivu.lanhdao@q3.example")
    page.goto("/bao-cao/2027/phong-noi-vu/kiem-tra/")
    page.fill("[name=note]", "Ghi rõ số lớp bồi dưỡng.")
    end_sessions(server, "noivu.lanhdao@q3.example")
    page.click("button[value=give_back]")
    expect(page.locator(f"{DIALOG} [name=password]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(NOTICE)).to_contain_text("Phiên làm việc đã hết")
    page.click("button[value=give_back]")
    sign_in(page, demo_password)
    page.wait_for_url("**/viec-cua-toi/")
    page.goto("/bao-cao/2027/phong-noi-vu/lich-su/")
    expect(page.locator("main")).to_contain_text("Ghi rõ số lớp bồi dưỡng.")


def test_a_posted_form_survives_the_login_without_scripts(write, demo_password, problems):
    problems.allow(REFUSED)
    page = write("ttyte", js=False)
    page.fill(BOX, "Không có kịch bản")
    page.context.clear_cookies()
    page.click("button[value=later]")
    expect(page.locator("main")).to_contain_text("Nội dung anh/chị vừa nhập vẫn còn")
    page.fill("input[name=login]", who("ttyte"))
    page.fill("input[name=password]", demo_password)
    page.press("input[name=password]", "Enter")
    page.click("main form button:has-text('Lưu tiếp')")
    page.wait_for_url("**/viec-cua-toi/")
    page.goto(path("ttyte"))
    expect(page.locator(BOX)).to_have_value("Không có kịch bản")


# The server is out of reach


def test_offline_is_told_and_the_words_are_saved_afterwards(write, problems):
    problems.allow(OFFLINE)
    page = write("yte")
    with gone(page):
        page.fill(BOX, "Viết khi mất mạng")
        expect(page.locator(LOST)).to_contain_text("Mất kết nối")
        expect(page.locator(STATE)).to_have_text("Chưa lưu được, đang thử lại")
        assert not faults(page, "the notice of a lost connection")
        assert page.evaluate(WARNS_BEFORE_LEAVING)
    saved(page)
    expect(page.locator(LOST)).to_be_empty()
    assert not page.evaluate(WARNS_BEFORE_LEAVING)
    saved(page, "Viết khi mất mạng")


def test_a_press_while_offline_stays_on_the_page_and_goes_through_later(write, problems):
    problems.allow(OFFLINE)
    page = write("phuong5")
    with gone(page):
        page.fill(BOX, "Bấm nút khi mất mạng")
        page.click("button[value=next]")
        expect(page.locator(STATE)).to_contain_text("sẽ lưu và tiếp tục")
        expect(page.locator(LOST)).to_contain_text("vẫn còn trên trang này")
        expect(page.locator(BOX)).to_have_value("Bấm nút khi mất mạng")
    page.wait_for_url("**/kiem-tra/")
    page.goto(path("phuong5"))
    expect(page.locator(BOX)).to_have_value("Bấm nút khi mất mạng")


def test_who_writes_on_while_offline_is_not_taken_away_later(write, problems):
    problems.allow(OFFLINE)
    page = write("phuong14")
    with gone(page):
        page.fill(BOX, "Trước")
        page.click("button[value=next]")
        expect(page.locator(STATE)).to_contain_text("sẽ lưu và tiếp tục")
        page.fill(BOX, "Viết thêm sau khi bấm")
    saved(page)
    expect(page).to_have_url(re.compile(path("phuong14")))


def test_a_press_with_nothing_to_save_does_not_leave_the_page_offline(write, problems):
    problems.allow(OFFLINE)
    page = write("dvci")
    with gone(page):
        page.click("button[value=next]")
        expect(page.locator(LOST)).to_contain_text("Mất kết nối")
        expect(page.locator(BOX)).to_be_visible()
    page.wait_for_url("**/kiem-tra/")


def test_a_server_that_does_not_answer_is_told_and_asked_again(write, problems):
    problems.allow(r"\b503\b")
    page = write("ttyte")
    words = "Viết khi máy chủ trả lời 503"
    page.route("**" + path("ttyte"), lambda route: route.fulfill(status=503, body="away"))
    page.fill(BOX, words)
    expect(page.locator(LOST)).to_contain_text("Mất kết nối")
    page.click("button[value=later]")
    expect(page.locator(STATE)).to_contain_text("sẽ lưu và tiếp tục")
    page.unroute("**" + path("ttyte"))
    page.wait_for_url("**/viec-cua-toi/")
    page.goto(path("ttyte"))
    expect(page.locator(BOX)).to_have_value(words)


def test_a_server_that_stops_and_comes_back_loses_nothing(start, new_page, login, problems):
    problems.allow(r"ERR_CONNECTION|ERR_EMPTY|htmx:(sendError|afterRequest)")
    first = start()
    page = login(new_page(first), who("phuong5"))
    page.goto(path("phuong5"))
    first.stop()
    page.fill(BOX, "Viết khi máy chủ dừng")
    expect(page.locator(LOST)).to_contain_text("Mất kết nối")
    log = first.log.with_suffix(".again")
    second = start_server(first.database_url, log, port=urlsplit(first.url).port)
    try:
        saved(page, "Viết khi máy chủ dừng")
    finally:
        second.stop()


def test_a_form_that_does_not_save_itself_is_kept_while_offline(write, server, problems):
    problems.allow(OFFLINE)
    page = write("yte")
    page.goto("/tai-khoan/doi-mat-khau/")
    page.fill("[name=oldpassword]", "sai")
    with gone(page):
        page.click("main button.btn-primary")
        expect(page.locator(LOST)).to_contain_text("chưa được gửi")
        expect(page.locator("[name=oldpassword]")).to_have_value("sai")
    expect(page.locator(LOST)).to_contain_text("Đã có kết nối lại")
    page.click("main button.btn-primary")
    expect(page).to_have_title(re.compile("^Lỗi:"))


def test_nothing_typed_stays_on_the_computer(write, problems):
    problems.allow(OFFLINE)
    page = write("phuong2")
    with gone(page):
        page.fill(BOX, "Chỉ ở trong trang")
        expect(page.locator(LOST)).to_contain_text("Mất kết nối")
        assert page.evaluate(STORED) == []
    saved(page)
    page.click("button[value=later]")
    page.wait_for_url("**/viec-cua-toi/")
    assert page.evaluate(STORED) == []


WARNS_BEFORE_LEAVING = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
# htmx notes the address of the page; its cache of pages is switched off.
STORED = """async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage).filter((key) => key !== "htmx-current-path-for-history"),
    ...(await indexedDB.databases()).map((found) => found.name), ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()).map((found) => found.scope),
]"""
