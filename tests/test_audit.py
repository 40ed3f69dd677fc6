"""The field history: who changed what, in the words of the fields."""

from datetime import timedelta

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.core.management import call_command

from assignments.models import Membership
from reports.audit.reading import lines_of, recorded_entries
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/nhat-ky/"


@pytest.fixture
def admin(client):
    user = make.UserFactory(is_staff=True, is_superuser=True, full_name="Quản Trị")
    client.force_login(user)
    return user


def change(thing, **fields):
    """A change that is recorded."""
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def newest(user):
    powers = type("Powers", (), {"is_administrator": user.is_superuser})
    return lines_of(recorded_entries(powers)[:1])[0]


def test_a_change_names_person_thing_field_and_both_values(admin):
    unit = make.UnitFactory(short_name="Phòng Cũ")
    with set_actor(admin):
        change(unit, short_name="Phòng Mới")
    line = newest(admin)
    assert (line.actor, line.action, line.thing) == ("Quản Trị", "Sửa", unit.name)
    assert line.words == "Tên gọn: Phòng Cũ → Phòng Mới"


def test_links_choices_dates_and_truth_are_in_words(admin):
    member = make.MembershipFactory(role=Membership.Role.REPORTER, valid_to=None)
    other = make.UnitFactory(name="Phòng Khác")
    before = member.unit.name
    member.unit, member.role, member.valid_to = other, Membership.Role.HEAD, "2027-12-31"
    member.save()
    words = newest(admin).words
    assert f"{before} → Phòng Khác" in words
    assert "Chuyên viên → Lãnh đạo đơn vị" in words
    assert "– → 31/12/2027" in words


def test_a_password_and_a_login_are_no_part_of_it(admin, client):
    user = make.UserFactory()
    entries = LogEntry.objects.count()
    user.set_password("Mot-mat-khau-moi-2027")
    user.save()
    user.last_login = make.at(2027, 10, 1)
    user.save()
    assert LogEntry.objects.count() == entries


def test_a_change_in_the_browser_is_signed(client, admin):
    target = make.TargetFactory(note="")
    path = f"/quan-tri/targets/target/{target.pk}/change/"
    page = client.get(path)
    data = page.context["adminform"].form.initial
    data = {name: "" if value is None else value for name, value in data.items()}
    client.post(path, {**data, "note": "Ghi chú mới", **inline_forms(page)})
    line = newest(admin)
    assert line.actor == "Quản Trị"
    assert "Ghi chú mới" in line.words


def inline_forms(page):
    data = {}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data


def test_filters_by_person_kind_action_and_day(client, admin):
    unit, target = make.UnitFactory(), make.TargetFactory()
    with set_actor(admin):
        change(unit, short_name="A")
    change(target, note="B")
    entry = LogEntry.objects.order_by("-pk").first()
    LogEntry.objects.filter(pk=entry.pk).update(timestamp=make.at(2027, 1, 5))

    def things(**query):
        return [line.thing for line in client.get(URL, query).context["lines"]]

    assert things(nguoi=admin.pk) == [unit.name]
    assert things(loai="target") == [str(target)]
    assert things(loai="unit", viec="1") == [unit.name]
    assert things(**{"tu-ngay": "05/01/2027", "den-ngay": "05/01/2027"}) == [str(target)]
    assert str(target) not in things(**{"den-ngay": "04/01/2027"})


@pytest.mark.parametrize(
    "query", [{"nguoi": "x"}, {"loai": "session"}, {"viec": "9"}, {"tu-ngay": "hôm qua"}]
)
def test_a_filter_that_is_not_on_offer_is_told(client, admin, query):
    change(make.UnitFactory(), short_name="Phòng Mới")
    page = client.get(URL, query)
    assert page.status_code == 200
    assert page.context["errors"]
    assert page.context["lines"]


def test_the_office_reads_no_changes_of_accounts(client, admin):
    plan = make.PlanFactory()
    change(plan, title="Kế hoạch sửa")
    change(make.MembershipFactory(), role=Membership.Role.HEAD)
    change(make.UserFactory(), full_name="Tên Mới")

    def kinds():
        return {line.kind for line in client.get(URL).context["lines"]}

    assert kinds() == {"Kế hoạch", "Người dùng", "Người của đơn vị"}
    client.force_login(make.coordinator(plan))
    assert kinds() == {"Kế hoạch"}


def test_the_log_is_exported_as_filtered(client, admin):
    change(make.UnitFactory(short_name="Cũ"), short_name="=Mới")
    answer = client.get(f"{URL}xuat-du-lieu.csv", {"loai": "unit", "viec": "1"})
    text = answer.getvalue().decode("utf-8-sig")
    assert "Tên gọn: Cũ → =Mới" in text
    assert len(text.splitlines()) == 2


def test_pages_of_the_log_keep_the_filter_and_the_number_of_queries(
    client, admin, django_assert_max_num_queries
):
    unit = make.UnitFactory()
    for number in range(60):
        change(unit, short_name=f"Tên {number}")
    with django_assert_max_num_queries(14):
        page = client.get(URL, {"loai": "unit", "viec": "1"})
    assert "loai=unit&amp;viec=1&amp;trang=2" in page.content.decode()
    assert len(page.context["lines"]) == 50


def test_loading_the_signed_plan_is_nobodys_change():
    call_command("load_plan", verbosity=0)
    assert not LogEntry.objects.exists()


def test_old_entries_say_who_even_when_the_person_is_gone(admin):
    user = make.UserFactory(email="da.nghi@q3.example")
    with set_actor(user):
        change(make.UnitFactory(), short_name="Phòng Mới")
    LogEntry.objects.update(actor=None, timestamp=make.at(2027, 1, 1) - timedelta(days=1))
    assert newest(admin).actor == "da.nghi@q3.example"
