"""What was asked and answered goes on: into the unit's next report and the consolidated one."""

from datetime import date, timedelta

import pytest

from reports.compiling.assemble import assemble_round
from reports.models import CompiledReport, Paragraph
from tests import factories as make
from tests.directive_scene import NOW, TODAY, DirectiveScene
from tests.entry_cases import Writer
from tests.review_scene import client_of, text_of

pytestmark = pytest.mark.django_db
SAID = "Do 1.240 lao động chưa gia hạn thẻ."


@pytest.fixture
def scene(settings):
    settings.FROZEN_CLOCK = NOW
    return DirectiveScene()


def answered(scene, *, at=NOW, text=SAID, **fields):
    directive = scene.give(at=at - timedelta(days=3), due_on=date(2027, 11, 30), **fields)
    directive.answer(scene.unit, by=scene.reporter, at=at, text=text)
    return directive.messages.last()


# -- quoting ---------------------------------------------------------------------------------


def quote(writer, item, message):
    return writer.client.post(
        writer.address, writer.form | {"quote": f"{item.anchor}:{message.pk}"}
    )


@pytest.mark.parametrize(
    ("page", "kind", "field"),
    [
        ("report_targets", "target", "explanation"),
        ("report_tasks", "task", "result"),
        ("report_assessment", "unit_work", "overview"),
    ],
)
def test_unit_puts_its_answer_behind_what_it_typed(page, kind, field, scene):
    message = answered(scene, **{kind: getattr(scene, kind, True)})
    writer = Writer(client_of(scene.reporter), page, scene.report)
    item = {
        "target": lambda: scene.report.entries.get(),
        "task": lambda: scene.report.updates.get(),
        "unit_work": lambda: scene.report.assessment,
    }[kind]
    assert f'value="{item().anchor}:{message.pk}"' in text_of(
        client_of(scene.reporter).get(writer.address)
    )
    writer.form[f"{item().anchor}-{field}"] = "Tôi đang viết."
    response = quote(writer, item(), message)
    assert response["Location"] == f"{writer.address}#{item().anchor}"
    assert getattr(item(), field) == f"Tôi đang viết.\n\n{SAID}"
    writer.reload()
    quote(writer, item(), message)
    assert getattr(item(), field).count(SAID) == 1


def test_answer_of_another_unit_or_of_years_ago_is_not_offered(scene):
    other = make.UnitFactory()
    directive = scene.give(units=[scene.unit, other])
    directive.answer(other, by=make.member(other), at=NOW, text="Lời của đơn vị khác.")
    foreign = directive.messages.last()
    old = answered(scene, at=make.at(2026, 5, 4), text="Lời năm trước.")
    writer = Writer(client_of(scene.reporter), "report_targets", scene.report)
    page = text_of(client_of(scene.reporter).get(writer.address))
    assert "Lời của đơn vị khác." not in page
    assert "Lời năm trước." not in page
    entry = scene.report.entries.get()
    for message in (foreign, old):
        quote(writer, entry, message)
        assert scene.report.entries.get().explanation == ""


def test_quoting_while_somebody_else_changed_the_words_loses_neither(scene):
    message = answered(scene, task=scene.task)
    writer = Writer(client_of(scene.reporter), "report_tasks", scene.report)
    update = scene.report.updates.get()
    other = Writer(client_of(scene.head), "report_tasks", scene.report)
    other.form[f"{update.anchor}-result"] = "Lời lãnh đạo."
    other.post("later")
    writer.form[f"{update.anchor}-result"] = "Lời chuyên viên."
    response = quote(writer, update, message)
    assert response.status_code == 409
    for words in ("Lời lãnh đạo.", "Lời chuyên viên.", SAID):
        assert words in text_of(response)
    assert scene.report.updates.get().result == "Lời lãnh đạo."


def test_enter_never_quotes(scene):
    answered(scene)
    page = client_of(scene.reporter).get(
        Writer(client_of(scene.reporter), "report_targets", scene.report).address
    )
    form = page.content.decode().partition('<form method="post" novalidate')[2]
    first = form.partition("<button")[2].partition(">")[0]
    # Nameless: a post without an action is "save and go on".
    assert 'aria-hidden="true"' in first
    assert "name=" not in first


# -- the consolidated report -----------------------------------------------------------------


def assemble(scene, at=NOW):
    compiled, done = assemble_round(scene.report.round, by=scene.coordinator, at=at)
    return CompiledReport.objects.get(pk=compiled.pk), done


def passages(compiled):
    rows = compiled.paragraphs.filter(section=Paragraph.Section.DIRECTIVES).order_by("order")
    return {row.key: row for row in rows}


def test_report_tells_how_every_directive_of_the_year_stands(scene):
    answered(scene, text="Đã xử lý.")
    late = scene.give(at=make.at(2027, 10, 1), due_on=date(2027, 10, 9), text="Bao giờ xong?")
    closed = scene.give(at=make.at(2026, 12, 30), due_on=date(2027, 1, 5))
    closed.close(by=scene.vice_chair, at=make.at(2027, 2, 1))
    gone = scene.give(at=make.at(2026, 3, 1), due_on=date(2026, 3, 5))
    gone.close(by=scene.vice_chair, at=make.at(2026, 4, 1))
    found = passages(assemble(scene)[0])
    summary = found["directives"].text
    assert "theo dõi 3 ý kiến chỉ đạo" in summary
    assert "1 đã thực hiện, kết thúc theo dõi, 1 đã trả lời, 1 quá hạn trả lời" in summary
    assert f"directive:{gone.pk}" not in found
    row = found[f"directive:{late.pk}"]
    assert (row.heading, row.unit, row.item) == (
        str(scene.target),
        scene.unit,
        scene.target.code,
    )
    assert f"Quá hạn trả lời (hết ngày 09/10/2027): {scene.unit.name}." in row.text


def test_report_without_directives_has_no_such_section(scene):
    assert not passages(assemble(scene)[0])


def test_edited_passage_is_never_overwritten_by_a_later_answer(scene):
    directive = scene.give()
    key = f"directive:{directive.pk}"
    compiled, _done = assemble(scene)
    row = passages(compiled)[key]
    row.edit(by=scene.coordinator, at=NOW, text="Lời của Phòng.", version=row.version)
    directive.answer(scene.unit, by=scene.reporter, at=NOW, text="Đã xong hẳn.")
    compiled, done = assemble(scene)
    row = passages(compiled)[key]
    assert row.text == "Lời của Phòng."
    assert "Đã xong hẳn." in row.source
    assert row.is_behind
    assert done.behind == 1
    assert TODAY.year == 2027
