"""Deadline, punctuality and the words around days (traps T1–T8; domain rule 5.8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.utils.formats import date_format, number_format
from hypothesis import given
from hypothesis import strategies as st

from q3plan.lib.dates import (
    LOCAL,
    Resubmission,
    countdown,
    cutoff,
    day_text,
    days_late,
    document_date,
    document_short_date,
    due_words,
    is_on_time,
    local,
    punctuality,
    weekday_name,
)
from q3plan.lib.icons import ICONS

DUE = date(2027, 11, 10)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_the_last_good_instant_is_just_before_midnight():
    last, first_late = at("2027-11-09T23:59:59.999999"), at("2027-11-10T00:00:00")
    assert is_on_time(last, DUE)
    assert days_late(last, DUE) == 0
    assert not is_on_time(first_late, DUE)
    assert days_late(first_late, DUE) == 1
    assert days_late(at("2027-11-11T00:00"), DUE) == 2


def test_the_cut_off_is_local_and_not_utc():
    assert cutoff(date(2025, 11, 10)) == datetime(2025, 11, 9, 17, tzinfo=UTC)
    assert not is_on_time(datetime(2027, 11, 9, 17, tzinfo=UTC), DUE)
    assert days_late(datetime(2027, 11, 9, 23, 59, tzinfo=UTC), DUE) == 1
    assert day_text(datetime(2027, 11, 9, 17, tzinfo=UTC)) == "10/11/2027"


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        local(datetime(2027, 11, 9))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_late_and_on_time_never_disagree(moment):
    assert is_on_time(moment, DUE) == (days_late(moment, DUE) == 0)


def test_the_deadline_is_written_both_ways():
    assert due_words(DUE) == "trước ngày 10/11/2027 (đến hết 09/11/2027)"


def test_the_countdown_names_the_last_day():
    found = countdown(at("2027-11-03T09:00"), DUE)
    assert found.days_left == 6
    assert found.words == "còn 6 ngày – trước ngày 10/11/2027, đến hết thứ Ba 09/11"
    assert str(countdown(date(2027, 11, 9), DUE)).startswith("hôm nay là ngày cuối – ")
    over = countdown(date(2027, 11, 12), DUE)
    assert (over.is_over, over.short) == (True, "quá hạn 3 ngày")


@pytest.mark.parametrize(
    ("year", "weekday", "last_working"),
    [
        (2025, "Chủ nhật", date(2025, 11, 7)),
        (2026, "thứ Hai", date(2026, 11, 9)),
        (2027, "thứ Ba", date(2027, 11, 9)),
        (2028, "thứ Năm", date(2028, 11, 9)),
        (2029, "thứ Sáu", date(2029, 11, 9)),
        (2030, "thứ Bảy", date(2030, 11, 8)),
        (2031, "Chủ nhật", date(2031, 11, 7)),
    ],
)
def test_a_weekend_does_not_move_the_deadline(year, weekday, last_working):
    found = countdown(date(year, 11, 1), date(year, 11, 10))
    assert found.last_on == date(year, 11, 9)
    assert weekday_name(found.last_on) == weekday
    assert found.last_working_on == last_working
    assert ("ngày làm việc cuối cùng" in found.words) == (last_working != found.last_on)


NOW = at("2027-11-30T08:00")


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ("2027-11-09T23:59:59.999999", "Đúng hạn"),
        ("2027-11-10T00:00:00", "Trễ 1 ngày"),
        ("2027-11-12T08:00:00", "Trễ 3 ngày"),
    ],
)
def test_the_first_submission_decides(first, label):
    found = punctuality(at(first), DUE, at=NOW)
    assert found.label == label
    assert found.is_on_time == (label == "Đúng hạn")


def test_a_report_not_sent_is_pending_then_overdue():
    assert punctuality(None, DUE, at=at("2027-11-09T23:59:59")).label == "Chưa đến hạn"
    assert punctuality(None, DUE, at=at("2027-11-12T00:00")).label == "Quá hạn 3 ngày, chưa gửi"


def test_an_extension_is_shown_apart():
    until = date(2027, 11, 15)
    extended = punctuality(at("2027-11-15T23:59:59"), DUE, at=NOW, extension_until=until)
    assert (extended.is_on_time, extended.label) == (
        True,
        "Đúng hạn theo gia hạn đến 15/11/2027",
    )
    assert extended.days_late == 0
    early = punctuality(at("2027-11-08T08:00"), DUE, at=NOW, extension_until=until)
    assert early.label == "Đúng hạn"
    late = punctuality(at("2027-11-16T00:00"), DUE, at=NOW, extension_until=until)
    assert late.label == "Trễ 1 ngày"
    waiting = punctuality(None, DUE, at=at("2027-11-14T08:00"), extension_until=until)
    assert waiting.label == "Chưa đến hạn"


def test_a_returned_report_stays_on_time_within_the_time_given():
    first = at("2027-11-08T08:00")
    until = date(2027, 11, 18)

    def after(again, now=NOW):
        return punctuality(first, DUE, at=now, resubmissions=[Resubmission(until, again)])

    assert after(at("2027-11-18T23:59:59")).label == "Đúng hạn"
    assert after(at("2027-11-20T08:00")).label == "Trễ 2 ngày (sau khi trả lại)"
    assert after(None, at("2027-11-18T08:00")).label == "Đúng hạn"
    assert after(None, at("2027-11-19T08:00")).label == ("Quá hạn 1 ngày, chưa gửi lại")


def test_a_late_first_submission_stays_late():
    again = [Resubmission(date(2027, 11, 18), at("2027-11-17T08:00"))]
    found = punctuality(at("2027-11-12T08:00"), DUE, at=NOW, resubmissions=again)
    assert (found.label, found.tone) == ("Trễ 3 ngày", "amber")
    assert found.shape in ICONS
    assert all(state.shape in ICONS for state in type(found.state))


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026", "05/3/2026"),
        (date(2025, 2, 25), "ngày 25 tháng 02 năm 2025", "25/02/2025"),
        (date(2023, 7, 7), "ngày 07 tháng 7 năm 2023", "07/7/2023"),
        (date(2027, 11, 10), "ngày 10 tháng 11 năm 2027", "10/11/2027"),
    ],
)
def test_documents_pad_only_the_first_two_months(day, long, short):
    assert document_date(day) == long
    assert document_short_date(day) == short


@pytest.mark.parametrize("typed", ["10/11/2025", "10-11-2025", "2025-11-10"])
def test_a_typed_date_is_day_first(typed):
    assert forms.DateField().clean(typed) == date(2025, 11, 10)


def test_the_last_day_of_the_year_is_accepted():
    assert forms.DateField().clean("31/12/2025") == date(2025, 12, 31)


def test_djangos_own_formats_are_vietnamese():
    assert date_format(date(2027, 11, 3), "SHORT_DATE_FORMAT") == "03/11/2027"
    assert number_format("1234567.891", 2, force_grouping=True) == "1.234.567,89"


def test_a_day_is_never_late_before_it_is_due():
    assert countdown(DUE - timedelta(days=1), DUE).days_left == 0
    assert countdown(DUE, DUE).days_late == 1
    assert countdown(DUE, DUE).short == "quá hạn 1 ngày"
    assert not countdown(DUE - timedelta(days=1), DUE).is_over
