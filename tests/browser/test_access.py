"""The site for everyone: axe-core finds nothing, keys reach everything, and 360 pixels are enough."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
KINDS = ["", "tensors/creation/", "losses/cross-entropy/", "projects/digits/", "appendix/errata/", "appendix/status/"]
WIDE, NARROW = (1280, 800), (360, 740)
PAGE = "losses/cross-entropy/"
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), shown = e.matches('.md-option') ? e.nextElementSibling : e
  const style = getComputedStyle(shown), seen = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
  const sees = e.matches('.md-option') ? !shown.hidden : seen && box.width > 0 && box.height > 0
  const content = e.closest('article')
  return {name: e.tagName + '.' + e.className, seen: sees, ring: style.outlineStyle, top: box.top + scrollY, content: !!content}
}"""


def open_tab(browser: Browser, scheme: str = "light", size: tuple[int, int] = WIDE) -> Page:
    width, height = size
    return browser.new_page(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )


def violations(page: Page, url: str) -> Iterator[str]:
    """Yield what axe-core has against the page at *url*: the rule, where, and what it says to do."""
    page.goto(url)
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate(AXE)
    for rule in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
        for node in rule["nodes"][:3]:
            told = " ".join(node["failureSummary"].split())
            yield f"{url}: {rule['id']} ({len(rule['nodes'])} times), first at {node['target']}\n  -> {told}"


def found(browser: Browser, server: Server, paths: list[str], scheme: str, size: tuple[int, int] = WIDE) -> list[str]:
    page = open_tab(browser, scheme, size)
    assert paths
    try:
        return [told for path in paths for told in violations(page, server.url + path)]
    finally:
        page.close()


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_nothing_on_any_page(browser: Browser, server: Server, lang: str, scheme: str) -> None:
    """Both languages show the same code and figures, so that each colour scheme is looked at with every page's."""
    paths = [path for path in server.paths() if path.startswith("en/") == (lang == "en")]
    told = found(browser, server, paths, scheme)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize(("lang", "scheme"), [("", "dark"), ("en/", "light")])
def test_axe_finds_nothing_on_a_page_of_each_kind(
    browser: Browser, server: Server, lang: str, scheme: str, size: tuple[int, int]
) -> None:
    told = found(browser, server, [lang + path for path in KINDS], scheme, size)
    assert not told, "\n".join(told)


def test_axe_would_find_a_fault(browser: Browser, server: Server) -> None:
    """Half the contrast, a picture without words: planted, and told of."""
    page = open_tab(browser)
    page.goto(server.url)
    page.evaluate(AXE)
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    page.evaluate("document.querySelector('article').append(document.createElement('img'))")
    rules = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.close()
    assert {rule["id"] for rule in rules} == {"color-contrast", "image-alt"}


def test_no_page_scrolls_sideways_at_360_pixels(browser: Browser, server: Server) -> None:
    page, told = open_tab(browser, size=NARROW), []
    for path in server.paths():
        page.goto(server.url + path)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > NARROW[0]:
            told.append(
                f"{path}: {wide} pixels wide -> let the table, formula or code that sticks out scroll in itself"
            )
        lost = page.evaluate(
            """[...document.querySelectorAll('article :is(pre, table, math, img, p, h1, h2, h3)')].filter(e => {
              if (e.getBoundingClientRect().right <= innerWidth + 1) return false
              for (let p = e; p; p = p.parentElement) if (/auto|scroll/.test(getComputedStyle(p).overflowX)) return false
              return true
            }).map(e => e.outerHTML.slice(0, 80))"""
        )
        told += [f"{path}: cut off at the right: {each}" for each in lost]
    page.close()
    assert not told, "\n".join(told)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_tab_walks_down_the_page_and_is_always_seen(browser: Browser, server: Server, size: tuple[int, int]) -> None:
    page = open_tab(browser, size=size)
    page.goto(server.url + PAGE)
    page.wait_for_selector(".md-code__button")
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["name"].startswith("BODY"):
            break
        stops.append(stop)
    page.close()
    inside = [stop for stop in stops if stop["content"]]
    assert len(inside) > 40
    assert len(stops) - len(inside) > (60 if size == WIDE else 5)  # a folded drawer is no stop
    assert not [stop for stop in stops if not stop["seen"]]
    assert not [stop for stop in stops if stop["ring"] == "none"]
    tops = [stop["top"] for stop in inside]
    assert all(below > above - 150 for above, below in pairwise(tops))  # a button to copy lies within its block


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not come to {selector} -> it needs to be a link, a button, or to have a tabindex")


@pytest.fixture
def tab(page: Page, server: Server) -> Page:
    page.goto(server.url + PAGE)
    page.wait_for_selector(".md-code__button")
    return page


def test_the_first_key_skips_to_the_text(tab: Page) -> None:
    press(tab, "Tab", "Enter", "Tab")
    assert tab.evaluate("document.activeElement.closest('article') !== null")


def test_a_slash_opens_the_search_and_escape_closes_it(tab: Page) -> None:
    press(tab, "/")
    expect(tab.locator(".md-search__input")).to_be_focused()
    press(tab, "Escape")
    expect(tab.locator(".md-search__input")).not_to_be_focused()


def test_keys_turn_the_light_off_and_on(tab: Page) -> None:
    tab_to(tab, ".md-option")
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    press(tab, "Enter")
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    press(tab, "Enter")
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_keys_change_the_language_and_stay_on_the_page(tab: Page, server: Server) -> None:
    tab_to(tab, ".md-select__link[hreflang=en]")
    press(tab, "Enter")
    tab.wait_for_url(f"{server.url}en/{PAGE}*")
    expect(tab.locator("html")).to_have_attribute("lang", "en")


def test_keys_open_an_answer(tab: Page) -> None:
    tab_to(tab, "summary")
    answer = tab.locator("details", has=tab.locator("summary:focus"))
    assert answer.get_attribute("open") is None
    press(tab, "Enter")
    assert answer.get_attribute("open") is not None


def test_the_drawer_of_a_narrow_page_opens_by_keys(browser: Browser, server: Server) -> None:
    page = open_tab(browser, size=NARROW)
    page.goto(server.url + PAGE)
    page.wait_for_selector(".md-code__button")
    tab_to(page, "label[for=__drawer] [role=button]")
    press(page, " ")
    tab_to(page, ".md-nav--primary .md-nav__item--section:nth-of-type(3) > label")
    press(page, "Enter")
    tab_to(page, "a[href$='tensors/creation/']")
    press(page, "Enter")
    page.wait_for_url("**/tensors/creation/")
    page.close()


def test_what_is_copied_is_the_code_alone(tab: Page) -> None:
    """Neither the output below nor a sign of the page comes along; a page's first block can be pasted and run."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_to(tab, ".md-code__button")
    press(tab, "Enter")
    tab.wait_for_selector(".md-dialog--active")
    copied = tab.evaluate("navigator.clipboard.readText()")
    shown = tab.locator("article .highlight code").first.inner_text()
    printed = tab.locator("article pre.output").first.inner_text()
    assert copied.strip() == shown.strip()
    assert copied.startswith("import torch\n")
    assert printed.strip()
    assert printed.strip() not in copied
    compile(copied, "copied", "exec")


def test_an_error_says_so_in_words(tab: Page) -> None:
    """Not by its colour only."""
    label = tab.locator("pre.error > code").first.evaluate("code => getComputedStyle(code, '::before').content")
    assert label == '"报错"'
    errors = tab.locator("pre.error").count()
    assert 0 < errors < tab.locator("pre.output").count()
