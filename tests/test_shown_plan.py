"""Addresses that begin with a plan: the same pages, for that plan and with the powers in it."""

from datetime import timedelta

import pytest
from django.urls import get_script_prefix, reverse

from assignments.models import Office, Portfolio
from assignments.permissions import powers_of
from reports.models import Round
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.at(2027, 10, 5)


class TwoPlans:
    """A district's plan and a ward's that carries it out, each with a round and its office."""

    def __init__(self):
        self.report = make.report_with_items()
        self.plan = self.report.round.plan
        self.ward_report = make.report_with_items(plan=make.PlanFactory(carries_out=self.plan))
        self.ward_plan = self.ward_report.round.plan
        self.officer = make.coordinator(self.plan)
        self.ward_officer = make.coordinator(self.ward_plan)


@pytest.fixture
def plans():
    return TwoPlans()


def named(plan, path):
    return f"/kh/{plan.slug}{path}"


def test_without_a_plan_in_the_address_it_is_the_one_that_carries_out_no_other(plans, client):
    client.force_login(make.UserFactory())
    assert client.get("/ke-hoach/").context["plan"] == plans.plan


def test_an_address_names_its_plan_and_all_its_links_do(plans, client):
    client.force_login(plans.ward_officer)
    page = client.get(named(plans.ward_plan, "/ke-hoach/"))
    assert page.context["plan"] == plans.ward_plan
    assert f'href="/kh/{plans.ward_plan.slug}/chi-tieu/"' in page.content.decode()
    assert 'href="/static/' in page.content.decode()
    assert get_script_prefix() == "/"
    assert reverse("plan_detail") == "/ke-hoach/"


def test_the_prefix_is_given_back_after_a_page_that_is_refused(plans, client):
    client.force_login(plans.ward_officer)
    assert client.get(named(plans.ward_plan, "/khong-co/")).status_code == 404
    assert reverse("home") == "/"


def test_a_plan_that_is_not_there_is_no_page(plans, client):
    client.force_login(plans.officer)
    assert client.get("/kh/khong-co/ke-hoach/").status_code == 404


def test_login_leads_back_to_the_plan_of_the_address(plans, client):
    answer = client.get(named(plans.ward_plan, "/bang-dieu-hanh/"))
    assert answer.status_code == 302
    assert f"%2Fkh%2F{plans.ward_plan.slug}%2F" in answer.url or "/kh/" in answer.url


@pytest.mark.parametrize("path", ["/bang-dieu-hanh/", "/ky-bao-cao/", "/tham-dinh/"])
def test_powers_in_one_plan_open_nothing_of_another(plans, client, path):
    client.force_login(plans.ward_officer)
    assert client.get(named(plans.ward_plan, path)).status_code == 200
    assert client.get(named(plans.plan, path)).status_code == 403


def test_an_office_of_another_plan_sees_no_tasks_of_this(plans, client):
    client.force_login(plans.ward_officer)
    shown = client.get(named(plans.plan, "/nhiem-vu/"))
    assert shown.context["rows"] == []


def test_reports_of_the_same_unit_and_year_are_told_apart(plans, client):
    """Both plans may ask one unit in one year: the address says which report is meant."""
    unit = plans.report.unit
    for plan in (plans.ward_plan,):
        make.AssignmentFactory(
            unit=unit, target=plan.targets.first(), role="COOPERATE", provides=False
        )
    report = make.ReportFactory(round=plans.ward_report.round, unit=unit)
    client.force_login(make.member(unit))
    path = reverse("report_detail", args=[report.year, unit.code])
    assert client.get(path, follow=True).context["report"] == plans.report
    other = client.get(named(plans.ward_plan, path), follow=True)
    assert other.context["report"] == report


def test_who_follows_two_plans_has_the_powers_of_the_shown_one(plans, client):
    chair = make.PortfolioFactory(
        plan=plans.plan, sector=None, position=Portfolio.Position.CHAIR
    ).user
    unit = make.UnitFactory()
    make.MembershipFactory(user=chair, unit=unit)
    make.OfficeFactory(plan=plans.ward_plan, unit=unit, kind=Office.Kind.SECOND_RECIPIENT)
    client.force_login(chair)
    first = client.get("/bang-dieu-hanh/").wsgi_request
    assert (first.shown_plan, bool(first.powers.chairs)) == (plans.plan, True)
    second = client.get(named(plans.ward_plan, "/bang-dieu-hanh/")).wsgi_request
    assert not second.powers.chairs
    assert second.powers.second_recipient_of == {plans.ward_plan.pk}
    assert second.all_powers.sees_plans == {plans.plan.pk, plans.ward_plan.pk}


def test_powers_within_a_plan_keep_its_sectors_only(plans):
    sector = plans.report.entries.get().target.sector
    other = plans.ward_report.entries.get().target.sector
    leader = make.PortfolioFactory(plan=plans.plan, sector=sector).user
    make.PortfolioFactory(user=leader, plan=plans.ward_plan, sector=other)
    powers = powers_of(leader, on=AT.date())
    assert powers.sectors == {sector.pk, other.pk}
    assert powers.within(plans.plan.pk).sectors == {sector.pk}
    assert powers.within(plans.plan.pk).sees_plans == {plans.plan.pk}


def test_an_officer_opens_the_round_of_the_plan_that_is_shown(plans, client):
    client.force_login(plans.ward_officer)
    client.post(named(plans.ward_plan, "/ky-bao-cao/"), {"year": 2028, "action": "open"})
    assert not Round.objects.filter(plan=plans.plan, year=2028).exists()


def officer_of_both(plans):
    make.MembershipFactory(user=plans.officer, unit=plans.ward_officer.memberships.get().unit)
    return plans.officer


def test_one_dashboard_leads_to_the_targets_of_its_own_plan(plans, client):
    client.force_login(officer_of_both(plans))
    target = plans.report.entries.get().target
    twin = make.TargetFactory(plan=plans.ward_plan, code=target.code, sector__name="Kinh tế")
    path = f"/chi-tieu/{target.slug}/"
    for begin, plan, shown in (
        ("", plans.plan, target),
        (f"/kh/{plans.plan.slug}", plans.plan, target),
        (f"/kh/{plans.ward_plan.slug}", plans.ward_plan, twin),
    ):
        page = client.get(f"{begin}/bang-dieu-hanh/")
        assert page.wsgi_request.shown_plan == plan
        assert f'href="{begin}{path}?nam=2027' in page.content.decode()
        assert client.get(f"{begin}{path}").context["target"] == shown


@pytest.mark.parametrize("path", ["/bang-dieu-hanh/", "/tom-tat/"])
def test_while_the_newest_plan_has_no_round_the_dashboard_names_the_plan_it_shows(
    plans, client, path
):
    """Every address without a plan leads to the newest one; this page is about the one before."""
    client.force_login(officer_of_both(plans))
    assert client.get(path).wsgi_request.shown_plan == plans.plan
    issued_on = plans.plan.issued_on + timedelta(days=400)
    newest = make.PlanFactory(slug="moi-hon", issued_on=issued_on)
    unit = plans.ward_officer.memberships.get().unit
    make.OfficeFactory(plan=newest, unit=unit, kind=Office.Kind.COORDINATING)
    for begin in ("", f"/kh/{plans.plan.slug}"):
        page = client.get(f"{begin}{path}")
        assert page.wsgi_request.shown_plan == plans.plan
        html = page.content.decode()
        assert f'href="/kh/{plans.plan.slug}/chi-tieu/"' in html
        assert 'href="/chi-tieu/' not in html
    named_one = client.get(f"/kh/{newest.slug}{path}")
    assert "Chưa có kỳ báo cáo nào được mở" in named_one.content.decode()
    assert client.get("/chi-tieu/").wsgi_request.shown_plan == newest


@pytest.mark.parametrize("begin", ["", "/kh/first"])
def test_a_thing_of_another_plan_than_the_address_means_has_a_page_of_its_own_plan(
    plans, client, begin
):
    """A bookmark from the days when there was one plan, or a link that somebody put together."""
    type(plans.plan).objects.filter(pk=plans.plan.pk).update(slug="first")
    client.force_login(officer_of_both(plans))
    target = plans.ward_report.entries.get().target
    page = client.get(f"{begin}/dieu-chinh/moi/?ve=chi-tieu-{target.pk}&loai=READING")
    assert page.wsgi_request.shown_plan == plans.ward_plan
    html = page.content.decode()
    own = f"/kh/{plans.ward_plan.slug}"
    assert f'href="{own}/chi-tieu/{target.slug}/"' in html
    assert f'href="{own}/dieu-chinh/" aria-current="page"' in html
    assert f'href="{begin}/bang-dieu-hanh/"' not in html
    assert get_script_prefix() == "/"


def test_a_leader_asks_about_another_plans_target_and_goes_back_to_it(plans, client):
    leader = make.PortfolioFactory(
        plan=plans.ward_plan, sector=None, position=Portfolio.Position.CHAIR
    ).user
    make.PortfolioFactory(
        user=leader, plan=plans.plan, sector=None, position=Portfolio.Position.CHAIR
    )
    client.force_login(leader)
    for report in (plans.report, plans.ward_report):
        target = report.entries.get().target
        html = client.get(f"/chi-dao/moi/?ve=chi-tieu-{target.pk}").content.decode()
        begin = "" if report is plans.report else f"/kh/{plans.ward_plan.slug}"
        assert f'class="page-back" href="{begin}/chi-tieu/{target.slug}/"' in html
