"""Writing a report in the browser: saved as you go, nothing lost, nothing sent twice."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import serving

TARGETS = "/bao-cao/2027/phong-y-te/chi-tieu/"
WASTE = "/bao-cao/2027/phong-tnmt/chi-tieu/"
STATE = "[data-save-state]"


@pytest.fixture(scope="module")
def server(demo_database, tmp_path_factory):
    """One server for the module: every test writes in its own unit or its own target."""
    with serving(demo_database, tmp_path_factory.mktemp("writing")) as start:
        yield start()


@pytest.fixture(scope="module")
def sessions():
    """Cookies of those who logged in before, by name."""
    return {}


@pytest.fixture
def enter(new_page, server, login, sessions):
    def open_page(who, path, **options):
        page = new_page(server, storage_state=sessions.get(who), **options)
        if who not in sessions:
            login(page, f"{who}@q3.example")
            sessions[who] = page.context.storage_state()
        page.goto(path)
        return page

    return open_page


def box(page, name):
    return page.locator(f"[name={name}]")


def saved(page):
    expect(page.locator(STATE)).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))


def leave(page):
    page.click("button[value=later]")
    page.wait_for_url("**/viec-cua-toi/")


def test_the_state_of_saving_is_told_and_a_failed_saving_is_repeated(enter, problems):
    problems.allow(r"ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
    page = enter("yte.chuyenvien", TARGETS)
    held = []
    page.route("**" + TARGETS, lambda route: held.append(route))
    box(page, "ct-06-source").fill("Sở Y tế")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    box(page, "ct-06-source").press("Tab")
    expect(page.locator(STATE)).to_have_text("Đang lưu…")
    held.pop().abort("internetdisconnected")
    expect(page.locator(STATE)).to_have_text("Chưa lưu được, đang thử lại")
    page.unroute("**" + TARGETS)
    saved(page)
    page.reload()
    assert box(page, "ct-06-source").input_value() == "Sở Y tế"


def test_the_ratio_and_its_lamp_follow_the_typing_and_leave_the_box_alone(enter):
    page = enter("yte.chuyenvien", TARGETS)
    last = box(page, "ct-06-estimate_numerator")
    last.evaluate("(element) => { element.isTheSame = true }")
    last.press_sequentially("775")
    result = page.locator("#ct-06-estimate-gia-tri")
    expect(result).to_contain_text("39,4 giường/10.000 dân (ước)")
    expect(result.locator(".lamp").first).to_have_text(re.compile("Vượt|Đạt"))
    assert last.evaluate("(e) => e.isTheSame && e === document.activeElement")
    assert last.input_value() == "775"
    last.fill("600")
    expect(result).to_contain_text("30,5 giường/10.000 dân (ước)")
    expect(result.locator(".lamp").first).to_contain_text("Không đạt")
    expect(result).to_contain_text("thay đổi 7,9 so với năm 2026")
    explanation = page.locator("#id_ct-06-explanation_error")
    expect(explanation).to_contain_text("Cần giải trình ở ô này")
    box(page, "ct-06-explanation").fill("Chuyển 152 giường về bệnh viện tuyến trên.")
    expect(explanation).to_be_empty()
    expect(result).to_contain_text("Đã có giải trình.")


def test_an_ambiguous_number_is_asked_about_while_writing(enter):
    page = enter("tnmt.chuyenvien", WASTE)
    number = box(page, "ct-11-ytd_numerator")
    number.fill("92.125")
    question = page.locator("#id_ct-11-ytd_numerator_error")
    expect(question).to_contain_text("92 125 hay 92,125")
    assert number.input_value() == "92.125"
    question.get_by_label("92125", exact=True).click()  # it goes away with the question
    expect(number).to_have_value("92125")
    expect(question).to_be_empty()
    saved(page)


def test_an_ambiguous_number_is_asked_about_without_scripts(enter, problems):
    problems.allow(r"status of 422")
    page = enter("tnmt.chuyenvien", WASTE, js=False)
    box(page, "ct-11-proposal").fill("98.125")
    page.click("button[value=next]")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(page.locator(".error-summary")).to_contain_text("98,125 hay 98 125")
    page.get_by_label("98,125", exact=True).check()
    page.click("button[value=next]")
    page.wait_for_url("**/nhiem-vu/")
    page.goto(WASTE)
    assert box(page, "ct-11-proposal").input_value() == "98,125"


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_what_cannot_be_read_is_still_there_on_coming_back(js, enter):
    page = enter("yte.chuyenvien", TARGETS, js=js)
    name = f"ct-07-{'ytd' if js else 'final'}_numerator"
    box(page, name).fill("khoảng 465")
    leave(page)
    page.goto(TARGETS)
    assert box(page, name).input_value() == "khoảng 465"
    expect(page.locator(f"#id_{name}_error .field-error")).to_be_visible()
    assert box(page, name).get_attribute("aria-invalid") == "true"
    box(page, name).fill("")
    leave(page)


def test_a_link_of_the_error_summary_leads_into_the_field(enter, problems):
    problems.allow(r"status of 422")
    page = enter("yte.chuyenvien", TARGETS)
    box(page, "ct-08-proposal").fill("một trăm")
    page.click("button[value=next]")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a", has_text="CT-08").click()
    expect(page.locator("#id_ct-08-proposal")).to_be_focused()
    box(page, "ct-08-proposal").fill("96")
    saved(page)


def test_what_lacks_is_listed_with_links_into_the_fields(enter):
    page = enter("dvci.chuyenvien", "/bao-cao/2027/cong-ty-dvci/kiem-tra/")
    page.locator("a", has_text="Chưa ghi kết quả nổi bật trong năm").click()
    page.wait_for_url("**/danh-gia-chung/#id_*-overview")
    expect(page.locator("[name$=-overview]")).to_be_focused()


def test_text_in_an_old_encoding_is_noticed(enter):
    page = enter("tuphap.chuyenvien", "/bao-cao/2027/phong-tu-phap/danh-gia-chung/")
    page.locator("[name$=-overview]").fill("Daân soá vaøo thôøi ñieåm 01/04/2009")
    expect(page.locator(".soft-warning")).to_contain_text("phông chữ cũ")


@pytest.mark.both_databases
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_on_one_draft_choose_field_by_field(js, enter, problems):
    problems.allow(r"\b409\b")
    unit = "phuong5" if js else "phuong14"
    path = f"/bao-cao/2027/{'phuong-5' if js else 'phuong-14'}/danh-gia-chung/"
    one = enter(f"{unit}.chuyenvien", path, js=js)
    other = enter(f"{unit}.lanhdao", path, js=js)
    result, rest = "[name$=-overview]", "[name$=-difficulties]"

    one.fill(result, "Lời của chuyên viên")
    leave(one)
    other.fill(result, "Lời của lãnh đạo")
    other.fill(rest, "Chỉ lãnh đạo ghi")
    if js:
        expect(other.locator(STATE)).to_contain_text("có người vừa sửa")
        assert other.input_value(result) == "Lời của lãnh đạo"
    else:
        other.click("button[value=later]")
    conflict = other.locator("#conflict")
    expect(conflict).to_contain_text("Lời của chuyên viên")
    expect(conflict).to_contain_text("Lời của lãnh đạo")
    expect(conflict.locator("fieldset")).to_have_count(1)
    conflict.locator("input[value=mine]").click()
    if js:
        saved(other)
        expect(conflict).to_be_empty()
    else:
        leave(other)
    one.goto(path)
    assert one.input_value(result) == "Lời của lãnh đạo"
    assert one.input_value(rest) == "Chỉ lãnh đạo ghi"


def test_the_whole_form_is_reached_by_keyboard_and_never_hidden(enter):
    page = enter("yte.chuyenvien", TARGETS, reduced_motion="reduce")
    typed = {"ct-08-ytd_numerator": "187.100"}
    for _press in range(160):
        page.keyboard.press("Tab")
        focused = page.evaluate(WHERE_IS_FOCUS)
        assert not focused["hidden"], focused
        if focused["name"] in typed:
            page.keyboard.insert_text(typed.pop(focused["name"]))
        if focused["value"] == "next":
            break
    assert not typed
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhiem-vu/")
    page.goto(TARGETS)
    expect(page.locator("#ct-08-ytd-gia-tri")).to_contain_text("95,22 %")


WHERE_IS_FOCUS = """() => {
    const element = document.activeElement, bar = document.querySelector(".action-bar");
    const place = element.getBoundingClientRect();
    const covered = !bar.contains(element) && place.top > bar.getBoundingClientRect().top;
    const outside = place.bottom < 0 || place.top > window.innerHeight;
    return {name: element.name || "", value: element.value || "", text: element.outerHTML,
            hidden: covered || outside};
}"""


@pytest.mark.both_databases
def test_a_double_click_and_a_repeated_post_send_once(enter, server):
    page = enter("phuong11.lanhdao", "/bao-cao/2027/phuong-11/kiem-tra/")
    form = page.evaluate(
        "[...new FormData(document.querySelector('button[value=submit]').form), "
        "['action', 'submit']]"
    )
    page.locator("button[value=submit]").dblclick()
    page.wait_for_url("**/bien-nhan/")
    receipt = page.inner_text(".panel-code")
    assert re.fullmatch(r"BN-2027-\d{5}-[0-9A-F]{6}", receipt)
    for words in ("Đã gửi báo cáo", "03/11/2027 09:00", "Đúng hạn", "Phòng Tài chính – Kế hoạch"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("[data-print]")).to_be_visible()
    again = page.evaluate(
        "(pairs) => fetch('/bao-cao/2027/phuong-11/kiem-tra/', {method: 'POST', "
        "body: new URLSearchParams(pairs)}).then((answer) => answer.url)",
        form,
    )
    assert again.endswith("/bien-nhan/")
    page.reload()
    assert page.locator("tbody tr").count() == 1


def test_a_head_gives_a_draft_back_with_a_word(enter):
    head = enter("noivu.lanhdao", "/bao-cao/2027/phong-noi-vu/kiem-tra/")
    expect(head.locator("main")).to_contain_text("trình lúc 02/11/2027 15:45")
    head.fill("[name=note]", "Ghi rõ số lớp bồi dưỡng.")
    head.click("button[value=give_back]")
    head.wait_for_url("**/viec-cua-toi/")
    staff = enter("noivu.chuyenvien", "/viec-cua-toi/")
    expect(staff.locator("main")).to_contain_text("Ghi rõ số lớp bồi dưỡng.")
    expect(staff.locator("main")).to_contain_text("Kiểm tra và gửi")


def test_late_is_accepted_and_marked(new_page, start, login):
    late = start(Q3PLAN_CLOCK="2027-11-12T08:00:00+07:00")
    page = login(new_page(late), "phuong11.lanhdao@q3.example")
    expect(page.locator("main")).to_contain_text("Quá hạn 3 ngày")
    expect(page.locator("main")).to_contain_text("vẫn được tiếp nhận")
    page.goto("/bao-cao/2027/phuong-11/kiem-tra/")
    expect(page.locator("main")).to_contain_text("được ghi nhận là trễ 3 ngày")
    page.click("button[value=submit]")
    page.wait_for_url("**/bien-nhan/")
    expect(page.locator("main")).to_contain_text("Trễ 3 ngày")


def test_last_years_source_is_used_again_with_one_press_and_saved(enter):
    page = enter("yte.chuyenvien", TARGETS)
    box(page, "ct-07-source").fill("")
    again = page.get_by_role("button", name="Dùng lại nguồn năm trước CT-07")
    before = page.locator("#id_ct-07-source_last").text_content()
    again.press("Enter")
    expect(box(page, "ct-07-source")).to_be_focused()
    expect(box(page, "ct-07-source")).to_have_value(before)
    expect(again).to_be_hidden()
    saved(page)
    leave(page)
    page.goto(TARGETS)
    expect(box(page, "ct-07-source")).to_have_value(before)
