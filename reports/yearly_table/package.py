"""The finished file: openpyxl's package with computed results, and the same bytes every time.

openpyxl writes formulas without a result, so a program that does not compute (a phone's preview,
Excel's protected view of a download) would show holes. Here each formula gets the result that the
screen shows; programs that compute do so anyway when they open the file.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

Results = Mapping[str, Mapping[str, Decimal | str]]

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>')
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def packed(book: Workbook, results: Results, *, at: datetime) -> bytes:
    """The workbook as bytes; ``results`` by sheet title, then by coordinate of the formula."""
    plain = BytesIO()
    book.calculation.fullCalcOnLoad = True
    book.save(plain)
    paths = {
        f"xl/worksheets/sheet{number}.xml": results.get(sheet.title, {})
        for number, sheet in enumerate(book.worksheets, 1)
    }
    finished = BytesIO()
    with ZipFile(plain) as source, ZipFile(finished, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if paths.get(name):
                content = _with_results(content.decode(), paths[name]).encode()
            elif name == "docProps/core.xml":
                content = _stamped(content.decode(), at).encode()
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, content)
    return finished.getvalue()


def _with_results(xml, results):
    def filled(found):
        place, attributes, formula = found.groups()
        result = results.get(place)
        if result is None:
            return found.group()
        kind = ' t="str"' if isinstance(result, str) else ""
        attributes = re.sub(r' t="[^"]*"', "", attributes)
        shown = escape(result) if kind else f"{result:f}"
        return f'<c r="{place}"{attributes}{kind}><f>{formula}</f><v>{shown}</v></c>'

    return _FORMULA.sub(filled, xml)


def _stamped(xml, at):
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _STAMP.sub(rf"\g<1>{moment}\g<3>", xml)
