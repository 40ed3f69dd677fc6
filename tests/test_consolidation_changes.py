"""What differs between two consolidated reports: exactly that, and nothing else."""

from copy import deepcopy

import pytest

from reports.consolidations.changes import differences
from reports.versions.compare import Kind
from tests import consolidated_cases as case
from tests.consolidated_cases import content, row, table


def changed(**cells):
    """The usual content with other cells in its one row."""
    return content(table=table([row(cells=cells)]))


def told(found):
    """(group, title, label, kind, old, new) of every row that differs."""
    return [
        (
            group.key,
            item.title,
            line.label,
            line.kind,
            "".join(piece.text for piece in line.old),
            "".join(piece.text for piece in line.new),
        )
        for group in found.groups
        for item in group.items
        for line in item.rows
    ]


def test_a_report_does_not_differ_from_itself():
    found = differences(content(), deepcopy(content()))
    assert not found.changed and found.count == 0
    assert {group.key: group.same for group in found.groups} == {
        "figures": 1,
        "ratings": 1,
        "board": 1,
        "passages": 8,
        "head": 1,
    }


def test_a_corrected_figure_is_told_with_its_column():
    new = changed(estimate=case.cell("39,4 (ước)", "39.36"))
    assert told(differences(content(), new)) == [
        (
            "figures",
            "CT-06 Số giường bệnh trên 10.000 dân",
            "Ước thực hiện năm báo cáo",
            Kind.CHANGED,
            "39,2 (ước)",
            "39,4 (ước)",
        )
    ]


def test_a_correction_behind_the_printed_digits_is_seen():
    new = changed(estimate=case.cell("39,2 (ước)", "39.2401"))
    [line] = told(differences(content(), new))
    assert line[4:] == ("39,24", "39,2401")


def test_a_changed_verdict_and_vintage_are_told_in_words():
    held = row(
        result={"status": "MISSED", "label": "Không đạt, sát ngưỡng", "tone": "red", "reason": ""},
        vintage="FINAL",
        vintage_label="chính thức",
    )
    found = differences(content(), content(table=table([held])))
    assert {line[2]: line[4:] for line in told(found)} == {
        "Kết quả năm": ("Vượt", "Không đạt, sát ngưỡng"),
        "Loại số liệu": ("ước cả năm", "chính thức"),
    }


def test_what_became_blank_is_removed_and_what_came_is_added():
    blank = changed(next=case.cell("–"))
    [line] = told(differences(content(), blank))
    assert line[3:] == (Kind.CHANGED, "39,5 (đề xuất)", "–")
    more = content(table=table([row(), row(2, "CT-07")]))
    found = differences(content(), more)
    [item] = found.group("figures").items
    assert item.kind == Kind.ADDED and item.title.startswith("CT-07")
    [item] = differences(more, content()).group("figures").items
    assert item.kind == Kind.REMOVED


def test_a_rating_is_told_by_unit():
    new = content()
    new["tasks"] = [
        {**new["tasks"][0], "ratings": [{**new["tasks"][0]["ratings"][0], "label": "quá hạn"}]}
    ]
    assert told(differences(content(), new)) == [
        (
            "ratings",
            "III.9.1 Hồ sơ sức khỏe",
            "Phòng Y tế",
            Kind.CHANGED,
            "đang thực hiện",
            "quá hạn",
        )
    ]


def test_words_are_compared_word_by_word():
    new = deepcopy(content())
    new["parts"][3]["passages"][0]["lines"] = ["Cấp thêm kinh phí."]
    [item] = differences(content(), new).group("passages").items
    [line] = item.rows
    assert [(piece.mark, piece.text.strip()) for piece in line.new] == [
        ("same", "Cấp"),
        ("new", "thêm"),
        ("same", "kinh phí."),
    ]
    assert item.title == "Kiến nghị, đề xuất · Phòng Y tế"


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("number", "12", "Số"),
        ("dated_on", "2027-12-06", "Ngày ký"),
        ("subject", "Khác", "Trích yếu"),
    ],
)
def test_the_head_is_compared_too(name, value, label):
    [line] = told(differences(content(), content(**{name: value})))
    assert (line[0], line[2]) == ("head", label)


def test_a_unit_that_sent_later_is_told_but_days_that_only_passed_are_not():
    new = deepcopy(content())
    new["board"]["rows"][0] |= {"punctuality": "Trễ 3 ngày", "days_late": 3}
    assert not differences(content(), new).changed
    new["board"]["rows"][0]["label"] = "Trả lại"
    [line] = told(differences(content(), new))
    assert line[:3] == ("board", "Phòng Y tế", "Báo cáo")


def test_the_same_columns_of_two_years_are_one_question():
    later = deepcopy(content(year=2028))
    for column in later["table"]["columns"]:
        for year in (2028, 2027, 2026):
            column["heading"] = column["heading"].replace(str(year), str(year + 1))
    assert not differences(content(), later).group("figures").items
