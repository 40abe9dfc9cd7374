"""A page on paper: its text, code and answers, black on white, and nothing to press."""

import re

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser

from tests.browser.server import Server

PAGES = ["losses/cross-entropy/", "en/losses/cross-entropy/", "projects/digits/", "en/"]


def letters(text: str) -> str:
    """Return *text* without spaces: lines wrap on paper."""
    return re.sub(r"\s+|[\ufffe\u00ad]", "", text)


def printed(browser: Browser, url: str, scheme: str) -> tuple[pdfium.PdfDocument, list[str], str]:
    """Return the page at *url* as a PDF, what its blocks of code hold, and what its navigation says."""
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    blocks = page.locator("article pre code").all_text_contents()
    navigation = page.locator(".md-sidebar--primary .md-nav__item:not(:has(li)) .md-ellipsis").all_text_contents()
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    page.close()
    return document, blocks, "\n".join(each.strip() for each in navigation)


@pytest.mark.parametrize("path", PAGES)
def test_paper_holds_all_code_and_no_navigation(browser: Browser, server: Server, path: str) -> None:
    document, blocks, navigation = printed(browser, server.url + path, "light")
    text = letters("".join(page.get_textpage().get_text_range() for page in document))
    assert blocks
    missing = [block for block in blocks if not _in_pieces(letters(block), text)]
    assert not missing, f"{path}: not on paper: {missing[0]!r} -> is it folded, or cut off at the right?"
    assert len(navigation.splitlines()) > 40
    names = [letters(name) for name in navigation.splitlines()]
    assert not any("".join(names[n : n + 3]) in text for n in range(len(names) - 2))
    assert "http://" not in text.replace("http://127.0.0.1", "")  # addresses of links are not printed
    assert "¶" not in text


def _in_pieces(block: str, text: str) -> bool:
    """Say whether *block* stands in *text*: a page may end, with its number, in the middle of it."""
    size = 12
    pieces = [block[n : n + size] for n in range(0, len(block), size)]
    return sum(piece not in text for piece in pieces) <= len(block) // 800 + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_ink_black(browser: Browser, server: Server, scheme: str) -> None:
    document, _, _ = printed(browser, server.url + PAGES[0], scheme)
    for sheet in document:
        tones = sheet.render(scale=0.5, grayscale=True).to_numpy().ravel()
        assert (tones > 235).mean() > 0.8, "the paper is dark -> print.css sets the colours of a dark page as well"
        assert (tones < 128).any()


def test_a_page_is_a_few_sheets(browser: Browser, server: Server) -> None:
    """Figures and code keep together without leaving sheets empty."""
    document, _, _ = printed(browser, server.url + PAGES[0], "light")
    filled = [(sheet.render(scale=0.5, grayscale=True).to_numpy() < 200).any(axis=1).mean() for sheet in document]
    assert len(filled) > 5
    assert min(filled[:-1]) > 0.2
