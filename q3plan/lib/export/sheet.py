"""What a list says of itself to become a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .formats import Format

# Heading → (format, getter). The order of the mapping is the order of the columns.
Columns = Mapping[str, tuple[Format, Callable[[object], object]]]


@dataclass(frozen=True)
class Sheet:
    """``rows`` is walked once and never held: an iterator over a cursor will do.

    ``facts`` are (label, text) pairs that tell where the rows come from. They stand on a sheet of
    their own in the .xlsx; a .csv is nothing but headings and rows.
    """

    title: str
    columns: Columns
    rows: Iterable
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def headings(self) -> list[str]:
        return list(self.columns)

    @property
    def formats(self) -> list[Format]:
        return [column for column, _getter in self.columns.values()]

    def values(self, row) -> list:
        return [getter(row) for _format, getter in self.columns.values()]
