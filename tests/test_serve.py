"""Serving: a saved file rebuilds the pages that show it, and no others; live pages are run, and nothing is recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from tested_docs import serve, site
from tested_docs.live import live
from tested_docs.page import read_page
from tested_docs.record import read_record
from tested_docs.recording import record_page
from tests.conftest import Make, snapshot


class Server:
    builder = None


@pytest.fixture
def served(book: Path) -> Iterator[tuple[Path, Server, list[str]]]:
    site.on_startup(command="serve", dirty=False)
    config = load_config(str(book / "mkdocs.yml"))
    build(config)
    fully: list[str] = []
    server = Server()
    serve.on_serve(server, config=config, builder=lambda: fully.append("built"))  # type: ignore[arg-type]
    yield book, server, fully
    site.on_startup(command="build", dirty=False)


def save(book: Path, path: str, old: str, new: str) -> None:
    file = book / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def pages(book: Path) -> dict[str, bytes]:
    return {path: text for path, text in snapshot(book / "site").items() if path.endswith(".html")}


@pytest.mark.parametrize(
    ("path", "old", "new", "rebuilt"),
    [
        ("docs/zh/c/p.md", "公式", "算式", {"c/p/index.html"}),
        ("docs/en/c/p.md", "formula", "sum", {"en/c/p/index.html"}),
        ("docs/en/index.md", "See", "Read", {"en/index.html"}),
        ("snippets/c/p.py", "[1, 2]", "[1, 3]", {"c/p/index.html", "en/c/p/index.html"}),
        (
            "snippets/projects/my_project.py",
            "[1, 2]",
            "[1, 3]",
            {"projects/my-project/index.html", "en/projects/my-project/index.html"},
        ),
        ("docs/assets/site.css", ":root", ":root ", set()),
    ],
)
def test_a_saved_file_rebuilds_the_pages_that_show_it(
    served: tuple[Path, LiveReloadServer, list[str]], path: str, old: str, new: str, rebuilt: set[str]
) -> None:
    book, server, fully = served
    before = pages(book)
    save(book, path, old, new)
    server.builder()
    after = pages(book)
    assert {name for name in after if after[name] != before[name]} == rebuilt
    assert not fully
    assert (book / "site/assets/site.css").read_bytes() == (book / "docs/assets/site.css").read_bytes()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [("docs/zh/c/p.md", "# 页", "# 另一页"), ("mkdocs.yml", "site_name: torchnotes", "site_name: notes")],
)
def test_what_other_pages_show_rebuilds_everything(
    served: tuple[Path, LiveReloadServer, list[str]], path: str, old: str, new: str
) -> None:
    book, server, fully = served
    save(book, path, old, new)
    server.builder()
    assert fully == ["built"]
    server.builder()
    assert fully == ["built"]  # nothing more has changed


def test_a_new_file_rebuilds_everything(served: tuple[Path, LiveReloadServer, list[str]]) -> None:
    book, server, fully = served
    (book / "docs/zh/c/q.md").write_text("# 又一页\n", "utf-8")
    server.builder()
    assert fully == ["built"]


def test_a_page_that_broke_comes_back_when_it_is_mended(served: tuple[Path, LiveReloadServer, list[str]]) -> None:
    book, server, _ = served
    save(book, "snippets/c/p.py", "[end:draw]", "[end:drawn]")
    server.builder()
    assert "This page cannot be shown" in (book / "site/c/p/index.html").read_text("utf-8")
    save(book, "snippets/c/p.py", "[end:drawn]", "[end:draw]")
    server.builder()
    assert "This page cannot be shown" not in (book / "site/c/p/index.html").read_text("utf-8")


def test_a_live_page_shows_what_it_prints_now(
    served: tuple[Path, LiveReloadServer, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    book, server, _ = served
    monkeypatch.setattr(serve, "LIVE", True)
    kept = (book / "snippets/c/p.toml").read_bytes(), (book / "docs/assets/figures/c/p/draw.svg").read_bytes()
    save(book, "snippets/c/p.py", "plt.plot([1, 2])", 'plt.plot([1, 2, 1]); print("now")')
    server.builder()
    for lang in ("", "en"):
        text = (book / "site" / lang / "c/p/index.html").read_text("utf-8")
        assert '<pre class="output no-copy"><code>now' in text
        assert "make record PAGE=c/p" in text
        assert (book / "site" / lang / "assets/figures/c/p/draw.svg").read_bytes() != kept[1]
    assert kept == ((book / "snippets/c/p.toml").read_bytes(), (book / "docs/assets/figures/c/p/draw.svg").read_bytes())
    save(book, "snippets/c/p.py", 'print("now")', "print(1 / 0)")
    server.builder()
    text = (book / "site/en/c/p/index.html").read_text("utf-8")
    assert "ZeroDivisionError: division by zero" in text
    assert "did not run, since a block above it failed" in text


def test_a_live_page_is_run_once_for_both_languages_and_only_if_it_changed(small_book: Make) -> None:
    root = small_book("import random\nprint(random.random())")
    zh, en = (read_page(root, Path(f"docs/{lang}/c/p.md")) for lang in ("zh", "en"))
    runs: dict[str, list] = {}  # type: ignore[type-arg]
    first, second = (live(root, page, read_record(root, page), runs) for page in (zh, en))
    assert first
    assert second
    assert first.record.blocks == second.record.blocks
    assert first.record.blocks[0].output
    root = small_book("print(1)")
    page = read_page(root, Path("docs/zh/c/p.md"))
    record_page(root, page)
    assert live(root, page, read_record(root, page), {}) is None
