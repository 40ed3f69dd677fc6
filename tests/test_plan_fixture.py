"""Plan 57 in fixtures/ says what the signed plan prints, and loading it keeps it so."""

import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assignments.models import Assignment, Office, Unit
from assignments.plan_files import checking
from targets.models import CitedDocument, Clause, Plan, Reading, Sector, Target, Task

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FILE = FIXTURES / "plan-57.json"
BULLETS = [1, 9, 3, 5, 1, 3, 4, 7, 6, 4, 5, 1, 3, 2]
HEADINGS_IN_ONE_WITH_THEIR_TEXT = ("III.15", "III.16")


@pytest.fixture(scope="module")
def data():
    return checking.read(FILE)


@pytest.fixture(scope="module")
def texts(data):
    return {row["reference"]: row["text"] for row in data["clauses"]}


@pytest.fixture
def copy(tmp_path):
    """Writes a changed copy of the file and returns its path."""

    def write(change):
        data = json.loads(FILE.read_text(encoding="utf-8"))
        change(data)
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def printed_paragraphs():
    """Paragraphs of the printed text: page breaks joined, scanning debris and marks removed."""
    text = (FIXTURES / "plan-57-KH-UBND.txt").read_text(encoding="utf-8").replace("**", "")
    # A paragraph cut by the end of a page goes on in small letters.
    text = re.sub(r"(?<=[^.;:\s])\n\n(?=[a-zđ])", " ", text)
    lines = [re.sub(r"^(- )?(\d+\. |[IV]+\. )?", "", line.strip()) for line in text.split("\n")]
    return [line for line in lines if line]


def test_three_paragraphs_are_joined_over_page_ends():
    text = "\n".join(printed_paragraphs())
    for joined in (
        "đến năm 2030, tầm nhìn đến năm 2045; Nghị quyết số 31",
        "xây dựng mới cơ sở vật chất",
        "hàng năm báo cáo kết quả",
    ):
        assert joined in text


def test_clauses_reproduce_the_print_in_its_order(data, texts):
    header = data["printed_header"]["lines"]
    spoken = []
    for row in data["clauses"]:
        reference, text = row["reference"], row["text"]
        if reference in HEADINGS_IN_ONE_WITH_THEIR_TEXT:
            assert texts[f"{reference}.1"].startswith(text)
        elif reference == "III.15.2":
            spoken[-1] += f" {text}"
        else:
            spoken += text.split("\n")
    printed = printed_paragraphs()
    title_at = printed.index(data["plan"]["title"])
    recipients_at = printed.index("Nơi nhận:")
    assert printed[title_at + 1 : recipients_at] == spoken[: -len(texts["NN"].split("\n"))]
    assert printed[recipients_at + 1 : -2] == texts["NN"].split("\n")
    rest = [*printed[: title_at + 1], "Nơi nhận:", *printed[-2:]]
    assert " ".join(rest) == " ".join(header)


def test_file_has_no_fault_and_is_composed(data):
    assert checking.problems(data) == []
    for path in FIXTURES.glob("plan-57*"):
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    assert "**" not in FILE.read_text(encoding="utf-8").replace("dấu ** do quét", "")


def test_every_quotation_stands_in_its_clause(data, texts):
    quoted = [(t["code"], r["clause"], r["quote"]) for t in data["targets"] for r in t["readings"]]
    quoted += [(t["code"], t["clause"], t["quote"]) for t in data["tasks"]]
    assert len(quoted) == 24 + 59
    for code, reference, quote in quoted:
        assert quote.strip() and quote in texts[reference], code


def test_counts_of_the_plan(data, texts):
    tasks = [row for row in data["tasks"] if row["kind"] != "OBLIGATION"]
    units = [row for row in data["units"] if row["kind"] != "OUTSIDE"]
    assert len(data["targets"]) == 13
    assert len(tasks) == 54
    assert len(units) == 25
    assert sum(row["kind"] == "WARD" for row in units) == 10
    assert [row["code"] for row in data["tasks"] if row["kind"] == "OBLIGATION"] == [
        "III.15.1",
        "III.15.2",
        "III.15.3",
        "III.16.1",
        "III.16.2",
    ]
    for heading, number in enumerate(BULLETS, 1):
        expected = [f"III.{heading}.{k}" for k in range(1, number + 1)]
        assert [row["code"] for row in tasks if row["code"].split(".")[1] == str(heading)] == (
            expected
        )
        assert [
            row["reference"] for row in data["clauses"] if row["parent"] == f"III.{heading}"
        ] == expected
    assert len([name for name in texts if re.fullmatch(r"II\.2\.\d", name)]) == 6
    assert len([name for name in texts if re.fullmatch(r"I\.\d", name)]) == 4


def test_print_errors_are_kept_and_corrected_apart(data, texts):
    corrected = {row["reference"]: row for row in data["clauses"] if row["corrected_text"]}
    assert set(corrected) == {
        *("II.2.2", "III.1.1", "III.2.3", "III.4.1", "III.7.3"),
        *("III.8.2", "III.8.7", "III.9.3", "III.11.1", "NN"),
    }
    for reference, row in corrected.items():
        assert row["corrected_text"] != texts[reference] and row["correction_note"]
    assert "sáp xếp" in texts["III.2.3"]
    assert "Phản ánh đến năm 2030" in texts["III.7.3"]


# domain rule 5.1: what governs, and what is kept beside it.
GOVERNING = {
    "CT-01": ("II.2.1", "GE", "HOLD", "10", 2025, 2030, False),
    "CT-02": ("II.2.2", "GT", "HOLD", "75", 2025, 2030, False),
    "CT-03": ("II.2.2", "LT", "HOLD", "25", 2025, 2030, False),
    "CT-04": ("III.7.3", "GE", "REACH", "89", 2025, 2030, False),
    "CT-05": ("II.2.3", "LT", "HOLD", "3", 2025, 2030, False),
    "CT-06": ("II.2.4", "GE", "REACH", "42", 2025, 2030, True),
    "CT-07": ("II.2.4", "GE", "REACH", "22", 2025, 2030, True),
    "CT-08": ("II.2.4", "GT", "REACH", "95", 2025, 2030, False),
    "CT-09": ("II.2.5", "EQ", "HOLD", "100", 2025, 2030, False),
    "CT-10": ("II.2.6", "EQ", "HOLD", "100", 2025, 2030, False),
    "CT-11": ("II.2.6", "EQ", "HOLD", "100", 2025, 2030, False),
    "CT-12": ("III.10.2", "GE", "HOLD", "300", 2030, 2045, False),
    "CT-13": ("III.11.5", "EQ", "REACH", "100", 2025, 2030, False),
}
OTHER = {
    "CT-01": ("III.3.1", "GE", "AVERAGE", "10", 2021, 2030),
    "CT-02": ("III.3.1", "GE", "HOLD", "75", 2025, 2030),
    "CT-03": ("III.3.1", "LE", "HOLD", "25", 2025, 2030),
    "CT-04": ("II.2.3", "ABOUT", "REACH", "89", 2025, 2030),
    "CT-08": ("III.9.6", "GT", "REACH", "95", 2025, 2030),
}


@pytest.mark.parametrize("code", GOVERNING)
def test_the_stricter_reading_governs(data, code):
    (target,) = [row for row in data["targets"] if row["code"] == code]
    names = ("clause", "comparator", "mode", "value", "start_year", "horizon_year", "is_point")
    governing = [row for row in target["readings"] if row["is_governing"]]
    assert [tuple(row[name] for name in names) for row in governing] == [GOVERNING[code]]
    others = [row for row in target["readings"] if not row["is_governing"]]
    if code in OTHER:
        assert [tuple(row[name] for name in names[:-1]) for row in others] == [OTHER[code]]
    if code == "CT-04":
        assert others[0]["tolerance"] == "1"


def leads(data, what):
    return [
        (row["unit"], row["provides"])
        for row in data["assignments"]
        if row["role"] == "LEAD" and row["target" if what.startswith("CT") else "task"] == what
    ]


def test_one_provider_for_every_target_but_ct_13(data):
    for code in GOVERNING:
        providing = [unit for unit, provides in leads(data, code) if provides]
        assert len(providing) == (code != "CT-13"), code
    assert leads(data, "CT-13") == [("ban-chqs", False)]
    for code in ("CT-06", "CT-07", "CT-08"):
        assert leads(data, code) == [("phong-y-te", True), ("trung-tam-y-te", False)]


def test_joint_leads_both_answer_for_the_tasks_of_their_heading(data):
    for heading, units in (
        (8, ["phong-vhtt", "trung-tam-vhtt"]),
        (9, ["phong-y-te", "trung-tam-y-te"]),
    ):
        for k in range(1, BULLETS[heading - 1] + 1):
            assert leads(data, f"III.{heading}.{k}") == [(unit, True) for unit in units]
    assert leads(data, "III.1.1") == [("phong-vhtt", True)]


def test_fifteen_lead_units_and_all_units_under_iii_15(data):
    leading = {
        row["unit"]
        for row in data["assignments"]
        if row["role"] == "LEAD" and int((row["task"] or "III.1").split(".")[1]) <= 14
    }
    assert len(leading) == 15
    wards = {row["code"] for row in data["units"] if row["kind"] == "WARD"}
    assert dict(leads(data, "III.15.1")) == dict.fromkeys(leading | wards, True)
    assert dict(leads(data, "III.15.2")) == {unit: unit in wards for unit in leading | wards}
    assert leads(data, "III.15.3") == leads(data, "III.16.2") == [("phong-tckh", True)]


def test_cooperation_is_named_only_where_the_text_names_it(data):
    named = [
        (row["task"], row["unit"]) for row in data["assignments"] if row["role"] == "COOPERATE"
    ]
    assert named == [
        ("III.2.4", "hfic"),
        ("III.4.4", "ubnd-thanh-pho"),
        ("III.4.4", "so-qhkt"),
        ("III.6.1", "vpdkdd-quan-3"),
        ("III.8.7", "phong-qldt"),
        ("III.11.1", "cong-an-quan-3"),
    ]


def test_periods_and_sensitive_heading(data):
    tasks = {row["code"]: row for row in data["tasks"]}
    assert {code for code, row in tasks.items() if row["is_sensitive"]} == {
        f"III.11.{k}" for k in range(1, 6)
    }
    assert {code for code, row in tasks.items() if row["end_year"] == 2025} == {
        "III.7.2",
        "III.8.5",
    }
    assert (tasks["III.10.2"]["start_year"], tasks["III.10.2"]["end_year"]) == (2030, 2045)


# Loading.


def snapshot():
    models = (Plan, Clause, CitedDocument, Sector, Unit, Office, Target, Reading, Task, Assignment)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.django_db
def test_load_plan_twice_changes_nothing(capsys):
    call_command("load_plan")
    assert "sửa 0 dòng" in capsys.readouterr().out
    before = snapshot()
    call_command("load_plan")
    assert "không có gì thay đổi" in capsys.readouterr().out
    assert snapshot() == before


@pytest.mark.django_db
def test_database_has_what_the_file_has(data):
    call_command("load_plan")
    plan = Plan.objects.get()
    assert (plan.number, plan.signer_name) == ("57/KH-UBND", "Võ Văn Đức")
    assert plan.watch_points == Decimal("0.5")
    for model, section, key in (
        (Clause, "clauses", "reference"),
        (Sector, "sectors", "slug"),
        (Target, "targets", "code"),
        (Task, "tasks", "code"),
        (Unit, "units", "code"),
    ):
        rows = {getattr(row, key): row for row in model.objects.all()}
        assert len(rows) == len(data[section])
        for wanted in data[section]:
            row = rows[wanted[key]]
            for name in set(wanted) & {"text", "corrected_text", "name", "quote", "title", "kind"}:
                assert getattr(row, name) == wanted[name]
    assert CitedDocument.objects.count() == len(data["cited_documents"])
    assert Reading.objects.count() == 24
    assert Reading.objects.filter(is_governing=True).count() == 13
    assert Assignment.objects.count() == len(data["assignments"])
    assert Task.objects.counted().count() == 54
    assert Unit.objects.reporting().count() == 25
    assert Target.objects.get(code="CT-02").pair.code == "CT-03"
    assert Clause.objects.get(reference="III.9.6").parent.reference == "III.9"
    assert "thanh uy" in Clause.objects.get(reference="0.1").folded_text
    assert {office.kind: office.unit.code for office in plan.offices.all()} == {
        "COORDINATING": "phong-tckh",
        "SECOND_RECIPIENT": "van-phong-ubnd",
    }
    document = CitedDocument.objects.get(number="57/ĐA-UBND")
    assert [clause.reference for clause in document.clauses.all()] == ["III.14.2"]


@pytest.mark.one_database
@pytest.mark.django_db
def test_load_plan_leaves_what_people_decided_since():
    call_command("load_plan")
    target = Target.objects.get(code="CT-13")
    Assignment.objects.filter(target=target).update(valid_to="2026-01-31")
    Assignment.objects.create(
        unit=Unit.objects.get(code="cong-an-quan-3"),
        target=target,
        role="COOPERATE",
        provides=True,
        valid_from="2026-02-01",
    )
    Target.objects.filter(code="CT-06").update(baseline_year=2024, baseline_value=30)
    Plan.objects.update(near_points="1.5")
    Unit.objects.filter(code="phuong-1").update(staff_may_submit=True, valid_to="2028-06-30")
    before = snapshot()
    call_command("load_plan")
    assert snapshot() == before


@pytest.mark.one_database
@pytest.mark.django_db
def test_load_plan_gives_a_target_no_second_provider():
    call_command("load_plan")
    target = Target.objects.get(code="CT-06")
    Assignment.objects.filter(target=target, provides=True).delete()
    Assignment.objects.filter(target=target).update(provides=True)
    call_command("load_plan")
    assert [row.unit.code for row in target.assignments.providing()] == ["trung-tam-y-te"]
    assert target.assignments.count() == 2


@pytest.mark.one_database
@pytest.mark.django_db
def test_load_plan_brings_a_changed_text_up_to_date(copy, capsys):
    call_command("load_plan")
    path = copy(lambda data: data["targets"][0].update(note="Ghi chú mới."))
    call_command("load_plan", path)
    assert "sửa 1 dòng" in capsys.readouterr().out
    assert Target.objects.get(code="CT-01").note == "Ghi chú mới."


FAULTS = {
    "không có nguyên văn": lambda d: d["tasks"][0].update(quote="Lời không có trong kế hoạch"),
    "không có trong phần units": lambda d: d["assignments"][0].update(unit="khong-co"),
    "đúng một cách hiểu": lambda d: d["targets"][0]["readings"][1].update(is_governing=True),
    "lặp 2 lần": lambda d: d["units"].append(d["units"][0]),
    "chỉ được một": lambda d: d["assignments"].append(d["assignments"][0]),
    "thiếu mục": lambda d: d["tasks"][0].pop("quote"),
    "thiếu phần": lambda d: d.pop("units"),
    "NFC": lambda d: d["plan"].update(title=unicodedata.normalize("NFD", d["plan"]["title"])),
    "chỉ tiêu “.*CT-01”": lambda d: d["targets"][0].update(formula="KHAC"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("words", FAULTS)
def test_load_plan_refuses_a_faulty_file_and_stores_nothing(copy, words):
    with pytest.raises(CommandError, match=words):
        call_command("load_plan", copy(FAULTS[words]))
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_load_plan_says_when_there_is_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        call_command("load_plan", tmp_path / "khong-co.json")
    (tmp_path / "hong.json").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="không phải JSON"):
        call_command("load_plan", tmp_path / "hong.json")
