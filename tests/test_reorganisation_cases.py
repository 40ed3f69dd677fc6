"""The two real reorganisations of 2025, carried out on Plan 57: departments, then wards.

The round of 2025 is opened early, so that units report before they end.
"""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from assignments.models import Assignment, Lineage, Membership, Succession, Unit
from assignments.permissions import powers_of
from reports.chasing.late import late_reports
from reports.compiling import sentences
from reports.compiling.accepted import _filed
from reports.consolidations.content import _board
from reports.dashboards.board import reporting_board
from reports.filing.reading import read_filing
from reports.kept.totals import refresh_totals
from reports.models import PlanYearTotal, Report, Round, TransitionRefused
from reports.reorganising.carrying import carry_out
from reports.reorganising.from_file import read
from reports.reorganising.undoing import undo
from targets.models import Plan, SeriesBreak
from tests import factories as make
from tests.built_once import built_once
from tests.factories import at
from tests.review_scene import client_of, text_of
from tests.test_reorganising import everything

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "reorganisation"
DEPARTMENTS, WARDS = FOLDER / "departments-2025-03.json", FOLDER / "wards-2025-07.json"
BEFORE_MARCH, BEFORE_JULY = at(2025, 2, 28), at(2025, 6, 20)
AUTUMN = date(2026, 10, 1)
OLD_WARDS = {f"phuong-{n}" for n in (1, 2, 3, 4, 5, 9, 11, 12, 14)} | {"phuong-vo-thi-sau"}
NEW_WARDS = {"phuong-ban-co", "phuong-xuan-hoa", "phuong-nhieu-loc"}
OLD_DEPARTMENTS = {"phong-vhtt", "phong-kinh-te", "phong-qldt", "phong-ldtbxh"}
NEW_DEPARTMENTS = {"phong-vhkhtt", "phong-kthtdt"}


def district():
    call_command("load_plan", verbosity=0)
    plan = Plan.objects.get(slug="57-kh-ubnd")
    unit = {unit.code: unit for unit in Unit.objects.all()}
    opened, _count = Round.open(plan, 2025, at=at(2025, 2, 26), opens_on=date(2025, 2, 26))
    world = SimpleNamespace(plan=plan, unit=unit, round=opened)
    world.officer = make.member(unit["phong-tckh"])
    world.clerk = make.member(unit["phuong-1"])
    world.head = make.head(unit["phuong-1"])
    Membership.objects.update(valid_from=plan.issued_on)
    report = make.fill(opened.reports.get(unit=unit["phuong-1"]))
    report.touch(by=world.clerk, at=at(2025, 2, 27))
    report.submit(by=world.head, at=at(2025, 2, 27))
    return world


kept, scene = built_once(district)


def done(path, scene, moment):
    draft = read(path, by=scene.officer, at=moment)
    carry_out(draft, by=scene.officer, at=moment)
    return draft


@pytest.fixture
def both(scene):
    done(DEPARTMENTS, scene, BEFORE_MARCH)
    done(WARDS, scene, BEFORE_JULY)
    return scene


def things(rows):
    return {(row.target_id, row.task_id) for row in rows}


def test_every_assignment_of_a_unit_that_ends_has_an_heir(scene):
    start = Assignment.objects.active(date(2025, 2, 28))
    led = things(start.filter(role="LEAD"))
    provided = things(start.providing().filter(target__isnull=False))
    done(DEPARTMENTS, scene, BEFORE_MARCH)
    done(WARDS, scene, BEFORE_JULY)
    for day in (date(2025, 3, 1), date(2025, 7, 1), AUTUMN):
        now = Assignment.objects.active(day)
        assert things(now.filter(role="LEAD")) == led
        bringing = list(now.providing().filter(target__isnull=False))
        assert things(bringing) == provided and len(bringing) == len(provided)
        assert not now.exclude(unit__in=Unit.objects.existing(day)).exists()


def test_the_labour_department_goes_to_three(both):
    lines = Succession.objects.filter(predecessor=both.unit["phong-ldtbxh"])
    heirs = set(lines.values_list("successor__code", flat=True))
    assert heirs == {"phong-noi-vu", "phong-y-te", "phong-gddt"}
    bringing = Assignment.objects.active(AUTUMN).providing()
    for code, unit in (("CT-04", "phong-gddt"), ("CT-05", "phong-noi-vu")):
        assert bringing.get(target__code=code).unit.code == unit
    assert bringing.get(task__code="III.7.4", unit__code="phong-y-te")


def test_ward_4_belongs_to_two_with_its_parts(both):
    lines = Succession.objects.filter(predecessor=both.unit["phuong-4"])
    parts = dict(lines.values_list("successor__code", "partial_territory"))
    assert set(parts) == {"phuong-ban-co", "phuong-xuan-hoa"} and all(parts.values())
    whole = Succession.objects.filter(successor__code__in=NEW_WARDS, partial_territory="")
    assert set(whole.values_list("predecessor__code", flat=True)) == OLD_WARDS - {"phuong-4"}
    assert Lineage.objects.filter(ancestor=both.unit["phuong-4"]).count() == 2


def test_the_district_as_a_whole_stays_comparable_and_outside_codes_are_no_keys(both):
    assert not SeriesBreak.objects.exists()
    assert not Unit.objects.filter(code__regex=r"\d{5}").exists()
    note = read(WARDS, by=both.officer, at=BEFORE_JULY).note
    assert all(code in note for code in ("27154", "27139", "27142"))


def test_round_2026_expects_the_new_units_and_none_of_the_old(both):
    opened, _count = Round.open(both.plan, 2026, at=at(2026, 10, 1))
    codes = set(opened.reports.values_list("unit__code", flat=True))
    assert codes >= NEW_WARDS | NEW_DEPARTMENTS | {"phong-noi-vu", "phong-y-te", "phong-gddt"}
    assert not codes & (OLD_WARDS | OLD_DEPARTMENTS)
    # 15 departments and offices become 13, ten wards three.
    assert len(codes) == 16
    assert all(report.is_counted for report in opened.reports.all())


def test_what_was_sent_before_stays_under_the_old_name_for_the_heirs_to_read(both):
    report = both.round.reports.get(unit=both.unit["phuong-1"])
    assert report.state == Report.State.SUBMITTED and report.is_counted
    payload = json.loads(report.submissions.get().payload)
    assert payload["unit"]["name"] == "Ủy ban nhân dân Phường 1"
    held = Report.objects.with_owner(on=AUTUMN).get(pk=report.pk)
    assert held.owner_name == "Phường Bàn Cờ" and held.unit_short_name == "Phường 1"
    heirs = [Unit.objects.get(code=code) for code in ("phuong-ban-co", "phuong-nhieu-loc")]
    reads = [
        Report.objects.visible_to(powers_of(make.member(heir), on=AUTUMN)).filter(pk=report.pk)
        for heir in heirs
    ]
    assert [rows.exists() for rows in reads] == [True, False]


def test_what_was_not_sent_is_ended_by_the_main_heir_and_counted_nowhere(both):
    report = both.round.reports.get(unit=both.unit["phuong-4"])
    assert report.owner_on(date(2025, 6, 30)) == both.unit["phuong-4"]
    assert report.owner_on(date(2025, 7, 1)).code == "phuong-ban-co"
    assert report.unit_dissolved and not report.is_counted


def test_undoing_before_the_day_is_as_if_nothing_had_been(scene):
    for path, moment in ((DEPARTMENTS, BEFORE_MARCH), (WARDS, BEFORE_JULY)):
        draft = read(path, by=scene.officer, at=moment)
        before = everything()
        carry_out(draft, by=scene.officer, at=moment)
        assert everything() != before
        undo(draft, by=scene.officer, at=moment)
        assert everything() == before


def test_units_that_ended_count_in_no_rate(both):
    """Every place that counts, after the deadline: one ward sent in time, nine are not expected."""
    moment = at(2025, 11, 12)
    refresh_totals(both.plan.pk, since=2025, at=moment)
    powers = powers_of(both.officer, on=moment.date())
    filing = read_filing(both.round, at=moment, powers=powers)
    board = reporting_board(both.round, at=moment, powers=powers)
    total = PlanYearTotal.objects.get(plan=both.plan, year=2025)
    counted = _board(board)
    gone = both.round.reports.filter(unit_dissolved=True)
    kept = both.round.reports.count() - gone.count()
    assert gone.filter(unit__kind=Unit.Kind.WARD).count() == 9
    assert {filing.total.expected, board.expected, total.expected, counted["expected"]} == {kept}
    assert {filing.total.sent, board.sent, total.sent, counted["sent"]} == {1}
    assert filing.total.ended == gone.count() == len(filing.ended) == len(counted["ended"])
    assert not any(row.report.unit_dissolved for row in filing.awaited)
    late = late_reports(both.round, at=moment, powers=powers)
    assert late and not any(one.report.unit_dissolved for one in late)
    assert not any(row.is_late for row in board.rows if row.report.unit_dissolved)
    said = sentences.filing(both.round, _filed(both.round, moment))
    assert f"có {kept} đơn vị phải báo cáo" in said and "kết thúc trước hạn" in said


def test_a_taken_over_report_reads_so_and_is_the_heirs_own(both):
    heir = Unit.objects.get(code="phuong-ban-co")
    head, stranger = make.head(heir), make.head(Unit.objects.get(code="phuong-xuan-hoa"))
    url = reverse("report_detail", args=[2025, "phuong-4"])
    named = "Ủy ban nhân dân Phường 4 (Phường Bàn Cờ hoàn tất)"
    assert named in text_of(client_of(head).get(url))
    assert client_of(stranger).get(url).status_code == 404
    tasks = reverse("report_tasks", args=[2025, "phuong-4"])
    assert client_of(head).get(tasks).status_code == 200
    assert named in text_of(client_of(head).get(reverse("my_work")))
    assert named in text_of(client_of(both.officer).get(reverse("filing_board") + "?nam=2025"))
    with pytest.raises(TransitionRefused, match="của mình"):
        both.round.reports.get(unit=both.unit["phuong-4"]).excuse(
            by=head, at=at(2025, 8, 1), reason="Đã sắp xếp."
        )


def test_pages_tell_where_units_come_from_and_what_they_became(both):
    clerk = make.member(Unit.objects.get(code="phuong-ban-co"))
    page = text_of(client_of(clerk).get(reverse("unit_detail", args=["phuong-ban-co"])))
    assert "Ủy ban nhân dân Phường 4 (Một phần Phường 4)" in page
    assert "từ ngày 01/07/2025 (Nghị quyết 1685/NQ-UBTVQH15)" in page and "Phường 1: " in page
    old = text_of(client_of(clerk).get(reverse("unit_detail", args=["phuong-4"])))
    assert "Từ ngày 01/07/2025 là Ủy ban nhân dân Phường Xuân Hòa" in old
