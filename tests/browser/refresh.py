"""From a save to the new page in the browser, with the whole book in place: part of `make bench`."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
ROUNDS = 5
PAGE = "tensors/shapes"
KEPT = (
    "docs",
    "snippets",
    "overrides",
    "tested_docs",
    "mkdocs.yml",
    "mkdocs.en.yml",
    "mkdocs_hooks.py",
    "pyproject.toml",
)


def main() -> None:
    """Print seconds from a save to the new text in an open tab, in both languages, for `make serve` and `make live`."""
    print(f"from a save to the new page in the browser (seconds, {ROUNDS} saves each)   median   worst")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        for name in KEPT:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, root / name)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page()
        for lang in ("zh", "en"):
            with _served(root, live="") as url:
                _print(f"make serve, docs/{lang}/{PAGE}.md", _page_saves(root, tab, url, lang))
        with _served(root, live="1") as url:
            for lang in ("zh", "en"):
                _print(f"make live, snippets/{PAGE}.py, seen in {lang}", _snippet_saves(root, tab, url, lang))
        browser.close()


def _page_saves(root: Path, tab: Page, url: str, lang: str) -> Iterator[float]:
    path = root / "docs" / lang / f"{PAGE}.md"
    text = path.read_text("utf-8")
    for n in range(ROUNDS):
        yield _seconds(tab, url, lang, path, f"{text}\nsaved{n}x\n", f"saved{n}x")
    path.write_text(text, "utf-8")


def _snippet_saves(root: Path, tab: Page, url: str, lang: str) -> Iterator[float]:
    path = root / "snippets" / f"{PAGE}.py"
    text = path.read_text("utf-8")
    for n in range(ROUNDS + 1):  # the first waits for the warm process
        changed = text.replace("print(a.shape", f'print("live", {n} + 100, a.shape', 1)
        seconds = _seconds(tab, url, lang, path, changed, f"live {n + 100}")
        if n:
            yield seconds
    path.write_text(text, "utf-8")


def _seconds(tab: Page, url: str, lang: str, path: Path, text: str, wanted: str) -> float:
    """Save *text* and return after how long *wanted* stands in the open tab."""
    tab.goto(f"{url}{'' if lang == 'zh' else 'en/'}{PAGE}/")
    time.sleep(1.5)  # the tab must be listening, and the server at rest
    start = time.perf_counter()
    path.write_text(text, "utf-8")
    while True:
        try:
            if wanted in tab.inner_text("article", timeout=60_000):
                return time.perf_counter() - start
        except Exception as error:  # the tab reloads
            if "navigat" not in str(error) and "destroyed" not in str(error):
                raise
        if time.perf_counter() - start > 60:
            raise SystemExit(f"{path.name} was saved, but the page did not change within a minute")
        time.sleep(0.02)


@contextmanager
def _served(root: Path, live: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload", "--dev-addr", address]
    process = subprocess.Popen(command, cwd=root, env=os.environ | {"LIVE": live}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://{address}/{PAGE}/").close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://{address}/"
    finally:
        process.terminate()
        process.wait()


def _print(name: str, seconds: Iterator[float]) -> None:
    taken = list(seconds)
    print(f"{re.sub(' +', ' ', name):75}{statistics.median(taken):8.2f}{max(taken):8.2f}", flush=True)


if __name__ == "__main__":
    main()
