"""Plan 57 and the demonstration: every target has its checks and its denominator one source."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase

from assignments.plan_files import checking
from q3plan.lib import clock
from reports.checks.defaults import install
from reports.checks.kinds import CHECKS, Kind
from reports.demo import data
from reports.models import CheckRule, Figure, Report, Round
from reports.review.checks import load_flags
from targets.models import DenominatorSeries, DenominatorValue, Plan, Target
from tests import factories as make
from tests.test_plan_fixture import FILE

LINKED = {
    "CT-04": "lao-dong-co-viec-lam",
    "CT-06": "dan-so",
    "CT-07": "dan-so",
    "CT-08": "dan-so",
    "CT-09": "ho-dan",
    "CT-12": "dan-so-3-18",
    "CT-13": "cong-an-phuong",
}


class PlanTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_plan", stdout=StringIO())
        cls.plan = Plan.objects.get()
        install(cls.plan)

    def test_ratio_targets_name_their_shared_denominator(self):
        linked = Target.objects.filter(denominator_series__isnull=False)
        assert dict(linked.values_list("code", "denominator_series__code")) == LINKED
        assert DenominatorSeries.objects.filter(code="luc-luong-lao-dong", targets=None).exists()
        for target in linked.select_related("denominator_series"):
            unit = target.denominator_series.unit_of_measure
            assert target.denominator_label.endswith(f"({unit})"), target

    def test_every_target_is_asked_about_change_and_every_limit_is_in_bounds(self):
        assert CheckRule.objects.filter(kind=Kind.CHANGE).count() == 13
        for rule in CheckRule.objects.all():
            bounds = CHECKS[Kind(rule.kind)].limit
            assert (rule.limit is None) == (bounds is None), rule
            assert bounds is None or bounds.low <= rule.limit <= bounds.high, rule

    def test_a_pair_is_asked_about_once_and_only_growing_terms_month_by_month(self):
        def codes(kind):
            return sorted(
                CheckRule.objects.filter(kind=kind).values_list("target__code", flat=True)
            )

        assert codes(Kind.PAIR_SUM) == ["CT-03"]
        growing = ["CT-01", "CT-02", "CT-03", "CT-10", "CT-11"]
        assert codes(Kind.YTD_ABOVE_ESTIMATE) == growing
        assert codes(Kind.OFF_PATH) == ["CT-04", "CT-06", "CT-07", "CT-08", "CT-13"]
        assert codes(Kind.SAME_TEXT) == [None]


def test_a_target_that_names_an_unknown_series_is_told():
    book = checking.read(FILE)
    book["targets"][0]["denominator_series"] = "khong-co"
    assert any("“khong-co”" in text for text in checking.problems(book))


def test_the_demonstrations_terms_stand_on_the_shared_values():
    book = data.read("values")
    for code, series in LINKED.items():
        for year, asked in book["targets"].get(code, {}).get("rounds", {}).items():
            shared = book["denominators"][series]["rounds"][year]
            terms = {name: asked[name][1] for name in ("ytd", "estimate", "final")}
            assert terms == shared, (code, year)


class DemonstrationsChecks:
    """Told in ``tests.test_demo``, where the demonstration is loaded once for all that it shows."""

    def test_every_linked_figure_takes_its_denominator_from_the_table(self):
        linked = Figure.objects.filter(
            entry__target__denominator_series__isnull=False, entry__scope="WHOLE"
        )
        assert linked.count() == 3 * 3 * 6  # rounds, figures, provided targets
        for figure in linked.select_related("shared_denominator"):
            assert figure.shared_denominator, figure
            assert figure.denominator == figure.shared_denominator.value
        population = DenominatorValue.objects.get(
            series__code="dan-so", year=2027, vintage="ESTIMATE"
        )
        assert (population.value, population.is_illustrative) == (Decimal(196_500), True)

    def test_nothing_sent_lacks_an_explanation_and_the_reviewer_still_has_questions(self):
        reports = list(Report.objects.select_related("round__plan", "unit"))
        flags = load_flags(reports, at=clock.now())
        waiting = [report for report in reports if report.state == "SUBMITTED"]
        asked = [flag for report in waiting for flag in flags[report.pk]]
        assert 3 <= len(asked) <= 20
        assert any(flag.anchor == "ct-09" for flag in asked)
        for report in waiting:
            assert report.missing_to_submit() == []


@pytest.mark.django_db
def test_opening_a_round_gives_the_plan_its_checks():
    target = make.TargetFactory()
    make.OfficeFactory(plan=target.plan)
    Round.open(target.plan, 2027, at=clock.now())
    kinds = set(CheckRule.objects.filter(plan=target.plan).values_list("kind", flat=True))
    assert {"CHANGE", "SAME_TEXT", "OFF_PATH"} <= kinds
