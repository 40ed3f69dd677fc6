"""A prepared reorganisation, line by line: which unit ends, who inherits, what that is called."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assignments.models import Heir, Inheritance, Reorganisation, Unit
from q3plan.lib.ordering import natural_key


class Change(TextChoices):
    RENAMED = "RENAMED", _("Đổi tên")
    MERGED = "MERGED", _("Sáp nhập, hợp nhất")
    SPLIT = "SPLIT", _("Chia tách")
    DISSOLVED = "DISSOLVED", _("Giải thể")


@dataclass(frozen=True)
class Ending:
    """One unit that ends, with its lines; ``main`` is the heir of all that is given to no other."""

    unit: Unit
    lines: tuple[Inheritance, ...]
    main: Heir | None
    change: Change

    @property
    def heirs(self) -> tuple[Heir, ...]:
        return tuple(line.heir for line in self.lines if line.heir)


@dataclass(frozen=True)
class Lines:
    """``endings`` in the order of the plan; ``heirs`` in their own order."""

    reorganisation: Reorganisation
    heirs: tuple[Heir, ...]
    endings: tuple[Ending, ...]

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return tuple(ending.unit.pk for ending in self.endings)

    def main_heir(self, unit_id: int) -> Heir | None:
        return next((end.main for end in self.endings if end.unit.pk == unit_id), None)

    def first_predecessor(self, heir: Heir) -> Unit | None:
        """The unit whose papers a new one begins with: the first that it inherits in the main."""
        of_heir = [end for end in self.endings if heir in end.heirs]
        main = [end for end in of_heir if end.main == heir]
        return next((end.unit for end in [*main, *of_heir]), None)


def read_lines(reorganisation: Reorganisation) -> Lines:
    """Two queries."""
    heirs = tuple(reorganisation.heirs.select_related("unit"))
    by_id = {heir.pk: heir for heir in heirs}
    rows = list(reorganisation.inheritances.select_related("predecessor"))
    sources = Counter(row.heir_id for row in rows)
    by_unit = {}
    for row in rows:
        row.heir = by_id.get(row.heir_id)
        by_unit.setdefault(row.predecessor_id, []).append(row)
    endings = [_ending(lines, sources) for lines in by_unit.values()]
    endings.sort(key=lambda ending: (ending.unit.order, natural_key(ending.unit.name)))
    return Lines(reorganisation, heirs, tuple(endings))


def _ending(lines, sources):
    main = next((line.heir for line in lines if line.is_main and line.heir), None)
    return Ending(lines[0].predecessor, tuple(lines), main, _change(lines, main, sources))


def _change(lines, main, sources):
    if main is None:
        return Change.DISSOLVED
    if len(lines) > 1:
        return Change.SPLIT
    is_alone = main.is_new and sources[main.pk] == 1
    return Change.RENAMED if is_alone else Change.MERGED
