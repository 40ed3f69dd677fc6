"""From a list of ours to the file that a person saves."""

from collections.abc import Iterable

from django.urls import converters

from q3plan.lib import clock, dates
from q3plan.lib.export import Columns, FileKind, Sheet, file_response

ILLUSTRATIVE = ("Lưu ý", "Có số liệu minh họa, không phải số liệu thật của Quận.")


class FileKindConverter(converters.StringConverter):
    """ "csv" or "xlsx" at the end of an address."""

    regex = "csv|xlsx"

    def to_python(self, value):
        return FileKind(value)


def send(
    request,
    kind: FileKind,
    title: str,
    columns: Columns,
    rows: Iterable,
    *,
    filters: str = "",
    is_illustrative: bool = False,
    notes: Iterable[str] = (),
):
    """The list as a file named after ``title`` and the day; documents are in Vietnamese."""
    at = clock.now()
    facts = [
        ("Bộ lọc", filters or "Không lọc"),
        ("Xuất lúc", dates.local(at).strftime("%d/%m/%Y %H:%M")),
        ("Người xuất", str(request.user)),
        *(("Lưu ý", note) for note in notes),
    ]
    if is_illustrative:
        facts.append(ILLUSTRATIVE)
    sheet = Sheet(title, columns, rows, tuple(facts))
    name = f"{title} - {dates.local(at):%d-%m-%Y}"
    return file_response(request, sheet, kind, name)


def yes(value) -> str:
    """A mark where something holds; blank cells are easy to filter out."""
    return "x" if value else ""


def word(status) -> str:
    """The word of a lamp as the page has it; "" for none."""
    return str(status.label) if status else ""


def names(units) -> str:
    return ", ".join(unit.short_name for unit in units)
