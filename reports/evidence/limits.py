"""How much evidence a report may hold, and the one exception that says no."""

from decimal import Decimal

from q3plan.lib.numbers import format_decimal, round_half_up

MB = 1024 * 1024

FILE_BYTES = 20 * MB
REPORT_BYTES = 200 * MB
REPORT_FILES = 200
WARN_PERCENT = 80
# One post: everything a report may hold, and the form around it.
REQUEST_BYTES = REPORT_BYTES + 10 * MB


class EvidenceRefused(Exception):
    """The file is not taken, or the step not made. ``message`` is for the person."""

    def __init__(self, message):
        self.message = message
        super().__init__(message)


def size_words(size: int) -> str:
    """ "812 KB", "3,4 MB"; the smallest is 1 KB, so that no file looks empty."""
    if size < MB:
        return f"{max(1, round(size / 1024))} KB"
    return f"{format_decimal(round_half_up(Decimal(size) / MB, 1))} MB"
