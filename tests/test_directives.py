"""Chỉ đạo on the screen: three taps to ask, a thread to answer in, lists that leave nobody out."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from reports.models import Directive, DirectiveMessage, DirectiveStatus, Notice, NoticeKind
from tests import factories as make
from tests.directive_scene import DUE, NOW, TODAY, DirectiveScene
from tests.export_files import content_of, csv_rows
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(settings):
    settings.FROZEN_CLOCK = NOW
    return DirectiveScene()


def form_url(**about):
    [(kind, thing)] = about.items()
    return f"{reverse('directive_add')}?ve={kind.replace('_', '-')}-{thing.pk}"


def page_of(directive):
    return reverse("directive_detail", args=[directive.pk])


def preset(page):
    """What a browser posts when nothing is touched."""
    html = page.content.decode()
    form = html[html.index('<form class="measure"') :].partition("</form>")[0]
    [text] = re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", form)
    ticked = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        for tag in re.findall(r"<input\b[^>]*checked[^>]*>", form)
    ]
    units = [tag["value"] for tag in ticked if tag["name"] == "units"]
    [due] = [tag["value"] for tag in ticked if tag["name"] == "due"]
    return {"text": text, "units": units, "due": due, "idempotency_key": str(uuid4())}


# -- asking ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["chi_tieu", "nhiem_vu", "don_vi"])
def test_vice_chair_asks_without_typing_a_word(kind, scene):
    about = {"chi_tieu": scene.target, "nhiem_vu": scene.task, "don_vi": scene.unit}[kind]
    client = client_of(scene.vice_chair)
    url = form_url(**{kind: about})
    answer = client.post(url, preset(client.get(url)))
    directive = Directive.objects.get()
    assert answer["Location"] == page_of(directive)
    assert (directive.sector, directive.due_on) == (scene.sector, DUE)
    assert (directive.target or directive.task or scene.unit) == about
    assert [row.unit for row in directive.units.all()] == [scene.unit]
    assert directive.text.startswith("Đề nghị")


def test_leader_asks_about_an_accepted_report(scene):
    make.fill(scene.report)
    scene.report.touch(by=scene.reporter, at=NOW)
    scene.report.submit(by=scene.head, at=NOW)
    client = client_of(scene.chair)
    assert client.get(form_url(bao_cao=scene.report)).status_code == 404
    scene.report.accept(by=scene.coordinator, at=NOW)
    url = form_url(bao_cao=scene.report)
    client.post(url, preset(client.get(url)))
    directive = Directive.objects.get()
    assert (directive.report, directive.sector, directive.position) == (
        scene.report,
        None,
        "Chủ tịch",
    )


def test_chair_asks_in_no_sector_and_a_vice_chair_only_in_their_own(scene):
    url = form_url(chi_tieu=scene.target)
    client = client_of(scene.chair)
    client.post(url, preset(client.get(url)))
    assert Directive.objects.get().sector is None
    assert client_of(scene.other_vice_chair).get(url).status_code == 403
    for person in (scene.coordinator, scene.head):
        assert client_of(person).post(url, {}).status_code == 403
    assert Directive.objects.count() == 1


def test_day_is_chosen_freely_and_weekends_are_no_suggestion(scene):
    client, url = client_of(scene.vice_chair), form_url(chi_tieu=scene.target)
    page = client.get(url)
    # 06/11/2027 is a Saturday.
    assert "thứ Hai 08/11/2027" in text_of(page)
    words = preset(page)
    assert client.post(url, words | {"due": "khac", "day": ""}).status_code == 422
    client.post(url, words | {"due": "khac", "day": "12/11/2027"})
    assert str(Directive.objects.get().due_on) == "2027-11-12"


def test_wrong_form_comes_back_with_everything_typed(scene):
    client, url = client_of(scene.vice_chair), form_url(chi_tieu=scene.target)
    words = preset(client.get(url)) | {"text": "Riêng tôi hỏi", "due": "khac", "day": "01/11/2027"}
    answer = client.post(url, words)
    assert answer.status_code == 422
    assert "Riêng tôi hỏi" in answer.content.decode()
    assert 'value="01/11/2027"' in answer.content.decode()
    assert client.post(url, words | {"units": []}).status_code == 422
    assert not Directive.objects.exists()


def test_form_that_arrives_twice_asks_once_and_tells_the_unit_once(scene):
    people = {scene.reporter, scene.head}
    client, url = client_of(scene.vice_chair), form_url(chi_tieu=scene.target)
    words = preset(client.get(url))
    first, second = client.post(url, words), client.post(url, words)
    assert first["Location"] == second["Location"]
    assert Directive.objects.count() == 1
    told = Notice.objects.filter(kind=NoticeKind.DIRECTIVE_GIVEN)
    assert {notice.user for notice in told} == people
    assert told.count() == 2


# -- answering -------------------------------------------------------------------------------


def answer(client, directive, text="Do thiếu vốn.", **more):
    url = reverse("directive_answer", args=[directive.pk])
    unit = directive.units.first().unit.code
    words = {"answer-unit": unit, "answer-text": text, "whole": "1"}
    return client.post(url, words | {"idempotency_key": str(uuid4())} | more)


def test_unit_finds_it_on_top_of_its_work_and_answers(scene):
    directive = scene.give()
    client = client_of(scene.reporter)
    work = text_of(client.get(reverse("my_work")))
    assert "1 ý kiến chỉ đạo cần trả lời" in work
    assert work.index("ý kiến chỉ đạo cần trả lời") < work.index("Báo cáo năm 2027")
    assert answer(client, directive)["Location"] == page_of(directive)
    assert "Do thiếu vốn." in text_of(client.get(page_of(directive)))
    work = text_of(client.get(reverse("my_work")))
    assert "cần trả lời" not in work
    assert "1 ý kiến chỉ đạo đã trả lời, chờ lãnh đạo xem" in work
    told = Notice.objects.get(kind=NoticeKind.DIRECTIVE_ANSWERED)
    assert told.user == scene.vice_chair


def test_empty_answer_is_not_sent(scene):
    directive = scene.give()
    assert answer(client_of(scene.reporter), directive, " ").status_code == 422
    assert directive.messages.count() == 1


def test_nobody_else_answers(scene):
    directive = scene.give()
    for person in (scene.vice_chair, scene.coordinator):
        assert answer(client_of(person), directive).status_code == 403
    assert answer(client_of(make.member(make.UnitFactory())), directive).status_code == 404
    assert directive.messages.count() == 1


def test_answer_to_a_directive_closed_meanwhile_comes_back_typed(scene):
    directive = scene.give()
    directive.close(by=scene.vice_chair, at=NOW)
    response = answer(client_of(scene.reporter), directive, "Đã làm xong.")
    assert response.status_code == 409
    assert "Ý kiến chỉ đạo này đã kết thúc" in text_of(response)
    assert "Đã làm xong." in text_of(response)


# -- what the holder does --------------------------------------------------------------------


def steer(client, directive, action, **words):
    directive.refresh_from_db()
    url = reverse("directive_steer", args=[directive.pk])
    return client.post(url, {"action": action, "version": directive.version, **words})


def test_holder_asks_again_postpones_and_closes(scene):
    directive, client = scene.give(), client_of(scene.vice_chair)
    postponed = {"postpone-due_on": "15/11/2027"}
    again = {
        "ask_again-text": "Cụ thể hơn.",
        "ask_again-due": "3",
        "ask_again-units": [scene.unit.code],
    }
    reader = scene.reporter
    for action, words in (
        ("postpone", postponed),
        ("ask_again", again),
        ("close", {"close-text": ""}),
    ):
        assert steer(client, directive, action, **words).status_code == 302
    directive.refresh_from_db()
    assert directive.status_on(TODAY) == DirectiveStatus.CLOSED
    assert [row.kind for row in directive.messages.all()][1:] == [
        "POSTPONED",
        "ASKED_AGAIN",
        "CLOSED",
    ]
    assert [n.user for n in Notice.objects.filter(kind=NoticeKind.DIRECTIVE_GIVEN)] == [reader]


def test_holders_step_on_an_old_page_is_told_and_its_words_come_back(scene):
    directive = scene.give()
    directive.answer(scene.unit, by=scene.reporter, at=NOW, text="Đây.")
    words = {"action": "close", "version": 1, "close-text": "Tốt lắm."}
    response = client_of(scene.vice_chair).post(
        reverse("directive_steer", args=[directive.pk]), words
    )
    assert response.status_code == 409
    assert "Tốt lắm." in text_of(response)
    assert Directive.objects.open().exists()


def test_only_the_holder_steers(scene):
    directive = scene.give()
    for person, status in (
        (scene.reporter, 403),
        (scene.coordinator, 403),
        (scene.other_vice_chair, 404),
    ):
        assert steer(client_of(person), directive, "close").status_code == status
    assert steer(client_of(scene.chair), directive, "close").status_code == 302


# -- lists -----------------------------------------------------------------------------------


def test_list_shows_the_overdue_first_and_filters(scene):
    answered = scene.give(text="Đã trả lời rồi")
    answered.answer(scene.unit, by=scene.reporter, at=NOW, text="Đây.")
    scene.give(text="Còn thời gian")
    late = scene.give(text="Lâu rồi", at=make.at(2027, 10, 1), due_on=TODAY.replace(month=10))
    closed = scene.give(text="Xong hẳn")
    closed.close(by=scene.vice_chair, at=NOW)
    client = client_of(scene.coordinator)
    shown = text_of(client.get("/chi-dao/"))
    places = [shown.index(t) for t in ("Lâu rồi", "Còn thời gian", "Đã trả lời rồi", "Xong hẳn")]
    assert places == sorted(places)
    for status, texts in (("qua-han", {"Lâu rồi"}), ("da-ket-thuc", {"Xong hẳn"})):
        rows = csv_rows(content_of(client.get(f"/chi-dao/xuat-du-lieu.csv?trang-thai={status}")))
        assert {row["Nội dung"] for row in rows} == texts
    assert (
        len(csv_rows(content_of(client.get(f"/chi-dao/xuat-du-lieu.csv?don-vi={scene.unit.code}"))))
        == 4
    )
    assert "Không có lựa chọn này" in text_of(client.get("/chi-dao/?trang-thai=sai"))
    assert late.status_on(TODAY) == DirectiveStatus.OVERDUE


def test_each_reader_finds_their_own_in_the_list(scene):
    scene.give(text="Hỏi về chỉ tiêu")
    assert "Hỏi về chỉ tiêu" in text_of(client_of(scene.head).get("/chi-dao/"))
    assert "Hỏi về chỉ tiêu" not in text_of(client_of(scene.other_vice_chair).get("/chi-dao/"))
    stranger = make.report_with_items(plan=scene.plan).unit
    assert "Hỏi về chỉ tiêu" not in text_of(client_of(make.member(stranger)).get("/chi-dao/"))


def test_list_asks_the_same_queries_however_long(scene, django_assert_num_queries):
    client = client_of(scene.coordinator)
    scene.give()
    client.get("/chi-dao/")
    with django_assert_num_queries(10):
        client.get("/chi-dao/")
    for _ in range(5):
        scene.give(units=[scene.unit, make.UnitFactory()])
    with django_assert_num_queries(10):
        client.get("/chi-dao/")


@pytest.mark.parametrize("place", ["sector", "unit", "target"])
def test_open_ones_stand_on_the_pages_of_what_they_are_about(place, scene):
    directive = scene.give(text="Còn mở đây")
    url = {
        "sector": reverse("sector_detail", args=[scene.sector.slug]),
        "unit": reverse("unit_detail", args=[scene.unit.code]),
        "target": reverse("target_detail", args=[scene.target.slug]),
    }[place]
    client = client_of(scene.vice_chair)
    assert "Còn mở đây" in text_of(client.get(url))
    directive.close(by=scene.vice_chair, at=NOW)
    assert "Còn mở đây" not in text_of(client.get(url))


def test_only_leaders_are_offered_to_ask(scene):
    url = reverse("unit_detail", args=[scene.unit.code])
    assert form_url(don_vi=scene.unit) in client_of(scene.vice_chair).get(url).content.decode()
    assert form_url(don_vi=scene.unit) not in client_of(scene.head).get(url).content.decode()
    target = reverse("target_detail", args=[scene.target.slug])
    asked = form_url(chi_tieu=scene.target)
    assert asked in client_of(scene.vice_chair).get(target).content.decode()
    assert asked not in client_of(scene.other_vice_chair).get(target).content.decode()


def test_thread_asks_a_fixed_number_of_queries(scene, django_assert_max_num_queries):
    directive, client = scene.give(), client_of(scene.vice_chair)
    for _ in range(4):
        directive.answer(scene.unit, by=scene.reporter, at=NOW, text="Đây.")
    with django_assert_max_num_queries(12):
        page = client.get(page_of(directive))
    assert text_of(page).count("Đây.") == 4
    assert DirectiveMessage.objects.count() == 5
