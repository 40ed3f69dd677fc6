"""A figure, its vintage, yardstick and verdict read the same on every screen, paper and file.

Everything is read once, as a reader sees it, and held against what ``figure_scene`` says by hand.
"""

from collections import Counter, defaultdict
from functools import partial
from io import BytesIO
from unittest import mock

import pytest
from django.test import override_settings
from docx import Document
from lxml import html
from openpyxl import load_workbook
from PIL import Image

from assignments.permissions import powers_of
from reports.charts import image
from reports.compiling.assemble import assemble_round
from reports.consolidations import making
from reports.consolidations.content import read_material
from reports.models import CompiledReport
from tests import figure_reading as read
from tests.built_once import built_once
from tests.consolidation_scene import plain, rows_on_screen
from tests.district import client_of
from tests.export_files import both, content_of, csv_rows, export
from tests.figure_scene import BLANK, HIDDEN, STATES, YEAR, FigureScene, code_of
from tests.test_consolidated_report_official import texts, wide
from tests.test_consolidated_xlsx import rows_in
from tests.test_standing import AT

pytestmark = pytest.mark.django_db
CODES = {code_of(name): state.reads for name, state in STATES.items()}
TABLE = f"/tong-hop/{YEAR}/"
# Readers of the whole table and of one target; what tells less is compared where it speaks.
SCREENS = {"dashboard", "matrix", "bullets", "target list", "target", "years", "sector", "summary"}
TABLES = {"KT-XH", "KT-XH .xlsx", "report table", "report live"}
FILES = {"score export", "target export", "series export", "observations"}
ALWAYS = {
    "value": SCREENS | TABLES | FILES,
    "verdict": {"dashboard", "matrix", "target list", "target", "sector", "score export"} | TABLES,
    "yardstick": {"dashboard", "target list", "target", "sector", "score export", "target export"},
    "previous": {"matrix", "years", "series export", "observations", "last year"} | TABLES,
    "planned": {"years", "series export"} | TABLES,
    "ytd": TABLES,
}
FILTERS = [
    "?linh-vuc={sector}",
    "?trang-thai=NO_DATA",
    "?trang-thai=NOT_STARTED",
    "?loai=preliminary",
    "?loai=final",
    "?loai=ytd",
    "?linh-vuc={sector}&trang-thai=MISSED&loai=estimate",
]


class Read:
    """Everything that the coordinating officer reads, before and after a correction."""

    def __init__(self):
        self.scene = FigureScene()
        self.facts = {code: defaultdict(lambda: defaultdict(set)) for code in CODES}
        self.pages = {}
        with override_settings(FROZEN_CLOCK=AT), mock.patch.object(image, "_png", _dot):
            self.client = client_of(self.scene.officer)
            self.frozen = self._freeze()
            self.scene.correct()
            self._report()
            self._screens()
            self._files()
            self.filtered = {
                query: self._filtered(query.format(sector=self.scene.sectors[0].slug))
                for query in FILTERS
            }
        del self.client

    def note(self, source, facts):
        for code, fact, text in facts:
            self.facts[code][fact][source].add(text)

    def page(self, address):
        response = self.client.get(address)
        assert response.status_code == 200, address
        self.pages[address] = response.content.decode()
        return html.fromstring(self.pages[address])

    def _material(self):
        assemble_round(self.scene.round, by=self.scene.officer, at=AT)
        compiled = CompiledReport.objects.get(round=self.scene.round)
        powers = powers_of(self.scene.officer, on=AT.date())
        return read_material(compiled, powers=powers, at=AT), powers

    def _freeze(self):
        material, powers = self._material()
        made = making.freeze(material, powers=powers, by=self.scene.officer, at=AT, note="")
        facts = {code: defaultdict(set) for code in CODES}
        for code, fact, text in read.snapshot_facts(made.content):
            facts[code][fact].add(text)
        return facts

    def _report(self):
        material, _powers = self._material()
        content = making.content_of(material)
        self.note("report live", read.snapshot_facts(content))
        document = Document(BytesIO(making.report_file(material, content, is_draft=True)))
        for line in wide(document).rows[3:]:
            cells = [plain(text) for text in texts(line)]
            if cells[0].isdigit():
                self.note("report table", read.row_facts(cells))
        self.told = " ".join(one.text for one in document.paragraphs)
        of_targets = next(part for part in content["parts"] if part["section"] == "TARGETS")
        for passage in of_targets["passages"]:
            text = " ".join(passage["lines"])
            assert text in self.told
            self.note("report text", read.sentence_facts(passage["item"], text))

    def _screens(self):
        dashboard = self.page("/bang-dieu-hanh/")
        self.note("dashboard", read.score_facts(dashboard))
        self.note("matrix", read.matrix_facts(dashboard))
        self.note("bullets", read.bullet_facts(dashboard))
        before = read.score_facts(self.page(f"/bang-dieu-hanh/?nam={YEAR - 1}"))
        facts = [(code, "previous", text) for code, fact, text in before if fact == "value"]
        self.note("last year", facts)
        self.note("target list", read.score_facts(self.page("/chi-tieu/")))
        summary = self.page("/tom-tat/")
        self.note("summary", read.bullet_facts(summary))
        self.note("red list", read.urgent_facts(summary))
        for sector in self.scene.sectors:
            self.note("sector", read.target_row_facts(self.page(f"/linh-vuc/{sector.slug}/")))
        for code in CODES:
            document = self.page(f"/chi-tieu/{code.lower()}/")
            self.note("target", read.detail_facts(document, code))
            self.note("years", read.trajectory_facts(document, code))
        for source, rows in (("KT-XH", self._table("")), ("KT-XH .xlsx", self._book(""))):
            for row in rows:
                self.note(source, read.row_facts(row))

    def _table(self, query):
        response = self.client.get(TABLE + query)
        self.pages[TABLE + query] = response.content.decode()
        return rows_on_screen(response)

    def _book(self, query):
        file = self.client.get(f"{TABLE}xuat-xlsx/{query}")
        return rows_in(load_workbook(BytesIO(file.content), data_only=True))

    def _saved(self, name, query="", **arguments):
        return csv_rows(content_of(export(self.client, name, query, **arguments)))

    def _files(self):
        self.note("score export", read.export_facts(both(self.client, "score_export")))
        self.note("target export", read.export_facts(both(self.client, "target_export")))
        rows = both(self.client, "observation_export")
        self.note("observations", read.observation_facts(rows, CODES))
        for code in CODES:
            is_told_apart = code in map(code_of, ("corrected", "rounds to nothing"))
            saved = partial(both, self.client) if is_told_apart else self._saved
            rows = saved("series_export", code=code.lower())
            self.note("series export", read.series_facts(rows, code))

    def _filtered(self, query):
        """Source → code → (figure of the year, verdict)."""
        tables = {"KT-XH": self._table(query)}
        if "&" in query:  # each file alone is held against its page elsewhere, for every filter
            tables["KT-XH .xlsx"] = self._book(query)
        shown = read.score_facts(self.page(f"/bang-dieu-hanh/{query}"))
        saved = read.export_facts(self._saved("score_export", query))
        # Ten months are no figure of the year: the KT-XH table has a column of their own.
        figures = "ytd" if "loai=ytd" in query else "value"
        found = {}
        for source, rows in tables.items():
            facts = [fact for row in rows for fact in read.row_facts(row)]
            found[source] = _lines(facts, figures)
        found["dashboard"], found["export"] = (_lines(facts, "value") for facts in (shown, saved))
        return found


def _dot(svg, zoom):
    dot = BytesIO()
    Image.new("L", (1, 1)).save(dot, "PNG")
    return dot.getvalue()


def _lines(facts, figures):
    by_code = defaultdict(dict)
    for code, fact, text in facts:
        by_code[code][fact] = text.removesuffix(" (10 tháng)")
    return {code: (held[figures], held["verdict"]) for code, held in by_code.items()}


kept, _own = built_once(Read)


def wanted(reads):
    facts = {"value": reads.marked, "verdict": reads.verdict, "yardstick": reads.yardstick}
    facts |= {"ytd": reads.ytd, "previous": reads.previous, "planned": reads.planned}
    return facts | {"last": reads.last, "bar": reads.bar or reads.yardstick}


@pytest.mark.parametrize("name", STATES)
def test_a_reader_finds_the_same_figure_mark_yardstick_and_verdict_everywhere(name, kept):
    facts = kept.facts[code_of(name)]
    for fact, text in wanted(STATES[name].reads).items():
        told = facts[fact]
        others = {source: texts for source, texts in told.items() if texts != {text}}
        assert not others, f"{fact} is not {text!r} but {others}"
        assert ALWAYS.get(fact, set()) <= set(told), fact
    # How much a share changed is told by fewer; nobody tells it otherwise.
    for fact in ("label", "change"):
        assert len(set().union(*facts[fact].values())) <= 1, dict(facts[fact])


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_leaves_the_same_figures_on_screen_in_the_table_and_in_files(query, kept):
    found = kept.filtered[query]
    first = found["dashboard"]
    assert first
    assert all(lines == first for lines in found.values()), found
    assert (len(first) == len(CODES)) == query.startswith("?loai=")


def test_what_waits_for_review_is_read_nowhere(kept):
    told = [code for code, page in kept.pages.items() if any(one in page for one in HIDDEN)]
    assert len(kept.pages) > len(CODES)
    assert not told


def test_the_introduction_counts_what_the_dashboard_shows(kept):
    counts = Counter(reads.verdict for reads in CODES.values())
    known = sum(reads.value != BLANK for reads in CODES.values())
    assert f"{known} trên {len(CODES)} chỉ tiêu có số liệu đã duyệt." in kept.told
    for verdict, count in counts.items():
        assert f" {count} {verdict[0].lower()}{verdict[1:]}" in kept.told, verdict


def test_the_report_says_that_differences_are_of_unrounded_figures(kept):
    """Beside 2,7 and 2,7 a fall of 0,1 is no slip: 2,71 fell to 2,66."""
    facts = kept.facts[code_of("final beside its estimate")]
    assert facts["change"]["KT-XH"] == {"−0,1"}
    assert "tính từ số chưa làm tròn" in kept.told
    assert "tính từ số chưa làm tròn" in " ".join(kept.pages[TABLE].split())


def test_a_correction_changes_every_reader_but_the_frozen_report(kept):
    code, before = code_of("corrected"), "30,0"
    frozen = kept.frozen[code]
    assert (frozen["value"], frozen["ytd"]) == ({f"{before} (ước)"}, {before})
    for source, texts_of in kept.facts[code]["value"].items():
        assert not any(before in text for text in texts_of), source


def test_the_frozen_report_says_what_all_the_others_say(kept):
    for name, state in STATES.items():
        facts, expected = kept.frozen[code_of(name)], wanted(state.reads)
        if name != "corrected":
            assert {fact: {expected[fact]} for fact in facts if fact in expected} == {
                fact: texts_of for fact, texts_of in facts.items() if fact in expected
            }, name
