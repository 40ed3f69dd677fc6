"""One report before its reviewer: rights, decisions, conflicts, and words that are never lost."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from assignments.models import Office
from reports.models import Observation, Report, ReportEvent, ReviewState
from reports.review.forms import working_day_after
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
Kind = ReportEvent.Kind


@pytest.fixture
def scene():
    return ReviewScene()


@pytest.fixture
def client(scene):
    return client_of(scene.coordinator)


# Who


def test_anonymous_is_asked_to_log_in(scene):
    assert client_of(None).get(scene.path).status_code == 302


def test_unit_and_stranger_are_refused(scene):
    scene.send()
    for user in (scene.head, make.UserFactory()):
        assert client_of(user).get(scene.path).status_code == 403
        assert client_of(user).post(scene.path, scene.post("accept")).status_code == 403


def test_unknown_and_foreign_plan_are_not_found(scene, client):
    foreign = ReviewScene()
    for path in (
        foreign.path,
        reverse("review_report", args=[2027, "khong-co"]),
        reverse("review_report", args=[99999999999999999999, scene.report.unit.code]),
    ):
        assert client.get(path).status_code == 404
        assert client.post(path, {"action": "accept"}).status_code == 404


def test_second_recipient_reads_but_does_not_decide(scene):
    scene.send()
    client = client_of(scene.recipient)
    response = client.get(scene.path)
    assert "anh/chị chỉ xem" in text_of(response)
    assert 'value="accept"' not in text_of(response)
    assert client.post(scene.path, scene.post("accept")).status_code == 403
    assert scene.report.state == State.SUBMITTED


def test_coordinator_does_not_decide_on_the_own_report(scene):
    own = ReviewScene(plan=scene.plan, unit=scene.coordinator.memberships.get().unit)
    Report.objects.filter(pk=own.report.pk).update(reviewing_office=Office.Kind.SECOND_RECIPIENT)
    own.send()
    client = client_of(scene.coordinator)
    assert "báo cáo của đơn vị anh/chị" in text_of(client.get(own.path))
    assert client.post(own.path, own.post("accept")).status_code == 403
    assert client_of(scene.recipient).post(own.path, own.post("accept")).status_code == 302
    assert own.report.state == State.ACCEPTED


def test_draft_shows_nothing_of_its_content(scene, client):
    report = make.fill(scene.report)
    report.assessment.overview = "CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM"
    report.assessment.save()
    report.touch(by=scene.head, at=NOW)
    text = text_of(client.get(scene.path))
    assert "CHỈ-ĐƠN-VỊ-ĐƯỢC-XEM" not in text
    assert "chưa gửi báo cáo" in text


def test_returned_report_shows_what_was_sent_and_not_the_new_draft(scene, client):
    scene.send().send_back()
    scene.entry.figures.filter(vintage="ESTIMATE").update(value=Decimal("77.7"))
    text = text_of(client.get(scene.path))
    assert "77,7" not in text
    assert "30,0" in text
    assert "Thiếu nguồn." in text


# Items


def test_reviewer_accepts_a_figure_and_it_counts(scene, client):
    scene.send()
    response = client.post(scene.path, scene.item_post("accept_item"))
    assert response["Location"] == f"{scene.path}#{scene.entry.anchor}"
    assert scene.entry.review_state == ReviewState.ACCEPTED
    assert Observation.objects.filter(target=scene.entry.target, vintage="ESTIMATE").exists()


def test_task_takes_the_reviewers_rating_or_the_units(scene, client):
    scene.send()
    client.post(scene.path, scene.item_post("accept_item", scene.update))
    assert scene.update.reviewer_rating == "STANDING_WITH_RESULT"
    post = scene.item_post("accept_item", scene.update, reviewer_rating="STANDING_NO_RESULT")
    client.post(scene.path, post)
    assert scene.update.reviewer_rating == "STANDING_NO_RESULT"


def test_a_rating_posted_for_a_target_changes_nothing(scene, client):
    scene.send()
    post = scene.item_post("accept_item", reviewer_rating="OVERDUE")
    assert client.post(scene.path, post).status_code == 302


def test_reviewer_marks_an_item_with_a_reason(scene, client):
    scene.send()
    post = scene.item_post("return_item", reason="Nguồn\u0000 chưa ro\u0303 ")
    assert client.post(scene.path, post).status_code == 302
    assert scene.entry.review_state == ReviewState.RETURNED
    assert scene.entry.review_reason == "Nguồn chưa rõ"
    assert scene.report.state == State.SUBMITTED


@pytest.mark.parametrize(("headers", "status"), [({}, 400), (HTMX, 422)])
def test_return_without_reason_is_refused_beside_the_box(scene, client, headers, status):
    scene.send()
    response = client.post(scene.path, scene.item_post("return_item", reason="  "), headers=headers)
    assert response.status_code == status
    assert "Ghi rõ lý do trả lại" in text_of(response)
    assert scene.entry.review_state == ReviewState.PENDING


def test_too_long_reason_is_said_and_kept(scene, client):
    scene.send()
    reason = "dài " * 1500
    response = client.post(scene.path, scene.item_post("return_item", reason=reason))
    assert response.status_code == 400
    assert "Tối đa 4000 ký tự" in text_of(response)
    assert reason.strip() in text_of(response)


def test_htmx_answer_is_the_items_block_and_the_verdict(scene, client):
    scene.send()
    post = scene.item_post("return_item", reason="Xem lại.")
    text = text_of(client.post(scene.path, post, headers=HTMX))
    assert "<html" not in text
    assert f'id="{scene.entry.anchor}"' in text
    assert text.count('hx-swap-oob="true"') == 2
    assert "Bị trả lại" in text


def test_second_reviewer_gets_a_conflict_and_keeps_the_words(scene, client):
    scene.send()
    post = scene.item_post("return_item", reason="Lời của người thứ hai")
    client.post(scene.path, scene.item_post("accept_item"))
    for headers in ({}, HTMX):
        response = client.post(scene.path, post, headers=headers)
        assert response.status_code == 409
        assert "vừa được đồng nghiệp xử lý" in text_of(response)
        assert "Lời của người thứ hai" in text_of(response)
    assert scene.entry.review_state == ReviewState.ACCEPTED


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_page_older_than_a_return_is_a_conflict(scene, client, headers):
    scene.send()
    item = scene.item_post("return_item", reason="Lời đã gõ")
    whole = scene.post("accept")
    scene.send_back()
    response = client.post(scene.path, item, headers=headers)
    assert response.status_code == 409
    assert "Lời đã gõ" in text_of(response)
    assert client.post(scene.path, whole, headers=headers).status_code == 409
    assert scene.report.state == State.RETURNED


def test_same_post_twice_is_done_once(scene, client):
    scene.send()
    post = scene.item_post("accept_item", idempotency_key=str(uuid4()))
    first, second = client.post(scene.path, post), client.post(scene.path, post)
    assert (first.status_code, second.status_code) == (302, 302)
    assert scene.report.events.filter(kind=Kind.ITEM_ACCEPTED).count() == 1


def test_refused_key_may_be_used_again_with_a_reason(scene, client):
    scene.send()
    key = str(uuid4())
    assert (
        client.post(scene.path, scene.item_post("return_item", idempotency_key=key)).status_code
        == 400
    )
    post = scene.item_post("return_item", idempotency_key=key, reason="Nay có lý do")
    assert client.post(scene.path, post).status_code == 302


# The whole report


def test_reviewer_accepts_the_whole_report(scene, client):
    scene.send()
    response = client.post(scene.path, scene.post("accept"))
    assert response["Location"] == f"{reverse('review_queue')}?nam=2027"
    assert scene.report.state == State.ACCEPTED
    assert scene.update.reviewer_rating == "STANDING_WITH_RESULT"
    assert scene.entry.is_accepted


def test_report_with_a_marked_item_is_not_accepted(scene, client):
    scene.send()
    client.post(scene.path, scene.item_post("return_item", reason="Sửa."))
    assert 'value="accept"' not in text_of(client.get(scene.path))
    response = client.post(scene.path, scene.post("accept"))
    assert response.status_code == 409
    assert "đang đề nghị sửa" in text_of(response)
    assert scene.report.state == State.SUBMITTED


def test_unflagged_items_are_accepted_at_once(scene, client):
    scene.send(make.at(2027, 11, 12))
    client.post(scene.path, scene.post("accept_unflagged"))
    assert scene.entry.is_accepted
    assert scene.report.state == State.SUBMITTED


def test_reviewer_sends_back_with_reason_and_day(scene, client):
    scene.send()
    post = scene.post("send_back", reason="Bổ sung nguồn.", resubmit_by="12/11/2027")
    assert client.post(scene.path, post).status_code == 302
    report = scene.report
    assert (report.state, report.resubmit_by) == (State.RETURNED, date(2027, 11, 12))
    assert report.return_reason == "Bổ sung nguồn."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": "", "resubmit_by": "12/11/2027"}, "Ghi rõ lý do trả lại"),
        ({"reason": "Sửa", "resubmit_by": "11/31/2027"}, "ngày/tháng/năm"),
        ({"reason": "Sửa", "resubmit_by": "02/11/2027"}, "từ hôm nay"),
        ({"reason": "Sửa", "resubmit_by": "31/12/9999"}, "hơn một năm"),
    ],
)
def test_send_back_says_what_to_mend_and_keeps_what_was_typed(scene, client, fields, message):
    scene.send()
    response = client.post(scene.path, scene.post("send_back", **fields))
    assert response.status_code == 400
    text = text_of(response)
    assert message in text
    assert "<title>Lỗi:" in text
    assert all(value in text for value in fields.values())
    assert scene.report.state == State.SUBMITTED


def test_default_day_to_send_again_is_a_working_day():
    for day in range(1, 29):
        chosen = working_day_after(date(2027, 11, day), 3)
        assert chosen.weekday() < 5
        assert chosen > date(2027, 11, day)


def test_accepted_report_is_reopened_with_reason_and_end(scene, client):
    scene.send().accept()
    refused = client.post(scene.path, scene.post("reopen", reason="", until="20/11/2027"))
    assert refused.status_code == 400
    post = scene.post("reopen", reason="Cục Thống kê đính chính.", until="20/11/2027")
    assert client.post(scene.path, post).status_code == 302
    assert scene.report.state == State.REOPENED
    assert "Cục Thống kê đính chính." in text_of(client.get(scene.path))


def test_extension_is_for_reports_not_sent_and_is_told(scene, client):
    early = client.post(scene.path, scene.post("extend", until="09/11/2027", reason="Bận."))
    assert early.status_code == 400
    assert "sau hạn hiện nay" in text_of(early)
    post = scene.post("extend", until="15/11/2027", reason="Sáp nhập phòng.")
    assert client.post(scene.path, post).status_code == 302
    assert scene.report.due_before() == date(2027, 11, 16)
    assert scene.report.events.get(kind=Kind.EXTENDED).text.endswith("Sáp nhập phòng.")
    scene.send(make.at(2027, 11, 14))
    assert scene.report.days_late == 0
    assert (
        client.post(scene.path, scene.post("extend", until="25/11/2027", reason="Nữa")).status_code
        == 409
    )
    assert "Đúng hạn theo gia hạn" in text_of(client.get(scene.path))


# History


def test_history_tells_sendings_with_receipts_and_what_changed(scene, client):
    scene.send().send_back()
    scene.send(value="31")
    text = text_of(client.get(scene.path))
    for submission in scene.report.submissions.all():
        assert submission.receipt_code in text
    assert "chỗ khác lần gửi trước" in text
    steps = client.get(scene.path).context["steps"]
    changed = {change.label: (change.old, change.new) for change in steps[0].changes}
    label = f"{scene.entry.target.code}, Ước thực hiện cả năm 2027"
    assert changed[label] == ("30,0", "31,0")


def test_steps_inside_the_unit_are_not_shown(scene, client):
    report = make.fill(scene.report)
    report.touch(by=scene.head, at=NOW)
    report.hand_over(by=scene.head, at=NOW)
    report.submit(by=scene.head, at=NOW)
    kinds = [step.title for step in client.get(scene.path).context["steps"]]
    assert kinds == [Kind.SUBMITTED.label]


def test_page_costs_the_same_for_many_items(scene, client, django_assert_max_num_queries):
    many = ReviewScene(plan=scene.plan, targets=5, tasks=7)
    many.send()
    with django_assert_max_num_queries(29):
        assert client.get(many.path).status_code == 200


# No input is a server error


JUNK = st.text(max_size=60) | st.sampled_from(["", "ct-01", "danh-gia-chung", "2027-02-30", "\x00"])


@settings(max_examples=40)
@given(
    action=st.sampled_from(
        ["accept_item", "return_item", "accept", "send_back", "reopen", "extend", "", "lạ"]
    ),
    fields=st.fixed_dictionaries(
        dict.fromkeys(
            (
                "item",
                "stamp",
                "version",
                "reason",
                "reviewer_rating",
                "resubmit_by",
                "until",
                "idempotency_key",
            ),
            JUNK,
        )
    ),
    fresh=st.booleans(),
)
def test_no_post_is_a_server_error(action, fields, fresh):
    scene = ReviewScene()
    if fresh:
        scene.send()
        fields |= {"version": scene.report.version, "item": scene.entry.anchor}
    client = client_of(scene.coordinator)
    response = client.post(scene.path, {"action": action} | fields)
    assert response.status_code in {302, 400, 409}
