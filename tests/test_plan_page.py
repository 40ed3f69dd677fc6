"""Kế hoạch: everybody reads the whole text; figures beside it follow one's powers."""

import re
import unicodedata
from html import unescape

import pytest
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from assignments.models import Unit
from q3plan.lib.text import fold
from reports.dashboards.plan_search import marked, needle
from targets.models import Clause, Plan
from tests import factories as make
from tests.test_standing import observe

URL = reverse("plan_detail")


@pytest.fixture(scope="module")
def loaded_plan(django_db_setup, django_db_blocker):
    """The real plan, loaded once for this module and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_plan", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plan(loaded_plan, db):
    return Plan.objects.get()


@pytest.fixture
def stranger(plan, client):
    """Logged in, without any role."""
    client.force_login(make.UserFactory())
    return client


def words(response):
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def document(response):
    return response.context["document"]


def test_anonymous_is_asked_to_log_in(plan, client):
    assert client.get(URL).status_code == 302


def test_plan_page_accepts_no_post(stranger):
    assert stranger.post(URL).status_code == 405


def test_stranger_reads_every_clause_in_printed_order(stranger):
    response = stranger.get(URL)
    text, place = words(response), 0
    for clause in Clause.objects.order_by("order"):
        printed = clause.text.splitlines()[0]
        if clause.reference in {"III.15.1", "III.16.1"}:
            printed = clause.text[len(clause.parent.text) + 1 :]
        place = text.find(" ".join(printed.split()), place)
        assert place >= 0, clause.reference


def test_every_clause_is_an_anchor(stranger):
    html = stranger.get(URL).content.decode()
    for reference in Clause.objects.values_list("reference", flat=True):
        assert html.count(f'id="{reference}"') == 1


def test_heading_words_of_15_and_16_stand_there_once(stranger):
    text = words(stranger.get(URL))
    opening = "Phân công các đồng chí Phó Chủ tịch Ủy ban nhân dân Quận 3"
    sheet = text[text.index("CỘNG HÒA") :]
    assert sheet.count(opening) == 1


def test_head_and_signature_stand_as_printed(stranger):
    text = words(stranger.get(URL))
    for printed in (
        "ỦY BAN NHÂN DÂN QUẬN 3",
        "Số: 57/KH-UBND",
        "Quận 3, ngày 25 tháng 02 năm 2025",
        "CHỦ TỊCH",
        "Võ Văn Đức",
    ):
        assert printed in text


def test_print_error_stays_and_the_correction_stands_beside_it(stranger):
    text = words(stranger.get(URL))
    assert "phương án sáp xếp nhà" in text
    assert "phương án sắp xếp nhà" in text
    assert "Bản in “sáp xếp” (hai chỗ); đúng là “sắp xếp”." in text


def test_both_readings_of_a_contested_target_are_shown(stranger):
    notes = {
        (line.reference, note.target.code): note
        for line in document(stranger.get(URL)).clauses
        for note in line.targets
    }
    assert len(notes) == 24
    contested = notes["II.2.3", "CT-04"]
    assert contested.is_contested
    assert not contested.repeats
    assert contested.governing.clause.reference == "III.7.3"
    assert notes["III.9.6", "CT-08"].repeats
    assert not notes["II.2.4", "CT-08"].is_contested


def test_every_task_stands_beside_its_clause_with_its_units(stranger):
    clauses = document(stranger.get(URL)).clauses
    tasks = {note.task.code: note for line in clauses for note in line.tasks}
    assert len(tasks) == 59
    assert all(code == note.task.clause.reference for code, note in tasks.items())
    assert tasks["III.9.6"].units == "Phòng Y tế, Trung tâm Y tế"
    assert tasks["III.15.1"].units == "25 đơn vị"
    assert tasks["III.8.7"].cooperating == "Phòng QLĐT"


@pytest.mark.parametrize("query", ["giuong benh", "GIƯỜNG  BỆNH", "giường bệnh"])
def test_search_ignores_marks_and_case(stranger, query):
    found = document(stranger.get(URL, {"q": query}))
    assert [line.reference for line in found.clauses if line.is_hit] == ["II.2.4", "III.9.6"]
    assert found.found == 2
    assert found.times == 2


def test_search_marks_the_words_and_keeps_the_headings_above(stranger):
    html = stranger.get(URL, {"q": "giuong benh"}).content.decode()
    assert "<mark>giường bệnh</mark>" in html
    assert 'id="II.2"' in html
    assert 'id="II.2.5"' not in html


def test_search_takes_either_dash(stranger):
    one = document(stranger.get(URL, {"q": "sản xuất - kinh doanh"}))
    assert one.found == document(stranger.get(URL, {"q": "sản xuất – kinh doanh"})).found > 0


@pytest.mark.parametrize(("query", "reference"), [("III.9.6", "III.9.6"), ("CT-12", "III.10.2")])
def test_search_finds_references_and_codes(stranger, query, reference):
    found = document(stranger.get(URL, {"q": query}))
    assert reference in [line.reference for line in found.clauses if line.is_hit]


def test_words_of_a_heading_are_not_found_again_in_its_first_paragraph(stranger):
    found = document(stranger.get(URL, {"q": "cac dong chi Pho Chu tich"}))
    assert [line.reference for line in found.clauses if line.is_hit] == ["III.16"]


def test_search_without_result_says_how_to_go_on(stranger):
    text = words(stranger.get(URL, {"q": "tàu vũ trụ"}))
    assert "Không có điều khoản nào chứa “tàu vũ trụ”." in text
    assert "Xem toàn văn" in text


def test_search_words_are_escaped(stranger):
    html = stranger.get(URL, {"q": "<script>x</script>"}).content.decode()
    assert "<script>x" not in html


def test_htmx_gets_the_sheet_and_the_count_alone(stranger):
    response = stranger.get(URL, {"q": "nuoc sach"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="ket-qua"' in html
    assert re.search(r'<p id="so-ket-qua"[^>]*hx-swap-oob="true"', html)


def test_stranger_sees_no_figure(stranger, plan):
    observe(plan.targets.get(code="CT-08"), 2027, "93.7")
    response = stranger.get(URL)
    assert "93,7" not in words(response)
    assert reverse("target_detail", args=["ct-08"]) not in response.content.decode()


def test_unit_sees_the_figures_of_its_own_targets_only(client, plan):
    observe(plan.targets.get(code="CT-08"), 2027, "93.7")
    observe(plan.targets.get(code="CT-09"), 2027, "99.3")
    client.force_login(make.member(Unit.objects.get(code="phong-y-te")))
    text = words(client.get(URL))
    assert "93,7" in text
    assert "99,3" not in text


def rate(plan, code="phong-y-te", rating="OVERDUE", accept=True):
    unit = Unit.objects.get(code=code)
    report = make.ReportFactory(
        round=plan.rounds.first() or make.RoundFactory(plan=plan),
        unit=unit,
        items=unit.assignments.filter(task__code="III.9.1"),
    )
    report.updates.update(rating=rating, review_state="ACCEPTED" if accept else "PENDING")


def test_rating_is_for_the_units_of_the_task_and_leaders(client, plan):
    rate(plan)
    label = "Quá hạn chưa hoàn thành"
    chair = make.PortfolioFactory(plan=plan, sector=None, position="CHAIR").user
    expected = {
        make.member(Unit.objects.get(code="phong-y-te")): True,
        make.member(Unit.objects.get(code="trung-tam-y-te")): True,
        make.member(Unit.objects.get(code="phong-kinh-te")): False,
        make.UserFactory(): False,
        chair: True,
    }
    for user, sees in expected.items():
        client.force_login(user)
        assert (label in words(client.get(URL))) is sees


def test_rating_that_was_not_accepted_shows_to_nobody(client, plan):
    rate(plan, accept=False)
    client.force_login(make.member(Unit.objects.get(code="phong-y-te")))
    assert "Quá hạn chưa hoàn thành" not in words(client.get(URL))


def test_number_of_queries_is_fixed(
    client, plan, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(make.PortfolioFactory(plan=plan, sector=None, position="CHAIR").user)
    with django_assert_max_num_queries(27) as first:
        client.get(URL)
    make.RoundFactory(plan=plan)
    rate(plan)
    for target in plan.targets.all():
        observe(target, 2027, "50")
    with django_assert_num_queries(len(first)):
        client.get(URL)
    with django_assert_num_queries(len(first)):
        client.get(URL, {"q": "an"})


@given(st.text(max_size=60), st.text(max_size=8))
def test_pieces_put_together_are_the_text_again(text, query):
    assert "".join(piece for piece, _is_hit in marked(text, needle(query))) == text


@given(st.text(alphabet="aăâđêôơưáàảãạ bc-–", max_size=40), st.data())
def test_a_part_of_the_text_is_always_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    sought = needle(text[start : start + 5])
    pieces = marked(text, sought)
    assert not sought or any(is_hit for _piece, is_hit in pieces)
    assert all(fold(piece) for piece, is_hit in pieces if is_hit)


def test_marks_that_stand_alone_stay_with_their_letter():
    decomposed = unicodedata.normalize("NFD", "bệnh")
    assert marked(f"một {decomposed} án", "benh") == [
        ("một ", False),
        (decomposed, True),
        (" án", False),
    ]


def test_pieces_are_escaped_one_by_one():
    pieces = marked("a <b> & b", "b")
    assert render_to_string("plan/pieces.html", {"pieces": pieces}).strip() == (
        "a &lt;<mark>b</mark>&gt; &amp; <mark>b</mark>"
    )
