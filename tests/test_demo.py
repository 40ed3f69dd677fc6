"""The demonstration: loaded once, it holds every state and every lamp that the screens can show."""

import json
import unicodedata
from collections import Counter
from datetime import date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase

from assignments.models import Membership, Portfolio, Unit
from assignments.permissions import powers_of
from q3plan.accounts.models import User
from q3plan.lib.dates import LOCAL
from q3plan.lib.text import fold
from reports.dashboards.standing import standings
from reports.demo import data
from reports.evidence import storing
from reports.models import (
    Directive,
    DirectiveStatus,
    Evidence,
    Extension,
    Figure,
    Observation,
    Report,
    ReportEvent,
    Round,
    Submission,
    TaskUpdate,
)
from reports.wards.reading import marked_targets, read_breakdowns
from targets.models import AnnualTarget, Plan, Target, Task
from targets.progress import Flag, PaceStatus, YearStatus
from tests.test_checks_demo import DemonstrationsChecks

FROZEN = datetime(2027, 11, 3, 9, 0, tzinfo=LOCAL)
State = Report.State

DISTRICT = "57-kh-ubnd"


def run(name):
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


def reports_of(year):
    return Report.objects.filter(round__year=year, round__plan__slug=DISTRICT)


def states(year):
    return Counter(reports_of(year).values_list("state", flat=True))


@pytest.mark.long
@pytest.mark.one_database  # the browser tests load the same into either
class DemoTest(DemonstrationsChecks, TestCase):
    """One class, so that Django loads the data once."""

    @classmethod
    def setUpTestData(cls):
        cls.said = run("load_demo")

    def test_it_loads_once_and_says_what_it_did(self):
        counts = [User.objects.count(), Report.objects.count(), Submission.objects.count()]
        assert counts[:2] == [62, 78]
        assert "62 người, 78 báo cáo" in self.said
        assert run("load_demo") == "Đã có người dùng: không nạp dữ liệu minh họa.\n"
        again = [User.objects.count(), Report.objects.count(), Submission.objects.count()]
        assert again == counts

    def test_the_chain_is_true_and_in_the_order_of_time(self):
        assert "chuỗi nguyên vẹn" in run("verify_submissions")
        moments = list(
            Submission.objects.order_by("plan", "sequence").values_list("plan", "submitted_at")
        )
        assert moments == sorted(moments)

    def test_sent_reports_have_illustrative_files_and_one_is_signed(self):
        files = Evidence.objects.attached()
        assert {row.report.unit.code for row in files} == {
            "phong-kinh-te", "phong-qldt", "phong-tnmt", "phuong-3",
        }  # fmt: skip
        assert files.filter(kind=Evidence.Kind.SIGNED_COPY).count() == 1
        assert all("(tệp minh họa)" in row.name and row.sent_in_id for row in files)
        for row in files:
            with storing.open_checked(row) as file:
                assert len(file.read()) == row.size

    def test_nothing_happened_after_the_frozen_clock(self):
        events = ReportEvent.objects.all()
        assert events.filter(at__gte=FROZEN).count() == 0
        assert Observation.objects.filter(accepted_at__gte=FROZEN).count() == 0
        for report in Report.objects.all():
            at = list(report.events.order_by("pk").values_list("at", flat=True))
            assert at == sorted(at), report

    # -- people ------------------------------------------------------------------------------

    def test_every_unit_has_a_reporter_and_a_head(self):
        units = Unit.objects.reporting().filter(reports__round__plan__slug=DISTRICT).distinct()
        assert units.count() == 25
        for unit in units:
            roles = Counter(unit.memberships.values_list("role", flat=True))
            officers = {"phong-tckh": 2, "van-phong-ubnd": 1}.get(unit.code, 0)
            assert roles == {"HEAD": 1, "REPORTER": 1 + officers}, unit
        names = list(User.objects.values_list("full_name", flat=True))
        assert len(set(names)) == len(names)

    def test_leaders_and_the_administrator(self):
        assert Counter(Portfolio.objects.values_list("position", "sector__slug")) == {
            ("CHAIR", None): 1,
            ("VICE_CHAIR", "kinh-te"): 1,
            ("VICE_CHAIR", "do-thi"): 1,
            ("VICE_CHAIR", "van-xa"): 1,
        }
        administrator = User.objects.get(email="quantri@q3.example")
        assert administrator.is_staff
        assert administrator.is_superuser
        assert not Membership.objects.filter(user=administrator).exists()

    def test_the_printed_logins_work(self):
        printed = run("show_logins")
        password = data.read("people")["password"]
        assert f"Mật khẩu chung: {password}" in printed
        for mailbox, _words in data.read("people")["shown"]:
            email = data.address(mailbox)
            assert email in printed
            assert User.objects.get(email=email).check_password(password)
        assert len(printed.splitlines()) < 20

    def test_officers_hold_the_two_offices(self):
        def powers(mailbox):
            return powers_of(User.objects.get(email=data.address(mailbox)), on=date(2027, 11, 3))

        assert powers("tckh.tonghop1").coordinates
        assert powers("tckh.tonghop2").coordinates
        assert powers("vp.tonghop").second_recipient_of

    def test_directives_stand_in_three_ways(self):
        """One waits for a unit, one is answered, one is overdue."""
        on = FROZEN.date()
        rows = Directive.objects.order_by("pk")
        self.assertEqual(
            [row.status_on(on) for row in rows],
            [DirectiveStatus.ANSWERED, DirectiveStatus.OVERDUE, DirectiveStatus.WAITING],
        )
        for row in rows:
            self.assertIn("minh họa", row.text)
            for message in row.messages.all():
                self.assertLess(message.at, FROZEN)

    def test_two_wards_let_staff_send(self):
        sending = Unit.objects.filter(staff_may_submit=True)
        assert sorted(unit.kind for unit in sending) == ["WARD", "WARD"]

    # -- rounds ------------------------------------------------------------------------------

    def test_two_rounds_are_complete(self):
        assert states(2025) == states(2026) == {State.ACCEPTED: 25}
        late = reports_of(2026).filter(days_late__gt=0)
        assert dict(late.values_list("unit__code", "days_late")) == {
            "phong-tu-phap": 3,
            "phuong-14": 1,
            "cong-ty-dvci": 8,
        }
        assert reports_of(2026).get(resent_days_late__gt=0).unit.code == "phuong-2"

    def test_the_round_of_2027_shows_every_state(self):
        assert states(2027) == {
            State.NOT_STARTED: 4,
            State.DRAFT: 3,
            State.WITH_HEAD: 2,
            State.SUBMITTED: 7,
            State.RETURNED: 2,
            State.ACCEPTED: 6,
            State.REOPENED: 1,
        }
        again = reports_of(2027).filter(state=State.SUBMITTED, events__kind="RETURNED")
        assert [report.unit.code for report in again] == ["trung-tam-vhtt"]
        assert Extension.objects.get().report.unit.code == "cong-ty-dvci"

    def test_the_health_department_has_not_begun(self):
        report = reports_of(2027).get(unit__code="phong-y-te")
        assert report.state == State.NOT_STARTED
        assert not Figure.objects.filter(entry__report=report, value__isnull=False).exists()
        assert len(report.missing_to_submit()) >= 13

    def test_a_returned_report_names_the_item_and_the_reason(self):
        report = reports_of(2027).get(unit__code="phong-tnmt")
        returned = report.entries.get(target__code="CT-11")
        accepted = report.entries.get(target__code="CT-10")
        assert report.state == State.RETURNED
        assert returned.is_returned
        assert "cơ sở" in returned.review_reason
        assert report.item_is_locked(accepted)

    def test_the_coordinating_units_own_reports_are_accepted_by_the_other_recipient(self):
        own = reports_of(2026).get(unit__code="phong-tckh")
        assert own.accepted_by.email == "vp.tonghop@q3.example"
        others = Report.objects.exclude(unit__code="phong-tckh").filter(
            accepted_by__isnull=False, round__plan__slug=DISTRICT
        )
        assert set(others.values_list("accepted_by__email", flat=True)) == {
            "tckh.tonghop1@q3.example",
            "tckh.tonghop2@q3.example",
        }

    # -- values ------------------------------------------------------------------------------

    def test_base_data_of_2020_to_2024(self):
        base = Observation.objects.filter(report=None)
        assert base.exclude(vintage="FINAL").count() == 0
        assert set(base.values_list("year", flat=True)) == set(range(2020, 2025))
        assert base.values("target").distinct().count() == 12
        assert base.count() == 12 * 5
        assert not Observation.objects.filter(target__code="CT-13").exists()

    def test_everything_invented_is_marked(self):
        assert not Observation.objects.filter(is_illustrative=False).exists()
        assert not Round.objects.filter(is_illustrative=False).exists()
        assert not AnnualTarget.objects.filter(decision__is_illustrative=False).exists()

    def test_shares_of_the_economy_add_up(self):
        for year in range(2020, 2028):
            held = Observation.objects.current().filter(year=year, target__pair__isnull=False)
            total = held.model.objects.none()
            for vintage in ("FINAL", "ESTIMATE"):
                total = held.filter(vintage=vintage)
                if total:
                    assert 99 < sum(row.value for row in total) <= 100, (year, vintage)

    def test_population_is_believable(self):
        people = Observation.objects.filter(target__code__in=["CT-06", "CT-07", "CT-08"])
        assert all(189_000 < row.denominator < 221_000 for row in people)

    def standings(self, year):
        return {
            row.target.code: row
            for row in standings(Target.objects.filter(plan__slug=DISTRICT), year=year, at=FROZEN)
        }

    def test_every_lamp_is_lit_somewhere(self):
        rows = [row for year in (2026, 2027) for row in self.standings(year).values()]
        assert {row.result.status for row in rows} == set(YearStatus)
        assert {row.pace.status for row in rows} == {*PaceStatus, None}
        assert {flag for row in rows for flag in row.result.flags} == set(Flag)

    def test_the_complete_year_shows_every_year_result(self):
        rows = self.standings(2026)
        assert {code: row.result.status.value for code, row in rows.items()} == {
            "CT-01": "MET",
            "CT-02": "MET",
            "CT-03": "MET",
            "CT-04": "NOT_ASSESSABLE",
            "CT-05": "MET",
            "CT-06": "EXCEEDED",
            "CT-07": "NOT_ASSESSABLE",
            "CT-08": "MET",
            "CT-09": "MET",
            "CT-10": "MISSED",
            "CT-11": "MISSED",
            "CT-12": "NOT_STARTED",
            "CT-13": "NO_DATA",
        }
        assert rows["CT-10"].display == "99,96"
        assert self.standings(2027)["CT-02"].display == "75,04 (ước)"

    def test_an_estimate_was_flipped_by_its_final(self):
        growth = Observation.objects.current().filter(target__code="CT-01", year=2025)
        held = {row.vintage: row for row in growth}
        assert held["ESTIMATE"].value < 10 <= held["FINAL"].value
        assert held["FINAL"].report.year == 2026
        told = ReportEvent.objects.filter(kind="VERDICT_FLIPPED", subject__startswith="CT-01")
        assert told.get().report == held["FINAL"].report

    # -- wards -------------------------------------------------------------------------------

    def breakdown(self, year, code):
        round = Round.objects.get(year=year, plan__slug=DISTRICT)
        [target] = [target for target in marked_targets(round) if target.code == code]
        return read_breakdowns(round, [target])[target.pk]

    def test_wards_brought_the_parts_of_two_targets_near_the_districts_values(self):
        assert [
            target.code
            for target in marked_targets(Round.objects.get(year=2026, plan__slug=DISTRICT))
        ] == [
            "CT-08",
            "CT-09",
        ]
        for code in ("CT-08", "CT-09"):
            total = self.breakdown(2026, code).accepted
            assert total.coverage == "10/10"
            own = Observation.objects.get(target__code=code, year=2026, vintage="ESTIMATE")
            gap = abs(own.value - total.part.value)
            assert 0 < gap < 0.1, code
            assert total.part.denominator != own.denominator

    def test_the_running_round_lacks_wards_and_has_one_part_to_correct(self):
        water, insurance = self.breakdown(2027, "CT-09"), self.breakdown(2027, "CT-08")
        assert Counter(line.state.value for line in water.lines) == {
            "ACCEPTED": 3,
            "SENT": 2,
            "RETURNED": 1,
            "NOT_SENT": 4,
        }
        assert (insurance.sent.coverage, water.sent.coverage) == ("6/10", "5/10")
        assert [line.unit.code for line in water.lines if line.is_in_doubt] == ["phuong-4"]

    # -- words -------------------------------------------------------------------------------

    def test_every_task_that_is_reported_has_its_own_words(self):
        written = data.read("tasks-1") | data.read("tasks-2")
        own = TaskUpdate.objects.filter(task__plan__slug=DISTRICT)
        asked = set(own.values_list("task__code", flat=True))
        assert (
            set(Task.objects.counted().filter(plan__slug=DISTRICT).values_list("code", flat=True))
            <= asked
        )
        assert set(written) == asked - {"III.15.1", "III.15.2"}
        assert not any("{" in update.result for update in TaskUpdate.objects.all())

    def test_ratings_vary(self):
        used = set(TaskUpdate.objects.exclude(rating="").values_list("rating", flat=True))
        assert used == set(TaskUpdate.Rating.values)
        assert TaskUpdate.objects.exclude(reviewer_rating="").exists()

    def test_files_are_composed_and_name_no_signer(self):
        signer = fold(Plan.objects.get(slug=DISTRICT).signer_name)
        for path in (settings.BASE_DIR / "fixtures" / "demo").glob("*.json"):
            text = path.read_text(encoding="utf-8")
            assert json.loads(text)
            assert text == unicodedata.normalize("NFC", text)
            assert signer not in fold(text), path
