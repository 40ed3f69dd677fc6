"""The consolidated report in the browser: edited, assembled again, both texts side by side."""

from playwright.sync_api import expect

from .test_every_page import faults

OFFICER = "tckh.tonghop1@q3.example"
REPORT = "/tong-hop/2027/bao-cao/"
OURS = "Hoàn thành năm chuyên đề về định hướng phát triển Quận 3."
# What a reopened and accepted report would bring.
ACCEPTED_ANEW = """
from reports.models import TaskUpdate
TaskUpdate.objects.filter(
    report__round__year=2027, report__unit__code="phong-kinh-te", task__code="III.3.1"
).update(result="Hoàn thành 7 chuyên đề.")
"""


def test_an_edited_passage_stays_and_shows_both_sources_after_assembling(server, new_page, login):
    page = login(new_page(server), OFFICER)
    page.goto(f"{REPORT}?don-vi=phong-kinh-te&phan=TASKS")
    passage = page.locator("article.passage").filter(has_text="mục III.3.1")
    passage.locator("a.btn").click()
    expect(passage.locator("textarea")).to_be_focused()
    passage.locator("textarea").fill(OURS)
    passage.locator("button[value=save]").click()
    expect(passage.locator(".passage-text")).to_contain_text(OURS)
    expect(page.locator("#outline [aria-current] + span")).to_contain_text("1 đã sửa")

    server.manage("shell", "-c", ACCEPTED_ANEW)
    page.goto(REPORT)
    page.click(".compiling-bar form button")
    expect(page.locator("#outline")).to_contain_text("1 nguồn đã thay đổi")
    page.goto(f"{REPORT}?trang-thai=nguon-da-thay-doi")
    expect(page.locator("article.passage")).to_have_count(1)
    expect(passage.locator(".passage-text")).to_contain_text(OURS)
    passage.locator("a.btn").click()
    expect(passage.locator("textarea")).to_have_value(OURS)
    expect(passage.locator("del").first).to_be_visible()
    expect(passage.locator(".passage-source-new ins", has_text="7")).to_have_count(1)
    assert not faults(page, REPORT)
    passage.locator("button[value=keep]").click()
    expect(page.locator("#outline")).not_to_contain_text("nguồn đã thay đổi")
    expect(passage.locator(".passage-text")).to_contain_text(OURS)
