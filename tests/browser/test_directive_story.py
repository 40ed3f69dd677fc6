"""A vice-chair asks from the phone, the unit answers, the answer goes into its report.

Told with the people of the demonstration; the sector then goes to another vice-chair.
"""

from playwright.sync_api import expect

from tests.evidence_files import pdf

VICE_CHAIR, NEXT = "pct.vanxa@q3.example", "pct.kinhte@q3.example"
REPORTER, HEAD = "yte.chuyenvien@q3.example", "yte.lanhdao@q3.example"
CHAIR = "chutich@q3.example"
SAID = "Đã bổ sung 60 giường từ tháng 10."
TAPS = 3


def ask_from_the_sector_page(page):
    """Everything is preset: item, form, send; how many taps it took."""
    page.goto("/linh-vuc/van-xa/")
    taps = [
        page.get_by_role("link", name="Số giường bệnh trên 10.000 dân"),
        page.get_by_role("link", name="Hỏi, chỉ đạo"),
        page.get_by_role("button", name="Gửi"),
    ]
    for element in taps:
        element.first.click()
    expect(page.locator(".history")).to_contain_text("Đề nghị báo cáo kết quả")
    return len(taps)


def answer(page, text, files=()):
    page.goto("/viec-cua-toi/")
    mine = page.locator("section", has_text="cần trả lời")
    mine.locator("li", has_text="CT-06").get_by_role("link").click()
    page.fill("textarea[name=answer-text]", text)
    page.set_input_files("[name=files]", list(files))
    page.click("button:has-text('Gửi trả lời')")
    expect(page.locator(".history")).to_contain_text(text)


def ask_again(page):
    page.reload()
    page.click("summary:has-text('Hỏi lại')")
    page.fill("textarea[name=ask_again-text]", "Còn bao nhiêu giường nữa?")
    page.click("button[value=ask_again]")
    expect(page.locator(".history")).to_contain_text("Còn bao nhiêu giường nữa?")


def quote(page):
    """What was typed before stays, and the answer stands behind it."""
    page.goto("/bao-cao/2027/phong-y-te/chi-tieu/")
    block = page.locator("#ct-06")
    box = block.locator("textarea[name=ct-06-explanation]")
    box.fill("Theo số liệu quý III.")
    block.locator("summary", has_text="Chèn nội dung đã trả lời").click()
    block.locator("figure", has_text=SAID).get_by_role("button").click()
    page.wait_for_url("**/chi-tieu/#ct-06")
    expect(box).to_have_value(f"Theo số liệu quý III.\n\n{SAID}")


def hand_over(page):
    page.goto("/phan-cong-linh-vuc/van-xa/")
    page.select_option("[name=hand_over-user]", NEXT)
    page.fill("[name=hand_over-on]", "03/11/2027")
    page.fill("[name=hand_over-document]", "Thông báo 15/TB-UBND")
    page.click("button[value=hand_over]")
    expect(page.locator("tr", has_text="Văn hóa")).to_contain_text("03/11/2027")


def test_vice_chair_asks_in_three_taps_and_the_answer_goes_into_the_report(
    server, new_page, login, problems
):
    problems.allow(r"\b404\b")
    leader = login(new_page(server, width=360), VICE_CHAIR)
    assert ask_from_the_sector_page(leader) == TAPS
    thread = leader.url

    reporter, head = login(new_page(server), REPORTER), login(new_page(server), HEAD)
    file = {"name": "giường.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    answer(reporter, SAID, [file])
    ask_again(leader)
    answer(head, "Còn 12 giường, xong trước 31/12.")
    leader.reload()
    with leader.expect_download() as download:
        leader.get_by_role("link", name="giường.pdf").click()
    assert download.value.path().read_bytes() == pdf()
    quote(reporter)

    hand_over(login(new_page(server), CHAIR))
    expect(leader.locator("h1")).to_be_visible()
    assert leader.goto(thread).status == 404
    after = login(new_page(server, width=360), NEXT)
    after.goto(thread)
    expect(after.locator(".history")).to_contain_text("Thông báo 15/TB-UBND")
    after.click("button:has-text('Kết thúc ý kiến này')")
    expect(after.locator(".page-lead")).to_contain_text("Đã kết thúc")
