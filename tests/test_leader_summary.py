"""Tóm tắt: what a leader takes into a meeting, the whole plan or one's own sectors."""

import pytest

from reports.models import Report
from tests import factories as make
from tests.dashboard_scene import District, see
from tests.test_standing import observe

pytestmark = pytest.mark.django_db
URL = "/tom-tat/"


@pytest.fixture
def district():
    return District()


def test_only_recipients_and_leaders_open_it(client, district):
    assert client.get(URL).status_code == 302
    for user in (make.member(district.waiting.unit), make.head(district.waiting.unit)):
        client.force_login(user)
        assert client.get(URL).status_code == 403
    for user in (district.officer, district.vice_chair, district.chair):
        client.force_login(user)
        assert client.get(URL).status_code == 200
        assert client.post(URL).status_code == 405


def test_before_any_round_it_says_so(client):
    client.force_login(make.coordinator(make.PlanFactory()))
    assert "Chưa có kỳ báo cáo nào được mở." in see(client, URL).text()


def test_the_headline_says_the_whole_in_words(client, district):
    client.force_login(district.chair)
    page = see(client, URL)
    assert page.text("//p[@class='headline']") == (
        "1 trên 3 chỉ tiêu đạt; 1 không đạt; 1 chưa đánh giá được; "
        "2 trên 3 đơn vị đã gửi báo cáo; 1 nhiệm vụ đang vướng mắc."
    )
    red = page.text("//section[@aria-labelledby='red-title']")
    assert district.red.code in red
    assert district.accepted.unit.short_name in red
    assert "từ 50% trở lên" in red
    assert len(page.root.xpath("//ul[@class='summary-bullets']/li/*[name()='svg']")) == 3


def test_a_vice_chair_reads_the_own_sector_and_no_other(client, district):
    client.force_login(district.vice_chair)
    page = see(client, URL)
    assert district.a.name in page.text("//p[@class='page-eyebrow']")
    assert district.red.code in page.text()
    assert district.green.code not in page.text()
    assert "1 trên 1 đơn vị đã gửi báo cáo" in page.text("//p[@class='headline']")
    foreign = see(client, f"{URL}?linh-vuc={district.b.slug}")
    unknown = see(client, f"{URL}?linh-vuc=khong-co")
    for refused in (foreign, unknown):
        assert "để lọc" in refused.text()
        assert district.green.code not in refused.text()


def test_its_counts_are_those_of_the_pages_behind(client, district):
    client.force_login(district.vice_chair)
    page = see(client, URL)
    assert see(client, page.link("1 chỉ tiêu Không đạt")).codes() == [district.red.code]
    assert len(see(client, page.link("1 / 1 đơn vị")).units()) == 1
    assert len(see(client, page.link("1 / 1 nhiệm vụ")).tasks()) == 1


def test_it_tells_what_changed_since_last_year_the_worse_first(client, district):
    observe(district.green, 2026, 68)
    client.force_login(district.chair)
    rows = see(client, URL).root.xpath("//section[@aria-labelledby='change-title']//li")
    texts = [" ".join(row.text_content().split()) for row in rows]
    assert texts == [
        f"{district.red.code} kém đi: 60,0 → 40,0 (ước): Đạt → Không đạt",
        f"{district.green.code} tốt lên: 68,0 → 70,0",
    ]


def test_units_are_named_when_late_or_returned(client, district):
    client.force_login(district.chair)
    late = "//section[@aria-labelledby='late-title']"
    assert "0 đơn vị trễ hạn hoặc bị trả lại" in see(client, URL).text(late)
    Report.objects.filter(pk=district.waiting.pk).update(returned_at=make.at(2027, 11, 2))
    assert district.waiting.unit.short_name in see(client, URL).text(late)


def test_long_lists_are_cut_and_say_so(client, district):
    for _ in range(7):
        other = make.TargetFactory(plan=district.plan, sector=district.a)
        observe(other, 2027, 1)
        observe(other, 2026, 2)
    client.force_login(district.chair)
    assert "chỉ tiêu khác" in see(client, URL).text()


def test_the_queries_do_not_grow_with_targets(client, district, django_assert_max_num_queries):
    client.force_login(district.vice_chair)
    client.get(URL)
    for _ in range(5):
        district.report(
            make.TargetFactory(plan=district.plan, sector=district.a), district.task(district.a)
        )
    with django_assert_max_num_queries(12):
        assert "1 trên 6 đơn vị" in see(client, URL).text("//p[@class='headline']")
