"""The consolidated report on screen: who reads it, who writes it, and two who write at once."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from reports.models import CompiledReport, ParagraphChange
from tests import factories as make
from tests.built_once import built_once
from tests.compiled_scene import CompiledScene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build():
    scene = CompiledScene()
    scene.assemble()
    return scene


kept, scene = built_once(build)


def list_url(query=""):
    return reverse("compiled_report", args=[2027]) + query


def url(row, query=""):
    return reverse("paragraph_edit", args=[2027, row.pk]) + query


def post(scene, row, action, user=None, headers=None, **fields):
    data = {"action": action, "version": row.version, "idempotency_key": uuid4(), **fields}
    client = client_of(user) if user else scene.client
    return client.post(url(row), data, headers=headers or {})


def number_of_changes():
    return ParagraphChange.objects.count()


# -- roles -----------------------------------------------------------------------------------


def test_the_officer_begins_the_report_and_a_get_writes_nothing():
    scene = CompiledScene()
    made = CompiledReport.objects.filter(round=scene.round)
    page = scene.client.get(list_url())
    assert page.status_code == 200 and not made.exists()
    answer = scene.client.post(list_url(), {"idempotency_key": uuid4()}, follow=True)
    assert "Đã thực hiện." in text_of(answer)
    assert made.get().created_by == scene.officer


@pytest.mark.parametrize("who", ["recipient", "chair"])
def test_second_recipient_and_leaders_read_and_cannot_write(scene, who):
    user = getattr(scene, who)
    row, client = scene.task(), client_of(user)
    page = text_of(client.get(list_url()))
    assert "Đã thực hiện." in page and 'name="action"' not in page
    assert "<textarea" not in text_of(client.get(url(row)))
    before = number_of_changes()
    assert post(scene, row, "save", user=user, text="Khác.").status_code == 403
    assert client.post(list_url()).status_code == 403
    for name in ("compiled_head", "paragraph_add"):
        assert client.get(reverse(name, args=[2027])).status_code == 403
    assert number_of_changes() == before


def test_a_unit_does_not_open_the_consolidated_report(scene):
    client = client_of(scene.first.head)
    assert client.get(list_url()).status_code == 403
    assert client.get(url(scene.task())).status_code == 403


def test_a_passage_of_another_years_report_is_not_found(scene):
    make.RoundFactory(plan=scene.plan, year=2026)
    address = reverse("paragraph_edit", args=[2026, scene.task().pk])
    assert scene.client.get(address).status_code == 404


def test_only_recipients_get_links_to_the_units_items(scene):
    link = reverse("review_report", args=[2027, scene.first.report.unit.code])
    assert f"{link}#{scene.first.update.anchor}" in text_of(scene.client.get(list_url()))
    assert link not in text_of(client_of(scene.chair).get(list_url()))


# -- editing ---------------------------------------------------------------------------------


def test_the_officer_saves_a_passage_without_scripts_and_returns_to_it(scene):
    answer = post(scene, scene.task(), "save", text="Câu mới.")
    row = scene.task()
    assert answer.status_code == 302 and answer["Location"].endswith(f"#doan-{row.pk}")
    assert row.text == "Câu mới." and row.edited_by == scene.officer
    page = text_of(scene.client.get(answer["Location"]))
    assert "Câu mới." in page and row.source.splitlines()[0] in page


def test_an_htmx_save_answers_with_the_passage_and_the_new_counts(scene):
    answer = text_of(post(scene, scene.task(), "save", text="Câu mới.", headers=HTMX))
    assert "<html" not in answer and "Câu mới." in answer
    assert 'id="outline" hx-swap-oob="true"' in answer and "1 đã sửa" in answer


def test_a_blank_passage_is_refused_with_a_way_out(scene):
    answer = post(scene, scene.task(), "save", text="  ")
    assert answer.status_code == 422 and "Không đưa vào" in text_of(answer)
    assert not scene.task().is_edited


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_of_two_who_write_the_second_sees_both_texts_and_loses_nothing(scene, headers):
    seen = scene.task()
    colleague = make.coordinator(scene.plan)
    post(scene, seen, "save", user=colleague, text="Chữ của đồng nghiệp.")
    answer = post(scene, seen, "save", text="Chữ của tôi.", headers=headers)
    body = text_of(answer)
    assert answer.status_code == 409
    assert "Chữ của đồng nghiệp." in body and colleague.full_name in body
    assert "Chữ của tôi.</textarea>" in body
    assert scene.task().text == "Chữ của đồng nghiệp."
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    assert post(scene, seen, "save", text="Chữ của tôi.", version=version).status_code == 302
    assert scene.task().text == "Chữ của tôi."


def test_words_typed_beside_restoring_are_kept_in_the_history(scene):
    post(scene, scene.task(), "save", text="Lần một.")
    post(scene, scene.task(), "restore", text="Lần hai.")
    row = scene.task()
    assert row.text == row.source
    assert list(row.changes.values_list("kind", "after"))[-2:] == [
        ("EDITED", "Lần hai."),
        ("RESTORED", row.source),
    ]


def test_the_page_of_a_passage_behind_its_source_shows_both_and_offers_both_ways(scene):
    post(scene, scene.task(), "save", text="Câu của tôi.")
    scene.rewrite("Đã hoàn thành hết.")
    scene.client.post(list_url(), {"idempotency_key": uuid4()})
    row = scene.task()
    body = text_of(scene.client.get(url(row)))
    assert "Câu của tôi.</textarea>" in body
    assert "Nguồn khi sửa" in body and "Nguồn mới" in body
    assert "<ins>" in body and 'value="keep"' in body and 'value="restore"' in body
    assert "1 nguồn đã thay đổi" in text_of(scene.client.get(list_url()))
    post(scene, row, "keep", text="Câu của tôi.")
    assert scene.task().text == "Câu của tôi." and not scene.task().is_behind


def test_leaving_out_and_putting_back_are_counted_and_logged(scene):
    answer = text_of(post(scene, scene.task(), "leave_out", headers=HTMX))
    assert "1 không đưa vào" in answer and scene.task().is_left_out
    post(scene, scene.task(), "put_back")
    assert not scene.task().is_left_out
    kinds = scene.task().changes.values_list("kind", flat=True)
    assert list(kinds) == ["ASSEMBLED", "LEFT_OUT", "PUT_BACK"]


def test_a_passage_moves_by_one_within_its_section(scene):
    row = scene.task()
    post(scene, row, "down")
    moved = scene.task()
    assert moved.order == row.order + 1
    assert (moved.changes.last().before, moved.changes.last().after) == ("2", "3")
    assert moved.version == row.version


def test_the_same_post_twice_is_done_once(scene):
    row, key = scene.task(), uuid4()
    first = post(scene, row, "save", text="Một lần.", idempotency_key=key)
    before = number_of_changes()
    again = post(scene, row, "save", text="Một lần.", idempotency_key=key)
    assert again["Location"] == first["Location"] and number_of_changes() == before


def test_an_unknown_button_is_told_and_does_nothing(scene):
    before = number_of_changes()
    assert post(scene, scene.task(), "explode", text="x").status_code == 400
    assert number_of_changes() == before


def test_the_history_shows_who_when_and_which_words(scene):
    scene.edit(scene.task(), "Đã thực hiện tốt.")
    body = text_of(scene.client.get(url(scene.task())))
    assert "Lịch sử thay đổi (2)" in body
    assert scene.officer.full_name in body and "03/11/2027 09:00" in body
    assert "<del>" in body and "<ins>" in body


def test_the_officer_adds_a_passage_behind_another(scene):
    after = scene.task()
    address = reverse("paragraph_add", args=[2027]) + f"?sau={after.pk}"
    assert after.section in text_of(scene.client.get(address))
    data = {"section": after.section, "text": "Tự viết.", "idempotency_key": uuid4()}
    answer = scene.client.post(address, data)
    own = scene.passage("own:")
    assert answer.status_code == 302 and own.order == after.order + 1
    assert post(scene, own, "save", text="Tự viết lại.", heading="Đề mục").status_code == 302
    own = scene.passage("own:")
    assert (own.text, own.heading) == ("Tự viết lại.", "Đề mục")
    refused = scene.client.post(address, data | {"text": "", "idempotency_key": uuid4()})
    assert refused.status_code == 422


# -- finding ---------------------------------------------------------------------------------


def test_passages_are_found_by_unit_section_state_and_words_without_marks(scene):
    scene.edit(scene.task(), "Khánh thành bể bơi.")
    own, other = scene.task(), scene.task(scene.second)

    def shown(query):
        body = text_of(scene.client.get(list_url(query), headers=HTMX))
        return {row.pk for row in (own, other) if f'id="doan-{row.pk}"' in body}

    assert shown("") == {own.pk, other.pk}
    assert shown("?q=be+boi") == {own.pk}
    assert shown("?trang-thai=da-sua") == {own.pk}
    assert shown("?trang-thai=chua-sua") == {other.pk}
    assert shown(f"?don-vi={scene.second.report.unit.code}") == {other.pk}
    assert shown("?phan=CLOSING") == set()


@pytest.mark.parametrize("query", ["?phan=KHONG", "?trang-thai=x", "?don-vi=y", "?trang=999999"])
def test_an_unknown_filter_or_page_is_no_error(scene, query):
    answer = scene.client.get(list_url(query))
    assert answer.status_code == 200
    assert ("Không có mục này để lọc" in text_of(answer)) == ("trang=" not in query)


def test_readers_are_told_how_many_passages_no_longer_say_what_stands_accepted(scene):
    """Also of what no report of the round brought: a decision, a final figure of a later round."""
    assert scene.client.get(list_url()).context["news"] == 0
    make.give(scene.first.entry.target, 1, year=2027)
    page = scene.client.get(list_url())
    # The introduction counts verdicts, and the target's own passage tells its yardstick.
    assert page.context["news"] == 2
    assert "cập nhật thì 2 đoạn khác đi" in text_of(page)
    finish = reverse("consolidation_finish", args=[2027])
    assert "2 đoạn còn nói theo bản cũ" in text_of(scene.client.get(finish))
    read = text_of(client_of(scene.chair).get(list_url()))
    assert "2 đoạn còn nói theo bản cũ" in read
    assert "khác đi" not in read
    assert scene.client.post(list_url(), {"idempotency_key": uuid4()}).status_code == 302
    assert scene.client.get(list_url()).context["news"] == 0


def test_query_count_of_the_report_does_not_grow(scene, django_assert_num_queries):
    for _ in range(60):
        scene.compiled.add_own(
            section="TASKS", text="Đoạn.", by=scene.officer, at=scene.compiled.created_at
        )
    scene.client.get(list_url())  # the session is written once
    with django_assert_num_queries(28):
        first = scene.client.get(list_url())
    with django_assert_num_queries(28):
        second = scene.client.get(list_url("?trang=2"))
    assert "Trang 1 trên 2" in text_of(first) and "Trang 2 trên 2" in text_of(second)


# -- head ------------------------------------------------------------------------------------

HEAD = {
    "superior": "",
    "agency": "ỦY BAN NHÂN DÂN\nQUẬN 3",
    "symbol": "UBND",
    "number": "245",
    "place": "Quận 3",
    "dated_on": "05/11/2027",
    "subject": "Kết quả năm 2027",
    "addressee": "Ủy ban nhân dân Thành phố",
    "authority": "KT. CHỦ TỊCH",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signer_name": "",
    "recipients": "Như trên\nLưu trữ",
    "archive": "VT",
}


def post_head(scene, **fields):
    data = {**HEAD, "version": 1, "idempotency_key": uuid4(), **fields}
    return scene.client.post(reverse("compiled_head", args=[2027]), data)


def test_the_officer_writes_head_and_signature_block(scene):
    assert post_head(scene).status_code == 302
    held = CompiledReport.objects.get()
    assert (held.number, held.dated_on.isoformat(), held.version) == ("245", "2027-11-05", 2)
    assert held.recipient_lines == ("Như trên", "Lưu trữ")


@pytest.mark.parametrize(
    "fields",
    [{"symbol": "BC-UBND"}, {"number": "245/BC"}, {"dated_on": "32/13"}, {"subject": ""}],
)
def test_a_head_that_would_be_misprinted_is_refused_with_what_was_typed(scene, fields):
    answer = post_head(scene, **fields)
    assert answer.status_code == 422
    assert "PHÓ CHỦ TỊCH" in text_of(answer)
    assert CompiledReport.objects.get().version == 1


def test_of_two_who_change_the_head_the_second_sees_both(scene):
    post_head(scene, subject="Của người thứ nhất")
    answer = post_head(scene, subject="Của người thứ hai")
    body = text_of(answer)
    assert answer.status_code == 409
    assert "Của người thứ nhất" in body and "Của người thứ hai</textarea>" in body
    assert CompiledReport.objects.get().subject == "Của người thứ nhất"
    assert post_head(scene, subject="Của người thứ hai", version=2).status_code == 302
