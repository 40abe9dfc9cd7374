"""What travels to a reader, counted at the server: heads and bodies, compressed."""

import gzip

import pytest
from playwright.sync_api import Browser

from tests.browser.server import Sent, Server
from tests.browser.tour import FIGURES, SHIFT, Visit, tour

KB = 1000
FIRST = 120 * KB
NEXT = 40 * KB
INDEX = 200 * KB
HEAVIEST = 3
SHIFTED = 0.01


def test_a_first_visit_is_light(browser: Browser, server: Server) -> None:
    sizes = {}
    for path in ["", "en/", *_heaviest(server)]:
        sent = _first_visit(browser, server, path)
        sizes[path] = sum(each.size for each in sent)
        print("\n".join(f"/{path}: {each.size:7} {each.path}" for each in sent))
        assert not [each for each in sent if "search_index" in each.path], "the search index came with the page"
    assert max(sizes.values()) <= FIRST, sizes


def test_a_page_after_that_is_lighter(visits: list[Visit]) -> None:
    later = [visit for visit in visits if visit.path not in ("", "en/")]  # each language has its own styles and scripts
    worst = sorted(later, key=lambda visit: visit.size, reverse=True)
    print("\n".join(f"{visit.size:6} /{visit.path}" for visit in worst[:10]))
    assert worst[0].size <= NEXT, worst[0]
    assert worst[-1].size > KB, f"{worst[-1]}: nothing was counted"


def test_nothing_moves_while_a_page_loads(browser: Browser, server: Server, visits: list[Visit]) -> None:
    worst = sorted(visits, key=lambda visit: visit.shift, reverse=True)
    print("\n".join(f"{visit.shift:.4f} /{visit.path} {visit.moved}" for visit in worst[:5]))
    # A busy machine shifts a page now and then; a page at fault shifts each time.
    again = tour(browser, server, [visit.path for visit in visits if visit.shift >= SHIFTED])
    assert not [visit for visit in again if visit.shift >= SHIFTED]


def test_figures_keep_their_place_and_come_when_they_are_near(visits: list[Visit]) -> None:
    assert not {visit.path: visit.loose for visit in visits if visit.loose}, "-> tested_docs/images.py"


def test_a_layout_that_moves_would_be_seen(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    page.goto(server.url)
    page.evaluate(
        "setTimeout(() => document.querySelector('h1').insertAdjacentHTML('beforebegin', '<p style=height:9em>'))"
    )
    page.wait_for_timeout(300)
    shift, moved = page.evaluate(SHIFT)
    assert shift > SHIFTED
    assert moved
    page.close()


@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_search_index_comes_when_search_is_opened(browser: Browser, server: Server, lang: str) -> None:
    page = browser.new_page()
    page.goto(server.url + lang, wait_until="networkidle")
    before = len(server.sent)
    page.locator("input.md-search__input").click()
    page.keyboard.insert_text("tensor")
    page.keyboard.press("End")
    page.locator(".md-search-result__item").first.wait_for()
    page.close()
    (index,) = [sent for sent in server.sent[before:] if sent.path == f"{lang}search/search_index.json"]
    print(f"{index.size:6} {index.path}")
    assert index.size <= INDEX


def _first_visit(browser: Browser, server: Server, path: str) -> list[Sent]:
    """Return what travels, figures aside, to a reader who has never been here."""
    context, before = browser.new_context(), len(server.sent)
    context.new_page().goto(server.url + path, wait_until="networkidle")
    context.close()
    return [sent for sent in server.sent[before:] if FIGURES not in sent.path]


def _heaviest(server: Server) -> list[str]:
    def size(path: str) -> int:
        return len(gzip.compress((server.folder / path / "index.html").read_bytes()))

    return sorted(server.paths(), key=size)[-HEAVIEST:]
