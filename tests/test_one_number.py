"""A figure reads the same on the reviewer's page, beside the scan, in a comparison and on paper."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from lxml import html

from q3plan.lib.numbers import figure_text
from tests import factories as make
from tests.review_scene import NOW, ReviewScene, client_of

pytestmark = pytest.mark.django_db

# The terms of this report, what its figures read, and how they must read nowhere.
REPORTS = [
    (("600", "200000"), "30,0", ()),
    (("9400", "98000"), "959,2", ("959,18", "959,184", "959,183673")),
    (("24999", "25000000"), "9,9996", ("10,0", "10,00", "9,99", "10,000")),
]
PAGES = ("review_report", "review_side_by_side", "report_print", "report_compare")


def words(address, client):
    """The words of a page's content, or of a document's paragraphs and cells."""
    response = client.get(address)
    assert response.status_code == 200, address
    if "html" in response["Content-Type"]:
        [main] = html.fromstring(response.content.decode()).xpath("//main")
        return " ".join(main.itertext()).replace("/", " ").split()
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*cells, *(one.text for one in document.paragraphs)]).split()


@pytest.mark.parametrize(("terms", "reads", "never"), REPORTS, ids=lambda one: str(one)[:20])
def test_officer_reads_every_figure_alike_on_all_pages_and_papers(terms, reads, never):
    scene = ReviewScene()
    top, bottom = map(Decimal, terms)
    target = scene.entry.target
    value = target.ratio_of(top, bottom)
    scene.send(value="31", terms=("620", "200000")).send_back()
    make.fill(scene.report, value=value, terms=terms)
    scene.report.submit(by=scene.head, at=NOW)
    figures = scene.entry.figures.count()

    for name in (*PAGES, "report_docx"):
        person = scene.coordinator
        address = reverse(name, args=[2027, scene.report.unit.code])
        found = words(address, client_of(person))
        assert found.count(reads) >= figures, (name, found)
        assert not set(never) & set(found), name


@pytest.mark.parametrize(
    ("value", "decimals", "is_computed", "text"),
    [
        ("99.996", 1, True, "99,996"),
        ("75.04", 1, True, "75,04"),
        ("95.918367", 2, True, "95,92"),
        ("96", 1, True, "96,0"),
        ("9.96", 0, True, "9,96"),
        ("36.125", 1, False, "36,125"),
        ("36", 1, False, "36,0"),
    ],
)
def test_a_number_never_looks_more_even_than_it_is(value, decimals, is_computed, text):
    assert figure_text(Decimal(value), decimals, is_computed=is_computed) == text


def test_a_blank_figure_is_a_dash():
    assert figure_text(None, 1, is_computed=True) == "–"
