"""One task through the years: accepted results, whose words are for those who read the reports."""

from decimal import Decimal

import pytest

from reports.models import Report, ReviewState
from targets.models import Decision, TaskYardstick
from tests import factories as make
from tests.dashboard_scene import AT, District, see

pytestmark = pytest.mark.django_db
RESULT = "Cổ phần hóa xong hai công ty\nCòn một công ty"


class Scene(District):
    """The overdue task of the accepted report also has a result of the year before."""

    def __init__(self):
        super().__init__()
        self.task_of = self.accepted.updates.get().task
        self.url = f"/nhiem-vu/{self.task_of.slug}/"
        self.say(self.accepted, result=RESULT, difficulties="Thiếu vốn", proposals="Cho vay")
        before = make.RoundFactory(plan=self.plan, year=2026)
        held = list(self.accepted.unit.assignments.filter(task=self.task_of))
        self.earlier = make.ReportFactory(round=before, unit=self.accepted.unit, items=held)
        self.rate(self.earlier, "IN_PROGRESS")
        self.say(self.earlier, result="Đã lập phương án")
        self.send(self.earlier, state="ACCEPTED", accepted_at=AT, accepted_by=self.officer)

    def say(self, report, **words):
        report.updates.filter(task=self.task_of).update(**words)

    def other_lead(self, **words):
        """Another unit that leads the task, its result accepted."""
        unit = make.UnitFactory()
        held = make.AssignmentFactory(unit=unit, task=self.task_of)
        report = make.ReportFactory(round=self.round, unit=unit, items=[held])
        self.rate(report, "NOT_STARTED")
        self.say(report, **words)
        self.send(report, state="ACCEPTED", accepted_at=AT, accepted_by=self.officer)
        return report


@pytest.fixture
def scene():
    return Scene()


def see_as(client, user, url):
    client.force_login(user)
    return see(client, url)


def test_what_was_accepted_stands_year_by_year_newest_first(client, scene):
    page = see_as(client, scene.officer, scene.url)
    assert page.text("//h1") == scene.task_of.title
    years = page.root.xpath("//section[@class='task-year']")
    assert [year.xpath("string(h3)") for year in years] == ["Năm 2027", "Năm 2026"]
    newest, before = (" ".join(year.text_content().split()) for year in years)
    assert "Quá hạn chưa hoàn thành" in newest
    assert "chỉ hiện đánh giá" not in page.text()
    for words in (*RESULT.split("\n"), "Thiếu vốn", "Cho vay", scene.accepted.unit.name):
        assert words in newest
    assert "Đang thực hiện" in before
    assert "Đã lập phương án" in before
    unit = scene.accepted.unit.code
    assert years[0].xpath(".//a/@href") == [f"/bao-cao/2027/{unit}/"]


@pytest.mark.parametrize("state", [ReviewState.PENDING, ReviewState.RETURNED])
def test_what_is_not_accepted_shows_to_nobody_outside_the_report(client, scene, state):
    scene.accepted.updates.update(review_state=state, review_reason="Nêu số liệu")
    for user in (scene.officer, scene.vice_chair, scene.chair, make.member(scene.accepted.unit)):
        page = see_as(client, user, scene.url)
        assert "Cổ phần hóa xong" not in page.text()
        assert "Đã lập phương án" in page.text()
    scene.earlier.updates.update(review_state=state, review_reason="Nêu số liệu")
    assert "Chưa có kết quả nào được duyệt" in see_as(client, scene.officer, scene.url).text()


def test_words_of_another_unit_are_for_those_who_may_open_its_report(client, scene):
    other = scene.other_lead(result="Chưa có mặt bằng")
    for user in (scene.officer, scene.vice_chair, scene.chair):
        assert "Chưa có mặt bằng" in see_as(client, user, scene.url).text()
    page = see_as(client, make.member(scene.accepted.unit), scene.url)
    assert RESULT.split("\n")[0] in page.text()
    assert other.unit.name in page.text()
    assert "Chưa bắt đầu" in page.text()
    assert "Chưa có mặt bằng" not in page.text()
    assert f"/bao-cao/2027/{other.unit.code}/" not in page.root.xpath("//main//a/@href")


def test_a_leader_of_another_sector_reads_the_rating_alone(client, scene):
    leader = make.PortfolioFactory(plan=scene.plan, sector=scene.b).user
    page = see_as(client, leader, scene.url)
    assert "Quá hạn chưa hoàn thành" in page.text()
    assert "Cổ phần hóa xong" not in page.text()
    assert "chỉ hiện đánh giá" in page.text()
    assert not page.root.xpath("//main//a[starts-with(@href, '/bao-cao/')]")


def test_the_reviewers_rating_counts_and_the_units_own_is_told(client, scene):
    scene.say(scene.accepted, reviewer_rating="NOT_STARTED")
    text = see_as(client, scene.officer, scene.url).text("//section[@class='task-year'][1]")
    assert "Chưa bắt đầu" in text
    assert "đơn vị tự đánh giá: Quá hạn chưa hoàn thành" in text
    scene.say(scene.accepted, reviewer_rating="OVERDUE")
    assert "tự đánh giá" not in see_as(client, scene.officer, scene.url).text()


def test_a_result_is_weighed_against_what_the_city_gave_that_year(client, scene):
    decision = Decision.objects.create(
        plan=scene.plan, number="12/QĐ-UBND", decided_on="2027-01-05", decided_by="UBND"
    )
    TaskYardstick.objects.create(
        task=scene.task_of,
        year=2027,
        name="Số công ty cổ phần hóa",
        unit_of_measure="công ty",
        value=3,
        decision=decision,
    )
    scene.say(scene.accepted, achieved=Decimal(2))
    newest, before = see_as(client, scene.officer, scene.url).root.xpath(
        "//section[@class='task-year']"
    )
    assert "Số công ty cổ phần hóa từ 3 công ty trở lên" in newest.text_content()
    assert "2 công ty" in newest.text_content()
    assert "Không đạt" in newest.text_content()
    assert "công ty trở lên" not in before.text_content()


@pytest.mark.parametrize("code", ["iii-99-1", "khong-co", "III-9-1", "iii.9.1"])
def test_an_unknown_address_is_not_found(client, scene, code):
    client.force_login(scene.officer)
    assert client.get(f"/nhiem-vu/{code}/").status_code == 404


def test_upper_case_is_not_a_second_address(client, scene):
    client.force_login(scene.officer)
    assert client.get(scene.url.upper().replace("NHIEM-VU", "nhiem-vu")).status_code == 404


def test_a_unit_without_a_part_and_a_person_without_one_do_not_find_it(client, scene):
    for user in (make.member(scene.waiting.unit), make.UserFactory()):
        client.force_login(user)
        assert client.get(scene.url).status_code == 404


def test_every_list_of_tasks_leads_to_the_page(client, scene):
    client.force_login(scene.chair)
    unit = scene.accepted.unit.code
    for address in (
        "/nhiem-vu/",
        "/bang-dieu-hanh/",
        "/tom-tat/",
        f"/linh-vuc/{scene.a.slug}/",
        f"/don-vi/{unit}/",
        "/ke-hoach/",
    ):
        assert scene.url in see(client, address).root.xpath("//main//a/@href"), address


def test_tasks_of_the_same_code_are_told_apart_by_the_plan_in_the_address(client, scene):
    other = make.PlanFactory(issued_on=scene.plan.issued_on.replace(year=2000))
    twin = make.TaskFactory(plan=other, code=scene.task_of.code, title="Việc khác")
    make.MembershipFactory(user=scene.officer, unit=make.OfficeFactory(plan=other).unit)
    assert see_as(client, scene.officer, scene.url).text("//h1") == scene.task_of.title
    assert see(client, f"/kh/{other.slug}{scene.url}").text("//h1") == twin.title


def test_the_queries_do_not_grow_with_units_and_years(client, scene, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as queries:
            see(client, scene.url)
        return len(queries)

    client.force_login(scene.officer)
    see(client, scene.url)
    before = count()
    for _ in range(4):
        scene.other_lead(result="Đang làm")
    assert count() == before
    assert Report.objects.filter(updates__task=scene.task_of).count() == 6
