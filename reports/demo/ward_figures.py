"""Illustrative parts of the wards: close to the district's own values, never quite their sum.

Populations follow the wards' share of 2015, the last year with published figures by ward.
"""

from decimal import Decimal

from reports.demo import data


def write_entry(entry, year):
    """Put a ward's part of a year into its entry; returns its figures, all unsaved."""
    book, code, ward = data.read("wards"), entry.target.code, entry.report.unit.code
    given = book["parts"].get(code, {}).get(str(year), {}).get(ward)
    figures = list(entry.figures.all())
    if given is None:
        entry.explanation = "Phường chưa có số liệu này."
        return figures
    top, bottom = map(Decimal, given)
    for figure in figures:
        figure.numerator, figure.denominator = top, bottom
        figure.value = entry.target.ratio_of(top, bottom)
    entry.source = f"{book['sources'][code]}, tháng 10 năm {year} (số liệu minh họa)."
    entry.explanation = book["explanations"].get(code, {}).get(str(year), {}).get(ward, "")
    return figures
