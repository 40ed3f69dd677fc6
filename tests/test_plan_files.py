"""A plan as a file: the same plan comes out that went in, and a faulty file brings nothing."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from assignments.models import Assignment, Office, Unit
from assignments.plan_files.description import describe
from assignments.plan_files.loading import Loader
from assignments.plan_files.sheets import SHEETS
from assignments.plan_files.workbook_in import read_plan
from assignments.plan_files.workbook_out import write_plan
from q3plan.lib.sheets import read_workbook
from reports.plans.importing import faults_of
from targets.models import Clause, Decision, Plan, Reading, Target, Task, TaskVersion
from tests import factories as make
from tests.evidence_files import upload

pytestmark = pytest.mark.django_db
URL = "/ke-hoach/nhap/"
WARD = settings.BASE_DIR / "fixtures" / "demo" / "plan-phuong-3.json"


@pytest.fixture
def plan57():
    call_command("load_plan", verbosity=0)
    return Plan.objects.get(slug="57-kh-ubnd")


def through_a_workbook(data):
    book, faults = read_plan(read_workbook(BytesIO(write_plan(data))))
    assert faults == []
    return book


def workbook_with(data, sheet, cell, value):
    book = openpyxl.load_workbook(BytesIO(write_plan(data)))
    book[sheet][cell] = value
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def small_plan():
    """The ward's own plan of the demonstration under another code, carrying out no other."""
    data = json.loads(WARD.read_text(encoding="utf-8"))
    data["plan"] |= {"slug": "mau", "carries_out": None}
    return data


def test_plan_57_in_an_empty_database_is_identical(plan57):
    before = describe(plan57)
    read = through_a_workbook(before)
    empty_everything()
    assert not Plan.objects.exists()
    Loader(read, keeps_units=True).load()
    assert describe(Plan.objects.get()) == before


def empty_everything():
    for model in (Assignment, Office, Reading):
        model.objects.all().delete()
    Target.objects.update(pair=None)
    Clause.objects.update(parent=None)
    plan = Plan.objects.get()
    for rows in (plan.targets, plan.tasks, plan.cited_documents, plan.clauses):
        rows.all().delete()
    for rows in (plan.sectors, plan.denominator_series):
        rows.all().delete()
    plan.letterhead.delete()
    for unit in Unit.objects.filter(letterhead__isnull=False):
        unit.letterhead.delete()
    Unit.objects.all().delete()
    plan.delete()


def test_what_people_ended_or_began_since_is_exported(plan57):
    row = Assignment.objects.filter(target__code="CT-01").first()
    Assignment.objects.filter(pk=row.pk).update(valid_to="2027-06-30")
    exported = through_a_workbook(describe(plan57))
    [same] = [
        a for a in exported["assignments"] if (a["unit"], a["target"]) == (row.unit.code, "CT-01")
    ]
    assert same["valid_to"] == "2027-06-30"


def test_loading_again_leaves_an_amended_reading_and_task_alone(plan57):
    decision = Decision.objects.create(
        plan=plan57, number="9/QĐ", decided_on="2027-01-02", decided_by="Thường trực UBND"
    )
    printed = Reading.objects.get(target__code="CT-06", is_governing=True)
    Reading.objects.filter(pk=printed.pk).update(is_governing=False, replaced_on="2027-02-01")
    printed.pk, printed.value, printed.decision = None, 40, decision
    printed.save()
    task = Task.objects.get(code="III.9.1")
    Task.objects.filter(pk=task.pk).update(title="Tên mới", end_year=2029)
    TaskVersion.objects.create(
        task=task, title="Tên mới", quote=task.quote, kind=task.kind, valid_from=date(2027, 2, 1)
    )
    call_command("load_plan", verbosity=0)
    assert Reading.objects.get(pk=printed.pk).value == 40
    task.refresh_from_db()
    assert (task.title, task.end_year) == ("Tên mới", 2029)


def test_the_empty_form_explains_every_column():
    book = openpyxl.load_workbook(BytesIO(write_plan(None)))
    told = {cell.value for row in book["Hướng dẫn"].iter_rows() for cell in row}
    for sheet in SHEETS:
        assert {column.heading for column in sheet.columns} <= told
        headings = [cell.value for cell in book[sheet.title][1]]
        assert headings == [column.heading for column in sheet.columns]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("Chỉ tiêu", "C2", "một", "phải là một số"),
        ("Cách ghi", "E2", "to hơn", "phải là một trong"),
        ("Đơn vị", "G2", "hôm qua", "phải là một ngày"),
        ("Nhiệm vụ", "C2", None, "không được để trống"),
        ("Kế hoạch", "B2", None, "không được để trống"),
    ],
)
def test_a_faulty_cell_is_named_with_what_it_should_hold(sheet, cell, value, told):
    content = workbook_with(small_plan(), sheet, cell, value)
    data, faults = read_plan(read_workbook(BytesIO(content)))
    assert data is None
    [fault] = faults
    assert (fault.sheet, fault.place) == (sheet, cell)
    assert told in fault.text


def test_a_sheet_that_lacks_is_named():
    book = openpyxl.load_workbook(BytesIO(write_plan(small_plan())))
    del book["Nhiệm vụ"]
    held = BytesIO()
    book.save(held)
    _data, faults = read_plan(read_workbook(held))
    assert [fault.sheet for fault in faults] == ["Nhiệm vụ"]


def test_what_the_database_refuses_is_told_and_nothing_stays():
    data = small_plan()
    data["plan"] |= {"horizon_year": 2040, "vision_year": 2030}
    [told] = faults_of(data)
    assert "năm đích" in told.casefold()
    assert not Plan.objects.exists()
    assert not Unit.objects.exists()


def test_a_plan_is_never_overwritten():
    data = small_plan()
    make.PlanFactory(slug=data["plan"]["slug"])
    [told] = faults_of(data)
    assert "không ghi đè" in told


@pytest.fixture
def office(client):
    user = make.coordinator(make.PlanFactory())
    client.force_login(user)
    return user


def sealed_of(response):
    return response.context["preview"].sealed


def test_the_office_previews_and_imports_a_plan(client, office):
    Unit.objects.create(
        code="p3-to-y-te",
        kind="SERVICE",
        name="Tên đã có",
        short_name="Đã có",
        valid_from="2025-01-01",
    )
    shown = client.post(URL, {"file": upload("ke-hoach.xlsx", write_plan(small_plan()))})
    assert shown.status_code == 200
    assert not Plan.objects.filter(slug="mau").exists()
    assert "Tên đã có" not in shown.context["preview"].new_units
    done = client.post(URL, {"action": "confirm", "sealed": sealed_of(shown)})
    assert done.url == "/kh/mau/ke-hoach/"
    plan = Plan.objects.get(slug="mau")
    assert plan.targets.get(code="CT-02").readings.get().is_governing
    assert Unit.objects.get(code="p3-to-y-te").name == "Tên đã có"
    assert client.get(done.url).context["plan"] == plan


def test_a_faulty_file_is_explained_and_brings_nothing(client, office):
    content = workbook_with(small_plan(), "Phân công", "A2", "don-vi-la")
    answer = client.post(URL, {"file": upload("ke-hoach.xlsx", content)})
    assert answer.status_code == 422
    assert "don-vi-la" in answer.content.decode()
    assert not Plan.objects.filter(slug="mau").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"a;b;c"])
def test_what_is_no_workbook_is_refused(client, office, content):
    answer = client.post(URL, {"file": upload("ke-hoach.xlsx", content)})
    assert answer.status_code == 422
    assert answer.context["refused"]


def test_a_preview_of_another_person_or_a_forged_one_confirms_nothing(client, office):
    shown = client.post(URL, {"file": upload("ke-hoach.xlsx", write_plan(small_plan()))})
    sealed = sealed_of(shown)
    client.force_login(make.coordinator(make.PlanFactory()))
    for text in (sealed, sealed[:-2], json.dumps(small_plan()), ""):
        assert client.post(URL, {"action": "confirm", "sealed": text}).status_code == 409
    assert not Plan.objects.filter(slug="mau").exists()


def test_a_plan_that_came_meanwhile_is_told_at_the_confirmation(client, office):
    shown = client.post(URL, {"file": upload("ke-hoach.xlsx", write_plan(small_plan()))})
    make.PlanFactory(slug="mau")
    answer = client.post(URL, {"action": "confirm", "sealed": sealed_of(shown)})
    assert answer.status_code == 409
    assert "không ghi đè" in answer.context["refused"]


def test_the_exported_file_can_be_read_back(client, office):
    plan = Plan.objects.get()
    answer = client.get(reverse("plan_export", args=[plan.slug]))
    assert answer.status_code == 200
    assert read_workbook(BytesIO(answer.content)).sheets


def test_the_office_of_another_plan_exports_none_of_this(client, office):
    other = make.PlanFactory()
    assert client.get(reverse("plan_export", args=[other.slug])).status_code == 403
