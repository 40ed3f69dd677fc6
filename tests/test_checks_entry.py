"""The unit's side of the checks: asked under the figure, explained, never refused; a pair is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from q3plan.lib import clock
from reports.checks.defaults import install
from reports.models import CheckRule, Evidence, Observation, TransitionRefused
from reports.models.shared_denominators import take_shared
from reports.review.checks import load_flags
from targets.models import DenominatorSeries, DenominatorValue, Target
from tests import factories as make
from tests.entry_cases import url, writer
from tests.test_entry_targets import fill_terms, name, share

pytestmark = pytest.mark.django_db

WHY = "Cần giải trình"


def accept(target, year, value, vintage="FINAL", **terms):
    return Observation.objects.create(
        target=target,
        year=year,
        vintage=vintage,
        value=value,
        source="Báo cáo",
        accepted_at=clock.now(),
        **terms,
    )


@pytest.fixture
def report():
    """Beds grew by at most one a year: 28, 29, 30."""
    report = make.report_with_items()
    target = report.entries.get().target
    for year, value in ((2024, 28), (2025, 29), (2026, 30)):
        accept(target, year, value)
    install(report.round.plan)
    return report


@pytest.fixture
def pen(client, report):
    return writer(client, "report_targets", report)


def saved(pen):
    response = pen.post(htmx=True)
    return response, response.content.decode()


def lacking(report):
    return [lack for lack in report.missing_to_submit() if WHY in lack.text]


def test_the_unit_is_asked_under_the_figure_as_soon_as_it_is_computed(pen, report):
    response, text = saved(fill_terms(pen, report, "800", "200000"))
    assert response.status_code == 200
    assert "thay đổi 10,0 so với năm 2026 (30,0)" in text
    assert f'href="#id_{name(report, "explanation")}"' in text
    assert "Cần giải trình ở ô này" in text
    [lack] = lacking(report)
    assert lack.field == "explanation" and lack.section == "targets"


def test_an_explanation_answers_the_question_and_the_value_stays(pen, report):
    pen.type(name(report, "explanation"), "Bệnh viện mới mở 300 giường.")
    _response, text = saved(fill_terms(pen, report, "800", "200000"))
    assert "thay đổi 10,0" in text and "Đã có giải trình." in text
    assert "Cần giải trình ở ô này" not in text
    assert lacking(report) == []
    assert report.entries.get().figures.get(vintage="ESTIMATE").value == 40


def test_a_usual_figure_asks_nothing(pen, report):
    _response, text = saved(fill_terms(pen, report, "620", "200000"))
    assert "soft-warning" not in text
    assert lacking(report) == []


def test_without_scripts_the_question_stands_on_the_page_and_leaving_is_not_refused(
    client, pen, report
):
    assert fill_terms(pen, report, "800", "200000").post().status_code == 302
    page = client.get(pen.address).content.decode()
    assert "thay đổi 10,0" in page
    assert WHY in client.get(url("report_check", report)).content.decode()


def test_a_report_with_an_unexplained_question_is_not_sent_and_with_a_word_it_is(report):
    head, at = make.head(report.unit), clock.now()
    make.fill(report, value="40", terms=("800", "200000"))
    report.entries.get().figures.filter(vintage="FINAL").update(value=30, numerator=600)
    report.touch(by=head, at=at)
    with pytest.raises(TransitionRefused) as refusal:
        report.submit(by=head, at=at)
    assert any(WHY in lack.text for lack in refusal.value.missing)
    report.entries.update(explanation="Bệnh viện mới mở.")
    report.submit(by=head, at=at)
    [flag] = load_flags([report], at=at)[report.pk]
    asked = refusal.value.missing[0].text
    assert asked == f"Cần giải trình: {flag.text}"  # one sentence for both


def test_a_rule_that_is_switched_off_asks_nothing(pen, report):
    CheckRule.objects.filter(kind="CHANGE").update(is_active=False)
    _response, text = saved(fill_terms(pen, report, "800", "200000"))
    assert "thay đổi 10,0" not in text and lacking(report) == []


def test_a_tuned_sentence_and_limit_are_the_ones_asked(pen, report):
    tuned = {"limit": 20, "sentence": "Năm {year} lạ quá."}
    CheckRule.objects.filter(kind="CHANGE").update(**tuned)
    fill_terms(pen, report, "800", "200000")
    assert "lạ quá" not in saved(pen)[1]
    CheckRule.objects.filter(kind="CHANGE").update(limit=2)
    pen.reload()
    assert "Năm 2027 lạ quá." in saved(fill_terms(pen, report, "801", "200000"))[1]


def test_a_full_share_asks_for_evidence_until_a_file_is_there(pen, report):
    share(report)
    install(report.round.plan)
    CheckRule.objects.exclude(kind="FULL_WITHOUT_EVIDENCE").delete()
    assert "chưa có minh chứng" in saved(fill_terms(pen, report, "500", "500"))[1]
    file = {"kind": "SUPPORT", "name": "a.pdf", "size": 1, "media_type": "application/pdf"}
    Evidence.objects.create(
        report=report,
        entry=report.entries.get(),
        stored_name="a",
        sha256="0" * 64,
        scan="CLEAN",
        uploaded_at=clock.now(),
        uploaded_by=make.UserFactory(),
        **file,
    )
    assert lacking(report) == []


LONG = "Đã tổ chức ba đợt kiểm tra liên ngành và xử lý hết các trường hợp vi phạm trên địa bàn."


def test_last_years_text_is_noted_and_nothing_is_refused(client, report):
    before = make.ReportFactory(
        round=make.RoundFactory(plan=report.round.plan, year=2026),
        unit=report.unit,
        items=report.unit.assignments.all(),
    )
    before.updates.update(result=LONG)
    pen = writer(client, "report_tasks", report)
    pen.type(f"{report.updates.get().anchor}-result", LONG)
    assert "gần như giống hệt năm 2026" in saved(pen)[1]
    assert lacking(report) == []


def test_query_count_with_checks_and_shared_denominators_does_not_grow(client):
    counts = []
    for targets in (1, 5):
        report = make.report_with_items(targets=targets)
        plan, by = report.round.plan, make.UserFactory()
        for entry in report.entries.all():
            series = DenominatorSeries.objects.create(plan=plan, code=entry.target.slug)
            Target.objects.filter(pk=entry.target_id).update(denominator_series=series)
            accept(entry.target, 2026, 30)
            DenominatorValue.put(
                series,
                2027,
                "ESTIMATE",
                value=1000,
                source="A",
                as_of=clock.today(),
                by=by,
                at=clock.now(),
            )
        take_shared(report)
        install(plan)
        pages = ["report_targets", "report_check"]
        client.force_login(make.member(report.unit))
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url(page, report)).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


# -- the rules that a plan starts with -------------------------------------------------------


def test_the_usual_rules_are_added_once_and_never_written_over(report):
    plan = report.round.plan
    assert install(plan) == 0
    CheckRule.objects.filter(kind="CHANGE").update(limit=3, sentence="Sao vậy?")
    CheckRule.objects.filter(kind="SAME_VALUE").delete()
    assert install(plan) == 1
    tuned = CheckRule.objects.get(kind="CHANGE")
    assert (tuned.limit, tuned.sentence) == (3, "Sao vậy?")


# -- two shares of one whole -----------------------------------------------------------------


@pytest.fixture
def shares(client):
    """A report with two shares of one whole; the pen writes on their page."""
    report = make.report_with_items(targets=2)
    one, other = (entry.target for entry in report.entries.order_by("target__order"))
    for target, twin in ((one, other), (other, one)):
        target.pair, target.is_share, target.multiplier, target.ceiling = twin, True, 100, 100
        target.is_percentage, target.floor = True, 0
        target.save()
    return report, one.slug, other.slug, writer(client, "report_targets", report)


def put(pen, code, top, figure="estimate"):
    pen.type(f"{code}-{figure}_numerator", top).type(f"{code}-{figure}_denominator", "1000")
    return pen


def test_two_shares_above_the_whole_are_refused_at_the_second_and_nothing_is_lost(shares):
    report, one, other, pen = shares
    put(put(pen, one, "780"), other, "260")
    response, text = saved(pen)
    assert response["X-Save-State"] == "partial"
    assert f"Cộng với {one.upper()} được 104%, quá 100%" in text
    second = report.entries.get(target__code=other.upper())
    assert second.figures.get(vintage="ESTIMATE").value is None
    assert second.unparsed == {"estimate_numerator": "260"}
    pen.reload()
    assert pen.form[f"{other}-estimate_numerator"] == "260"
    assert pen.post().status_code == 422
    assert any("260" in lack.text for lack in report.missing_to_submit())


@pytest.mark.parametrize("figure", ["ytd", "estimate", "final"])
def test_mending_the_first_share_lets_the_second_stand(shares, figure):
    report, one, other, pen = shares
    saved(put(put(pen, one, "780", figure), other, "260", figure))
    pen.reload()
    _response, text = saved(put(pen, one, "740", figure))
    assert "quá 100%" not in text
    second = report.entries.get(target__code=other.upper())
    assert second.figures.get(vintage=figure.upper()).value == 26
    assert second.unparsed == {}


def test_shares_that_are_the_whole_as_reported_are_taken(shares):
    _report, one, other, pen = shares
    response, text = saved(put(put(pen, one, "750,4"), other, "249,8"))
    assert response.status_code == 200 and "quá 100%" not in text


def test_an_impossible_pair_that_came_another_way_is_not_sent(shares):
    report = shares[0]
    make.fill(report, value="60", terms=("600", "1000"))
    texts = [lack.text for lack in report.missing_to_submit()]
    assert sum("quá 100%" in text for text in texts) == 3  # each of the figures asked


def test_a_locked_second_share_leaves_the_first_to_be_mended(client, shares):
    report, one, other, _pen = shares
    head, officer, at = make.head(report.unit), make.coordinator(report.round.plan), clock.now()
    make.fill(report, value="40", terms=("400", "1000"))
    report.touch(by=head, at=at)
    report.submit(by=head, at=at)
    accepted = report.entries.get(target__code=other.upper())
    report.accept_item(accepted, by=officer, at=at)
    report.send_back(by=officer, at=at, reason="Sửa.", resubmit_by=clock.today())
    pen = writer(client, "report_targets", report, head)
    _response, text = saved(put(pen, one, "700"))
    assert f"Cộng với {other.upper()} được 110%" in text
