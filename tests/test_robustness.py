"""No input gives a server error: addresses, headers, cookies and forms, by every kind of person.

The test client raises what a view does not catch, so that a failure shows its traceback.
"""

import re
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from q3plan import wsgi
from tests import factories as make
from tests.built_once import built_once
from tests.test_permission_walk import World, our_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.long]
few = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ROLES = ("reporter", "head", "coordinator", "vice_chair", "administrator", "anonymous")


def build():
    """A draft of one's own and a sent report of another unit."""
    world = World()
    world.send(world.foreign)
    return world


kept, built = built_once(build)


@pytest.fixture
def world(built):
    world = built
    world.clients = {role: Client() for role in ROLES}
    for role, client in world.clients.items():
        if role != "anonymous":
            client.force_login(getattr(world, role))
    return world


# -- addresses -------------------------------------------------------------------------------------

YEARS = ("2027", "0", "2028", "00002027", "32768", "9" * 20, "1" * 5000)
# As they stand in an address, so percent-encoded where need be.
SLUGS = ("khong-co", "CT-06", "a" * 3000, "%00", "%ff", "%ED%A0%80", quote("đơn-vị"), "..%2f", "1")
NAMES = ("nam", "year", "q", "sector", "unit", "status", "sort", "next", "carried", "a[]", "%00")
VALUES = (
    *("", "2027", "٢٠٢٧", "２０２７", "-1", "9" * 30, "NaN", "1e9", "2027.0", "a" * 10_000),
    *("MET", "PLAN", "../..", "'; --", "<b>", "//[", "http://[", "//evil.example", "/\n/"),
)
RAW_VALUES = ("%00", "%ff%fe", "%ED%A0%80", "%C3", "%", "%u0110", "+", "%0d%0aX:1")
HEADERS = (
    {"HX-Request": "true"},
    {"HX-Request": "junk", "HX-Current-URL": "http://[", "HX-Target": "\u00ff", "HX-Trigger": "a"},
    {"HX-Request": "true", "HX-Boosted": "true", "HX-History-Restore-Request": "x"},
    {"Accept-Language": "xx-" + "y" * 600 + ";q=9"},
    {"Accept": "application/json;q=NaN", "Accept-Encoding": "\u00fe"},
    {"Referer": "http://[", "Origin": "null"},
    {"If-Modified-Since": "31/02/2027", "If-None-Match": "W/x", "Range": "bytes=9-1"},
    {"X-Forwarded-For": "x, y", "X-Forwarded-Proto": "gopher"},
)
COOKIES = (
    'sessionid="abcdefghij\\000kl"',
    "sessionid=" + "a" * 5000,
    "sessionid=\u00c4\u0091; csrftoken=%00; messages=W10:x",
    'messages="\\000"; csrftoken="a b"',
    "=;;=; sessionid",
)


@st.composite
def addresses(draw, world):
    pattern = draw(st.sampled_from(sorted({p.name for p in our_patterns()})))
    kwargs, real = _arguments(world, pattern)
    path = reverse(pattern, kwargs=kwargs)
    for value, choices in real.items():
        path = path.replace(value, draw(st.sampled_from(choices)))
    value = st.sampled_from(VALUES).map(quote) | st.text(max_size=20).map(
        lambda text: quote(text.encode("utf-8", "replace"))
    )
    pairs = st.tuples(st.sampled_from(NAMES), value | st.sampled_from(RAW_VALUES))
    query = "&".join(f"{name}={value}" for name, value in draw(st.lists(pairs, max_size=4)))
    return f"{path}?{query}"


def _arguments(world, name):
    """Placeholders for the arguments of a pattern, and what may stand in their place."""
    unit, target = world.own.unit, world.target
    known = {
        "year": (777777, "777777", YEARS),
        "unit": ("p-unit", "p-unit", (unit.code, world.foreign.unit.code, *SLUGS)),
        "code": ("p-code", "p-code", (unit.code, target.slug, *SLUGS)),
        "slug": ("p-slug", "p-slug", (target.sector.slug, *SLUGS)),
        "uidb36": ("puid", "puid", ("1", "zzzzzzzzzzzzz", "0", "z" * 14)),
        "pk": (888888, "888888", (str(world.file(world.own).pk), *YEARS)),
        "number": (999999, "999999", ("1", *YEARS)),
        "series": ("p-series", "p-series", ("dan-so", *SLUGS)),
        "vintage": ("p-vintage", "p-vintage", ("estimate", *SLUGS)),
        "kind": ("csv", "csv", ("csv", "xlsx", *SLUGS)),
        "sequence": (666666, "666666", ("1", *YEARS)),
        "token": ("p-token", "p-token", SLUGS),
        "task": ("p-task", "p-task", (world.own.updates.get().anchor, *SLUGS)),
        "key": ("p-key", "p-key", ("set-password", "a-b", *SLUGS)),
    }
    pattern = next(p for p in our_patterns() if p.name == name)
    wanted = pattern.pattern.regex.groupindex
    kwargs = {field: known[field][0] for field in wanted}
    return kwargs, {known[field][1]: known[field][2] for field in wanted}


@few
@given(st.data())
def test_no_address_is_a_server_error(world, data):
    role = data.draw(st.sampled_from(ROLES))
    address = data.draw(addresses(world))
    headers = data.draw(st.sampled_from(({}, *HEADERS)))
    method = data.draw(st.sampled_from(("GET", "GET", "HEAD", "OPTIONS", "PUT", "POST", "TRACE")))
    response = world.clients[role].generic(method, address, headers=headers)
    assert response.status_code < 500, (role, method, address)


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("path", ["/ke-hoach/", "/tai-khoan/dang-nhap/", "/khong-co/"])
def test_no_cookie_is_a_server_error(path, cookie):
    assert Client().get(path, headers={"Cookie": cookie}).status_code in {200, 302, 404}


@pytest.mark.parametrize("headers", HEADERS)
def test_no_header_is_a_server_error(world, headers):
    for role in ("anonymous", "coordinator"):
        for path in ("/bang-dieu-hanh/", "/ke-hoach/", "/khong-co/", "/tai-khoan/dang-nhap/"):
            assert world.clients[role].get(path, headers=headers).status_code < 500
            assert world.clients[role].post(path, {"a": "b"}, headers=headers).status_code < 500
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/tai-khoan/dang-nhap/", {}, headers=headers).status_code in {401, 403}


@pytest.mark.parametrize("away", ["http://[", "//[", "/\x00", "/\n", "javascript:1", "/" * 3000])
def test_no_way_onward_is_a_server_error(world, away):
    for role in ("anonymous", "reporter"):
        answer = world.clients[role].get("/tai-khoan/dang-nhap/", {"next": away})
        assert answer.status_code in {200, 302, 400}
    person = make.UserFactory()
    given = {"login": person.email, "password": make.PASSWORD, "next": away}
    assert Client().post("/tai-khoan/dang-nhap/", given).status_code == 302


ADMIN_ADDRESSES = (
    "accounts/user/?q=%00",
    "accounts/user/?p=99999999999999999999999&o=9999999999999999999999.-1",
    "accounts/user/?_popup=%00&_to_field=%00",
    "accounts/user/?password__startswith=a",
    "accounts/user/99999999999999999999999/change/",
    "accounts/user/_00/change/",
    "accounts/user/99999999999999999999999/history/",
    "assignments/membership/?unit__id__exact=99999999999999999999999",
    "assignments/membership/?unit__id__exact=abc&role__exact=%00",
    "assignments/membership/?role__exact=KHONG",
    "reports/round/99999999999999999999999/delete/",
    "autocomplete/?term=%00&app_label=assignments&model_name=membership&field_name=unit",
    "autocomplete/?term=a&app_label=x&model_name=y&field_name=z&page=9999999999999999999",
    "r/99999999999999999999999/1/",
    "r/1/99999999999999999999999/",
)


@pytest.mark.parametrize("path", ADMIN_ADDRESSES)
def test_no_address_of_the_admin_is_a_server_error(world, path):
    assert world.clients["administrator"].get(f"/quan-tri/{path}").status_code < 500


# -- forms -----------------------------------------------------------------------------------------

TYPED = st.sampled_from(
    (
        *("", " ", "0", "-0", "92.125", "92,5", "1e400", "NaN", "Infinity", "9" * 25, "٣,٥", "−5"),
        *("31/02/2027", "10/11/2027", "01/01/0001", "31/12/9999", "2027-11-10", "99/99/99999"),
        *("a\x00b", "\x00", "e\u0302\u0301", "<script>", "{{ x }}", "a" * 25_000, "\ud7ff\uffff"),
        *("submit", "hand_over", "give_back", "accept", "send_back", "return_item", "accept_item"),
        *(
            "accept_unflagged",
            "extend",
            "reopen",
            "next",
            "later",
            "mine",
            "theirs",
            "true",
            "LEAD",
        ),
        *("2028", "2027", "99999", str(10**30), str(uuid4()), "ct-01", "danh-gia-chung"),
    )
) | st.text(max_size=12)
REPORT_PAGES = ("report_targets", "report_tasks", "report_assessment", "report_check")


def pages_with_forms(world):
    """(role, address) of every form of ours."""
    own = {"year": 2027, "unit": world.own.unit.code}
    yield from (("reporter", reverse(name, kwargs=own)) for name in REPORT_PAGES)
    yield "head", reverse("report_check", kwargs=own)
    for unit in (world.own.unit, world.foreign.unit):
        yield "coordinator", reverse("review_report", kwargs={**own, "unit": unit.code})
    yield "coordinator", reverse("target_provider", kwargs={"code": world.target.slug})
    yield "coordinator", reverse("round_list")
    accounts = ("login", "reset_password")
    yield from (("anonymous", reverse(f"account_{name}")) for name in accounts)
    accounts = ("change_password", "reauthenticate")
    yield from (("vice_chair", reverse(f"account_{name}")) for name in accounts)


def names_on(client, address):
    html = client.get(address).content.decode()
    return sorted(set(re.findall(r' name="([^"]+)"', html)) | {"action", "khong-co", "", "\x00"})


@pytest.mark.parametrize("index", range(13))
def test_no_form_is_a_server_error(world, index):
    role, address = list(pages_with_forms(world))[index]
    client = world.clients[role]
    names = names_on(client, address)

    @settings(few, max_examples=12)
    @given(
        st.dictionaries(st.sampled_from(names), TYPED | st.lists(TYPED, max_size=3), max_size=14),
        st.booleans(),
        st.sampled_from((None, "version", "stamp")),
    )
    def post(data, htmx, kept):
        data = {"idempotency_key": str(uuid4())} | data
        if kept == "version":
            data["version"] = str(world.own.__class__.objects.get(pk=world.own.pk).version)
        headers = {"HX-Request": "true"} if htmx else {}
        assert client.post(address, data, headers=headers).status_code < 500, data

    post()


def test_every_form_is_among_those_tried(world):
    assert len(list(pages_with_forms(world))) == 13


def test_a_link_of_the_admin_that_cannot_be_one_is_refused(world):
    """In a lookup of one, of many, and of a row below another; what can be meant is kept."""
    client, junk = world.clients["administrator"], (" ", "x", "9" * 30, "٣", "-1", "1.5")
    for value in junk:
        for app, model, field in (
            ("assignments", "membership", "unit"),
            ("assignments", "membership", "user"),
            ("targets", "citeddocument", "clauses"),
        ):
            path = reverse(f"admin:{app}_{model}_add")
            assert client.post(path, {field: value}).status_code == 200, (field, value)
        path = reverse("admin:targets_target_change", args=[world.target.pk])
        rows = {"readings-TOTAL_FORMS": "1", "readings-INITIAL_FORMS": "0"}
        assert client.post(path, rows | {"readings-0-clause": value}).status_code == 200
    unit = world.own.unit
    path = reverse("admin:assignments_membership_add")
    kept = client.post(path, {"unit": unit.pk}).content.decode()
    assert f'<option value="{unit.pk}" selected' in kept


@few
@given(st.data())
def test_no_form_of_the_admin_is_a_server_error(world, data):
    model = data.draw(st.sampled_from(list(admin.site._registry)))
    of = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    address, client = reverse(f"{of}_add"), world.clients["administrator"]
    row = model.objects.first()
    if row and data.draw(st.booleans()):
        address = reverse(f"{of}_change", args=[row.pk])
    names = names_on(client, address)
    typed = TYPED.filter(lambda text: len(text) < 1000)
    given = data.draw(st.dictionaries(st.sampled_from(names), typed, max_size=20))
    for prefix in {name.removesuffix("-TOTAL_FORMS") for name in names if "TOTAL_FORMS" in name}:
        given |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    assert client.post(address, given).status_code < 500, (address, given)


MULTIPART = "multipart/form-data"
BODIES = (
    (b"\xff\xfe\x00%ED%A0%80=%ff&a=%", "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=hex"),
    (b"a=%ff", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"a=1", "application/x-www-form-urlencoded; charset=khong-co"),
    (b"&".join([b"a=1"] * 3000), "application/x-www-form-urlencoded"),
    (b"a=" + b"x" * 2_700_000, "application/x-www-form-urlencoded"),
    (b"", MULTIPART),
    (b"--X\r\nkhong", f"{MULTIPART}; boundary=X"),
    (
        b'--X\r\nContent-Disposition: form-data; name="danh-gia-chung-overview"\r\n\r\n'
        b"\\ud800+2AA-\xff\r\n--X--\r\n",
        f"{MULTIPART}; boundary=X",
    ),
    (
        b'--X\r\nContent-Disposition: form-data; name="\xff\x00"\r\n\r\n\xff',
        f"{MULTIPART}; boundary=X",
    ),
    (
        b'--X\r\nContent-Disposition: form-data; name="source"; filename="a\x00/../b"\r\n\r\nq\r\n'
        b"--X--\r\n",
        f"{MULTIPART}; boundary=X",
    ),
    (b'{"action": "submit"}', "application/json"),
    (b"<a/>", "text/xml; charset=idna"),
    (b"x", "\u00ff/\u00ff"),
)


@pytest.mark.parametrize(("body", "kind"), BODIES, ids=range(len(BODIES)))
def test_no_body_is_a_server_error(world, body, kind):
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    for role, address in pages_with_forms(world):
        for client in (world.clients[role], world.clients["anonymous"]):
            response = client.generic("POST", address, body, content_type=kind, headers=same_origin)
            assert response.status_code < 500, (role, address)


@pytest.mark.parametrize("charset", ["hex", "idna", "utf-7", '"x;y"', "khong", ""])
def test_everything_is_read_as_utf_8(monkeypatch, charset):
    """Django looks into the address by the named character set before its middleware stands."""
    seen = []
    monkeypatch.setattr(wsgi, "_django", lambda environ, _start: seen.append(environ))
    for name in ("charset", "Charset", "charset*"):
        kind = f"application/x-www-form-urlencoded; {name} = {charset}; x=1"
        wsgi.application({"CONTENT_TYPE": kind}, None)
    wsgi.application({}, None)
    *named, nothing = seen
    assert {one["CONTENT_TYPE"] for one in named} == {"application/x-www-form-urlencoded; x=1"}
    assert nothing == {}


def test_a_nul_in_an_address_is_a_bad_request(world):
    for path in ("/ke-hoach/?q=%00", "/ke-hoach/%00", "/quan-tri/accounts/user/?q=a%00"):
        assert world.clients["administrator"].get(path).status_code == 400


# -- nothing typed is lost -------------------------------------------------------------------------


def assessment_post(world, words, key):
    item = world.own.assessment
    item.refresh_from_db()
    address = reverse("report_assessment", kwargs={"year": 2027, "unit": world.own.unit.code})
    data = {
        "danh-gia-chung-overview": words,
        "danh-gia-chung-version": str(item.version),
        "idempotency_key": key,
        "action": "later",
    }
    return world.clients["reporter"].post(address, data)


def test_other_words_under_an_old_key_are_not_lost(world):
    """A page that "Back" brings again from the browser's memory still holds its old key."""
    key = str(uuid4())
    assert assessment_post(world, "Lần một.", key).status_code == 302
    assert assessment_post(world, "Lần hai.", key).status_code == 302
    world.own.assessment.refresh_from_db()
    assert world.own.assessment.overview == "Lần hai."


def test_a_key_belongs_to_its_address(world):
    """The same key on another page neither repeats the first answer nor replaces it."""
    key, client = str(uuid4()), world.clients["reporter"]
    first = assessment_post(world, "Một.", key)
    data = {"idempotency_key": key, "action": "later"}
    tasks = reverse("report_tasks", kwargs={"year": 2027, "unit": world.own.unit.code})
    task = world.own.updates.get().anchor
    data |= {f"{task}-result": "Đã làm.", f"{task}-version": "1"}
    assert client.post(tasks, data).status_code == first.status_code == 302
    assert world.own.updates.get().result == "Đã làm."


def test_a_page_with_a_nul_that_came_back_is_kept_for_a_repeat(world):
    """What could not be read comes back as typed, and the answer is stored under the form's key."""
    address = reverse("report_targets", kwargs={"year": 2027, "unit": world.own.unit.code})
    code = world.target.slug
    data = {
        f"{code}-ytd_numerator": "không\x00phải số",
        f"{code}-version": "1",
        "idempotency_key": str(uuid4()),
        "action": "next",
    }
    first = world.clients["reporter"].post(address, data)
    again = world.clients["reporter"].post(address, data)
    assert first.status_code == again.status_code == 422
    assert "phải số" in again.content.decode()
