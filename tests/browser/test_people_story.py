"""A head invites a colleague, who signs in, stands in for somebody on leave, and is locked out."""

import re

from playwright.sync_api import expect

HEAD, ADMINISTRATOR = "yte.lanhdao@q3.example", "quantri@q3.example"
EMAIL, PASSWORD = "hanh.yte@q3.example", "Mat-khau-rieng-cua-toi-9"


def invite(head):
    head.goto("/nguoi-dung/")
    head.get_by_role("link", name="Mời người dùng").click()
    head.get_by_label("Họ và tên").fill("Phòng Y tế")
    head.get_by_label("Thư điện tử công vụ").fill(EMAIL)
    head.get_by_label("Chuyên viên").check()
    head.get_by_role("button", name="Gửi lời mời").click()
    expect(head.locator(".error-summary")).to_contain_text("một người")
    head.get_by_label("Họ và tên").fill("Kiều Thị Hạnh")
    head.get_by_role("button", name="Gửi lời mời").click()
    head.wait_for_url(re.compile(r"/nguoi-dung/\d+/$"))
    expect(head.locator("main")).to_contain_text("Chưa đăng nhập lần nào")


def link_in_mail(server):
    """From the queue itself; a console prints it folded."""
    program = "from post_office.models import Email; print(Email.objects.latest('pk').message)"
    mail = server.manage("shell", "--verbosity", "0", "--command", program)
    return re.search(r"/tai-khoan/dat-lai-mat-khau/\S+/", mail)[0]


def test_a_person_is_invited_signs_in_and_is_locked_out(server, new_page, login, problems):
    problems.allow(r"\b422\b")
    invite(login(new_page(server), HEAD))
    invited = new_page(server)
    invited.goto(link_in_mail(server))
    invited.fill("[name=password1]", PASSWORD)
    invited.fill("[name=password2]", PASSWORD)
    invited.get_by_role("button", name="Đặt mật khẩu mới").click()
    invited.goto("/tai-khoan/dang-nhap/")
    invited.fill("[name=login]", EMAIL)
    invited.fill("[name=password]", PASSWORD)
    invited.press("[name=password]", "Enter")
    expect(invited.get_by_role("heading", level=1)).to_contain_text("Việc của tôi")

    administrator = login(new_page(server), ADMINISTRATOR)
    administrator.goto("/nguoi-dung/?q=kieu+hanh")
    administrator.get_by_role("link", name="Kiều Thị Hạnh").click()
    administrator.get_by_role("button", name="Khóa tài khoản").click()
    expect(administrator.locator("main")).to_contain_text("Đã khóa")
    invited.goto("/viec-cua-toi/")
    expect(invited).to_have_url(re.compile("dang-nhap"))
    administrator.goto("/nhat-ky/?loai=user")
    expect(administrator.locator("#results")).to_contain_text("Kiều Thị Hạnh")
