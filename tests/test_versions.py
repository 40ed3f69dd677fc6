"""Two sendings of a report side by side, from what was frozen."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.versions.compare import Kind, compare
from reports.versions.words import MOST_WORDS, Mark, compare_words
from tests import factories as make
from tests.entry_cases import url
from tests.review_scene import NOW, ReviewScene, client_of, text_of

WORDS = st.text(alphabet="ab \n,", max_size=60)


def pieces(side):
    return [(piece.mark.value, piece.text) for piece in side]


def test_words_that_changed_are_marked_and_the_others_are_not():
    old, new = compare_words("có 760 giường bệnh", "có 785 giường bệnh thật")
    assert pieces(old) == [("same", "có "), ("gone", "760 "), ("same", "giường bệnh")]
    assert pieces(new) == [
        ("same", "có "),
        ("new", "785 "),
        ("same", "giường bệnh "),
        ("new", "thật"),
    ]


@given(WORDS, WORDS)
def test_pieces_add_up_to_the_texts(old, new):
    left, right = compare_words(old, new)
    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new
    assert not any(piece.mark == Mark.NEW for piece in left)
    assert not any(piece.mark == Mark.GONE for piece in right)


def test_texts_too_long_to_compare_word_by_word_are_shown_whole():
    old, new = "a b " * MOST_WORDS, "b a c " * MOST_WORDS
    assert [pieces(side) for side in compare_words(old, new)] == [[("gone", old)], [("new", new)]]
    within = " ".join(["a"] * MOST_WORDS)
    assert pieces(compare_words(within, within)[0]) == [("same", within)]


@pytest.fixture
def scene(db):
    """CT-… was sent as 30,0 (600/200.000) and again as 31,2 with other words."""
    scene = ReviewScene().send().send_back()
    estimate = scene.entry.figures.get(vintage="ESTIMATE")
    estimate.value, estimate.numerator = Decimal("31.2"), Decimal(624)
    estimate.save()
    scene.report.updates.update(result="Đã thực hiện 2 đợt.")
    scene.report.submit(by=scene.head, at=NOW)
    return scene


def contents(scene):
    return [row.content for row in scene.report.submissions.order_by("sequence")]


def test_what_differs_stands_first_with_units_and_terms(scene):
    found = compare(*contents(scene))
    target, task = found.changed
    [row] = target.changed
    assert row.label == "Ước thực hiện cả năm 2027"
    assert "".join(piece.text for piece in row.old).startswith("30,0 giường/10.000 dân (ước)")
    assert "".join(piece.text for piece in row.new).startswith("31,2 giường/10.000 dân (ước)")
    assert "624" in "".join(piece.text for piece in row.new)
    assert [change.label for change in task.changed] == ["Kết quả thực hiện"]
    assert [item.title for item in found.same] == ["Đánh giá chung"]


def test_an_item_that_came_or_went_is_named_so(scene):
    old, new = contents(scene)
    item = new["tasks"].pop()
    removed = next(one for one in compare(old, new).changed if item["code"] in one.title)
    assert removed.kind == Kind.REMOVED
    added = next(one for one in compare(new, old).changed if item["code"] in one.title)
    assert added.kind == Kind.ADDED


def test_a_file_of_the_same_name_and_other_content_is_a_change(scene):
    old, new = contents(scene)
    file = {"item": "", "kind": "SIGNED_COPY", "name": "ban-ky.pdf", "size": 1, "sha256": "a" * 64}
    old["evidence"], new["evidence"] = [file], [file | {"sha256": "b" * 64}]
    changed = compare(old, new).changed[-1]
    assert (changed.anchor, changed.changed[0].kind) == ("tep-kem-theo", Kind.CHANGED)
    del old["evidence"]  # sendings from before files were listed
    assert compare(old, new).changed[-1].kind == Kind.ADDED


def test_sendings_with_the_same_content_say_so(scene):
    old, _new = contents(scene)
    assert not compare(old, old).changed


def test_page_compares_the_last_two_and_any_two(scene):
    client = client_of(scene.head)
    path = url("report_compare", scene.report)
    scene.send_back()
    scene.report.updates.update(result="Đã thực hiện 3 đợt.")
    scene.report.submit(by=scene.head, at=NOW)
    text = text_of(client.get(path))
    assert "1 chỗ khác nhau" in text
    assert "Lần 2" in text
    assert "[bỏ]" in text
    assert "2 chỗ khác nhau" in text_of(client.get(path, {"tu": 1, "den": 3}))
    assert "2 chỗ khác nhau" in text_of(client.get(path, {"tu": 3, "den": 1}))
    for given_ in ({"tu": 1, "den": 9}, {"tu": "x"}, {"tu": "²", "den": "1"}):
        assert "đang so sánh hai lần cuối" in text_of(client.get(path, given_))
    assert "hai lần gửi khác nhau" in text_of(client.get(path, {"tu": 2, "den": 2}))


def test_page_says_when_there_is_nothing_to_compare(db):
    scene = ReviewScene()
    client = client_of(scene.head)
    assert "chưa được gửi" in text_of(client.get(url("report_compare", scene.report)))
    scene.send()
    assert "mới được gửi một lần" in text_of(client.get(url("report_compare", scene.report)))


def test_comparison_never_shows_the_working_draft(scene):
    scene.send_back()
    scene.report.updates.update(result="CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM")
    for person in (scene.head, scene.coordinator):
        text = text_of(client_of(person).get(url("report_compare", scene.report)))
        assert "CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM" not in text


def test_pages_lead_to_the_comparison_once_there_are_two(scene):
    link = url("report_compare", scene.report)
    head = client_of(scene.head)
    for name in ("report_history", "report_receipt"):
        assert link in text_of(head.get(url(name, scene.report)))
    assert link in text_of(client_of(scene.coordinator).get(scene.path))
    single = ReviewScene().send()
    for page in (url("report_history", single.report), url("report_receipt", single.report)):
        assert "so-sanh" not in text_of(client_of(single.head).get(page))


def test_stranger_finds_no_comparison(scene):
    client = client_of(make.UserFactory())
    assert client.get(url("report_compare", scene.report)).status_code == 404
    assert client.get(reverse("report_compare", args=[2027, "khong-co"])).status_code == 404
