"""What a person waits for in Chromium: the last chart of a page, and the answer to a filter.

A chart counts from the second animation frame after the last of the charts and table rows that the
finished page is known to have, the same for every page: a look at each frame counts both. Our page
lets the browser leave what is far below the window for later (``content-visibility``): the 13
charts that both pages have must be drawn by then, and when all the others are is told beside it.

A person comes from another page of the same server; here that is its icon, shown alone until the
browser is at rest. From an empty tab Chromium first starts another process for a page that asks to
be kept apart from others (``Cross-Origin-Opener-Policy``, which Django sends and Dash does not);
that is told beside it, too.
"""

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import sync_playwright

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run"),
]
TEN_MEGABIT = 10_000_000 / 8
WINDOW = {"width": 1280, "height": 900}
# How long the page before is looked at, in milliseconds: when it stands, the browser is still busy
# setting up the new profile.
REST = 500
# Until when a page is waited for that never comes to an end, in milliseconds.
PATIENCE = 60_000

WATCH = """
const benchDrawn = (isThere, begun) => new Promise((resolve) => {
    const look = () => {
        if (isThere()) {
            requestAnimationFrame(() => requestAnimationFrame(
                () => resolve(performance.now() - begun)));
        } else {
            requestAnimationFrame(look);
        }
    };
    requestAnimationFrame(look);
});
window.benchWait = (charts, rows, begun) => benchDrawn(() => document.readyState !== "loading"
    && window.benchCharts() === charts && window.benchRows() === rows, begun);
window.benchAll = async (waiting, begun) => {
    const all = benchDrawn(() => document.readyState !== "loading" && !window.benchLeft(), begun);
    const near = await waiting;
    if (!window.benchShared()) throw new Error("A chart that both pages have is not drawn.");
    return [near, Math.max(near, await all)];
};
window.benchRows = () => document.querySelectorAll("main tr, #react-entry-point tr").length;
"""
# A plot counts when it holds what it is there to show.
OUR_CHARTS = """
window.benchCharts = () => document.querySelectorAll("main svg:not(svg svg)").length;
window.benchShared = () => [...document.querySelectorAll(".bullets svg")].filter(
    (svg) => svg.checkVisibility({contentVisibilityAuto: true})).length === 13;
window.benchLeft = () => document.querySelector(".part:not([data-worked-out])");
window.benchFilter = (value) => {
    const box = document.querySelector("select[name='linh-vuc']");
    box.value = value;
    box.dispatchEvent(new Event("change", {bubbles: true}));
};
"""
DASH_CHARTS = """
window.benchCharts = () => [...document.querySelectorAll(".js-plotly-plot")].filter(
    (plot) => plot.querySelector(".scatterlayer .trace path")).length;
window.benchShared = () => window.benchCharts() === 13;
window.benchLeft = () => null;
window.benchFilter = (value) => window.dash_clientside.set_props("sector", {value});
"""
NO_CHARTS = """
window.benchCharts = () => 0;
window.benchShared = () => true;
window.benchLeft = () => null;
"""
ON_ARRIVAL = "window.benchDone = window.benchAll(window.benchWait({charts}, {rows}, 0), 0);"
FILTER = """([value, charts, rows]) => {
    const begun = performance.now();
    window.benchFilter(value);
    return window.benchWait(charts, rows, begun);
}"""
COUNTED = "[window.benchCharts(), window.benchRows()]"
ICON = "document.querySelector('link[rel~=icon]').href"
EMPTY = "about:blank"


@dataclass
class Page:
    """A page to time: ``script`` tells how to count its charts, ``cookie`` signs in, ``start`` is
    where the person comes from."""

    url: str
    script: str
    cookie: str = ""
    start: str = EMPTY
    has: tuple[int, int] = (0, 0)
    filtered: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """Medians of navigations: milliseconds to the last chart, and until nothing is left for later;
    bytes over the wire."""

    milliseconds: float
    with_far: float
    kibibytes: float
    runs: int


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def _opened(chromium, page, *, slow=False, wait=True):
    """A tab in a profile of its own: (tab, its CDP session, a list that collects bytes)."""
    context = chromium.new_context(viewport=WINDOW, locale="vi-VN")
    try:
        if page.cookie:
            context.add_cookies([{"name": "sessionid", "value": page.cookie, "url": page.url}])
        tab = context.new_page()
        tab.set_default_timeout(PATIENCE)
        tab.add_init_script(WATCH + page.script)
        if wait:
            charts, rows = page.has
            tab.add_init_script(ON_ARRIVAL.format(charts=charts, rows=rows))
        cdp = context.new_cdp_session(tab)
        cdp.send("Network.enable")
        received = []
        cdp.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        if slow:
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            line = {"downloadThroughput": TEN_MEGABIT, "uploadThroughput": TEN_MEGABIT}
            cdp.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, **line})
        yield tab, received
    finally:
        context.close()


def learn(chromium, page, sectors=("",)):
    """Look at the finished page once: how many charts and rows, at first and by filter."""
    with _opened(chromium, page, wait=False) as (tab, _received):
        tab.goto(page.url)
        page.has = _at_rest(tab)
        page.start = tab.evaluate(ICON)
        for sector in (*sectors, ""):
            tab.evaluate(f"window.benchFilter('{sector}')")
            page.filtered[sector] = _at_rest(tab)
    if not page.has[0] or len(set(page.filtered.values())) < len(page.filtered):
        raise SystemExit(f"{page.url}: {page.has} at first, {page.filtered} when filtered")


def _at_rest(tab, *, looks=5):
    """The page's charts and rows once they have stayed the same for two seconds."""
    seen = []
    for _look in range(60):
        tab.wait_for_timeout(400)
        seen.append(tuple(tab.evaluate(COUNTED)))
        if seen[-1][0] and len(seen) > looks and len(set(seen[-looks:])) == 1:
            break
    return seen[-1]


def arrivals(chromium, pages, *, rounds, slow=False) -> dict[str, dict[str, Arrival]]:
    """``name → {"uncached", "cached", "cached, from an empty tab"}``, in turn; the first fast round
    warms the servers."""
    kinds = ("uncached", "cached", "cached, from an empty tab")
    found = {name: {kind: [] for kind in kinds} for name in pages}
    for turn in range(int(slow), rounds + 1):
        for name, page in pages.items():
            with _opened(chromium, page, slow=slow) as (tab, received):
                for kind, start in zip(kinds, (page.start, page.start, EMPTY), strict=True):
                    received.clear()
                    tab.goto(start)
                    tab.wait_for_timeout(REST)
                    tab.goto(page.url)
                    spent = tab.evaluate("window.benchDone")
                    tab.wait_for_load_state("networkidle")
                    if turn:
                        found[name][kind].append((*spent, sum(received) / 1024))
    return {
        name: {
            kind: Arrival(*map(median, zip(*runs, strict=True)), rounds)
            for kind, runs in kinds.items()
        }
        for name, kinds in found.items()
    }


def filtering(chromium, pages, *, rounds) -> dict[str, float]:
    """``name → median milliseconds`` from the change of the sector to the changed page, drawn."""
    found = {name: [] for name in pages}
    for _turn in range(rounds):
        for name, page in pages.items():
            with _opened(chromium, page) as (tab, _received):
                tab.goto(page.url)
                tab.evaluate("window.benchDone")
                tab.wait_for_load_state("networkidle")
                for turn in range(3):
                    for sector, seen in page.filtered.items():
                        spent = tab.evaluate(FILTER, [sector, *seen])
                        if turn:
                            found[name].append(spent)
    return {name: median(values) for name, values in found.items()}
