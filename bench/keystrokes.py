"""How many keys and clicks the yearly report of Phòng Y tế takes (3 targets, 6 tasks).

Fills it in Chromium on a running demonstration, by keyboard as a trained person does, while the
page itself counts what reaches it; the same data in an Excel sheet and an e-mail is counted by the
assumptions printed below, each in favour of the sheet. Usage, with ``make run`` beside it:

    .venv/bin/python bench/keystrokes.py http://127.0.0.1:8000
"""

import shutil
import sys
from collections import Counter

from playwright.sync_api import sync_playwright

WHO, PASSWORD = "yte.chuyenvien@q3.example", "Quan3-minhhoa-2027"
REPORT = "/bao-cao/2027/phong-y-te"
NUMERATORS = {
    "ct-06": {"ytd": "760", "estimate": "775", "final": "752"},
    "ct-07": {"ytd": "398", "estimate": "405", "final": "392"},
    "ct-08": {"ytd": "187100", "estimate": "188200", "final": "187000"},
}
DENOMINATORS = {"ytd": "196500", "estimate": "196500", "final": "195900"}
SOURCE = "Báo cáo của các cơ sở y tế đến 31/10/2027"
EXPLANATION = "Mở rộng hai phòng khám đa khoa."
RESULT = "Đã thực hiện theo kế hoạch, có báo cáo của các trạm y tế."
OVERVIEW = "Mạng lưới y tế cơ sở được củng cố."
TASKS = 6
SUBJECT = "Phòng Y tế: báo cáo năm 2027 thực hiện Kế hoạch 57"
BODY = "Kính gửi Phòng TC-KH và Văn phòng UBND báo cáo năm 2027 của Phòng Y tế."

# Real input only: what a script or a form sends of itself is not the person's work.
COUNT = """
window.addEventListener("keydown", (event) => event.isTrusted && window.counted("key"), true);
window.addEventListener("mousedown", (event) => event.isTrusted && window.counted("click"), true);
"""


# How many presses of Tab lead from the focus to a box; many, when it lies behind.
PRESSES = """(name) => {
    const stops = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary")]
        .filter((stop) => !stop.disabled && stop.offsetParent !== null);
    const away = stops.findIndex((stop) => stop.name === name)
        - stops.indexOf(document.activeElement);
    return away > 0 ? away : 99;
}"""


def reach(page, name):
    """Tab while that takes no more than two presses, else one click, as people do."""
    presses = page.evaluate(PRESSES, name)
    if presses > 2:
        page.click(f"[name='{name}']")
        return
    for _press in range(presses):
        page.keyboard.press("Tab")


def type_into(page, name, text):
    reach(page, name)
    # Letters with marks have no key of their own here: one key each, in both ways of working.
    for letter in text:
        page.keyboard.press(letter if letter.isascii() else "x")
    page.locator(f"[name='{name}']").fill(text)


def report_in_the_browser(base):
    counts = Counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(base_url=base, locale="vi-VN")
        page.goto("/")
        page.fill("input[name=login]", WHO)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/viec-cua-toi/")
        page.expose_function("counted", lambda what: counts.update([what]))
        page.add_init_script(COUNT)
        page.reload()
        page.locator(f"main a[href$='{REPORT}/chi-tieu/']").first.click()
        page.wait_for_url("**/chi-tieu/")
        for code, figures in NUMERATORS.items():
            for name, text in figures.items():
                type_into(page, f"{code}-{name}_numerator", text)
            type_into(page, f"{code}-source", SOURCE)
            type_into(page, f"{code}-explanation", EXPLANATION)
        page.click("button[value=next]")
        page.wait_for_url("**/nhiem-vu/")
        ratings = [box.get_attribute("name") for box in page.locator("[name$=-rating]").all()]
        for name in ratings:
            reach(page, name)
            page.keyboard.press("t")  # "Thường xuyên, có kết quả"
            type_into(page, name.replace("-rating", "-result"), RESULT)
        page.click("button[value=next]")
        page.wait_for_url("**/danh-gia-chung/")
        overview = page.locator("[name$=-overview]").get_attribute("name")
        type_into(page, overview, OVERVIEW)
        page.click("button[value=next]")
        page.wait_for_url("**/kiem-tra/")
        page.click("button[value=hand_over]")
        page.wait_for_url("**/viec-cua-toi/")
        browser.close()
    return counts


def report_in_a_sheet():
    """Keys and clicks by part, for a template in which only the input cells are blank."""
    cells = [text for figures in NUMERATORS.values() for text in figures.values()]
    cells += [DENOMINATORS[name] for figures in NUMERATORS.values() for name in figures]
    cells += [SOURCE, EXPLANATION] * len(NUMERATORS) + [RESULT] * TASKS + [OVERVIEW]
    return {
        "mở tệp đính kèm, lưu về máy": 3,
        "gõ nội dung các ô": sum(map(len, cells)),
        "sang ô sau (một phím mỗi ô)": len(cells),
        "chọn đánh giá trong danh sách (mở, chọn, sang ô)": 3 * TASKS,
        "lưu tệp": 1,
        "thư mới, hai người nhận (3 chữ + Enter)": 1 + 2 * 4,
        "gõ tiêu đề và lời thư": len(SUBJECT) + len(BODY) + 2,
        "đính kèm tệp (mở, chọn, xác nhận), gửi": 4,
    }


def main(base):
    browser, sheet = report_in_the_browser(base), report_in_a_sheet()
    ours, theirs = sum(browser.values()), sum(sheet.values())
    print(f"Q3Plan: {browser['key']} phím + {browser['click']} lần bấm = {ours}")
    for part, count in sheet.items():
        print(f"  Excel và thư – {part}: {count}")
    print(f"Excel và thư điện tử: {theirs}")
    print(f"Q3Plan / Excel và thư: {ours / theirs:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
