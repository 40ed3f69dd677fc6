"""A frozen content as a page shows it: read from the snapshot alone, no query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from q3plan.lib.numbers import NONE_SIGN


@dataclass(frozen=True)
class ShownCell:
    key: str
    heading: str
    text: str
    is_number: bool
    is_illustrative: bool


@dataclass(frozen=True)
class ShownRow:
    code: str
    cells: tuple[ShownCell, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ShownGroup:
    title: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class ShownUnit:
    """``sent_at`` is None for a unit that had sent nothing."""

    name: str
    status: str
    punctuality: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """``headings`` of the columns in which notes are no column of their own."""

    headings: tuple[str, ...]
    groups: tuple[ShownGroup, ...]
    units: tuple[ShownUnit, ...]


def shown(content: Mapping) -> Shown:
    columns = [one for one in content["table"]["columns"] if one["key"] != "notes"]
    return Shown(
        headings=tuple(one["heading"] for one in columns),
        groups=tuple(
            ShownGroup(
                f"{group['numeral']}. {group['name']}",
                tuple(_row(row, columns) for row in group["rows"]),
            )
            for group in content["table"]["groups"]
        ),
        units=tuple(map(_unit, content["board"]["rows"])),
    )


def _row(row, columns):
    cells = (
        ShownCell(
            key=column["key"],
            heading=column["heading"],
            text=held["text"],
            is_number=column["kind"] in ("figure", "comparison") and not _is_words(held),
            is_illustrative=bool(held.get("is_illustrative")),
        )
        for column in columns
        for held in [row["cells"][column["key"]]]
    )
    return ShownRow(row["code"], tuple(cells), tuple(row["notes"]))


def _is_words(held):
    """The plan's own words in a column of figures; a blank one stands with the figures."""
    return held["value"] is None and held["text"] != NONE_SIGN


def _unit(row):
    sent = row["first_sent_at"]
    return ShownUnit(
        row["unit"],
        row["label"],
        row["punctuality"],
        datetime.fromisoformat(sent) if sent else None,
    )
