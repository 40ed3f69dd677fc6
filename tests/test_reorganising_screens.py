"""The wizard: who may, what it keeps, how it answers."""

from datetime import date

import pytest
from django.urls import reverse

from assignments.models import Heir, Reorganisation, Unit
from tests import factories as make
from tests.built_once import built_once
from tests.factories import at
from tests.reorganising_scene import NOW, Scene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
kept, scene = built_once(Scene)
HEAD = {
    "title": "Sắp xếp các phòng",
    "document": "645/QĐ-UBND",
    "document_on": "18/10/2027",
    "issued_by": "UBND Thành phố",
    "effective_on": "06/11/2027",
    "note": "",
}


@pytest.fixture
def client(scene, settings):
    settings.FROZEN_CLOCK = NOW
    return client_of(scene.administrator)


def url(name, draft=None):
    return reverse(f"reorganisation_{name}", args=[draft.pk] if draft else [])


def rows(prefix, *given, version, **more):
    typed = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        typed |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return {**typed, "version": version, "action": "save", **more}


def test_neither_units_nor_leaders_nor_strangers_prepare(scene, settings):
    settings.FROZEN_CLOCK = NOW
    draft = scene.merging()
    chair = make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user
    for person in (scene.head, chair, make.member(scene.recipient), make.UserFactory()):
        for name in ("document", "heirs", "lines", "choices", "preview", "detail"):
            assert client_of(person).get(url(name, draft)).status_code == 403
            assert client_of(person).post(url(name, draft)).status_code == 403
        assert client_of(person).get(url("list")).status_code == 403


def test_the_coordinating_unit_of_a_plan_under_another_keeps_its_hands_off(scene, settings):
    settings.FROZEN_CLOCK = NOW
    small = make.PlanFactory(carries_out=scene.plan)
    make.OfficeFactory(plan=small, unit=scene.ward1)
    assert client_of(make.head(scene.ward1)).get(url("list")).status_code == 403
    assert client_of(scene.officer).get(url("list")).status_code == 200


def test_the_administrator_prepares_and_carries_out_step_by_step(client, scene):
    answer = client.post(url("new"), HEAD)
    draft = Reorganisation.objects.get()
    assert answer.url == url("heirs", draft)
    new = {"name": "Phòng Kinh tế, Hạ tầng và Đô thị", "kind": "DEPARTMENT", "order": "2"}
    answer = client.post(url("heirs", draft), rows("nhan", new, {}, version=1))
    assert answer.url == url("lines", draft), text_of(answer)
    heir = draft.heirs.get()
    assert heir.code == "phong-kinh-te-ha-tang-va-do-thi"
    given = [{"predecessor": unit.code, "heir": heir.pk} for unit in (scene.economy, scene.urban)]
    answer = client.post(url("lines", draft), rows("dong", *given, version=2))
    assert answer.url == url("choices", draft), text_of(answer)
    report = scene.report(scene.urban)
    answer = client.post(url("choices", draft), {f"report-{report.pk}": "khong", "version": 3})
    assert answer.url == url("preview", draft), text_of(answer)
    page = text_of(client.get(url("preview", draft)))
    assert "không chờ nữa, miễn báo cáo" in page and "gộp thành một phân công" in page
    answer = client.post(url("preview", draft), {"version": 4}, follow=True)
    assert "Đã thực hiện" in text_of(answer)
    assert Unit.objects.get(code=heir.code).valid_from == date(2027, 11, 6)
    assert scene.report(scene.urban).is_excused
    answer = client.post(url("detail", draft), {"action": "undo", "version": 5}, follow=True)
    assert "Đã hoàn lại" in text_of(answer)
    assert not Unit.objects.filter(code=heir.code).exists()
    client.post(url("detail", draft), {"action": "again"})
    again = Reorganisation.objects.exclude(pk=draft.pk).get()
    assert again.heirs.get().name == heir.name and again.inheritances.count() == 2
    assert again.report_choices.get().heir is None
    client.post(url("detail", again), {"action": "delete", "version": again.version})
    assert Reorganisation.objects.count() == 1


def test_a_split_shows_what_is_to_be_chosen(client, scene):
    draft = scene.splitting()
    page = text_of(client.get(url("choices", draft)))
    assert "Người của đơn vị chia tách" in page and scene.ward_head.full_name in page
    member = scene.ward4.memberships.get(user=scene.ward_clerk)
    other = draft.heirs.get(code="phuong-xuan-hoa")
    typed = {
        f"member-{member.pk}": other.pk,
        f"assignment-{scene.of_wards[2].pk}": other.pk,
        f"report-{scene.report(scene.ward4).pk}": "khong",
        "breaks": scene.target.pk,
        "version": draft.version,
    }
    assert client.post(url("choices", draft), typed).status_code == 302
    assert draft.membership_choices.get().heir == other
    assert draft.assignment_choices.get().heir == other
    assert draft.report_choices.get().heir is None
    assert draft.break_targets.get() == scene.target


def test_one_row_more_keeps_what_was_typed(client, scene):
    draft = scene.draft()
    typed = rows("nhan", {"name": "Phòng Mới"}, version=1) | {"action": "add"}
    answer = client.post(url("heirs", draft), typed)
    assert answer.status_code == 200
    assert "nhan-1-name" in text_of(answer) and "Phòng Mới" in text_of(answer)
    assert not draft.heirs.exists()


def test_what_cannot_be_read_is_said_and_kept(client, scene):
    answer = client.post(url("new"), HEAD | {"effective_on": "31/02/2027", "title": ""})
    assert answer.status_code == 422
    assert "Nhập ngày theo dạng" in text_of(answer) and "645/QĐ-UBND" in text_of(answer)
    answer = client.post(url("new"), HEAD | {"effective_on": "01/10/2027"})
    assert answer.status_code == 422
    draft = scene.draft()
    for row, words in (
        ({"name": "Phòng Mới"}, "Chọn loại"),
        ({"name": "Phường 2", "kind": "WARD", "code": "phuong-2"}, "Mã này đã được dùng"),
        ({"name": "Phòng Mới", "kind": "DEPARTMENT", "code": "có dấu"}, "chữ không dấu"),
        ({"unit": "khong-co"}, "Chọn một đơn vị"),
        ({"name": "A", "kind": "WARD", "order": "9" * 30}, "Thứ tự"),
    ):
        answer = client.post(url("heirs", draft), rows("nhan", row, version=1))
        assert answer.status_code == 422 and words in text_of(answer), words
    one = Heir.objects.create(reorganisation=draft, code="moi", name="Phòng Mới", kind="DEPARTMENT")
    both = {"predecessor": scene.economy.code}
    for given, words in (
        ([both], "Chọn đơn vị kế thừa"),
        ([both | {"heir": one.pk}, both | {"heir": one.pk}], "lặp lại"),
        ([both | {"heir": one.pk}, both | {"heir": "giai-the"}], "không vừa giải thể"),
        ([{"predecessor": "khong-co", "heir": one.pk}], "Chọn một đơn vị"),
    ):
        answer = client.post(url("lines", draft), rows("dong", *given, version=1))
        assert answer.status_code == 422 and words in text_of(answer), words
    assert client.post(url("lines", draft), {"version": 1}).status_code == 422


def test_a_draft_that_somebody_changed_meanwhile_is_kept_on_the_page(client, scene):
    draft = scene.draft()
    draft.touch()
    answer = client.post(url("document", draft), HEAD | {"title": "Tên khác", "version": 1})
    assert answer.status_code == 409
    assert "Tên khác" in text_of(answer) and 'name="version" value="2"' in text_of(answer)
    draft.refresh_from_db()
    assert draft.title != "Tên khác"


def test_the_button_is_pressed_once_and_on_what_was_seen(client, scene):
    draft = scene.merging()
    assert client.post(url("preview", draft), {"version": 7}).status_code == 409
    assert client.post(url("preview", draft), {"version": 1}).status_code == 302
    answer = client.post(url("preview", draft), {"version": 1})
    assert answer.status_code == 409 and "Đã thực hiện" in text_of(answer)


def test_what_stands_against_it_is_said_and_nothing_is_done(client, scene):
    draft = scene.draft()
    scene.line(draft, scene.office)
    page = text_of(client.get(url("preview", draft)))
    assert "phải có đơn vị kế thừa" in page
    answer = client.post(url("preview", draft), {"version": 1})
    assert answer.status_code == 409
    assert Unit.objects.get(pk=scene.office.pk).valid_to is None


def test_it_is_too_late_to_undo_on_the_day(client, scene, settings):
    draft = scene.merging()
    client.post(url("preview", draft), {"version": 1})
    settings.FROZEN_CLOCK = at(2027, 11, 6, 0, 5)
    assert "không hoàn lại được" in text_of(client.get(url("detail", draft)))
    answer = client.post(url("detail", draft), {"action": "undo", "version": 2})
    assert answer.status_code == 409


def test_the_list_takes_few_queries(client, scene, django_assert_max_num_queries):
    for _ in range(3):
        scene.merging()
    client.get(url("list"))
    with django_assert_max_num_queries(12):
        answer = client.get(f"{url('list')}")
    assert "Phòng Kinh tế" in text_of(answer)
