"""The shared table: kept by the coordinating unit, read by all, taken by reports still open."""

from decimal import Decimal

import pytest
from django.urls import reverse

from q3plan.lib import clock
from reports.models import Report
from reports.review.checks import load_flags
from targets.models import DenominatorSeries, DenominatorValue
from tests import factories as make
from tests.entry_cases import url, writer

pytestmark = pytest.mark.django_db
FORM = {"value": "196.500", "as_of": "30/09/2027", "source": "Công an Quận", "seen": ""}


@pytest.fixture
def report():
    """Beds per 10,000 people; the population comes from the shared table."""
    report = make.report_with_items()
    target = report.entries.get().target
    target.denominator_series = DenominatorSeries.objects.create(
        plan=target.plan, code="dan-so", name="Dân số", unit_of_measure="người"
    )
    target.denominator_label = "Dân số (người)"
    target.save()
    return report


@pytest.fixture
def officer(report):
    return make.coordinator(report.round.plan)


def address(vintage="estimate", year=2027):
    return reverse("denominator_value", args=["dan-so", year, vintage])


def put(client, officer, vintage="estimate", year=2027, **fields):
    client.force_login(officer)
    held = DenominatorValue.objects.current().filter(year=year, vintage=vintage.upper()).first()
    seen = {"seen": str(held.pk) if held else ""}
    return client.post(address(vintage, year), FORM | seen | fields, follow=True)


def figure(report, vintage="ESTIMATE"):
    return report.entries.get().figures.get(vintage=vintage)


def text_of(response):
    return response.content.decode()


# -- who -------------------------------------------------------------------------------------


def test_units_and_leaders_read_the_table_and_only_the_coordinating_unit_changes_it(
    client, report, officer
):
    put(client, officer)
    for person in (make.member(report.unit), make.second_recipient(report.round.plan)):
        client.force_login(person)
        text = text_of(client.get(reverse("denominators")))
        assert "196.500" in text and "Công an Quận" in text and "30/09/2027" in text
        assert address() not in text
        assert client.post(address(), FORM).status_code == 403
    client.force_login(make.UserFactory())
    assert client.get(reverse("denominators")).status_code == 403


def test_unknown_series_vintage_and_year_are_not_found(client, officer):
    client.force_login(officer)
    for path in (address("khac"), address(year=1900), address().replace("dan-so", "khac")):
        assert client.get(path).status_code == 404


def test_a_plan_without_series_says_so(client, officer):
    client.force_login(officer)
    text = text_of(client.get(reverse("denominators")))
    assert "Chưa có kỳ báo cáo" not in text
    DenominatorValue.objects.all().delete()
    Report.objects.get().entries.get().target.__class__.objects.update(denominator_series=None)
    DenominatorSeries.objects.all().delete()
    assert "chưa có mẫu số dùng chung" in text_of(client.get(reverse("denominators")))


# -- the form --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": ""}, "Nhập giá trị"),
        ({"value": "nhiều"}, "không phải là số"),
        ({"value": "0"}, "lớn hơn 0"),
        ({"value": "-5"}, "không được âm"),
        ({"value": "196,5"}, "Nhập số nguyên"),
        ({"value": "75%"}, "tính bằng người"),
        ({"source": " "}, "Ghi nguồn"),
        ({"as_of": ""}, "ngày/tháng/năm"),
        ({"as_of": "31/02/2027"}, "ngày/tháng/năm"),
        ({"as_of": "01/01/2099"}, "sau hôm nay"),
    ],
)
def test_what_cannot_be_a_denominator_is_refused_in_words(client, officer, fields, words):
    response = put(client, officer, **fields)
    assert response.status_code == 400
    assert words in text_of(response)
    assert not DenominatorValue.objects.exists()


def test_a_replaced_value_stays_in_the_history(client, officer):
    put(client, officer)
    put(client, officer, value="197.000", source="Cục Thống kê")
    old, new = DenominatorValue.objects.order_by("pk")
    assert old.replaced_at and not new.replaced_at
    text = text_of(client.get(address()))
    assert "196.500 người" in text and "đã thay" in text and "197.000 người" in text


def test_a_change_made_meanwhile_is_shown_and_asked_about(client, officer):
    put(client, officer)
    response = put(client, officer, value="198.000", seen="")
    assert response.status_code == 400
    assert "vừa đổi số này thành 196.500" in text_of(response)
    held = DenominatorValue.objects.get()
    assert f'value="{held.pk}"' in text_of(response)  # the next press has seen it


# -- reports take it -------------------------------------------------------------------------


def test_reports_being_written_and_with_the_head_take_the_new_value(client, report, officer):
    head, at = make.head(report.unit), clock.now()
    make.fill(report)
    report.touch(by=head, at=at)
    report.hand_over(by=head, at=at)
    version = report.version
    response = put(client, officer, value="250.000")
    assert "1 báo cáo đang soạn lấy số mới" in text_of(response)
    taken = figure(report)
    assert (taken.denominator, taken.value) == (250_000, 24)
    assert taken.shared_denominator == DenominatorValue.objects.get()
    report.refresh_from_db()
    assert report.version > version  # what the head looked at is no longer what would be sent


def test_only_the_figure_of_that_year_and_vintage_changes(client, report, officer):
    make.fill(report)
    put(client, officer, "final", 2026, value="250.000")
    assert figure(report, "FINAL").denominator == 250_000
    assert figure(report).denominator == 200_000


def test_a_sent_report_keeps_its_denominator_and_the_reviewer_is_told(client, report, officer):
    head, at = make.head(report.unit), clock.now()
    make.fill(report)
    report.touch(by=head, at=at)
    report.submit(by=head, at=at)
    response = put(client, officer, value="250.000")
    assert "0 báo cáo đang soạn" in text_of(response)
    assert "1 báo cáo đã gửi giữ mẫu số cũ" in text_of(response)
    assert figure(report).denominator == 200_000
    report = Report.objects.select_related("round__plan", "unit").get()
    [flag] = load_flags([report], at=at)[report.pk]
    assert "200.000" in flag.text and "250.000" in flag.text


def test_the_unit_sees_where_its_denominator_comes_from_and_types_none(client, report, officer):
    put(client, officer)
    pen = writer(client, "report_targets", report)
    anchor = report.entries.get().anchor
    assert f"{anchor}-estimate_denominator" not in pen.form
    assert f"{anchor}-ytd_denominator" in pen.form  # the table has none: the unit's to type
    text = text_of(client.get(pen.address))
    assert "Mẫu số: Dân số 196.500 người (Công an Quận, ngày 30/09/2027)" in text
    assert "Bảng mẫu số dùng chung chưa có số này" in text
    pen.type(f"{anchor}-estimate_numerator", "786").post()
    assert figure(report).value == Decimal("40")


def test_receipt_content_and_review_name_the_shared_source(client, report, officer):
    put(client, officer)
    head, at = make.head(report.unit), clock.now()
    make.fill(report)
    report.entries.get().figures.filter(vintage="ESTIMATE").update(denominator=196_500)
    report.touch(by=head, at=at)
    report.submit(by=head, at=at)
    source = "Dân số, nguồn: Công an Quận, tại ngày 30/09/2027, bảng mẫu số dùng chung"
    client.force_login(officer)
    assert source in text_of(client.get(url("report_detail", report)))
    assert source in text_of(client.get(reverse("review_report", args=[2027, report.unit.code])))


def test_a_numerator_above_the_new_denominator_is_kept_and_asked_about(client, report, officer):
    target = report.entries.get().target
    target.is_share = True
    target.save()
    report.entries.get().figures.update(is_share=True)
    make.fill(report)
    put(client, officer, value="500")
    assert figure(report).value is None
    assert report.entries.get().unparsed == {"estimate_numerator": "600"}
    pen = writer(client, "report_targets", report)
    assert pen.form[f"{report.entries.get().anchor}-estimate_numerator"] == "600"
    assert "lớn hơn mẫu số" in text_of(client.get(pen.address))


def test_query_count_of_denominators_does_not_grow(
    client, report, officer, django_assert_num_queries
):
    client.force_login(officer)
    for turn in range(2):
        series = DenominatorSeries.objects.create(
            plan=report.round.plan, code=f"them-{turn}", name="Thêm", unit_of_measure="hộ"
        )
        for year in (2026, 2027):
            DenominatorValue.put(
                series, year, "FINAL", value=5 + turn, source="A", as_of=clock.today(),
                by=officer, at=clock.now(),
            )  # fmt: skip
        with django_assert_num_queries(10):
            client.get(reverse("denominators"))


def test_an_accepted_figure_of_a_returned_report_keeps_its_denominator(client, report, officer):
    """What was accepted stays, the rest of the report goes on being written."""
    head, at = make.head(report.unit), clock.now()
    make.fill(report)
    report.touch(by=head, at=at)
    report.submit(by=head, at=at)
    report.accept_item(report.entries.get(), by=officer, at=at)
    report.send_back(by=officer, at=at, reason="Thiếu nguồn.", resubmit_by=clock.today())
    response = put(client, officer, value="250.000")
    assert "0 báo cáo đang soạn" in text_of(response)
    kept = figure(report)
    assert (kept.denominator, kept.value) == (200_000, 30)
