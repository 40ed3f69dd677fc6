"""Proposals to amend the plan: who sees, who may, step by step, and who is told."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import Amendment, AmendmentStep, Notice, StaleReport, TransitionRefused
from targets.models import Decision
from tests import factories as make
from tests.amending_scene import NOW, TODAY, AmendingScene
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
Kind, State = Amendment.Kind, Amendment.State
LIST = reverse("amendment_list")


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield AmendingScene()


def page(amendment, name="amendment_detail"):
    return reverse(name, args=[amendment.pk])


def add_url(scene, kind="TARGET"):
    return f"{reverse('amendment_add')}?ve=chi-tieu-{scene.target.pk}&loai={kind}"


def filled(scene, **fields):
    """The form of a target's terms as it comes, with some fields changed."""
    terms = {name: "" if v is None else v for name, v in scene.new_terms().items()}
    terms["is_point"] = "1" if terms["is_point"] else ""
    return terms | {"reason": "Dân số giảm", "whole": "1", "action": "propose"} | fields


def step(scene, amendment, person, action, **fields):
    amendment.refresh_from_db()
    post = {"action": action, "version": amendment.version, **fields}
    return client_of(person).post(page(amendment, "amendment_step"), post)


# -- who sees --------------------------------------------------------------------------------


def test_a_draft_is_seen_by_its_unit_alone(scene):
    draft = scene.draft()
    for person in (scene.staff, scene.head):
        assert client_of(person).get(page(draft)).status_code == 200
    for person in (scene.officer, scene.recipient, scene.chair, scene.vice_chair, scene.other_head):
        assert client_of(person).get(page(draft)).status_code == 404
        assert str(draft.target.name) not in text_of(client_of(person).get(LIST))


def test_a_proposal_is_seen_by_offices_and_its_leaders_and_by_no_other_unit(scene):
    proposal = scene.proposed()
    other = make.PortfolioFactory(plan=scene.plan).user
    for person in (scene.head, scene.officer, scene.recipient, scene.chair, scene.vice_chair):
        assert client_of(person).get(page(proposal)).status_code == 200
        assert proposal.target.code in text_of(client_of(person).get(LIST))
    for person in (scene.other_head, other):
        assert client_of(person).get(page(proposal)).status_code == 404


def test_the_vice_chair_sees_proposals_about_clauses_of_the_sector(scene):
    task = scene.task
    task.sector = scene.target.sector
    task.save()
    proposal = scene.proposed(scene.of_clause("Nội dung mới"))
    other = make.PortfolioFactory(plan=scene.plan).user
    assert client_of(scene.vice_chair).get(page(proposal)).status_code == 200
    assert client_of(other).get(page(proposal)).status_code == 404


def test_the_list_costs_the_same_for_many_proposals(scene, django_assert_max_num_queries):
    client = client_of(scene.officer)
    scene.proposed()
    with django_assert_max_num_queries(20) as few:
        client.get(LIST)
    for _ in range(4):
        scene.proposed(scene.of_task(title="Tên khác"))
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


# -- proposing -------------------------------------------------------------------------------


def test_a_head_proposes_from_the_target_with_old_beside_new(scene):
    client = client_of(scene.head)
    shown = text_of(client.get(add_url(scene)))
    assert "đạt 42" in shown and "Hiện hành" in shown
    made = client.post(add_url(scene), filled(scene, value="45", wording="đạt 45"))
    amendment = Amendment.objects.get()
    assert made.status_code == 302 and amendment.state == State.PROPOSED
    assert (amendment.change["value"], amendment.unit) == ("45", scene.unit)
    detail = text_of(client.get(page(amendment)))
    assert "đạt" in detail and "45" in detail
    told = Notice.objects.filter(user=scene.officer, kind="AMENDMENT")
    assert told.get().link == page(amendment)


def test_staff_keep_a_draft_and_cannot_send_it(scene):
    client = client_of(scene.staff)
    client.post(add_url(scene), filled(scene, value="45"))
    amendment = Amendment.objects.get()
    assert amendment.state == State.DRAFT
    assert step(scene, amendment, scene.staff, "propose").status_code == 403
    assert step(scene, amendment, scene.head, "propose").status_code == 302
    amendment.refresh_from_db()
    assert amendment.state == State.PROPOSED


def test_units_without_a_part_and_leaders_cannot_propose(scene):
    target = scene.target.pk
    url = f"{reverse('amendment_add')}?ve=chi-tieu-{target}"
    assert client_of(scene.other_head).get(url).status_code == 404
    for person in (scene.chair, scene.vice_chair, scene.recipient):
        assert client_of(person).get(url).status_code == 403


def test_the_coordinating_unit_proposes_about_anything_in_its_own_name(scene):
    url = f"{reverse('amendment_add')}?ve=nhiem-vu-{scene.task.pk}"
    post = {"title": "Tên mới", "quote": "Nội dung", "kind": "STANDING", "reason": "Rõ hơn"}
    assert client_of(scene.officer).post(url, post | {"whole": "1"}).status_code == 302
    assert Amendment.objects.get().unit != scene.unit


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"comparator": "BETWEEN", "upper": ""}, "Khoảng giá trị cần cận trên."),
        ({"comparator": "ABOUT"}, "cần một dung sai"),
        ({"value": "42a"}, "số"),
        ({"start_year": "2031"}, "Năm bắt đầu phải trước"),
        ({"value": "45", "reason": ""}, "Ghi lý do, căn cứ"),
        ({}, "chưa khác nội dung hiện hành"),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_stays(scene, fields, said):
    typed = {"quote": "nội dung gõ dở", **fields} if fields else {}
    answer = client_of(scene.head).post(add_url(scene), filled(scene, **typed))
    assert answer.status_code == 422 and said in text_of(answer)
    assert not typed or "nội dung gõ dở" in text_of(answer)
    assert not Amendment.objects.exists()


def test_an_assignment_needs_a_lead_and_a_provider_among_its_units(scene):
    url = add_url(scene, "ASSIGNMENT")
    base = {"reason": "Sắp xếp lại", "whole": "1", "action": "propose"}
    none = client_of(scene.head).post(url, base)
    assert none.status_code == 422 and "ít nhất một đơn vị chủ trì" in text_of(none)
    codes = {"lead": [scene.unit.code], "provider": scene.stranger.unit.code}
    foreign = client_of(scene.head).post(url, base | codes)
    assert foreign.status_code == 422 and "phải là đơn vị chủ trì" in text_of(foreign)


def test_a_repeated_post_makes_one_proposal(scene):
    key = "6e7c1a52-9a57-4c1c-8f0e-0f8f2a5c8b11"
    for _ in range(2):
        post = filled(scene, value="45", idempotency_key=key)
        assert client_of(scene.head).post(add_url(scene), post).status_code == 302
    assert Amendment.objects.count() == 1


# -- the steps -------------------------------------------------------------------------------


def test_the_office_asks_for_clarification_and_the_unit_answers(scene):
    amendment = scene.proposed()
    assert step(scene, amendment, scene.officer, "send_back", text=" ").status_code == 422
    done = step(scene, amendment, scene.officer, "send_back", text="Nêu rõ số dân")
    assert done.status_code == 302
    assert Notice.objects.filter(user=scene.staff, text="Nêu rõ số dân").count() == 1
    post = filled(scene, value="44", version=Amendment.objects.get().version)
    assert client_of(scene.head).post(page(amendment, "amendment_edit"), post).status_code == 302
    amendment.refresh_from_db()
    assert (amendment.state, amendment.change["value"]) == (State.PROPOSED, "44")
    kinds = list(amendment.steps.values_list("kind", flat=True))
    assert kinds == ["PROPOSED", "RETURNED", "PROPOSED"]


def test_two_people_at_once_are_told_and_nothing_typed_is_lost(scene):
    amendment = scene.draft()
    seen = amendment.version
    amendment.revise(change=amendment.change, reason="Khác", by=scene.staff, at=NOW)
    post = filled(scene, value="47", reason="Lý do của tôi", version=seen)
    answer = client_of(scene.head).post(page(amendment, "amendment_edit"), post)
    assert answer.status_code == 409 and "Lý do của tôi" in text_of(answer)
    stale = client_of(scene.head).post(
        page(amendment, "amendment_step"), {"action": "propose", "version": seen}
    )
    assert stale.status_code == 409
    amendment.refresh_from_db()
    assert (amendment.state, amendment.reason) == (State.DRAFT, "Khác")


def test_the_office_forwards_several_with_one_opinion(scene):
    rows = [scene.proposed(), scene.proposed(scene.of_task(title="Tên mới"))]
    url = reverse("amendment_forward")
    chosen = [f"{row.pk}:{row.version}" for row in rows]
    assert client_of(scene.officer).post(url, {"chosen": chosen}).status_code == 422
    done = client_of(scene.officer).post(url, {"chosen": chosen, "opinion": "Thống nhất"})
    assert done.status_code == 302
    assert {row.state for row in Amendment.objects.all()} == {State.FORWARDED}
    assert Notice.objects.filter(user=scene.chair).count() == 2
    for person in (scene.head, scene.recipient, scene.chair, scene.vice_chair):
        assert client_of(person).post(url, {}).status_code == 403


def decision_post(rows, **fields):
    chosen = [f"{row.pk}:{row.version}" for row in rows]
    return {
        "chosen": chosen,
        "number": "215/QĐ-UBND",
        "decided_on": "01/11/2027",
        "decided_by": "Chủ tịch Ủy ban nhân dân Quận 3",
        "effective_on": "03/11/2027",
    } | fields


def test_the_chair_decides_several_by_one_decision(scene):
    rows = [scene.forwarded(), scene.forwarded(scene.of_task(title="Tên mới"))]
    url = reverse("amendment_decide")
    assert client_of(scene.chair).get(url).status_code == 200
    assert client_of(scene.chair).post(url, decision_post(rows)).status_code == 302
    assert Decision.objects.get().amendments.count() == 2
    assert scene.reading.value == 45 and scene.task.title == "Tên mới"
    told = set(Notice.objects.filter(title__startswith="Đã quyết định").values_list("user", flat=1))
    assert {scene.head.pk, scene.vice_chair.pk} <= told
    for person in (scene.head, scene.recipient, scene.vice_chair):
        assert client_of(person).get(url).status_code == 403


def test_the_office_records_the_decision_of_the_standing_committee(scene):
    row = scene.forwarded()
    url = reverse("amendment_decide")
    post = decision_post([row], decided_by="Ban Thường vụ Quận ủy", number="07-NQ/QU")
    assert client_of(scene.officer).post(url, post).status_code == 302
    row.refresh_from_db()
    assert row.decision.decided_by == "Ban Thường vụ Quận ủy"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"decided_on": "04/11/2027"}, 422),
        ({"number": ""}, 422),
        ({"effective_on": "31/12/2026"}, 422),
        ({"effective_on": "01/01/2046"}, 422),
        ({"chosen": ["999:1"]}, 409),
        ({"chosen": []}, 422),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_kept_on_screen(scene, fields, status):
    row = scene.forwarded()
    post = decision_post([row], text="Lời văn", **fields)
    answer = client_of(scene.chair).post(reverse("amendment_decide"), post)
    assert answer.status_code == status and "Lời văn" in text_of(answer)
    row.refresh_from_db()
    assert row.state == State.FORWARDED and not Decision.objects.exists()


def test_a_number_stands_for_one_decision(scene):
    scene.decision(on=date(2027, 10, 1))
    row = scene.forwarded()
    answer = client_of(scene.chair).post(reverse("amendment_decide"), decision_post([row]))
    assert answer.status_code == 422 and "Đã có quyết định số" in text_of(answer)


def test_the_chair_refuses_with_a_reason_that_the_unit_reads(scene):
    row = scene.forwarded()
    assert step(scene, row, scene.chair, "refuse", text="").status_code == 422
    assert step(scene, row, scene.chair, "refuse", text="Chưa đủ căn cứ").status_code == 302
    assert "Chưa đủ căn cứ" in text_of(client_of(scene.head).get(page(row)))
    row.refresh_from_db()
    assert row.state == State.REFUSED and scene.reading.value == 42


def test_the_head_withdraws_until_it_is_decided(scene):
    row = scene.forwarded()
    assert step(scene, row, scene.staff, "withdraw").status_code == 403
    assert step(scene, row, scene.head, "withdraw").status_code == 302
    assert step(scene, row, scene.head, "withdraw").status_code == 409


@pytest.mark.parametrize("action", ["forward", "send_back", "refuse"])
def test_the_unit_takes_no_step_of_others(scene, action):
    assert step(scene, scene.forwarded(), scene.head, action, text="x").status_code == 403


def test_steps_are_only_taken_from_their_states(scene):
    draft = scene.draft()
    for take in (
        lambda: draft.forward(by=scene.officer, at=NOW, opinion="x"),
        lambda: draft.refuse(by=scene.chair, at=NOW, reason="x"),
        lambda: draft.decide(decision=scene.decision(), effective_on=TODAY, by=scene.chair, at=NOW),
    ):
        with pytest.raises(TransitionRefused):
            take()
    with pytest.raises(StaleReport):
        draft.propose(by=scene.head, at=NOW, version=99)
    assert not AmendmentStep.objects.exists()


# -- what the database refuses ---------------------------------------------------------------


def test_a_proposal_is_about_one_thing(scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.draft(Kind.TASK, {}, target=scene.target)
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.draft(Kind.ASSIGNMENT, {})


@pytest.mark.parametrize("fields", [{"state": "DECIDED"}, {"applied_at": NOW}])
def test_decided_and_applied_need_what_makes_them_so(scene, fields):
    draft = scene.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=draft.pk).update(**fields)


def test_what_becomes_of_open_reports_is_said_to_who_decides(scene):
    heir = scene.stranger.unit
    change = {"lead": [heir.code], "cooperate": [], "provider": heir.code}
    row = scene.forwarded(scene.draft(Kind.ASSIGNMENT, change, target=scene.target))
    client = client_of(scene.chair)
    done = client.post(reverse("amendment_decide"), decision_post([row]), follow=True)
    assert f"{scene.unit.name} đã được yêu cầu số liệu này nên vẫn báo cáo" in text_of(done)
