"""Letters to late units and the call log of a round as rows."""

from q3plan.lib.dates import as_day
from q3plan.lib.export import DAY, MOMENT, NUMBER, SHORT, TEXT, WIDE
from reports.chasing.naming import with_named_reports
from reports.models import Call, LetterUnit

# A row for every unit that a letter asks: the letter's own words repeat, so that both can be
# sorted and counted.
LETTERS = {
    "Số": (SHORT, lambda row: row.letter.number),
    "Ký hiệu": (SHORT, lambda row: row.letter.symbol),
    "Ngày ký": (DAY, lambda row: row.letter.dated_on),
    "Trích yếu": (WIDE, lambda row: row.letter.subject),
    "Đơn vị": (WIDE, lambda row: row.report.unit_name),
    "Nộp trước ngày": (DAY, lambda row: row.due_before),
    "Số ngày trễ": (NUMBER, lambda row: row.days_late),
    "Nội dung còn thiếu": (WIDE, lambda row: row.missing),
    "Đề nghị gửi đến hết ngày": (DAY, lambda row: row.letter.reply_by),
    "Phát hành lúc": (MOMENT, lambda row: row.letter.sent_at),
    "Người ghi nhận": (TEXT, lambda row: str(row.letter.sent_by or "")),
}

CALLS = {
    "Đơn vị": (WIDE, lambda call: call.report.unit_name),
    "Ngày liên hệ": (DAY, lambda call: as_day(call.at)),
    "Đã liên hệ với": (TEXT, lambda call: call.spoken_to),
    "Nội dung": (WIDE, lambda call: call.note),
    "Hẹn gửi ngày": (DAY, lambda call: call.promised_on),
    "Người ghi": (TEXT, lambda call: str(call.by)),
}


def letter_rows(round, *, on):
    """Newest letter first, its units in their order; the documents stay in the database."""
    rows = LetterUnit.objects.filter(letter__round=round).defer("letter__content")
    rows = with_named_reports(rows, on=on).select_related("letter__sent_by")
    return rows.order_by("-letter", "report__unit__order", "pk")


def call_rows(round, *, on):
    calls = Call.objects.filter(report__round=round)
    return with_named_reports(calls, on=on).select_related("by")
