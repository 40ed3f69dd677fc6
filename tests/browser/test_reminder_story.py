"""Three days late: the reminders go out, one mail is refused, staff see it, the head opens hers."""

import re
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

OFFICER, HEAD = "tckh.tonghop1@q3.example", "noivu.lanhdao@q3.example"
VICE_CHAIR = "pct.vanxa@q3.example"
LATE = "2027-11-12T08:00:00+07:00"


class MailServer:
    """Takes every mail but the first for the head's colleague, whom it does not know yet."""

    unknown = "noivu.chuyenvien@q3.example"

    def __init__(self):
        self.ids, self.refused = Counter(), 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.unknown and not self.refused:
            self.refused += 1
            return "550 5.1.1 Hop thu khong ton tai"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (identity,) = re.findall(rb"(?im)^message-id:\s*(\S+)", envelope.content)
        self.ids[identity, *envelope.rcpt_tos] += 1
        return "250 OK"

    def sent_to(self, address):
        return sum(recipient == address for _id, recipient in self.ids)


@pytest.fixture
def mail():
    handler = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def twice_at_once(server, command):
    """The command in two processes; what both printed."""
    with ThreadPoolExecutor() as both:
        return "".join(both.map(server.manage, [command, command]))


def numbers(pattern, text):
    return sum(map(int, re.findall(pattern, text)))


def bell(page):
    return page.locator(".bell-count")


@pytest.mark.long
def test_late_units_are_reminded_once_and_a_dead_letter_is_put_back(start, new_page, login, mail):
    server = start(Q3PLAN_CLOCK=LATE, EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(mail.port))
    new = numbers(r"(\d+) thông báo mới", twice_at_once(server, "send_reminders"))
    assert new > 20
    assert "0 thông báo mới cho 0 người" in server.manage("send_reminders")

    twice_at_once(server, "send_queued_mail")
    assert set(mail.ids.values()) == {1}
    assert mail.refused == 1
    before = mail.sent_to(MailServer.unknown)

    officer = login(new_page(server), OFFICER)
    officer.goto("/thong-bao/nhac-viec/")
    officer.get_by_role("link", name="Xem Không gửi được").click()
    row = officer.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(MailServer.unknown)
    expect(row).to_contain_text("550 5.1.1 Hop thu khong ton tai")
    row.get_by_role("button", name="Xếp lại").click()
    expect(officer.locator(".banner-success")).to_contain_text("Đã xếp lại thư")
    server.manage("send_queued_mail")
    assert mail.sent_to(MailServer.unknown) == before + 1
    assert set(mail.ids.values()) == {1}
    officer.goto("/thong-bao/thu-da-xep/?trang-thai=loi")
    expect(officer.locator(".empty")).to_be_visible()

    officer.goto("/thong-bao/nhac-viec/")
    officer.get_by_role("button", name="Tắt thư Báo cáo trễ hạn").click()
    expect(officer.get_by_role("button", name="Bật lại Báo cáo trễ hạn")).to_be_visible()
    officer.get_by_role("link", name="Báo cáo trễ hạn", exact=True).click()
    expect(officer.locator(".letter-text")).to_contain_text("Kính gửi anh/chị")
    with officer.expect_popup() as popup:
        officer.get_by_role("link", name="Xem bản HTML").click()
    expect(popup.value.get_by_text("Kính gửi anh/chị")).to_be_visible()

    head = login(new_page(server, width=360), HEAD)
    head.goto("/viec-cua-toi/")
    unread = int(re.match(r"\d+", bell(head).inner_text())[0])
    head.locator(".bell").click()
    expect(head.locator(".notice-unread")).to_have_count(unread)
    head.get_by_role("button", name="Chưa đọc: Trễ 3 ngày: báo cáo năm 2027").click()
    expect(head.locator("h1")).to_contain_text("Phòng Nội vụ")
    if unread > 1:
        expect(bell(head)).to_contain_text(str(unread - 1))

    head.goto("/thong-bao/tuy-chon/")
    head.get_by_role("button", name="Tạo địa chỉ lịch").click()
    address = head.get_by_label("Địa chỉ riêng của anh/chị").input_value()
    path = re.sub(r"^https?://[^/]+", "", address)
    feed = new_page(server).request.get(server.url + path)
    assert feed.ok
    assert "DTSTART;VALUE=DATE:20271109" in feed.text()

    leader = login(new_page(server, width=360), VICE_CHAIR)
    leader.goto("/thong-bao/?loai=REPORT_LATE")
    expect(leader.locator(".notice").first).to_contain_text("Để biết: trễ 3 ngày")
