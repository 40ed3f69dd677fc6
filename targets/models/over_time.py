"""What of a target changes over the years: the reading that governs, where its series breaks.

Pages read ``OVER_TIME`` with the targets; without it each question asks the database.
"""

from datetime import date

# What ``prefetch_related`` must bring beside the readings.
OVER_TIME = ("governing_spans", "breaks")
# The same for rows that point to a target.
OF_TARGET = tuple(f"target__{name}" for name in ("readings", *OVER_TIME))


class OverTime:
    """Questions to a target about one year."""

    def reading_in(self, year: int):
        """The reading that a year is judged by: the one that governs on its last day, or None.

        A target that was never amended is judged by its governing reading in all years. Years
        before the first span have the reading of the first.
        """
        held = self.governing_spans.all()
        if not held:
            return next((row for row in self.readings.all() if row.is_governing), None)
        spans = sorted(held, key=lambda span: span.valid_from)
        begun = [span for span in spans if span.valid_from.year <= year]
        found = begun[-1] if begun else spans[0]
        return next(row for row in self.readings.all() if row.pk == found.reading_id)

    def readings_in(self, year: int) -> list:
        """The readings in force on the last day of a year, the governing one first."""
        last_day, by_clause = date(year, 12, 31), {}
        for row in sorted(self.readings.all(), key=lambda row: row.pk):
            # The first of a clause that was not replaced by then; later ones had not begun.
            if row.replaced_on is None or row.replaced_on > last_day:
                by_clause.setdefault(row.clause_id, row)
        governing = self.reading_in(year)
        others = [row for row in by_clause.values() if row != governing]
        return ([governing] if governing else []) + others

    def break_in(self, year: int):
        """The last break of the series up to a year: what the year's values are not beyond."""
        held = self.breaks.all()
        if not held:
            return None
        begun = [row for row in held if row.first_year <= year]
        return max(begun, key=lambda row: row.first_year, default=None)
