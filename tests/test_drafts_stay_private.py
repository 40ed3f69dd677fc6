"""Nobody else ever reads a draft, nor sees the steps inside a unit."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from q3plan.lib import clock
from tests import factories as make
from tests.built_once import built_once
from tests.district import WRITING, District, State, address, client_of, rows
from tests.files import words_of
from tests.test_permission_walk import our_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MARK, NUMBER = "dấu-bản-nháp", "31.4159"
SHOWN_NUMBERS = ("31,4159", "31.4159", "31,42")
ONE_DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


kept, district = built_once(District)


def write_drafts(district):
    """Marks every text and number of what units are writing, also after a sending."""
    drafts = [district.reports[state] for state in WRITING]
    again = district.report(State.RETURNED)
    mark(again)
    again.hand_over(by=again.staff, at=clock.now())
    given_back = district.report(State.WITH_HEAD)
    given_back.give_back(by=given_back.head, at=clock.now(), note=MARK)
    for report in (*drafts, given_back):
        mark(report, unread="" if report.state == State.WITH_HEAD else MARK)
    return [*drafts, again, given_back]


def mark(report, *, unread=""):
    entry = report.entries.get()
    entry.source = entry.explanation = MARK
    entry.unparsed = {"ytd_numerator": unread} if unread else {}
    entry.proposal = NUMBER
    entry.save()
    entry.figures.update(value=NUMBER)
    words = dict.fromkeys(("result", "difficulties", "proposals"), MARK)
    report.updates.update(**words)
    words = dict.fromkeys(("overview", "difficulties", "proposals", "next_year"), MARK)
    type(report.assessment).objects.filter(report=report).update(**words)


def crawl(client, start):
    """(address, text) of every page that links lead to from these ones.

    Of the admin's pages one of each kind, and one of each whose address names the plan: there is no
    other, so it is the page without the name. Of a list each filter by itself, for two at once show
    rows that each of them shows; of its files the .csv, for the .xlsx has the same rows. The
    filters of a target are tried on those that it starts from.
    """
    waiting, seen = list(start), set()
    while waiting:
        path = waiting.pop()
        is_told_elsewhere = path.startswith(("/quan-tri/", "/kh/"))
        kind = re.sub(r"\d+", "n", path) if is_told_elsewhere else path
        if kind in seen or path.startswith("/static/") or is_shown_elsewhere(path):
            continue
        address, mark, _query = path.partition("?")
        if mark and re.match(r"/chi-tieu/[^/]+/", address) and address not in start:
            continue
        seen.add(kind)
        response = client.get(path)
        text = words_of(response)
        yield path, text
        if response.status_code in {301, 302}:
            waiting.append(response.url)
        waiting += map(unescape, re.findall(r'href="(/[^"#]*)', text))


def is_shown_elsewhere(path):
    address, _mark, query = path.partition("?")
    is_filtered = bool(query)
    return query.count("=") > 1 or (
        is_filtered and (address.startswith("/quan-tri/") or "xlsx" in address)
    )


def every_address(district, drafts):
    """Of all reports, units, targets and sectors that have to do with the drafts."""
    for pattern in our_patterns():
        wanted = set(pattern.pattern.regex.groupindex)
        for report in drafts:
            target, task = report.entries.get().target, report.updates.get().task
            codes = {"target": target.slug, "task": task.slug}
            known = {
                "year": report.round.year,
                "unit": report.unit.code,
                "code": codes.get(pattern.name.split("_")[0], report.unit.code),
                "slug": target.sector.slug,
            }
            if wanted <= set(known):
                yield reverse(pattern.name, kwargs={name: known[name] for name in wanted})


@pytest.mark.one_database
def test_nobody_else_reads_a_draft(district):
    drafts = write_drafts(district)
    # Every address of three of them; links lead to the others.
    start = sorted(set(every_address(district, drafts[::2])) - {reverse("account_logout")})
    people = {
        "coordinator": district.coordinator,
        "recipient": district.recipient,
        **{name: district.people[name] for name in ("vice-chair", "chair", "administrator")},
        "another unit's head": district.people["another unit's head"],
        "to come": district.people["to come"],
    }
    for name, user in people.items():
        client, visited = client_of(user), set()
        for path, text in crawl(client, start):
            visited.add(path)
            assert MARK not in text, (name, path)
            assert not any(number in text for number in SHOWN_NUMBERS), (name, path)
        assert visited >= set(start)
    fragments = [client_of(district.coordinator).get(path, headers=HTMX) for path in start]
    assert not any(MARK in words_of(fragment) for fragment in fragments)


def test_the_unit_itself_reads_its_draft(district):
    """So that the marks of the walk above are where they would be seen."""
    [report, *_others] = write_drafts(district)
    for name in ("report_check", "report_docx"):
        text = words_of(client_of(report.head).get(address(name, report)))
        assert MARK in text
        assert SHOWN_NUMBERS[0] in text


def test_steps_inside_the_unit_do_not_show_outside(district):
    """Sent once, returned, and now with the head: others see that it is back with the unit."""
    report = district.report(State.RETURNED)
    report.hand_over(by=report.staff, at=clock.now())
    for user in (district.coordinator, district.recipient):
        client = client_of(user)
        names = ("report_detail", "report_history", "report_receipt", "report_docx")
        papers = ("report_compare", "report_print", "review_side_by_side", "report_on_behalf")
        for name in (*names, *papers, "review_report"):
            text = words_of(client.get(address(name, report)))
            assert str(State.WITH_HEAD.label) not in text, name
            assert "Trình lãnh đạo" not in text, name


def test_a_round_that_is_not_open_yet_is_not_written(district):
    """The coordinating unit may make next year's reports early; nobody fills them before time."""
    draft = district.reports[State.DRAFT]
    round_ = make.RoundFactory(plan=district.plan, year=2028)
    early = make.ReportFactory(
        round=round_,
        unit=draft.unit,
        items=[make.AssignmentFactory(unit=draft.unit, task=make.TaskFactory(plan=district.plan))],
    )
    head, before = client_of(draft.head), rows()
    for name in ("report_detail", "report_tasks", "report_assessment", "report_check"):
        assert head.get(address(name, early)).status_code == 404
    data = {"danh-gia-chung-overview": "Sớm", "danh-gia-chung-version": "1", "action": "later"}
    assert head.post(address("report_assessment", early), data).status_code == 404
    assert (
        head.post(address("report_check", early), {"action": "submit", "version": 1}).status_code
        == 404
    )
    assert rows() == before
