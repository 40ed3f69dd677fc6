"""Uploaded .xlsx files, read safely: ``read_workbook(file)`` → ``Workbook`` or ``SheetRefused``.

The file is opened by a child process with its own walls (``worker``); nothing here trusts it.
"""

from q3plan.lib.sheets.cells import Cell, Kind, Sheet, Workbook
from q3plan.lib.sheets.reading import read_workbook
from q3plan.lib.sheets.refusals import SheetRefused

__all__ = ["Cell", "Kind", "Sheet", "SheetRefused", "Workbook", "read_workbook"]
