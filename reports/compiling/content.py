"""What the consolidated report will print, in order: plain text for the document."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from reports.models import CompiledReport, Paragraph


@dataclass(frozen=True)
class Passage:
    """``lines`` are never blank; ``unit`` and ``item`` are "" where a passage has none."""

    key: str
    heading: str
    lines: tuple[str, ...]
    unit: str
    item: str


@dataclass(frozen=True)
class Part:
    """One section with its heading, in the order of ``Paragraph.Section``."""

    section: Paragraph.Section
    heading: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Compiled:
    """Sections that have something to print; no HTML, nothing that was left out."""

    parts: tuple[Part, ...]

    def part(self, section) -> Part | None:
        return next((part for part in self.parts if part.section == section), None)


def compiled_content(compiled: CompiledReport) -> Compiled:
    """One query. Passages that say nothing and sections without passages are absent."""
    rows = compiled.paragraphs.filter(is_left_out=False).select_related("unit")
    return content_of(rows.order_by("order", "pk"))


def content_of(rows: Iterable[Paragraph]) -> Compiled:
    """The same from rows (with their unit) that are already at hand, in their order."""
    held = {}
    for row in rows:
        passage = _passage(row)
        if passage.lines and not row.is_left_out:
            held.setdefault(row.section, []).append(passage)
    # A document is Vietnamese whatever the language of the screens.
    with translation.override("vi"):
        return Compiled(
            tuple(
                Part(section, str(section.label), tuple(held[section]))
                for section in Paragraph.Section
                if section in held
            )
        )


def _passage(row):
    return Passage(
        key=row.key,
        heading=row.heading,
        lines=tuple(line.strip() for line in row.text.splitlines() if line.strip()),
        unit=row.unit.name if row.unit else "",
        item=row.item,
    )
