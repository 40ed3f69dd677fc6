"""A letter as an official document (công văn) in the layout of Nghị định 30/2020/NĐ-CP."""

from q3plan.lib.dates import as_day, document_date
from reports.documents import official
from reports.documents.official import Column, Letterhead
from reports.documents.word import as_bytes

COLUMNS = (
    Column("TT", 12, is_centred=True),
    Column("Đơn vị", 52),
    Column("Hạn gửi", 26, is_centred=True),
    Column("Số ngày trễ", 18, is_number=True, is_centred=True),
    Column("Nội dung còn thiếu", 57),
)


def letter_document(letter, units, *, at) -> bytes:
    """``units`` are its ``LetterUnit`` rows with report and unit; ``at`` dates a draft."""
    head = letterhead_of_letter(letter)
    document = official.new_document(title=letter.subject, author=_first_line(head.agency), at=at)
    notes = "Số liệu minh họa" if letter.round.is_illustrative else ""
    official.add_marks(document, top="" if letter.number else "DỰ THẢO", bottom=notes)
    day = letter.dated_on or as_day(at)
    official.add_letterhead(
        document,
        head,
        day=day,
        is_dated=letter.dated_on is not None,
        number=letter.number,
        about=letter.subject,
    )
    names = list(dict.fromkeys(unit.report.owner_on(as_day(at)).name for unit in units))
    official.add_addressees(document, names, otherwise="Các đơn vị có tên trong danh sách dưới đây")
    official.add_text(document, letter.opening)
    official.add_figures(document, COLUMNS, [_row(n, unit) for n, unit in enumerate(units, 1)])
    if letter.reply_by:
        whom = "đơn vị" if len(units) == 1 else "các đơn vị nêu trên"
        official.add_text(
            document,
            f"Đề nghị thủ trưởng {whom} hoàn thành và gửi báo cáo chậm nhất "
            f"{document_date(letter.reply_by)}.",
            stays_with_next=True,
        )
    official.add_text(document, letter.closing, stays_with_next=True)
    official.add_signature(document, head)
    return as_bytes(document)


def letterhead_of_letter(letter) -> Letterhead:
    names = ("superior", "agency", "symbol", "place", "authority", "signer_title", "signer_name")
    own = {name: getattr(letter, name) for name in names}
    return Letterhead(**own, recipients=letter.recipient_lines, archive=letter.archive)


def _first_line(text):
    return next(iter(text.splitlines()), "")


def _row(number, unit):
    return (
        str(number),
        unit.report.unit_name,
        f"trước {unit.due_before:%d/%m/%Y}",
        str(unit.days_late),
        unit.missing,
    )
