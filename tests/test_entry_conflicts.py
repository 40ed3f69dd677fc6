"""Two people on one draft: nothing typed is overwritten, every difference is a choice."""

import pytest
from django.test import Client

from tests import factories as make
from tests.entry_cases import Writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make.report_with_items(targets=0, tasks=1)


@pytest.fixture
def pens(report):
    """Two people who opened the same page at the same time."""
    both = []
    for full_name in ("Trần Thị Lan", "Lê Văn Minh"):
        client = Client()
        client.force_login(make.member(report.unit, full_name=full_name))
        both.append(Writer(client, "report_tasks", report))
    return both


def field(report, name):
    return f"{report.updates.get().anchor}-{name}"


@pytest.mark.parametrize("htmx", [False, True])
def test_different_fields_are_both_saved(report, pens, htmx):
    one, other = pens
    one.type(field(report, "result"), "Kết quả của Lan").post(htmx=htmx)
    other.type(field(report, "difficulties"), "Khó khăn của Minh")
    assert other.post(htmx=htmx).status_code in {200, 302}
    update = report.updates.get()
    assert (update.result, update.difficulties) == ("Kết quả của Lan", "Khó khăn của Minh")


def test_autosave_brings_the_other_persons_text_without_overwriting_it(report, pens):
    one, other = pens
    one.type(field(report, "result"), "Kết quả của Lan").post()
    page = other.type(field(report, "difficulties"), "Khó khăn").post(htmx=True).content.decode()
    assert "Trần Thị Lan vừa sửa ô này" in page
    assert 'data-text="Kết quả của Lan"' in page
    base = f'id="id_{field(report, "result")}_base"'
    assert base not in page  # typing on in the old box must meet the conflict
    other.type(field(report, "result"), "Gõ tiếp của Minh")
    assert other.post(htmx=True).status_code == 409
    assert report.updates.get().result == "Kết quả của Lan"


def test_same_field_changed_by_both_is_a_choice_and_nothing_is_lost(report, pens):
    one, other = pens
    one.type(field(report, "result"), "Kết quả của Lan").post()
    other.type(field(report, "difficulties"), "Khó khăn của Minh")
    response = other.type(field(report, "result"), "Kết quả của Minh").post()
    page = response.content.decode()
    assert response.status_code == 409
    assert "Hai người cùng sửa" in page
    assert "Kết quả của Lan" in page and "Kết quả của Minh" in page
    assert "Trần Thị Lan" in page and "Khó khăn của Minh" in page
    assert report.updates.get().difficulties == ""


def conflict_page(report, pens):
    """The second person's browser on the page of choices."""
    one, other = pens
    one.type(field(report, "result"), "Kết quả của Lan").post()
    response = other.type(field(report, "result"), "Kết quả của Minh").post()
    return other.take(response)


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", "Kết quả của Minh"), ("theirs", "Kết quả của Lan")]
)
@pytest.mark.parametrize("htmx", [False, True])
def test_choice_decides(report, pens, choice, kept, htmx):
    other = conflict_page(report, pens)
    response = other.type(field(report, "result-choice"), choice).post(htmx=htmx)
    assert response.status_code in {200, 302}
    assert report.updates.get().result == kept


def test_without_a_choice_the_question_stays(report, pens):
    assert conflict_page(report, pens).post().status_code == 409
    assert report.updates.get().result == "Kết quả của Lan"


def test_choice_does_not_cover_a_later_third_text(report, pens):
    other = conflict_page(report, pens)
    pens[0].reload()
    pens[0].type(field(report, "result"), "Bản thứ ba").post()
    assert other.type(field(report, "result-choice"), "mine").post().status_code == 409
    assert report.updates.get().result == "Bản thứ ba"


def test_same_text_by_both_is_no_conflict(report, pens):
    for pen in pens:
        assert pen.type(field(report, "result"), "Giống nhau").post().status_code == 302


def test_autosave_answers_a_conflict_with_the_panel_alone(report, pens):
    one, other = pens
    one.type(field(report, "result"), "Của Lan").post()
    response = other.type(field(report, "result"), "Của Minh").post(htmx=True)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#conflict"
    assert "<form" not in response.content.decode()


def test_post_without_bases_never_overwrites(report, pens):
    one, other = pens
    one.type(field(report, "result"), "Của Lan").post()
    for key in [key for key in other.form if key.endswith("-base")]:
        del other.form[key]
    assert other.type(field(report, "result"), "Của Minh").post().status_code == 409


def test_post_without_a_key_is_saved_too(report, pens):
    pen = pens[0].type(field(report, "result"), "Không có khóa")
    data = {key: value for key, value in pen.form.items() if key != "idempotency_key"}
    assert pen.client.post(pen.address, data).status_code == 302
    assert report.updates.get().result == "Không có khóa"


def test_lost_answer_is_not_taken_for_another_person(report, pens):
    pen = pens[0].type(field(report, "result"), "Đang viết")
    pen.post(htmx=True)  # saved, but the answer never arrived: the page keeps its old base
    pen.type(field(report, "result"), "Đang viết tiếp")
    assert pen.post(htmx=True).status_code == 409
    pen.type(field(report, "result-sent"), "Đang viết")
    assert pen.post(htmx=True).status_code == 200
    assert report.updates.get().result == "Đang viết tiếp"
