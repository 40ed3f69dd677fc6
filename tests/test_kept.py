"""What is kept between requests is what a fresh reading gives, for whoever asks."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assignments.models import Assignment, Portfolio, Unit
from assignments.permissions import powers_of, visible_targets
from q3plan.lib import clock
from reports.dashboards.board import reporting_board
from reports.dashboards.sector_overview import units_by_sector
from reports.dashboards.standing import standings
from reports.dashboards.task_standing import task_standings
from reports.kept.memory import Memory, memory
from reports.kept.opened import opened_plan
from reports.kept.parts import EVERYTHING, _parts
from reports.kept.recent import Recent
from reports.models import (
    Extension,
    Observation,
    PlanChange,
    Report,
    Round,
    TargetEntry,
    TaskUpdate,
)
from targets.models import AnnualTarget, Decision, Plan, Reading, Sector, Target, Task
from targets.progress import Vintage, YearStatus
from tests import factories as make
from tests.built_once import built_once
from tests.test_standing import AT, decide, observe

pytestmark = pytest.mark.django_db
URL = "/bang-dieu-hanh/"
MARKS = import_module("reports.migrations.0006_over_the_years")
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


class Scene:
    """A plan with one accepted report, one that is not sent, and everybody who leads."""

    def __init__(self):
        self.report = make.report_with_items(targets=2, tasks=2)
        self.round, self.plan = self.report.round, self.report.round.plan
        self.officer = make.coordinator(self.plan)
        self.other = make.report_with_items(plan=self.plan)
        make.fill(self.report)
        head = make.head(self.report.unit)
        self.report.touch(by=head, at=AT)
        self.report.submit(by=head, at=AT)
        self.report.accept(by=self.officer, at=AT)
        self.target = self.report.entries.first().target
        for year in (2021, 2024):
            observe(self.target, year, year - 2000)
        decide(self.target, 2027, 36)
        self.client = Client()
        self.client.force_login(self.officer)

    def page(self, address=URL, client=None):
        answer = (client or self.client).get(address, **FRAGMENT)
        assert answer.status_code == 200
        return answer.content.decode()

    def stamp(self):
        powers = powers_of(self.officer, on=clock.today())
        return opened_plan(powers, on=clock.today()).stamp


kept, scene = built_once(Scene)


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def first(model):
    return model.objects.order_by("pk").first()


def change(model, **fields):
    return lambda scene: model.objects.filter(pk=first(model).pk).update(**fields)


def extend(scene):
    Extension.objects.create(
        report=scene.other,
        due_before=date(2027, 11, 25),
        reason="Bão.",
        granted_at=AT,
        granted_by=scene.officer,
    )


def add_target(scene):
    make.TargetFactory(plan=scene.plan, name="Chỉ tiêu mới")


def accept_a_rating(scene):
    row = scene.other.updates.first()
    TaskUpdate.objects.filter(pk=row.pk).update(rating="OVERDUE", review_state="ACCEPTED")


WRITES = {
    "observation added": lambda s: observe(s.target, 2022, "21.5"),
    "observation corrected": change(Observation, value=Decimal("29.25")),
    "observation replaced": change(Observation, replaced_at=AT),
    "observation by hand": lambda s: sql("UPDATE reports_observation SET value = value + 1"),
    "observation deleted": lambda s: sql("DELETE FROM reports_observation WHERE year = 2024"),
    "observation of the round deleted": lambda s: sql(
        "DELETE FROM reports_observation WHERE year = 2027"
    ),
    "annual target": change(AnnualTarget, value=Decimal(50)),
    "annual target by hand": lambda s: sql("DELETE FROM targets_annualtarget"),
    "decision": change(Decision, number="9/QĐ-UBND"),
    "target": change(Target, name="Tên khác", decimals=3),
    "target added": add_target,
    "reading": change(Reading, value=Decimal(10)),
    "sector": change(Sector, name="Lĩnh vực khác"),
    "plan": change(Plan, near_points=Decimal(20), watch_points=Decimal(20)),
    "task": change(Task, title="Nhiệm vụ khác", start_year=2020),
    "rating accepted": accept_a_rating,
    "rating by hand": lambda s: sql("UPDATE reports_taskupdate SET reviewer_rating = 'OVERDUE'"),
    "unit": change(Unit, short_name="Tên gọn khác", name="Tên khác"),
    "unit by hand": lambda s: sql("UPDATE assignments_unit SET name = 'Đơn vị X'"),
    "assignment ended": change(Assignment, valid_to=date(2027, 10, 1)),
    "assignment added": lambda s: make.AssignmentFactory(target=s.target, provides=False),
    "round": change(Round, due_before=date(2027, 11, 2), data_cutoff_on=date(2027, 11, 1)),
    "round opened": lambda s: make.RoundFactory(plan=s.plan, year=2026),
    "extension": extend,
    "report started": lambda s: s.other.touch(by=make.member(s.other.unit), at=AT),
    "report returned": lambda s: Report.objects.filter(pk=s.report.pk).update(returned_at=AT),
    "report by hand": lambda s: sql("UPDATE reports_report SET state = 'DRAFT'"),
    "entry": change(TargetEntry, scope="WARD"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_write_is_seen_at_once(scene, write):
    before = scene.page()
    assert before == scene.page()
    stamp = scene.stamp()
    write(scene)
    assert scene.stamp() != stamp
    kept = scene.page()
    memory.forget()
    assert kept == scene.page()


def test_a_picture_made_of_the_one_before_shows_what_a_new_one_does(scene):
    """All writes one after another; each page is drawn out of what the writes before it left."""
    queries = (
        "",
        "?nam=2026",
        "?trang-thai=SUBMITTED&xep=plan",
        f"?don-vi={scene.other.unit.code}",
    )
    chair = make.PortfolioFactory(plan=scene.plan, sector=None, position=Portfolio.Position.CHAIR)
    leader = Client()
    leader.force_login(chair.user)

    def pages():
        readers = (scene.client, leader)
        return [scene.page(URL + query, reader) for query in queries for reader in readers]

    for name, write in WRITES.items():
        write(scene)
        kept, held = pages(), memory._held
        memory._held = Recent(1)
        assert kept == pages(), name
        memory._held = held


def test_a_corrected_figure_touches_its_own_target_alone(scene):
    other = scene.report.entries.last().target
    observe(other, 2022, 7)

    def read():
        scene.page()
        opened = opened_plan(powers_of(scene.officer, on=clock.today()), on=clock.today())
        picture = memory.picture(opened, at=AT)
        return [picture.ledger.made(target) for target in (scene.target, other)], picture

    (was, same), before = read()
    Observation.objects.filter(target=scene.target, year=2024).update(value=31)
    (now, still), after = read()
    assert now is not was
    assert still is same
    assert after.updates is before.updates
    assert after.reports[scene.round.pk] is before.reports[scene.round.pk]
    assert all(
        filing is before.ledger.filings[other.pk][year]
        for year, filing in after.ledger.filings[other.pk].items()
    )


def test_a_returned_report_is_the_only_one_read_anew(scene):
    earlier = make.ReportFactory(round=make.RoundFactory(plan=scene.plan, year=2026))

    def read():
        opened = opened_plan(powers_of(scene.officer, on=clock.today()), on=clock.today())
        return memory.picture(opened, at=AT)

    before = read()
    Report.objects.filter(pk=scene.report.pk).update(returned_at=AT)
    after = read()
    assert after.reports[earlier.round_id] is before.reports[earlier.round_id]
    [returned] = [r for r in after.reports[scene.round.pk] if r.pk == scene.report.pk]
    assert returned.returned_at == AT
    assert after.ledger.filings[scene.target.pk][2027].report is returned
    assert after.source.base is before.source.base


def test_a_draft_that_is_saved_leaves_no_mark(scene):
    scene.other.touch(by=make.member(scene.other.unit), at=AT)
    stamp = scene.stamp()
    scene.other.touch(by=make.member(scene.other.unit), at=AT)
    scene.other.entries.update(source="Niên giám", explanation="Giải trình")
    scene.other.updates.update(result="Đang làm.")
    assert scene.stamp() == stamp


def test_another_plan_is_not_marked(scene):
    stamp = scene.stamp()
    observe(make.TargetFactory(), 2027, 5)
    assert scene.stamp() == stamp


def test_a_row_that_moves_marks_both_plans(scene):
    other = make.SectorFactory()
    PlanChange.objects.all().delete()
    Sector.objects.filter(pk=other.pk).update(plan=scene.plan)
    assert set(PlanChange.objects.values_list("plan", flat=True)) == {scene.plan.pk, other.plan_id}


def test_everything_that_is_read_is_watched():
    """A column that a picture reads and no trigger watches would be shown stale for ever."""
    for part in _parts().values():
        table = part.rows.model._meta.db_table
        _plans, _needed, counting = MARKS.WATCHED[table]
        if counting:
            assert set(part.fields) - {"id"} <= set(counting), table


def test_every_watched_table_has_its_triggers():
    """A migration that rebuilds a table on SQLite must put them back."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = {name for (name,) in cursor.fetchall()}
    wanted = {f"mark_{t}_{verb.lower()}" for t in MARKS.WATCHED for verb in MARKS.verbs(t)}
    assert wanted <= found


def test_an_old_state_never_comes_back_after_the_marks_are_cleared(scene):
    if connection.vendor == "postgresql":
        assert PlanChange.objects.filter(plan=scene.plan).count() > 1
    stamp, newest = scene.stamp(), PlanChange.objects.order_by("pk").last().pk
    observe(scene.target, 2022, 1)
    call_command("clear_plan_changes", verbosity=0)
    [left] = PlanChange.objects.filter(plan=scene.plan)
    assert left.pk > newest
    assert scene.stamp() != stamp


def test_a_plan_can_be_deleted_with_its_marks():
    plan = make.PlanFactory()
    make.SectorFactory(plan=plan).delete()
    assert PlanChange.objects.filter(plan=plan).exists()
    Plan.objects.filter(pk=plan.pk).delete()
    assert not PlanChange.objects.filter(plan=plan.pk).exists()


def test_pictures_agree_with_the_rows_for_everybody(scene):
    plan = scene.plan
    chair = make.PortfolioFactory(plan=plan, sector=None, position=Portfolio.Position.CHAIR).user
    everybody = (
        scene.officer,
        make.second_recipient(plan),
        make.PortfolioFactory(plan=plan, sector=scene.target.sector).user,
        make.PortfolioFactory(plan=plan).user,
        chair,
    )
    on = clock.today()
    for user in everybody:
        powers = powers_of(user, on=on)
        opened = opened_plan(powers, on=on)
        picture = memory.picture(opened, at=AT)
        own = visible_targets(powers)
        for year in (2024, 2026, 2027):
            read = standings(own, year=year, at=AT)
            assert standings((), year=year, at=AT, ledger=picture.ledger_for(powers)) == read
        board = reporting_board(scene.round, at=AT, powers=powers)
        assert picture.board_for(powers, opened.round_named("2027"), at=AT) == board
        tasks = Task.objects.counted().order_by("order")
        assert picture.task_standings(until=2027) == task_standings(tasks, on=on, until=2027)
        assert picture.units_by_sector() == units_by_sector(plan, on)


def test_values_are_those_of_the_orm_to_the_last_digit(scene):
    observe(scene.target, 2020, "12345678.123456")
    observe(scene.target, 2019, "-0.000001")
    for row in EVERYTHING.read(scene.plan.pk, on=clock.today())["observations"]:
        assert str(row.value) == str(Observation.objects.get(pk=row.pk).value)


def test_what_one_person_sees_is_not_shown_to_the_next(scene):
    """The officer may open the report and visit the unit, a vice-chair of another sector not."""
    address = f"/bao-cao/2027/{scene.report.unit.code}/"
    leader = Client()
    leader.force_login(make.PortfolioFactory(plan=scene.plan).user)
    assert address in scene.page()
    assert address not in scene.page(client=leader)
    assert address in scene.page()
    stranger = Client()
    stranger.force_login(make.coordinator(make.PlanFactory()))
    assert scene.target.name not in stranger.get(URL).content.decode()


def test_the_frame_of_a_page_is_everybodys_own(scene):
    second = make.second_recipient(scene.plan)
    client = Client()
    client.force_login(second)
    for user, page in (
        (scene.officer, scene.client),
        (second, client),
        (scene.officer, scene.client),
    ):
        text = page.get(URL).content.decode()
        names = [one.full_name for one in (scene.officer, second) if one.full_name in text]
        assert names == [user.full_name]


def test_midnight_makes_another_picture(scene):
    powers = powers_of(scene.officer, on=clock.today())
    opened = opened_plan(powers, on=clock.today())
    day = timedelta(days=1)
    picture = memory.picture(opened, at=AT)
    assert memory.picture(opened, at=AT + timedelta(hours=5)) is picture
    assert memory.picture(opened, at=AT + day) is not picture


def test_nothing_is_remembered_of_what_may_be_undone(scene, monkeypatch):
    monkeypatch.setattr(Memory, "inside_transactions", False)
    opened = opened_plan(powers_of(scene.officer, on=clock.today()), on=clock.today())
    assert memory.picture(opened, at=AT) is not memory.picture(opened, at=AT)


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_sql_is_little_cold_and_warm(scene, who):
    user = scene.officer if who == "officer" else make.PortfolioFactory(plan=scene.plan).user
    client = Client()
    client.force_login(user)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        return len(asked)

    client.get(URL)  # SQLite asks once in a process whether it can do JSON
    memory.forget()
    cold, warm = queries(), queries()
    for year in range(2001, 2020):
        make.RoundFactory(plan=scene.plan, year=year)
        observe(scene.target, year, 7)
    for _ in range(5):
        make.ReportFactory(round=scene.round)
    assert (queries(), queries()) == (cold, warm)
    assert cold <= 8
    assert warm == cold - 1


@pytest.mark.parametrize(
    ("vintage", "status", "display"),
    [
        (Vintage.YTD, YearStatus.NOT_ASSESSABLE, "20,0 (10 tháng)"),
        (Vintage.ESTIMATE, YearStatus.MISSED, "30,0 (ước)"),
        (Vintage.FINAL, YearStatus.EXCEEDED, "40,0"),
        (Vintage.PRELIMINARY, YearStatus.NO_DATA, "–"),
        (None, YearStatus.EXCEEDED, "40,0"),
    ],
)
def test_a_year_can_be_judged_by_one_kind_of_figure(vintage, status, display):
    target = make.TargetFactory()
    decide(target, 2027, 36)
    observe(target, 2026, 33)
    observe(target, 2027, 20, Vintage.YTD)
    observe(target, 2027, 30, Vintage.ESTIMATE)
    observe(target, 2027, 40, Vintage.FINAL)
    [row] = standings(Target.objects.filter(pk=target.pk), year=2027, at=AT, vintage=vintage)
    assert (row.result.status, row.display) == (status, display)
    assert row.previous_value == 33
    points = [point.year for point in row.series]
    assert points == ([2026, 2027] if row.value and vintage != Vintage.YTD else [2026])
    if vintage == Vintage.YTD:
        assert row.pace.status is None
        assert row.pace.reason


def test_only_what_was_asked_for_last_is_held():
    recent, made = Recent(2), []

    def make_it(key):
        return lambda: made.append(key) or key.upper()

    for key in ("a", "b", "a", "c", "a", "b"):
        assert recent.get(key, make_it(key)) == key.upper()
    assert made == ["a", "b", "c", "b"]
    recent.clear()
    assert recent.find("a") is None
