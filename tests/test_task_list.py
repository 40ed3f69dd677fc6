"""Nhiệm vụ: what every count of tasks is made of, for those who may see them."""

import pytest

from tests import factories as make
from tests.dashboard_scene import District, see

pytestmark = pytest.mark.django_db
URL = "/nhiem-vu/"


@pytest.fixture
def district():
    return District()


def code_of(report):
    return report.updates.get().task.code


def test_anonymous_and_those_without_a_part_are_turned_away(client, district):
    assert client.get(URL).status_code == 302
    for user in (make.UserFactory(), make.UserFactory(is_staff=True, is_superuser=True)):
        client.force_login(user)
        assert client.get(URL).status_code == 403
    assert client.post(URL).status_code == 405


def test_a_unit_sees_the_tasks_it_is_assigned_and_leaders_all(client, district):
    client.force_login(make.member(district.waiting.unit))
    assert see(client, URL).tasks() == {code_of(district.waiting)}
    assert see(client, f"{URL}?don-vi={district.accepted.unit.code}").tasks() == {
        code_of(district.waiting)
    }
    for user in (district.officer, district.vice_chair, district.chair):
        client.force_login(user)
        assert len(see(client, URL).tasks()) == 3


def test_each_filter_narrows_the_list(client, district):
    d = district
    client.force_login(d.officer)
    for query, found in {
        f"linh-vuc={d.a.slug}": [d.accepted],
        f"don-vi={d.unsent.unit.code}": [d.unsent],
        "danh-gia=OVERDUE": [d.accepted],
        "danh-gia=vuong-mac": [d.accepted],
        "danh-gia=DONE_ON_TIME": [d.waiting],
        "danh-gia=chua-co": [d.unsent],
        f"danh-gia=OVERDUE&linh-vuc={d.b.slug}": [],
    }.items():
        page = see(client, f"{URL}?{query}")
        assert page.tasks() == {code_of(report) for report in found}, query
        assert f"{len(found)} trên" in page.text() or "Không có nhiệm vụ nào khớp" in page.text()
        part = client.get(f"{URL}?{query}", headers={"HX-Request": "true"}).content.decode()
        assert part.strip().startswith('<div id="results">')
        assert "<html" not in part


def test_the_troubled_stand_first_and_drafts_do_not_show(client, district):
    district.unsent.updates.update(rating="OVERDUE")
    client.force_login(district.officer)
    page = see(client, URL)
    rows = page.root.xpath("//ul[contains(@class, 'task-list')]/li")
    assert code_of(district.accepted) in rows[0].text_content()
    [draft] = [row for row in rows if code_of(district.unsent) in row.text_content()]
    assert "chưa có đánh giá được duyệt" in draft.text_content()


@pytest.mark.parametrize("query", ["danh-gia=TOT", "linh-vuc=x", "don-vi=x", "nam=1999"])
def test_an_unknown_value_says_so(client, district, query):
    client.force_login(district.officer)
    page = see(client, f"{URL}?{query}")
    assert "để lọc. Hãy chọn lại trong danh sách." in page.text()
    assert len(page.tasks()) == 3


def test_the_queries_do_not_grow_with_tasks(client, district, django_assert_max_num_queries):
    client.force_login(district.officer)
    for _ in range(5):
        district.report(make.TargetFactory(plan=district.plan), district.task(district.b))
    with django_assert_max_num_queries(12):
        assert len(see(client, URL).tasks()) == 8
