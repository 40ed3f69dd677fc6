"""The table that ``make bench`` prints, and its place in ``bench/README.md``."""

import os
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
HEADINGS = ("what", "Q3Plan", "reference", "ratio", "goal", "met")


@dataclass(frozen=True)
class Row:
    """One line; ``met`` is None where there is no goal."""

    what: str
    ours: str
    reference: str
    ratio: str
    goal: str
    met: bool | None


def skipped(what, why) -> Row:
    return Row(what, "–", "–", "–", f"not measured: {why}", None)


def written(rows, largest, seconds) -> str:
    """The table in Markdown under the command, day, cores and load that it belongs to."""
    words = {True: "yes", False: "**no**", None: ""}
    cells = [HEADINGS, ["---"] * len(HEADINGS)]
    cells += [(*astuple(row)[:-1], words[row.met]) for row in rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in cells)
    rows_there = ", ".join(f"{count} {name}" for name, count in largest.items())
    return (
        f"`make bench` on {datetime.now(UTC):%d/%m/%Y %H:%M} UTC, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[1]:.1f} over 5 minutes, {seconds:.0f} s; the largest database held "
        f"{rows_there}.\n\n{table}"
    )


def write_readme(path: Path, text):
    """Put the text between the marks of the file, instead of what stood there."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{path} lacks the lines {BEGIN} and {END}.")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
