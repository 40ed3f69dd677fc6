"""A declared sheet as an answer that is streamed."""

from dataclasses import replace
from enum import StrEnum
from itertools import chain, islice

from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from q3plan.lib.attachment import XLSX, attachment

from .separated import csv_chunks
from .sheet import Sheet
from .workbook import xlsx_file


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        return {
            "csv": "text/csv; charset=utf-8; header=present",
            "xlsx": XLSX,
        }[self.value]


def file_response(request, sheet: Sheet, kind: FileKind, name: str):
    """``sheet`` as a download called ``name`` (no ending).

    Rows are read while they are sent, so whatever refuses the reader must come before this. The
    first row is fetched here: a query that fails gives an error page and not half a file.
    """
    options = {
        "content_type": kind.content_type,
        "headers": {"Content-Disposition": attachment(f"{name}.{kind}")},
    }
    if request.method == "HEAD":
        return HttpResponse(**options)
    if kind is FileKind.XLSX:
        return FileResponse(xlsx_file(sheet), **options)
    return StreamingHttpResponse(csv_chunks(_started(sheet)), **options)


def _started(sheet):
    rows = iter(sheet.rows)
    return replace(sheet, rows=chain(list(islice(rows, 1)), rows))
