"""Letters to late units: whom, what, and how they go out."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from reports.models import Letter
from reports.review.extensions import grant_extension
from tests import factories as make
from tests.built_once import built_once
from tests.export_files import both
from tests.filing_scene import AFTER, FilingScene, late_scene, send
from tests.review_scene import client_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LIST = "/don-doc/2027/"


kept, built = built_once(late_scene)


@pytest.fixture
def scene(built, settings):
    settings.FROZEN_CLOCK = AFTER
    return built


@pytest.fixture
def client(scene):
    return client_of(scene.officer)


def codes(scene, *standings):
    return [scene.reports[name].unit.code for name in standings]


def write(client, units, kind="together", **typed):
    answer = client.post(LIST, {"units": units, "kind": kind, "reply_by": "19/11/2027", **typed})
    assert answer.status_code == 302, text_of(answer)
    return list(Letter.objects.order_by("pk"))


def path(letter, name="letter_detail"):
    return reverse(name, args=[2027, letter.pk])


def form_of(client, letter, **changes):
    """What the letter's page would post."""
    form = client.get(path(letter)).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {n: v.strftime("%d/%m/%Y") if hasattr(v, "strftime") else v for n, v in typed.items()}
    return {name: value for name, value in {**typed, **changes}.items() if value is not None}


def words(client, letter):
    document = Document(BytesIO(client.get(path(letter, "letter_docx")).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# -- whom -------------------------------------------------------------------------------------


def test_the_late_units_are_offered_and_no_others(scene, client):
    """Neither who has time, nor who is excused, nor one's own unit, nor who sent late."""
    offered = [one.unit.name for one, _chosen in client.get(LIST).context["late"]]
    assert offered == [scene.name("returned"), scene.name("waiting")]


def test_one_letter_goes_to_all_or_one_to_each(scene, client):
    late = codes(scene, "waiting", "returned")
    (both,) = write(client, late)
    assert both.units.count() == 2
    *_, first, second = write(client, late, kind="each")
    assert [letter.units.count() for letter in (first, second)] == [1, 1]


def test_a_letter_without_units_or_a_day_is_refused_with_what_was_typed(scene, client):
    answer = client.post(LIST, {"kind": "each", "reply_by": "31/02/2027"})
    html = text_of(answer)
    assert answer.status_code == 400
    assert "Chọn ít nhất một đơn vị cần đôn đốc." in html
    assert "31/02/2027" in html
    assert not Letter.objects.exists()


def test_a_unit_that_is_not_late_cannot_be_asked(scene, client):
    for standing in ("sent", "excused", "extended", "own"):
        answer = client.post(
            LIST, {"units": codes(scene, standing), "kind": "each", "reply_by": "19/11/2027"}
        )
        assert answer.status_code == 400
    assert not Letter.objects.exists()


# -- what -------------------------------------------------------------------------------------


def test_the_letter_lists_days_late_and_what_is_missing(scene, client):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    stated = {row.report.unit.name: row for row in letter.units.all()}
    waiting, returned = stated[scene.name("waiting")], stated[scene.name("returned")]
    code = scene.reports["waiting"].entries.get().code
    assert waiting.days_late == 6
    assert waiting.missing == f"Chưa gửi báo cáo (1 chỉ tiêu: {code}; 1 nhiệm vụ; đánh giá chung)"
    assert (returned.days_late, f"{returned.due_before:%d/%m}") == (10, "06/11")
    assert scene.reports["returned"].entries.get().code in returned.missing
    text = words(client, letter)
    for part in (scene.name("waiting"), waiting.missing, returned.missing, "V/v đôn đốc gửi báo"):
        assert part in text
    assert "chậm nhất ngày 19 tháng 11 năm 2027" in text
    assert "Kính gửi:" in text


def test_a_letter_to_one_unit_speaks_to_one(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    text = words(client, letter)
    assert f"Kính gửi: {scene.name('waiting')}" in text
    assert "các đơn vị" not in text


def test_what_a_unit_has_written_so_far_is_not_told(scene, client):
    report = scene.reports["waiting"]
    report.updates.update(result="Bí mật của bản nháp")
    report.touch(by=make.member(report.unit), at=AFTER)
    (letter,) = write(client, codes(scene, "waiting"))
    assert "Bí mật" not in words(client, letter) + text_of(client.get(path(letter)))


# -- writing ----------------------------------------------------------------------------------


def test_words_and_head_are_kept_and_printed(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    typed = form_of(client, letter, opening="Nhắc lần hai.", signer_name="Nguyễn Văn Mẫu")
    assert client.post(path(letter), {**typed, "action": "save"}).status_code == 302
    text = words(client, letter)
    assert "Nhắc lần hai." in text
    assert "Nguyễn Văn Mẫu" in text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("number", "215/TCKH", "Chỉ ghi phần số"),
        ("dated_on", "16/11/2027", "Ngày ký phải từ ngày mở kỳ báo cáo"),
        ("dated_on", "15/11/2017", "Ngày ký phải từ ngày mở kỳ báo cáo"),
        ("reply_by", "14/11/2027", "Ngày này phải từ ngày ký trở đi"),
        ("place", "", "bắt buộc"),
        ("opening", "", "bắt buộc"),
    ],
)
def test_a_wrong_value_is_told_and_what_was_typed_stays(scene, client, field, typed, message):
    (letter,) = write(client, codes(scene, "waiting"))
    data = form_of(client, letter, **{"closing": "Lời đang viết", field: typed})
    answer = client.post(path(letter), {**data, "action": "save"})
    assert answer.status_code == 400
    assert message in text_of(answer)
    assert "Lời đang viết" in text_of(answer)


def test_a_colleagues_change_is_shown_beside_ones_own(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    mine = form_of(client, letter, closing="Lời của tôi")
    theirs = form_of(client, letter, closing="Lời đồng nghiệp")
    client.post(path(letter), {**theirs, "action": "save"})
    answer = client.post(path(letter), {**mine, "action": "save"})
    html = text_of(answer)
    assert answer.status_code == 409
    assert "Lời của tôi" in html
    assert "Lời đồng nghiệp" in html
    again = {**mine, "version": answer.context["form"]["version"].value(), "action": "save"}
    assert client.post(path(letter), again).status_code == 302
    assert Letter.objects.get().closing == "Lời của tôi"


def test_bringing_a_letter_up_to_date_drops_who_sent_meanwhile(scene, client, settings):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    send(scene.reports["waiting"], AFTER)
    settings.FROZEN_CLOCK = make.at(2027, 11, 17)
    data = form_of(client, letter, closing="Lời đang viết", reply_by="19/11/2027")
    assert client.post(path(letter), {**data, "action": "restate"}).status_code == 302
    row = letter.units.get()
    assert (row.report, row.days_late) == (scene.reports["returned"], 12)
    letter.refresh_from_db()
    assert letter.closing == "Lời đang viết"
    assert "Tính đến ngày 17 tháng 11 năm 2027, đơn vị sau đây còn chậm:" in letter.opening
    assert "các đơn vị" not in words(client, letter)


def test_words_that_the_officer_changed_only_get_the_new_day(scene, client, settings):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    settings.FROZEN_CLOCK = make.at(2027, 11, 17)
    opening = "Nhắc lần hai. Tính đến ngày 15 tháng 11 năm 2027 còn thiếu:"
    client.post(path(letter), {**form_of(client, letter, opening=opening), "action": "restate"})
    letter.refresh_from_db()
    assert letter.opening == "Nhắc lần hai. Tính đến ngày 17 tháng 11 năm 2027 còn thiếu:"
    assert letter.units.count() == 2


def test_an_excuse_or_an_extension_is_told_on_the_draft(scene, client):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    assert "không còn trễ hạn" not in text_of(client.get(path(letter)))
    scene.reports["waiting"].excuse(by=scene.officer, at=AFTER, reason="Sáp nhập")
    html = text_of(client.get(path(letter)))
    assert "1 đơn vị trong công văn không còn trễ hạn" in html
    until = {"until": date(2027, 11, 25), "reason": "Bão", "by": scene.officer, "at": AFTER}
    grant_extension(scene.reports["returned"], **until)
    # An extension does not touch the day given with a return.
    assert "1 đơn vị trong công văn không còn trễ hạn" in text_of(client.get(path(letter)))


# -- sending ----------------------------------------------------------------------------------


def test_a_letter_goes_out_with_number_and_date_and_stays(scene, client):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    refused = client.post(path(letter), {**form_of(client, letter), "action": "send"})
    assert refused.status_code == 400
    assert "Ghi số của công văn trước khi phát hành." in text_of(refused)
    assert "Ghi ngày ký của công văn trước khi phát hành." in text_of(refused)
    data = form_of(client, letter, number="7", dated_on="15/11/2027")
    assert client.post(path(letter), {**data, "action": "send"}).status_code == 302
    letter.refresh_from_db()
    assert letter.is_sent
    out = words(client, letter)
    assert "Số: 07/" in out
    for report in (scene.reports["waiting"], scene.reports["returned"]):
        assert report.events.last().kind == "CHASED"
    scene.reports["waiting"].unit.name = "Tên khác"
    scene.reports["waiting"].unit.save()
    assert words(client, letter) == out
    for action in ("save", "send", "restate", "discard"):
        assert client.post(path(letter), {**data, "action": action}).status_code == 409
    assert "Đã phát hành" in text_of(client.get(LIST))


def test_a_unit_that_sends_while_the_letter_is_written_holds_it_back(scene, client):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    data = form_of(client, letter, number="7", dated_on="15/11/2027", closing="Lời đang viết")
    send(scene.reports["waiting"], AFTER)
    answer = client.post(path(letter), {**data, "action": "send"})
    html = text_of(answer)
    assert answer.status_code == 409
    assert f"{scene.reports['waiting'].unit.short_name} không còn trễ hạn" in html
    assert "Lời đang viết" in html
    letter.refresh_from_db()
    assert (letter.is_sent, letter.number) == (False, "")
    # The paper was signed before: the officer says so, and it is recorded as it was signed.
    data["still_named"] = answer.context["since"].still_named
    assert client.post(path(letter), {**data, "action": "send"}).status_code == 302
    assert scene.name("waiting") in words(client, letter)


def test_a_letter_that_a_colleague_sent_leaves_ones_own_words_readable(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    mine = form_of(client, letter, closing="Lời của tôi")
    data = form_of(client, letter, number="7", dated_on="15/11/2027")
    client.post(path(letter), {**data, "action": "send"})
    answer = client.post(path(letter), {**mine, "action": "save"})
    html = text_of(answer)
    assert answer.status_code == 409
    assert "Lời của tôi" in html
    assert "chữ anh/chị viết không lưu được" in html


def test_a_line_break_is_no_difference(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    two_lines = form_of(client, letter, opening="Dòng một.\r\nDòng hai.")
    client.post(path(letter), {**two_lines, "action": "save"})
    answer = client.post(path(letter), {**two_lines, "closing": "Khác", "action": "save"})
    assert [label for label, *_texts in answer.context["differences"]] == ["Đoạn kết"]


def test_a_number_used_twice_in_a_year_is_told_and_not_forbidden(scene, client):
    late = codes(scene, "waiting", "returned")
    first, second = write(client, late, kind="each")
    words = "đã dùng cho công văn khác trong năm"
    for letter, number in ((first, "7"), (second, "07")):
        data = form_of(client, letter, number=number, dated_on="15/11/2027")
        assert words not in text_of(client.get(path(letter)))
        answer = client.post(path(letter), {**data, "action": "send"}, follow=True)
        assert (words in text_of(answer)) is (letter == second)
    assert Letter.objects.filter(number="7", sent_at__isnull=False).count() == 2
    other = FilingScene(plan=make.PlanFactory())
    theirs = client_of(other.officer)
    *_mine, letter = write(theirs, codes(other, "waiting"))
    data = form_of(theirs, letter, number="7", dated_on="15/11/2027", symbol=first.symbol)
    answer = theirs.post(path(letter), {**data, "action": "save"}, follow=True)
    assert words not in text_of(answer)


def test_a_letter_that_did_not_go_out_can_be_dropped(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    seen = form_of(client, letter)
    client.post(path(letter), {**seen, "closing": "Đồng nghiệp sửa", "action": "save"})
    stale = {"action": "discard", "version": seen["version"]}
    assert client.post(path(letter), stale).status_code == 409
    assert client.post(path(letter), {"action": "discard"}).status_code == 409
    now = form_of(client, letter)["version"]
    assert client.post(path(letter), {"action": "discard", "version": now}).status_code == 302
    assert not Letter.objects.exists()


def test_posting_twice_writes_once(scene, client):
    key = "4b0d5a52-7a39-4f0b-9a2c-53a2a1c0ff10"
    for _again in range(2):
        assert write(client, codes(scene, "waiting", "returned"), "each", idempotency_key=key)
    assert Letter.objects.count() == 2


def test_letters_are_saved_as_files(scene, client):
    (letter,) = write(client, codes(scene, "waiting", "returned"))
    letters = both(client, "letter_export", year=2027)
    assert {row["Đơn vị"] for row in letters} == set(map(scene.name, ("waiting", "returned")))
    assert {row["Trích yếu"] for row in letters} == {letter.subject}
    assert {row["Số ngày trễ"] for row in letters} == {"6", "10"}


def test_the_queries_of_a_letter_do_not_grow_with_its_units(
    scene, client, django_assert_max_num_queries
):
    one, _other = write(client, codes(scene, "waiting", "returned"), kind="each")
    *_rest, both = write(client, codes(scene, "waiting", "returned"))
    client.get(path(one))
    with django_assert_max_num_queries(40) as few:
        client.get(path(one))
    with django_assert_max_num_queries(len(few)):
        client.get(path(both))


def test_the_draft_is_marked_and_leaves_room_for_number_and_day(scene, client):
    (letter,) = write(client, codes(scene, "waiting"))
    document = Document(BytesIO(client.get(path(letter, "letter_docx")).content))
    assert document.sections[0].first_page_header.paragraphs[0].text == "DỰ THẢO"
    assert "ngày \u00a0" in words(client, letter)


def test_letters_of_another_plan_stay_hidden(scene, client):
    other = FilingScene(plan=make.PlanFactory())
    (letter,) = write(client_of(other.officer), codes(other, "waiting"))
    for name in ("letter_detail", "letter_docx"):
        assert client.get(path(letter, name)).status_code == 404
