"""Exported lists as rows, from a .csv and as an .xlsx shows them, and the words of their page."""

import csv
import io
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

LAMP = ".//span[@class='lamp-word']"
NUMBER = re.compile(r"−?[0-9][0-9.]*(?:,[0-9]+)?")
MARK = b"\xef\xbb\xbf"


def content_of(response) -> bytes:
    assert response.status_code == 200, response.status_code
    return response.getvalue()


def csv_rows(content: bytes) -> list[dict]:
    assert content.startswith(MARK)
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def book_of(content: bytes):
    return load_workbook(io.BytesIO(content))


def shown_rows(content: bytes) -> list[dict]:
    """Rows of every data sheet, each cell written as a Vietnamese spreadsheet shows it."""
    sheets = [sheet for sheet in book_of(content) if sheet.title.startswith("Dữ liệu")]
    rows = []
    for sheet in sheets:
        headings, *lines = sheet.iter_rows()
        names = [cell.value for cell in headings]
        rows += [dict(zip(names, map(shown, line), strict=True)) for line in lines]
    return rows


def shown(cell) -> str:
    value, pattern = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M" if "hh" in pattern else "%d/%m/%Y")
    if isinstance(value, str):
        return f"'{value}" if cell.quotePrefix else value
    positive, _semicolon, negative = pattern.partition(";")
    places = len(positive.partition(".")[2])
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if negative and value < 0:
        exact = abs(exact)  # such a format has its own sign, or none
    return f"{exact:f}".replace(".", ",")


def facts_of(content: bytes) -> list[tuple[str, str]]:
    return [tuple(cell.value for cell in row) for row in book_of(content)["Thông tin"].iter_rows()]


def export(client, name, query="", kind="csv", **arguments):
    return client.get(reverse(name, kwargs={**arguments, "kind": kind}) + query)


def both(client, name, query="", **arguments):
    """Rows of the .csv, after the .xlsx was seen to hold the same."""
    rows = csv_rows(content_of(export(client, name, query, "csv", **arguments)))
    assert rows == shown_rows(content_of(export(client, name, query, "xlsx", **arguments)))
    return rows


def page(client, name, query="", **arguments):
    response = client.get(reverse(name, kwargs=arguments) + query)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def words(node):
    return " ".join(" ".join(node.itertext()).split())


def number(text):
    """The first figure of a page's text as a .csv writes it: "−4,9%" is "-4,9"."""
    found = NUMBER.search(text)
    return found.group().replace(".", "").replace("−", "-") if found else ""
