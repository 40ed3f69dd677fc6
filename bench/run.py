"""``make bench``: what Q3Plan costs, beside references that are measured in the same run.

Needs ``DATABASE_URL`` to name an empty database of a PostgreSQL cluster that may hold more of them
(``.ci/with-postgres``). Prints its table; ``--write`` also puts it into ``bench/README.md``.
"""

import json
import os
import re
import sys
import tempfile
import traceback
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg
from lxml import html

from bench import browser_timing, http_rate
from bench.browser_timing import DASH_CHARTS, NO_CHARTS, OUR_CHARTS, Page
from bench.http_rate import Address, Changes
from bench.report import Row, skipped, write_readme, written
from bench.servers import DASH, ROOT, THREADS, prepare_dash, python, serving

COPIES = ("city", "thousand", "rows5000", "rows50000")
MOST_QUERIES = 8
MORE = 1 << 20
EMPTY_PAGE = "an empty page"


@dataclass(frozen=True)
class Size:
    """A database that was made, and what its maker told about it."""

    database: str
    told: dict

    @property
    def session(self):
        return self.told["session"]

    def address(self, name):
        return self.told["addresses"][name]

    def page(self, server, name="dashboard") -> Address:
        return Address(server, self.address(name), self.session)


def say(text):
    print(text, file=sys.stderr, flush=True)


def build(folder) -> dict[str, Size]:
    """Every size in a database of its own, the copies made from the district's."""
    started = perf_counter()
    cluster = os.environ["DATABASE_URL"]
    os.environ["EVIDENCE_ROOT"] = str(folder / "evidence")
    for command in (["migrate", "-v0"], ["load_plan"], ["load_demo"]):
        python("manage.py", *command)
    sizes = {"district": Size(cluster, json.loads(python("-m", "bench.data", "district")))}
    for name in COPIES:
        with psycopg.connect(cluster, autocommit=True) as connection:
            template = connection.info.dbname
        # Nobody may be connected to a database while it is copied.
        elsewhere = re.sub(r"[^/]+$", "postgres", cluster)
        with psycopg.connect(elsewhere, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        database = re.sub(r"[^/]+$", name, cluster)
        told = json.loads(python("-m", "bench.data", name, DATABASE_URL=database))
        sizes[name] = Size(database, told)
    for name, size in sizes.items():
        say(f"{name}: {size.told['counts']}")
    say(f"built in {perf_counter() - started:.0f} s")
    return sizes


def tables_of(page: bytes) -> list[list[list[str]]]:
    """Every table as rows of the text of its cells, without the signs of our font of icons."""
    tree = html.fromstring(page)
    for icon in tree.find_class("icon"):
        icon.text = ""
    return [
        [[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]
        for table in tree.iter("table")
    ]


def numeric_cells(page: bytes) -> int:
    cells = html.fromstring(page).iter("td")
    return sum(any(sign.isdigit() for sign in cell.text_content()) for cell in cells)


def queries(sizes) -> list[Row]:
    found = {
        name: json.loads(
            python(
                *("-m", "bench.memory", "queries", sizes[name].session),
                sizes[name].address("dashboard"),
                DATABASE_URL=sizes[name].database,
            )
        )
        for name in ("district", "city", "thousand")
    }
    first = {name: counted[0] for name, counted in found.items()}
    again = {name: counted[1] for name, counted in found.items()}
    met = max(first.values()) <= MOST_QUERIES and len(set(first.values())) == 1
    words = "at most 8, the same at every size"
    return [
        Row("SQL queries of the dashboard, district / city / 1000×", figures, "", "", words, ok)
        for figures, ok in (
            (" / ".join(map(str, first.values())) + " (first view)", met),
            (" / ".join(map(str, again.values())) + " (nothing changed)", None),
        )
    ]


def check_follows(address, changes):
    """A page that did not follow a change would be measured for the wrong thing."""
    reader = http_rate.Reader(address)
    for _turn in range(3):
        value = changes.make()
        shown = reader.text()
        if f">{value},0" not in shown:
            raise SystemExit(f"The dashboard does not show the corrected value {value}.")


def rates(sizes, servers, cells) -> list[Row]:
    """Requests per second of one worker that answers one after another."""
    district = sizes["district"]
    ours = district.page(servers["district"])
    changes = Changes(district.database, district.told["plan"], 2026)
    check_follows(ours, changes)
    reference = {
        "accepted": Address(servers["reference"], "/bang/da-duyet/", district.session),
        "figures": Address(servers["reference"], "/bang/so-lieu/", district.session),
    }
    rows = []
    plain = {name: (address, None) for name, address in {"ours": ours, **reference}.items()}
    for clients in (1, 4):
        pages = plain | ({"changed": (ours, changes)} if clients == 1 else {})
        say(f"requests per second, {clients} client(s) …")
        found = http_rate.rates(pages, clients=clients)
        for key, words in (("ours", "nothing changed"), ("changed", "a change before each view")):
            for other, which in (("accepted", "accepted values"), ("figures", "all figures")):
                if key in found:
                    rows.append(
                        Row(
                            f"dashboard, requests/s, {clients} client(s), {words}; "
                            f"reference adds up {which}, {cells} cells",
                            f"{found[key]:.0f}",
                            f"{found[other]:.0f}",
                            f"{found[key] / found[other]:.2f}",
                            "at least the reference",
                            found[key] >= found[other],
                        )
                    )
    return rows


def growth(sizes, servers) -> list[Row]:
    say("growth …")
    rows = []
    for changed in (False, True):
        pages = {
            name: (
                sizes[name].page(servers[name]),
                Changes(sizes[name].database, sizes[name].told["plan"], 2026) if changed else None,
            )
            for name in ("district", "thousand")
        }
        found = http_rate.answers(pages)
        words = "a change before each view" if changed else "nothing changed"
        rows.append(compared(f"dashboard at 1000× rows : at 1×, {words}", found, 1.3))
    if not sizes["city"].address("plan_list"):
        return [*rows, skipped("all plans, city : one district", "no URL named plan_list")]
    pages = {
        name: (sizes[name].page(servers[name], "plan_list"), None) for name in ("district", "city")
    }
    found = http_rate.answers(pages)
    plans = sizes["city"].told["counts"]["plan"]
    return [*rows, compared(f"all plans ({plans}) : one district's", found, 2)]


def compared(words, found, most) -> Row:
    small, large = found.values()
    return Row(
        words,
        f"{large * 1000:.1f} ms",
        f"{small * 1000:.1f} ms",
        f"{large / small:.2f}",
        f"at most {most} ×",
        large <= most * small,
    )


def charts(size, folder) -> list[Row]:
    """Time to the last chart and to the answer of a filter, beside Dash with the same content."""
    with ExitStack() as stack:

        def start(*arguments, **options):
            return stack.enter_context(serving(*arguments, options=THREADS, **options))

        ours = start("q3plan.wsgi", DATABASE_URL=size.database)
        # Often enough that each process has drawn the page before it is timed.
        for _turn in range(12):
            shown = http_rate.Reader(size.page(ours)).text()
        book = folder / "dash.json"
        book.write_text(json.dumps({"series": size.told["series"], "tables": tables_of(shown)}))
        dash = {"interpreter": str(DASH / "bin" / "python"), "BENCH_DASH": str(book)}
        pages = {
            "ours": Page(ours + size.address("dashboard"), OUR_CHARTS, size.session),
            "Dash": Page(start("bench.dash_reference:server", **dash), DASH_CHARTS),
            "Dash, compressed": Page(
                start("bench.dash_reference:server", BENCH_COMPRESS="1", **dash), DASH_CHARTS
            ),
        }
        sectors = sorted({row["sector"] for row in size.told["series"]})[:1]
        with browser_timing.browser() as chromium:
            for name, page in pages.items():
                browser_timing.learn(chromium, page, sectors)
                say(f"{name}: {page.has[0]} charts, {page.has[1]} table rows")
            # Where the person comes from is another such page.
            address = start("bench.empty_page:application")
            pages[EMPTY_PAGE] = Page(f"{address}/", NO_CHARTS, start=f"{address}/before/")
            say("charts …")
            normal = browser_timing.arrivals(chromium, pages, rounds=6)
            slow = browser_timing.arrivals(chromium, pages, rounds=4, slow=True)
            # The answer to a filter is small, and an empty page has none.
            del pages["Dash, compressed"], pages[EMPTY_PAGE]
            filters = browser_timing.filtering(chromium, pages, rounds=2)
    return [
        *arrival_rows(normal, "", 250),
        *arrival_rows(slow, "CPU 4 × slower, 10 Mbit/s, ", 700),
        *bytes_rows(normal),
        *filter_rows(filters),
    ]


def arrival_rows(found, line, most):
    ours, least = found["ours"], found.pop(EMPTY_PAGE)
    for name in list(found)[1:]:
        for kind, mine in ours.items():
            theirs, where = found[name][kind].milliseconds, f"{line}{kind}; reference {name}"
            goal = most if name == "Dash" and "empty tab" not in kind else 0
            words = f"navigation to the last of the 13 charts, {where}"
            yield arrival_row(words, mine.milliseconds, theirs, goal)
            if goal:
                words = f"… until every other is worked out, {where}"
                yield arrival_row(words, mine.with_far, theirs, goal)
    for kind, bound in least.items():
        words = f"{EMPTY_PAGE} instead of ours, {line}{kind}; reference Dash"
        yield arrival_row(words, bound.milliseconds, found["Dash"][kind].milliseconds, 0)


def arrival_row(words, mine, theirs, most):
    return Row(
        words,
        f"{mine:.0f} ms",
        f"{theirs:.0f} ms",
        f"{theirs / mine:.1f} × sooner",
        f"at most {most} ms, 10 × sooner" if most else "",
        mine <= most and theirs >= 10 * mine if most else None,
    )


def bytes_rows(found):
    for name in list(found)[1:]:
        for kind in ("uncached", "cached"):
            mine, theirs = found["ours"][kind].kibibytes, found[name][kind].kibibytes
            goal = kind == "uncached" and name == "Dash"
            yield Row(
                f"transferred, {kind}; reference {name}",
                f"{mine:.0f} KiB",
                f"{theirs:.0f} KiB",
                f"{mine / max(theirs, 1):.3f}",
                "at most 120 KiB" if goal else "",
                mine <= 120 if goal else None,
            )


def filter_rows(found):
    mine = found.pop("ours")
    for name, theirs in found.items():
        goal = name == "Dash"
        yield Row(
            f"filter by sector, until drawn; reference {name}",
            f"{mine:.0f} ms",
            f"{theirs:.0f} ms",
            f"{theirs / mine:.1f} × sooner",
            "at most 60 ms" if goal else "",
            mine <= 60 if goal else None,
        )


def files(sizes, folder) -> list[Row]:
    say("files …")
    district, rows = sizes["district"], []
    for kind, seconds, memory in (("xlsx", 2, 150), ("docx", 1, None)):
        name, words = f"consolidated_{kind}", f"consolidated .{kind} of one district"
        if not district.address(name):
            rows.append(skipped(words, f"no URL named {name}"))
            continue
        copy = folder / f"consolidated.{kind}"
        ours = in_child(district, "page", district.session, district.address(name), 5, copy)
        other = in_child(district, kind, copy, 5)
        spent, theirs = median(ours["seconds"]), median(other["seconds"])
        what = ("cells", "openpyxl") if kind == "xlsx" else ("paragraphs", "python-docx")
        words += f"; reference writes its {other[what[0]]} {what[0]} with {what[1]}"
        rows.append(
            Row(
                words,
                f"{spent:.2f} s (computing {median(ours['computing']):.2f})",
                f"{theirs:.2f} s (computing {median(other['computing']):.2f})",
                f"{spent / theirs:.1f}",
                f"at most {seconds} s",
                spent <= seconds,
            )
        )
        rows.append(
            Row(
                f"… peak memory of the whole process, .{kind}",
                f"{ours['peak']:.0f} MB",
                f"{other['peak']:.0f} MB",
                f"{ours['peak'] / other['peak']:.1f}",
                f"at most {memory} MB" if memory else "",
                ours["peak"] <= memory if memory else None,
            )
        )
    return [*rows, *exports(sizes)]


def exports(sizes):
    for kind in ("csv", "xlsx"):
        name, words = f"observation_export.{kind}", f"export of 50 000 rows : of 5 000, .{kind}"
        if not sizes["rows5000"].address(name):
            yield skipped(words, "no URL named observation_export")
            continue
        small, large = (
            in_child(size, "page", size.session, size.address(name), 0)
            for size in (sizes["rows5000"], sizes["rows50000"])
        )
        more = large["peak"] - small["peak"]
        yield Row(
            f"{words}: peak memory (file {large['bytes'] / MORE:.1f} MB "
            f"in {large['seconds'][0]:.1f} s)",
            f"{large['peak']:.0f} MB",
            f"{small['peak']:.0f} MB",
            f"{more:+.1f} MB",
            "constant: at most 5 MB more",
            more <= 5,
        )


def in_child(size, *arguments):
    return json.loads(python("-m", "bench.memory", *arguments, DATABASE_URL=size.database))


def over_http(sizes) -> list[Row]:
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(serving("q3plan.wsgi", DATABASE_URL=sizes[name].database))
            for name in ("district", "city", "thousand")
        }
        page = http_rate.Reader(sizes["district"].page(servers["district"])).text()
        cells = numeric_cells(page)
        servers["reference"] = stack.enter_context(
            serving(
                "q3plan.wsgi",
                DJANGO_SETTINGS_MODULE="bench.reference_settings",
                DATABASE_URL=sizes["district"].database,
                BENCH_CELLS=str(cells),
            )
        )
        return [*rates(sizes, servers, cells), *growth(sizes, servers)]


def main(*flags):
    started = perf_counter()
    prepare_dash()
    with tempfile.TemporaryDirectory(prefix="q3plan-bench.") as name:
        folder = Path(name)
        sizes = build(folder)
        rows, failed = [], []
        for section in (
            lambda: queries(sizes),
            lambda: over_http(sizes),
            lambda: charts(sizes["district"], folder),
            lambda: files(sizes, folder),
        ):
            try:
                rows += section()
            except (Exception, SystemExit) as problem:  # the other sections are still worth having
                traceback.print_exc()
                failed.append(skipped("a section that failed", repr(problem)[:200]))
    text = written(rows + failed, sizes["thousand"].told["counts"], perf_counter() - started)
    print(text)
    if "--write" in flags:
        write_readme(ROOT / "bench" / "README.md", text)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
