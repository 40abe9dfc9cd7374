"""``mkdocs serve``, quick: after the first build, a saved file rebuilds only the pages that show it."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from tested_docs.comments import LANGS
from tested_docs.library import books, read, root_of
from tested_docs.page import Page
from tested_docs.record import Record

if TYPE_CHECKING:
    from tested_docs.live import Live

log = logging.getLogger("mkdocs.torchnotes")
WATCHED = ("docs", "snippets", "overrides", "tested_docs", "mkdocs.yml", "mkdocs.en.yml")


@dataclass
class Site:
    """What MkDocs held when it last built the site of one language."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Any = None


LIVE = bool(os.environ.get("LIVE"))  # set by `make live`
_sites: dict[str, Site] = {}  # lang -> what MkDocs held when it last built it
_runs: dict[str, Any] = {}  # of live pages: digest -> outcomes
_figures: dict[str, bytes] = {}  # of the live page that is being built: path below assets/figures -> SVG


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep what a served page is built from."""
    _sites[config.extra["lang"]] = Site(config, files, nav)
    return nav


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Keep the templates too."""
    _sites[config.extra["lang"]].env = env
    return env


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    """From now on, build only what changed; warm up what runs live pages."""

    def pages() -> list[Page]:
        return [page for book in books.values() for page, _ in book]

    def refresh(site: Site, path: Path) -> None:
        file = site.files.get_file_from_path(Path(*path.parts[2:]).as_posix())
        for name, content in read(site.config, file).items() if file else ():
            Path(site.config.site_dir, name).write_text(content, "utf-8")

    server.builder = rebuilder(root_of(config), _sites, pages, refresh, builder)
    if LIVE:
        from tested_docs.runner import warm_up

        threading.Thread(target=warm_up, daemon=True).start()
    return server


def live_page(root: Path, page: Page, record: Record) -> "Live | None":
    """Run *page*, in live authoring, if it changed since its record; None where there is nothing live about it."""
    if not LIVE:
        return None
    from tested_docs.live import live  # only live authoring needs what runs pages

    now = live(root, page, record, _runs)
    _figures.clear()
    _figures.update({f"{page.key}/{name}": figure for name, figure in now.figures.items()} if now else {})
    return now


def write_figures(config: MkDocsConfig) -> None:
    """Write the figures of the live page that is being built over the recorded ones."""
    for name, figure in _figures.items():
        path = Path(config.site_dir, "assets/figures", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(figure)


def stamps(root: Path) -> dict[Path, int]:
    """Return path, relative to *root* -> modification time of each file that a page may come from."""
    found: dict[Path, int] = {}
    for name in WATCHED:
        paths = [root / name] if (root / name).is_file() else (root / name).rglob("*")
        for path in paths:
            if path.suffix not in (".pyc", ".part") and path.is_file():
                found[path.relative_to(root)] = path.stat().st_mtime_ns
    return found


def affected(changed: Iterable[Path], pages: Iterable[Page]) -> set[Path] | None:
    """Return the pages, by path, that the *changed* files show in; None where more than pages may have changed."""
    found: set[Path] = set()
    known = list(pages)
    for path in changed:
        mine = {page.path for page in known if path in _sources(page)} or _named(path)
        if not mine and path.parts[:2] != ("docs", "assets"):
            return None
        found |= mine
    return found


def _named(path: Path) -> set[Path]:
    """Return the pages that have the name of *path*: one that could not be read last time is not known by content."""
    kind, *rest = path.parts
    if kind == "docs" and rest[0] in LANGS and path.suffix in (".md", ".ipynb"):
        return {path}
    if kind != "snippets" or len(rest) < 2 or path.suffix not in (".py", ".toml"):
        return set()
    suffix = ".ipynb" if rest[0] == "projects" else ".md"
    return {Path("docs", lang, *rest[:-1], path.stem.replace("_", "-") + suffix) for lang in LANGS}


def _sources(page: Page) -> set[Path]:
    return {page.path, page.module, page.module.with_suffix(".toml"), *(block.section.path for block in page.blocks)}


def rebuilder(
    root: Path,
    sites: dict[str, Site],
    pages: Callable[[], list[Page]],
    refresh: Callable[[Site, Path], None],
    full: Callable[[], None],
) -> Callable[[], None]:
    """Return what the server is to call when files have changed.

    *sites* holds the state of each language, *pages* returns all pages as last read, *refresh* reads one of them anew,
    *full* builds everything. Everything is built where a file came or went, or where it is no page's (a template, a
    configuration, the machinery), and after a page's title has changed, which other pages show.
    """
    last = stamps(root)

    def rebuild() -> None:
        nonlocal last
        start = time.perf_counter()
        now = stamps(root)
        changed = {path for path in now.keys() & last.keys() if now[path] != last[path]}
        chosen = affected(changed, pages()) if now.keys() == last.keys() else None
        last = now
        if chosen is None:
            full()
            return
        for path in sorted(changed):
            if path.parts[:2] == ("docs", "assets"):
                for site in sites.values():
                    target = Path(site.config.site_dir, *path.parts[1:])
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(root / path, target)
        same = [_rebuilt(sites[path.parts[1]], path, refresh) for path in sorted(chosen)]
        if not all(same):
            full()
            return
        log.info(f"{len(chosen)} pages built in {time.perf_counter() - start:.2f} seconds")

    return rebuild


def _rebuilt(site: Site, path: Path, refresh: Callable[[Site, Path], None]) -> bool:
    """Build one page anew; return False where its title is another one now."""
    file = site.files.get_file_from_path(Path(*path.parts[2:]).as_posix())
    if file is None or file.page is None:
        return False
    title = file.page.title
    refresh(site, path)
    _populate_page(file.page, site.config, site.files)
    _build_page(file.page, site.config, site.files.documentation_pages(), site.nav, site.env)
    return bool(file.page.title == title)
