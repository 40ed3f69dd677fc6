"""A target is amended: proposed by its unit, made clear, forwarded, decided, and shown everywhere.

Without scripts too: the same words, the same screens.
"""

import re

import pytest
from playwright.sync_api import expect

STAFF, HEAD = "yte.chuyenvien@q3.example", "yte.lanhdao@q3.example"
OFFICER, CHAIR = "tckh.tonghop1@q3.example", "chutich@q3.example"
TARGET = "/chi-tieu/ct-06/"
PAPER = {
    "name": "Tờ trình số giường.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}


@pytest.fixture
def person(new_page, server, login):
    def enter(email, *, js):
        return login(new_page(server, js=js), email)

    return enter


def propose(staff):
    staff.goto(TARGET)
    staff.locator("a", has_text="Đề nghị điều chỉnh").click()
    expect(staff.locator("main")).to_contain_text("Hiện hành")
    staff.fill("[name=wording]", "đạt 40 giường bệnh")
    staff.fill("[name=value]", "40")
    staff.fill("[name=reason]", "Dân số thay đổi, đầu tư giường bệnh chậm.")
    staff.set_input_files("[name=files]", PAPER)
    staff.click("button[value=keep]")
    staff.wait_for_url(re.compile(r"/dieu-chinh/\d+/$"))
    expect(staff.locator("main")).to_contain_text("Tờ trình số giường.pdf")
    return re.search(r"/dieu-chinh/\d+/$", staff.url)[0]


def ask_for_clarification(officer, proposal):
    officer.goto(proposal)
    officer.locator("summary", has_text="Đề nghị làm rõ").click()
    officer.fill("#send_back-text", "Nêu rõ căn cứ của mức 40.")
    officer.click("button[value=send_back]")
    expect(officer.locator("main")).to_contain_text("Được đề nghị làm rõ")


def make_clear(head, proposal):
    head.goto(proposal)
    expect(head.locator("main")).to_contain_text("Nêu rõ căn cứ của mức 40.")
    head.locator("a", has_text="Sửa đề nghị").click()
    head.fill("[name=reason]", "Dân số tăng 5%, theo Tờ trình kèm theo.")
    head.click("button[value=propose]")
    expect(head.locator("main")).to_contain_text("Đã đề nghị, chờ tổng hợp")


def forward(officer):
    officer.goto("/dieu-chinh/")
    officer.locator("a", has_text="Tổng hợp và trình").click()
    for box in officer.locator("[name=chosen]").all():
        box.set_checked(
            "CT-06" in officer.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        )
    officer.fill("[name=opinion]", "Thống nhất với đề nghị của đơn vị.")
    officer.locator("main form button").click()
    expect(officer.locator("main")).to_contain_text("Chờ quyết định")


def decide(chair):
    chair.goto("/dieu-chinh/")
    chair.locator("a", has_text="Quyết định").first.click()
    chair.fill("[name=number]", "315/QĐ-UBND")
    chair.fill("[name=decided_by]", "Chủ tịch Ủy ban nhân dân Quận 3")
    chair.locator("main form button").click()
    expect(chair.locator("main")).to_contain_text("Đã quyết định 1 đề nghị")


def verdict_of_last_year(page):
    page.goto(f"{TARGET}?nam=2026")
    return page.locator("h1 + .page-lead").inner_text()


@pytest.mark.long
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_target_is_amended_from_proposal_to_chart(js, person):
    officer = person(OFFICER, js=js)
    before = verdict_of_last_year(officer)
    proposal = propose(person(STAFF, js=js))
    officer.goto("/dieu-chinh/")
    expect(officer.locator("main")).not_to_contain_text("CT-06")

    head = person(HEAD, js=js)
    head.goto(proposal)
    head.click("button[value=propose]")
    expect(head.locator("main")).to_contain_text("Đã đề nghị, chờ tổng hợp")
    ask_for_clarification(officer, proposal)
    make_clear(head, proposal)
    forward(officer)
    chair = person(CHAIR, js=js)
    decide(chair)

    chair.goto(TARGET)
    expect(chair.locator("main")).to_contain_text("Điều chỉnh từ 2027")
    expect(chair.locator("main")).to_contain_text("“đạt 42 giường bệnh” → “đạt 40 giường bệnh”")
    assert verdict_of_last_year(officer) == before
    chair.goto("/ke-hoach/?q=CT-06")
    expect(chair.locator("main")).to_contain_text("đã điều chỉnh theo 315/QĐ-UBND")
    head.goto("/thong-bao/")
    expect(head.locator("main")).to_contain_text("Đã quyết định điều chỉnh CT-06")
