"""The coordinating unit's side of notices: switches, samples, the plan of days."""

import pytest
from django.urls import reverse
from post_office.models import Email

from reports.models import NoticeKind, NoticeSwitch
from reports.notices.samples import sample_of
from reports.notices.sending import slug_of
from reports.notices.telling import tell
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = make.at(2027, 11, 3, 12)


@pytest.fixture
def report():
    report = make.report_with_items()
    make.member(report.unit)
    return report


@pytest.fixture
def officer(report, client):
    person = make.coordinator(report.round.plan)
    client.force_login(person)
    return person


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_an_example_in_both_forms(kind, report, officer, client):
    sample = sample_of(kind, report.round.plan, officer, at=NOON)
    assert len(sample.mail.subject) <= 78
    for body in (sample.mail.text, sample.mail.html):
        assert "Kính gửi anh/chị" in body
        assert sample.notice.title in body.replace("\n", " ")
    assert client.get(reverse("reminder_sample", args=[slug_of(kind)])).status_code == 200
    assert not Email.objects.exists()


def test_the_mail_is_shown_under_a_policy_that_lets_nothing_run(report, officer, client):
    answer = client.get(reverse("reminder_letter", args=["report-late"]))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy
    assert "script-src" not in policy
    assert 'style="' in answer.content.decode()


def test_other_pages_still_allow_no_inline_style(report, officer, client):
    answer = client.get(reverse("reminder_sample", args=["report-late"]))
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("slug", ["khong-co", "REPORT"])
def test_an_unknown_kind_is_not_found(slug, report, officer, client):
    assert client.get(reverse("reminder_sample", args=[slug])).status_code == 404
    answer = client.post(reverse("reminder_board"), {"kind": slug, "action": "off"})
    assert answer.status_code == 404


def test_the_office_switches_a_kind_off_and_on(report, officer, client):
    kind = NoticeKind.REPORT_LATE
    client.post(reverse("reminder_board"), {"kind": slug_of(kind), "action": "off"})
    switch = NoticeSwitch.objects.get()
    assert (switch.plan, switch.kind, switch.switched_off_by) == (report.round.plan, kind, officer)
    page = client.get(reverse("reminder_board")).content.decode()
    assert "Đã tắt thư" in page and "Bật lại" in page
    client.post(reverse("reminder_board"), {"kind": slug_of(kind), "action": "on"})
    assert not NoticeSwitch.objects.exists()


def test_the_office_sees_what_will_be_sent_on_which_day(report, officer, client):
    page = client.get(reverse("reminder_board")).content.decode()
    assert "05/11/2027" in page
    assert "Sắp đến hạn nộp: 1 việc, 1 người" in page
    assert "Báo cáo trễ hạn" in page


def test_the_board_asks_as_many_queries_for_many_reports(
    report, officer, client, django_assert_num_queries
):
    address = reverse("reminder_board")
    client.get(address)
    with django_assert_num_queries(30, exact=False) as asked:
        client.get(address)
    for _number in range(5):
        make.member(make.report_with_items(plan=report.round.plan).unit)
    with django_assert_num_queries(len(asked)):
        client.get(address)


def test_the_log_of_an_office_holds_the_mails_of_its_own_plan(report, officer, client):
    other = make.PlanFactory()
    for number, plan in enumerate([report.round.plan, other]):
        tell(
            [make.UserFactory()],
            NoticeKind.REPORT_LATE,
            str(number),
            title=f"Thư của kế hoạch {number}",
            text="Ý.",
            link="/viec-cua-toi/",
            plan=plan,
            at=NOON,
        )
    page = client.get(reverse("mail_log")).content.decode()
    assert "Thư của kế hoạch 0" in page
    assert "Thư của kế hoạch 1" not in page
    foreign = Email.objects.last()
    assert client.post(reverse("mail_log"), {"thu": foreign.pk}).status_code == 404


def test_the_log_never_shows_a_mail_without_a_notice_to_an_office(report, officer, client):
    Email.objects.create(
        from_email="q3plan@localhost", to=["ai@q3.example"], subject="Đặt lại mật khẩu"
    )
    assert "Đặt lại mật khẩu" not in client.get(reverse("mail_log")).content.decode()


def test_who_coordinates_nothing_sees_none_of_it(report, client):
    client.force_login(make.head(report.unit))
    for name, args in (
        ("reminder_board", []),
        ("reminder_sample", ["report-late"]),
        ("reminder_letter", ["report-late"]),
        ("mail_log", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403
