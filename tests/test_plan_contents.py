"""Plan 57 item by item: header, corrections, cited documents, measures, periods, units.

The tables here were read from the printed text and not from the file that they check.
"""

from datetime import date
from pathlib import Path

import pytest

from assignments.plan_files import checking
from q3plan.lib.text import same_name

FILE = Path(__file__).resolve().parent.parent / "fixtures" / "plan-57.json"


@pytest.fixture(scope="module")
def data():
    return checking.read(FILE)


@pytest.fixture(scope="module")
def tasks(data):
    return {row["code"]: row for row in data["tasks"]}


def test_header_facts(data):
    plan = data["plan"]
    assert (plan["number"], plan["issued_on"]) == ("57/KH-UBND", "2025-02-25")
    assert (plan["signer_title"], plan["signer_name"]) == ("Chủ tịch", "Võ Văn Đức")
    assert (plan["horizon_year"], plan["vision_year"]) == (2030, 2045)
    assert (plan["deadline_month"], plan["deadline_day"]) == (11, 10)
    tolerances = ("watch_points", "near_points", "relative_tolerance")
    assert [plan[name] for name in tolerances] == ["0.5", "1", "0.05"]
    assert "481-CV/VPQU" in plan["proposed_by"]


CORRECTIONS = {
    "II.2.2": [("tế: : ", "tế: ")],
    "III.1.1": [("CTrHD", "CTrHĐ")],
    "III.2.3": [("sáp xếp", "sắp xếp")],
    "III.4.1": [("Chính trang", "Chỉnh trang")],
    "III.7.3": [("nghề, Theo dõi", "nghề; theo dõi"), ("Phản ánh đến năm", "Phấn đấu đến năm")],
    "III.8.2": [("việc việc", "việc")],
    "III.8.7": [("cỗ động", "cổ động")],
    "III.9.3": [("cùng cố", "củng cố")],
    "III.11.1": [("NĐ-CP, ngày", "NĐ-CP ngày")],
    "NN": [("LEVP", "LĐVP")],
}


def test_a_corrected_text_differs_from_the_print_in_its_errors_only(data):
    corrected = {row["reference"]: row for row in data["clauses"] if row["corrected_text"]}
    assert set(corrected) == set(CORRECTIONS)
    for reference, errors in CORRECTIONS.items():
        wanted = corrected[reference]["text"]
        for printed, meant in errors:
            assert printed in wanted, reference
            wanted = wanted.replace(printed, meant)
        assert corrected[reference]["corrected_text"] == wanted


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("I.1", "ngắt trang"),
        ("II.2.6", "ngắt trang"),
        ("III.10.1", "ngắt trang"),
        ("III.15.2", "ngắt trang"),
        ("III.3.1", "54/NQ-CP"),
        ("III.4.2", "phong cách xã hội hóa"),
        ("III.15", "- 15."),
    ],
)
def test_what_cannot_be_corrected_is_remarked(data, reference, words):
    (row,) = [row for row in data["clauses"] if row["reference"] == reference]
    assert words in row["correction_note"]
    assert not row["corrected_text"]


# Numbers alone mislead (03/2019 and 03/2025, 34 and 36, 31-NQ/TW and 31/2021/QH15, two 57).
DOCUMENTS = {
    "36-CTrHĐ/TU": ("2023-03-25", ["0.1", "0.4", "III.1.1", "KT"]),
    "31-NQ/TW": ("2022-12-30", ["0.1", "0.2", "0.4", "I.1", "III.1.1", "KT"]),
    "2531/QĐ-UBND": ("2023-06-20", ["0.2"]),
    "24-NQ/TW": ("2022-10-07", ["0.2", "I.1"]),
    "481-CV/VPQU": ("2024-11-22", ["0.4"]),
    "166-KH/QU": ("2023-07-07", ["I.1"]),
    "34-CTrHĐ/TU": ("2023-03-25", ["I.1"]),
    "03/2025/NĐ-CP": ("2025-01-01", ["III.2.3"]),
    "31/2021/QH15": (None, ["III.3.1"]),
    "54/NQ-CP": (None, ["III.3.1"]),
    "298/KH-UBND": ("2022-11-03", ["III.3.3"]),
    "04-CTHĐ/QU": ("2020-11-03", ["III.4.1"]),
    "1306/QĐ-UBND": ("2021-04-15", ["III.8.1"]),
    "04/2022/QĐ-TTg": ("2022-02-18", ["III.8.2"]),
    "03/2019/NĐ-CP": ("2019-09-05", ["III.11.1"]),
    "2848/QĐ-UBND": ("2023-07-11", ["III.11.5"]),
    "14-KL/TW": (None, ["III.13.2"]),
    "749/QĐ-TTg": ("2020-06-03", ["III.14.1"]),
    "56/ĐA-UBND": (None, ["III.14.2"]),
    "57/ĐA-UBND": (None, ["III.14.2"]),
}


def test_cited_documents_have_their_own_number_date_and_clauses(data):
    found = {
        row["number"]: (row["issued_on"], [cited["clause"] for cited in row["citations"]])
        for row in data["cited_documents"]
        if row["number"]
    }
    assert found == DOCUMENTS
    unnumbered = [row for row in data["cited_documents"] if not row["number"]]
    assert len(unnumbered) == 15
    assert all(row["issued_on"] is None and row["citations"] for row in unnumbered)


PERCENT = ("%", True, "RATIO", 100, True, "0", "100")
# unit, is a percentage, formula, multiplier, is a share, floor, ceiling; trap T18
MEASURES = {
    "CT-01": ("%/năm", True, "GROWTH", 100, False, None, None),  # may be negative
    **dict.fromkeys(("CT-02", "CT-03", "CT-04", "CT-05"), PERCENT),
    "CT-06": ("giường/10.000 dân", False, "RATIO", 10000, False, "0", None),
    "CT-07": ("bác sĩ/10.000 dân", False, "RATIO", 10000, False, "0", None),
    **dict.fromkeys(("CT-08", "CT-09", "CT-10", "CT-11", "CT-13"), PERCENT),
    "CT-12": (
        "phòng học/10.000 dân trong độ tuổi đi học",
        False,
        "RATIO",
        10000,
        False,
        "0",
        None,
    ),
}


def test_how_each_target_is_measured(data):
    fields = ("unit_of_measure", "is_percentage", "formula", "multiplier", "is_share")
    for row in data["targets"]:
        found = tuple(row[name] for name in (*fields, "floor", "ceiling"))
        assert found == MEASURES[row["code"]]
        assert row["definition"] and row["definition_source"]
        assert row["numerator_label"] and row["denominator_label"]
        assert row["terms_required"] == (row["code"] != "CT-05")  # a sample survey
        assert row["baseline_value"] is None  # the plan has none
    pairs = {row["code"]: row["pair"] for row in data["targets"] if row["pair"]}
    assert pairs == {"CT-02": "CT-03", "CT-03": "CT-02"}


def test_growth_is_in_constant_prices_and_structure_in_current_ones(data):
    labels = {
        row["code"]: (row["numerator_label"], row["denominator_label"]) for row in data["targets"]
    }
    assert all("giá so sánh" in label for label in labels["CT-01"])
    for code in ("CT-02", "CT-03"):
        assert all("giá hiện hành" in label for label in labels[code])
    assert "3 đến 18 tuổi" in labels["CT-12"][1]
    assert "hộ" in labels["CT-09"][1]
    assert "thu gom" in labels["CT-10"][1]
    assert "trạm y tế" in labels["CT-06"][0]


def test_titles_have_at_most_twelve_words(tasks):
    for code, row in tasks.items():
        words = [word for word in row["title"].split() if word not in "–-"]
        assert len(words) <= 12, code


# A task ends only when all of it does: one dated programme inside a standing task does not end it.
YEARS = {
    "III.6.2": (2021, 2030),
    "III.7.2": (2021, 2025),
    "III.8.1": (2021, 2030),
    "III.8.5": (2021, 2025),
    "III.9.5": (2021, 2030),
    "III.10.2": (2030, 2045),
    "III.11.3": (2020, 2030),
    "III.11.4": (2022, 2030),
    "III.11.5": (2023, 2030),
}
PARTLY_ENDED = ("III.3.1", "III.3.3", "III.4.1", "III.9.5", "III.11.4", "III.14.1", "III.14.2")


def test_periods_of_whole_tasks_and_of_their_parts(tasks):
    years = {code: (row["start_year"], row["end_year"]) for code, row in tasks.items()}
    assert {code: known for code, known in years.items() if any(known)} == YEARS
    for code in PARTLY_ENDED:
        parts = [part for part in tasks[code]["periods"] if "2025" in part["quote"]]
        assert parts and all(part["scope"] for part in parts), code


MONITORED = {
    "III.2.1": "giải ngân",
    "III.2.6": "DDCI",
    "III.2.8": "đối thoại",
    "III.3.1": "CT-01",
    "III.4.1": "CT-09",
    "III.4.2": "Nghị quyết Đảng bộ",
    "III.4.4": "GIS",
    "III.5.1": "cổ phần hóa",
    "III.6.3": "CT-11",
    "III.7.2": "Giảm nghèo",
    "III.7.3": "CT-04",
    "III.8.2": "đô thị văn minh",
    "III.9.1": "hồ sơ sức khỏe điện tử",
    "III.9.3": "Trạm Y tế",
    "III.9.4": "0 vụ",
    "III.9.6": "CT-08",
    "III.10.2": "CT-12",
    "III.11.2": "tội phạm",
    "III.11.5": "CT-13",
    "III.12.1": "hòa giải",
    "III.14.1": "chuyển đổi số",
    "III.15.1": "kế hoạch",
    "III.15.2": "báo cáo",
}


def test_what_can_be_counted_inside_the_tasks(tasks):
    monitored = {code for code, row in tasks.items() if row["monitored"]}
    assert monitored == set(MONITORED)
    for code, words in MONITORED.items():
        assert words in tasks[code]["monitored"], code


def test_cooperation_is_quoted_wherever_the_bullet_names_it(tasks):
    quoted = {code for code, row in tasks.items() if row["cooperation_text"]}
    assert quoted == {
        *("III.2.1", "III.2.4", "III.2.9", "III.4.4", "III.6.1", "III.6.2", "III.8.7"),
        *("III.9.2", "III.10.2", "III.11.1", "III.12.1", "III.15.1", "III.15.3", "III.16.2"),
    }


SECTORS = {
    "kinh-te": (2, 3, 15, 16),
    "do-thi": (4, 5, 6),
    "van-xa": (1, 7, 8, 9, 10),
    "noi-chinh": (11, 12, 13, 14),
}


def test_tasks_of_a_heading_and_its_targets_share_a_sector(data, tasks):
    sector_of = {heading: slug for slug, headings in SECTORS.items() for heading in headings}
    for code, row in tasks.items():
        assert row["sector"] == sector_of[int(code.split(".")[1])], code
    for row in data["targets"]:
        (clause,) = {reading["clause"] for reading in row["readings"] if reading["clause"] > "III"}
        assert row["sector"] == sector_of[int(clause.split(".")[1])], row["code"]


def test_units_are_named_as_the_headings_name_them(data):
    names = [row["name"] for row in data["units"] if row["kind"] not in {"WARD", "OUTSIDE"}]
    headings = " | ".join(
        row["text"]
        for row in data["clauses"]
        if row["kind"] == "HEADING" and row["reference"].startswith("III.")
    )
    for name in names:
        own = name.removesuffix(" Quận 3")
        assert any(
            same_name(own, part.strip().removesuffix(" Quận 3"))
            for part in headings.replace("Giao ", "").replace(",", "|").split("|")
        ), name
    wards = [row["short_name"] for row in data["units"] if row["kind"] == "WARD"]
    numbers = (1, 2, 3, 4, 5, 9, 11, 12, 14)
    assert wards == [*(f"Phường {number}" for number in numbers), "Phường Võ Thị Sáu"]
    # Codes of the statistics office were given to other wards later (trap T40).
    assert not any(row["code"].isdigit() for row in data["units"])
    issued_on = date.fromisoformat(data["plan"]["issued_on"])
    assert all(date.fromisoformat(row["valid_from"]) <= issued_on for row in data["units"])
