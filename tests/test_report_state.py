"""How far a report is: each reader gets the same word on every page."""

import pytest
from django.urls import reverse

from assignments.permissions import powers_of
from reports.dashboards.board import board_rows, reporting_board
from reports.dashboards.report_state import punctuality_of, shown_state, state_for
from reports.models import Report
from targets.progress import ReportingStatus
from tests import factories as make
from tests.review_scene import NOW, TODAY, ReviewScene, State, client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return ReviewScene()


def readers(scene):
    """(user, knows the unit's own steps) of everybody who follows the reports of others."""
    sector = scene.entry.target.sector
    return [
        (scene.coordinator, True),
        (scene.recipient, True),
        (make.PortfolioFactory(plan=scene.plan, sector=sector).user, False),
        (make.PortfolioFactory(plan=scene.plan, sector=None, position="CHAIR").user, False),
    ]


def pages(scene, user):
    """The texts of all pages that show the report's state to ``user``."""
    client, sector = client_of(user), scene.entry.target.sector
    paths = [
        reverse("dashboard"),
        reverse("unit_list"),
        reverse("unit_detail", args=[scene.report.unit.code]),
    ]
    if not powers_of(user, on=TODAY).second_recipient_of:
        paths.append(reverse("sector_detail", args=[sector.slug]))
    if powers_of(user, on=TODAY).receives:
        paths += [reverse("review_queue"), scene.path]
    return {path: text_of(client.get(path)) for path in paths}


@pytest.mark.parametrize("state", [State.DRAFT, State.WITH_HEAD])
def test_recipients_read_the_units_step_and_leaders_only_that_it_is_due(scene, state):
    make.fill(scene.report, value="31.7").touch(by=scene.head, at=NOW)
    if state == State.WITH_HEAD:
        scene.report.hand_over(by=scene.head, at=NOW)
    for user, knows in readers(scene):
        for path, text in pages(scene, user).items():
            # On the dashboard a count names every state that the reader may know.
            assert (str(state.label) in text) is knows, (path, user)
            assert "31,7" not in text


def test_a_returned_report_reads_returned_while_the_unit_works_on_it(scene):
    scene.send().send_back()
    scene.report.hand_over(by=scene.head, at=NOW)
    report = scene.report
    assert report.state == State.WITH_HEAD
    assert shown_state(report) == State.RETURNED
    for user, knows in readers(scene):
        powers = powers_of(user, on=TODAY)
        expected = State.RETURNED if knows else ReportingStatus.RETURNED
        assert state_for(powers, report, ReportingStatus.RETURNED) is expected
    own = powers_of(scene.head, on=TODAY)
    assert state_for(own, report, ReportingStatus.RETURNED) is State.WITH_HEAD


def test_the_board_counts_in_the_words_of_its_reader(scene):
    scene.send()
    ReviewScene(plan=scene.plan)
    for user, knows in readers(scene):
        board = reporting_board(scene.report.round, at=NOW, powers=powers_of(user, on=TODAY))
        kind = State if knows else ReportingStatus
        rare = (ReportingStatus.EXCUSED, ReportingStatus.ENDED)
        usual = [state for state in kind if state not in rare]
        assert [row.state for row in board.states] == usual
        assert sum(row.count for row in board.states) == board.expected == 2


def test_a_return_that_is_not_answered_in_time_is_late_everywhere(scene):
    scene.send().send_back(resubmit_by=TODAY)
    later = make.at(2027, 11, 6)
    report = scene.report
    found = punctuality_of(report, at=later, due_before=report.due_before())
    assert (found.days_late, found.after_return) == (3, True)
    powers = powers_of(scene.coordinator, on=TODAY)
    [row] = board_rows(Report.objects.filter(pk=report.pk), powers=powers, at=later)
    assert row.punctuality == found
