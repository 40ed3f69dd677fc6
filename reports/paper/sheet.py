"""A report as it is printed, signed and stamped: the same description that the .docx is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from q3plan.lib.dates import as_day, document_date
from reports.documents import figures, official
from reports.documents.unit_report import NOT_WRITTEN, ROMAN, Edition, Surroundings
from reports.documents.word import legible, lines_of
from reports.review.sent import read_payload


@dataclass(frozen=True)
class Table:
    """Headings with an index row below; ``numbers`` tells which columns stand right."""

    caption: str
    headings: tuple[str, ...]
    index: tuple[str, ...]
    rows: tuple[tuple, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Cell:
    text: str
    is_number: bool
    is_centred: bool


@dataclass(frozen=True)
class Task:
    title: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    """One numbered part: words, a table, tasks or a list; the others are empty."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    tasks: tuple[Task, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Everything on the paper. Documents are Vietnamese whatever language the interface speaks."""

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    number: str
    place_and_date: str
    subject: tuple[str, ...]
    introduction: str
    sections: tuple[Section, ...]
    closing: str
    authority: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    is_illustrative: bool


def sheet_of(edition: Edition, around: Surroundings) -> Sheet:
    head, content = around.letterhead, edition.content
    year, unit = content["year"], content["unit"]["name"]
    title = around.plan_title.strip()
    about = f" về {title[:1].lower()}{title[1:]}" if title else ""
    return Sheet(
        superior=tuple(lines_of(head.superior)),
        agency=tuple(lines_of(head.agency)),
        number=f"Số: {official.BLANK_NUMBER}/BC-{head.symbol}",
        place_and_date=official.place_and_date(
            head.place, as_day(edition.at), is_dated=not edition.is_draft
        ),
        subject=(
            f"Kết quả năm {year} thực hiện Kế hoạch số {around.plan_number}",
            f"{document_date(around.plan_issued_on)} của {around.plan_issuer}",
        ),
        introduction=f"Thực hiện {around.plan_in_full}{about}, {unit} báo cáo kết quả năm {year} "
        "như sau:",
        sections=tuple(_numbered(_sections(edition, around))),
        closing=f"Trên đây là báo cáo kết quả năm {year} thực hiện Kế hoạch số "
        f"{around.plan_number} của {unit}./.",
        authority=(*lines_of(head.authority), *lines_of(head.signer_title)),
        signer=head.signer_name,
        recipients=tuple(official.recipients_as_printed(head)),
        is_illustrative=around.is_illustrative,
    )


def _numbered(sections: Iterator[Section]):
    for numeral, section in zip(ROMAN, sections, strict=False):
        title = f"{numeral}. {section.title.upper()}"
        yield Section(title, section.lines, section.table, section.tasks, section.items)


def _sections(edition, around):
    sent, year = read_payload(edition.payload), edition.content["year"]
    words = sent.assessment
    is_draft = edition.is_draft
    yield from _words("Kết quả nổi bật", words["overview"], is_draft)
    targets = figures.of_payload(edition.content, sent)
    whole = [one for one in targets if not one.is_ward_part]
    parts = [one for one in targets if one.is_ward_part]
    if whole:
        rows = [figures.whole_row(one, year, around.annual) for one in whole]
        table = _table(figures.whole_columns(year), rows, whole, around.plan_number, year)
        yield Section("Kết quả thực hiện các chỉ tiêu", table=table)
    if parts:
        rows = [figures.part_row(one, year) for one in parts]
        table = _table(figures.part_columns(year), rows, parts, around.plan_number, year)
        yield Section("Số liệu của phường cho chỉ tiêu chung", table=table)
    if sent.tasks:
        tasks = tuple(_task(n, task, is_draft) for n, task in enumerate(sent.tasks.values(), 1))
        yield Section("Kết quả thực hiện nhiệm vụ, giải pháp", tasks=tasks)
    yield from _words("Khó khăn, hạn chế và nguyên nhân", words["difficulties"], is_draft)
    yield from _words("Kiến nghị, đề xuất", words["proposals"], is_draft)
    yield from _words(f"Nhiệm vụ trọng tâm năm {year + 1}", words["next_year"], is_draft)
    files = [row for row in edition.content.get("evidence", ()) if row["kind"] != "SIGNED_COPY"]
    if files:
        yield Section("Tài liệu minh chứng kèm theo", items=tuple(map(_file, files)))


def _words(title, text, is_draft):
    """A draft shows every part, so that what lacks is seen on paper too."""
    lines = tuple(lines_of(text))
    if lines or is_draft:
        yield Section(title, lines or (NOT_WRITTEN,))


def _file(row):
    about = f" ({row['item']})" if row["item"] else ""
    return f"{legible(row['name'])}{about}"


def _table(columns, rows, targets, plan_number, year):
    words, numbers = iter("ABCDEFGHIJ"), iter(range(1, 100))
    index = tuple(str(next(numbers if column.is_number else words)) for column in columns)
    noted = [(one.sent.name, tuple(figures.notes(one, plan_number, year))) for one in targets]
    return Table(
        caption=f"Số liệu năm {year}",
        headings=tuple(column.heading for column in columns),
        index=index,
        rows=tuple(
            tuple(
                Cell(legible(text), column.is_number, column.is_centred)
                for column, text in zip(columns, (str(number), *row), strict=True)
            )
            for number, row in enumerate(rows, 1)
        ),
        notes=tuple((name, lines) for name, lines in noted if lines),
    )


def _task(number, task, is_draft):
    title = legible(task.title).strip().rstrip(".;")
    lacking = NOT_WRITTEN if is_draft else ""
    rating = f"{task.rating_label}." if task.rating_label else ""
    answers = (
        ("Tự đánh giá:", rating or lacking),
        ("Kết quả so với mức cấp trên giao:", task.yardstick.reached if task.yardstick else ""),
        ("Kết quả thực hiện:", task.result or lacking),
        ("Khó khăn, vướng mắc:", task.difficulties),
        ("Kiến nghị, đề xuất:", task.proposals),
    )
    told = tuple((lead, tuple(lines_of(text))) for lead, text in answers)
    return Task(f"{number}. {title} (mục {task.code})", tuple(row for row in told if row[1]))
