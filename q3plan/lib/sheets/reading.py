"""From an uploaded file to a ``Workbook``, by way of a child process that may die."""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from q3plan.lib.sheets.cells import Cells, Sheet, Workbook, clean, packed_cells
from q3plan.lib.sheets.refusals import refusal
from q3plan.lib.sheets.worker import limits

logger = logging.getLogger(__name__)

# How many files one server process reads at the same time, and how long the next one waits.
CHILDREN = 2
WAIT_SECONDS = 15
# Of the clock, for a busy machine; the child's own limit counts its computing time.
CHILD_SECONDS = 20

_CHUNK = 64 * 1024
_REFUSED = 3
# A bare interpreter: no site-packages, no Django, in a hundredth of a second. Our folder comes
# last, so that no module of ours can stand in for one of the standard library.
_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from worker.main import main; sys.exit(main())"
)
_COMMAND = (sys.executable, "-I", "-S", "-c", _PROGRAM, str(Path(__file__).parent))
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENPYXL_LXML": "False", "MALLOC_ARENA_MAX": "1"}

_slots = threading.BoundedSemaphore(CHILDREN)


def read_workbook(source):
    """The workbook in ``source``, a path or a binary file, which is left at its beginning.

    Raises ``SheetRefused`` with a sentence for the person who uploaded it, whatever is in it.
    """
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as answer:
        if isinstance(source, (str, Path)):
            with open(source, "rb") as file:
                _copy(file, copy)
        else:
            source.seek(0)
            _copy(source, copy)
            source.seek(0)
        with _slot():
            code = _run_child(copy, answer)
        answer.seek(0)
        if code != 0:
            raise _refusal_in(answer, code)
        return _workbook_in(answer)


def _copy(source, copy):
    """The child reads a copy, so that nobody can change the file between check and use."""
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limits.FILE_BYTES:
            raise refusal("too_large")
        copy.write(chunk)
    copy.flush()
    copy.seek(0)


@contextmanager
def _slot():
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise refusal("busy")
    try:
        yield
    finally:
        _slots.release()


def _run_child(copy, answer):
    try:
        child = subprocess.run(
            _COMMAND,
            stdin=copy,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("Reading a workbook took more than %s seconds.", CHILD_SECONDS)
        raise refusal("too_complex") from None
    except OSError:
        logger.exception("The child that reads workbooks did not start.")
        raise refusal("busy") from None
    return child.returncode


def _refusal_in(answer, code):
    if code != _REFUSED:
        logger.warning("The child that reads workbooks ended with %s.", code)
        return refusal("too_complex" if code < 0 else "unreadable")
    reason = json.loads(answer.readline())
    if detail := reason.get("detail"):
        logger.warning("A workbook could not be read: %s", detail)
    return refusal(reason["code"], reason.get("params", ()))


def _workbook_in(answer):
    head = json.loads(answer.readline())
    formats, sheets, rows, about = head["formats"], [], {}, None
    for line in answer:
        if line.startswith(b"["):
            rows[int(line[1 : line.index(b",")])] = line
        elif about is None:
            about, rows = json.loads(line), {}
        else:
            sheets.append(_sheet(about, rows, json.loads(line), formats, head["date_1904"]))
            about = None
    return Workbook(tuple(sheets))


def _sheet(about, rows, end, formats, date_1904):
    merged = tuple(tuple(box) for box in end["merged"])
    _uncover(rows, merged)
    return Sheet(
        name=clean(about["sheet"]),
        is_hidden=about["is_hidden"],
        cells=Cells(rows, formats, date_1904),
        merged=merged,
        hidden_columns=frozenset(end["hidden_columns"]),
        max_row=max(rows, default=0),
        max_col=max((cell[0] for line in rows.values() for cell in packed_cells(line)), default=0),
    )


def _uncover(rows, merged):
    """Drop what lies under a merged cell: no program shows it, so nobody means it."""
    covered = {}
    for top, left, bottom, right in merged:
        for row in range(top, bottom + 1):
            if row in rows:
                columns = range(left + (row == top), min(right, limits.COLUMNS) + 1)
                covered.setdefault(row, set()).update(columns)
    for row, columns in covered.items():
        kept = [cell for cell in packed_cells(rows[row]) if cell[0] not in columns]
        if kept:
            rows[row] = json.dumps([row, kept], ensure_ascii=False).encode()
        else:
            del rows[row]
