"""Readers of pages, papers and files: (code, fact, text) as a person sees them, units taken off.

Facts: ``value`` and ``previous`` with their mark, ``ytd``, ``planned``, ``last``, ``yardstick``,
``bar`` (what the year is judged by, told only where it is judged), ``verdict``, ``label`` (the
verdict with its flags) and ``change`` (of a share, in points).
"""

import re
from decimal import Decimal

from q3plan.lib.numbers import NONE_SIGN, format_decimal, places_shown
from tests.export_files import LAMP, words
from tests.figure_scene import YEAR

ASSESSED = ("Đạt", "Không đạt", "Vượt")
UNASSESSED = re.compile(r"(Chưa đánh giá|Chưa đến kỳ): ")
MARK_OF = {
    "ước cả năm": "ước",
    "sơ bộ": "sơ bộ",
    "chính thức": "",
    "thực hiện 10 tháng": "10 tháng",
}
MARK_OF |= {"Ước cả năm": "ước", "Số sơ bộ năm": "sơ bộ", "Số chính thức năm": ""}
NUMBER = r"−?[0-9][0-9.]*(?:,[0-9]+)?"
FIGURE = re.compile(rf"({NUMBER})[^()]*(?:\((.+)\))?")
NAMED = re.compile(r"\((CT-\d\d)\)$")
LAST = re.compile(r"Số liệu gần nhất: (.+?), năm (\d{4})\.")
TEN_MONTHS = re.compile(rf"Thực hiện 10 tháng năm {YEAR}: ({NUMBER})")
WHOLE_YEAR = re.compile(rf"(Ước cả năm|Số sơ bộ năm|Số chính thức năm) {YEAR}: ({NUMBER})")
CHANGE = re.compile(rf", (tăng|giảm) ({NUMBER}) điểm (?:phần trăm|%) so với năm")
SAME = f"bằng năm {YEAR - 1}"
JUDGED = re.compile(r"So với .+? \((.+?)\): (.+?)(?:, (?:thấp|cao) hơn .*?)?\.(?: |$)")


def figure(text):
    """ "75,04 (ước)" of "75,04% (ước)"; what is no figure stays as it is."""
    found = FIGURE.fullmatch(text.strip())
    return _marked(found[1], found[2]) if found else text.strip()


def _marked(number, mark):
    return f"{number} ({mark})" if mark else number


def _upper_first(text):
    return text[:1].upper() + text[1:]


def label_facts(code, label):
    yield code, "label", label
    yield code, "verdict", label.partition(",")[0]


def _number_facts(code, text):
    """The cell of a year's figure, or the newest earlier one: "2024: 90,0"."""
    year, _colon, earlier = text.partition(": ")
    is_past = bool(earlier) and year.isdigit()
    yield code, "value", NONE_SIGN if is_past else figure(text)
    yield code, "last", f"{year}: {figure(earlier)}" if is_past else ""


def score_facts(document):
    for row in document.xpath("//table[contains(@class, 'score-table')]/tbody/tr"):
        code = words(row.xpath("./th")[0]).split()[0]
        value, bar, lamps = row.xpath("./td")[:3]
        yield from _number_facts(code, words(value))
        yield code, "yardstick", words(bar).removesuffix(" chỉ tiêu giao năm")
        yield from label_facts(code, words(lamps.xpath(LAMP)[0]))


def matrix_facts(document):
    [table] = document.xpath("//table[contains(@class, 'standing-matrix')]")
    years = [words(head) for head in table.xpath("./thead//th")[1:]]
    for row in table.xpath("./tbody/tr"):
        code = words(row.xpath("./th/a")[0])
        cells = dict(zip(years, row.xpath("./td/a"), strict=True))
        yield code, "value", figure(cells[str(YEAR)].text)
        yield code, "previous", figure(cells[str(YEAR - 1)].text)
        yield from label_facts(code, words(cells[str(YEAR)].xpath("./span")[0]))


def bullet_facts(document):
    for drawn in document.xpath("//svg[@class='bullet']"):
        code = drawn.get("data-name")
        fact, *marks = drawn.get("aria-label").removeprefix(f"{code}: ").rstrip(".").split("; ")
        value, _dash, verdict = fact.rpartition(" – ")
        is_blank = fact.startswith("Chưa có số liệu")
        yield code, "value", NONE_SIGN if is_blank else figure(value)
        for label in drawn.xpath(".//text"):
            if label.get("class").endswith(("-estimate", "-final")):
                yield code, "value", figure(label.text)
        if _upper_first(verdict).partition(",")[0] in ASSESSED:
            yield from label_facts(code, _upper_first(verdict))
        for mark in marks:
            name, _colon, text = mark.partition(": ")
            if name == f"năm {YEAR - 1}":
                yield code, "previous", figure(text)
            elif name in ("mức cần đạt", f"chỉ tiêu giao năm {YEAR}"):
                yield code, "bar", text


def detail_facts(document, code):
    [shown] = document.xpath("//span[contains(@class, 'headline-value')]")
    lines = [words(line) for line in document.xpath("//div[@class='lamp-cards']//p")]
    past = [line.split()[3].rstrip(";") for line in lines if line.startswith("Số của năm")]
    is_blank = "muted" in shown.get("class")
    yield code, "value", NONE_SIGN if is_blank else figure(words(shown))
    yield code, "last", f"{past[0]}: {figure(words(shown))}" if past else ""
    [bar] = [line for line in lines if line.startswith("Mốc: ")]
    yield code, "yardstick", re.sub(r" \(\d{4}/QĐ-UBND\)$", "", bar.removeprefix("Mốc: "))
    cards = document.xpath("//div[@class='lamp-cards']/section")
    [card] = [card for card in cards if "Mốc: " in words(card)]
    yield from label_facts(code, words(card.xpath(LAMP)[0]))
    for line in lines:
        if line.startswith("Thực hiện: "):
            yield code, "ytd", figure(line.partition(": ")[2]).partition(" ")[0]
    [lead] = document.xpath("//p[@class='page-lead']")
    if change := CHANGE.search(words(lead).replace(";", ",")):
        yield code, "change", _signed(change)


def trajectory_facts(document, code):
    """The table of the years: what counts in each, and what was decided."""
    rows = document.xpath("//table[contains(@class, 'trajectory-table')]/tbody/tr")
    named = [(words(row.xpath("./th")[0]).split(" ", 1), row) for row in rows]
    for fact, year in (("value", YEAR), ("previous", YEAR - 1)):
        counting = [
            words(row.xpath("./td")[0])
            for (of, *_kind), row in named
            if of == str(year) and row.xpath("./td[1]//strong")
        ]
        assert len(counting) <= 1
        yield code, fact, figure(counting[0]) if counting else NONE_SIGN
    for (of, *kind), row in named:
        if of == str(YEAR) and kind == ["thực hiện 10 tháng"]:
            yield code, "ytd", figure(words(row.xpath("./td")[0])).partition(" ")[0]
        given = row.xpath("./td[@data-label='Chỉ tiêu giao']/span")
        if of == str(YEAR) and given:
            yield code, "planned", given[0].text.strip()


def row_facts(cells):
    """Fourteen texts of a row of the KT-XH table."""
    code = NAMED.search(cells[1])[1]
    yield code, "previous", figure(cells[3])
    is_decided = FIGURE.fullmatch(cells[4])
    yield code, "planned", cells[4] if is_decided else NONE_SIGN
    if not is_decided:
        yield code, "yardstick", cells[4]
    yield code, "ytd", cells[5]
    yield code, "value", figure(cells[6])
    if cells[8].endswith(" điểm %"):
        number = cells[8].removesuffix(" điểm %")
        yield code, "change", number if number.strip("0,") else "0"
    yield code, "verdict", cells[11]
    if last := LAST.search(cells[13]):
        yield code, "last", f"{last[2]}: {last[1]}"


def snapshot_facts(content):
    keys = [column["key"] for column in content["table"]["columns"]]
    for row in (row for group in content["table"]["groups"] for row in group["rows"]):
        code, cells = row["code"], row["cells"]
        yield from row_facts([cells[key]["text"] for key in keys])
        yield code, "value", figure(row["display"])
        if row["value"] is not None:
            mark = MARK_OF[row["vintage_label"]]
            number = format_decimal(Decimal(row["value"]), places_shown(row["display"]))
            yield code, "value", _marked(number, mark)
        yield code, "yardstick", row["yardstick"]
        yield from label_facts(code, row["result"]["label"])


def typed(text):
    """A number of a .csv as a page prints it."""
    if not text:
        return NONE_SIGN
    value = Decimal(text.replace(",", "."))
    return format_decimal(value, len(text.partition(",")[2]))


def export_facts(rows):
    for row in rows:
        code = row["Mã"]
        yield code, "value", _marked(typed(row["Giá trị"]), MARK_OF.get(row["Loại số liệu"]))
        earlier = row["Số gần nhất trước đó"]
        marked = _marked(typed(earlier), MARK_OF.get(row["Loại của số gần nhất"]))
        yield code, "last", f"{row['Năm của số gần nhất']}: {marked}" if earlier else ""
        yield code, "yardstick", row["Mốc so sánh"].removeprefix("'")
        yield from label_facts(code, row["Kết quả năm"])


def series_facts(rows, code):
    counting = {row["Năm"]: row for row in rows if row["Tình trạng số liệu"] == "Dùng để đánh giá"}
    for fact, year in (("value", YEAR), ("previous", YEAR - 1)):
        row = counting.get(str(year), {"Giá trị": "", "Loại số liệu": ""})
        yield code, fact, _marked(typed(row["Giá trị"]), MARK_OF.get(row["Loại số liệu"]))
    of_year = [row for row in rows if row["Năm"] == str(YEAR)]
    yield code, "planned", typed(of_year[0]["Chỉ tiêu giao"])
    for row in of_year:
        if row["Kết quả năm"]:
            yield from label_facts(code, row["Kết quả năm"])
        if row["Loại số liệu"] == "thực hiện 10 tháng" and row["Tình trạng số liệu"] != "Đã sửa":
            yield code, "ytd", typed(row["Giá trị"])


def observation_facts(rows, reads):
    """Unrounded figures, written with the digits that ``reads`` (code → texts) has for them."""
    known = {(row["Mã"], int(row["Năm"]), MARK_OF[row["Loại số liệu"]]): row for row in rows}
    for code, read in reads.items():
        for fact, year in (("value", YEAR), ("previous", YEAR - 1)):
            wanted = read.marked if fact == "value" else read.previous
            marks = [mark for mark in ("", "sơ bộ", "ước") if (code, year, mark) in known]
            if not marks:
                yield code, fact, NONE_SIGN
                continue
            value = Decimal(known[code, year, marks[0]]["Giá trị"].replace(",", "."))
            yield code, fact, _marked(format_decimal(value, places_shown(wanted)), marks[0])
        if (code, YEAR, "10 tháng") in known:
            value = Decimal(known[code, YEAR, "10 tháng"]["Giá trị"].replace(",", "."))
            yield code, "ytd", format_decimal(value, places_shown(read.ytd))


def target_row_facts(document):
    """Rows of a sector's page."""
    for row in document.xpath("//li[contains(@class, 'target-row')]"):
        code = words(row.xpath(".//span[@class='target-code']")[0])
        hint = words(row.xpath(".//span[@class='task-hint']")[0])
        yield code, "yardstick", hint.removeprefix("Mốc: ").partition(" · ")[0]
        shown = [words(one) for one in row.xpath(".//span[@class='target-value']")] or [NONE_SIGN]
        yield from _number_facts(code, shown[0].removeprefix(f"{YEAR}: "))
        yield from label_facts(code, words(row.xpath(LAMP)[0]))


def urgent_facts(document):
    """What a leader reads of red targets."""
    for row in document.xpath("//li[@class='decision-red']"):
        code = words(row.xpath("./a/strong")[0])
        number, bar = row.xpath("./span[@class='decision-facts']/span")[:2]
        yield code, "value", figure(words(number))
        yield code, "yardstick", words(bar).removeprefix("mốc: ")
        yield from label_facts(code, words(row.xpath(LAMP)[0]))


def sentence_facts(code, text):
    """A passage of the consolidated report about one target."""
    if found := TEN_MONTHS.search(text):
        yield code, "ytd", found[1]
    found = WHOLE_YEAR.search(text)
    yield code, "value", _marked(found[2], MARK_OF[found[1]]) if found else NONE_SIGN
    if found := JUDGED.search(text):
        yield code, "bar", found[1]
        yield from label_facts(code, _upper_first(found[2]))
    if found := UNASSESSED.search(text):
        yield code, "verdict", found[1]
    if found := CHANGE.search(text):
        yield code, "change", _signed(found)


def _signed(found):
    return f"{'+' if found[1] == 'tăng' else '−'}{found[2]}"
