"""What a proposal changes, field by field: as it is, as it would be, and in words for the screen.

``change`` and ``before`` of an Amendment are plain JSON of the same keys; numbers are text ("89.5",
never "89,5"), years are numbers, units stand by their code.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assignments.models import Assignment, Unit
from q3plan.lib.numbers import NONE_SIGN, format_decimal
from reports.models import Amendment
from targets.models import Clause, Reading, Target, Task
from targets.progress import Comparator, Mode

Kind = Amendment.Kind
READING_TEXTS = ("wording", "quote")
READING_NUMBERS = ("value", "upper", "tolerance")
READING_FIELDS = (
    *("wording", "quote", "comparator", "mode", "value", "upper", "tolerance"),
    *("is_point", "start_year", "horizon_year"),
)
TASK_FIELDS = ("title", "quote", "kind", "start_year", "end_year", "period_text")


@dataclass(frozen=True)
class TermRow:
    """One line of the comparison, old beside new."""

    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


def number_text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def terms_of_reading(reading: Reading) -> dict:
    held = {name: getattr(reading, name) for name in READING_FIELDS}
    for name in READING_NUMBERS:
        held[name] = number_text(held[name])
    return {"clause": reading.clause.reference, **held}


def reading_values(terms: dict) -> dict:
    """What a Reading is made of, from JSON."""
    values = {name: terms.get(name) for name in READING_FIELDS}
    for name in READING_NUMBERS:
        values[name] = None if values[name] is None else Decimal(values[name])
    values["is_point"] = bool(values["is_point"])
    return values


def terms_of_task(task: Task) -> dict:
    return {name: getattr(task, name) for name in TASK_FIELDS}


def current_text(clause: Clause) -> str:
    """The wording in force: as last amended, else as printed."""
    newest = clause.versions.order_by("valid_from").last()
    return newest.text if newest else clause.text


def terms_of_assignment(subject: Target | Task, on) -> dict:
    """Units by code: who leads, who cooperates, who brings the figure (targets only)."""
    rows = subject.assignments.active(on).select_related("unit").order_by("unit__order", "unit_id")
    role = Assignment.Role
    found = {
        "lead": [row.unit.code for row in rows if row.role == role.LEAD],
        "cooperate": [row.unit.code for row in rows if row.role == role.COOPERATE],
    }
    if isinstance(subject, Target):
        found["provider"] = next((row.unit.code for row in rows if row.provides), None)
    return found


def amended_reading(target: Target, clause: str | None = None) -> Reading | None:
    """The reading of a clause that was not replaced; without a clause the governing one."""
    rows = target.readings.filter(replaced_on__isnull=True).select_related("clause")
    chosen = rows.filter(clause__reference=clause) if clause else rows.filter(is_governing=True)
    return chosen.first()


def current_terms(kind: str, subject, on, change: dict | None = None) -> dict:
    """The terms in force, of the shape that ``change`` has."""
    match kind:
        case Kind.TARGET:
            reading = amended_reading(subject, (change or {}).get("clause"))
            return terms_of_reading(reading) if reading else {}
        case Kind.READING:
            reading = amended_reading(subject)
            return {"reading": reading.pk} if reading else {}
        case Kind.TASK:
            return terms_of_task(subject)
        case Kind.CLAUSE:
            return {"text": current_text(subject)}
    return terms_of_assignment(subject, on)


def term_rows(amendment: Amendment, on) -> list[TermRow]:
    """Old beside new; of an applied amendment the old is what it replaced."""
    old = amendment.before
    if old is None:
        old = current_terms(amendment.kind, amendment.subject, on, amendment.change)
    return rows_of(amendment.kind, amendment.subject, old, amendment.change)


def rows_of(kind: str, subject, old: dict, new: dict) -> list[TermRow]:
    describe = _DESCRIBE[kind]
    before, after = describe(subject, old), describe(subject, new)
    return [TermRow(label, before.get(label, NONE_SIGN), text) for label, text in after.items()]


def _reading_words(target, terms):
    if not terms:
        return {}
    unit = target.unit_of_measure
    gap = "" if unit.startswith("%") else " "

    def number(name):
        value = terms.get(name)
        return NONE_SIGN if value is None else f"{format_decimal(Decimal(value))}{gap}{unit}"

    return {
        _("Điều khoản"): terms["clause"],
        _("Cụm từ ràng buộc"): terms["wording"],
        _("Nguyên văn"): terms["quote"],
        _("Phép so sánh"): str(Comparator(terms["comparator"]).label),
        _("Cách áp dụng"): str(Mode(terms["mode"]).label),
        _("Giá trị"): number("value"),
        _("Cận trên"): number("upper"),
        _("Dung sai"): number("tolerance"),
        _("Nêu giá trị điểm"): _("có") if terms.get("is_point") else _("không"),
        _("Từ năm"): str(terms.get("start_year") or NONE_SIGN),
        _("Đến năm"): str(terms.get("horizon_year") or NONE_SIGN),
    }


def _choice_words(target, terms):
    reading = target.readings.select_related("clause").filter(pk=terms.get("reading")).first()
    if reading is None:
        return {_("Cách hiểu áp dụng"): NONE_SIGN}
    words = {"ref": reading.clause.reference, "wording": reading.wording}
    return {
        _("Cách hiểu áp dụng"): _("Mục %(ref)s: “%(wording)s”") % words,
        _("Phép so sánh"): str(Comparator(reading.comparator).label),
        _("Cách áp dụng"): str(Mode(reading.mode).label),
        _("Dung sai"): format_decimal(reading.tolerance),
    }


def _task_words(_task, terms):
    return {
        _("Tên ngắn"): terms["title"],
        _("Nội dung"): terms["quote"],
        _("Loại"): str(Task.Kind(terms["kind"]).label),
        _("Từ năm"): str(terms.get("start_year") or NONE_SIGN),
        _("Đến năm"): str(terms.get("end_year") or NONE_SIGN),
        _("Thời hạn bằng lời"): terms.get("period_text") or NONE_SIGN,
    }


def _clause_words(_clause, terms):
    return {_("Nội dung"): terms["text"]}


def _assignment_words(subject, terms):
    codes = {*terms.get("lead", ()), *terms.get("cooperate", ()), terms.get("provider")}
    names = dict(Unit.objects.filter(code__in=codes - {None}).values_list("code", "name"))

    def listed(codes):
        return "; ".join(names.get(code, code) for code in codes) or NONE_SIGN

    found = {
        _("Chủ trì"): listed(terms.get("lead", ())),
        _("Phối hợp"): listed(terms.get("cooperate", ())),
    }
    if isinstance(subject, Target):
        provider = terms.get("provider")
        found[_("Cung cấp số liệu")] = listed([provider] if provider else ())
    return found


_DESCRIBE = {
    Kind.TARGET: _reading_words,
    Kind.READING: _choice_words,
    Kind.TASK: _task_words,
    Kind.CLAUSE: _clause_words,
    Kind.ASSIGNMENT: _assignment_words,
}
