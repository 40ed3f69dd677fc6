"""People and their units: named persons with dates, arranged by the administrator and by heads."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from post_office.models import Email

from assignments.models import Membership
from assignments.permissions import powers_of
from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.models import TransitionRefused
from reports.people import steps
from reports.people.forms import InviteForm, check_person_name
from tests import factories as make
from tests.evidence_files import upload

pytestmark = pytest.mark.django_db
URL = "/nguoi-dung/"
ROLE = Membership.Role
PASSWORD = "Mot-mat-khau-rieng-2027"


@pytest.fixture
def unit():
    return make.UnitFactory()


@pytest.fixture
def admin(client):
    user = make.UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def head(client, unit):
    user = make.head(unit)
    client.force_login(user)
    return user


def invitation(unit, **changes):
    return {
        "full_name": "Nguyễn Thị Lan Anh",
        "email": "Lan.Anh@q3.example",
        "unit": unit.code,
        "role": ROLE.REPORTER,
        "since": "01/11/2027",
        "until": "",
        **changes,
    }


def test_a_head_invites_a_person_who_chooses_a_password_and_signs_in(client, head, unit):
    answer = client.post(f"{URL}moi/", invitation(unit))
    user = User.objects.get(email="lan.anh@q3.example")
    assert answer.url == f"{URL}{user.pk}/"
    assert not user.has_usable_password()
    [mail] = Email.objects.all()
    assert mail.to == ["lan.anh@q3.example"]
    link = re.search(r"http://\S+/dat-lai-mat-khau/\S+/", mail.message)[0]
    path = link.partition("/tai-khoan")
    client.logout()
    page = client.get("/tai-khoan" + path[2], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert client.login(email="lan.anh@q3.example", password=PASSWORD)
    powers = powers_of(user, on=clock.today())
    assert powers.reporter_of == {unit.pk}


def test_a_link_works_once(client, head, unit):
    client.post(f"{URL}moi/", invitation(unit))
    path = re.search(r"/tai-khoan/dat-lai-mat-khau/\S+/", Email.objects.get().message)[0]
    client.logout()
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    client.logout()
    client.session.flush()
    assert client.get(path).context["token_fail"]


@pytest.mark.parametrize("name", ["Phòng Y tế", "Văn phòng UBND", "Phường 3", "Lan", "Tổ Y tế"])
def test_an_account_for_a_whole_office_is_refused(client, head, unit, name):
    answer = client.post(f"{URL}moi/", invitation(unit, full_name=name))
    assert answer.status_code == 422
    assert "một người" in answer.content.decode()
    assert not User.objects.filter(email="lan.anh@q3.example").exists()


def test_what_was_typed_stays_when_something_is_wrong(client, head, unit):
    answer = client.post(f"{URL}moi/", invitation(unit, since="32/13/2027", role=""))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Nguyễn Thị Lan Anh" in text
    assert "32/13/2027" in text
    assert not Email.objects.exists()


@pytest.mark.parametrize("since", ["01/01/0001", "31/12/9999", "01/01/1999"])
def test_a_day_far_off_is_told(client, head, unit, since):
    answer = client.post(f"{URL}moi/", invitation(unit, since=since))
    assert answer.status_code == 422
    assert "Kiểm tra lại năm" in answer.content.decode()


def test_a_head_invites_into_no_other_unit(client, head):
    other = make.UnitFactory()
    assert client.post(f"{URL}moi/", invitation(other)).status_code == 422
    assert not Membership.objects.filter(unit=other).exists()


def test_a_known_person_is_added_without_a_new_account(client, head, unit):
    known = make.UserFactory(email="lan.anh@q3.example")
    client.post(f"{URL}moi/", invitation(unit))
    assert Membership.objects.get(user=known).unit == unit
    assert not Email.objects.exists()


def test_the_same_role_twice_is_told(client, head, unit):
    make.member(unit, email="lan.anh@q3.example")
    answer = client.post(f"{URL}moi/", invitation(unit))
    assert answer.status_code == 409
    assert "đang giữ vai trò này" in answer.content.decode()


def test_an_invitation_posted_twice_is_sent_once(client, head, unit):
    page = client.get(f"{URL}moi/").content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)[1]
    for _ in range(2):
        client.post(f"{URL}moi/", {**invitation(unit), "idempotency_key": key})
    assert Email.objects.count() == 1


def test_who_never_signed_in_gets_a_new_link_and_others_do_not(client, admin, unit):
    client.post(f"{URL}moi/", invitation(unit))
    user = User.objects.get(email="lan.anh@q3.example")
    assert client.post(f"{URL}{user.pk}/", {"action": "invite"}).status_code == 302
    assert Email.objects.count() == 2
    assert user.invitations.count() == 2
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    assert client.post(f"{URL}{user.pk}/", {"action": "invite"}).status_code == 409
    assert Email.objects.count() == 2


def test_a_locked_account_loses_its_open_session_at_once(client, admin, unit):
    person, other = make.member(unit), type(client)()
    other.force_login(person)
    assert other.get("/viec-cua-toi/").status_code == 200
    client.post(f"{URL}{person.pk}/", {"action": "disable"})
    assert other.get("/viec-cua-toi/").status_code == 302
    client.post(f"{URL}{person.pk}/", {"action": "enable"})
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_locks_the_own_account_and_a_head_locks_none(client, admin, unit):
    assert client.post(f"{URL}{admin.pk}/", {"action": "disable"}).status_code == 409
    person = make.member(unit)
    client.force_login(make.head(unit))
    assert client.post(f"{URL}{person.pk}/", {"action": "disable"}).status_code == 403
    assert User.objects.get(pk=person.pk).is_active


def change(client, person, action, **values):
    row = person.memberships.get()
    data = {f"{action}-{row.pk}-{name}": value for name, value in values.items()}
    path = f"{URL}{person.pk}/"
    return client.post(path, {"action": action, "membership": row.pk, **data})


def test_a_role_is_handed_over_on_a_day(client, head, unit):
    leaving, coming = make.member(unit), make.head(unit)
    answer = change(client, leaving, "hand_over", user=coming.email, on="15/11/2027")
    assert answer.status_code == 302
    assert leaving.memberships.get().valid_to == date(2027, 11, 14)
    row = coming.memberships.get(role=ROLE.REPORTER)
    assert (row.valid_from, row.valid_to) == (date(2027, 11, 15), None)
    for day in (date(2027, 11, 14), date(2027, 11, 15)):
        held = Membership.objects.active(day).filter(unit=unit, role=ROLE.REPORTER)
        assert held.count() == 1


def test_a_substitute_works_for_the_days_of_leave_only(client, head, unit):
    on_leave, other = make.member(unit), make.head(unit)
    change(client, on_leave, "substitute", user=other.email, since="08/11/2027", until="12/11/2027")
    row = other.memberships.get(role=ROLE.REPORTER)
    assert row.substitutes_for == on_leave
    days = (date(2027, 11, 7), date(2027, 11, 8), date(2027, 11, 12), date(2027, 11, 13))
    can = [unit.pk in powers_of(other, on=day).reporter_of for day in days]
    assert can == [False, True, True, False]
    assert unit.pk in powers_of(on_leave, on=date(2027, 11, 10)).reporter_of


def test_a_role_ends_on_its_last_day(client, head, unit):
    person = make.member(unit)
    change(client, person, "end", on="30/11/2027")
    assert unit.pk in powers_of(person, on=date(2027, 11, 30)).units
    assert unit.pk not in powers_of(person, on=date(2027, 12, 1)).units
    row = Membership.objects.get(user=person)
    with pytest.raises(TransitionRefused):
        steps.end_membership(row, on=date(2027, 12, 5))


def test_only_colleagues_take_over(client, head, unit):
    person, stranger = make.member(unit), make.UserFactory()
    answer = change(client, person, "hand_over", user=stranger.email, on="15/11/2027")
    assert answer.status_code == 422
    assert person.memberships.get().valid_to is None


def test_a_head_sees_the_own_people_only(client, head, unit):
    own, foreign = make.member(unit), make.member(make.UnitFactory())
    shown = {person.user for person in client.get(URL).context["people"]}
    assert shown == {head, own}
    assert client.get(f"{URL}{own.pk}/").status_code == 200
    assert client.get(f"{URL}{foreign.pk}/").status_code == 404
    assert change(client, foreign, "end", on="30/11/2027").status_code == 404


def test_a_head_changes_no_role_that_somebody_has_elsewhere(client, head, unit):
    person = make.member(unit)
    other = make.MembershipFactory(user=person)
    data = {"action": "end", "membership": other.pk, f"end-{other.pk}-on": "30/11/2027"}
    assert client.post(f"{URL}{person.pk}/", data).status_code == 404
    other.refresh_from_db()
    assert other.valid_to is None


def test_a_reporter_arranges_nobody(client, unit):
    client.force_login(make.member(unit))
    for path in (URL, f"{URL}moi/", f"{URL}nhap/"):
        assert client.get(path).status_code == 403


def test_the_list_tells_who_never_signed_in_and_which_units_have_nobody(client, admin, unit):
    person, alone = make.member(unit), make.UnitFactory()
    page = client.get(URL, {"trang-thai": "chua-dang-nhap"})
    assert person in {row.user for row in page.context["people"]}
    assert alone in page.context["empty_units"]
    assert unit not in page.context["empty_units"]
    User.objects.filter(pk=person.pk).update(last_login=clock.now())
    page = client.get(URL, {"trang-thai": "chua-dang-nhap"})
    assert person not in {row.user for row in page.context["people"]}


def test_the_list_is_searched_without_diacritics(client, admin, unit):
    wanted = make.member(unit, full_name="Đỗ Thị Như Mai")
    make.member(unit)
    people = client.get(URL, {"q": "do nhu mai"}).context["people"]
    assert [row.user for row in people] == [wanted]


def test_number_of_queries_does_not_grow(client, admin, unit, django_assert_max_num_queries):
    for _ in range(12):
        make.member(make.UnitFactory())
    with django_assert_max_num_queries(12):
        client.get(URL)


def filled(*rows):
    book = openpyxl.Workbook()
    sheet = book.active
    headings = ["Họ và tên", "Thư điện tử", "Mã đơn vị", "Vai trò", "Từ ngày", "Đến hết ngày"]
    for row in (headings, *rows):
        sheet.append(row)
    held = BytesIO()
    book.save(held)
    return upload("nguoi-dung.xlsx", held.getvalue())


def test_people_come_from_a_file_after_a_preview(client, admin, unit):
    known = make.UserFactory(email="b@q3.example", full_name="Trần Văn Bình")
    file = filled(
        ["Nguyễn Thị Lan", "a@q3.example", unit.code, "Chuyên viên", "01/11/2027", None],
        ["Trần Văn Bình", "B@q3.example", unit.code, "lanh dao don vi", date(2027, 11, 1), None],
    )
    shown = client.post(f"{URL}nhap/", {"file": file})
    assert shown.status_code == 200
    assert not Membership.objects.filter(unit=unit).exists()
    assert [row.is_known for row, _days in shown.context["rows"]] == [False, True]
    done = client.post(f"{URL}nhap/", {"action": "confirm", "sealed": shown.context["sealed"]})
    assert done.status_code == 302
    assert Membership.objects.get(user=known).role == ROLE.HEAD
    assert Email.objects.get().to == ["a@q3.example"]


def test_every_fault_of_a_file_is_named_by_its_cell_and_nothing_is_written(client, admin, unit):
    file = filled(
        ["Phòng Y tế", "a@q3.example", unit.code, "Chuyên viên", "01/11/2027", None],
        ["Nguyễn Thị Lan", "khong-phai-thu", "don-vi-la", "Giám đốc", "mai", "01/13/2027"],
    )
    answer = client.post(f"{URL}nhap/", {"file": file})
    assert answer.status_code == 422
    places = {fault.place for fault in answer.context["faults"]}
    assert places == {"A2", "B3", "C3", "D3", "E3", "F3"}
    assert not Membership.objects.filter(unit=unit).exists()


def test_a_file_that_no_longer_fits_brings_nobody(client, admin, unit):
    file = filled(
        ["Nguyễn Thị Lan", "a@q3.example", unit.code, "Chuyên viên", "01/11/2027", None],
        ["Trần Văn Bình", "b@q3.example", unit.code, "Chuyên viên", "01/11/2027", None],
    )
    sealed = client.post(f"{URL}nhap/", {"file": file}).context["sealed"]
    make.member(unit, email="b@q3.example")
    answer = client.post(f"{URL}nhap/", {"action": "confirm", "sealed": sealed})
    assert answer.status_code == 409
    assert not User.objects.filter(email="a@q3.example").exists()
    assert not Email.objects.exists()


def test_a_head_confirms_no_file_of_the_administrator(client, admin, unit):
    other = make.UnitFactory()
    file = filled(["Nguyễn Thị Lan", "a@q3.example", other.code, "Chuyên viên", "01/11/2027", None])
    sealed = client.post(f"{URL}nhap/", {"file": file}).context["sealed"]
    client.force_login(make.head(unit))
    answer = client.post(f"{URL}nhap/", {"action": "confirm", "sealed": sealed})
    assert answer.status_code == 409


def test_the_form_to_fill_in_lists_the_codes(client, head, unit):
    book = openpyxl.load_workbook(BytesIO(client.get(f"{URL}nhap/mau.xlsx").content))
    assert [row[0].value for row in book["Mã đơn vị"].iter_rows(min_row=2)] == [unit.code]


def test_the_name_of_a_person_is_kept():
    for name in ("Phan Thị Tố Nga", "Tô Thị Hoa", "Phương Thanh Mai"):
        assert check_person_name(name) == name
    with pytest.raises(ValidationError):
        check_person_name("UBND Phường 3")


def test_what_is_missing_in_an_invitation_is_asked_for_in_plain_words():
    said = InviteForm({"unit": "khong-co", "role": "STAFF"}, units=[], today=None).errors
    words = [said[name][0] for name in ("full_name", "unit", "role")]
    assert words == ["Nhập họ và tên.", "Chọn một đơn vị trong danh sách.", "Chọn một vai trò."]
