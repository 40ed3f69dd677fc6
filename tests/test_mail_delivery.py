"""Delivery to a real SMTP server that accepts, delays, refuses and drops: nothing lost or doubled.

The server runs in this process on a free port; time passes by being passed in.
"""

import asyncio
import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.management import call_command, get_commands
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from reports.models import NoticeKind
from reports.notices import delivering
from reports.notices.delivering import claim_next, deliver_queued, requeue, wait_after
from reports.notices.telling import tell
from tests import factories as make

START = datetime(2027, 11, 3, 2, tzinfo=UTC)


class Office:
    """A mail server; ``says`` is what it answers, by step: a list is used up, then it accepts."""

    def __init__(self):
        self.mails = []
        self.says = {"MAIL": [], "RCPT": [], "DATA": []}
        self.asked = Counter()

    def _answer(self, step):
        self.asked[step] += 1
        return self.says[step].pop(0) if self.says[step] else "250 OK"

    async def _said(self, step, server):
        answer = self._answer(step)
        if answer == "drop":
            server.transport.abort()
            await asyncio.Event().wait()
        if answer == "delay":
            await asyncio.Event().wait()
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self._said("MAIL", server)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self._said("RCPT", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=default)
        if self.says["DATA"][:1] == ["keep and drop"]:
            self.mails.append(mail)
            self.says["DATA"][0] = "drop"
        answer = await self._said("DATA", server)
        if answer.startswith("250"):
            self.mails.append(mail)
        return answer

    @property
    def recipients(self):
        return sorted(mail["To"] for mail in self.mails)


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def office(settings, caplog):
    handler = Office()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    yield handler
    server.stop()


class Clock:
    """The machine's clock in the test's hand."""

    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def forward(self, **span):
        self.at += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queued(db):
    """Three people with a mail each, in the order of the queue."""
    people = [
        make.UserFactory(full_name=f"Trần Thị Nhận {n}", email=f"nhan{n}@q3.example")
        for n in range(3)
    ]
    for number, person in enumerate(people):
        tell(
            [person],
            NoticeKind.REPORT_LATE,
            f"thu:{number}",
            title=f"Trễ {number} ngày: báo cáo của Phường {number}",
            text="Đề nghị gửi ngay.",
            link="/viec-cua-toi/",
            at=START,
        )
    return [person.email for person in people]


def states():
    return list(Email.objects.order_by("pk").values_list("status", flat=True))


# -- accepts ---------------------------------------------------------------------------------


def test_the_server_gets_each_mail_once_in_both_forms(office, queued, clock):
    assert deliver_queued(now=clock).sent == 3
    assert deliver_queued(now=clock).sent == 0
    assert office.recipients == queued
    mail = office.mails[0]
    assert mail["Subject"] == "Trễ 0 ngày: báo cáo của Phường 0"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == Email.objects.first().message_id
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        assert "Trần Thị Nhận 0" in body
        assert "http://127.0.0.1:8000/viec-cua-toi/" in body
    assert states() == [STATUS.sent] * 3


def test_the_command_of_the_queue_is_ours(office, queued, capsys):
    assert get_commands()["send_queued_mail"] == "reports"
    call_command("send_queued_mail")
    assert capsys.readouterr().out.startswith("Thư: đã gửi 3,")
    assert office.recipients == queued


# -- refuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_what_is_put_off_is_sent_later_and_only_then(office, queued, clock, step):
    office.says[step] = ["451 4.3.0 Xin thử lại sau"]
    done = deliver_queued(now=clock)
    assert (done.sent, done.requeued, done.failed) == (2, 1, 0)
    clock.forward(seconds=59)
    assert deliver_queued(now=clock).sent == 0
    clock.forward(seconds=1)
    assert deliver_queued(now=clock).sent == 1
    assert office.recipients == queued


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_what_is_refused_for_good_is_a_dead_letter_at_once(office, queued, clock, step):
    office.says[step] = ["550 5.1.1 Khong co nguoi nay"]
    done = deliver_queued(now=clock)
    assert (done.sent, done.requeued, done.failed) == (2, 0, 1)
    clock.forward(days=9)
    assert deliver_queued(now=clock).sent == 0
    dead = Email.objects.get(status=STATUS.failed)
    assert "550" in dead.logs.get().message
    assert requeue(dead, at=clock())
    assert not requeue(dead, at=clock())
    assert deliver_queued(now=clock).sent == 1
    assert office.recipients == queued


def test_a_server_that_takes_no_sender_keeps_everything_waiting(office, queued, clock):
    """It is about our settings, not about one mail: nothing becomes a dead letter."""
    office.says["MAIL"] = ["530 5.7.0 Authentication required"]
    done = deliver_queued(now=clock)
    assert (done.sent, done.requeued, done.failed) == (0, 1, 0)
    assert office.asked["MAIL"] == 1
    clock.forward(minutes=1)
    assert deliver_queued(now=clock).sent == 3


def test_a_mail_that_cannot_be_built_is_a_dead_letter_and_holds_up_nobody(office, queued, clock):
    Email.objects.filter(pk=Email.objects.first().pk).update(subject="Hai\ndòng")
    done = deliver_queued(now=clock)
    assert (done.sent, done.failed) == (2, 1)


# -- delays, drops, is not there ----------------------------------------------------------------


@pytest.mark.parametrize("how", ["delay", "drop"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_leaves_hanging_is_sent_once_in_the_end(
    office, queued, clock, settings, step, how
):
    if how == "delay":
        settings.EMAIL_TIMEOUT = 1
    office.says[step] = ["250 OK", how]
    done = deliver_queued(now=clock)
    assert (done.sent, done.requeued, done.failed) == (1, 1, 0)
    assert states() == [STATUS.sent, STATUS.requeued, STATUS.queued]
    clock.forward(minutes=1)
    assert deliver_queued(now=clock).sent == 2
    assert office.recipients == queued


def test_a_server_that_took_the_mail_without_saying_so_gets_it_again_under_the_same_id(
    office, queued, clock
):
    """Nobody can know whether it took it; losing it would be worse, and the id tells the double."""
    office.says["DATA"] = ["keep and drop"]
    deliver_queued(now=clock)
    clock.forward(minutes=1)
    deliver_queued(now=clock)
    ids = Counter(mail["Message-ID"] for mail in office.mails)
    assert sorted(ids.values()) == [1, 1, 2]


def test_without_a_server_everything_waits_for_days_and_then_is_seen(queued, clock, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    first = Email.objects.first()
    Email.objects.exclude(pk=first.pk).delete()
    tries = 0
    while Email.objects.get().status != STATUS.failed:
        done = deliver_queued(now=clock)
        tries += done.requeued + done.failed
        clock.at = max(clock.at, Email.objects.get().scheduled_time or clock.at)
    assert tries == settings.POST_OFFICE["MAX_RETRIES"] + 1
    assert timedelta(days=2) < clock() - START < timedelta(days=3)


def test_waits_grow_and_end_at_four_hours():
    waits = [wait_after(tries) for tries in (1, 2, 3, 9, 10, 500)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 2, 4, 240, 240, 240]


# -- twice at once ---------------------------------------------------------------------------


def test_a_second_run_in_the_middle_of_the_first_doubles_nothing(
    office, queued, clock, monkeypatch
):
    send, began = delivering._send, []

    def send_while_another_runs(email):
        if not began:
            began.append(email)
            assert deliver_queued(now=clock).sent == 2
        send(email)

    monkeypatch.setattr(delivering, "_send", send_while_another_runs)
    assert deliver_queued(now=clock).sent == 1
    assert office.recipients == queued


def test_of_two_runs_that_see_the_same_mail_one_has_it(queued, clock, monkeypatch):
    """Both have read the row; the second finds it taken and goes on to the next."""
    first = claim_next(at=clock())
    assert claim_next(at=clock()).pk > first.pk
    assert claim_next(at=clock()) is not None
    assert claim_next(at=clock()) is None


def test_a_run_that_died_leaves_its_mail_to_a_later_one(office, queued, clock):
    claim_next(at=clock())
    assert deliver_queued(now=clock).sent == 2
    clock.forward(minutes=11)
    assert deliver_queued(now=clock).sent == 1
    assert office.recipients == queued


def test_no_transaction_is_open_while_the_server_is_spoken_to(office, queued, clock, monkeypatch):
    """On SQLite it would stop everybody who saves."""
    send, depths = delivering._send, []
    outside = len(connection.savepoint_ids)

    def watched(email):
        depths.append(len(connection.savepoint_ids) - outside)
        send(email)

    monkeypatch.setattr(delivering, "_send", watched)
    deliver_queued(now=clock)
    assert depths == [0, 0, 0]


# -- mails of the login ----------------------------------------------------------------------


@pytest.mark.parametrize("address", ["{%x%}@q3.example", "{{x}}@q3.example"])
def test_an_address_that_looks_like_a_template_is_an_address(client, db, settings, address):
    """An account may have such an address; the queue takes what it says word for word."""
    settings.EMAIL_BACKEND = "q3plan.lib.mail_queue.QueueBackend"
    make.UserFactory(email=address, full_name="{% x %}")
    answer = client.post(reverse("account_reset_password"), {"email": address})
    assert answer.status_code == 302
    email = Email.objects.get()
    assert email.to == [address]
    assert email.message_id


# -- staff see it ------------------------------------------------------------------------------


def test_staff_see_a_dead_letter_and_put_it_back(office, queued, clock, client):
    office.says["RCPT"] = ["550 5.1.1 Khong co nguoi nay"]
    deliver_queued(now=clock)
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    page = client.get(reverse("mail_log") + "?trang-thai=loi").content.decode()
    assert queued[0] in page and queued[1] not in page
    assert "Khong co nguoi nay" in page
    dead = Email.objects.get(status=STATUS.failed)
    assert "Đề nghị gửi ngay" not in page
    client.post(reverse("mail_log"), {"thu": dead.pk})
    assert deliver_queued(now=timezone.now).sent == 1
    assert office.recipients == queued


def test_the_log_asks_as_many_queries_for_many_as_for_one(client, db, django_assert_num_queries):
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))

    def queue(number):
        person = make.UserFactory()
        kind = NoticeKind.REPORT_LATE
        words = {"title": "Trễ", "text": "Ý.", "link": "/"}
        tell([person], kind, str(number), at=START, **words)

    queue(0)
    client.get(reverse("mail_log"))
    with django_assert_num_queries(12, exact=False) as asked:
        client.get(reverse("mail_log"))
    for number in range(1, 20):
        queue(number)
    with django_assert_num_queries(len(asked)):
        client.get(reverse("mail_log"))
