"""The switch of languages leads to the same page, at the same section."""

import pytest
from playwright.sync_api import Page

from tests.browser.server import Server

HEADINGS = "[...document.querySelectorAll('article :is(h2, h3, h4)[id]')]"


@pytest.mark.parametrize(("here", "there", "lang"), [("", "en/", "en"), ("en/", "", "zh")])
def test_the_switch_stays_at_the_section(page: Page, server: Server, here: str, there: str, lang: str) -> None:
    page.goto(f"{server.url}{here}tensors/shapes/")
    page.evaluate(f"{HEADINGS}[4].scrollIntoView()")
    _switch(page, lang)
    page.wait_for_url(f"{server.url}{there}tensors/shapes/#*")
    page.wait_for_function(f"decodeURIComponent(location.hash) === '#' + {HEADINGS}[4].id")
    assert 0 <= page.evaluate(f"{HEADINGS}[4].getBoundingClientRect().top") < 200


def test_from_the_top_it_leads_to_the_top(page: Page, server: Server) -> None:
    page.goto(f"{server.url}tensors/shapes/")
    _switch(page, "en")
    page.wait_for_url(f"{server.url}en/tensors/shapes/")
    assert page.evaluate("scrollY") == 0


def _switch(page: Page, lang: str) -> None:
    page.locator(".md-select").hover()
    page.locator(f".md-select__link[hreflang={lang}]").click()
