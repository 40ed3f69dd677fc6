"""The calendar feed: a strict reader finds every deadline, and a stranger finds nothing."""

import re
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.models import CalendarFeed, Directive, DirectiveUnit, Extension, Report, ReportHandover
from reports.notices.calendar import escaped, folded
from tests import factories as make

AT = make.at(2027, 11, 3)
State = Report.State


# -- a strict reader of RFC 5545, for what this feed may hold -----------------------------------


NAME = re.compile(r"^[A-Z][A-Z0-9-]*$")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}


def unfolded(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n")
    physical = body[:-2].split(b"\r\n")
    lines = []
    for octets in physical:
        assert b"\r" not in octets and b"\n" not in octets
        assert 0 < len(octets) <= 75
        octets.decode()  # a fold never tears a sign
        if octets.startswith(b" "):
            lines[-1] += octets[1:]
        else:
            lines.append(octets)
    return [line.decode() for line in lines]


def unescaped(value: str) -> str:
    found, rest = [], iter(value)
    for sign in rest:
        assert sign not in ";,", "a separator in TEXT must be escaped"
        if sign == "\\":
            sign = {"n": "\n", "\\": "\\", ";": ";", ",": ","}[next(rest)]
        found.append(sign)
    return "".join(found)


def parsed(body: bytes) -> list[dict]:
    """The events of a calendar: names with their parameters → values, checked on the way."""
    stack, events, head = [], [], {}
    for line in unfolded(body):
        name, value = line.split(":", 1)
        plain, *parameters = name.split(";")
        assert NAME.match(plain)
        if plain == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({})
        elif plain == "END":
            assert stack.pop() == value
        elif stack == ["VCALENDAR"]:
            head[plain] = value
        elif stack == ["VCALENDAR", "VEVENT"]:
            assert plain in ONCE and plain not in events[-1]
            events[-1][plain] = value
            if plain in {"DTSTART", "DTEND"}:
                assert parameters == ["VALUE=DATE"]
        else:
            assert stack == ["VCALENDAR", "VEVENT", "VALARM"]
    assert not stack
    assert (head["VERSION"], head["PRODID"][:2]) == ("2.0", "-/")
    return [checked(event) for event in events]


def checked(event):
    assert set(event) == ONCE
    assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
    assert event["SEQUENCE"].isdigit()
    start, end = (date.fromisoformat(event[name]) for name in ("DTSTART", "DTEND"))
    assert (end - start).days == 1
    return {
        "uid": event["UID"],
        "on": start,
        "title": unescaped(event["SUMMARY"]),
        "text": unescaped(event["DESCRIPTION"]),
        "url": event["URL"],
    }


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_any_text_comes_back_from_a_folded_line(text):
    body = (folded(f"SUMMARY:{escaped(text)}") + "\r\n").encode()
    (line,) = unfolded(body)
    assert unescaped(line.removeprefix("SUMMARY:")) == text


# -- the feed ----------------------------------------------------------------------------------


class Scene:
    def __init__(self, client):
        self.client = client
        self.report = make.report_with_items(short_name="Phòng Y tế, Dân số; Quận 3")
        self.person = make.member(self.report.unit)
        self.token = "a" * 43
        CalendarFeed.objects.create(user=self.person, token=self.token, created_at=AT)

    def get(self, token=None):
        return self.client.get(reverse("calendar_feed", args=[token or self.token]))

    @property
    def events(self):
        return parsed(self.get().content)

    def set(self, **fields):
        Report.objects.filter(pk=self.report.pk).update(**fields)


@pytest.fixture
def scene(db, client):
    return Scene(client)


def test_the_deadline_is_the_last_good_day_and_keeps_its_name_when_it_moves(scene):
    answer = scene.get()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = scene.events
    assert event["on"] == date(2027, 11, 9)
    assert event["title"] == "Hạn nộp: báo cáo năm 2027 của Phòng Y tế, Dân số; Quận 3"
    assert event["url"].startswith("http://127.0.0.1:8000/bao-cao/2027/")
    assert event["url"] in event["text"]
    Extension.objects.create(
        report=scene.report,
        due_before=date(2027, 11, 17),
        reason="Mưa",
        granted_at=AT,
        granted_by=scene.person,
    )
    (moved,) = scene.events
    assert (moved["uid"], moved["on"]) == (event["uid"], date(2027, 11, 16))


def test_what_is_sent_excused_or_another_units_is_not_in_it(scene):
    make.report_with_items(plan=scene.report.round.plan)
    assert len(scene.events) == 1
    scene.set(unit_dissolved=True)
    assert scene.events == []
    sent = {"first_submitted_at": AT, "submitted_at": AT, "submitted_by": scene.person}
    scene.set(unit_dissolved=False, state=State.SUBMITTED, **sent)
    assert scene.events == []


def test_a_return_shows_the_day_and_not_the_reason(scene):
    scene.set(
        state=State.RETURNED,
        first_submitted_at=AT,
        returned_at=AT,
        returned_by=scene.person,
        return_reason="Lý do nội bộ",
        resubmit_by=date(2027, 11, 12),
    )
    (event,) = scene.events
    assert event["on"] == date(2027, 11, 12)
    assert "Lý do nội bộ" not in str(event)


def test_a_directive_shows_the_day_and_not_what_it_asks(scene):
    directive = Directive.objects.create(
        plan=scene.report.round.plan,
        text="Câu hỏi của lãnh đạo",
        due_on=date(2027, 11, 6),
        position="Chủ tịch",
        created_at=AT,
        created_by=scene.person,
    )
    DirectiveUnit.objects.create(directive=directive, unit=scene.report.unit)
    asked, due = scene.events
    assert (asked["on"], due["on"]) == (date(2027, 11, 6), date(2027, 11, 9))
    assert "Câu hỏi" not in str(asked)


def test_a_report_that_was_taken_over_is_in_the_heirs_calendar(scene):
    heir = make.UnitFactory()
    ReportHandover.objects.create(report=scene.report, unit=heir, from_on=date(2027, 11, 1))
    assert scene.events == []
    CalendarFeed.objects.create(user=make.member(heir), token="b" * 43, created_at=AT)
    assert len(parsed(scene.get("b" * 43).content)) == 1


def test_another_address_and_a_person_who_left_find_nothing(scene):
    assert scene.get("c" * 43).status_code == 404
    scene.person.is_active = False
    scene.person.save()
    assert scene.get().status_code == 404


def test_a_person_makes_renews_and_removes_their_address(scene):
    scene.client.force_login(scene.person)
    scene.client.post(reverse("calendar_address"), {"action": "renew"})
    token = CalendarFeed.objects.get(user=scene.person).token
    assert len(token) >= 43
    assert token != scene.token
    assert scene.get().status_code == 404
    page = scene.client.get(reverse("notice_preferences")).content.decode()
    assert f"http://127.0.0.1:8000/lich/{token}.ics" in page
    scene.client.post(reverse("calendar_address"), {"action": "remove"})
    assert scene.get(token).status_code == 404


def test_the_feed_asks_as_many_queries_for_many_reports(scene, django_assert_num_queries):
    with django_assert_num_queries(9, exact=False) as asked:
        scene.get()
    for year in (2026, 2028):
        make.report_with_items(plan=scene.report.round.plan, unit=scene.report.unit, year=year)
    with django_assert_num_queries(len(asked)):
        scene.get()
