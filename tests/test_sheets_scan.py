"""Files that are not read: each is refused with a sentence of its own, and nothing else happens."""

import ast
import io
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from q3plan.lib.sheets import SheetRefused, read_workbook, reading
from q3plan.lib.sheets.refusals import MESSAGES, refusal
from q3plan.lib.sheets.worker import limits
from tests import workbook_corpus as corpus
from tests.hostile_workbooks import BILLION, HOSTILE, celled
from tests.workbook_corpus import ROW, book, sheet

ROOT = Path(__file__).resolve().parent.parent


def refused(data):
    with pytest.raises(SheetRefused) as caught:
        read_workbook(io.BytesIO(data))
    return caught.value


@pytest.mark.parametrize("case", HOSTILE)
def test_a_bad_file_is_refused_in_its_own_words(case):
    make, code, words = HOSTILE[case]
    refusal = refused(make())
    assert (refusal.code, words in refusal.message) == (code, True), refusal.message


def test_every_refusal_says_what_is_wrong_and_what_to_do():
    for code in MESSAGES:
        message = refusal(code).message
        assert message.count(". ") >= 1 and "%(" not in message, code


def test_a_file_of_more_than_20_mb_is_refused_before_it_is_opened():
    refusal = refused(bytes(limits.FILE_BYTES + 1))
    assert (refusal.code, "20 MB" in refusal.message) == ("too_large", True)


def test_every_beginning_of_a_file_and_every_damage_gives_one_refusal():
    data = book()
    for length in range(1, len(data), 211):
        refused(data[:length])
    for at in range(0, len(data), 173):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        try:
            read_workbook(io.BytesIO(bytes(damaged)))
        except SheetRefused as refusal:
            assert refusal.code in MESSAGES and refusal.code != "unreadable", at


# --- the walls themselves ---


def run_worker(program, stdin=b""):
    """A child as ``read_workbook`` starts it, with another program; its exit code."""
    command = [*reading._COMMAND[:-2], program, reading._COMMAND[-1]]
    child = subprocess.run(command, input=stdin, capture_output=True, check=False)
    return child.returncode, child.stdout, child.stderr


LIMITED = (
    "import sys; sys.path.append(sys.argv[1]); from worker.main import limit_self; limit_self();"
)


def test_the_child_cannot_take_more_memory_than_it_is_given():
    code, _out, problem = run_worker(LIMITED + "bytearray(100_000_000)")
    assert (code, b"MemoryError" in problem) == (1, True)


def test_the_child_cannot_compute_or_write_without_end():
    program = (
        LIMITED
        + "import resource as r; print(r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_FSIZE))"
    )
    code, out, _problem = run_worker(program)
    seconds, size = limits.CPU_SECONDS, limits.OUTPUT_BYTES + limits.MB
    assert (code, out.decode().strip()) == (0, f"({seconds}, {seconds}) ({size}, {size})")


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "too_complex"),
        ("raise SystemExit(1)", "unreadable"),
        ("raise SystemExit('no')", "unreadable"),
    ],
)
def test_a_child_that_dies_is_a_refusal(monkeypatch, program, code):
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-I", "-S", "-c", program))
    assert refused(book()).code == code


def test_a_child_that_does_not_end_is_killed(monkeypatch):
    program = "import time; time.sleep(60)"
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-I", "-S", "-c", program))
    monkeypatch.setattr(reading, "CHILD_SECONDS", 0.2)
    assert refused(book()).code == "too_complex"


def test_an_error_of_our_own_is_a_refusal_without_a_traceback(monkeypatch):
    program = LIMITED + (
        "from worker import main;main.read = lambda *_: 1 / 0;sys.exit(main.main())"
    )
    command = (*reading._COMMAND[:-2], program, reading._COMMAND[-1])
    monkeypatch.setattr(reading, "_COMMAND", command)
    refusal = refused(book())
    assert (refusal.code, "division" in refusal.message) == ("unreadable", False)


def test_a_server_that_reads_enough_files_already_says_that_it_is_busy(monkeypatch):
    monkeypatch.setattr(reading, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0)
    with reading._slot():
        assert "đang bận" in refused(book()).message
    assert read_workbook(io.BytesIO(book())).sheets


def test_a_refusal_gives_its_place_back(monkeypatch):
    monkeypatch.setattr(reading, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0)
    for _ in range(3):
        assert refused(b"%PDF-1.7").code == "pdf"


# --- memory, measured in a process of its own ---

MEASURED = """
import resource, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from q3plan.lib.sheets import SheetRefused, read_workbook

def peak():
    # getrusage would count what the process that started this one took, too.
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0])

before = peak()
try:
    book = read_workbook(sys.argv[1])
    told = len(book.sheets[0].cells)
except SheetRefused as refusal:
    told = refusal.code
grown = peak() - before
print(told, grown // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""

HEAVY = {
    "bomb": (lambda: corpus.bomb(50), "part_too_large"),
    "too deep": (lambda: corpus.deep(1_500_000), "too_complex"),
    "shared texts": (
        lambda: book(sheet(ROW), texts=[f"<t>{'ế' * 15}{at}</t>" for at in range(499_000)]),
        "1",
    ),
    "one long value": (lambda: celled(f"<c><v>{'1' * 40_000_000}</v></c>"), "text_too_long"),
    "all cells that may be": (lambda: corpus.with_cells(500_000), "500000"),
}


@pytest.mark.parametrize("case", HEAVY)
def test_reading_never_takes_100_mb(case, tmp_path):
    make, expected = HEAVY[case]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    command = [sys.executable, "-c", MEASURED, str(path)]
    measured = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told, own, child = measured.stdout.split()
    assert told == expected
    assert int(own) < 100 and int(child) < 100, measured.stdout


# --- which parser runs ---

PARSERS = """
import django; django.setup()
import lxml.etree
import openpyxl, openpyxl.xml, openpyxl.xml.functions as functions
print(openpyxl.xml.LXML, openpyxl.LXML, openpyxl.DEFUSEDXML)
print(functions.fromstring.__module__, functions.iterparse.__module__, functions.Element.__module__)
from openpyxl.worksheet import _reader, _writer
print(_reader.iterparse.__module__, _writer.xmlfile.__module__)
try:
    functions.fromstring('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
except Exception as problem:
    print(type(problem).__name__)
"""


def test_openpyxl_parses_with_defusedxml_though_lxml_is_installed():
    command = [sys.executable, "-c", PARSERS]
    environment = {"DJANGO_SETTINGS_MODULE": "q3plan.settings"}
    shown = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment
    )
    assert shown.stdout.splitlines() == [
        "False False True",
        "defusedxml.common defusedxml.common xml.etree.ElementTree",
        "defusedxml.common et_xmlfile.xmlfile",
        "EntitiesForbidden",
    ]


def test_the_child_knows_the_standard_library_alone():
    for path in sorted((ROOT / "q3plan/lib/sheets/worker").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module.split(".")[0] in sys.stdlib_module_names, path
            elif isinstance(node, ast.Import):
                assert {one.name.split(".")[0] for one in node.names} <= sys.stdlib_module_names
    program = LIMITED + "print(sorted({'openpyxl', 'lxml', 'django', 'site'} & set(sys.modules)))"
    assert run_worker(program)[1].strip() == b"[]"


def test_the_parser_itself_refuses_declarations_that_the_search_would_miss(monkeypatch):
    from q3plan.lib.sheets.worker import xmlpart

    class Part:
        def chunks(self, name):
            return [f"{BILLION}<a/>".encode()]

    monkeypatch.setattr(xmlpart, "utf8_chunks", lambda chunks, name: chunks)
    with pytest.raises(limits.Refused, match="doctype"):
        xmlpart.parse(Part(), "a.xml", start=lambda *_: None)
