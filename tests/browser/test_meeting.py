"""The dashboard in a meeting: on a projector, on paper, each number with what it is made of."""

import re

import pypdfium2
import pytest
from lxml import html
from playwright.sync_api import expect

CHAIR, VICE_CHAIR = "chutich@q3.example", "pct.vanxa@q3.example"
NUMBERS = (
    "//main//*[contains(@class,'number-link') or contains(@class,'tile-value') or "
    "contains(@class,'tile-note') or contains(@class,'chip')][self::a] | "
    "//main//ul[contains(@class,'filter-links')]//a[.//*[contains(@class,'nums')]] | "
    "//main//table[contains(@class,'matrix')]//td[last()]/a"
)


@pytest.mark.parametrize(("person", "query"), [(CHAIR, ""), (CHAIR, "nam=2026"), (VICE_CHAIR, "")])
def test_the_summary_takes_one_sheet_of_a4(person, query, new_page, shared_server, login):
    page = login(new_page(shared_server), person)
    page.goto(f"/tom-tat/?{query}")
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(sheets) == 1
    assert [round(side / 72 * 25.4) for side in sheets[0].get_size()] == [210, 297]


def test_every_number_leads_to_a_page_with_that_number(new_page, shared_server, login):
    page = login(new_page(shared_server, js=False), CHAIR)
    pages, wrong = {}, []

    def text_of(address):
        address = address.split("#")[0]
        if address not in pages:
            answer = page.request.get(address)
            assert answer.status == 200, address
            pages[address] = html.fromstring(answer.text())
        return pages[address]

    seen = 0
    for start in ("/bang-dieu-hanh/", "/tom-tat/", "/linh-vuc/van-xa/", "/don-vi/", "/chi-tieu/"):
        root = text_of(f"{shared_server.url}{start}")
        root.make_links_absolute(f"{shared_server.url}{start}")
        for link in root.xpath(NUMBERS):
            words = " ".join(link.text_content().split())
            number = re.findall(r"\d[\d.,]*", words.split(":")[-1])
            if not number:
                continue
            seen += 1
            there = " ".join(text_of(link.get("href")).xpath("//main")[0].text_content().split())
            if not re.search(rf"(?<![\d,]){re.escape(number[0])}(?![\d])", there):
                wrong.append((start, words, link.get("href")))
    assert not wrong, "\n".join(map(str, wrong))
    assert seen > 60


def test_the_view_for_a_projector_is_left_and_turned_by_keys(new_page, shared_server, login):
    page = login(new_page(shared_server), CHAIR)
    page.goto("/bang-dieu-hanh/?linh-vuc=van-xa")
    page.click("text=Toàn màn hình")
    page.wait_for_url("**che-do=trinh-chieu**")
    expect(page.locator(".site-nav, .filter-bar")).to_have_count(0)
    expect(page.locator("[data-fullscreen]")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#decisions-title")).to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#score-title")).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#decisions-title")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "che-do" not in address and "linh-vuc=van-xa" in address)
    expect(page.locator(".filter-bar")).to_be_visible()


def test_a_closer_look_is_fetched_when_asked(new_page, shared_server, login):
    page = login(new_page(shared_server), CHAIR)
    page.goto("/bang-dieu-hanh/")
    expect(page.locator("script[type='application/json'][id$='-figure']")).to_have_count(0)
    page.locator("#bullets [data-chart-closer]").click()
    expect(page.locator("#bullets-plot .main-svg").first).to_be_visible()
    expect(page.locator("#bullets [data-chart-drawn]").first).to_be_hidden()


def test_a_phone_gets_the_long_tables_folded_and_opens_them_without_scripts(
    new_page, shared_server, login
):
    page = login(new_page(shared_server, js=False, width=360, height=740), VICE_CHAIR)
    page.goto("/bang-dieu-hanh/")
    assert page.evaluate("document.documentElement.scrollHeight") < 8000
    table = page.locator(".score-table")
    expect(table).to_be_hidden()
    page.locator("#score summary", has_text="Bảng điểm 13 chỉ tiêu").click()
    expect(table).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    for part in (".score-table", ".standing-matrix", "#sectors-chart", "#reporting table"):
        expect(page.locator(part).last).to_be_visible()
    expect(page.locator(".fold > summary").first).to_be_hidden()
