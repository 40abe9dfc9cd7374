"""The site as built now, served below a path with gzip, and a real Chromium. `make test-browser` runs these tests."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import Server, serve
from tests.browser.tour import Visit, tour

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = "no Chromium found: install it (Debian, Ubuntu: apt install chromium), or name it: pytest --chromium PATH"
# A name outside this machine cannot be resolved: whatever a page asks of another host fails, and is seen to fail.
ARGS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the browser and a site that is built already be named."""
    parser.addoption("--chromium", help="the browser; default: the first on PATH of " + ", ".join(NAMES))
    parser.addoption("--site", type=Path, help="a built site to look at, rather than building one")


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site: one build for all tests."""
    if given := pytestconfig.getoption("site"):
        return Path(given).resolve()
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"the site does not build -> make build\n{done.stderr}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """Serve the site below /some/where/, with gzip."""
    with serve(site) as running:
        yield running


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """Start Chromium; where there is none the tests fail and say what to do."""
    found = pytestconfig.getoption("chromium") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(REMEDY, pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty tab of a reader who has never been here: nothing cached, nothing stored."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def visits(browser: Browser, server: Server) -> list[Visit]:
    """Walk through every page of the site, once for all tests."""
    return tour(browser, server, server.paths())
