"""One walk through every page of the site, as a reader's browser sees it, for all tests that ask about every page."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.browser.server import Server

FIGURES = "assets/figures/"
SCROLL = """async () => {
    for (const image of document.images) {
        image.scrollIntoView();
        if (!image.complete) await new Promise(done => { image.onload = image.onerror = done });
    }
}"""
SHIFT = """() => new Promise(done => {
    let sum = 0, what = [];
    new PerformanceObserver(list => list.getEntries().filter(each => !each.hadRecentInput).forEach(each => {
        sum += each.value;
        what.push(...each.sources.map(({node}) => node && (node.className || node.nodeName)));
    })).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done([sum, what.join(" ")]), 100);
})"""
# Figures that do not tell their size, or a wrong one, or are fetched before they are near.
LOOSE = """() => [...document.querySelectorAll("img[src*='assets/figures/']")].filter(image =>
    image.loading != "lazy" || !image.getAttribute("width") || !image.getAttribute("height")
    || Math.abs(image.width / image.height - image.naturalWidth / image.naturalHeight) > 0.02
).map(image => image.src)"""


@dataclass(frozen=True)
class Visit:
    """A page as it came: bytes over the wire without its figures, how far what moved, figures without size, what went wrong."""

    path: str
    size: int
    shift: float
    moved: str
    loose: list[str]
    wrong: list[str]


def watched(browser: Browser, url: str, *, bypass_csp: bool = False) -> tuple[Page, list[str]]:
    """Return a tab and what goes wrong in it: requests to another host, requests that fail, errors in the console.

    What the page's own policy keeps from being asked is an error in the console, unless the policy is bypassed.
    """
    wrong: list[str] = []

    def note(bad: bool, told: str) -> None:
        if bad:
            wrong.append(told)

    page = browser.new_page(bypass_csp=bypass_csp)
    page.on("request", lambda it: note(not it.url.startswith((url, "data:", "blob:")), f"asks {it.url}"))
    page.on("requestfailed", lambda it: note(True, f"cannot get {it.url}"))
    page.on("response", lambda it: note(not it.ok, f"gets {it.status} for {it.url}"))
    page.on("console", lambda it: note(it.type in ("error", "warning"), f"logs {it.text}"))
    page.on("pageerror", lambda it: note(True, f"raises {it}"))
    return page, wrong


def tour(browser: Browser, server: Server, paths: list[str]) -> list[Visit]:
    """Visit pages in one tab and scroll through each, so that lazy figures are loaded."""
    page, wrong = watched(browser, server.url)
    visits = []
    for path in paths:
        before = len(server.sent)
        page.goto(server.url + path)
        page.evaluate(SCROLL)
        shift, moved = page.evaluate(SHIFT)
        loose = page.evaluate(LOOSE)
        size = sum(sent.size for sent in server.sent[before:] if FIGURES not in sent.path)
        visits.append(Visit(path, size, shift, moved, loose, wrong.copy()))
        wrong.clear()
    page.close()
    return visits
