"""A .csv that a Vietnamese spreadsheet opens right with a double click.

Where the decimal sign is a comma, spreadsheets separate fields by ";". The byte order mark says
that the letters are UTF-8.
"""

import csv
import io
from collections.abc import Iterator

from .formats import plain_text
from .sheet import Sheet

BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"
LINE_END = "\r\n"
CHUNK_CHARACTERS = 32_768


def csv_chunks(sheet: Sheet) -> Iterator[bytes]:
    """Pieces of the file, the headings at once; at most a chunk and one row are held."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=SEPARATOR, lineterminator=LINE_END)
    writer.writerow(map(plain_text, sheet.headings))
    yield (BYTE_ORDER_MARK + _drained(buffer)).encode()
    formats = sheet.formats
    for row in sheet.rows:
        values = sheet.values(row)
        writer.writerow([kind.plain(v) for kind, v in zip(formats, values, strict=True)])
        if buffer.tell() >= CHUNK_CHARACTERS:
            yield _drained(buffer).encode()
    if buffer.tell():
        yield _drained(buffer).encode()


def _drained(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
