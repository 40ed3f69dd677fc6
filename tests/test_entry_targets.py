"""Figures: what may be typed, what is computed, what is never lost."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from q3plan.lib import clock
from reports.models import Observation
from targets.models import AnnualTarget, Decision, Reading, Task
from tests import factories as make
from tests.entry_cases import FORM_MARKS, url, writer
from tests.test_entry_work import returned_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make.report_with_items()


@pytest.fixture
def pen(client, report):
    return writer(client, "report_targets", report)


def name(report, field):
    return f"{report.entries.get().anchor}-{field}"


def estimate(report):
    return report.entries.get().figures.get(vintage="ESTIMATE")


def fill_terms(pen, report, top="465", bottom="207500", figure="estimate"):
    pen.type(name(report, f"{figure}_numerator"), top)
    pen.type(name(report, f"{figure}_denominator"), bottom)
    return pen


def share(report, **fields):
    target = report.entries.get().target
    fields = {"is_share": True, "is_percentage": True, "multiplier": 100} | fields
    fields |= {"floor": 0, "ceiling": 100, "unit_of_measure": "%"}
    for key, value in fields.items():
        setattr(target, key, value)
    target.save()
    report.entries.get().figures.update(is_share=True)


def test_anonymous_is_led_to_the_login(client, report):
    assert client.get(url("report_targets", report)).status_code == 302


@pytest.mark.parametrize("page", ["report_targets", "report_tasks", "report_assessment"])
def test_stranger_and_offices_get_404(client, report, page):
    plan = report.round.plan
    strangers = [make.UserFactory(), make.member(make.UnitFactory()), make.coordinator(plan)]
    for person in [*strangers, make.UserFactory(is_staff=True, is_superuser=True)]:
        client.force_login(person)
        assert client.get(url(page, report)).status_code == 404
        assert client.post(url(page, report), {}).status_code == 404


def test_get_writes_nothing(pen, report):
    report.refresh_from_db()
    assert report.state == "NOT_STARTED" and report.version == 1


def test_sentence_of_the_plan_stands_beside_the_inputs(client, pen, report):
    reading = report.entries.get().target.readings.get()
    page = client.get(pen.address).content.decode()
    assert reading.quote in page
    assert f"#{reading.clause.reference}" in page


def test_annual_target_and_last_accepted_value_are_shown(client, pen, report):
    target = report.entries.get().target
    decision = Decision.objects.create(
        plan=target.plan, number="12/QĐ-UBND", decided_on="2027-01-05", decided_by="UBND"
    )
    AnnualTarget.objects.create(target=target, year=2027, value="37.5", decision=decision)
    Observation.objects.create(
        target=target,
        year=2026,
        vintage="ESTIMATE",
        value="36.1",
        source="Báo cáo",
        accepted_at=clock.now(),
    )
    page = client.get(pen.address).content.decode()
    assert "37,5" in page and "12/QĐ-UBND" in page
    assert "36,1 giường/10.000 dân (ước)" in page


def test_ratio_is_computed_on_the_server(pen, report):
    assert fill_terms(pen, report).post().status_code == 302
    assert estimate(report).value == Decimal("22.409639")
    report.refresh_from_db()
    assert report.state == "DRAFT"


def test_growth_is_computed_on_the_server(pen, report):
    target = report.entries.get().target
    target.formula = "GROWTH"
    target.save()
    fill_terms(pen, report, "110,5", "100").post()
    assert estimate(report).value == Decimal("10.5")


def test_rate_may_be_typed_alone_where_terms_are_not_required(client, report):
    share(report, terms_required=False)
    pen = writer(client, "report_targets", report)
    assert pen.type(name(report, "estimate"), "2,41").post().status_code == 302
    assert estimate(report).value == Decimal("2.41")


def test_typed_rate_must_agree_with_its_terms(client, report):
    share(report, terms_required=False)
    pen = writer(client, "report_targets", report)
    fill_terms(pen, report, "3", "100").type(name(report, "estimate"), "2,9")
    response = pen.post()
    assert response.status_code == 422
    assert "cho kết quả 3,0" in response.content.decode()


def test_blank_is_not_zero(pen, report):
    pen.type(name(report, "source"), "Niên giám").post()
    assert estimate(report).value is None
    fill_terms(pen, report, "0", "100").post()
    assert estimate(report).value == 0


def test_ambiguous_number_is_asked_about_and_answered_without_script(pen, report):
    fill_terms(pen, report, bottom="207.500")
    response = pen.post()
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="207500"' in page and 'value="207,5"' in page
    assert "Có lỗi cần sửa" in page
    assert estimate(report).denominator is None
    pen.take(response).type(name(report, "estimate_denominator-pick"), "207500")
    assert pen.post().status_code == 302
    assert estimate(report).denominator == 207500


def test_ambiguous_number_is_answered_by_autosave(pen, report):
    field = name(report, "estimate_denominator")
    fill_terms(pen, report, bottom="207.500").type(f"{field}-pick", "207500")
    page = pen.post(htmx=True).content.decode()
    assert f'data-put="id_{field}" data-was="207.500" data-text="207500"' in page
    assert estimate(report).denominator == 207500


def test_what_cannot_be_read_is_kept_even_when_leaving(client, pen, report):
    response = pen.type(name(report, "estimate_numerator"), "khoảng 465").post("later")
    assert response.status_code == 302
    assert "khoảng 465" in client.get(pen.address).content.decode()
    assert report.entries.get().unparsed == {"estimate_numerator": "khoảng 465"}
    assert any("khoảng 465" in lack.text for lack in report.missing_to_submit())


@pytest.mark.parametrize(
    ("top", "bottom", "message"),
    [
        ("1200", "1000", "lớn hơn mẫu số"),
        ("10", "0", "phải lớn hơn 0"),
        ("-1", "10", "không được âm"),
        ("1.234,56789", "2000", "chữ số sau dấu phẩy"),
        ("9" * 30, "2000", "quá lớn"),
        ("9" * 300, "2000", "quá dài"),
        ("92.5.1", "100", "không phải là số"),
    ],
)
def test_impossible_terms_are_refused_with_the_way_to_mend_them(
    client, report, top, bottom, message
):
    share(report)
    pen = writer(client, "report_targets", report)
    response = fill_terms(pen, report, top, bottom).post()
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert f'value="{top}"' in page
    assert page.count(message) >= 2  # beside the field and in the summary


def test_result_beyond_the_ceiling_is_refused(client, report):
    target = report.entries.get().target
    target.ceiling = 100
    target.save()
    pen = writer(client, "report_targets", report)
    response = fill_terms(pen, report, "5000", "100").post()
    assert "Kết quả tính ra là" in response.content.decode()


def test_half_given_terms_are_told_on_going_on_but_not_while_typing(pen, report):
    pen.type(name(report, "estimate_numerator"), "465")
    assert "cả tử số và mẫu số" not in pen.post(htmx=True).content.decode()
    assert "cả tử số và mẫu số" in pen.post().content.decode()


def test_preview_of_the_lamp_comes_with_the_autosave(pen, report):
    response = fill_terms(pen, report, "600", "100000").post(htmx=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Saved-At"] == "09:00"
    assert "60,0 giường/10.000 dân (ước)" in page
    assert "Đạt sớm" in page
    assert "<form" not in page and "<textarea" not in page


def test_autosave_with_an_error_saves_the_rest_and_says_partial(pen, report):
    pen.type(name(report, "estimate_numerator"), "abc").type(name(report, "source"), "Niên giám")
    response = pen.post(htmx=True)
    assert response["X-Save-State"] == "partial"
    assert report.entries.get().source == "Niên giám"
    assert "không phải là số" in response.content.decode()


def test_too_long_text_is_refused_and_the_stored_one_stays(pen, report):
    pen.type(name(report, "source"), "Niên giám").post()
    pen.reload()
    response = pen.type(name(report, "source"), "a" * 20_001).post(htmx=True)
    assert response.status_code == 422
    assert "Hãy rút gọn" in response.content.decode()
    assert report.entries.get().source == "Niên giám"


def test_text_is_cleaned_and_legacy_fonts_are_noticed(pen, report):
    pen.type(name(report, "source"), "Nie\u0302n gia\u0301m\x00 ").post()
    assert report.entries.get().source == "Niên giám"
    pen.reload()
    response = pen.type(name(report, "explanation"), "Daân soá vaøo thôøi ñieåm").post(htmx=True)
    assert "phông chữ cũ" in response.content.decode()


def test_repeated_post_is_done_once(client, pen, report):
    fill_terms(pen, report)
    assert pen.post().status_code == 302
    data = pen.form | {"action": "next"}
    version = report.entries.get().version
    assert client.post(pen.address, data).status_code == 302
    assert report.entries.get().version == version


def test_unchanged_post_changes_no_version(pen, report):
    fill_terms(pen, report).post()
    report.refresh_from_db()
    before = report.version
    pen.reload()
    pen.post()
    report.refresh_from_db()
    assert report.version == before


def test_accepted_item_of_a_returned_report_is_read_only(client):
    report = returned_report(targets=2)
    locked = report.entries.order_by("pk").last()
    type(locked).objects.filter(pk=locked.pk).update(review_state="ACCEPTED")
    pen = writer(client, "report_targets", report)
    assert f"{locked.anchor}-source" not in pen.form
    pen.type(f"{locked.anchor}-source", "sửa lén").post()
    locked.refresh_from_db()
    assert locked.source == "Báo cáo thống kê"


def test_locked_report_is_shown_read_only(client, report):
    make.fill(report)
    staff = make.member(report.unit)
    report.touch(by=staff, at=clock.now())
    pen = writer(client, "report_targets", report, staff)
    report.hand_over(by=staff, at=clock.now())
    assert client.get(pen.address).url == url("report_detail", report)
    response = pen.type(name(report, "source"), "Gõ trong lúc trình").post()
    page = response.content.decode()
    assert response.status_code == 409
    assert "Gõ trong lúc trình" in page and "Chưa lưu được" in page
    assert report.entries.get().source == "Báo cáo thống kê"


def test_ward_opening_the_address_gets_a_friendly_page(client):
    report = make.report_with_items(targets=0)
    client.force_login(make.member(report.unit))
    page = client.get(url("report_targets", report)).content.decode()
    assert "không giao chỉ tiêu định lượng" in page


def test_target_of_a_sensitive_clause_warns_of_state_secrets(client, report):
    reading = Reading.objects.get(target=report.entries.get().target)
    make.TaskFactory(plan=report.round.plan, clause=reading.clause, is_sensitive=True)
    assert Task.objects.filter(is_sensitive=True).exists()
    client.force_login(make.member(report.unit))
    assert "bí mật nhà nước gửi" in client.get(url("report_targets", report)).content.decode()


def test_last_years_source_is_offered_again_until_it_stands_there(client, report, pen):
    entry = report.entries.get()
    before = make.ReportFactory(
        round=make.RoundFactory(plan=report.round.plan, year=2026),
        unit=report.unit,
        items=report.unit.assignments.all(),
    )
    source = "Niên giám thống kê quận, biểu 12"
    before.entries.filter(target=entry.target).update(source=source)
    page = client.get(pen.address).content.decode()
    assert f'data-reuse="id_{entry.anchor}-source"' in page
    assert f'<span id="id_{entry.anchor}-source_last">{source}</span>' in page
    pen.type(name(report, "source"), source).post()
    assert "data-reuse" not in client.get(pen.address).content.decode()


def test_another_units_source_is_not_offered(client, report, pen):
    other = make.report_with_items(plan=report.round.plan, year=2026)
    other.entries.update(source="Nguồn của đơn vị khác")
    assert "Nguồn của đơn vị khác" not in client.get(pen.address).content.decode()


def test_query_count_of_report_targets_does_not_grow(client, django_assert_max_num_queries):
    for targets in (1, 6):
        report = make.report_with_items(targets=targets)
        make.PlanFactory._meta.model.objects.exclude(pk=report.round.plan_id).update(
            issued_on="2020-01-01"
        )
        client.force_login(make.member(report.unit))
        with django_assert_max_num_queries(22):
            client.get(url("report_targets", report))


JUNK = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789.,-%+ e\x00\u00a0", max_size=60),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(["207.500", "٣", "１２", "1e999", "9" * 5000, "NaN", "−5", "½"]),
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_breaks_the_page(client, report, data):
    pen = writer(client, "report_targets", report)
    for field in list(pen.form):
        if field not in FORM_MARKS and data.draw(st.booleans()):
            pen.type(field, data.draw(JUNK))
    htmx = data.draw(st.booleans())
    response = pen.post(data.draw(st.sampled_from(["next", "later", "x"])), htmx=htmx)
    assert response.status_code in {200, 302, 409, 422}
    pen.reload()
    assert pen.post().status_code in {302, 422}
