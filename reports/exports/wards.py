"""Figures by ward: the marked targets of a round, and one target's wards."""

from q3plan.lib.export import NUMBER, SHORT, TEXT, WIDE, YEAR, rounded_as
from reports.exports.sending import word
from reports.wards.sums import rate_words


def rate_of(target, part):
    """The rate of a ``Part`` with the digits that pages show."""
    if part is None or part.value is None:
        return None
    return rounded_as(part.value, rate_words(target, part.value))


def _sum(name):
    return lambda line: getattr(line.total.part, name) if line.total.part else None


MARKED = {
    "Mã": (SHORT, lambda line: line.target.code),
    "Chỉ tiêu": (WIDE, lambda line: line.target.name),
    "Đơn vị tính": (TEXT, lambda line: line.target.unit_of_measure),
    "Phường được hỏi": (NUMBER, lambda line: line.asked),
    "Phường có số": (NUMBER, lambda line: line.total.covered),
    "Tổng số phường": (NUMBER, lambda line: line.total.wards),
    "Cộng tử số": (NUMBER, _sum("numerator")),
    "Cộng mẫu số": (NUMBER, _sum("denominator")),
    "Cộng lại": (NUMBER, lambda line: rate_of(line.target, line.total.part)),
    "Còn thiếu": (WIDE, lambda line: line.total.missing_names),
}


def _accepted(name):
    return lambda line: getattr(line.accepted, name) if line.accepted else None


def parts_columns(target, year: int) -> dict:
    """Columns of the wards' accepted parts; the terms bear the target's own names."""
    return {
        "Mã": (SHORT, lambda line: target.code),
        "Chỉ tiêu": (WIDE, lambda line: target.name),
        "Năm": (YEAR, lambda line: year),
        "Phường": (TEXT, lambda line: line.unit.short_name),
        f"Tử số: {target.numerator_label}": (NUMBER, _accepted("numerator")),
        f"Mẫu số: {target.denominator_label}": (NUMBER, _accepted("denominator")),
        f"Giá trị ({target.unit_of_measure})": (
            NUMBER,
            lambda line: rate_of(target, line.accepted),
        ),
        "Tình trạng": (TEXT, lambda line: word(line.state)),
    }
