"""The site asks no other host for anything, makes no error, and works below any path."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.server import PREFIX, Server
from tests.browser.tour import Visit, watched

ELSEWHERE = re.compile(r"(?:https?:|(?<=[\"'(=]))//(?!127\.0\.0\.1)[\w-]+\.[\w.-]+[^\s\"'<>)]*")
LINK = re.compile(r"<a\b[^>]*>|<link rel=\"(?:canonical|alternate)\"[^>]*>|<!DOCTYPE[^>]*>")
COMMENT = re.compile(r"/\*.*?\*/|(?:<|%3C|\\3c )!--.*?--(?:>|%3E|\\3e)", re.DOTALL)
SHOWN = re.compile(r"<pre\b.*?</pre>|<code\b.*?</code>|<rdf:RDF.*?</rdf:RDF>", re.DOTALL)
NOT_FETCHED = (
    "http://www.w3.org/",  # names of XML's languages
    "https://bit.ly/2s3ChXG",  # in a message of Material's worker about a query that it cannot read
    "https://api.github.com/",  # asked by Material where repo_url is set, which it is not
)


def test_no_page_asks_another_host_or_makes_an_error(visits: list[Visit]) -> None:
    assert {"", "en/", "tensors/creation/", "en/tensors/creation/"} <= {visit.path for visit in visits}
    found = [f"/{visit.path}: {each}" for visit in visits for each in visit.wrong]
    assert not found, f"{len(found)} on {len(visits)} pages\n" + "\n".join(found)


def test_search_asks_no_other_host(browser: Browser, server: Server) -> None:
    page, wrong = watched(browser, server.url)
    for lang in ("", "en/"):
        page.goto(server.url + lang)
        page.locator("input.md-search__input").click()
        page.keyboard.insert_text("Tensor")
        page.keyboard.press("End")
        page.locator(".md-search-result__item").first.wait_for()
    page.close()
    assert not wrong


def test_links_stay_below_the_path(browser: Browser, server: Server) -> None:
    page, wrong = watched(browser, server.url)
    page.goto(server.url + "autograd/backward/")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url("**" + PREFIX + "autograd/by-hand/")
    page.locator("a[hreflang=en].md-select__link").evaluate("link => link.click()")
    page.wait_for_url("**" + PREFIX + "en/autograd/by-hand/")
    page.close()
    assert not wrong


def test_a_page_that_is_not_there_is_told_in_the_sites_own_look(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    answer = page.goto(server.url + "en/nowhere/at-all/")
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("document.styleSheets.length") >= 2
    page.close()


def test_no_address_of_another_host_lies_in_the_files(site: Path) -> None:
    found = []
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".css", ".js", ".svg"}:
            text = path.read_text("utf-8")
            for pattern in (SHOWN, LINK, COMMENT):
                text = pattern.sub("", text)
            addresses = (each for each in ELSEWHERE.findall(text) if not each.startswith(NOT_FETCHED))
            found += [f"{path.relative_to(site)}: {each}" for each in addresses]
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_a_request_elsewhere_would_be_seen(browser: Browser, server: Server, bypass_csp: bool) -> None:
    page, wrong = watched(browser, server.url, bypass_csp=bypass_csp)
    page.goto(server.url)
    page.evaluate("new Image().src = 'https://unpkg.com/planted.png'")
    page.evaluate("fetch('missing.json').then(() => console.error('planted'))")
    page.wait_for_timeout(500)
    page.close()
    asked = ["asks https://unpkg.com/planted.png", "cannot get https://unpkg.com/planted.png"]
    for planted in (*(asked if bypass_csp else ["violates"]), "gets 404", "logs planted"):
        assert any(planted in each for each in wrong), (planted, wrong)
