"""What a person is told before: what stands against a reorganisation, and what it brings along."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assignments.models import Unit
from q3plan.lib import dates
from q3plan.lib.text import same_name


@dataclass(frozen=True)
class Conflict:
    text: str
    blocks: bool


def find(intended, *, at: datetime):
    """Conflicts of an ``Intended``; those that block come first. Two queries."""
    against = [*_lines(intended), *_units(intended), *_codes(intended), *_offices(intended)]
    against += intended.duties.problems
    yield from (Conflict(text, blocks=True) for text in dict.fromkeys(against))
    know = [
        *_day(intended, at),
        *_kinds(intended),
        *_names(intended),
        *_joined(intended),
        *_ended(intended),
        *_overtaken(intended),
        *_unanswered(intended),
        *_two_offices(intended),
    ]
    yield from (Conflict(text, blocks=False) for text in dict.fromkeys(know))


def _lines(intended):
    lines = intended.lines
    if not lines.endings:
        yield _("Chưa chọn đơn vị nào kết thúc.")
    for ending in lines.endings:
        words = {"unit": ending.unit.name}
        if ending.heirs and len(ending.heirs) < len(ending.lines):
            yield _("%(unit)s: vừa giải thể vừa có đơn vị kế thừa.") % words
        elif ending.heirs and ending.main is None:
            yield _("%(unit)s: chọn một đơn vị kế thừa chính.") % words


def _units(intended):
    lines, decision = intended.lines, intended.reorganisation
    ending = set(lines.unit_ids)
    for unit in (end.unit for end in lines.endings):
        words = {"unit": unit.name, "day": dates.day_text(decision.effective_on)}
        if unit.valid_to is not None:
            words["end"] = dates.day_text(unit.valid_to)
            yield _("%(unit)s đã kết thúc hết ngày %(end)s.") % words
        elif unit.valid_from >= decision.effective_on:
            yield _("%(unit)s chưa hoạt động trước ngày %(day)s.") % words
    for heir in lines.heirs:
        if heir.is_new:
            continue
        words = {"unit": heir.unit.name, "day": dates.day_text(decision.effective_on)}
        if heir.unit_id in ending:
            yield _("%(unit)s vừa kết thúc vừa là đơn vị kế thừa.") % words
        elif heir.unit.valid_to is not None:
            words["end"] = dates.day_text(heir.unit.valid_to)
            yield _("%(unit)s không kế thừa được: kết thúc hết ngày %(end)s.") % words
        elif heir.unit.valid_from > decision.effective_on:
            yield _("%(unit)s chưa hoạt động vào ngày %(day)s.") % words


def _codes(intended):
    """A code is an address for ever; a new unit never takes that of another."""
    new = {heir.code: heir for heir in intended.lines.heirs if heir.is_new}
    for unit in Unit.objects.filter(code__in=new).order_by("code"):
        words = {"code": unit.code, "heir": new[unit.code].name, "unit": unit.name}
        yield _("Mã “%(code)s” của %(heir)s đã dùng cho %(unit)s; chọn mã khác.") % words


def _offices(intended):
    for move in intended.offices:
        if move.heir is None:
            words = {"unit": move.office.unit.name, "office": move.office.get_kind_display()}
            yield _("%(unit)s là %(office)s: phải có đơn vị kế thừa vai trò này.") % words


def _day(intended, at):
    if intended.reorganisation.effective_on <= dates.as_day(at):
        yield _("Ngày hiệu lực đã đến: thực hiện xong thì không hoàn lại được nữa.")


def _kinds(intended):
    for ending in intended.lines.endings:
        for heir in ending.heirs:
            kind = heir.kind if heir.is_new else heir.unit.kind
            if kind != ending.unit.kind:
                yield _("%(heir)s khác loại với %(unit)s (%(kind)s, trước là %(old)s).") % {
                    "heir": heir,
                    "unit": ending.unit.name,
                    "kind": Unit.Kind(kind).label,
                    "old": ending.unit.get_kind_display(),
                }


def _names(intended):
    """A new unit called like one that goes on beside it."""
    new = [heir for heir in intended.lines.heirs if heir.is_new]
    if not new:
        return
    ending = set(intended.lines.unit_ids)
    going_on = Unit.objects.existing(intended.reorganisation.effective_on).exclude(pk__in=ending)
    for unit in going_on:
        for heir in new:
            if same_name(unit.name, heir.name):
                yield _("Đã có một đơn vị tên %(name)s đang hoạt động.") % {"name": unit.name}


def _joined(intended):
    for duty in intended.duties.opened:
        if len(duty.sources) > 1 or duty.standing is not None:
            text = _("%(thing)s: gộp thành một phân công của %(heir)s (%(role)s).")
            role = duty.sources[0].Role(duty.role).label
            yield text % {"thing": duty.thing, "heir": duty.heir, "role": role}


def _ended(intended):
    """A target that nobody brings any more, a task that nobody leads any more."""
    led = {_thing(row) for duty in intended.duties.opened for row in duty.sources}
    for row in intended.duties.ending:
        if (row.provides or row.role == row.Role.LEAD) and _thing(row) not in led:
            words = {"thing": row.target or row.task, "unit": row.unit.name}
            yield _("%(thing)s: phân công của %(unit)s kết thúc, không đơn vị nào kế thừa.") % words


def _thing(row):
    return row.target_id, row.task_id


def _overtaken(intended):
    for move in intended.reports:
        if move.overtaken:
            yield _(
                "Báo cáo %(report)s vừa được gửi: giữ nguyên tên, không bàn giao việc soạn."
            ) % {"report": move.report}


def _unanswered(intended):
    left = defaultdict(int)
    for row in intended.directives:
        if intended.lines.main_heir(row.unit_id) is None:
            left[row.unit.name] += 1
    for name, count in left.items():
        yield _("%(unit)s: %(count)s ý kiến chỉ đạo chưa đóng không còn đơn vị trả lời.") % {
            "unit": name,
            "count": count,
        }


def _two_offices(intended):
    held = defaultdict(set)
    for move in intended.offices:
        if move.heir is not None:
            held[move.office.plan_id, move.heir.pk].add(move.office.kind)
    if any(len(kinds) > 1 for kinds in held.values()):
        yield _(
            "Một đơn vị giữ cả hai vai trò đầu mối: không còn cơ quan nào thẩm định báo cáo của nó."
        )
