"""Workbook and browser, one person and two: the same result, and nobody's words are lost."""

import pytest
from django.test import Client

from reports.models import PostedForm, Report
from tests import factories as make
from tests.entry_cases import Writer, url
from tests.factories import at
from tests.workbook_cases import Carrier, payload

pytestmark = pytest.mark.django_db

FIGURES = {
    "ytd_numerator": ("775", 775),
    "ytd_denominator": ("196500", 196500),
    "estimate_numerator": ("780", 780),
    "estimate_denominator": ("196500", 196500),
    "final_numerator": ("768", 768),
    "final_denominator": ("195000", 195000),
    "proposal": ("40,5", 40.5),
    "source": ("Niên giám thống kê", "Niên giám thống kê"),
    "explanation": ("- tăng 5 giường\n- mở thêm khoa", "- tăng 5 giường\n- mở thêm khoa"),
}
TASK = {
    "rating": ("STANDING_WITH_RESULT", "Thường xuyên, có kết quả"),
    "result": ("=đã làm xong", "=đã làm xong"),
    "difficulties": ("Thiếu người", "Thiếu người"),
    "proposals": ("", None),
}
GENERAL = {
    "overview": "Kết quả tốt.",
    "difficulties": "",
    "proposals": "+ thêm vốn",
    "next_year": "A",
}


@pytest.fixture
def plan():
    return make.PlanFactory()


@pytest.fixture
def report(plan):
    return make.report_with_items(plan=plan, targets=1, tasks=1)


def items(report):
    return report.entries.get().anchor, report.updates.get().anchor


def by_browser(client, report, *pages):
    entry, task = items(report)
    typed = {
        "report_targets": {f"{entry}-{name}": text for name, (text, _v) in FIGURES.items()},
        "report_tasks": {f"{task}-{name}": text for name, (text, _v) in TASK.items()},
        "report_assessment": {f"danh-gia-chung-{name}": text for name, text in GENERAL.items()},
    }
    client.force_login(make.member(report.unit))
    for page in pages or typed:
        pen = Writer(client, page, report)
        for name, text in typed[page].items():
            pen.type(name, text)
        assert pen.post("later").status_code == 302


def fill(book, report, *keys):
    entry, task = items(report)
    for key in keys or ("targets", "tasks", "assessment"):
        if key == "targets":
            for name, (_text, value) in FIGURES.items():
                as_text(book.put(key, entry, name, value))
        elif key == "tasks":
            for name, (_text, value) in TASK.items():
                as_text(book.put(key, task, name, value))
        else:
            for name, text in GENERAL.items():
                as_text(book.put(key, f"danh-gia-chung-{name}", "@text", text or None))
    return book


def as_text(cell):
    if isinstance(cell.value, str):
        cell.data_type = "s"


def by_workbook(client, report, *keys):
    carrier = Carrier(client, report)
    book = fill(carrier.download(), report, *keys)
    assert carrier.send(book).status_code == 302


def comparable(report):
    """The payload without the names that differ between two units."""
    content = payload(report)
    for row in content["targets"] + content["tasks"]:
        for name in ("code", "name", "title", "readings"):
            row.pop(name, None)
    return content


def test_workbook_alone_browser_alone_and_mixed_give_the_same(client, plan):
    reports = [make.report_with_items(plan=plan, targets=1, tasks=1) for _ in range(4)]
    by_browser(client, reports[0])
    by_workbook(client, reports[1])
    by_browser(client, reports[2], "report_targets")
    by_workbook(client, reports[2], "tasks", "assessment")
    by_workbook(client, reports[3], "targets")
    by_browser(client, reports[3], "report_tasks", "report_assessment")
    contents = [comparable(report) for report in reports]
    assert sum(row["value"] is not None for row in contents[0]["targets"][0]["figures"]) == 3
    assert contents[0]["tasks"][0]["result"] == "=đã làm xong"
    assert all(content == contents[0] for content in contents[1:])
    for report in reports:
        assert Report.objects.get(pk=report.pk).missing_to_submit() == []


def test_workbook_filled_from_a_full_draft_comes_back_without_a_change(client, report):
    by_browser(client, report)
    carrier = Carrier(client, report)
    shown = carrier.upload(carrier.download())
    assert not shown.changes and not shown.problems and not shown.ignored


def test_old_workbook_does_not_overwrite_newer_words(client, report):
    """What the person left alone in the file stays as it is now."""
    carrier = Carrier(client, report)
    book = carrier.download()
    by_browser(Client(), report, "report_tasks")
    book.put("assessment", "danh-gia-chung-overview", "@text", "Tốt")
    shown = carrier.upload(book)
    assert shown.new == {"Tốt"} and not shown.preview.conflicts
    assert any("mới hơn" in text for text in shown.ignored.values())
    carrier.confirm(shown)
    assert report.updates.get().result == "=đã làm xong"


@pytest.fixture
def crossed(client, report):
    """``(carrier, book, box)``: a colleague saved other words while the file was filled."""
    _entry, task = items(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    by_browser(Client(), report, "report_tasks")
    book.put("tasks", task, "result", "Của tệp")
    book.put("assessment", "danh-gia-chung-overview", "@text", "Tốt")
    return carrier, book, f"{task}-result"


def test_box_that_both_changed_is_asked_about_and_nothing_is_saved(crossed, report):
    carrier, book, _box = crossed
    shown = carrier.upload(book)
    assert "Hai người cùng sửa" in shown.html
    assert "Của tệp" in shown.html and "=đã làm xong" in shown.html
    response = carrier.confirm(shown)
    assert response.status_code == 409
    assert report.updates.get().result == "=đã làm xong"
    assert Report.objects.get(pk=report.pk).assessment.overview == ""


def test_question_about_a_figure_says_which_of_the_targets_figures_it_is(client, report):
    entry, _task = items(report)
    carrier, theirs = Carrier(client, report), Carrier(Client(), report)
    books = [carrier.download(), theirs.download()]
    for book, value in zip(books, (770, 760), strict=True):
        book.put("targets", entry, "ytd_numerator", value)
        book.put("targets", entry, "estimate_numerator", value + 10)
    theirs.send(books[1])
    labels = [conflict.label for conflict in carrier.upload(books[0]).preview.conflicts]
    assert len(set(labels)) == 2
    assert labels[0].startswith("Thực hiện") and labels[1].startswith("Ước thực hiện")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Của tệp"), ("theirs", "=đã làm xong")])
def test_choice_decides_and_the_rest_is_saved(crossed, report, choice, kept):
    carrier, book, box = crossed
    shown = carrier.upload(book)
    assert carrier.confirm(shown, **{f"{box}-choice": choice}).status_code == 302
    assert report.updates.get().result == kept
    assert Report.objects.get(pk=report.pk).assessment.overview == "Tốt"


def test_draft_changed_between_preview_and_confirming_is_asked_about(client, report):
    _entry, task = items(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("tasks", task, "result", "Của tệp")
    shown = carrier.upload(book)
    assert not shown.preview.conflicts
    by_browser(Client(), report, "report_tasks")
    response = carrier.confirm(shown)
    assert response.status_code == 409 and "Hai người cùng sửa" in response.content.decode()
    assert report.updates.get().result == "=đã làm xong"


def test_same_words_by_both_are_no_question(client, report):
    carrier = Carrier(client, report)
    book = fill(carrier.download(), report, "tasks")
    by_browser(Client(), report, "report_tasks")
    shown = carrier.upload(book)
    assert not shown.changes and not shown.preview.conflicts


def test_same_file_corrected_and_sent_again_asks_nothing(client, report):
    _entry, task = items(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("tasks", task, "result", "Bản\nmột")
    carrier.send(book)
    book.put("tasks", task, "result", "Bản hai")
    shown = carrier.upload(book)
    assert not shown.preview.conflicts and shown.changes == {("Bản\nmột", "Bản hai")}
    carrier.confirm(shown)
    assert report.updates.get().result == "Bản hai"


def test_own_browser_work_after_the_upload_is_asked_about(client, report):
    _entry, task = items(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("tasks", task, "result", "Bản một")
    carrier.send(book)
    Writer(client, "report_tasks", report).type(f"{task}-result", "Sửa trên trang").post("later")
    book.put("tasks", task, "result", "Bản hai")
    assert carrier.upload(book).preview.conflicts


def test_report_closed_between_preview_and_confirming_is_told(client, report):
    make.fill(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("assessment", "danh-gia-chung-overview", "@text", "Tốt hơn")
    shown = carrier.upload(book)
    head = make.head(report.unit)
    report.touch(by=head, at=at(2027, 11, 3))
    report.submit(by=head, at=at(2027, 11, 3))
    response = carrier.confirm(shown)
    assert response.status_code == 409 and "chờ thẩm định" in response.content.decode()
    assert Report.objects.get(pk=report.pk).assessment.overview == "Kết quả tốt."


def test_confirming_twice_is_done_once(client, report):
    carrier = Carrier(client, report)
    book = fill(carrier.download(), report)
    shown = carrier.upload(book)
    assert PostedForm.objects.count() == 0
    data = shown.hidden | {"action": "confirm"}
    first = client.post(url("report_upload", report), data)
    version = Report.objects.get(pk=report.pk).version
    second = client.post(url("report_upload", report), data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Report.objects.get(pk=report.pk).version == version


def test_confirming_cannot_reach_accepted_items(client, report):
    make.fill(report)
    head, now = make.head(report.unit), at(2027, 11, 3)
    report.touch(by=head, at=now)
    report.submit(by=head, at=now)
    report.entries.update(review_state="ACCEPTED")
    reviewer = make.coordinator(report.round.plan)
    report.send_back(by=reviewer, at=now, reason="Thiếu.", resubmit_by=now.date())
    entry, task = items(report)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("targets", entry, "source", "Sửa trộm")
    book.put("tasks", task, "result", "Bổ sung")
    shown = carrier.upload(book)
    assert shown.new == {"Bổ sung"}
    assert any("đã được duyệt" in text for text in shown.ignored.values())
    carrier.confirm(shown, **{f"{entry}-source": "Sửa trộm", f"{entry}-source-base": "x"})
    assert report.entries.get().source == "Báo cáo thống kê"


def test_upload_is_recorded_with_its_person(client, report):
    carrier = Carrier(client, report)
    carrier.send(fill(carrier.download(), report))
    assert report.updates.get().updated_by == carrier.person
    kinds = list(report.events.values_list("kind", flat=True))
    assert kinds == ["STARTED", "IMPORTED"]


def test_ward_is_asked_for_its_own_part_only(client, plan):
    ward = make.report_with_items(plan=plan, targets=0, tasks=1, kind="WARD")
    target = make.TargetFactory(plan=plan)
    ward.add_contribution(target)
    carrier = Carrier(client, ward)
    book = carrier.download()
    keys = {cell.value for cell in book.sheet_of("targets")[1]}
    assert "estimate_numerator" in keys and not keys & {"ytd_numerator", "proposal"}
    book.put("targets", target.slug, "estimate_numerator", 12)
    book.put("targets", target.slug, "estimate_denominator", 21000)
    assert carrier.send(book).status_code == 302
    assert ward.entries.get().figures.get().denominator == 21000


def test_two_shares_above_the_whole_are_named(client, plan):
    share = {"unit_of_measure": "%", "multiplier": 100, "is_share": True, "floor": 0}
    one = make.TargetFactory(plan=plan, ceiling=100, **share)
    other = make.TargetFactory(plan=plan, ceiling=100, pair=one, **share)
    one.pair = other
    one.save()
    report = make.report_with_items(plan=plan, targets=0)
    given = [make.AssignmentFactory(unit=report.unit, target=target) for target in (one, other)]
    report.add_items(given)
    carrier = Carrier(client, report)
    book = carrier.download()
    for target, value in ((one, 70), (other, 40)):
        book.put("targets", target.slug, "estimate_numerator", value)
        book.put("targets", target.slug, "estimate_denominator", 100)
    shown = carrier.upload(book)
    assert shown.status == 422 and one.code in str(shown.problems)


def test_report_entered_from_paper_is_not_the_units_to_upload(client, report):
    officer, now = make.coordinator(report.round.plan), at(2027, 11, 3)
    carrier = Carrier(client, report)
    book = carrier.download()
    book.put("assessment", "danh-gia-chung-overview", "@text", "Tốt")
    shown = carrier.upload(book)
    report.begin_on_behalf(
        by=officer, at=now, signer="Trưởng phòng", reason="Mất mạng", received_at=now
    )
    assert carrier.confirm(shown).status_code == 409
    assert Report.objects.get(pk=report.pk).assessment.overview == ""
    for name in ("report_workbook", "report_upload"):
        assert client.get(url(name, report)).status_code == 302


def test_preview_asks_few_queries(client, plan, django_assert_max_num_queries):
    report = make.report_with_items(plan=plan, targets=5, tasks=5)
    carrier = Carrier(client, report)
    book = carrier.download()
    for update in report.updates.all():
        book.put("tasks", update.anchor, "result", "Đã làm")
    with django_assert_max_num_queries(50):
        shown = carrier.upload(book)
    assert len(shown.preview.changes) == 5
