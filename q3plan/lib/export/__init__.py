"""Lists as files: one declaration gives a .csv and an .xlsx, both in constant memory."""

from .formats import DAY, MOMENT, NUMBER, SHORT, TEXT, WIDE, YEAR, Format, Rounded, rounded_as
from .responses import FileKind, file_response
from .separated import csv_chunks
from .sheet import Columns, Sheet
from .workbook import xlsx_file

__all__ = [
    "DAY",
    "MOMENT",
    "NUMBER",
    "SHORT",
    "TEXT",
    "WIDE",
    "YEAR",
    "Columns",
    "FileKind",
    "Format",
    "Rounded",
    "Sheet",
    "csv_chunks",
    "file_response",
    "rounded_as",
    "xlsx_file",
]
