"""The wards' terms are summed from what they sent; the providing unit compares and adopts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Report, ReportEvent
from reports.wards.reading import accepted_receipt
from reports.wards.sums import part_of, sum_of
from targets.models import DenominatorSeries, DenominatorValue, Target
from tests import factories as make
from tests.review_scene import client_of, text_of
from tests.ward_scene import NOW, TODAY, WardScene

Kind = ReportEvent.Kind
db = pytest.mark.django_db
SHARE = Target(formula="RATIO", multiplier=100, unit_of_measure="%")
terms = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(
    lambda pair: (Decimal(min(pair)), Decimal(max(pair)))
)


@pytest.fixture
def scene():
    scene = WardScene()
    scene.mark()
    return scene


# -- sums --------------------------------------------------------------------------------------


@given(st.lists(terms, min_size=1, max_size=12))
def test_terms_are_summed_and_never_percentages_averaged(given_terms):
    parts = [part_of(SHARE, *pair) for pair in given_terms]
    whole = sum_of(SHARE, parts)
    assert whole.numerator == sum(top for top, _bottom in given_terms)
    assert whole.denominator == sum(bottom for _top, bottom in given_terms)
    assert whole.value == SHARE.ratio_of(whole.numerator, whole.denominator)
    rates = [part.value for part in parts]
    assert min(rates) - Decimal("0.000001") <= whole.value <= max(rates) + Decimal("0.000001")


def test_a_small_ward_does_not_weigh_like_a_large_one():
    whole = sum_of(
        SHARE, [part_of(SHARE, Decimal(0), Decimal(10)), part_of(SHARE, *[Decimal(990)] * 2)]
    )
    assert whole.value == 99  # an average of percentages would say 50


@given(st.lists(terms, max_size=8))
def test_the_order_of_wards_does_not_matter(given_terms):
    parts = [part_of(SHARE, *pair) for pair in given_terms]
    assert sum_of(SHARE, parts) == sum_of(SHARE, parts[::-1])


def test_blank_is_no_zero():
    assert part_of(SHARE, None, Decimal(5)) is None
    assert part_of(SHARE, Decimal(5), None) is None
    assert part_of(SHARE, Decimal(0), Decimal(5)).value == 0
    assert sum_of(SHARE, []) is None


# -- whose part counts -------------------------------------------------------------------------

SENT, AGAIN = (Kind.SUBMITTED, "BN-1"), (Kind.SUBMITTED, "BN-2")
ITEM, OTHER = (Kind.ITEM_ACCEPTED, "CT-09 Nước"), (Kind.ITEM_ACCEPTED, "CT-08 Bảo hiểm")
BACK, WHOLE = (Kind.ITEM_RETURNED, "CT-09 Nước"), (Kind.ACCEPTED, "")


@pytest.mark.parametrize(
    ("events", "receipt"),
    [
        ([], ""),
        ([SENT], ""),
        ([SENT, OTHER], ""),
        ([SENT, ITEM], "BN-1"),
        ([SENT, WHOLE], "BN-1"),
        ([SENT, ITEM, BACK], ""),
        ([SENT, BACK, AGAIN], ""),
        ([SENT, WHOLE, AGAIN], "BN-1"),
        ([SENT, WHOLE, AGAIN, BACK], "BN-1"),
        ([SENT, WHOLE, AGAIN, ITEM], "BN-2"),
        ([SENT, WHOLE, AGAIN, ITEM, BACK], "BN-1"),
        ([SENT, ITEM, AGAIN, WHOLE], "BN-2"),
    ],
)
def test_an_accepted_part_counts_until_a_newer_one_is_accepted(events, receipt):
    assert accepted_receipt(events, "CT-09") == receipt


@db
def test_each_ward_is_shown_as_far_as_others_may_know(scene):
    scene.accept(1, "990", "1000")
    scene.send(2, "480", "500")
    scene.write(3, "1", "2")
    assert scene.states == ["ACCEPTED", "SENT", "NOT_SENT"]
    total = scene.breakdown.sent
    assert (total.coverage, total.part.numerator, total.part.denominator) == ("2/3", 1470, 1500)
    assert total.part.value == 98
    assert total.missing_names == "Phường 3"
    assert scene.breakdown.accepted.part.numerator == 990


@db
def test_a_part_that_the_reviewer_asked_to_correct_is_not_summed(scene):
    report = scene.send(1)
    scene.send(2)
    report.return_item(scene.part(1), by=scene.coordinator, at=NOW, reason="Xem lại.")
    assert scene.breakdown.sent.covered == 2  # the review is not finished, nobody else knows
    report.send_back(by=scene.coordinator, at=NOW, reason="Xem lại.", resubmit_by=TODAY)
    assert scene.states == ["RETURNED", "SENT", "NOT_SENT"]
    assert scene.breakdown.sent.missing_names == "Phường 1, Phường 3"


@db
def test_a_part_of_a_report_returned_for_something_else_is_summed(scene):
    report = scene.send(1)
    report.return_item(report.updates.get(), by=scene.coordinator, at=NOW, reason="Xem lại.")
    report.send_back(by=scene.coordinator, at=NOW, reason="Xem lại.", resubmit_by=TODAY)
    assert scene.breakdown.sent.covered == 1


@db
def test_a_reopened_part_counts_until_the_corrected_one_is_accepted(scene):
    report = scene.accept(1, "900", "1000")
    report.reopen(by=scene.coordinator, at=NOW, reason="Sửa.", until=date(2027, 12, 1))
    scene.write(1, "950", "1000")
    assert scene.states[0] == "ACCEPTED"
    assert scene.breakdown.sent.part.numerator == 900
    report.submit(by=scene.heads[1], at=NOW)
    assert scene.states[0] == "SENT"
    assert scene.breakdown.sent.part.numerator == 950
    assert scene.breakdown.accepted.part.numerator == 900
    report.accept(by=scene.coordinator, at=NOW)
    assert scene.breakdown.accepted.part.numerator == 950


@db
def test_a_ward_that_sent_no_number_says_why(scene):
    scene.send(1, None, None, "Chưa rà soát xong khu phố 5.")
    scene.send(2)
    page = text_of(client_of(scene.clerk).get(scene.sum_path))
    assert "Chưa rà soát xong khu phố 5." in page
    assert scene.breakdown.sent.coverage == "1/3"


@db
def test_reading_costs_the_same_for_many_wards(scene, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert scene.breakdown.sent.wards == 3
    for number in range(4, 10):
        scene.reports[number] = scene.ward(number)
    scene.mark()
    for number in range(1, 8):
        scene.heads[number] = make.head(scene.reports[number].unit)
        scene.send(number)
    with django_assert_num_queries(4):
        assert scene.breakdown.sent.coverage == "7/9"


# -- the providing unit's page -------------------------------------------------------------------


@db
def test_the_page_shows_each_ward_the_sum_and_the_gap(scene):
    scene.accept(1, "990", "1000")
    scene.send(2, "1480", "1500")
    scene.type_own(2490, 2510)
    page = text_of(client_of(scene.clerk).get(scene.sum_path))
    for words in ("98,8%", "2.470", "2.500", "+20", "+10", "Mới có 2/3 phường", "Phường 3"):
        assert words in page, words


@db
def test_the_target_block_of_the_providing_unit_names_the_sum(scene):
    scene.send(1, "990", "1000")
    page = text_of(client_of(scene.clerk).get(f"/bao-cao/2027/{scene.provider.code}/chi-tieu/"))
    assert "1/3 phường" in page
    assert "99,0%" in page
    assert scene.sum_path in page


@db
def test_an_unmarked_target_has_no_such_page(scene):
    scene.round.ward_breakdowns.all().delete()
    client = client_of(scene.clerk)
    assert client.get(scene.sum_path).status_code == 404
    page = text_of(client.get(f"/bao-cao/2027/{scene.provider.code}/chi-tieu/"))
    assert "phường" not in page


@db
def test_nobody_else_opens_the_page(scene):
    for user in (scene.coordinator, scene.heads[1], make.second_recipient(scene.plan)):
        assert client_of(user).get(scene.sum_path).status_code == 404
        assert client_of(user).post(scene.sum_path, {"action": "adopt"}).status_code == 404


# -- adopting ------------------------------------------------------------------------------------


def posted(scene, **changes):
    return {
        "action": "adopt",
        "version": scene.own.entries.get().version,
        "stamp": scene.breakdown.stamp,
        **changes,
    }


def adopt(scene, client=None, **changes):
    return (client or client_of(scene.clerk)).post(scene.sum_path, posted(scene, **changes))


@db
def test_the_unit_adopts_the_sum_into_its_draft(scene):
    for number, pair in enumerate([("990", "1000"), ("480", "500"), ("700", "700")], 1):
        scene.send(number, *pair)
    scene.type_own(source="Đơn vị cấp nước.")
    response = adopt(scene)
    assert response.status_code == 302
    assert response.url.endswith("/chi-tieu/#ct-901")
    figure, entry = scene.estimate, scene.own.entries.get()
    assert (figure.numerator, figure.denominator) == (2170, 2200)
    assert figure.value == scene.target.ratio_of(Decimal(2170), Decimal(2200))
    assert entry.source == (
        "Đơn vị cấp nước.\nTổng hợp từ 3/3 phường, số đã gửi đến ngày 03/11/2027."
    )
    assert entry.explanation == ""
    assert entry.updated_by == scene.clerk
    other = scene.own.entries.get().figures.exclude(vintage="ESTIMATE")
    assert not other.filter(numerator__isnull=False).exists()
    assert "đúng số tổng hợp" in text_of(client_of(scene.clerk).get(scene.sum_path))


@db
def test_an_incomplete_sum_says_which_wards_lack_until_it_is_complete(scene):
    scene.send(1)
    adopt(scene)
    entry = scene.own.entries.get()
    assert "Tổng hợp từ 1/3 phường" in entry.source
    assert entry.explanation == "Số liệu theo phường chưa đủ: còn thiếu Phường 2, Phường 3."
    scene.send(2)
    scene.send(3)
    adopt(scene)
    entry = scene.own.entries.get()
    assert entry.source.count("Tổng hợp từ") == 1
    assert "Tổng hợp từ 3/3 phường" in entry.source
    assert entry.explanation == ""


@db
def test_a_draft_that_a_colleague_changed_meanwhile_is_not_overwritten(scene):
    scene.send(1)
    entry = scene.type_own(5, 10)
    shown = entry.version
    entry.version += 1
    entry.save()
    response = adopt(scene, version=shown)
    assert response.status_code == 409
    assert "vừa được người khác sửa" in text_of(response)
    assert scene.estimate.numerator == 5


@db
def test_a_sum_that_changed_meanwhile_is_shown_before_it_is_taken(scene):
    scene.send(1)
    shown = scene.breakdown.stamp
    scene.send(2)
    response = adopt(scene, stamp=shown)
    assert response.status_code == 409
    assert "có phường gửi thêm" in text_of(response)
    assert scene.estimate.numerator is None


@db
def test_nothing_is_adopted_while_no_ward_sent(scene):
    scene.write(1, "990", "1000")
    response = adopt(scene)
    assert response.status_code == 409
    assert scene.estimate.numerator is None


@db
@pytest.mark.parametrize("action", ["", "submit", "mark"])
def test_another_button_adopts_nothing(scene, action):
    scene.send(1)
    assert adopt(scene, action=action).status_code == 409
    assert scene.estimate.numerator is None


@db
def test_a_sent_report_takes_no_sum(scene):
    scene.send(1)
    head = make.head(scene.provider)
    make.fill(scene.own, value="50", terms=("5", "10"))
    Report.objects.filter(pk=scene.own.pk).update(state="DRAFT")
    scene.own.submit(by=head, at=NOW)
    response = adopt(scene)
    assert response.status_code == 409
    assert "Đã gửi, chờ thẩm định" in text_of(response)
    assert scene.estimate.numerator == 5
    assert "đang khóa" in text_of(client_of(scene.clerk).get(scene.sum_path))


@db
def test_an_accepted_figure_in_a_returned_report_takes_no_sum(scene):
    scene.send(1)
    head = make.head(scene.provider)
    make.fill(scene.own, value="50", terms=("5", "10"))
    Report.objects.filter(pk=scene.own.pk).update(state="DRAFT")
    scene.own.submit(by=head, at=NOW)
    scene.own.accept_item(scene.own.entries.get(), by=scene.coordinator, at=NOW)
    scene.own.send_back(by=scene.coordinator, at=NOW, reason="Sửa.", resubmit_by=TODAY)
    response = adopt(scene)
    assert response.status_code == 409
    assert "đã được duyệt nên giữ nguyên" in text_of(response)
    assert scene.estimate.numerator == 5


def share_denominator(scene, value):
    series = DenominatorSeries.objects.create(
        plan=scene.plan, code="ho", name="Hộ dân", unit_of_measure="hộ"
    )
    row = DenominatorValue.put(
        series,
        2027,
        "ESTIMATE",
        value=Decimal(value),
        source="Công an Quận",
        as_of=TODAY,
        by=scene.coordinator,
        at=NOW,
    )
    figure = scene.estimate
    figure.shared_denominator, figure.denominator = row, row.value
    figure.save()


@db
def test_a_shared_denominator_stays_and_only_the_numerator_is_taken(scene):
    share_denominator(scene, 2500)
    for number in (1, 2, 3):
        scene.send(number, "790", "800")
    assert adopt(scene).status_code == 302
    figure = scene.estimate
    assert (figure.numerator, figure.denominator) == (2370, 2500)
    assert figure.value == Decimal("94.8")


@db
def test_some_wards_are_not_set_against_the_whole_districts_denominator(scene):
    share_denominator(scene, 2500)
    scene.send(1, "790", "800")
    response = adopt(scene)
    assert response.status_code == 409
    assert "là của toàn quận" in text_of(response)
    assert scene.estimate.numerator is None


@db
def test_a_sum_above_the_shared_denominator_is_refused_in_words(scene):
    share_denominator(scene, 2000)
    for number in (1, 2, 3):
        scene.send(number, "790", "800")
    response = adopt(scene)
    assert response.status_code == 409
    assert "lớn hơn mẫu số dùng chung" in text_of(response)
    assert scene.estimate.numerator is None


@db
def test_the_same_post_twice_adopts_once(scene):
    scene.send(1)
    client, key = client_of(scene.clerk), "0f0e0d0c-0b0a-4908-8706-050403020100"
    data = posted(scene, idempotency_key=key)
    answers = [client.post(scene.sum_path, data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert scene.own.entries.get().version == 2
