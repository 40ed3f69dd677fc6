"""How long and how much memory a hostile workbook costs until it is refused.

Every file of ``tests/hostile_workbooks.py`` and one more is read by Q3Plan and, as the reference
in the same run, by a plain openpyxl in a child that may take 10 seconds and 1 GB. Usage:

    .venv/bin/python bench/hostile_workbooks.py [rounds]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
CAP_SECONDS, CAP_BYTES = 10, 1024**3
PROMISED_SECONDS, PROMISED_MB = 1, 100
SLOWEST = 6
OPENED, OUT_OF_TIME, DIED = "opened", "out of time", "died"
FALLEN = (OUT_OF_TIME, DIED, "MemoryError")

# Told in one line: seconds of the clock, seconds of computing, MB, how it ended.
_MEASURE = """
import json, resource, sys, time

def peak():
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)

before, computed, started = peak(), spent(), time.perf_counter()
try:
    read(sys.argv[1])
    end = "opened"
except BaseException as problem:
    end = getattr(problem, "code", "") or type(problem).__name__
seconds, computed, grown = time.perf_counter() - started, spent() - computed, peak() - before
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([seconds, computed, grown + child, end]))
"""
OURS = f"""
from django.conf import settings
settings.configure(USE_I18N=False)
from q3plan.lib.sheets import read_workbook as read
{_MEASURE}"""
OPENPYXL = f"""
import warnings
warnings.simplefilter("ignore")
from openpyxl import load_workbook as read
{_MEASURE}"""


@dataclass(frozen=True)
class Run:
    """``memory`` in MB: what reading added, for Q3Plan with the whole of its child."""

    seconds: float
    computed: float
    memory: float
    end: str


def measured(program, path, cap=None) -> Run:
    """One reading in a process of its own, which ``cap`` limits before it starts."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)],
            cwd=ROOT,
            env={**os.environ, "OPENPYXL_LXML": "False", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=CAP_SECONDS if cap else 60,
            preexec_fn=cap,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return Run(CAP_SECONDS, CAP_SECONDS, 0, OUT_OF_TIME)
    except subprocess.CalledProcessError:
        return Run(0, 0, CAP_BYTES / 1024**2, DIED)
    return Run(*json.loads(done.stdout))


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (CAP_BYTES, CAP_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CAP_SECONDS, CAP_SECONDS))


def middle(runs) -> Run:
    """Each figure's median over the rounds."""
    numbers = zip(*[(run.seconds, run.computed, run.memory) for run in runs], strict=True)
    return Run(*map(median, numbers), runs[-1].end)


def measure(rounds):
    """``name → (ours, openpyxl's)`` over the whole corpus."""
    sys.path.insert(0, str(ROOT))
    from tests.hostile_workbooks import CELL, HOSTILE
    from tests.workbook_corpus import book, sheet

    files = {name: make for name, (make, _code, _words) in HOSTILE.items()}
    # Told only when the parser comes to it: the worst that a hand-made file can do.
    late = sheet(f"<row>{CELL * 480}</row>" * 1_000 + "<row><c><v>abc</v></c></row>")
    files["bad number behind 480,000 good cells"] = lambda: book(late)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        for name, make in files.items():
            path.write_bytes(make())
            ours = middle([measured(OURS, path) for _ in range(rounds)])
            found[name] = (ours, measured(OPENPYXL, path, limited))
    return found


def survived(run):
    return run.end not in FALLEN


SUMMARY = {
    "refused, with a reason or an exception": lambda runs: sum(
        survived(run) and run.end != OPENED for run in runs
    ),
    "opened": lambda runs: sum(run.end == OPENED for run in runs),
    "out of time, of memory, or died": lambda runs: sum(not survived(run) for run in runs),
    "median, s": lambda runs: f"{median(run.seconds for run in runs):.3f}",
    "median of computing, s": lambda runs: f"{median(run.computed for run in runs):.3f}",
    "slowest, s": lambda runs: f"{max(run.seconds for run in runs):.2f}",
    f"over {PROMISED_SECONDS} s": lambda runs: sum(run.seconds > PROMISED_SECONDS for run in runs),
    "most memory, MB": lambda runs: f"{max(run.memory for run in runs):.0f}",
    f"over {PROMISED_MB} MB": lambda runs: sum(run.memory > PROMISED_MB for run in runs),
}


def tell(found):
    ours, theirs = zip(*found.values(), strict=True)
    print(f"{len(found)} files\n")
    row("", "Q3Plan", "plain openpyxl")
    row("---", "---", "---")
    for label, figure in SUMMARY.items():
        row(label, figure(ours), figure(theirs))
    print()
    row("slowest here", "s", "computing, s", "MB", "openpyxl, s", "MB", "which")
    row(*["---"] * 7)
    order = sorted(found.items(), key=lambda item: item[1][0].seconds, reverse=True)
    for name, (own, other) in order[:SLOWEST]:
        figures = [own.seconds, own.computed, own.memory, other.seconds, other.memory]
        shown = [f"{figure:.2f}" for figure in figures]
        row(name, *shown[:-1], shown[-1] if survived(other) else "–", other.end)
    pairs = [(own, other) for own, other in found.values() if survived(other)]
    ratio = median(own.seconds / other.seconds for own, other in pairs)
    print(
        f"\nQ3Plan : openpyxl, median of the {len(pairs)} files that openpyxl survives: {ratio:.2f}"
    )


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |")


if __name__ == "__main__":
    tell(measure(int(sys.argv[1]) if sys.argv[1:] else 3))
