"""The site asks no other host for anything, makes no error, and works below any path."""

from playwright.sync_api import Page

from tests.browser.server import Server


def test_home_has_its_title(page: Page, server: Server) -> None:
    page.goto(server.url)
    assert page.title() == "torchnotes"
