"""Assignments of units that end: which close, which open with the heirs, which join into one."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assignments.models import Assignment, Heir
from reports.reorganising.lines import Lines

ROLE = Assignment.Role


@dataclass
class Duty:
    """What an heir is to do from ``start`` on: the union of its ``sources``.

    ``standing`` is the heir's own row about the same thing, where it has one; LEAD wins, and
    whoever brought the figure goes on bringing it.
    """

    heir: Heir
    start: date
    end: date | None
    role: str
    provides: bool
    sources: list[Assignment]
    standing: Assignment | None = None

    @property
    def thing(self):
        return self.sources[0].target or self.sources[0].task

    @property
    def target_id(self):
        return self.sources[0].target_id

    def overlaps(self, start, end) -> bool:
        return (self.end is None or start <= self.end) and (end is None or self.start <= end)

    def join(self, row: Assignment, start: date):
        self.start = min(self.start, start)
        self.end = _later(self.end, row.valid_to)
        self.role = ROLE.LEAD if ROLE.LEAD in (self.role, row.role) else row.role
        self.provides = self.provides or row.provides

    @property
    def is_held(self) -> bool:
        """Whether the heir has all of it already."""
        row = self.standing
        return (
            row is not None
            and row.valid_from <= self.start
            and row.valid_to == self.end
            and (row.role, row.provides) == (self.role, self.provides)
        )


@dataclass(frozen=True)
class Duties:
    """``rows``: every assignment of the units that end, with its heir or None where it just ends.

    ``problems`` stand against carrying out.
    """

    rows: tuple[tuple[Assignment, Heir | None], ...]
    opened: tuple[Duty, ...]
    problems: tuple[str, ...]

    @property
    def ending(self) -> tuple[Assignment, ...]:
        """What nobody inherits."""
        return tuple(row for row, heir in self.rows if heir is None)


def _later(one, other):
    return None if one is None or other is None else max(one, other)


def _key(row):
    return row.target_id, row.task_id


def assignments_of(lines: Lines):
    """In force on the effective day or later."""
    rows = Assignment.objects.filter(unit__in=lines.unit_ids)
    rows = rows.overlapping(lines.reorganisation.effective_on, None)
    return rows.select_related("unit", "target", "task").order_by(
        "unit__order", "unit_id", "target__order", "task__order", "pk"
    )


def read_duties(lines: Lines) -> Duties:
    """Four queries."""
    chosen = {
        choice.assignment_id: choice.heir_id
        for choice in lines.reorganisation.assignment_choices.all()
    }
    heirs = {heir.pk: heir for heir in lines.heirs}
    rows = []
    for row in assignments_of(lines):
        main = lines.main_heir(row.unit_id)
        heir = heirs.get(chosen[row.pk]) if row.pk in chosen else main
        rows.append((row, heir))
    opened = _united(rows, lines.reorganisation.effective_on)
    problems = [*_stand_beside(opened), *_second_providers(opened, rows)]
    return Duties(tuple(rows), tuple(opened), tuple(problems))


def _united(rows, effective_on):
    opened = {}
    for row, heir in rows:
        if heir is None:
            continue
        start = max(row.valid_from, effective_on)
        same = opened.setdefault((heir.pk, _key(row)), [])
        duty = next((duty for duty in same if duty.overlaps(start, row.valid_to)), None)
        if duty is None:
            same.append(Duty(heir, start, row.valid_to, row.role, row.provides, [row]))
        else:
            duty.join(row, start)
            duty.sources.append(row)
    return [duty for same in opened.values() for duty in same]


def _stand_beside(opened):
    """Join what an heir that goes on does already; say what cannot be joined."""
    going_on = {duty.heir.unit_id for duty in opened if not duty.heir.is_new}
    held = {}
    for row in Assignment.objects.filter(unit__in=going_on).order_by("valid_from", "pk"):
        held.setdefault((row.unit_id, _key(row)), []).append(row)
    for duty in opened:
        key = (duty.heir.unit_id, _key(duty.sources[0]))
        own = [r for r in held.get(key, ()) if duty.overlaps(r.valid_from, r.valid_to)]
        later = [row for row in duty.sources if row.valid_from >= duty.start]
        words = {"heir": duty.heir, "thing": duty.thing}
        if len(own) > 1 or (later and (own or len(duty.sources) > 1)):
            yield (
                _("%(heir)s: nhiều phân công chồng nhau về %(thing)s; sửa phân công trước.") % words
            )
        elif own:
            duty.standing = own[0]
            duty.join(own[0], max(own[0].valid_from, duty.start))


def _second_providers(opened, rows):
    """One provider per target at a time: who else brings the figure when the heir is to?"""
    given = [duty for duty in opened if duty.target_id and duty.provides]
    replaced = {row.pk for row, _heir in rows}
    replaced |= {duty.standing.pk for duty in opened if duty.standing}
    others = Assignment.objects.providing().filter(target__in={duty.target_id for duty in given})
    others = list(others.exclude(pk__in=replaced).select_related("unit"))
    for position, duty in enumerate(given):
        spans = [
            (r.unit, r.valid_from, r.valid_to) for r in others if r.target_id == duty.target_id
        ]
        spans += [
            (other.heir, other.start, other.end)
            for other in given[:position]
            if other.target_id == duty.target_id
        ]
        for who, start, end in spans:
            if duty.overlaps(start, end):
                yield _("%(thing)s: cả %(one)s và %(other)s đều cung cấp số liệu.") % {
                    "thing": duty.thing,
                    "one": duty.heir,
                    "other": who,
                }
