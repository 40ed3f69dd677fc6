"""Chỉ tiêu: the list and one target, for those whom it concerns."""

import json
import re
from base64 import b64decode

import plotly.graph_objects as go
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.models import Portfolio
from reports.models import Observation
from targets.models import Reading, Target
from targets.progress import Vintage
from tests import factories as make
from tests.test_standing import AT, decide, hold, observe

pytestmark = pytest.mark.django_db
LIST = "/chi-tieu/"


@pytest.fixture
def report():
    return make.report_with_items()


@pytest.fixture
def target(report):
    return report.entries.get().target


@pytest.fixture
def url(target):
    return f"/chi-tieu/{target.slug}/"


@pytest.fixture
def officer(report, client):
    user = make.coordinator(report.round.plan)
    client.force_login(user)
    return user


def test_anonymous_is_asked_to_log_in(client, url):
    assert client.get(LIST).status_code == 302
    assert client.get(url).status_code == 302


def test_a_stranger_gets_404_as_for_an_unknown_target(client, url):
    client.force_login(make.member(make.UnitFactory()))
    foreign, unknown = client.get(url), client.get("/chi-tieu/ct-999/")
    assert foreign.status_code == unknown.status_code == 404
    hidden = re.compile(rb"csrfmiddlewaretoken[^>]*|/chi-tieu/[\w-]+/")
    assert hidden.sub(b"", foreign.content) == hidden.sub(b"", unknown.content)


def test_an_administrator_is_refused_the_list_and_finds_no_target(client, url):
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    assert client.get(LIST).status_code == 403
    assert client.get(url).status_code == 404


def test_the_lead_unit_sees_its_targets_and_no_others(client, report, target, url):
    other = make.TargetFactory(plan=report.round.plan)
    client.force_login(make.member(report.unit))
    rows = client.get(LIST).context["score"]
    assert [row.standing.target for row in rows] == [target]
    assert client.get(url).status_code == 200
    assert client.get(f"/chi-tieu/{other.slug}/").status_code == 404


def test_a_ward_without_targets_is_told_so(client):
    client.force_login(make.member(make.UnitFactory(kind="WARD")))
    assert "không được giao chỉ tiêu nào" in client.get(LIST).content.decode()


def test_leaders_and_recipients_see_every_target(client, report, url):
    plan = report.round.plan
    for user in (
        make.second_recipient(plan),
        make.PortfolioFactory(plan=plan).user,
        make.PortfolioFactory(plan=plan, sector=None, position=Portfolio.Position.CHAIR).user,
    ):
        client.force_login(user)
        assert client.get(url).status_code == 200


def test_it_shows_lamps_with_their_working_readings_and_source(client, officer, target, url):
    Reading.objects.create(
        target=target,
        clause=make.ClauseFactory(plan=target.plan, reference="III.9.6"),
        quote="phấn đấu đạt 42",
        wording="đạt 42",
        comparator="GE",
        mode="REACH",
        value=42,
        horizon_year=2035,
    )
    observe(target, 2026, 35)
    observe(target, 2027, "35.9", Vintage.ESTIMATE, is_illustrative=True)
    decide(target, 2027, 36)
    page = client.get(url)
    text = page.content.decode()
    standing = page.context["standing"]
    for step in (*standing.result.steps, *standing.pace.steps):
        assert step.text in text
    for words in (
        "35,9 (ước)",
        "số liệu minh họa",
        "1/QĐ-UBND",
        "“phấn đấu đạt 42”",
        "#III.9.6",
        "Không đạt, sát ngưỡng",
        "Niên giám",
    ):
        assert words in text


def test_the_chart_for_a_closer_look_is_a_valid_figure_with_the_same_numbers(
    client, officer, target, url
):
    observe(target, 2026, "35.25")
    text = client.get(url).content.decode()
    [sent] = re.findall(r'<script id="trajectory-figure" type="application/json">(.*?)<', text)
    figure = json.loads(sent)
    go.Figure(figure)
    assert ["2026", None] in [trace["x"] for trace in figure["data"]]
    assert "35.250000" in sent
    assert 'role="img"' in text


def test_plotlys_code_is_named_and_not_loaded_before_somebody_asks(client, officer, target, url):
    observe(target, 2026, "35.25")
    text = client.get(url).content.decode()
    assert re.search(r'data-plotly="[^"]*plotly-basic[^"]*"', text)
    assert not re.search(r"<(script|link)[^>]*plotly", text)


def test_the_chart_is_had_as_a_file_that_needs_no_network(client, officer, target, url):
    target.name = "Số giường </script><script>alert(1)</script>"
    target.save()
    observe(target, 2027, "35.9", Vintage.ESTIMATE, is_illustrative=True)
    page = client.get(url)
    [address] = re.findall(r'href="([^"]*bieu-do.html[^"]*)"', page.content.decode())
    response = client.get(address.replace("&amp;", "&"))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    code = target.code.lower()
    assert f'attachment; filename="{code}-bieu-do-' in response["Content-Disposition"]
    text = response.content.decode()
    assert "alert(1)</script>" not in text
    addresses = re.findall(r'\b(?:src|href)="([^"]{0,60})', text)
    assert len(addresses) == 3
    assert all(address.startswith("data:") for address in addresses)
    for words in ("Plotly.newPlot", "Có số liệu minh họa", "35,9 (ước)", page.context["trend"]):
        assert words in text
    plotly = re.search(r"data:text/javascript;base64,([^\"]+)", text)[1]
    assert b"plotly.js" in b64decode(plotly)


def test_a_target_without_figures_offers_no_chart_to_keep(client, officer, url):
    Observation.objects.all().delete()
    Target.objects.update(baseline_year=None, baseline_value=None)
    text = client.get(url).content.decode()
    assert "bieu-do.html" not in text
    assert "Chưa có số liệu được duyệt nên chưa có biểu đồ." in text
    assert client.get(f"{url}bieu-do.html").status_code == 200


def test_an_unknown_provider_is_said_and_only_coordinators_may_set_it(client, report):
    orphan = make.TargetFactory(plan=report.round.plan)
    url, words = f"/chi-tieu/{orphan.slug}/", "chưa xác định đơn vị cung cấp số liệu"
    link = f"/chi-tieu/{orphan.slug}/don-vi-cung-cap/"
    client.force_login(make.coordinator(report.round.plan))
    text = client.get(url).content.decode()
    assert words in text
    assert link in text
    client.force_login(make.second_recipient(report.round.plan))
    text = client.get(url).content.decode()
    assert words in text
    assert link not in text


def test_a_draft_never_shows(client, officer, report, url):
    make.fill(report, value="31.7")
    assert "31,7" not in client.get(url).content.decode()


def test_a_correction_keeps_the_older_value_struck_through(client, officer, target, url):
    observe(target, 2026, 34, replaced_at=AT)
    observe(target, 2026, 35)
    text = client.get(url).content.decode()
    assert '<del class="is-replaced">34,0</del>' in text
    assert "từ 34,0 thành 35,0" in text


@pytest.mark.parametrize("query", ["nam=abc", "nam=1999", "nam=%01", "nam=9" * 30])
def test_an_unknown_year_falls_back_with_a_word(client, officer, url, query):
    for page in (client.get(f"{url}?{query}"), client.get(f"{LIST}?{query}")):
        assert page.status_code == 200
        assert "đang xem năm 2027" in page.content.decode()


def test_one_thing_has_one_address(client, officer, target):
    assert client.get(f"/chi-tieu/{target.code}/").status_code == 404


def test_the_queries_do_not_grow_with_years(client, officer, target, url):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    few = queries()
    for year in range(2015, 2028):
        observe(target, year, 30)
        observe(target, year, 29, Vintage.ESTIMATE)
    assert Observation.objects.count() == 26
    assert queries() == few <= 7 + 14


def test_the_list_costs_the_same_for_many_targets_and_years(client, officer, url):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    few = queries()
    for _ in range(4):
        target = hold("LT", 3)
        for year in range(2020, 2028):
            observe(target, year, 2)
    assert queries() == few
