"""The coordinating unit enters a signed paper report; both names stay; nobody judges their own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reports.models import Evidence, Report, ReportEvent, TransitionRefused
from tests import factories as make
from tests.entry_cases import url
from tests.review_scene import NOW, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db
Kind = ReportEvent.Kind
SIGNER = "Bà Nguyễn Thị Ký, Chủ tịch"


class BehalfScene(ReviewScene):
    """The clock of the demonstration stands at 03/11/2027 09:00."""

    @property
    def behalf_path(self):
        return reverse("report_on_behalf", args=[2027, self.report.unit.code])

    def form(self, **fields):
        given = {
            "action": "begin",
            "version": self.report.version,
            "signer": SIGNER,
            "cause": "mat-mang",
            "note": "Cáp quang đứt từ 01/11.",
            "received_at": "02/11/2027 16:30",
        }
        return given | fields

    def begin(self):
        self.report.begin_on_behalf(
            by=self.coordinator,
            at=NOW,
            signer=SIGNER,
            reason="Mất mạng.",
            received_at=make.at(2027, 11, 2, 16, 30),
        )
        return self

    def scan(self):
        return Evidence.objects.create(
            report=self.report,
            kind=Evidence.Kind.SIGNED_COPY,
            name="ban-ky.pdf",
            stored_name=f"khong-co-{self.report.pk}",
            size=10,
            sha256="0" * 64,
            media_type="application/pdf",
            scan=Evidence.Scan.NOT_CONFIGURED,
            uploaded_at=NOW,
            uploaded_by=self.coordinator,
        )

    def send_on_behalf(self):
        self.begin()
        self.scan()
        make.fill(self.report)
        self.report.touch(by=self.coordinator, at=NOW)
        return self.report.submit(by=self.coordinator, at=NOW)


@pytest.fixture
def scene():
    return BehalfScene()


@pytest.fixture
def officer(scene):
    return client_of(scene.coordinator)


@pytest.fixture
def staff(scene):
    return client_of(make.member(scene.report.unit))


# Beginning


def test_officer_begins_and_both_names_and_the_paper_are_kept(scene, officer):
    response = officer.post(scene.behalf_path, scene.form())
    assert response.url == url("report_targets", scene.report)
    report = scene.report
    assert (report.behalf_by, report.behalf_signer) == (scene.coordinator, SIGNER)
    assert report.behalf_reason == "Đơn vị mất mạng hoặc mất điện. Cáp quang đứt từ 01/11."
    assert report.behalf_received_at == make.at(2027, 11, 2, 16, 30)
    event = report.events.get(kind=Kind.BEHALF_BEGUN)
    assert (event.by, event.subject) == (scene.coordinator, f"Người ký: {SIGNER}")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signer": " "}, "Ghi người đã ký bản giấy."),
        ({"cause": ""}, "Chọn lý do nhập thay."),
        ({"cause": "la"}, "Chọn một lý do trong danh sách."),
        ({"cause": "khac", "note": ""}, "Ghi rõ lý do nhập thay."),
        ({"received_at": "hôm qua"}, "ngày/tháng/năm giờ:phút"),
        ({"received_at": "02/11/2027"}, "ngày/tháng/năm giờ:phút"),
        ({"received_at": "03/11/2027 09:01"}, "không thể sau lúc này"),
        ({"received_at": "30/09/2027 09:00"}, "trước ngày mở kỳ báo cáo (01/10/2027)"),
    ],
)
def test_officer_is_told_what_to_mend(fields, words, scene, officer):
    response = officer.post(scene.behalf_path, scene.form(**fields))
    assert response.status_code == 400
    assert words in text_of(response)
    assert scene.report.behalf_by is None


def test_a_paper_received_this_minute_is_received_in_the_past(scene, officer):
    officer.post(scene.behalf_path, scene.form(received_at="3/11/2027 09h00"))
    assert scene.report.behalf_received_at == NOW


def test_a_form_shown_before_the_units_own_step_is_stale(scene, officer):
    form = scene.form()
    scene.report.touch(by=scene.head, at=NOW)
    response = officer.post(scene.behalf_path, form)
    assert response.status_code == 409
    assert "đã thay đổi" in text_of(response)
    assert SIGNER in text_of(response)
    assert scene.report.behalf_by is None


def test_a_colleague_does_not_take_the_pen_out_of_the_hand(scene):
    scene.begin()
    colleague = make.coordinator(scene.plan)
    response = client_of(colleague).post(scene.behalf_path, scene.form())
    assert response.status_code == 409
    assert "đang nhập thay báo cáo này" in text_of(response)
    assert scene.report.behalf_by == scene.coordinator


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SUBMITTED, "trả lại thì mới sửa được"),
        (State.ACCEPTED, "mở lại có lý do và thời hạn"),
    ],
)
def test_a_report_that_rests_is_not_entered_and_says_what_opens_it(state, words, scene, officer):
    scene.send()
    if state == State.ACCEPTED:
        scene.accept()
    page = text_of(officer.get(scene.behalf_path))
    assert words in page
    assert 'value="begin"' not in page
    assert officer.post(scene.behalf_path, scene.form()).status_code == 409


def test_own_units_report_is_not_entered_on_behalf(scene, officer):
    own = BehalfScene(plan=scene.plan, unit=scene.coordinator.memberships.get().unit)
    assert officer.get(own.behalf_path).status_code == 403
    assert officer.post(own.behalf_path, own.form()).status_code == 403
    with pytest.raises(TransitionRefused):
        own.report.begin_on_behalf(
            by=scene.coordinator, at=NOW, signer=SIGNER, reason="Vội.", received_at=NOW
        )


def test_second_recipient_does_not_enter(scene):
    client = client_of(scene.recipient)
    assert client.get(scene.behalf_path).status_code == 403
    assert client.post(scene.behalf_path, scene.form()).status_code == 403


# Entering


def test_officer_writes_on_the_units_pages_under_a_banner_with_both_names(scene, officer):
    scene.begin()
    for name in ("report_targets", "report_tasks", "report_assessment", "report_check"):
        text = text_of(officer.get(url(name, scene.report)))
        assert f"Đang nhập thay: {scene.report.unit.name}" in text
        assert SIGNER in text
        assert scene.coordinator.full_name in text
    assert "Chưa có bản quét" in text
    scene.scan()
    assert "Đã có bản quét" in text_of(officer.get(url("report_check", scene.report)))


def test_officer_finds_the_report_among_own_work_and_in_the_queue(scene, officer):
    scene.begin()
    work = text_of(officer.get(reverse("my_work")))
    assert scene.report.unit.name in work
    assert "Đang nhập thay" in work
    assert "đang nhập thay" in text_of(officer.get(reverse("review_queue")))


def test_unit_reads_who_enters_and_neither_saves_nor_sends(scene, staff):
    scene.begin()
    make.fill(scene.report)
    page = text_of(staff.get(url("report_detail", scene.report)))
    assert "Đang được nhập thay từ bản giấy" in page
    assert SIGNER in page
    assert "Mất mạng" in page
    assert staff.get(url("report_targets", scene.report)).status_code == 302
    assert staff.get(url("report_check", scene.report)).status_code == 302
    update = scene.update
    post = {f"{update.anchor}-version": update.version, f"{update.anchor}-result": "Chen vào"}
    response = staff.post(url("report_tasks", scene.report), post)
    assert response.status_code == 409
    assert "Chen vào" in text_of(response)
    assert scene.update.result == "Đã thực hiện."


def test_head_is_told_why_sending_waits(scene):
    scene.begin()
    make.fill(scene.report)
    head = client_of(scene.head)
    post = {"action": "submit", "version": scene.report.version}
    response = head.post(url("report_check", scene.report), post)
    assert response.status_code == 409
    assert "Đang được nhập thay từ bản giấy" in text_of(response)
    with pytest.raises(TransitionRefused):
        scene.report.submit(by=scene.head, at=NOW)
    assert scene.report.state != State.SUBMITTED


def test_ending_gives_the_draft_back_with_what_was_typed(scene, officer, staff):
    scene.begin()
    make.fill(scene.report)
    response = officer.post(scene.behalf_path, {"action": "end", "version": scene.report.version})
    assert response.status_code == 302
    assert scene.report.behalf_by is None
    assert scene.update.result == "Đã thực hiện."
    assert staff.get(url("report_targets", scene.report)).status_code == 200
    assert officer.get(url("report_targets", scene.report)).status_code == 404
    assert scene.report.events.filter(kind=Kind.BEHALF_ENDED, by=scene.coordinator).exists()


def test_units_inner_steps_stay_hidden_from_the_officer(scene, officer):
    scene.report.touch(by=scene.head, at=NOW)
    scene.begin()
    assert "Bắt đầu soạn" not in text_of(officer.get(url("report_history", scene.report)))


# Sending


def test_sending_waits_for_the_scan(scene, officer):
    scene.begin()
    make.fill(scene.report)
    scene.report.touch(by=scene.coordinator, at=NOW)
    post = {"action": "submit", "version": scene.report.version}
    response = officer.post(url("report_check", scene.report), post)
    assert response.status_code == 409
    assert "bản quét báo cáo giấy đã ký" in text_of(response)
    scene.scan()
    response = officer.post(url("report_check", scene.report), post)
    assert response.url == url("report_receipt", scene.report)
    assert scene.report.state == State.SUBMITTED


def test_officer_neither_hands_over_nor_gives_back(scene, officer):
    scene.begin()
    make.fill(scene.report)
    for action in ("hand_over", "give_back"):
        post = {"action": action, "version": scene.report.version}
        assert officer.post(url("report_check", scene.report), post).status_code == 403


def test_both_names_stand_on_every_page_of_what_was_sent(scene, officer, staff):
    submission = scene.send_on_behalf()
    assert submission.content["on_behalf"]["entered_by"] == scene.coordinator.full_name
    names = ("report_receipt", "report_detail", "report_history")
    pages = [url(name, scene.report) for name in names]
    for client in (officer, staff):
        for page in pages:
            text = text_of(client.get(page))
            assert SIGNER in text, page
            assert scene.coordinator.full_name in text, page
    colleague = client_of(make.coordinator(scene.plan))
    text = text_of(colleague.get(scene.path))
    assert "Nhập thay đơn vị" in text
    assert SIGNER in text


def test_the_papers_arrival_decides_punctuality(scene):
    report = scene.report
    due = date(2027, 11, 9)
    late = make.at(2027, 11, 12)
    report.begin_on_behalf(
        by=scene.coordinator,
        at=late,
        signer=SIGNER,
        reason="Mất mạng.",
        received_at=make.at(due.year, due.month, due.day, 23, 59),
    )
    scene.scan()
    make.fill(report)
    report.touch(by=scene.coordinator, at=late)
    report.submit(by=scene.coordinator, at=late)
    assert (scene.report.days_late, scene.report.submitted_at) == (0, late)


# Reviewing


def test_who_entered_it_sees_no_buttons_and_is_refused(scene, officer):
    scene.send_on_behalf()
    text = text_of(officer.get(scene.path))
    assert "cần đồng nghiệp khác thẩm định" in text
    for action in ("accept", "send_back", "accept_item", "return_item"):
        assert f'value="{action}"' not in text
    assert officer.post(scene.path, scene.post("accept")).status_code == 409
    assert officer.post(scene.path, scene.item_post("accept_item")).status_code == 409
    assert scene.report.state == State.SUBMITTED
    assert "cần đồng nghiệp thẩm định" in text_of(officer.get(reverse("review_queue")))


def test_a_colleague_accepts_what_was_entered(scene):
    scene.send_on_behalf()
    colleague = client_of(make.coordinator(scene.plan))
    assert colleague.post(scene.path, scene.post("accept")).status_code == 302
    assert scene.report.state == State.ACCEPTED


def test_a_returned_paper_report_is_entered_again(scene, officer):
    scene.send_on_behalf()
    colleague = make.coordinator(scene.plan)
    scene.report.send_back(
        by=colleague, at=NOW, reason="Thiếu trang 2.", resubmit_by=NOW.date() + timedelta(3)
    )
    assert "Nhập thay đơn vị" in text_of(officer.get(scene.path))
    assert officer.post(scene.behalf_path, scene.form()).status_code == 302
    assert Report.objects.get(pk=scene.report.pk).is_entered_by(scene.coordinator)
