"""What has changed since a letter was written: its units beside the reports as they stand now."""

from dataclasses import dataclass

from q3plan.lib import dates
from reports.models import Letter, LetterUnit, Report

from .late import Late, late_reports
from .naming import with_named_reports


@dataclass(frozen=True)
class Since:
    """Units of a draft, and the reports that are late now by report id."""

    units: tuple[LetterUnit, ...]
    late: dict[int, Late]

    @property
    def no_longer_late(self) -> tuple[Report, ...]:
        """Reports that were sent, got more time or were excused meanwhile."""
        return tuple(row.report for row in self.units if row.report_id not in self.late)

    @property
    def still_named(self) -> str:
        """The codes of their units, as a person confirms that the signed paper names them."""
        return ",".join(sorted(report.unit.code for report in self.no_longer_late))

    @property
    def is_outdated(self) -> bool:
        """Whether days or missing parts of a unit that is still late have changed."""
        held = [(row, self.late.get(row.report_id)) for row in self.units]
        return any(
            now and (row.due_before, row.days_late, row.missing) != now.stated for row, now in held
        )

    @property
    def counts(self) -> tuple[int, int]:
        """Units in the letter and those of them that are still late."""
        return len(self.units), len(self.units) - len(self.no_longer_late)


def since_drafted(letter: Letter, *, at, powers) -> Since:
    late = late_reports(letter.round, at=at, powers=powers)
    units = units_of(letter, on=dates.as_day(at))
    return Since(units, {one.report.pk: one for one in late})


def units_of(letter: Letter, *, on) -> tuple[LetterUnit, ...]:
    return tuple(with_named_reports(letter.units.all(), on=on))
