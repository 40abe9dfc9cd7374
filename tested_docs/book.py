"""The book as a whole: its pages in both languages, and what is wrong with it that shows without running anything."""

from collections.abc import Iterator
from pathlib import Path

from tested_docs.comments import LANGS
from tested_docs.expand import check
from tested_docs.notebook import check_notebook
from tested_docs.page import Page, read_page, sections_of
from tested_docs.project import FOLDER
from tested_docs.record import faults, figures_path, read_record, record_path
from tested_docs.source import DocsError


def page_paths(root: Path, lang: str) -> list[Path]:
    """Return the pages of one language, relative to *root*."""
    pages = [path.relative_to(root) for path in (root / "docs" / lang).rglob("*.md")]
    sources = [path for path in (root / FOLDER).glob("*.py") if path.name != "__init__.py"]
    return sorted(
        [*pages, *(Path("docs", lang, "projects", f"{path.stem.replace('_', '-')}.ipynb") for path in sources)]
    )


def problems(root: Path) -> list[str]:
    """Return every problem of the book: in its pages, its snippets, its records, and between its languages.

    Each step presumes the one before it, so the first step that finds something ends the search.
    """
    pages: list[Page] = []
    for step in (_unread, _twins, _unrecorded, _unshown, _orphans):
        if found := dict.fromkeys(str(error) for error in step(root, pages)):
            return list(found)
    return []


def _unread(root: Path, pages: list[Page]) -> Iterator[DocsError]:
    """Read the pages into *pages*; yield what stands in the way."""
    stray = [
        path.relative_to(root) for path in (root / "docs").rglob("*.md") if path.relative_to(root).parts[1] not in LANGS
    ]
    for path in sorted([*stray, *(path for lang in LANGS for path in page_paths(root, lang))]):
        try:
            pages.append(read_page(root, path))
        except DocsError as error:
            yield error


def _twins(root: Path, pages: list[Page]) -> Iterator[DocsError]:
    by_key: dict[str, dict[str, Page]] = {}
    for page in pages:
        by_key.setdefault(page.key, {})[page.lang] = page
    for key, twins in by_key.items():
        if len(twins) < len(LANGS):
            missing = next(lang for lang in LANGS if lang not in twins)
            have = next(iter(twins.values()))
            yield DocsError(have.path, 1, "a page in one language only", f"write docs/{missing}/{key}.md")
            continue
        zh, en = (twins[lang] for lang in LANGS)
        names = [[block.name for block in page.blocks] for page in (zh, en)]
        if names[0] != names[1]:
            n = next((i for i, (a, b) in enumerate(zip(*names, strict=False)) if a != b), min(map(len, names)))
            line = en.blocks[n].line if n < len(en.blocks) else en.text.count("\n")
            remedy = f"show the same blocks in the same order: {', '.join(names[0])}"
            yield DocsError(en.path, line, f"block {n + 1} is not that of {zh.path.as_posix()}", remedy)


def _unrecorded(root: Path, pages: list[Page]) -> Iterator[DocsError]:
    for page in pages:
        try:
            record = read_record(root, page)
            check(page, record, faults(root, page, record))
            check_notebook(root, page, record)
        except DocsError as error:
            yield error


def _unshown(root: Path, pages: list[Page]) -> Iterator[DocsError]:
    shown = {(block.section.path, block.section.name) for page in pages for block in page.blocks}
    modules = {page.module for page in pages}
    for full in sorted((root / "snippets").rglob("*.py")):
        path = full.relative_to(root)
        if path.name == "__init__.py":
            continue
        if path not in modules:
            yield DocsError(path, 1, "a snippet module without a page of its name", "write the page, or remove it")
        for section in sections_of(root, path).values():
            if (path, section.name) not in shown:
                remedy = f'embed it (--8<-- "{path.relative_to("snippets").as_posix()}:{section.name}"), or remove it'
                yield DocsError(path, section.first - 1, f"section '{section.name}' is shown on no page", remedy)


def _orphans(root: Path, pages: list[Page]) -> Iterator[DocsError]:
    records = {record_path(page) for page in pages if page.blocks}
    figures = {
        figures_path(page) / name
        for page in pages
        for entry in read_record(root, page).blocks
        for name in entry.figures
    }
    notebooks = {page.path for page in pages}
    kept = [
        *(root / "snippets").rglob("*.toml"),
        *(root / "docs/assets/figures").rglob("*.svg"),
        *(root / "docs").rglob("*.ipynb"),
    ]
    for full in sorted(kept):
        path = full.relative_to(root)
        if path not in records | figures | notebooks and path.name != "ruff.toml":
            yield DocsError(path, 1, "belongs to no page", "remove it")
