"""Who brings a target's figure: set by the coordinating unit, dated, with what follows from it."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from assignments.models import Assignment
from reports.models import ReportEvent
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of, text_of

pytestmark = pytest.mark.django_db
FROM = date(2027, 11, 3)


class ProviderScene(ReviewScene):
    """A target led by a unit that has no figure, in a running round where others report."""

    def __init__(self):
        super().__init__()
        self.target = make.TargetFactory(plan=self.plan)
        self.lead = make.UnitFactory()
        make.AssignmentFactory(unit=self.lead, target=self.target, provides=False)
        self.url = reverse("target_provider", args=[self.target.slug])

    def set(self, unit, client=None, /, **fields):
        post = {"unit": unit.code, "valid_from": "03/11/2027", "document": "215/QĐ-UBND"}
        return (client or client_of(self.coordinator)).post(self.url, post | fields)

    def provider(self, on=FROM):
        rows = Assignment.objects.active(on).providing().filter(target=self.target)
        return rows.get().unit


@pytest.fixture
def scene():
    return ProviderScene()


def test_anonymous_is_asked_to_log_in(scene):
    assert client_of(None).get(scene.url).status_code == 302


def test_everyone_but_the_coordinating_unit_is_refused(scene):
    for user in (scene.head, scene.recipient, make.UserFactory()):
        assert client_of(user).get(scene.url).status_code == 403
        assert scene.set(scene.lead, client_of(user)).status_code == 403


def test_unknown_and_foreign_target_are_not_found(scene):
    foreign = make.TargetFactory()
    for code in ("ct-999", foreign.slug):
        url = reverse("target_provider", args=[code])
        assert client_of(scene.coordinator).get(url).status_code == 404


def test_open_provider_is_said_honestly(scene):
    text = text_of(client_of(scene.coordinator).get(scene.url))
    assert "Chưa xác định đơn vị cung cấp số liệu" in text


def test_provider_is_set_and_its_unsent_report_asks_for_the_figure(scene):
    unit = scene.report.unit
    assert scene.set(unit).status_code == 302
    assert scene.provider() == unit
    assignment = Assignment.objects.get(unit=unit, target=scene.target)
    assert (assignment.role, assignment.provides) == ("COOPERATE", True)
    entry = scene.report.entries.get(target=scene.target)
    assert entry.figures.count() == 3
    event = scene.report.events.get(kind=ReportEvent.Kind.ITEMS_ADDED)
    assert "215/QĐ-UBND" in event.text


def test_lead_that_provides_keeps_leading(scene):
    scene.set(scene.lead)
    assert scene.provider() == scene.lead
    rows = Assignment.objects.filter(unit=scene.lead, target=scene.target)
    assert {row.role for row in rows} == {"LEAD"}
    assert rows.active(FROM).count() == 1


def test_new_provider_closes_the_one_before_who_goes_on_leading(scene):
    scene.set(scene.lead, valid_from="01/03/2027")
    scene.set(scene.report.unit)
    assert scene.provider(date(2027, 11, 2)) == scene.lead
    assert scene.provider() == scene.report.unit
    leading = Assignment.objects.active(FROM).leading().get(target=scene.target)
    assert (leading.unit, leading.provides) == (scene.lead, False)


def test_sent_report_is_left_alone(scene):
    scene.send()
    response = scene.set(scene.report.unit)
    assert response.status_code == 302
    assert not scene.report.entries.filter(target=scene.target).exists()
    text = text_of(client_of(scene.coordinator).get(scene.url))
    assert scene.report.unit.name in text


def test_another_report_that_asks_for_the_figure_keeps_it(scene):
    other = ReviewScene(plan=scene.plan)
    scene.set(other.report.unit)
    scene.set(scene.report.unit, valid_from="04/11/2027")
    assert other.report.entries.filter(target=scene.target).exists()
    assert not scene.report.entries.filter(target=scene.target).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"unit": "khong-co"}, "Chọn một đơn vị trong danh sách"),
        ({"unit": ""}, "Chọn đơn vị cung cấp số liệu"),
        ({"valid_from": "31/02/2027"}, "ngày/tháng/năm"),
        ({"valid_from": "01/01/1900"}, "trước ngày ban hành"),
        ({"valid_from": "31/12/9999"}, "hơn một năm"),
        ({"document": " "}, "Ghi số, ký hiệu văn bản"),
        ({"document": "x" * 81}, "Tối đa 80 ký tự"),
        ({"note": "x" * 4001}, "Tối đa 4000 ký tự"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(scene, fields, message):
    response = scene.set(scene.lead, **fields)
    assert response.status_code == 400
    assert message in text_of(response)
    assert not Assignment.objects.providing().filter(target=scene.target).exists()


def test_dates_that_clash_are_said_and_change_nothing(scene):
    scene.set(scene.report.unit, valid_from="01/06/2027")
    before = list(Assignment.objects.order_by("pk").values())
    assert "đang cung cấp" in text_of(scene.set(scene.report.unit))
    clash = scene.set(scene.lead, valid_from="01/06/2027")
    assert clash.status_code == 400
    assert "chọn một ngày sau đó" in text_of(clash)
    assert list(Assignment.objects.order_by("pk").values()) == before


def test_page_shows_the_assignments_on_record(scene, django_assert_max_num_queries):
    scene.set(scene.report.unit)
    client = client_of(scene.coordinator)
    client.get(scene.url)
    with django_assert_max_num_queries(13):
        assert "cung cấp số liệu" in text_of(client.get(scene.url))
    assert NOW.date() == FROM


@settings(max_examples=30)
@given(
    fields=st.fixed_dictionaries(
        dict.fromkeys(
            ("unit", "valid_from", "document", "note", "idempotency_key"),
            st.text(max_size=40) | st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
        )
    ),
    known=st.booleans(),
)
def test_no_post_is_a_server_error(fields, known):
    scene = ProviderScene()
    if known:
        fields |= {"unit": scene.report.unit.code}
    response = client_of(scene.coordinator).post(scene.url, fields)
    assert response.status_code in {302, 400}
