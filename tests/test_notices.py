"""Notices: told once, with their mail or not at all, and read by nobody else."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse
from post_office.models import STATUS, Email

from assignments.models import Office
from reports.models import MailRefusal, Notice, NoticeKind, NoticeSwitch
from reports.notices import telling
from reports.notices.mail import cut_at_word, wrapped
from reports.notices.telling import (
    Message,
    leaders_of,
    office_people,
    people_of,
    tell,
    tell_together,
)
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = make.at(2027, 11, 3, 12)
TODAY = date(2027, 11, 3)
Kind = NoticeKind


def tell_one(people, kind=Kind.ROUND_OPENED, key="mo-ky", **changed):
    words = {"title": "Mở kỳ báo cáo", "text": "Đoạn một.\n\nĐoạn hai.", "link": "/viec-cua-toi/"}
    return tell(people, kind, key, **{**words, "at": NOON, **changed})


# -- telling ---------------------------------------------------------------------------------


def test_a_cause_tells_each_person_once():
    people = [make.UserFactory(), make.UserFactory()]
    assert len(tell_one([*people, people[0]])) == 2
    assert tell_one(people) == []
    assert len(tell_one([*people, make.UserFactory()])) == 1
    assert Email.objects.count() == Notice.objects.count() == 3


def test_who_comes_a_moment_later_with_the_same_notice_writes_nothing_and_can_go_on(monkeypatch):
    """Of two runs at once the second meets the row only when it writes."""
    person = make.UserFactory()
    tell_one([person])
    written = telling._written

    def unaware(person, message, *, at):
        assert written(person, message, at=at) is None
        return None

    monkeypatch.setattr(Notice.objects, "filter", lambda **_: Notice.objects.none())
    monkeypatch.setattr(telling, "_written", unaware)
    assert tell_one([person]) == []
    assert Email.objects.count() == 1


def test_an_inactive_person_is_told_nothing():
    assert tell_one([make.UserFactory(is_active=False)]) == []
    assert not Email.objects.exists()


def test_undoing_the_cause_undoes_notice_and_mail():
    with transaction.atomic():
        tell_one([make.UserFactory()])
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Email.objects.exists()


def test_a_misspelt_address_does_not_undo_the_cause():
    tell_one([make.UserFactory(email="khong phai dia chi")])
    assert Email.objects.get().status == STATUS.queued


def test_what_the_office_switched_off_is_told_without_mail():
    plan, other = make.PlanFactory(), make.PlanFactory()
    person = make.UserFactory()
    NoticeSwitch.objects.create(
        plan=plan, kind=Kind.ROUND_OPENED, switched_off_at=NOON, switched_off_by=person
    )
    (silent,) = tell_one([person], plan=plan)
    (loud,) = tell_one([person], plan=other, key="khac")
    assert silent.email is None
    assert loud.email is not None


def test_a_person_refuses_mail_of_a_kind_but_not_of_a_duty():
    person = make.UserFactory()
    for kind in (Kind.ROUND_OPENED, Kind.REPORT_LATE):
        MailRefusal.objects.create(user=person, kind=kind)
    (refused,) = tell_one([person])
    (duty,) = tell_one([person], Kind.REPORT_LATE, "tre")
    assert refused.email is None
    assert duty.email is not None


def test_several_things_at_once_come_in_one_mail_with_every_text():
    person = make.UserFactory(full_name="Trần Thị Gộp")
    told = tell_together(
        [
            (person, Message(Kind.REPORT_LATE, f"tre:{n}", f"Trễ {n} ngày", f"Ý {n}.", f"/{n}/"))
            for n in (1, 2)
        ],
        at=NOON,
    )
    email = Email.objects.get()
    assert {notice.email for notice in told} == {email}
    assert email.to == [person.email]
    assert email.subject == "2 thông báo: Báo cáo trễ hạn"
    for words in ("Trễ 1 ngày", "Ý 2.", "Kính gửi anh/chị Trần Thị Gộp"):
        assert words in email.message
        assert words.split("Kính")[0] in email.html_message
    assert "/thong-bao/" in email.message


def test_where_there_are_several_plans_a_link_names_its_own():
    plan = make.PlanFactory(slug="ke-hoach-a")
    (alone,) = tell_one([make.UserFactory()], plan=plan)
    make.PlanFactory(slug="ke-hoach-b")
    (named,) = tell_one([make.UserFactory()], plan=plan, key="2", link="/kh/ke-hoach-b/chi-tieu/")
    assert alone.link == "/viec-cua-toi/"
    assert named.link == "/kh/ke-hoach-a/chi-tieu/"


# -- the mail --------------------------------------------------------------------------------


def test_a_mail_has_text_html_and_one_address_that_the_settings_name(settings):
    settings.SITE_URL = "https://q3plan.example"
    tell_one([make.UserFactory()])
    email = Email.objects.get()
    address = "https://q3plan.example/viec-cua-toi/"
    assert email.message.count(address) == 1
    assert f'href="{address}"' in email.html_message
    assert email.message_id.endswith("@q3plan.example>")
    assert email.headers["Auto-Submitted"] == "auto-generated"
    assert "<style" not in email.html_message
    assert "<img" not in email.html_message


def test_typed_words_are_neither_markup_nor_template():
    """A reviewer's reason is text, whatever it looks like."""
    text = "Sửa <b>ngay</b> & {{ person.email }} {% include 'base.html' %}"
    tell_one([make.UserFactory()], text=text, title="Tiêu đề\nBcc: ai@do.example {{ 1 }}")
    email = Email.objects.get()
    assert text in email.message.replace("\n", " ")
    assert "Sửa &lt;b&gt;ngay&lt;/b&gt; &amp; {{ person.email }}" in email.html_message
    assert email.subject == "Tiêu đề Bcc: ai@do.example {{ 1 }}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ngắn", "ngắn"),
        ("một hai ba", "một…"),
        ("motchuratdai", "motchur…"),
        ("một hai, ba", "một…"),
    ],
)
def test_a_long_subject_is_cut_between_words(text, shown):
    assert cut_at_word(text, 8) == shown


def test_plain_text_is_wrapped_and_an_address_is_not_torn():
    address = "http://q3plan.example/" + "a" * 90
    lines = wrapped("chữ " * 40 + address + "\n- mục " + "dài " * 30).split("\n")
    assert address in lines
    assert all(len(line) <= 72 for line in lines if line != address)


# -- who ----------------------------------------------------------------------------------------


def test_people_are_found_by_unit_office_and_sector_on_the_day():
    plan = make.PlanFactory()
    sector = make.SectorFactory(plan=plan)
    officer = make.coordinator(plan)
    unit = officer.memberships.get().unit
    head, gone = make.head(unit), make.member(unit, is_active=False)
    make.MembershipFactory(unit=unit, valid_to=date(2026, 12, 31))
    chair = make.PortfolioFactory(plan=plan, sector=None, position="CHAIR").user
    assert people_of(unit, TODAY) == [officer, head]
    assert people_of(unit, TODAY, ["HEAD"]) == [head]
    assert gone not in office_people(plan, Office.Kind.COORDINATING, TODAY)
    assert office_people(plan, Office.Kind.COORDINATING, TODAY) == [officer, head]
    assert leaders_of(sector, TODAY) == [chair]
    vice_chair = make.PortfolioFactory(plan=plan, sector=sector).user
    assert leaders_of(sector, TODAY) == [vice_chair]


# -- the list --------------------------------------------------------------------------------


@pytest.fixture
def person(client):
    user = make.UserFactory()
    client.force_login(user)
    return user


def page(client, address="", name="notice_list"):
    return client.get(reverse(name) + address).content.decode()


def test_a_person_reads_only_what_they_were_told(client, person):
    tell_one([person], title="Của tôi")
    (foreign,) = tell_one([make.UserFactory()], title="Của người khác")
    assert "Của tôi" in page(client)
    assert "Của người khác" not in page(client)
    assert client.post(reverse("notice_open", args=[foreign.pk])).status_code == 404
    assert Notice.objects.get(pk=foreign.pk).read_at is None


def test_a_person_opens_a_notice_and_comes_to_its_page(client, person):
    (notice,) = tell_one([person])
    answer = client.post(reverse("notice_open", args=[notice.pk]), {"mo": "1"})
    assert answer.headers["Location"] == "/viec-cua-toi/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_get_marks_nothing(client, person):
    tell_one([person])
    page(client)
    assert client.get(reverse("notice_open", args=[Notice.objects.get().pk])).status_code == 405
    assert Notice.objects.unread().count() == 1


def test_a_person_marks_everything_as_read_and_nobody_elses(client, person):
    tell_one([person, make.UserFactory()])
    client.post(reverse("notice_list"))
    assert list(Notice.objects.unread().values_list("user", flat=True)) != [person.pk]
    assert Notice.objects.of(person).unread().count() == 0


def test_unread_notices_come_first_and_the_bell_counts_them(client, person):
    (read,) = tell_one([person], title="Đã xem", key="1", at=make.at(2027, 11, 3))
    tell_one([person], title="Còn mới", key="2", at=make.at(2027, 11, 1))
    Notice.objects.filter(pk=read.pk).mark_read(at=NOON)
    text = page(client)
    assert text.index("Còn mới") < text.index("Đã xem")
    assert '<span class="bell-count">1<span' in text


def test_a_person_filters_by_kind_and_state(client, person):
    tell_one([person], title="Việc mở kỳ", key="1")
    (late,) = tell_one([person], Kind.REPORT_LATE, title="Việc trễ", key="2")
    Notice.objects.filter(pk=late.pk).mark_read(at=NOON)
    assert "Việc mở kỳ" not in page(client, "?loai=REPORT_LATE")
    assert "Việc trễ" in page(client, "?loai=report-late")
    assert "Việc trễ" not in page(client, "?trang-thai=chua-doc")
    assert "Không có thông báo nào khớp" in page(client, "?loai=REPORT_LATE&trang-thai=chua-doc")


def test_a_person_without_notices_reads_why(client, person):
    assert "Chưa có thông báo nào" in page(client)


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    client, person, django_assert_num_queries
):
    tell_one([person])
    page(client)
    with django_assert_num_queries(9, exact=False) as asked:
        page(client)
    for number in range(40):
        tell_one([person], key=str(number))
    with django_assert_num_queries(len(asked)):
        page(client)


# -- preferences -----------------------------------------------------------------------------


def test_a_person_chooses_mails_but_duties_stay(client, person):
    text = page(client, name="notice_preferences")
    assert 'value="ROUND_OPENED"' in text
    assert 'value="REPORT_LATE"' not in text
    client.post(reverse("notice_preferences"), {"thu": ["WITH_HEAD"]})
    refused = set(MailRefusal.objects.filter(user=person).values_list("kind", flat=True))
    assert "ROUND_OPENED" in refused
    assert "WITH_HEAD" not in refused
    assert not {kind for kind in Kind if kind.is_duty} & refused
    client.post(reverse("notice_preferences"), {"thu": ["ROUND_OPENED", "KHONG_CO"]})
    assert not MailRefusal.objects.filter(user=person, kind="ROUND_OPENED").exists()
