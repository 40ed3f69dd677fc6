"""Tasks with the ratings that were accepted."""

from q3plan.lib.export import SHORT, TEXT, WIDE, YEAR
from reports.exports.sending import names, word


def _tally(row):
    if not row.is_shared:
        return ""
    return "; ".join(f"{item.count} × {item.rating.label}" for item in row.tally)


def _each(row):
    return "; ".join(
        f"{held.unit.short_name} ({held.year}): {held.rating.label}" for held in row.ratings
    )


TASKS = {
    "Mã": (SHORT, lambda row: row.task.code),
    "Nhiệm vụ": (WIDE, lambda row: row.task.title),
    "Lĩnh vực": (TEXT, lambda row: row.task.sector.name),
    "Loại": (TEXT, lambda row: row.task.get_kind_display()),
    "Thời hạn": (TEXT, lambda row: row.task.period_text),
    "Từ năm": (YEAR, lambda row: row.task.start_year),
    "Đến năm": (YEAR, lambda row: row.task.end_year),
    "Đơn vị chủ trì": (TEXT, lambda row: names(row.leads)),
    "Đơn vị phối hợp": (TEXT, lambda row: names(row.cooperating)),
    "Đánh giá": (TEXT, lambda row: word(row.worst.rating) if row.worst else ""),
    "Năm đánh giá": (TEXT, lambda row: row.years),
    "Số đơn vị theo đánh giá": (TEXT, _tally),
    "Đánh giá của từng đơn vị": (WIDE, _each),
}
