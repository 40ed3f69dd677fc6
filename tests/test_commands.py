"""Commands that people run on the server; their words are read by people too."""

import uuid
from datetime import date, timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from q3plan.accounts.models import User
from reports.management.commands.open_round import day
from reports.models import PostedForm, Report, ReportEvent, Round, Submission
from tests import factories
from tests.report_scene import NOON, Scene, State

pytestmark = pytest.mark.django_db


def run(name, *args, **options):
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


# -- open_round ------------------------------------------------------------------------------------


@pytest.fixture
def plan():
    plan = factories.PlanFactory()
    office = factories.OfficeFactory(plan=plan)
    task = factories.TaskFactory(plan=plan)
    for unit in (office.unit, factories.UnitFactory()):
        factories.AssignmentFactory(unit=unit, task=task)
    return plan


def test_open_round_tells_what_it_made_and_then_changes_nothing(plan):
    assert run("open_round", "2027") == (
        "Đã mở kỳ báo cáo 2027: mở từ 01/10/2027, nộp trước ngày 10/11/2027 "
        "(đến hết 09/11/2027), 2 đơn vị phải báo cáo.\n"
    )
    rows = [list(model.objects.values()) for model in (Round, Report, ReportEvent)]
    said = run("open_round", "2027", "--opens-on", "05/10/2027")
    assert said == ("Kỳ báo cáo 2027 đã mở từ 01/10/2027 với 2 đơn vị: không có gì thay đổi.\n")
    assert rows == [list(model.objects.values()) for model in (Round, Report, ReportEvent)]


def test_open_round_again_adds_the_units_assigned_since(plan):
    run("open_round", "2027")
    factories.AssignmentFactory(unit=factories.UnitFactory(), task=plan.tasks.get())
    assert run("open_round", "2027") == (
        "Kỳ báo cáo 2027 đã mở từ trước; thêm báo cáo cho 1 đơn vị.\n"
    )


@pytest.mark.parametrize("text", ["20/10/2028", "2028-10-20"])
def test_open_round_on_a_chosen_day(plan, text):
    run("open_round", "2028", "--opens-on", text)
    assert Round.objects.get().opens_on == day(text) == date(2028, 10, 20)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["2024"], "từ 2025 đến 2045"),
        (["99999"], "từ 2025 đến 2045"),
        (["2027", "--opens-on", "01/11/2027"], "31/10/2027"),
        (["2027", "--opens-on", "01/01/2025"], "25/02/2025"),
        (["2027", "--opens-on", "31/02/2027"], "invalid day"),
    ],
)
def test_open_round_refuses_with_words(plan, args, words):
    with pytest.raises(CommandError, match=words):
        run("open_round", *args)
    assert not Round.objects.exists()


def test_open_round_without_a_plan():
    with pytest.raises(CommandError, match="load_plan"):
        run("open_round", "2027")


# -- verify_submissions ----------------------------------------------------------------------------


@pytest.fixture
def chain():
    """Three submissions of one plan, and the triggers taken away."""
    scene = Scene()
    scene.bring(State.SUBMITTED)
    for hours in (1, 2):
        report = factories.fill(factories.report_with_items(plan=scene.plan))
        report.touch(by=factories.member(report.unit), at=NOON)
        report.submit(by=factories.head(report.unit), at=NOON + timedelta(hours=hours))
    assert run("verify_submissions") == f"{scene.plan}: 3 lần gửi, chuỗi nguyên vẹn.\n"
    migration = import_module("reports.migrations.0002_submission_is_append_only")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        undo = migration.SQLITE_UNDO if connection.vendor == "sqlite" else migration.POSTGRESQL_UNDO
        for statement in undo:
            cursor.execute(statement)
    return list(Submission.objects.order_by("sequence"))


TAMPERINGS = {
    "content": (
        "UPDATE reports_submission SET payload = replace(payload, '30', '50') WHERE sequence = 2",
        1,
        "nội dung không khớp với mã băm",
    ),
    "link": (
        "UPDATE reports_submission SET previous_sha256 = 'x' WHERE sequence = 3",
        2,
        "không nối với lần gửi trước",
    ),
    "hash": (
        "UPDATE reports_submission SET sha256 = 'x' WHERE sequence = 1",
        0,
        "nội dung không khớp với mã băm",
    ),
    "removal": (
        "DELETE FROM reports_submission WHERE sequence = 2",
        2,
        "thiếu lần gửi số 2",
    ),
}


@pytest.mark.parametrize(("sql", "bad", "why"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_verify_submissions_names_the_first_bad_row(chain, sql, bad, why):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 1
    with pytest.raises(CommandError) as broken:
        run("verify_submissions")
    assert chain[bad].receipt_code in str(broken.value)
    assert why in str(broken.value)
    assert broken.value.returncode == 1


def test_verify_submissions_of_a_plan_without_any(plan):
    assert run("verify_submissions") == f"{plan}: 0 lần gửi, chuỗi nguyên vẹn.\n"


# -- the demonstration's doors ---------------------------------------------------------------------


@pytest.mark.parametrize("command", ["load_demo", "show_logins"])
def test_the_demonstration_stays_out_of_production(settings, command):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="vận hành thật"):
        run(command)
    assert not User.objects.exists()


def test_load_demo_leaves_a_database_with_people_alone():
    person = factories.UserFactory()
    assert run("load_demo") == "Đã có người dùng: không nạp dữ liệu minh họa.\n"
    assert User.objects.get() == person


def test_show_logins_without_the_demonstration():
    factories.UserFactory()
    assert run("show_logins") == "Cơ sở dữ liệu này không có tài khoản minh họa.\n"


# -- clear_posted_forms ----------------------------------------------------------------------------


def test_clear_posted_forms_forgets_only_old_answers():
    user = factories.UserFactory()
    kept, old = (
        PostedForm.objects.create(user=user, key=uuid.uuid4(), path="/viec-cua-toi/")
        for _ in range(2)
    )
    PostedForm.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert run("clear_posted_forms") == "Đã xóa 1 câu trả lời cũ.\n"
    assert PostedForm.objects.get() == kept
